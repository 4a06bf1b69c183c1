"""What is configured today, as answers of AWS Lambda list it: memory, provisioned environments, pollers, function URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.usage.observing.configured import Poller
from lambda_cost.usage.observing.events import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.usage.observing.tally import Tally

NAME_PLACE = len(["arn", "aws", "lambda", "region", "account", "function", ""]) - 1
"""Which part of an ARN is the name of a function."""
ARCHITECTURES = ("x86_64", "arm64")
LATEST = "$LATEST"
_KAFKA = ("Topics", "SelfManagedEventSource", "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig")
"""What only mappings of Kafka have."""


def function_in(arn: Any) -> tuple[str, str]:
    """The function and the alias or version in *arn*; empty where there is none.

    >>> function_in("arn:aws:lambda:eu-west-1:1:function:checkout:live")
    ('checkout', 'live')
    """
    parts = arn.split(":") if isinstance(arn, str) else []
    return (parts[NAME_PLACE], ":".join(parts[NAME_PLACE + 1 :])) if len(parts) > NAME_PLACE else ("", "")


def _take_function(value: dict[str, Any], tally: Tally) -> None:
    name, memory = value.get("FunctionName"), number_of(value.get("MemorySize"))
    architectures = value.get("Architectures")
    if isinstance(name, str) and memory is not None and value.get("Version", LATEST) == LATEST:
        first = architectures[0] if is_list(architectures) and architectures else ""
        own = tally.configured[name]
        own.memory_mb, own.architecture = int(memory), first if first in ARCHITECTURES else ""


def _take_environments(value: dict[str, Any], tally: Tally) -> None:
    name, qualifier = function_in(value.get("FunctionArn"))
    asked = number_of(value.get("RequestedProvisionedConcurrentExecutions"))
    if name and asked is not None:
        tally.configured[name].environments[qualifier] = int(asked)


def _take_mapping(value: dict[str, Any], tally: Tally) -> None:
    pollers, (name, _) = value.get("ProvisionedPollerConfig"), function_in(value.get("FunctionArn"))
    if name and is_mapping(pollers) and not value.get("Queues") and value.get("State") != "Disabled":
        arn = str(value.get("EventSourceArn") or "")
        source = "kafka" if ":kafka:" in arn or any(value.get(key) for key in _KAFKA) else "sqs"
        group = pollers.get("PollerGroupName") if source == "kafka" else None
        called = str(group or f"{name}-{arn.rpartition(':')[2].split('/')[-1] or source}")
        least, most = (number_of(pollers.get(key)) for key in ("MinimumPollers", "MaximumPollers"))
        tally.pollers.setdefault(str(group or value.get("UUID") or called), Poller(called, source, least, most))


def _take_url(value: dict[str, Any], tally: Tally) -> None:
    name, _ = function_in(value.get("FunctionArn"))
    if name and value.get("InvokeMode") == "RESPONSE_STREAM":
        tally.configured[name].is_streamed = True


LISTS: dict[str, Callable[[dict[str, Any], Tally], None]] = {
    "Functions": _take_function,
    "ProvisionedConcurrencyConfigs": _take_environments,
    "EventSourceMappings": _take_mapping,
    "FunctionUrlConfigs": _take_url,
}
"""What takes the items of an answer, by the key of their list."""


def take_configurations(value: dict[str, Any], tally: Tally) -> bool:
    """Take what *value* of JSON lists; whether it is an answer of that kind."""
    key = next((key for key in LISTS if is_list(value.get(key))), None)
    if key is None:
        return False
    items: list[Any] = value[key]
    for item in items:
        if is_mapping(item):
            LISTS[key](item, tally)
    return True
