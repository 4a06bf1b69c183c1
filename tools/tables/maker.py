"""What makes a table from published prices: the meters of a spec, grouped by regions, with dates and sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Source, Step, Table
from tools.tables.publications import SOURCES, rows

TABLES_BEGIN = date(2020, 12, 1)
"""Durations were billed by 100 ms before."""
TIERS_BEGIN = date(2022, 8, 1)
ARM_LAUNCH = date(2021, 9, 29)
ARM_SECOND = date(2022, 10, 6)
COPY_OF_2021 = date(2021, 9, 29)
"""The last day on which the undated copy of 2021 can have been made."""

IN_2016 = "us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-southeast-1"
REGIONS_2016 = frozenset(f"{IN_2016} ap-southeast-2 eu-central-1 eu-west-1 sa-east-1".split())
ARM_LAUNCH_REGIONS = frozenset(
    [
        "us-east-1",
        "us-east-2",
        "us-west-2",
        "eu-west-1",
        "eu-west-2",
        "eu-central-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-northeast-1",
        "ap-south-1",
    ]
)
ARM_SECOND_REGIONS = frozenset(
    [
        "af-south-1",
        "ap-northeast-2",
        "ap-east-1",
        "ca-central-1",
        "eu-west-3",
        "eu-north-1",
        "eu-south-1",
        "me-south-1",
        "sa-east-1",
        "us-west-1",
    ]
)

NETWORK = "LoadBalancing:Network"
"""The operation of network load balancers, which share their usage types with the application ones."""

Schedules = dict[str, tuple[tuple[Decimal, Decimal], ...]]
"""For each choice, (above, price) in pricing units."""


@dataclass
class Spec:
    """What makes one meter: which usage types, in which unit."""

    title: str
    unit: str
    usage_types: dict[str, str]
    """By choice; the empty choice where there is none."""
    by: str = ""
    multiple: Decimal = Decimal(1)
    free: list[Allowance] = field(default_factory=list)
    unpriced: list[str] = field(default_factory=list)


def schedule(region: str, usage_type: str, multiple: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    """The tiers of *usage_type* in *region*, in pricing units."""
    found = [
        (Decimal(row["tier_begin"]) / multiple, Decimal(row["price_usd"]) * multiple)
        for row in rows("prices.csv")
        if row["region"] == region and row["usagetype"] == usage_type and row["operation"] != NETWORK
    ]
    return tuple(sorted(found))


def known_since(region: str, usage_type: str) -> tuple[date, str]:
    """The first day on which today's first-tier price is known to have held, and the source of that."""
    arm = usage_type.endswith("-ARM")
    if usage_type.startswith(("Request", "Lambda-GB-Second")) and not arm and region in REGIONS_2016:
        return TABLES_BEGIN, "offer-2016-12-07"
    if arm and region in ARM_LAUNCH_REGIONS:
        return ARM_LAUNCH, "graviton2-2021-09-29"
    if arm and region in ARM_SECOND_REGIONS:
        return ARM_SECOND, "graviton2-2022-10-06"
    for row in rows("history-lambda-2021.csv"):
        if (row["region"], row["usagetype"], row["compare"]) == (region, usage_type, "same"):
            return COPY_OF_2021, "calculator-2021"
    early = {
        "ApiGatewayHttpRequest": (TABLES_BEGIN, "infracost-2020-11-08"),
        "ApiGatewayMessage": (TABLES_BEGIN, "infracost-2020-11-08"),
        "ApiGatewayMinute": (date(2021, 2, 24), "infracost-2021-02-24"),
        "ApiGatewayRequest": (date(2021, 3, 9), "infracost-2021-03-09"),
    }
    if region == "us-east-1" and usage_type in early:
        return early[usage_type]
    days = [row["first_publication"] for row in rows("seen.csv") if (row["region"], row["usagetype"]) == (region, usage_type)]
    return date.fromisoformat(max(days)), "calculator-history"


def rechecks(region: str, choice: str, usage_type: str, tiers: int) -> Iterator[Recheck]:
    """The publications of 2026 in which prices of *usage_type* were read again, newest first."""
    seen: dict[tuple[date, str], set[str]] = defaultdict(set)
    for row in rows("verify-2026.csv"):
        if (row["region"], row["usagetype"]) == (region, usage_type):
            seen[date.fromisoformat(row["publication_date"]), row["source"]].add(row["tier_begin"])
    best = 0
    for (day, source), begins in sorted(seen.items(), reverse=True):
        if len(begins) > best:
            best = len(begins)
            yield Recheck(day, source, [region], choice, Decimal(0 if best == tiers else best))


def merged(found: Iterable[Recheck], choices: int) -> list[Recheck]:
    """*found* with equal statements put together, over regions and over all choices."""
    by_choice: dict[tuple[date, str, str, Decimal], set[str]] = defaultdict(set)
    for one in found:
        by_choice[one.checked, one.source, one.regions[0], one.tiers].add(one.choice)
    by_region: dict[tuple[date, str, str, Decimal], list[str]] = defaultdict(list)
    for (day, source, region, tiers), named in by_choice.items():
        for choice in [""] if len(named) == choices else sorted(named):
            by_region[day, source, choice, tiers].append(region)
    return [
        Recheck(day, source, sorted(regions), choice, tiers)
        for (day, source, choice, tiers), regions in sorted(by_region.items(), reverse=True)
    ]


def price(schedules: Schedules, choices: int) -> Any:
    """*schedules* as an entry's price: one for all *choices* where all have one and they are equal."""

    def tiers(steps: tuple[tuple[Decimal, Decimal], ...]) -> Any:
        first, *others = steps
        return [first[1], *(Step(above, each) for above, each in others)] if others else first[1]

    if len(set(schedules.values())) == 1 and len(schedules) == choices:
        return tiers(next(iter(schedules.values())))
    return {choice: tiers(steps) for choice, steps in schedules.items()}


@dataclass
class Maker:
    """Makes one meter from its spec."""

    spec: Spec
    calculator: str
    checked: date
    groups: dict[str, list[str]]

    def meter(self, regions: list[str], absent: list[str]) -> Meter:
        """The meter, with the prices of *regions* in their groups."""
        grouped = [region for members in self.groups.values() for region in members]
        places = {name: members for name, members in self.groups.items() if set(members) <= set(regions)}
        places |= {region: [region] for region in regions if region not in grouped}
        prices, later = {}, []
        for place, members in sorted(places.items(), key=lambda item: (item[0] not in self.groups, item[0])):
            prices[place], known = self.entries(members)
            later += known
        types = self.spec.usage_types
        return Meter(
            title=self.spec.title,
            unit=self.spec.unit,
            usage_type=types.get("", types),
            prices=prices,
            by=self.spec.by,
            free=self.spec.free,
            known_since=merged_known(later, len(types)),
            absent=absent,
            unpriced=self.spec.unpriced,
        )

    def entries(self, members: list[str]) -> tuple[dict[date, Entry], list[KnownSince]]:
        """The dated entries that *members* share, and which of them are known only from later on."""
        types = self.spec.usage_types
        now = {c: held for c, usage in types.items() if (held := schedule(members[0], usage, self.spec.multiple))}
        since = {(c, r): self.known_since(r, types[c]) for c in now for r in members}
        begin, because = min(since.values())
        tiered = self.spec.unit == "GB-Seconds" and any(len(steps) > 1 for steps in now.values())
        entries: dict[date, Entry] = {}
        if tiered and begin < TIERS_BEGIN:
            early = [c for c in now if min(day for (choice, _), (day, _) in since.items() if choice == c) < TIERS_BEGIN]
            flat = {c: now[c][:1] for c in early}
            source = {c: "graviton2-2021-09-29" if c == "arm64" else "calculator-2021" for c in early}
            entries[begin] = Entry(price(flat, len(types)), source, COPY_OF_2021, begins=because)
            begin, because = TIERS_BEGIN, "tiers-2022-08-01"
        entries[begin] = replace(self.entry(now), begins="" if because == self.calculator else because)
        found = [one for c in now for r in members for one in rechecks(r, c, types[c], len(now[c]))]
        entries[max(entries)].rechecked.extend(merged(found, len(now)))
        later = [
            KnownSince(day, source, [region], choice) for (choice, region), (day, source) in since.items() if day > min(entries)
        ]
        return entries, later

    def entry(self, held: Schedules) -> Entry:
        """One entry of the calculator file."""
        return Entry(price(held, len(self.spec.usage_types)), self.calculator, self.checked)

    def known_since(self, region: str, usage_type: str) -> tuple[date, str]:
        """The first day on which the present price is known to have held, and the source of that."""
        return known_since(region, usage_type)


def merged_known(found: list[KnownSince], choices: int) -> list[KnownSince]:
    """*found* with equal statements put together, over regions and over all choices."""
    by_choice: dict[tuple[date, str, str], set[str]] = defaultdict(set)
    for one in found:
        by_choice[one.since, one.source, one.regions[0]].add(one.choice)
    by_region: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for (day, source, region), named in by_choice.items():
        for choice in [""] if len(named) == choices else sorted(named):
            by_region[day, choice, source].append(region)
    return [KnownSince(day, source, sorted(regions), choice) for (day, choice, source), regions in sorted(by_region.items())]


def region_groups(specs: dict[str, Spec], regions: list[str]) -> dict[str, list[str]]:
    """Regions that pay the same for every meter of a table, named after the first of them."""
    same: dict[object, list[str]] = defaultdict(list)
    for region in regions:
        same[
            tuple(schedule(region, usage, spec.multiple) for spec in specs.values() for usage in spec.usage_types.values())
        ].append(region)
    shared = sorted((members for members in same.values() if len(members) > 1), key=len, reverse=True)
    return {"standard" if "us-east-1" in members else f"as_{members[0].replace('-', '_')}": members for members in shared}


def table(
    title: str,
    specs: dict[str, Spec],
    calculator: str,
    checked: date,
    *,
    unprefixed: list[str],
    alone: str = "",
    maker: type[Maker] = Maker,
) -> Table:
    """A whole table; the region *alone* is kept out of the groups, for its own history."""
    every = [row["region"] for row in rows("regions.csv")]
    sold = {
        name: [r for r in every if any(schedule(r, usage, spec.multiple) for usage in spec.usage_types.values())]
        for name, spec in specs.items()
    }
    everywhere = [region for region in every if region != alone and all(region in places for places in sold.values())]
    groups = region_groups(specs, everywhere)
    meters = {
        name: maker(spec, calculator, checked, groups).meter(
            sold[name], [r for r in every if r not in [*sold[name], *spec.unpriced]]
        )
        for name, spec in specs.items()
    }
    return Table(title, {}, meters, groups, unprefixed)


def with_sources(made: Table, sources: dict[str, Source] = SOURCES) -> Table:
    """*made* with those of *sources* that it refers to."""
    used: set[str] = set()
    for meter in made.meters.values():
        used |= {key for item in meter.free for key in (item.source, item.begins)}
        used |= {item.source for item in meter.known_since}
        for entry in (entry for entries in meter.prices.values() for entry in entries.values()):
            used |= {entry.source} if isinstance(entry.source, str) else set(entry.source.values())
            used |= {entry.begins} | {item.source for item in entry.rechecked}
    return Table(
        made.title, {key: source for key, source in sources.items() if key in used}, made.meters, made.groups, made.unprefixed
    )


class Later(Maker):
    """Makes a meter of what came after the core: nothing before the calculator files says its prices."""

    def known_since(self, region: str, usage_type: str) -> tuple[date, str]:
        """The first publication in the calculator files' history, else the calculator file itself."""
        days = [
            row["first_publication"]
            for row in rows("seen.csv")
            if (row["region"], row["usagetype"]) == (region, usage_type) and not row["calculator_name"].startswith("Network")
        ]
        return (date.fromisoformat(max(days)), "calculator-history") if days else (self.checked, self.calculator)


def first_seen(usage_type: str) -> date:
    """The first day on which *usage_type* has a price anywhere in the calculator files' history."""
    return min(date.fromisoformat(row["first_publication"]) for row in rows("seen.csv") if row["usagetype"] == usage_type)


def always(quantity: Decimal, source: str, checked: date, since: date, partitions: list[str]) -> list[Allowance]:
    """What is free for everybody, said of the days since which its price is known."""
    return [Allowance("always", quantity, since, partitions, source, checked, "calculator-history")]


def architectures(usage_type: str) -> dict[str, str]:
    """Its two usage types."""
    return {"x86_64": usage_type, "arm64": f"{usage_type}-ARM"}
