"""What is configured today, as answers of AWS Lambda list it: memory, provisioned environments, pollers, function URLs."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.usage.observing.configured import Poller
from lambda_cost.usage.observing.events import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.usage.observing.tally import Tally

REGION_PLACE, ACCOUNT_PLACE, NAME_PLACE = 3, 4, 6
"""Which parts of the ARN of a function are its region, account and name: arn:aws:lambda:region:account:function:name."""
ARCHITECTURES = ("x86_64", "arm64")
LATEST = "$LATEST"
BAD_CONFIGURATION = "configuration that is not well formed"
_KAFKA = ("Topics", "SelfManagedEventSource", "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")
"""What only mappings of Kafka have."""


def function_in(arn: Any) -> tuple[str, str]:
    """The function and the alias or version in *arn*; empty where there is none.

    >>> function_in("arn:aws:lambda:eu-west-1:1:function:checkout:live")
    ('checkout', 'live')
    """
    parts = arn.split(":") if isinstance(arn, str) else []
    return (parts[NAME_PLACE], ":".join(parts[NAME_PLACE + 1 :])) if len(parts) > NAME_PLACE else ("", "")


def _take_function(value: dict[str, Any], tally: Tally) -> bool:
    name, memory = value.get("FunctionName"), number_of(value.get("MemorySize"))
    architectures = value.get("Architectures")
    if not isinstance(name, str) or memory is None:
        return False
    if value.get("Version", LATEST) == LATEST:
        first = architectures[0] if is_list(architectures) and architectures else ""
        own = tally.configured[name]
        own.memory_mb, own.architecture = int(memory), first if first in ARCHITECTURES else ""
    return True


def _take_environments(value: dict[str, Any], tally: Tally) -> bool:
    name, qualifier = function_in(value.get("FunctionArn"))
    asked = number_of(value.get("RequestedProvisionedConcurrentExecutions"))
    if not name or asked is None:
        return False
    tally.configured[name].environments[qualifier] = int(asked)
    return True


def _take_mapping(value: dict[str, Any], tally: Tally) -> bool:
    pollers, (name, _) = value.get("ProvisionedPollerConfig"), function_in(value.get("FunctionArn"))
    if pollers is None or value.get("Queues") or value.get("State") == "Disabled":
        return True
    if not name or not is_mapping(pollers):
        return False
    given = [pollers.get(key) for key in ("MinimumPollers", "MaximumPollers")]
    least, most = map(number_of, given)
    if [least is None, most is None] != [number is None for number in given]:
        return False
    arn = str(value.get("EventSourceArn") or "")
    source = "kafka" if ":kafka:" in arn or any(value.get(key) for key in _KAFKA) else "sqs"
    group = pollers.get("PollerGroupName") if source == "kafka" else None
    called = str(group or f"{name}-{arn.rpartition(':')[2].split('/')[-1] or source}")
    region, account = value["FunctionArn"].split(":")[REGION_PLACE : ACCOUNT_PLACE + 1]
    shared = f"{account} {region} {group}" if group else ""
    key = shared or value.get("UUID") or f"{value['FunctionArn']} {arn} {value.get('Topics')}"
    tally.pollers.setdefault(str(key), Poller(called, source, least, most))
    return True


def with_own_names(pollers: dict[str, Poller]) -> tuple[Poller, ...]:
    """The *pollers*, by mapping or group, each with a name of its own: of equal names all but the first have a number."""
    names: dict[str, str] = {}
    for key in sorted(pollers):
        called = pollers[key].name
        numbered = (f"{called}-{number}" for number in count(2))
        names[key] = called if called not in names.values() else next(name for name in numbered if name not in names.values())
    return tuple(poller._replace(name=names[key]) for key, poller in pollers.items())


def _take_url(value: dict[str, Any], tally: Tally) -> bool:
    name, _ = function_in(value.get("FunctionArn"))
    is_streamed = value.get("InvokeMode") == "RESPONSE_STREAM"
    if name and is_streamed:
        tally.configured[name].is_streamed = True
    return bool(name) or not is_streamed


LISTS: dict[str, Callable[[dict[str, Any], Tally], bool]] = {
    "Functions": _take_function,
    "ProvisionedConcurrencyConfigs": _take_environments,
    "EventSourceMappings": _take_mapping,
    "FunctionUrlConfigs": _take_url,
}
"""What takes the items of an answer, by the key of their list; each says whether it understands the item."""


def take_configurations(value: dict[str, Any], tally: Tally) -> bool:
    """Take what *value* of JSON lists; whether it is an answer of that kind."""
    keys = [key for key in LISTS if is_list(value.get(key))]
    for key in keys:
        items: list[Any] = value[key]
        understood = [is_mapping(item) and LISTS[key](item, tally) for item in items]
        tally.skip(BAD_CONFIGURATION, understood.count(False))
    return bool(keys)
