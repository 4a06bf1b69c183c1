"""A wrong price put right: what stood there stays in the file, with the reason."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import Problem, ProblemsError, TableError, did_you_mean, shown
from lambda_cost.prices import table
from lambda_cost.prices.table import Correction, Entry, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lambda_cost.prices.table import Meter, Table


def schedule(text: str) -> Any:
    """The schedule that *text* is: `0.20`, or `[3.50, {above: 333, price: 2.80}]`.

    Raises:
        TableError: if it is none.
    """
    try:
        data = strict_yaml.read(text, "").data
        first, *steps = data if strict_yaml.is_list(data) else [data]
        made = [first, *(Step(**one) for one in steps)]
    except (ProblemsError, TypeError, ValueError):
        made = []
    numbers = [*made[:1], *(number for one in made[1:] for number in (one.above, one.price))]
    if not made or not all(isinstance(one, Decimal) for one in numbers):
        says = f"is {shown(text)}; allowed: such as 0.20, or [3.50, {{above: 333, price: 2.80}}]"
        raise TableError([Problem("--price", says)])
    return made if made[1:] else made[0]


def corrected(
    made: Table, name: str, place: str, choice: str, since: date, price: Any, reason: str, today: date, order: Mapping[str, int]
) -> Table:
    """The table *made* with one price put right.

    Args:
        made: the table.
        name: its meter.
        place: the region, or the group of regions, whose price was wrong.
        choice: the choice whose price was wrong; empty for every one.
        since: the day of the entry.
        price: the schedule that is right.
        reason: why the old one was wrong, and how that is known.
        today: the day of the correction.
        order: the place of each region, for the order of keys.

    Raises:
        TableError: if there is no such price, or it is that already.
    """
    new = deepcopy(made)
    meter = new.meters[name]
    entry = _entry(new, meter, place, since)
    choices = list(meter.usage_type) if isinstance(meter.usage_type, dict) else [""]
    priced = entry.price if isinstance(entry.price, dict) else dict.fromkeys(choices, entry.price)
    if choice and choice not in priced:
        raise TableError([Problem("--choice", f"is {shown(choice)}; {did_you_mean(choice, [one for one in priced if one])}")])
    named = [choice] if choice else list(priced)
    if all(priced[one] == price for one in named):
        raise TableError([Problem("--price", "is the price that stands there; there is nothing to correct")])
    if len({str(priced[one]) for one in named}) > 1:
        raise TableError([Problem("--choice", f"is missing; {did_you_mean('', [one for one in priced if one])}")])
    was = Correction(today, priced[named[0]], reason, choice if len(named) < len(priced) else "")
    prices = {one: price if one in named else old for one, old in priced.items()}
    same = len(prices) == len(choices) and all(one == price for one in prices.values())
    right = replace(entry, price=price if same else prices, corrected=[*entry.corrected, was])
    if place not in meter.prices:
        table.make_place(meter, place, order)
    again = [replace(one, regions=[place]) for one in entry.rechecked if place in one.regions]
    meter.prices[place][since] = right if place in new.groups else replace(right, rechecked=again)
    return new


def _entry(made: Table, meter: Meter, place: str, since: date) -> Entry:
    """The entry of *place* that begins on the day *since*."""
    entries = meter.prices.get(place, {}) if place in made.groups else table.entries_of(made, meter, place)
    if not entries:
        known = [one for key in meter.prices for one in (key, *table.regions_of(made, key))]
        raise TableError([Problem("--region", f"is {shown(place)}, which has no price here; {did_you_mean(place, known)}")])
    if since not in entries:
        days = ", ".join(sorted(day.isoformat() for day in entries))
        raise TableError([Problem("--since", f"is {since}; allowed: the days of its prices: {days}")])
    return entries[since]
