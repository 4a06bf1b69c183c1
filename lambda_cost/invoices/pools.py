"""The rows of a bill, added up where they differ in nothing that matters to a price."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import exactly

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

COVERED, NEGATION = "SavingsPlanCoveredUsage", "SavingsPlanNegation"
USAGE = frozenset({"Usage", COVERED})
"""The types of rows that say what was used."""
PLAN_FEES = frozenset({"SavingsPlanRecurringFee", "SavingsPlanUpfrontFee"})
DISCOUNTS = frozenset(
    {
        "BundledDiscount",
        "Discount",
        "DistributorDiscount",
        "EdpDiscount",
        "PrivateRateDiscount",
        "RiVolumeDiscount",
        "SppDiscount",
    }
)
"""The types of rows that take something off as agreed with AWS."""
CREDITS = frozenset({"Credit", "Refund"})
TAX = "Tax"
ZERO = Decimal(0)
MAX_POOLS = 2_000_000


class LineKey(NamedTuple):
    """What the rows of one pool have in common."""

    payer: str
    """The account that pays; empty where the file does not say."""
    month: str
    """The billing month, `2026-09`."""
    currency: str
    """ISO 4217 code of every amount."""
    account: str
    """The account that used it."""
    day: date
    """The day (UTC) on which the usage began."""
    product_code: str
    """AWS's code of the service: `AWSLambda`; empty where the file does not say."""
    usage_type: str
    """As the bill has it, `EU-Lambda-GB-Second-ARM`; empty for taxes."""
    operation: str
    """`Invoke`, `Shutdown`; empty where the file does not say."""
    region: str
    """The region's code; empty where the file does not say."""
    resource: str
    """The resource's ARN; empty where the row has none."""
    line_type: str
    """AWS's type of the row, as in `line_item_line_item_type`."""
    rate: Decimal | None
    """What one unit cost; None where the file does not say."""
    description: str
    """What a credit, tax or fee is for; empty for usage."""
    plan: str
    """The ARN of the Savings Plan that covers the usage or that the fee is of."""
    tags: tuple[tuple[str, str], ...]
    """The resource's tags, sorted."""


class Amounts(NamedTuple):
    """The numbers of one row, or the sums of several."""

    rows: int
    """How many rows."""
    hours: int
    """How many hours lie behind them: AWS rounds the cost of each."""
    quantity: Decimal
    """What was used, in units of the usage type."""
    cost: Decimal
    """The cost before what was agreed with AWS is taken off."""
    net_cost: Decimal
    """The cost that is invoiced."""
    effective_cost: Decimal
    """The part of a Savings Plan's fee that pays for covered usage."""
    used_commitment: Decimal
    """The part of a Savings Plan's fee that all covered usage took."""


class LinePool(NamedTuple):
    """Rows of a bill that differ in nothing but the hour."""

    key: LineKey
    """What they have in common."""
    amounts: Amounts
    """What they add up to."""
    first: str
    """The file and the number of the first of them, for messages."""


@dataclass
class Invoices:
    """What bills say, in pools."""

    pools: list[LinePool] = field(default_factory=list[LinePool])
    """Every row is in one of them."""
    by_owner: list[LinePool] = field(default_factory=list[LinePool])
    """The same usage whatever the day, apart by account, resource or tag, where `pools` do not tell these apart."""
    warnings: list[str] = field(default_factory=list[str])
    """What to know before believing it."""
    sources: list[str] = field(default_factory=list[str])
    """The files, with what they are."""
    open_months: set[str] = field(default_factory=set[str])
    """Months that AWS has not closed yet."""


class PoolCollector:
    """Adds rows up into pools."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sums: dict[LineKey, list[Any]] = {}
        self.first: dict[LineKey, str] = {}

    def add(self, key: LineKey, amounts: Amounts, where: str) -> None:
        """Count one row, which stands at *where*.

        Raises:
            ScenarioError: if there are more different rows than fit in memory.
        """
        sums = self._sums.get(key)
        if sums is None:
            if len(self._sums) >= MAX_POOLS:
                message = f"has more than {MAX_POOLS:,} kinds of rows; leave out resource ids, or give --month"
                raise ScenarioError([Problem("", message, where)])
            self._sums[key] = list(amounts)
            self.first[key] = where
            return
        for index, value in enumerate(amounts):
            sums[index] += value

    def pools(self) -> list[LinePool]:
        """The pools, in an order that does not depend on that of the rows."""
        return sorted(
            (LinePool(key, Amounts(*sums), self.first[key]) for key, sums in self._sums.items()),
            key=lambda pool: tuple(map(str, pool.key)),
        )


def add_up(pools: Iterable[LinePool], name: str) -> Decimal:
    """The exact sum of the amount called *name* of *pools*."""
    with exactly():
        return sum((getattr(pool.amounts, name) for pool in pools), ZERO)


def by_bill(pools: Iterable[LinePool]) -> dict[tuple[str, str, str], list[LinePool]]:
    """*pools* by payer, month and currency, which are never added."""
    groups: dict[tuple[str, str, str], list[LinePool]] = {}
    for pool in pools:
        groups.setdefault((pool.key.payer, pool.key.month, pool.key.currency), []).append(pool)
    return groups
