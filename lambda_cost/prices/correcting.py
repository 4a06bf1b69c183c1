"""Correct a wrong price: what stood there stays in the file, with the reason."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import strict_yaml
from lambda_cost.errors import Problem, ProblemsError, TableError, did_you_mean, shown
from lambda_cost.prices.table import Correction, Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Entry, Meter, Table


class NothingToCorrectError(TableError):
    """A price that is the right one already."""


class PriceCorrection(NamedTuple):
    """A wrong price, and the right one."""

    meter: str
    """Full name of the meter."""
    place: str
    """The region, or the group of regions, whose price is wrong."""
    choice: str
    """The choice whose price is wrong; empty for every one."""
    since: date
    """Day of the entry."""
    price: str
    """The right schedule, as text: `0.20`, or `[3.50, {above: 333, price: 2.80}]`."""
    reason: str
    """Why the old one is wrong, and how that is known."""
    day: date
    """Day of the correction."""


def parse_schedule(text: str) -> Any:
    """The schedule that *text* is.

    >>> parse_schedule("[3.50, {above: 333, price: 2.80}]")
    [Decimal('3.50'), Step(above=Decimal('333'), price=Decimal('2.80'))]

    Raises:
        TableError: if it is none.
    """
    try:
        data = strict_yaml.read(text, "").data
        first, *steps = data if strict_yaml.is_list(data) else [data]
        tiers = [Step(**step) for step in steps]
    except (ProblemsError, TypeError, ValueError):
        first, tiers = None, []
    if not all(isinstance(number, Decimal) for number in (first, *(n for tier in tiers for n in (tier.above, tier.price)))):
        message = f"is {shown(text)}; allowed: such as 0.20, or [3.50, {{above: 333, price: 2.80}}]"
        raise TableError([Problem("--price", message)])
    return [first, *tiers] if tiers else first


def correct_price(correction: PriceCorrection, book: PriceBook) -> dict[str, Table]:
    """The table of *book* that has the wrong price, by its address, with the price corrected.

    Raises:
        LambdaCostError: if there is no such meter.
        TableError: if there is no such price, it is the right one already, or the new one is none.
    """
    address, _, name = correction.meter.rpartition(".")
    book.meter(correction.meter)
    table = deepcopy(book.table(address))
    _correct(table, table.meters[name], correction, parse_schedule(correction.price), [*book.regions])
    return {address: table}


def _correct(table: Table, meter: Meter, correction: PriceCorrection, right: Any, order: Sequence[str]) -> None:
    """Put the *right* schedule into *meter* of *table*."""
    region, choice = correction.place, correction.choice
    entry = _entry(table, meter, region, correction.since)
    priced = entry.by_choice(meter.usage_types)
    choices = [choice for choice in priced if choice]
    if choice and choice not in priced:
        raise TableError([Problem("--choice", f"is {shown(choice)}; {did_you_mean(choice, choices)}")])
    wrong = [choice] if choice else list(priced)
    if all(priced[choice] == right for choice in wrong):
        raise NothingToCorrectError([Problem("--price", "is the price that stands there; there is nothing to correct")])
    if len({str(priced[choice]) for choice in wrong}) > 1:
        raise TableError([Problem("--choice", f"is missing; {did_you_mean('', choices)}")])
    old = Correction(correction.day, priced[wrong[0]], correction.reason, choice if len(wrong) < len(priced) else "")
    prices = priced | dict.fromkeys(wrong, right)
    alike = len(prices) == len(meter.usage_types) and all(price == right for price in prices.values())
    corrected = replace(entry, price=right if alike else prices, corrected=[*entry.corrected, old])
    if region not in meter.prices:
        meter.add_region(region, order)
    if region not in table.groups:
        rechecked = [replace(again, regions=[region]) for again in entry.rechecked if region in again.regions]
        corrected = replace(corrected, rechecked=rechecked)
    meter.prices[region][correction.since] = corrected


def _entry(table: Table, meter: Meter, region: str, since: date) -> Entry:
    """The entry of *region* that begins on the day *since*."""
    entries = meter.prices.get(region, {}) if region in table.groups else table.entries(meter, region)
    if not entries:
        known = [region_or_group for key in meter.prices for region_or_group in (key, *table.regions_of(key))]
        raise TableError([Problem("--region", f"is {shown(region)}, which has no price here; {did_you_mean(region, known)}")])
    if since not in entries:
        days = ", ".join(sorted(day.isoformat() for day in entries))
        raise TableError([Problem("--since", f"is {since}; allowed: the days of its prices: {days}")])
    return entries[since]
