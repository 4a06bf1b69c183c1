"""The Savings Plan that costs least, as a table."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text, money
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.what_if.break_even.commitment import Commitment

EXACT_KINKS = "Exact: between these commitments the total is a straight line, and past the last it only rises."
ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP)
STEP = Decimal("0.0001")
"""What a commitment is shown to: a Savings Plan is bought in thousandths."""
PEAKS = "In a month with peaks the best commitment is usually lower."


def sheet(commitment: Commitment) -> Sheet:
    """The Savings Plan that costs least, and the commitments at which the total bends."""
    single_month = commitment.months == 1
    period, title = ("a month", "Month") if single_month else (f"in {commitment.months} months", "All months")
    answer = (
        f"Commit to ${decimal_text(commitment.commitment)} an hour: {money(commitment.total, commitment.currency)} {period}"
        f" instead of {money(commitment.on_demand, commitment.currency)} on demand,"
        f" {money(commitment.saved, commitment.currency)} less."
        if commitment.commitment
        else f"No commitment pays off: {money(commitment.on_demand, commitment.currency)} {period} on demand costs least."
    )
    return Sheet(
        schema="commit/1",
        title="Savings Plan that costs least",
        subtitle=plan_words(commitment),
        columns=(
            Column("commitment", "Commitment an hour", "unit_price"),
            Column("total", title, "money", distinct=True),
        ),
        rows=tuple(map(Row, dict.fromkeys((at.quantize(STEP, context=ROUNDING), total) for at, total in commitment.kinks))),
        currency=commitment.currency,
        answer=(answer,),
        notes=(
            ("How", (EXACT_KINKS, PEAKS)),
            ("Assumptions", commitment.assumptions),
        ),
        document=_plan(commitment),
    )


def plan_words(commitment: Commitment) -> str:
    """The term and the payment of the plan: `1yr, no upfront`."""
    plan: Any = commitment.bills[0].scenario.savings_plan
    return f"{plan.term}, {plan.payment.replace('_', ' ')}"


def _plan(commitment: Commitment) -> dict[str, Any]:
    return {
        "plan": plan_words(commitment),
        "months": commitment.months,
        "currency": commitment.currency,
        "commitment": decimal_text(commitment.commitment),
        "exact_commitment": decimal_text(commitment.exact_commitment),
        "total": decimal_text(commitment.total),
        "on_demand": decimal_text(commitment.on_demand),
        "saved": decimal_text(commitment.saved),
        "assumptions": list(commitment.assumptions),
        "kinks": [{"commitment": decimal_text(at), "total": decimal_text(total)} for at, total in commitment.kinks],
    }
