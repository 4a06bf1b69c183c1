"""Event source mappings of a plan: they call functions, and their provisioned pollers are billed by the hour."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import count_in_words
from lambda_cost.scenario.unknown import UpperBound

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

CONFIG = "provisioned_poller_config"
GROUP = "poller_group_name"
SOURCES = {"aws_sqs_queue": "sqs", "aws_msk_cluster": "kafka", "aws_msk_serverless_cluster": "kafka", "aws_mq_broker": "mq"}
"""What is polled, by the type of the source."""


def add_event_sources(context: PlanContext) -> None:
    """Add event source mappings: they call functions, and their provisioned pollers are billed by the hour."""
    groups: dict[tuple[str | None, Any], list[Instance]] = defaultdict(list)
    for mapping in context.of_type("aws_lambda_event_source_mapping"):
        if mapping.attributes.get("enabled") is False:
            context.builder.assume(f"{mapping.address} is disabled, and not billed.")
            mapping.attributes.mark(CONFIG)
            continue
        context.callers.add_other(context.function_of(mapping, "function_name"), "an event source")
        if mapping.attributes.blocks(CONFIG):
            context.known(mapping, GROUP, mapping.attributes.block(CONFIG).get(GROUP))
            group = _group(mapping)
            groups[(context.plan.region(mapping), group) if group else (None, mapping.address)].append(mapping)
            context.known(mapping, CONFIG, mapping.attributes.peek(CONFIG))
    for mappings in groups.values():
        _add_poller(context, mappings)


def _group(mapping: Instance) -> Any:
    """The name of the group of Kafka pollers that *mapping* is in; None if it is in none, or that is not known."""
    name = mapping.attributes.block(CONFIG).get(GROUP)
    return name if isinstance(name, str) and name and _source_by_attributes(mapping) != "sqs" else None


def _add_poller(context: PlanContext, mappings: list[Instance]) -> None:
    """Add the pollers of *mappings*, which share their units if they are several."""
    mapping = mappings[0]
    config = mapping.attributes.block(CONFIG)
    least, most = config.get("minimum_pollers"), config.get("maximum_pollers")
    source = _polled_source(context, mapping)
    if source == "mq":
        context.warn(mapping, "has provisioned pollers of Amazon MQ, which are not priced")
        context.builder.count_unpriced("pollers of Amazon MQ")
        return
    fixed = least if source == "sqs" and least == most and isinstance(least, Decimal) else None
    bound = {"units": UpperBound(most, "its maximum_pollers")} if source == "sqs" and isinstance(most, Decimal) else {}
    name = context.add("event_pollers", mapping, {"source": source, "units": fixed}, upper_bounds=bound)
    for other in mappings[1:]:
        other.attributes.mark(CONFIG)
    if _group(mapping):
        group = config.get(GROUP)
        context.builder.assume(
            f"event_pollers.{name} stands for the poller group {group}: its event poller units are shared by"
            f" {count_in_words(len(mappings), 'mapping')}, and charged once."
        )


def _polled_source(context: PlanContext, mapping: Instance) -> str | None:
    source = _source_by_attributes(mapping)
    if source is not None:
        return source
    sources = context.references.of_attribute(mapping, "event_source_arn", SOURCES)
    if not sources:
        context.warn(mapping, "has provisioned pollers of a source that is not in the plan; say whether it is sqs or kafka")
        return None
    return SOURCES[sources[0].type]


def _source_by_attributes(mapping: Instance) -> str | None:
    """What is polled as far as the attributes of *mapping* alone say it."""
    attributes = mapping.attributes
    if attributes.blocks("self_managed_event_source") or attributes.blocks("amazon_managed_kafka_event_source_config"):
        return "kafka"
    arn = attributes.get("event_source_arn")
    if isinstance(arn, str) and arn.count(":") > 1:
        return {"sqs": "sqs", "kafka": "kafka", "mq": "mq"}.get(arn.split(":")[2])
    return "kafka" if attributes.get("topics") else None
