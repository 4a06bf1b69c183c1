"""Check a price table that somebody wrote: its form, by pydantic, and what a form cannot say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import regions
from lambda_cost.errors import ProblemsError, TableError, did_you_mean, shown
from lambda_cost.numbers import units
from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Step, Table, parse_day, tariff_of
from lambda_cost.strict_yaml import is_list, is_mapping, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

Path = tuple[str, ...]
Fault = tuple[Path, str]
"""A path in a table, and what is wrong there."""

LAST_DAY = date(9999, 12, 30)
"""The last day after which there is another."""
NOT_PRINTABLE = "has control characters; allowed: text without them"
NOT_IN_ORDER = "is not in order; allowed: a price, then steps {above, price} in ascending order"
UNION_MEMBERS = {"decimal", "Step", "str", "function-before"}


class Allowed(NamedTuple):
    """What the tables of a book may speak of."""

    regions: dict[str, Region]
    """The regions there are."""
    ending: bool = False
    """Whether a price may end on a day that is still to come, as an agreement does."""


def table_of(text: str, name: str, allowed: Allowed | None = None) -> Table:
    """The table that *text* is; it may speak of what is *allowed*, by default the bundled regions.

    Raises:
        TableError: with everything that is wrong in it, and the lines.
    """
    try:
        document = read(text, name)
    except ProblemsError as error:
        raise TableError(error.problems) from None
    return checked(document, allowed)


def checked(document: Document, allowed: Allowed | None = None) -> Table:
    """The table that *document* is; it may speak of what is *allowed*, by default the bundled regions.

    Raises:
        TableError: with everything that is wrong in it, and the lines.
    """
    from pydantic import ValidationError

    try:
        table: Table = _adapter().validate_python(_with_days(document.data))
    except ValidationError as error:
        raise _table_error(
            document,
            ((_path(detail["loc"]), f"{detail['msg'].lower()} (here: {shown(detail['input'])})") for detail in error.errors()),
        ) from None
    faults = list(_table_faults(table, allowed or Allowed(regions.bundled())))
    if faults:
        raise _table_error(document, faults)
    return table


def _table_error(document: Document, faults: Iterable[Fault]) -> TableError:
    problems = {document.problem(path, message): None for path, message in faults}
    return TableError(sorted(problems, key=lambda problem: problem.line))


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Table)


def _path(loc: tuple[int | str, ...]) -> Path:
    """The path of a pydantic location, without the names of the union's members."""
    steps = (_day(str(step)) for step in loc)
    return tuple(step for step in steps if not step.endswith("]") and step not in UNION_MEMBERS)


def _day(step: str) -> str:
    """*step* as a day where pydantic writes one as Python does: `datetime.date(2020, 12, 1)`."""
    name, _, numbers = step.partition("(")
    return date(*map(int, numbers.rstrip(")").split(","))).isoformat() if name == "datetime.date" else step


def _with_days(data: Any) -> Any:
    """*data* with the keys of entries as days, where they are days."""
    if not is_mapping(data) or not is_mapping(data.get("meters")):
        return data
    return data | {"meters": {name: _meter_with_days(meter) for name, meter in data["meters"].items()}}


def _meter_with_days(meter: Any) -> Any:
    if not is_mapping(meter) or not is_mapping(meter.get("prices")):
        return meter
    dated = {
        key: {parse_day(day): entry for day, entry in entries.items()} if is_mapping(entries) else entries
        for key, entries in meter["prices"].items()
    }
    return meter | {"prices": dated}


def _table_faults(table: Table, allowed: Allowed) -> Iterator[Fault]:
    """What is wrong in a *table* whose form is right."""
    for key, source in table.sources.items():
        scheme, _, host, page = [*source.url.split("/", 3), "", "", ""][:4]
        if source.url and not (scheme == "https:" and host and page):
            yield ("sources", key, "url"), f"is {shown(source.url)}; allowed: the https address of a page"
        if not source.title.isprintable():
            yield ("sources", key, "title"), NOT_PRINTABLE
    for name, members in table.groups.items():
        if not members:
            yield ("groups", name), "is empty; allowed: one region at least"
        if name in allowed.regions:
            yield ("groups", name), "is the name of a region; allowed: another name"
        if not any(name in meter.prices for meter in table.meters.values()):
            yield ("groups", name), "is used by no meter; allowed: groups that have prices"
    for region in table.unprefixed:
        if region not in allowed.regions:
            yield ("unprefixed",), f"has {shown(region)}; {did_you_mean(region, allowed.regions)}"
    if not table.meters:
        yield ("meters",), "is empty; allowed: one meter at least"
    for name, meter in table.meters.items():
        for path, message in _MeterCheck(table, meter, allowed).faults():
            yield ("meters", name, *path), message


class _MeterCheck(NamedTuple):
    """Checks one meter; paths begin below the meter."""

    table: Table
    meter: Meter
    allowed: Allowed

    def faults(self) -> Iterator[Fault]:
        """What is wrong in the meter."""
        meter = self.meter
        number, _, unit = meter.unit.partition(" ")
        if not number[:1].isalpha() and not (number[:1] == "1" and set(number[1:]) <= {"0"} and unit):
            yield ("unit",), f"is {shown(meter.unit)}; allowed: such as GB-Seconds or 1000000 Requests"
        if bool(meter.by) != isinstance(meter.usage_type, dict):
            yield ("usage_type",), "does not go with by; allowed: one name without by, or one for each choice"
        yield from self._places()
        for index, allowance in enumerate(meter.free):
            yield from self._allowance(("free", str(index)), allowance)
        priced = {region for key in meter.prices for region in self.table.regions_of(key)}
        for index, known in enumerate(meter.known_since):
            yield from self._scope(("known_since", str(index)), known, priced)
            yield from self._source_keys(("known_since", str(index)), [("source", known.source)])
        for key, entries in meter.prices.items():
            if not entries:
                yield ("prices", key), "is empty; allowed: one dated price at least"
            for since, entry in entries.items():
                yield from self._entry(("prices", key, since.isoformat()), key, since, entry)

    def _places(self) -> Iterator[Fault]:
        """Regions that are in no place, or in two."""
        keys = sorted(self.meter.prices, key=lambda key: key not in self.table.groups)
        named: list[tuple[str, Path]] = [(region, ("prices", key)) for key in keys for region in self.table.regions_of(key)]
        named += [(region, (key,)) for key in ("absent", "unpriced") for region in getattr(self.meter, key)]
        seen: dict[str, Path] = {}
        for region, path in named:
            if region not in self.allowed.regions:
                yield path, f"has {shown(region)}, no group or region; {did_you_mean(region, self.allowed.regions)}"
            follows_group = path == ("prices", region) and region in seen and seen[region][0] == "prices"
            if region in seen and not follows_group:
                yield path, f"has {region}, which is in {'.'.join(seen[region])} too; allowed: one place"
            seen[region] = path

    def _allowance(self, path: Path, allowance: Allowance) -> Iterator[Fault]:
        """An allowance of less than nothing, for nobody, or that ended before it began."""
        partitions = {region.partition for region in self.allowed.regions.values()}
        if allowance.quantity < 0:
            yield (*path, "quantity"), "is negative; allowed: at least 0"
        if not allowance.partitions or not partitions.issuperset(allowance.partitions):
            given = ", ".join(allowance.partitions)
            yield (*path, "partitions"), f"is {given}; allowed: {', '.join(sorted(partitions))}"
        if allowance.until and allowance.until < allowance.since:
            yield (*path, "until"), f"is before it began; allowed: from {allowance.since} on"
        yield from self._source_keys(path, [("source", allowance.source), ("begins", allowance.begins)])

    def _entry(self, path: Path, key: str, since: date, entry: Entry) -> Iterator[Fault]:
        yield from self._over_group(path, key, since, entry)
        if not entry.note.replace("\n", " ").isprintable():
            yield (*path, "note"), NOT_PRINTABLE
        sources = entry.source.values() if isinstance(entry.source, dict) else [entry.source]
        yield from self._source_keys(path, [*(("source", source) for source in sources), ("begins", entry.begins)])
        yield from self._prices(path, entry)
        if entry.checked < since:
            yield (*path, "checked"), f"is before it began; allowed: from {since} on"
        if entry.until and not since <= entry.until <= (LAST_DAY if self.allowed.ending else entry.checked):
            last = LAST_DAY if self.allowed.ending else f"{entry.checked}, when it was last seen"
            yield (*path, "until"), f"is {entry.until}; allowed: from {since}, when it began, to {last}"
        for index, again in enumerate(entry.rechecked):
            where = (*path, "rechecked", str(index))
            yield from self._scope(where, again, set(self.table.regions_of(key)))
            yield from self._source_keys(path, [("source", again.source)])
            yield from self._recheck(where, since, entry, again)
        yield from self._corrections(path, entry)

    def _over_group(self, path: Path, key: str, since: date, entry: Entry) -> Iterator[Fault]:
        """An entry of a region that stands over its group's of the same day, and leaves one of its prices out."""
        for group, entries in self.meter.prices.items():
            below = entries.get(since) if key in self.table.groups.get(group, ()) else None
            missing = {*below.by_choice(self.meter.usage_types)} - {*entry.by_choice(self.meter.usage_types)} if below else ()
            if missing:
                listed = ", ".join(sorted(missing))
                yield (*path, "price"), f"leaves out {listed}, which {group} prices that day; allowed: all prices of the day"

    def _prices(self, path: Path, entry: Entry) -> Iterator[Fault]:
        choices = self._choices()
        for name, chosen in (("price", entry.price), ("source", entry.source)):
            if isinstance(chosen, dict) and (not chosen or not chosen.keys() <= choices.keys()):
                listed = ", ".join(chosen) or "nothing"
                yield (*path, name), f"is one for each of {listed}; allowed: the choices of usage_type"
        if isinstance(entry.source, dict) and not entry.by_choice(choices).keys() <= entry.source.keys():
            listed = ", ".join(entry.source)
            yield (*path, "source"), f"is one for each of {listed}; allowed: one for each choice that has a price"
        for schedule in entry.by_choice([""]).values():
            if not _in_order(schedule):
                yield (*path, "price"), NOT_IN_ORDER
            elif any(_is_long(number) for tier in tariff_of(schedule).tiers for number in (tier.above, tier.price)):
                yield (*path, "price"), "has too many digits; allowed: 18 before the point and 30 behind it"
            elif any(tier.price < 0 for tier in tariff_of(schedule).tiers):
                yield (*path, "price"), "is negative; allowed: at least 0"

    def _recheck(self, path: Path, since: date, entry: Entry, again: Recheck) -> Iterator[Fault]:
        """A price that is said to have been seen before it began, or in tiers that it has not."""
        if again.checked < since:
            yield (*path, "checked"), f"is before it began; allowed: from {since} on"
        counts = [len(schedule) if is_list(schedule) else 1 for schedule in entry.by_choice([""]).values()]
        most = max(counts, default=0)
        if not 0 <= again.tiers <= most or again.tiers % 1:
            yield (*path, "tiers"), f"is {again.tiers}; allowed: 0 for all, or 1 to {most}"

    def _corrections(self, path: Path, entry: Entry) -> Iterator[Fault]:
        """Corrections that do not say of what, or why."""
        for index, correction in enumerate(entry.corrected):
            where = (*path, "corrected", str(index))
            if not correction.reason.strip():
                yield (*where, "reason"), "is empty; allowed: why the price was wrong"
            yield from self._choice(where, correction.choice)
            if not _in_order(correction.was):
                yield (*where, "was"), NOT_IN_ORDER

    def _scope(self, path: Path, statement: KnownSince | Recheck, priced: set[str]) -> Iterator[Fault]:
        """Regions and choices that a *statement* names and that have no price."""
        for region in statement.regions:
            if region not in priced:
                yield (*path, "regions"), f"has {shown(region)}, which has no price here; {did_you_mean(region, priced)}"
        yield from self._choice(path, statement.choice)

    def _choice(self, path: Path, choice: str) -> Iterator[Fault]:
        if choice and choice not in self._choices():
            yield (*path, "choice"), f"is {shown(choice)}; {did_you_mean(choice, self._choices())}"

    def _choices(self) -> dict[str, str]:
        """What the meter can be chosen by; nothing where there is nothing to choose."""
        return self.meter.usage_type if isinstance(self.meter.usage_type, dict) else {}

    def _source_keys(self, path: Path, keys: Iterable[tuple[str, str]]) -> Iterator[Fault]:
        """*keys* that are not in `sources`, each with the field that has it; only `begins` may be empty."""
        for field, key in keys:
            if key not in self.table.sources and (key or field != "begins"):
                yield (*path, field), f"is {shown(key)}; {did_you_mean(key, self.table.sources)}"


def _is_long(amount: Decimal) -> bool:
    """Whether *amount* has more digits than any number that lambda-cost takes."""
    try:
        units.number(amount, "price")
    except ValueError:
        return True
    return False


def _in_order(schedule: Any) -> bool:
    """Whether *schedule* is a price, or a price and steps that ascend."""
    if not is_list(schedule):
        return True
    steps = [step.above for step in schedule[1:] if isinstance(step, Step)]
    ascending = all(low < high for low, high in zip([Decimal(0), *steps], steps, strict=False))
    return bool(schedule) and isinstance(schedule[0], Decimal) and len(steps) == len(schedule) - 1 and ascending
