"""The form of one file in `pricing_data`: the prices of one chargeable thing, by region and date.

The dataclasses below are the form.  pydantic checks a file against them and makes the schema that
editors use from them; there is no second set of models.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from lambda_cost.strict_yaml import is_list, is_mapping, scalar
from lambda_cost.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.strict_yaml import Document

STRICT = {"extra": "forbid"}


class Exactly:
    """For pydantic: a value of this very type, and nothing that could be turned into one."""

    def __init__(self, kind: type) -> None:
        """Take values of *kind*."""
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The schema of the type, with the check before it."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.checked, handler(source))

    def checked(self, value: Any) -> Any:
        """*value*, if it is of the type."""
        if type(value) is not self.kind:
            message = f"allowed: a {'number' if self.kind is Decimal else 'day'}, without quotes"
            raise ValueError(message)
        return value


Amount = Annotated[Decimal, Exactly(Decimal)]
Day = Annotated[date, Exactly(date)]


@dataclass(frozen=True)
class Step:
    """A tier after the first."""

    __pydantic_config__ = STRICT

    above: Amount
    """Pricing quantity in the month above which the price holds."""
    price: Amount
    """List unit price of each unit above it."""


Schedule = Amount | list[Amount | Step]
"""One price for every unit, or the first tier's price followed by steps."""


@dataclass(frozen=True)
class Source:
    """A publication in which prices stand."""

    __pydantic_config__ = STRICT

    title: str
    """What it is, and of which day."""
    url: str
    """Address of the page or file that says the numbers; empty, and the title says so, if it is not known."""


@dataclass(frozen=True)
class Recheck:
    """Prices of an entry that were read again in a later publication, and were the same."""

    __pydantic_config__ = STRICT

    checked: Day
    """Date of that publication."""
    source: str
    """Key of that publication in `sources`."""
    regions: list[str]
    """Regions for which it was read."""
    choice: str = ""
    """Choice for which it was read; empty for every one."""
    tiers: Amount = Decimal(0)
    """How many tiers, from the first, were read; 0 for all."""


@dataclass(frozen=True)
class Correction:
    """A price that was published here, and was wrong."""

    __pydantic_config__ = STRICT

    day: Day
    """Day on which it was corrected."""
    was: Schedule
    """The schedule that stood here."""
    reason: str
    """Why it was wrong, and how that is known."""
    choice: str = ""
    """Choice whose price it was; empty for every one."""


@dataclass(frozen=True)
class Entry:
    """A whole schedule, from its date until the next."""

    __pydantic_config__ = STRICT

    price: Schedule | dict[str, Schedule]
    """The schedule, or one for each choice."""
    source: str | dict[str, str]
    """Key in `sources` of the publication that says it, or one for each choice."""
    checked: Day
    """Day on which it was last seen to hold."""
    begins: str = ""
    """Key of the publication that says on which day it began, where that is another."""
    until: Day | None = None
    """Last day on which it is known to have held, where the next price begins on an unknown day."""
    note: str = ""
    """What an estimate must say about this price."""
    rechecked: list[Recheck] = field(default_factory=list[Recheck])
    """Single prices of it that were seen again later."""
    corrected: list[Correction] = field(default_factory=list[Correction])
    """Wrong prices that stood in its place, the newest last."""


@dataclass(frozen=True)
class KnownSince:
    """Regions whose prices are known only since a later day than their entry's."""

    __pydantic_config__ = STRICT

    since: Day
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
    quantity: Amount
    """Free pricing quantity in a month."""
    since: Day
    """First day on which it is known to have held."""
    partitions: list[str]
    """The partitions that share it."""
    source: str
    """Key in `sources` of the page that says it."""
    checked: Day
    """Day on which it was last seen to hold."""
    begins: str = ""
    """Key of the publication of its first day, where that is another."""
    until: Day | None = None
    """Last day on which any account can have it."""


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
    prices: dict[str, dict[Day, Entry]]
    """By group or region, then by the day from which the schedule holds; a region's own follow those of its group."""
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
    price_list: str = ""
    """Code of AWS's price list in which its usage types stand: `AWSLambda`."""
    operation: str = ""
    """Operation of its usage types, where those of other things in the list have the same names."""
    unprefixed: list[str] = field(default_factory=list[str])
    """Regions whose usage types carry no billing code."""


def day_of(key: str) -> Any:
    """The day that the *key* of an entry is; the key itself if it is none."""
    return scalar(key) if isinstance(scalar(key), date) else key


def tariff(schedule: Any) -> Tariff:
    """The tariff that a *schedule* of an entry is."""
    if isinstance(schedule, Decimal):
        return Tariff.of([(Decimal(0), schedule)])
    first, *steps = schedule
    return Tariff.of([(Decimal(0), first), *((step.above, step.price) for step in steps)])


def regions_of(table: Table, key: str) -> list[str]:
    """The regions that the *key* of a price stands for: those of a group, or itself."""
    return table.groups.get(key, [key])


def entries_of(table: Table, meter: Meter, region: str) -> dict[date, Entry]:
    """The entries that price *meter* in *region*, by their days: those of its group, and its own among and over them."""
    found: dict[date, Entry] = {}
    for key in sorted(meter.prices, key=lambda one: one == region):
        if region in regions_of(table, key):
            found |= meter.prices[key]
    return found


def make_place(meter: Meter, region: str, order: Mapping[str, int]) -> None:
    """Give *region* a place of its own among the prices of *meter*: after the groups, and among regions in their *order*."""
    after = {one: entries for one, entries in meter.prices.items() if order.get(one, -1) > order[region]}
    for one in after:
        del meter.prices[one]
    meter.prices[region] = {}
    meter.prices.update(after)


def trusted(document: Document) -> Table:
    """The table that *document* is, without a look at its form: for tables that come with lambda-cost.

    Their form is checked by `checking` whenever one is changed, which leaves 50 ms of pydantic out of
    every command.
    """
    data = document.data
    return replace(
        Table(**data),
        sources={key: Source(**source) for key, source in data["sources"].items()},
        meters={name: _trusted_meter(Meter(**meter)) for name, meter in data["meters"].items()},
    )


def _trusted_meter(meter: Any) -> Meter:
    made: Meter = replace(
        meter,
        prices={
            place: {day_of(key): _trusted_entry(entry) for key, entry in dated.items()} for place, dated in meter.prices.items()
        },
        free=[Allowance(**one) for one in meter.free],
        known_since=[KnownSince(**one) for one in meter.known_since],
    )
    return made


def _trusted_entry(data: dict[str, Any]) -> Entry:
    entry = Entry(**data)
    price: Any = entry.price
    price = {choice: _trusted_schedule(one) for choice, one in price.items()} if is_mapping(price) else _trusted_schedule(price)
    return replace(
        entry,
        price=price,
        rechecked=[Recheck(**one) for one in data.get("rechecked", ())],
        corrected=[replace(Correction(**one), was=_trusted_schedule(one["was"])) for one in data.get("corrected", ())],
    )


def _trusted_schedule(schedule: Any) -> Any:
    return [Step(**one) if is_mapping(one) else one for one in schedule] if is_list(schedule) else schedule
