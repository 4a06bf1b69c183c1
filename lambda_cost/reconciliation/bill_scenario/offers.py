"""Which free offers a bill shows, and whether a scenario that has them takes off what the bill did."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.invoices.pools import ZERO
from lambda_cost.reconciliation.rating import UNDER_ALLOWANCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.rating import MeteredUsage

OWN = ("aws_lambda.", "api_gateway.")


class FreeOnBill(NamedTuple):
    """What was free on a bill, as a scenario says it."""

    free_tier: str
    """`always`, `first_year` or `none`."""
    otherwise: dict[str, tuple[Decimal, Decimal]]
    """By meter whose free part is another one: what was free on the bill, and what a scenario takes."""


def free_on_bill(usages: Iterable[MeteredUsage], book: PriceBook, day: date) -> FreeOnBill:
    """The offers that come nearest to what was free of *usages* on *day*, and where they do not fit."""
    listed = list(usages)
    differing = {offer: dict(_differing(listed, book, day, offer)) for offer in ("always", "none", "first_year")}
    best = min(differing, key=lambda offer: sum(meter.startswith(OWN) for meter in differing[offer]))
    return FreeOnBill(best, differing[best])


def _differing(
    usages: list[MeteredUsage], book: PriceBook, day: date, offer: str
) -> Iterable[tuple[str, tuple[Decimal, Decimal]]]:
    """The meters of which *offer* makes more or less free than the bill, with both quantities."""
    for meter in dict.fromkeys(usage.key.meter for usage in usages):
        multiple = book.meter(meter).multiple_and_unit[0]
        of_meter = [usage for usage in usages if usage.key.meter == meter]
        free, expected = sum((usage.free for usage in of_meter), ZERO), ZERO
        for allowance in book.allowances(meter, offer, day):
            where = (usage for usage in of_meter if book.region(usage.key.region).partition in allowance.partitions)
            expected += min(allowance.quantity * multiple, sum((usage.quantity for usage in where), ZERO))
        if abs(free - expected) > UNDER_ALLOWANCE:
            yield meter, (free, expected)
