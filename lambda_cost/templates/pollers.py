"""Event pollers in provisioned mode: one charge for each mapping, or for all mappings of one poller group.

Reference: https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.services.aws_lambda.event_poller import MIN_UNITS

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.builder import Builder


class ProvisionedPollers(NamedTuple):
    """What an event source mapping says of its pollers."""

    source: str | None
    """What is polled, `kafka` or `sqs`; None if that cannot be known."""
    least: Decimal | None = None
    """Pollers at least; None where that is not said."""
    most: Decimal | None = None
    """Pollers at most; None where that is not said."""
    group: str = ""
    """The name of the group of mappings that share the units of their pollers; empty if there is none."""


class PollerGroups:
    """Adds the pollers of mappings to a draft; those of one group of Kafka mappings are added once (rule A-39)."""

    def __init__(self, builder: Builder) -> None:
        """For the draft of *builder*."""
        self.builder = builder
        self._members: dict[str, list[str]] = {}
        """By group: the names of its mappings, and first that of its pollers in the draft."""

    def add(self, name: str, pollers: ProvisionedPollers, origin: Origin) -> None:
        """Add the *pollers* of the mapping called *name*, unless its group has them already."""
        group = pollers.group if pollers.source != "sqs" else ""
        if group in self._members:
            self._members[group].append(name)
            return
        fields, bounds = _fields(pollers)
        added = self.builder.add("event_pollers", group or name, fields, origin, upper_bounds=bounds)
        if group:
            self._members[group] = [added, name]
        if fields["units"] is None:
            words = f" from {pollers.least:f} on" if pollers.least is not None else ""
            self.builder.assume(f"event_pollers.{added}: pollers scale with traffic{words}; units are those on the average.")

    def settle(self) -> None:
        """Say which mappings share pollers."""
        for group, (added, *names) in self._members.items():
            self.builder.assume(
                f"event_pollers.{added}: the mappings {', '.join(names)} share the units of the poller group {group}."
            )


def _fields(pollers: ProvisionedPollers) -> tuple[dict[str, Any], dict[str, UpperBound]]:
    """The fields of *pollers* in a draft; a unit of SQS is one poller, one of Kafka several, so those are asked for."""
    if pollers.source != "sqs":
        return {"source": pollers.source, "units": None}, {}
    least = Decimal(MIN_UNITS["sqs"]) if pollers.least is None else pollers.least
    units = least if least == pollers.most else None
    bound = {} if pollers.most is None else {"units": UpperBound(pollers.most, "its maximum of pollers")}
    return {"source": "sqs", "units": units}, bound
