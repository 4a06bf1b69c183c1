"""The form of one file in `pricing_data`: the prices of one chargeable thing, by region and date.

The dataclasses below are the form.  pydantic checks a file against them and makes the schema that
editors use from them; there is no second set of models.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from lambda_cost.errors import TableError
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.strict_yaml import Document

Wrong = tuple[tuple[str, ...], str]
"""A path in a table, and what is wrong there."""

STRICT = {"extra": "forbid"}


@dataclass(frozen=True)
class Step:
    """A tier after the first."""

    __pydantic_config__ = STRICT

    above: Decimal
    """Pricing quantity in the month above which the price holds."""
    price: Decimal
    """List unit price of each unit above it."""


Schedule = Decimal | list[Decimal | Step]
"""One price for every unit, or the first tier's price followed by steps."""


@dataclass(frozen=True)
class Source:
    """A publication in which prices stand."""

    __pydantic_config__ = STRICT

    title: str
    """What it is, and of which day."""
    url: str
    """Address of the page or file that says the numbers."""


@dataclass(frozen=True)
class Recheck:
    """Prices of an entry that were read again in a later publication, and were the same."""

    __pydantic_config__ = STRICT

    checked: date
    """Date of that publication."""
    source: str
    """Key of that publication in `sources`."""
    regions: list[str]
    """Regions for which it was read."""
    choice: str = ""
    """Choice for which it was read; empty for every one."""
    tiers: int = 0
    """How many tiers, from the first, were read; 0 for all."""


@dataclass(frozen=True)
class Entry:
    """A whole schedule, from its date until the next."""

    __pydantic_config__ = STRICT

    price: Schedule | dict[str, Schedule]
    """The schedule, or one for each choice."""
    source: str
    """Key in `sources` of the publication that says it."""
    checked: date
    """Day on which it was last seen to hold."""
    until: date | None = None
    """Last day on which it is known to have held, where the next price begins on an unknown day."""
    note: str = ""
    """What an estimate must say about this price."""
    rechecked: list[Recheck] = field(default_factory=list[Recheck])
    """Single prices of it that were seen again later."""


@dataclass(frozen=True)
class KnownSince:
    """Regions whose prices are known only since a later day than their entry's."""

    __pydantic_config__ = STRICT

    since: date
    """First day on which the price is known to have held."""
    source: str
    """Key in `sources` of the publication of that day."""
    regions: list[str]
    """Where."""
    choice: str = ""
    """For which choice; empty for every one."""


@dataclass(frozen=True)
class Allowance:
    """An amount that is free each month, over all regions and choices of its partitions."""

    __pydantic_config__ = STRICT

    offer: Literal["always", "first_year"]
    """Who gets it: everybody, or accounts in their first year."""
    quantity: Decimal
    """Free pricing quantity in a month."""
    since: date
    """First day on which it is known to have held."""
    partitions: list[str]
    """The partitions that share it."""
    source: str
    """Key in `sources` of the page that says it."""
    checked: date
    """Day on which it was last seen to hold."""


@dataclass(frozen=True)
class Meter:
    """One thing that AWS counts, and its prices."""

    __pydantic_config__ = STRICT

    title: str
    """What it is called in a bill."""
    unit: str
    """Pricing unit, with its multiple: `GB-Seconds`, `1000000 Requests`."""
    usage_type: str | dict[str, str]
    """AWS's name for it without the region's prefix, or one for each choice."""
    prices: dict[str, dict[date, Entry]]
    """By group or region, then by the day from which the schedule holds."""
    by: str = ""
    """The field of the resource that chooses among prices: `architecture`."""
    free: list[Allowance] = field(default_factory=list[Allowance])
    """What is free of it each month."""
    known_since: list[KnownSince] = field(default_factory=list[KnownSince])
    """Where prices are known only from a later day on."""
    absent: list[str] = field(default_factory=list[str])
    """Regions where it is not sold."""
    unpriced: list[str] = field(default_factory=list[str])
    """Regions where it is sold, or may be, and no published price was found."""


@dataclass(frozen=True)
class Table:
    """The prices of one chargeable thing; its path is the path of its rule."""

    __pydantic_config__ = STRICT

    title: str
    """What is sold."""
    sources: dict[str, Source]
    """The publications that the prices are from, by key."""
    meters: dict[str, Meter]
    """Its meters, named as in the rule."""
    groups: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Regions that pay the same, by a name for them."""
    unprefixed: list[str] = field(default_factory=list[str])
    """Regions whose usage types carry no billing code."""


def tariff(schedule: Any) -> Tariff:
    """The tariff that a *schedule* of an entry is."""
    if isinstance(schedule, Decimal):
        return Tariff.of([(Decimal(0), schedule)])
    first, *steps = schedule
    return Tariff.of([(Decimal(0), first), *((step.above, step.price) for step in steps)])


def regions_of(table: Table, key: str) -> list[str]:
    """The regions that the *key* of a price stands for: those of a group, or itself."""
    return table.groups.get(key, [key])


def checked(document: Document) -> Table:
    """The table that *document* is.

    Raises:
        TableError: with everything that is not in the form, and its line.
    """
    from pydantic import ValidationError

    try:
        table: Table = _adapter().validate_python(document.data)
    except ValidationError as error:
        problems = [document.problem(_path(e["loc"]), f"{e['msg'].lower()} (here: {e['input']!r:.60})") for e in error.errors()]
        raise TableError(problems) from None
    wrong = [document.problem(path, says) for path, says in _wrong(table)]
    if wrong:
        raise TableError(wrong)
    return table


def trusted(document: Document) -> Table:
    """The table that *document* is, without a look at its form: for tables that come with lambda-cost.

    Their form is checked by `checked` whenever one is changed, which leaves 50 ms of pydantic out of
    every command.
    """
    data = document.data
    plain = Table(**data)
    meters: dict[str, Meter] = {name: Meter(**meter) for name, meter in data["meters"].items()}
    return replace(
        plain,
        sources={key: Source(**source) for key, source in data["sources"].items()},
        meters={name: _trusted_meter(meter) for name, meter in meters.items()},
    )


def _trusted_meter(meter: Any) -> Meter:
    made: Meter = replace(
        meter,
        prices={
            place: {date.fromisoformat(day): _trusted_entry(entry) for day, entry in dated.items()}
            for place, dated in meter.prices.items()
        },
        free=[Allowance(**one) for one in meter.free],
        known_since=[KnownSince(**one) for one in meter.known_since],
    )
    return made


def _trusted_entry(data: dict[str, Any]) -> Entry:
    entry = Entry(**data)
    price: Any = entry.price
    price = {choice: _trusted_schedule(one) for choice, one in price.items()} if is_mapping(price) else _trusted_schedule(price)
    return replace(entry, price=price, rechecked=[Recheck(**one) for one in data.get("rechecked", ())])


def _trusted_schedule(schedule: Any) -> Any:
    return [Step(**one) if is_mapping(one) else one for one in schedule] if is_list(schedule) else schedule


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Table)


def _path(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The path of a pydantic location, without the names of the union's members."""
    return tuple(str(step) for step in loc if not str(step).endswith("]") and str(step) not in {"decimal", "Step"})


def _wrong(table: Table) -> Iterator[Wrong]:
    """What is wrong in a *table* whose form is right."""
    for name, regions in table.groups.items():
        if not regions:
            yield ("groups", name), "is empty; allowed: one region at least"
    for name, meter in table.meters.items():
        path = ("meters", name)
        if meter.by and isinstance(meter.usage_type, str):
            yield (*path, "usage_type"), f"is one name; allowed: one for each {meter.by}"
        homes = [(region, key) for key in meter.prices for region in regions_of(table, key)]
        homes += [(region, "absent") for region in meter.absent] + [(region, "unpriced") for region in meter.unpriced]
        seen: dict[str, str] = {}
        for region, key in homes:
            if region in seen:
                yield (*path, "prices", key), f"has {region}, which is in {seen[region]} too; allowed: one place"
            seen[region] = key
        named: list[Allowance | KnownSince] = [*meter.free, *meter.known_since]
        for item in named:
            if item.source not in table.sources:
                yield path, f"has the source {item.source!r}; allowed: a key of sources"
        for key, entries in meter.prices.items():
            if not entries:
                yield (*path, "prices", key), "is empty; allowed: one dated price at least"
            for since, entry in entries.items():
                yield from _wrong_entry(table, (*path, "prices", key, since.isoformat()), meter, entry)


def _wrong_entry(table: Table, path: tuple[str, ...], meter: Meter, entry: Entry) -> Iterator[Wrong]:
    cited: list[Entry | Recheck] = [entry, *entry.rechecked]
    for item in cited:
        if item.source not in table.sources:
            yield (*path, "source"), f"is {item.source!r}; allowed: a key of sources"
    if isinstance(entry.price, dict) and not (meter.by and entry.price.keys() <= set(meter.usage_type)):
        yield (*path, "price"), f"is one for each of {', '.join(entry.price)}; allowed: the choices of usage_type"
    schedules = entry.price.values() if isinstance(entry.price, dict) else [entry.price]
    for schedule in schedules:
        steps = schedule[1:] if isinstance(schedule, list) else []
        bounds = [Decimal(0), *(step.above for step in steps if isinstance(step, Step))]
        well_formed = not isinstance(schedule, list) or bool(schedule and isinstance(schedule[0], Decimal))
        if not well_formed or len(bounds) != len(steps) + 1 or bounds != sorted(set(bounds)):
            yield (*path, "price"), "is not in order; allowed: a price, then steps {above, price} in ascending order"
        elif any(tier.price < 0 for tier in tariff(schedule).tiers):
            yield (*path, "price"), "is negative; allowed: at least 0"
