"""The form of one file in `pricing_data`: the prices of one chargeable thing, by region and date.

The dataclasses below are the form.  pydantic checks a file against them and makes the schema that
editors use from them; there is no second set of models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from lambda_cost.strict_yaml import scalar
from lambda_cost.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STRICT = {"extra": "forbid"}
WORDS: dict[type, str] = {Decimal: "a number", date: "a day", bool: "true or false"}
"""What a value of a kind is called in a message."""


class Exactly:
    """For pydantic: a value of this very type, and nothing that could be turned into one."""

    def __init__(self, kind: type) -> None:
        """Take values of *kind*."""
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """The schema of the type, with the check before it."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def check(self, value: Any) -> Any:
        """*value*, if it is of the type."""
        if type(value) is not self.kind:
            raise ValueError(f"allowed: {WORDS[self.kind]}, without quotes")
        return value


Amount = Annotated[Decimal, Exactly(Decimal)]
Day = Annotated[date, Exactly(date)]
Flag = Annotated[bool, Exactly(bool)]


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
    strong: Flag = False
    """Whether the numbers are AWS's own, and so is their day: a list's version, a publication date, the day of reading."""


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

    def by_choice(self, choices: Iterable[str]) -> dict[str, Schedule]:
        """The schedule of each of a meter's *choices* that it prices."""
        return self.price if isinstance(self.price, dict) else dict.fromkeys(choices, self.price)

    def prices_choice(self, choice: str) -> bool:
        """Whether it has a price for *choice*."""
        return not isinstance(self.price, dict) or choice in self.price

    def source_keys(self) -> set[str]:
        """The keys of every publication that it cites."""
        sources = self.source.values() if isinstance(self.source, dict) else [self.source]
        return {*sources, *(again.source for again in self.rechecked), *([self.begins] if self.begins else [])}


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

    @property
    def usage_types(self) -> dict[str, str]:
        """AWS's name for it, without the region's prefix, by choice; by an empty text if there is nothing to choose."""
        return self.usage_type if isinstance(self.usage_type, dict) else {"": self.usage_type}

    @property
    def multiple_and_unit(self) -> tuple[Decimal, str]:
        """How many of what AWS counts are one pricing unit, and what AWS counts: 1000000 and `Requests`."""
        number, _, counted = self.unit.partition(" ")
        return (Decimal(number), counted) if number.isdigit() else (Decimal(1), self.unit)

    def add_region(self, region: str, order: Sequence[str]) -> None:
        """Give *region* prices of its own, none so far: after the groups, and among regions in their *order*."""
        following = {key: self.prices.pop(key) for key in order[order.index(region) + 1 :] if key in self.prices}
        self.prices[region] = {}
        self.prices.update(following)


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

    def regions_of(self, key: str) -> list[str]:
        """The regions that the *key* of a price stands for: those of a group, or itself."""
        return self.groups.get(key, [key])

    def entries(self, meter: Meter, region: str) -> dict[date, Entry]:
        """What prices *meter* in *region*, by day: the entries of its group, and its own among and over them."""
        dated: dict[date, Entry] = {}
        for key in sorted(meter.prices, key=lambda key: key == region):
            if region in self.regions_of(key):
                dated |= meter.prices[key]
        return dated


def parse_day(key: str) -> Any:
    """The day that the *key* of an entry is; the key itself if it is none."""
    return scalar(key) if isinstance(scalar(key), date) else key


def tariff_of(schedule: Any) -> Tariff:
    """The tariff that a *schedule* of an entry is."""
    if isinstance(schedule, Decimal):
        return Tariff.of([(Decimal(0), schedule)])
    first, *steps = schedule
    return Tariff.of([(Decimal(0), first), *((step.above, step.price) for step in steps)])
