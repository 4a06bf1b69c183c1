"""Lambda functions of a plan, with all that is set on them or beside them.

Reference: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import Most
from lambda_cost.strict_yaml import is_list
from lambda_cost.templates.terraform.plan import NOT_KNOWN

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.drafting import Drafting
    from lambda_cost.templates.terraform.plan import Instance

DEFAULTS = {"memory_size": 128, "timeout": 3, "ephemeral_storage.size": 512, "architectures": "x86_64"}
"""What the provider, and where it is silent Lambda itself, takes for what is not written."""
LONGEST_MS = Decimal(900_000)
RUNTIMES = {"python": "python", "dotnet": "dotnet", "java": "java"}
RETAINED_DAYS = 14
"""How long Lambda keeps the data of a durable execution unless it is told otherwise."""
FUNCTION = ("aws_lambda_function",)
FUNCTION_OR_ALIAS = ("aws_lambda_function", "aws_lambda_alias")
INVOKERS = frozenset(
    f"{service}.amazonaws.com" for service in ("apigateway", "events", "scheduler", "edgelambda", "elasticloadbalancing")
)
"""Who may invoke a function by a permission whose resources say more themselves."""


def functions(work: Drafting) -> None:
    """Add every function: to the functions, to those at the edge, or to none where it runs on instances."""
    edge = _at_the_edge(work)
    for one in work.of("aws_lambda_capacity_provider"):
        types = one.attributes.block("instance_requirements").get("allowed_instance_types")
        only = types[0] if is_list(types) and len(types) == 1 and isinstance(types[0], str) else None
        work.add("capacity_providers", one, {"instance_type": only})
    for one in work.of(*FUNCTION):
        if one.attributes.get("reserved_concurrent_executions") == 0:
            work.builder.note(f"{one.address} has a reserved concurrency of 0: it never runs, and is not billed.")
        elif one.attributes.blocks("capacity_provider_config"):
            work.builder.note(
                f"{one.address} runs on managed instances: its time is not charged for, its requests are those of its capacity"
                " provider."
            )
        elif one.address in edge:
            work.add("edge_functions", one, {"memory_mb": _memory(work, one)}, most=_bound(one))
        else:
            fields = _fields(work, one)
            name = work.add("functions", one, fields, most=_bound(one))
            if fields["architecture"] is None:
                work.builder.ask("functions", name, "architecture")
    _callers(work)


def _callers(work: Drafting) -> None:
    """URLs, and whoever else may invoke a function."""
    for one in work.of("aws_lambda_function_url"):
        for name in _names(work, one, "function_name"):
            work.triggers.other(name, "a URL")
            if work.known(one, "invoke_mode", one.attributes.get("invoke_mode")) == "RESPONSE_STREAM":
                work.builder.feature("functions", name, "response_streaming", {})
    for one in work.of("aws_lambda_permission"):
        principal = one.attributes.get("principal")
        if str(principal) not in INVOKERS:
            for name in _names(work, one, "function_name"):
                work.triggers.other(name, str(principal))


def provisioned(work: Drafting) -> None:
    """Provisioned concurrency: fixed, scaled on a schedule, or scaled by use, which only traffic knows."""
    for one in work.of("aws_lambda_provisioned_concurrency_config"):
        count = work.known(one, "provisioned_concurrent_executions", one.attributes.get("provisioned_concurrent_executions"))
        for name in _names(work, one, "function_name"):
            before = work.builder.data["functions"][name].get("provisioned_concurrency", {}).get("environments", 0)
            given = {"environments": before + count} if isinstance(count, Decimal) else {}
            work.builder.feature("functions", name, "provisioned_concurrency", given)


def pollers(work: Drafting) -> None:
    """Event source mappings: what calls a function, and pollers that are paid for by the hour."""
    for one in work.of("aws_lambda_event_source_mapping"):
        if one.attributes.get("enabled") is False:
            work.builder.note(f"{one.address} is disabled, and not billed.")
            continue
        for name in _names(work, one, "function_name"):
            work.triggers.other(name, "an event source")
        if one.attributes.blocks("provisioned_poller_config"):
            _poller(work, one)


def _poller(work: Drafting, one: Instance) -> None:
    config = one.attributes.block("provisioned_poller_config")
    least, most = config.get("minimum_pollers"), config.get("maximum_pollers")
    source = _source(work, one)
    fixed = least if source == "sqs" and least == most and isinstance(least, Decimal) else None
    bound = {"units": Most(most, "its maximum_pollers")} if source == "sqs" and isinstance(most, Decimal) else {}
    work.add("event_pollers", one, {"source": source, "units": fixed}, most=bound)


def _source(work: Drafting, one: Instance) -> str | None:
    arn = one.attributes.get("event_source_arn")
    if one.attributes.blocks("self_managed_event_source") or one.attributes.blocks("amazon_managed_kafka_event_source_config"):
        return "kafka"
    if isinstance(arn, str) and arn.count(":") > 1:
        return {"sqs": "sqs", "kafka": "kafka"}.get(arn.split(":")[2])
    found = work.links.meant(one, "event_source_arn", ("aws_sqs_queue", "aws_msk_cluster", "aws_msk_serverless_cluster"))
    if not found:
        work.warn(one, "has provisioned pollers of a source that is not in the plan; say whether it is sqs or kafka")
        return None
    return "sqs" if found[0].type == "aws_sqs_queue" else "kafka"


def named(work: Drafting, found: list[Instance]) -> list[str]:
    """The names in the draft of the functions *found*, those behind an alias too."""
    behind = [
        function
        for one in found
        for function in (work.links.meant(one, "function_name", FUNCTION) if one.type == "aws_lambda_alias" else [one])
    ]
    known = [work.names[one.address] for one in behind if one.address in work.names]
    return list(dict.fromkeys(name for section, name in known if section == "functions"))


def _names(work: Drafting, one: Instance, attribute: str) -> list[str]:
    """The functions that *attribute* of *one* names; of several, none is taken."""
    names = named(work, work.links.meant(one, attribute, FUNCTION_OR_ALIAS))
    if len(names) > 1:
        work.warn(one, f"may be of any of {len(names)} functions ({', '.join(names[:3])} …); it is left out")
        return []
    return names


def _fields(work: Drafting, one: Instance) -> dict[str, Any]:
    found: dict[str, Any] = {"memory_mb": _memory(work, one), "architecture": _architecture(work, one)}
    size = one.attributes.block("ephemeral_storage").get("size")
    if size is NOT_KNOWN or one.attributes.get("ephemeral_storage") is NOT_KNOWN:
        work.known(one, "ephemeral_storage", NOT_KNOWN)
        found["ephemeral_storage"] = {}
    elif size is not None and size != DEFAULTS["ephemeral_storage.size"]:
        found["ephemeral_storage"] = {"size_mb": size}
    if one.attributes.block("snap_start").get("apply_on") == "PublishedVersions":
        found["snap_start"] = _snap_start(work, one)
    if one.attributes.blocks("durable_config"):
        days = one.attributes.block("durable_config").get("retention_period")
        found["durable"] = {"retained_days": RETAINED_DAYS if days is None else work.known(one, "retention_period", days)}
    if one.attributes.block("tenancy_config").get("tenant_isolation_mode") == "PER_TENANT":
        found["tenant_isolation"] = {}
    if one.attributes.block("tracing_config").get("mode") == "Active":
        work.builder.not_priced("X-Ray tracing of a function")
    return found


def _memory(work: Drafting, one: Instance) -> Any:
    given = one.attributes.get("memory_size")
    return DEFAULTS["memory_size"] if given is None else work.known(one, "memory_size", given)


def _architecture(work: Drafting, one: Instance) -> Any:
    given = one.attributes.get("architectures")
    if given is NOT_KNOWN or (is_list(given) and given[:1] == [None]):
        return work.known(one, "architectures", NOT_KNOWN)
    return given[0] if is_list(given) and given else DEFAULTS["architectures"]


def _snap_start(work: Drafting, one: Instance) -> dict[str, Any] | None:
    """SnapStart as it is charged for; None where it is not."""
    runtime = one.attributes.get("runtime")
    family = re.split(r"[\d.]", runtime)[0] if isinstance(runtime, str) else ""
    if not one.attributes.get("publish"):
        work.warn(one, "has SnapStart and publishes no version (publish); only a version has a snapshot, so nothing is charged")
        return None
    if family == "java":
        work.builder.note(f"{one.address} has SnapStart on a managed Java runtime, which is not charged for.")
        return None
    return {"runtime": RUNTIMES.get(family)}


def _bound(one: Instance) -> dict[str, Most]:
    """What one request can take at most: its timeout."""
    given = one.attributes.get("timeout")
    seconds = DEFAULTS["timeout"] if given is None else given
    return (
        {"duration_ms": Most(min(Decimal(seconds) * 1000, LONGEST_MS), "its timeout")}
        if isinstance(seconds, int | Decimal)
        else {}
    )


def _at_the_edge(work: Drafting) -> set[str]:
    """Addresses of the functions that distributions run at the edge."""
    found: set[str] = set()
    for one in work.of("aws_cloudfront_distribution"):
        if one.attributes.get("enabled") is False:
            work.builder.note(f"{one.address} is disabled; its functions at the edge are taken for ordinary ones.")
            continue
        for behaviour in ("default_cache_behavior", "ordered_cache_behavior"):
            for written in one.attributes.blocks(behaviour):
                for association in written.blocks("lambda_function_association"):
                    value, texts = association.values.get("lambda_arn"), (association.written or {}).get("lambda_arn")
                    functions = work.links.of(one, value, texts, FUNCTION)
                    found.update(function.address for function in functions)
                    if not functions:
                        work.warn(one, "runs a function at the edge that is not in the plan; it is not in the bill")
    return found
