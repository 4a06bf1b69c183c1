"""What each resource of a bill used, added up over the month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.invoices.pools import USAGE, ZERO
from lambda_cost.reconciliation.attribution import api_of, function_of
from lambda_cost.scenario.merging import USUAL_REGION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.scope import ClassifiedPool

REQUESTS = "aws_lambda.function.requests"
DURATION = "aws_lambda.function.duration"
SERVED = "aws_lambda.provisioned_concurrency.duration"
CAPACITY = "aws_lambda.provisioned_concurrency.concurrency"
STORAGE = "aws_lambda.ephemeral_storage.storage"
CACHED, RESTORED = "aws_lambda.snap_start.cache", "aws_lambda.snap_start.restore"
STREAMED = "aws_lambda.response_streaming.processed"
ISOLATED = "aws_lambda.tenant_isolation.environments"
INGESTED = "cloudwatch.logs.ingested"
OF_FUNCTIONS = (REQUESTS, DURATION, SERVED, CAPACITY, STORAGE, CACHED, RESTORED, STREAMED, ISOLATED)
"""The meters whose usage makes a function, or a feature of one."""
ARM = "arm64"
NO_RESOURCE = "without-resource-id"
"""What a resource is called whose rows do not say which it is."""


class ResourceKey(NamedTuple):
    """What rows of one resource have in common."""

    section: str
    """Of the scenario: `functions`, `apis`; empty for what is no resource there."""
    kind: str
    """The type of an API, the architecture of a function, or else the meter."""
    name: str
    """The function's name, the API's id, the last part of an ARN."""
    region: str
    """Where it is."""
    account: str
    """Whose it is."""


@dataclass
class UsedResource:
    """What one resource used in the month."""

    key: ResourceKey
    """Which it is."""
    quantities: dict[tuple[str, str], Decimal] = field(default_factory=dict["tuple[str, str]", "Decimal"])
    """By meter and choice, in units of the usage type."""
    by_day: dict[date, Decimal] = field(default_factory=dict["date", "Decimal"])
    """GB-seconds of a function that was not served by provisioned concurrency, by day."""
    requests_by_day: dict[date, Decimal] = field(default_factory=dict["date", "Decimal"])
    """Requests of a function, by day."""
    rows: list[tuple[LinePool, str]] = field(default_factory=list["tuple[LinePool, str]"])
    """Its rows, and the meter that prices each; empty where none does."""
    tags: dict[str, set[str]] = field(default_factory=dict[str, "set[str]"])
    """The values of each of its tags."""

    def of(self, meter: str) -> Decimal:
        """What it used of *meter*, of all choices."""
        return sum((quantity for (name, _), quantity in self.quantities.items() if name == meter), ZERO)

    @property
    def is_negative(self) -> bool:
        """Whether corrections took off more than was used, which no scenario can say."""
        return any(quantity < 0 for quantity in self.quantities.values())

    @property
    def pools(self) -> list[LinePool]:
        """Its rows."""
        return [pool for pool, _ in self.rows]

    @property
    def constant_tags(self) -> dict[str, str]:
        """Its tags that had one value all month."""
        return {name: next(iter(values)) for name, values in sorted(self.tags.items()) if len(values) == 1}


def used_resources(classified: Iterable[ClassifiedPool]) -> list[UsedResource]:
    """What each resource used, and what no resource of a scenario is, by meter and region."""
    resources: dict[ResourceKey, UsedResource] = {}
    for entry in classified:
        if entry.pool.key.line_type not in USAGE:
            continue
        key = _resource_key(entry)
        resource = resources.setdefault(key, UsedResource(key))
        resource.rows.append((entry.pool, entry.meter))
        for name, value in entry.pool.key.tags:
            resource.tags.setdefault(name, set()).add(value)
        if entry.price_key is None:
            continue
        quantity, day = entry.pool.amounts.quantity, entry.pool.key.day
        meter_and_choice = entry.meter, entry.price_key.choice
        resource.quantities[meter_and_choice] = resource.quantities.get(meter_and_choice, ZERO) + quantity
        for meter, days in ((DURATION, resource.by_day), (REQUESTS, resource.requests_by_day)):
            if entry.meter == meter:
                days[day] = days.get(day, ZERO) + quantity
    return sorted(resources.values(), key=lambda resource: resource.key)


def _resource_key(entry: ClassifiedPool) -> ResourceKey:
    row, meter = entry.pool.key, entry.meter or row_name(entry)
    region = entry.price_key.region if entry.price_key else row.region
    function = function_of(row.resource)
    match meter.split("."):
        case _ if meter in OF_FUNCTIONS and entry.price_key:
            kind = ARM if entry.price_key.choice == ARM or row.usage_type.endswith("-ARM") else "x86_64"
            return ResourceKey("functions", kind, function or NO_RESOURCE, region, row.account)
        case _ if meter == INGESTED and function:
            return ResourceKey("logs", "", function, region, row.account)
        case ["api_gateway", api, *_] if api.endswith("_api"):
            return ResourceKey("apis", api.removesuffix("_api"), api_of(row.resource) or NO_RESOURCE, region, row.account)
        case ["api_gateway", "cache", _] if api_of(row.resource):
            return ResourceKey("apis", "rest", api_of(row.resource), region, row.account)
        case ["vpc", "nat_gateway", _]:
            return ResourceKey("nat_gateways", "", _last_part(row.resource), region, row.account)
        case ["data_transfer", *_]:
            return ResourceKey("data_transfer", "", "", region, "")
        case _:
            return ResourceKey("", meter, "", region, "")


def row_name(entry: ClassifiedPool) -> str:
    """What usage without a meter is called."""
    return entry.pool.key.usage_type or entry.pool.key.line_type


def _last_part(resource: str) -> str:
    return resource.rpartition("/")[2] or NO_RESOURCE


def resource_names(used: Iterable[UsedResource]) -> dict[ResourceKey, str]:
    """A name for each resource: its own, and what tells it apart where several have it."""
    groups: dict[tuple[str, str], list[ResourceKey]] = {}
    for resource in used:
        groups.setdefault((resource.key.section, resource.key.name), []).append(resource.key)
    names: dict[ResourceKey, str] = {}
    for alike in groups.values():
        varying = [field for field in ("kind", "region", "account") if len({getattr(key, field) for key in alike}) > 1]
        names |= {key: "@".join([key.name, *(getattr(key, field) for field in varying)]) for key in alike}
    return names


def main_region(used: Iterable[UsedResource]) -> str:
    """The region of most resources; the usual one where no row names any."""
    most_used = Counter(resource.key.region for resource in used if resource.key.region).most_common(1)
    return most_used[0][0] if most_used else USUAL_REGION
