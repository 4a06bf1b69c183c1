"""What is wrong in a price table that somebody wrote: its form, by pydantic, and what a form cannot say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import regions
from lambda_cost.errors import Problem, ProblemsError, TableError, did_you_mean, shown
from lambda_cost.numbers import units
from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Step, Table, day_of, regions_of, tariff
from lambda_cost.strict_yaml import is_list, is_mapping, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

Path = tuple[str, ...]
Wrong = tuple[Path, str]
"""A path in a table, and what is wrong there."""

LAST_DAY = date(9999, 12, 30)
"""The last day after which there is another."""
CONTROLS = "has control characters; allowed: text without them"
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
        found = [(_path(one["loc"]), f"{one['msg'].lower()} (here: {shown(one['input'])})") for one in error.errors()]
        raise TableError(_problems(document, found)) from None
    wrong = list(_wrong(table, allowed or Allowed(regions.bundled())))
    if wrong:
        raise TableError(_problems(document, wrong))
    return table


def _problems(document: Document, found: Iterable[Wrong]) -> list[Problem]:
    return sorted({document.problem(path, says): None for path, says in found}, key=lambda one: one.line)


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
        place: {day_of(key): entry for key, entry in entries.items()} if is_mapping(entries) else entries
        for place, entries in meter["prices"].items()
    }
    return meter | {"prices": dated}


def _wrong(table: Table, allowed: Allowed) -> Iterator[Wrong]:
    """What is wrong in a *table* whose form is right."""
    for key, source in table.sources.items():
        scheme, _, host, page = [*source.url.split("/", 3), "", "", ""][:4]
        if source.url and not (scheme == "https:" and host and page):
            yield ("sources", key, "url"), f"is {shown(source.url)}; allowed: the https address of a page"
        if not source.title.isprintable():
            yield ("sources", key, "title"), CONTROLS
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
        yield from _wrong_meter(table, ("meters", name), meter, allowed)


def _wrong_meter(table: Table, path: Path, meter: Meter, allowed: Allowed) -> Iterator[Wrong]:
    number, _, unit = meter.unit.partition(" ")
    if not number[:1].isalpha() and not (number[:1] == "1" and set(number[1:]) <= {"0"} and unit):
        yield (*path, "unit"), f"is {shown(meter.unit)}; allowed: such as GB-Seconds or 1000000 Requests"
    if bool(meter.by) != isinstance(meter.usage_type, dict):
        yield (*path, "usage_type"), "does not go with by; allowed: one name without by, or one for each choice"
    yield from _wrong_places(table, path, meter, allowed.regions)
    for place, one in enumerate(meter.free):
        yield from _wrong_free((*path, "free", str(place)), one, allowed.regions)
        yield from _wrong_sources(table, (*path, "free", str(place)), one)
    sold = {region for key in meter.prices for region in regions_of(table, key)}
    for place, known in enumerate(meter.known_since):
        yield from _wrong_scope((*path, "known_since", str(place)), known, meter, sold)
        yield from _wrong_sources(table, (*path, "known_since", str(place)), known)
    for key, entries in meter.prices.items():
        if not entries:
            yield (*path, "prices", key), "is empty; allowed: one dated price at least"
        for since, entry in entries.items():
            where = (*path, "prices", key, since.isoformat())
            yield from _wrong_over_group(table, where, meter, entry)
            if not entry.note.replace("\n", " ").isprintable():
                yield (*where, "note"), CONTROLS
            yield from _wrong_entry(table, where, meter, entry)
            if entry.checked < since:
                yield (*where, "checked"), f"is before it began; allowed: from {since} on"
            if entry.until and not since <= entry.until <= (LAST_DAY if allowed.ending else entry.checked):
                last = LAST_DAY if allowed.ending else f"{entry.checked}, when it was last seen"
                yield (*where, "until"), f"is {entry.until}; allowed: from {since}, when it began, to {last}"
            for place, again in enumerate(entry.rechecked):
                yield from _wrong_scope((*where, "rechecked", str(place)), again, meter, set(regions_of(table, key)))
                yield from _wrong_recheck((*where, "rechecked", str(place)), since, entry, again)


def _wrong_free(path: Path, one: Allowance, known: dict[str, Region]) -> Iterator[Wrong]:
    """An allowance of less than nothing, for nobody, or that ended before it began."""
    partitions = {region.partition for region in known.values()}
    if one.quantity < 0:
        yield (*path, "quantity"), "is negative; allowed: at least 0"
    if not one.partitions or not partitions.issuperset(one.partitions):
        yield (*path, "partitions"), f"is {', '.join(one.partitions)}; allowed: {', '.join(sorted(partitions))}"
    if one.until and one.until < one.since:
        yield (*path, "until"), f"is before it began; allowed: from {one.since} on"


def _wrong_over_group(table: Table, path: Path, meter: Meter, entry: Entry) -> Iterator[Wrong]:
    """An entry of a region that stands over its group's of the same day, and leaves one of its prices out."""
    *_, key, since = path
    for group in meter.prices:
        over = meter.prices[group].get(date.fromisoformat(since)) if key in table.groups.get(group, ()) else None
        every = set(meter.usage_type) if isinstance(meter.usage_type, dict) else {""}
        have, need = ({*one.price} if isinstance(one.price, dict) else every for one in (entry, over or entry))
        if not have >= need:
            says = f"leaves out {', '.join(sorted(need - have))}, which {group} prices that day; allowed: all prices of the day"
            yield (*path, "price"), says


def _wrong_corrections(path: Path, meter: Meter, entry: Entry) -> Iterator[Wrong]:
    """Corrections that do not say of what, or why."""
    for place, wrong in enumerate(entry.corrected):
        if not wrong.reason.strip():
            yield (*path, "corrected", str(place), "reason"), "is empty; allowed: why the price was wrong"
        if wrong.choice and wrong.choice not in _choices(meter):
            says = f"is {shown(wrong.choice)}; {did_you_mean(wrong.choice, _choices(meter))}"
            yield (*path, "corrected", str(place), "choice"), says
        if not _in_order(wrong.was):
            says = "is not in order; allowed: a price, then steps {above, price} in ascending order"
            yield (*path, "corrected", str(place), "was"), says


def _choices(meter: Meter) -> list[str]:
    """What *meter* can be chosen by; nothing where there is nothing to choose."""
    return list(meter.usage_type) if isinstance(meter.usage_type, dict) else []


def _wrong_recheck(path: Path, since: date, entry: Entry, again: Recheck) -> Iterator[Wrong]:
    """A price that is said to have been seen before it began, or in tiers that it has not."""
    if again.checked < since:
        yield (*path, "checked"), f"is before it began; allowed: from {since} on"
    most = max(len(schedule) if is_list(schedule) else 1 for schedule in _schedules(entry)) if _schedules(entry) else 0
    if not 0 <= again.tiers <= most or again.tiers % 1:
        yield (*path, "tiers"), f"is {again.tiers}; allowed: 0 for all, or 1 to {most}"


def _wrong_places(table: Table, path: Path, meter: Meter, known: dict[str, Region]) -> Iterator[Wrong]:
    """Regions that are in no place, or in two."""
    keys = sorted(meter.prices, key=lambda key: key not in table.groups)
    homes: list[tuple[str, Path]] = [(region, ("prices", key)) for key in keys for region in regions_of(table, key)]
    homes += [(region, (key,)) for key in ("absent", "unpriced") for region in getattr(meter, key)]
    seen: dict[str, Path] = {}
    for region, place in homes:
        if region not in known:
            yield (*path, *place), f"has {shown(region)}, no group or region; {did_you_mean(region, known)}"
        follows = place == ("prices", region) and region in seen and seen[region][0] == "prices"
        if region in seen and not follows:
            yield (*path, *place), f"has {region}, which is in {'.'.join(seen[region])} too; allowed: one place"
        seen[region] = place


def _wrong_scope(path: Path, one: KnownSince | Recheck, meter: Meter, sold: set[str]) -> Iterator[Wrong]:
    """Regions and choices that a statement names and that have no price."""
    for region in one.regions:
        if region not in sold:
            yield (*path, "regions"), f"has {shown(region)}, which has no price here; {did_you_mean(region, sold)}"
    choices = meter.usage_type if isinstance(meter.usage_type, dict) else {}
    if one.choice and one.choice not in choices:
        yield (*path, "choice"), f"is {shown(one.choice)}; {did_you_mean(one.choice, choices)}"


def _wrong_sources(table: Table, path: Path, one: Entry | Recheck | KnownSince | Allowance) -> Iterator[Wrong]:
    """Sources that are not in the table."""
    named = [("source", key) for key in (one.source.values() if isinstance(one.source, dict) else [one.source])]
    named += [("begins", one.begins)] if isinstance(one, Entry | Allowance) and one.begins else []
    for name, key in named:
        if key not in table.sources:
            yield (*path, name), f"is {shown(key)}; {did_you_mean(key, table.sources)}"


def _wrong_entry(table: Table, path: Path, meter: Meter, entry: Entry) -> Iterator[Wrong]:
    cited: list[Entry | Recheck] = [entry, *entry.rechecked]
    for one in cited:
        yield from _wrong_sources(table, path, one)
    yield from _wrong_corrections(path, meter, entry)
    choices = meter.usage_type if isinstance(meter.usage_type, dict) else {}
    for name, chosen in (("price", entry.price), ("source", entry.source)):
        if isinstance(chosen, dict) and (not chosen or not chosen.keys() <= choices.keys()):
            listed = ", ".join(chosen) or "nothing"
            yield (*path, name), f"is one for each of {listed}; allowed: the choices of usage_type"
    priced = entry.price if isinstance(entry.price, dict) else choices
    if isinstance(entry.source, dict) and not priced.keys() <= entry.source.keys():
        yield (*path, "source"), f"is one for each of {', '.join(entry.source)}; allowed: one for each choice that has a price"
    for schedule in _schedules(entry):
        if not _in_order(schedule):
            yield (*path, "price"), "is not in order; allowed: a price, then steps {above, price} in ascending order"
        elif any(_is_long(number) for tier in tariff(schedule).tiers for number in (tier.above, tier.price)):
            yield (*path, "price"), "has too many digits; allowed: 18 before the point and 30 behind it"
        elif any(tier.price < 0 for tier in tariff(schedule).tiers):
            yield (*path, "price"), "is negative; allowed: at least 0"


def _is_long(amount: Decimal) -> bool:
    """Whether *amount* has more digits than any number that lambda-cost takes."""
    try:
        units.number(amount, "price")
    except ValueError:
        return True
    return False


def _schedules(entry: Entry) -> list[Any]:
    return list(entry.price.values()) if isinstance(entry.price, dict) else [entry.price]


def _in_order(schedule: Any) -> bool:
    """Whether *schedule* is a price, or a price and steps that ascend."""
    if not is_list(schedule):
        return True
    steps = [step.above for step in schedule[1:] if isinstance(step, Step)]
    ascending = all(low < high for low, high in zip([Decimal(0), *steps], steps, strict=False))
    return bool(schedule) and isinstance(schedule[0], Decimal) and len(steps) == len(schedule) - 1 and ascending
