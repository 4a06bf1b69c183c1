"""What is wrong in a price table that somebody wrote: its form, by pydantic, and what a form cannot say."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from lambda_cost import regions
from lambda_cost.errors import Problem, ProblemsError, TableError, did_you_mean, shown
from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Step, Table, day_of, regions_of, tariff
from lambda_cost.strict_yaml import is_list, is_mapping, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.strict_yaml import Document

Path = tuple[str, ...]
Wrong = tuple[Path, str]
"""A path in a table, and what is wrong there."""

UNION_MEMBERS = {"decimal", "Step", "str", "function-before"}


def table_of(text: str, name: str) -> Table:
    """The table that *text* is.

    Raises:
        TableError: with everything that is wrong in it, and the lines.
    """
    try:
        document = read(text, name)
    except ProblemsError as error:
        raise TableError(error.problems) from None
    return checked(document)


def checked(document: Document) -> Table:
    """The table that *document* is.

    Raises:
        TableError: with everything that is wrong in it, and the lines.
    """
    from pydantic import ValidationError

    try:
        table: Table = _adapter().validate_python(_with_days(document.data))
    except ValidationError as error:
        found = [(_path(one["loc"]), f"{one['msg'].lower()} (here: {shown(one['input'])})") for one in error.errors()]
        raise TableError(_problems(document, found)) from None
    wrong = list(_wrong(table))
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
    return tuple(str(step) for step in loc if not str(step).endswith("]") and str(step) not in UNION_MEMBERS)


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


def _wrong(table: Table) -> Iterator[Wrong]:
    """What is wrong in a *table* whose form is right."""
    for key, source in table.sources.items():
        if not source.url.startswith("https://") or source.url.count("/") < len(["https:", "", "host", ""]) - 1:
            yield ("sources", key, "url"), f"is {shown(source.url)}; allowed: the https address of a page"
    for name, members in table.groups.items():
        if not members:
            yield ("groups", name), "is empty; allowed: one region at least"
    if not table.meters:
        yield ("meters",), "is empty; allowed: one meter at least"
    for name, meter in table.meters.items():
        yield from _wrong_meter(table, ("meters", name), meter)


def _wrong_meter(table: Table, path: Path, meter: Meter) -> Iterator[Wrong]:
    number, _, unit = meter.unit.partition(" ")
    if not number or (number[0].isdigit() and not (number.isdigit() and set(number[1:]) <= {"0"} and unit)):
        yield (*path, "unit"), f"is {shown(meter.unit)}; allowed: such as GB-Seconds or 1000000 Requests"
    if bool(meter.by) != isinstance(meter.usage_type, dict):
        yield (*path, "usage_type"), "does not go with by; allowed: one name without by, or one for each choice"
    yield from _wrong_places(table, path, meter)
    for place, one in enumerate(meter.free):
        if one.quantity < 0:
            yield (*path, "free", str(place), "quantity"), "is negative; allowed: at least 0"
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
            if max((entry.checked, *(one.checked for one in entry.rechecked))) < since:
                yield where, f"was last checked before it began; allowed: checked from {since} on"
            yield from _wrong_entry(table, where, meter, entry)
            for place, again in enumerate(entry.rechecked):
                yield from _wrong_scope((*where, "rechecked", str(place)), again, meter, set(regions_of(table, key)))


def _wrong_places(table: Table, path: Path, meter: Meter) -> Iterator[Wrong]:
    """Regions that are in no place, or in two."""
    homes: list[tuple[str, Path]] = [(region, ("prices", key)) for key in meter.prices for region in regions_of(table, key)]
    homes += [(region, (key,)) for key in ("absent", "unpriced") for region in getattr(meter, key)]
    seen: dict[str, Path] = {}
    for region, place in homes:
        if region not in regions.bundled():
            yield (*path, *place), f"has {shown(region)}, no group or region; {did_you_mean(region, regions.bundled())}"
        if region in seen:
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
    if isinstance(one, Recheck) and (one.tiers < 0 or one.tiers % 1):
        yield (*path, "tiers"), f"is {one.tiers}; allowed: a whole number, 0 for all"


def _wrong_sources(table: Table, path: Path, one: Entry | Recheck | KnownSince | Allowance) -> Iterator[Wrong]:
    """Sources that are not in the table."""
    named = one.source.values() if isinstance(one.source, dict) else [one.source]
    begins = [one.begins] if isinstance(one, Entry | Allowance) and one.begins else []
    for key in [*named, *begins]:
        if key not in table.sources:
            yield (*path, "source"), f"is {shown(key)}; {did_you_mean(key, table.sources)}"


def _wrong_entry(table: Table, path: Path, meter: Meter, entry: Entry) -> Iterator[Wrong]:
    cited: list[Entry | Recheck] = [entry, *entry.rechecked]
    for one in cited:
        yield from _wrong_sources(table, path, one)
    choices = meter.usage_type if isinstance(meter.usage_type, dict) else {}
    for name, chosen in (("price", entry.price), ("source", entry.source)):
        if isinstance(chosen, dict) and (not chosen or not chosen.keys() <= choices.keys()):
            yield (*path, name), f"is one for each of {', '.join(chosen)}; allowed: the choices of usage_type"
    for schedule in entry.price.values() if isinstance(entry.price, dict) else [entry.price]:
        if not _in_order(schedule):
            yield (*path, "price"), "is not in order; allowed: a price, then steps {above, price} in ascending order"
        elif any(tier.price < 0 for tier in tariff(schedule).tiers):
            yield (*path, "price"), "is negative; allowed: at least 0"


def _in_order(schedule: Any) -> bool:
    """Whether *schedule* is a price, or a price and steps that ascend."""
    if not is_list(schedule):
        return True
    steps = [step.above for step in schedule[1:] if isinstance(step, Step)]
    ascending = all(low < high for low, high in zip([Decimal(0), *steps], steps, strict=False))
    return bool(schedule) and isinstance(schedule[0], Decimal) and len(steps) == len(schedule) - 1 and ascending
