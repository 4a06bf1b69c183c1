"""The total of a scenario that is not known exactly, as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text, money, percent
from lambda_cost.reports.heading import conditions_of
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lambda_cost.scenario.spreads import Spread
    from lambda_cost.what_if.budget.savings_under_uncertainty import UncertainRecommendation
    from lambda_cost.what_if.sweep.uncertainty import Input, Uncertain

INDEPENDENT = "Each number is drawn independently of the others."
LOW_AND_HIGH = "Low and high are the 5th and 95th percentile of the draws: nine months of ten lie between them."
LIKELY = "The likely bill has every input at its likely value; with skewed ranges the mean is higher."
MEANS = "A range is about the number of the month, not about single requests: a duration is the mean of the month."
GIVEN = {"triangular": ("low", "likely", "high"), "uniform": ("low", "high"), "lognormal": ("p50", "p95")}
SHAPES = {"one_of": "one of {count}", "samples": "{count} samples"}


def sheet(result: Uncertain, budget: Decimal | None = None, recommendations: Sequence[UncertainRecommendation] = ()) -> Sheet:
    """*result* as a table; with a *budget*, also the chance of passing it, and with *recommendations* what would lower that."""
    scenario = result.scenario
    words = [conditions_of(scenario), "per month", f"{len(result.totals):,} draws, seed {result.seed}"]
    rows = [
        ("Low (P5)", result.low),
        ("Likely inputs", result.likely),
        ("Median (P50)", result.p50),
        ("Mean", result.mean),
        ("P90", result.p90),
        ("High (P95)", result.high),
    ]
    return Sheet(
        schema="uncertainty/2",
        title=f"Cost range of {scenario.name}" if scenario.name else "Cost range",
        subtitle=" · ".join(words),
        columns=(Column("total", "Total"), Column("cost", "Cost", "money")),
        rows=tuple(Row(row) for row in rows),
        currency=result.currency,
        notes=(
            *([] if budget is None else [("Budget", _about_budget(result, budget, recommendations))]),
            (
                "What matters most (rank correlation with the total)",
                tuple(_line(item, scenario.day) for item in result.inputs),
            ),
            ("Assumptions", (LOW_AND_HIGH, LIKELY, INDEPENDENT, MEANS)),
        ),
        document=document(result, budget, recommendations),
    )


def _about_budget(result: Uncertain, budget: Decimal, recommendations: Sequence[UncertainRecommendation]) -> tuple[str, ...]:
    """The chance of passing *budget*, and what would lower it."""
    return (chance(result, budget), *(_sentence(recommendation, budget, result.currency) for recommendation in recommendations))


def document(
    result: Uncertain, budget: Decimal | None = None, recommendations: Sequence[UncertainRecommendation] = ()
) -> dict[str, Any]:
    """*result* as plain data; the likely total has every digit, the others are floats."""
    passing: dict[str, Any] = (
        {} if budget is None else {"budget": decimal_text(budget), "chance_above_budget": result.chance_above(budget)}
    )
    if recommendations:
        passing["recommendations"] = [_recommendation(recommendation) for recommendation in recommendations]
    return {
        "name": result.scenario.name,
        "currency": result.currency,
        "day": result.scenario.day.isoformat(),
        "draws": len(result.totals),
        "seed": result.seed,
        "likely": decimal_text(result.likely),
        "low": result.low,
        "high": result.high,
        "mean": result.mean,
        "p50": result.p50,
        "p90": result.p90,
        "p95": result.p95,
        **passing,
        "inputs": [_input(item) for item in result.inputs],
        "assumptions": [LOW_AND_HIGH, LIKELY, INDEPENDENT, MEANS],
    }


def chance(result: Uncertain, budget: Decimal) -> str:
    """How likely it is that the total exceeds *budget*, in a sentence."""
    share = Decimal(repr(result.chance_above(budget)))
    return f"{percent(share)} of the draws exceed the budget of {money(budget, result.currency)}."


def _sentence(recommendation: UncertainRecommendation, budget: Decimal, currency: str) -> str:
    """A change in a sentence: the percentile that the budget is held against, and how many draws still exceed it."""
    high, share = Decimal(repr(recommendation.high)), Decimal(repr(recommendation.chance_exceeded))
    within = "within the budget" if high <= budget else "still over"
    words = f"P95 {money(high, currency)} ({within}, {percent(share)} of the draws exceed the budget)"
    return " ".join(
        [
            f"{words}: {recommendation.recommendation.title}, if {recommendation.recommendation.assumes}.",
            *recommendation.recommendation.dropped,
        ]
    )


def _recommendation(recommendation: UncertainRecommendation) -> dict[str, Any]:
    return recommendation.recommendation.to_dict() | {
        "p95": recommendation.high,
        "chance_above_budget": recommendation.chance_exceeded,
    }


def _line(drawn: Input, day: date) -> str:
    """An input in a line; *day* decides what its field takes."""
    clipped = Decimal(repr(drawn.clipped_share))
    bounds = drawn.spread.field.bounds.on(day)
    cut = f"; {percent(clipped)} of its draws are outside {bounds} and are brought there" if clipped else ""
    extent = f"{range_text(drawn.spread)}, likely {drawn.spread.likely:,f}{drawn.spread.per}{cut}"
    return f"{drawn.path}: {drawn.rank_correlation:+.2f} ({extent})"


def range_text(spread: Spread) -> str:
    """What *spread* may be, in words."""
    if spread.shape in SHAPES:
        return SHAPES[spread.shape].format(count=f"{len(spread.numbers):,}")
    low, high = spread.numbers[0], spread.numbers[-1]
    words = f"median {low:,f}, P95 {high:,f}" if spread.shape == "lognormal" else f"{low:,f} to {high:,f}"
    return f"{spread.shape}, {words}"


def _input(drawn: Input) -> dict[str, Any]:
    spread = drawn.spread
    names = GIVEN.get(spread.shape)
    return {
        "path": drawn.path,
        "shape": spread.shape,
        "likely": decimal_text(spread.likely),
        "given": dict(zip(names, map(decimal_text, spread.numbers), strict=True)) if names else {"count": len(spread.numbers)},
        "rank_correlation": drawn.rank_correlation,
        "clipped_share": drawn.clipped_share,
    }
