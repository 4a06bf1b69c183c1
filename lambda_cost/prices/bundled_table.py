"""Read a table that comes with lambda-cost, without a look at its form.

The form is checked by `checking` whenever such a table is changed; leaving the check out here keeps 50 ms of
pydantic out of every command.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost.prices.table import (
    Allowance,
    Correction,
    Entry,
    KnownSince,
    Meter,
    Recheck,
    Source,
    Step,
    Table,
    parse_day,
)
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from lambda_cost.strict_yaml import Document


def table_of(document: Document) -> Table:
    """The table that *document* is."""
    data = document.data
    sources = {key: Source(**source) for key, source in data["sources"].items()}
    meters = {name: _meter(Meter(**meter)) for name, meter in data["meters"].items()}
    return replace(Table(**data), sources=sources, meters=meters)


def _meter(meter: Any) -> Meter:
    prices = {key: {parse_day(day): _entry(entry) for day, entry in dated.items()} for key, dated in meter.prices.items()}
    free = [Allowance(**allowance) for allowance in meter.free]
    made: Meter = replace(meter, prices=prices, free=free, known_since=[KnownSince(**known) for known in meter.known_since])
    return made


def _entry(data: dict[str, Any]) -> Entry:
    entry = Entry(**data)
    price: Any = entry.price
    return replace(
        entry,
        price={choice: _schedule(steps) for choice, steps in price.items()} if is_mapping(price) else _schedule(price),
        rechecked=[Recheck(**again) for again in data.get("rechecked", ())],
        corrected=[Correction(**old | {"was": _schedule(old["was"])}) for old in data.get("corrected", ())],
    )


def _schedule(schedule: Any) -> Any:
    return [Step(**tier) if is_mapping(tier) else tier for tier in schedule] if is_list(schedule) else schedule
