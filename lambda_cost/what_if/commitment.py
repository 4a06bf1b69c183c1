"""The Savings Plan that costs least: a total falls and rises in straight lines, so its least is at one of their ends."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.totals import totals
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.quantity import EXACT, exactly
from lambda_cost.scenario import reading
from lambda_cost.scenario.editing import with_values
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.curves import Curve, decimal_of

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

PLACES = Decimal("0.001")
"""Steps in which a commitment is bought (dollars an hour)."""
PLAN = ("savings_plan", "commitment")
WHAT = "the commitment"


@dataclass(frozen=True)
class Commitment:
    """The commitment that costs least."""

    commitment: Decimal
    """Dollars an hour, in steps of a tenth of a cent; 0 if none pays."""
    exact_commitment: Decimal
    """The same before it is brought to a step."""
    total: Decimal
    """What a month costs with it."""
    on_demand: Decimal
    """What a month costs without a plan."""
    currency: str
    """ISO 4217 code of every amount."""
    kinks: tuple[tuple[Decimal, Decimal], ...]
    """Each commitment at which the total bends, with that total."""

    @property
    def saved(self) -> Decimal:
        """What it saves in a month."""
        return EXACT.subtract(self.on_demand, self.total)

    def rows(self) -> list[dict[str, Any]]:
        """The bends as flat rows, for a data frame."""
        return [{"commitment": at, "total": total} for at, total in self.kinks]


def best_commitment(
    scenario: Scenario[Any], term: str = "1yr", payment: str = "no_upfront", prices: PriceBook | None = None
) -> Commitment:
    """The Compute Savings Plan that costs least for the month of *scenario*, whose hours are alike.

    Raises:
        ScenarioError: if term or payment is none that is sold.
        NotLinearError: if a free amount is split over several pools that a plan covers.
    """
    return best_of(Document(scenario.to_dict(), ""), term, payment, prices)


def best_of(doc: Document, term: str, payment: str, prices: PriceBook | None = None) -> Commitment:
    """The same, of a document that is not yet read."""
    plan = {"term": term, "payment": payment, "commitment": 0}
    curve = Curve("with a plan", with_values(doc, {("savings_plan",): plan}, WHAT), {PLAN: Fraction(1)}, prices)
    on_demand = totals(reading.scenario(with_values(doc, {("savings_plan",): None}, WHAT)), prices)
    if on_demand.currency != "USD":
        raise ScenarioError([Problem("savings_plan", f"is bought in USD; this bill is in {on_demand.currency}")])
    most = Fraction(on_demand.total) / Fraction(reading.scenario(doc).hours) + 1
    with exactly():
        whole = curve.total(Fraction(0), most)
    least = min(zip(whole.values, whole.edges, strict=True))[1]
    steps = {least // Fraction(PLACES), least // Fraction(PLACES) + 1}
    total, step = min((curve.at(n * Fraction(PLACES)), n) for n in steps)
    return Commitment(
        commitment=decimal_of(step * Fraction(PLACES)),
        exact_commitment=decimal_of(least),
        total=total,
        on_demand=on_demand.total,
        currency=on_demand.currency,
        kinks=tuple((decimal_of(at), decimal_of(value)) for at, value in zip(whole.edges[:-1], whole.values[:-1], strict=True)),
    )
