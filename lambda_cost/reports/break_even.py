"""Break-even points as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text, money, quantity
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.what_if.break_even.break_even import BreakEven, Crossing

EXACT = "Exact: totals are straight lines between the steps of prices and rounding, and every crossing is found from them."
LOOKED = (
    "Not exact, as here totals are no straight lines ({}): found among 128 values and narrowed down by halves of exact totals;"
    " two crossings close to each other can be overlooked."
)
JUMPS = "Where a total jumps, the two are equal nowhere: they change places there."


def sheet(break_even: BreakEven, at: Any = None) -> Sheet:
    """*break_even* as a table; with *at*, also what each design costs at that value of the unknown."""
    notes: list[tuple[str, tuple[str, ...]]] = []
    if at is not None:
        notes.append(
            (
                f"At {decimal_text(at)}",
                tuple(f"{name}: {money(cost, break_even.currency)}" for name, cost in break_even.at(at).items()),
            )
        )
    how = [EXACT if break_even.exact else LOOKED.format(break_even.inexact_reason)]
    how += [JUMPS] if any(crossing.jump for crossing in break_even.crossings) else []
    columns = (
        Column("low", "Break-even at", "quantity"),
        Column("high", "To", "quantity", to="data"),
        Column("shown_high", "To", "quantity", to="people"),
        Column("cheaper_before", "Cheaper before"),
        Column("other", "Other"),
        Column("cost", "Cost there", "money"),
        Column("kind", "Kind"),
    )
    return Sheet(
        schema="break-even/2",
        title="Break-even",
        subtitle=f"{break_even.over}, from {quantity(break_even.low)} to {quantity(break_even.high)}",
        columns=columns,
        rows=tuple(map(_row, break_even.crossings)),
        currency=break_even.currency,
        answer=_answer(break_even),
        notes=(*notes, ("How", tuple(how)), ("Assumptions", break_even.assumptions)),
        document=document(break_even, at),
    )


def document(break_even: BreakEven, at: Any = None) -> dict[str, Any]:
    """*break_even* for machines."""
    return {
        "over": break_even.over,
        "low": decimal_text(break_even.low),
        "high": decimal_text(break_even.high),
        "variants": [curve.label for curve in break_even.curves],
        "currency": break_even.currency,
        "exact": break_even.exact,
        "assumptions": [*break_even.assumptions],
        "crossings": [
            {
                "cheaper_before": crossing.cheaper_before,
                "other": crossing.other,
                "low": decimal_text(crossing.low),
                "high": decimal_text(crossing.high),
                "cost": decimal_text(crossing.cost),
                "jump": crossing.jump,
                "exact": crossing.exact,
                "changes_cheapest": crossing.changes_cheapest,
            }
            for crossing in break_even.crossings
        ],
        "cheapest": [
            {"low": decimal_text(interval.low), "high": decimal_text(interval.high), "variants": [*interval.cheapest]}
            for interval in break_even.intervals
        ],
        "at": None
        if at is None
        else {"value": decimal_text(at), "totals": {name: decimal_text(x) for name, x in break_even.at(at).items()}},
    }


def _row(crossing: Crossing) -> Row:
    """Where two designs cost the same, and how; for people, an end that reads as the beginning does is not repeated."""
    high = None if crossing.low == crossing.high else crossing.high
    shown = None if quantity(crossing.low) == quantity(crossing.high) else crossing.high
    return Row((crossing.low, high, shown, crossing.cheaper_before, crossing.other, crossing.cost, _kind(crossing)))


def _kind(crossing: Crossing) -> str:
    words = (
        "by a jump"
        if crossing.jump
        else "equal"
        if crossing.low == crossing.high or not crossing.exact
        else "equal all the way"
    )
    return f"{words}; the cheapest changes" if crossing.changes_cheapest else words


def _answer(break_even: BreakEven) -> tuple[str, ...]:
    """Which design is cheapest where; if they never cross, which is cheaper throughout."""
    if break_even.crossings:
        return tuple(
            f"Cheapest {_interval(break_even, interval.low, interval.high, interval.cheapest)}."
            for interval in break_even.intervals
        )
    cheapest = break_even.intervals[0].cheapest
    same_text = len(cheapest) == len(break_even.curves)
    words = "cost the same throughout" if same_text else "is cheaper throughout"
    return (
        f"No break-even: {' and '.join(cheapest)} {words}, from {quantity(break_even.low)} to {quantity(break_even.high)}.",
    )


def _interval(break_even: BreakEven, low: Decimal, high: Decimal, cheapest: tuple[str, ...]) -> str:
    same_text = ", all the same" if len(cheapest) == len(break_even.curves) else ", the same" if len(cheapest) > 1 else ""
    return f"from {quantity(low)} to {quantity(high)}: {' and '.join(cheapest)}{same_text}"
