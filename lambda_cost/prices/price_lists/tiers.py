"""The tiers of one product of a price list, turned into pricing units of the tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import shown
from lambda_cost.numbers.quantity import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lambda_cost.prices.price_lists.model import Steps
    from lambda_cost.prices.table import Meter

UNITS = {
    "Requests": {"request", "requests"},
    "GB-Seconds": {"gb-second", "gb-seconds", "lambda-gb-second", "lambda-gb-seconds", "second", "seconds"},
    "vCPU-Seconds": {"vcpu-second", "vcpu-seconds"},
    "GB": {"gb", "gigabytes", "processed-gigabytes"},
    "GB-Months": {"gb-mo", "gb-month", "gb-months", "gigabytesmonth"},
    "Hours": {"hrs", "hour", "hours"},
    "LCU-Hours": {"lcu-hrs", "lcu-hour", "lcu-hours"},
    "Event-Poller-Unit-Hours": {"event-poller-unit-hours"},
    "Operations": {"durableoperations", "operations"},
    "Messages": {"message", "messages"},
    "Minutes": {"minute", "minutes"},
    "Traces": {"trace", "traces"},
}
"""By the unit of a table, how AWS's lists write it, in small letters."""

BY_THE_HOUR = {"GB-Months": {"gb-hour", "gb-hours", "gb-hrs"}}
"""By the unit of a table that is a month's, the units of lists that are an hour's."""
MONTH_HOURS = 720
"""Hours of a month in which AWS prices what its list has by the hour."""


class Tier(NamedTuple):
    """One tier of a product, as its list has it."""

    begin: Decimal
    """Quantity above which it holds."""
    end: Decimal | None
    """Quantity to which it holds; None for the last."""
    price: Decimal | None
    """Price of one unit; None if there is none in the region's currency."""
    unit: str
    """What is counted, in the list's words."""
    effective: date | None
    """From which day on AWS says that it holds."""


def pricing_steps(tiers: Sequence[Tier], meter: Meter) -> tuple[Steps, str]:
    """The schedule of *tiers* in pricing units of *meter*; or none, and why they cannot be compared with its prices."""
    multiple, unit = meter.multiple_and_unit
    hours = BY_THE_HOUR.get(unit, set[str]())
    if tiers and all(tier.unit.lower() in hours for tier in tiers):
        tiers = [tier._replace(price=tier.price and tier.price * MONTH_HOURS, unit=unit) for tier in tiers]
    for tier in tiers:
        if tier.unit.lower() not in {*UNITS.get(unit, ()), unit.lower()}:
            return (), f"its unit is {shown(tier.unit)}, and the table's {unit}"
        if tier.price is None:
            return (), "it has no price in the region's currency"
    if not tiers:
        return (), "it has no price on demand"
    if [Decimal(0), *(tier.end for tier in tiers)] != [*(tier.begin for tier in tiers), None]:
        return (), "its tiers do not follow each other from 0 to Inf"
    prices = [(tier.begin, tier.price or Decimal(0)) for tier in tiers]
    return tuple((EXACT.divide(begin, multiple), EXACT.multiply(price, multiple)) for begin, price in prices), ""


def free_quantity(tiers: Iterable[Tier], meter: Meter) -> Decimal:
    """Pricing units of *meter* that are free, by *tiers* whose price is 0."""
    ends = [tier.end for tier in tiers if tier.price == 0 and tier.end is not None]
    return EXACT.divide(max(ends, default=Decimal(0)), meter.multiple_and_unit[0])
