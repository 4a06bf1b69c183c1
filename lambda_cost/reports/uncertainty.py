"""The total of a scenario that is not known exactly, as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.records import plain
from lambda_cost.reports.numbers import percent
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.scenario.spreads import Spread
    from lambda_cost.what_if.uncertainty import Input, Uncertain

INDEPENDENT = "Every number is drawn by itself: no range depends on another."
LOW_AND_HIGH = "Low and high are the 5th and 95th percentile of the draws: nine months of ten lie between them."
LIKELY = "The likely bill has every input at its likely value; where ranges lean to one side, months cost more on average."
MEANS = "A range says what the month's number may be, not how requests differ: a duration is the mean of the month."
GIVEN = {"triangular": ("low", "likely", "high"), "uniform": ("low", "high"), "lognormal": ("p50", "p95")}
SHAPES = {"one_of": "one of {count}", "samples": "{count} samples"}


def sheet(found: Uncertain, budget: Decimal | None = None) -> Sheet:
    """*found* as a table; with a *budget*, also the chance of passing it."""
    scenario = found.scenario
    words = [scenario.region, f"prices of {scenario.day}", "per month", f"{len(found.totals):,} draws, seed {found.seed}"]
    rows = [
        ("Low (P5)", found.low),
        ("Likely inputs", found.likely),
        ("Median (P50)", found.p50),
        ("Mean", found.mean),
        ("P90", found.p90),
        ("High (P95)", found.high),
    ]
    return Sheet(
        schema="uncertainty",
        title=f"{scenario.name}, with what is not known" if scenario.name else "With what is not known",
        subtitle=" · ".join(words),
        columns=(Column("total", "Total"), Column("cost", "Cost", "money")),
        rows=tuple(Row(row) for row in rows),
        currency=found.currency,
        notes=(
            *((("Budget", (chance(found, budget),)),) if budget is not None else ()),
            ("What matters most (rank correlation with the total)", tuple(_line(one) for one in found.inputs)),
            ("Assumptions", (LOW_AND_HIGH, LIKELY, INDEPENDENT, MEANS)),
        ),
        document=document(found, budget),
    )


def document(found: Uncertain, budget: Decimal | None = None) -> dict[str, Any]:
    """*found* as plain data; the likely total has every digit, the others are floats."""
    passing = {} if budget is None else {"budget": plain(budget), "chance_above_budget": found.chance_above(budget)}
    return {
        "name": found.scenario.name,
        "currency": found.currency,
        "day": found.scenario.day.isoformat(),
        "draws": len(found.totals),
        "seed": found.seed,
        "likely": plain(found.likely),
        "low": found.low,
        "high": found.high,
        "mean": found.mean,
        "p50": found.p50,
        "p90": found.p90,
        "p95": found.p95,
        **passing,
        "inputs": [_input(one) for one in found.inputs],
        "assumptions": [LOW_AND_HIGH, LIKELY, INDEPENDENT, MEANS],
    }


def chance(found: Uncertain, budget: Decimal) -> str:
    """How likely it is that the total passes *budget*, in a sentence."""
    share = Decimal(repr(found.chance_above(budget)))
    return f"{percent(share)} of the draws pass {plain(budget)} {found.currency}."


def _line(one: Input) -> str:
    """An input in a line."""
    clipped = Decimal(repr(one.clipped_share))
    bounds = one.spread.field.bounds
    cut = f"; {percent(clipped)} of its draws are outside {bounds} and are brought there" if clipped else ""
    return f"{one.path}: {one.rank_correlation:+.2f} ({said(one.spread)}, likely {one.spread.likely:,f}{cut})"


def said(spread: Spread) -> str:
    """What *spread* may be, in words."""
    if spread.shape in SHAPES:
        return SHAPES[spread.shape].format(count=f"{len(spread.numbers):,}")
    low, high = spread.numbers[0], spread.numbers[-1]
    words = f"median {low:,f}, P95 {high:,f}" if spread.shape == "lognormal" else f"{low:,f} to {high:,f}"
    return f"{spread.shape}, {words}"


def _input(one: Input) -> dict[str, Any]:
    spread = one.spread
    names = GIVEN.get(spread.shape)
    return {
        "path": one.path,
        "shape": spread.shape,
        "likely": plain(spread.likely),
        "given": dict(zip(names, map(plain, spread.numbers), strict=True)) if names else {"count": len(spread.numbers)},
        "rank_correlation": one.rank_correlation,
        "clipped_share": one.clipped_share,
    }
