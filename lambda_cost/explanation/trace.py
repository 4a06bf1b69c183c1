"""Where one charge of a bill comes from: what its explanation says, before any words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.numbers.quantity import exactly, trimmed

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.explanation.free_tier_order import CostRange
    from lambda_cost.explanation.terms import FormulaInput, Term
    from lambda_cost.prices.savings_plans import PlanRate


class FreePart(NamedTuple):
    """What of a charge is free, and how that was found."""

    allowance: Decimal
    """What is free in the month over all that share it, in pricing units."""
    offers: tuple[str, ...]
    """The offers that it is from: `always`, `first_year`."""
    demand: Decimal
    """All usage that takes part in it, in pricing units."""
    eligible: Decimal
    """What of this charge takes part."""


class Rounding(NamedTuple):
    """What it means that a duration may be a mean: AWS rounds up every request by itself."""

    field: str
    """The duration."""
    given_ms: Decimal
    """What the scenario says."""
    counted_ms: Decimal
    """That, rounded up."""
    least_ms: Decimal
    """What AWS may count more, at least; below nothing, it is less."""
    about_ms: Decimal
    """What it counts more if durations lie anywhere between two milliseconds."""
    most_ms: Decimal
    """What it counts more, at most."""
    cost_of_a_ms: Decimal
    """What one millisecond more in every request costs, by this meter."""

    def cost(self, ms: Decimal) -> Decimal:
        """What so many milliseconds more in every request cost, at the price of one."""
        with exactly():
            return trimmed(self.cost_of_a_ms * ms)


class Trace(NamedTuple):
    """Where one charge comes from."""

    charge: Charge[Decimal]
    """The row of the bill."""
    terms: tuple[Term, ...]
    """What its quantity is the sum of; for a line without a meter, its cost."""
    inputs: tuple[FormulaInput, ...]
    """The numbers in its formulas."""
    consumed: Decimal
    """What AWS counts, the free part included."""
    free: FreePart | None
    """How its free part was found; None if nothing of the meter is free."""
    pool: Decimal
    """All usage with which it fills tiers, in pricing units."""
    sharers: int
    """How many resources that is of."""
    rate: PlanRate | None
    """What a unit that a Savings Plan covers costs; None if no plan reaches it."""
    roundings: tuple[Rounding, ...]
    """The durations of it that may be means."""
    span: CostRange | None
    """The range of its cost over all orders of applying the free tier; None if the order cannot matter."""
    assumptions: tuple[str, ...]
    """What of the bill's assumptions concerns it."""
    warnings: tuple[str, ...]
    """What of the bill's warnings concerns it."""
