"""The Savings Plan that costs least: the total is straight lines of the commitment, so its least is at one of their ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.assumptions import plan_assumptions
from lambda_cost.bill.estimate import estimate
from lambda_cost.bill.pool import add_up
from lambda_cost.bill.totals import totals
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.piecewise import unknown
from lambda_cost.numbers.quantity import EXACT, exactly
from lambda_cost.results import Result
from lambda_cost.scenario.plan import SavingsPlan
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.what_if.break_even.curves import to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.numbers.piecewise import Piecewise
    from lambda_cost.prices.book import PriceBook

STEP = Decimal("0.001")
"""Steps in which a commitment is bought (dollars an hour)."""


@dataclass(frozen=True)
class Commitment(Result):
    """The commitment that costs least."""

    commitment: Decimal
    """Dollars an hour, in steps of a tenth of a cent; 0 if none pays."""
    exact_commitment: Decimal
    """The same before it is brought to a step."""
    total: Decimal
    """What the month, or all months, cost with it."""
    on_demand: Decimal
    """What they cost without a plan."""
    months: int
    """How many months that is of."""
    currency: str
    """ISO 4217 code of every amount."""
    kinks: tuple[tuple[Decimal, Decimal], ...]
    """Each commitment at which the total bends, with that total."""
    assumptions: tuple[str, ...]
    """What is assumed of the plan in the first month, a sentence each."""
    bills: tuple[Estimate[Any], ...] = field(repr=False)
    """That of the first month with the plan, for the head of the report."""

    @property
    def saved(self) -> Decimal:
        """What it saves in them."""
        return EXACT.subtract(self.on_demand, self.total)

    def rows(self) -> list[dict[str, Any]]:
        """The bends as flat rows, for a data frame."""
        return [{"commitment": at, "total": total} for at, total in self.kinks]


def best_commitment(
    months: Scenario[Any] | Sequence[Scenario[Any]],
    term: str = "1yr",
    payment: str = "no_upfront",
    prices: PriceBook | None = None,
) -> Commitment:
    """The Compute Savings Plan that costs least.

    Args:
        months: one month, whose hours are taken to be alike; or several (`forecast.scenarios_by_month`), over all of
            which the same commitment is kept.
        term: `1yr` or `3yr`.
        payment: `no_upfront` or `all_upfront`; the price tables have no rate of `partial_upfront`.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if term or payment is none that is sold, or the bill is not in dollars.
        NotLinearError: if an amount that depends on the plan is split in proportion to itself.
    """
    scenarios: list[Any] = [months] if isinstance(months, Scenario) else [*months]
    without = [totals(month.replace_unchecked(savings_plan=None), prices) for month in scenarios]
    currency = without[0].currency
    if currency != "USD":
        raise ScenarioError([Problem("savings_plan", f"is bought in USD; this bill is in {currency}")])
    most = max(Fraction(bill.total) / Fraction(month.hours) for bill, month in zip(without, scenarios, strict=True)) + 1

    def with_plan(commitment: Any) -> Any:
        plan = _plan(commitment, term, payment)
        with exactly():
            return add_up(totals(month.replace_unchecked(savings_plan=plan), prices).total for month in scenarios)

    whole: Piecewise = with_plan(unknown(0, most))
    least = min(zip(whole.values, whole.edges, strict=True))[1]
    steps = (least // Fraction(STEP), least // Fraction(STEP) + 1)
    cost, commitment = min((with_plan(at), at) for at in (to_decimal(n * Fraction(STEP)) for n in steps))
    with exactly():
        on_demand = add_up(bill.total for bill in without)
    first = estimate(scenarios[0].replace_unchecked(savings_plan=_plan(commitment, term, payment)), prices)
    return Commitment(
        commitment=commitment,
        exact_commitment=to_decimal(least),
        total=cost,
        on_demand=on_demand,
        months=len(scenarios),
        currency=currency,
        kinks=tuple((to_decimal(at), to_decimal(value)) for at, value in zip(whole.edges[:-1], whole.values[:-1], strict=True)),
        assumptions=tuple(dict.fromkeys(plan_assumptions(first.scenario, first.pools, first.spending))),
        bills=(first,),
    )


def _plan(commitment: Any, term: str, payment: str) -> SavingsPlan[Any]:
    return SavingsPlan(commitment=commitment, term=term, payment=payment)  # type: ignore[arg-type]
