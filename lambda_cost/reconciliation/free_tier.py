"""What was free on a bill: how much of each allowance, and in which order regions used it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.free_tier import allocate_in_proportion
from lambda_cost.invoices.pools import ZERO
from lambda_cost.numbers.text import decimal_text, quantity
from lambda_cost.reconciliation.rating import (
    UNDER_ALLOWANCE,
    apply_free_quantity,
    apply_rates,
    cost_of,
    explains_cost,
    free_by_cost,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.rating import MeteredUsage

OWN_SERVICES = ("aws_lambda.", "api_gateway.")


class UsedAllowance(NamedTuple):
    """An allowance of the payer, and the usage that takes part in it."""

    meter: str
    """Full name of the meter."""
    quantity: Decimal
    """What is free a month, in units of the usage type."""
    is_for_all: bool
    """Whether every account has it, not only in its first year."""
    usages: list[MeteredUsage]
    """Usage of the meter where it holds."""

    @property
    def used(self) -> Decimal:
        """What of it the bill shows as free."""
        return sum((usage.free for usage in self.usages), ZERO)


def apply_allowances(usages: list[MeteredUsage], book: PriceBook, day: date) -> list[UsedAllowance]:
    """Find out what of each of *usages* was free: from its rows' rates, or, where these are missing, from its cost."""
    rated = [usage for usage in usages if usage.is_rated]
    for usage in rated:
        apply_rates(usage)
    allowances = list(_allowances(usages, book, day))
    left = [usage for usage in usages if not usage.is_rated]
    for allowance in allowances:
        members = [usage for usage in allowance.usages if usage in left and not usage.is_covered]
        free = free_by_cost(
            members, allowance.quantity - sum((usage.free for usage in allowance.usages if usage.is_rated), ZERO)
        )
        for usage, part in zip(members, free, strict=True):
            # an account that is older than a year has no part in an offer of the first year
            apply_free_quantity(usage, part if allowance.is_for_all or explains_cost(usage, part) else ZERO)
            left.remove(usage)
    for usage in left:
        apply_free_quantity(usage, ZERO)
    return allowances


def warnings(allowances: list[UsedAllowance]) -> Iterator[str]:
    """Where the bill's free rows are not what the allowance is, a sentence each."""
    for allowance in allowances:
        used = sum((usage.quantity for usage in allowance.usages), ZERO)
        expected = min(allowance.quantity, used)
        is_shared = not allowance.meter.startswith(OWN_SERVICES)  # logs, traces and transfer of other services take part too
        if not is_shared and (allowance.is_for_all or allowance.used) and abs(expected - allowance.used) > UNDER_ALLOWANCE:
            less = "other accounts of the payer, which this bill does not show, may have had the rest"
            why = less if allowance.used < expected else "that is more than is free"
            yield (
                f"{allowance.meter}: {quantity(allowance.used)} are free on the bill, where {quantity(expected)} of the month's"
                f" {quantity(allowance.quantity)} would be; {why} (rule R-13)."
            )


def details(usages: list[MeteredUsage], allowances: list[UsedAllowance]) -> list[dict[str, Any]]:
    """What was free, by meter and region, as amounts: in proportion to the usage, and what the bill's order changed."""
    rows: list[dict[str, Any]] = []
    shares: dict[int, Decimal] = {}
    for allowance in allowances:
        demands = [usage.quantity for usage in allowance.usages]
        for usage, part in zip(
            allowance.usages, allocate_in_proportion(demands, min(allowance.used, sum(demands, ZERO))), strict=True
        ):
            shares[id(usage)] = part
    for usage in usages:
        amount = usage.paid_cost - usage.list_cost
        share = shares.get(id(usage), usage.free)
        if not usage.free and not share:
            continue
        in_proportion = cost_of(usage, usage.quantity - share) - cost_of(usage, usage.quantity)
        parts = (("amount", share, in_proportion), ("order", usage.free - share, amount - in_proportion))
        for name, free, cost in parts:
            if free or cost:
                rows.append(
                    {
                        "part": name,
                        "meter": usage.key.meter,
                        "region": usage.key.region,
                        "choice": usage.key.choice,
                        "quantity": decimal_text(free),
                        "amount": decimal_text(cost),
                    }
                )
    return rows


def _allowances(usages: list[MeteredUsage], book: PriceBook, day: date) -> Iterator[UsedAllowance]:
    for meter in dict.fromkeys(usage.key.meter for usage in usages):
        of_meter = [usage for usage in usages if usage.key.meter == meter]
        multiple = book.meter(meter).multiple_and_unit[0]
        for free in book.allowances(meter, "first_year", day):
            members = [usage for usage in of_meter if book.region(usage.key.region).partition in free.partitions]
            if members:
                yield UsedAllowance(meter, free.quantity * multiple, free.offer == "always", members)
