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
PEAKS = "In a month with peaks the best commitment is mostly lower."


def sheet(found: Commitment) -> Sheet:
    """The Savings Plan that costs least, and the commitments at which the total bends."""
    one = found.months == 1
    period, title = ("a month", "Month") if one else (f"in {found.months} months", "All months")
    answer = (
        f"Commit to ${decimal_text(found.commitment)} an hour: {money(found.total, found.currency)} {period}"
        f" instead of {money(found.on_demand, found.currency)} on demand, {money(found.saved, found.currency)} less."
        if found.commitment
        else f"None pays: {money(found.on_demand, found.currency)} {period} on demand is the least."
    )
    return Sheet(
        schema="commit/1",
        title="Savings Plan that costs least",
        subtitle=plan_words(found),
        columns=(
            Column("commitment", "Commitment an hour", "unit_price"),
            Column("total", title, "money", distinct=True),
        ),
        rows=tuple(map(Row, dict.fromkeys((at.quantize(STEP, context=ROUNDING), total) for at, total in found.kinks))),
        currency=found.currency,
        answer=(answer,),
        notes=(
            ("How", (EXACT_KINKS, PEAKS)),
            ("Assumptions", found.assumptions),
        ),
        document=_plan(found),
    )


def plan_words(found: Commitment) -> str:
    """The term and the payment of the plan: `1yr, no upfront`."""
    plan: Any = found.bills[0].scenario.savings_plan
    return f"{plan.term}, {plan.payment.replace('_', ' ')}"


def _plan(found: Commitment) -> dict[str, Any]:
    return {
        "plan": plan_words(found),
        "months": found.months,
        "currency": found.currency,
        "commitment": decimal_text(found.commitment),
        "exact_commitment": decimal_text(found.exact_commitment),
        "total": decimal_text(found.total),
        "on_demand": decimal_text(found.on_demand),
        "saved": decimal_text(found.saved),
        "assumptions": list(found.assumptions),
        "kinks": [{"commitment": decimal_text(at), "total": decimal_text(total)} for at, total in found.kinks],
    }
