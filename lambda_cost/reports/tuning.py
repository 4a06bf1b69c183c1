"""Memory sizes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text, money, optional_decimal_text, percent, places_apart, quantity
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.what_if.tuning import SizeCost, Tuning

KNOWN = {"measured": "measured", "between": "from the curve", "beyond": "beyond what was measured"}
PART_TITLES = {"init_ms": "Init (ms)", "restore_ms": "Restore (ms)", "resume_ms": "Resume (ms)"}
CURVE = "Between two measurements the duration is assumed to be a + b / memory, so no size between them costs less than both."


def sheet(tuning: Tuning) -> Sheet:
    """*tuning* as a table."""
    columns = (
        Column("memory_mb", "Memory (MB)", "quantity"),
        Column("duration_ms", "Duration (ms)", "quantity"),
        *(Column(name, PART_TITLES[name], "quantity") for name, _ in tuning.sizes[0].parts),
        Column("total", "Scenario, month", "money", distinct=True),
        Column("function_cost", "Function, month", "money", distinct=True),
        Column("million_cost", "Million requests", "money", distinct=True),
        Column("known", "Duration is"),
        Column("marks", "Best"),
    )
    rows = tuple(
        Row((*size[:2], *(time for _, time in size.parts), *size[2:5], KNOWN[size.known], _marks(tuning, size)))
        for size in tuning.sizes
    )
    return Sheet(
        schema="tune/1",
        title=f"Memory of {tuning.function}",
        subtitle="",
        columns=columns,
        rows=rows,
        currency=tuning.currency,
        answer=tuple(_answer(tuning)),
        notes=(("How", tuple(_how(tuning))), ("Assumptions", tuning.assumptions)),
        document=document(tuning),
    )


def document(tuning: Tuning) -> dict[str, Any]:
    """*tuning* for machines."""
    return {
        "function": tuning.function,
        "currency": tuning.currency,
        "cheapest_mb": decimal_text(tuning.cheapest.memory_mb),
        "fastest_mb": decimal_text(tuning.fastest.memory_mb),
        "balanced_mb": decimal_text(tuning.balanced.memory_mb),
        "weight": decimal_text(tuning.weight),
        "curve_error_share": optional_decimal_text(tuning.error),
        "sizes": [_record(size) for size in tuning.sizes],
        "assumptions": [*tuning.assumptions],
    }


def _record(size: SizeCost) -> dict[str, Any]:
    keys = ("memory_mb", "duration_ms", "total", "function_cost", "million_cost")
    numbers = {key: decimal_text(getattr(size, key)) for key in keys} | {name: decimal_text(time) for name, time in size.parts}
    return numbers | {"known": size.known, "efficient": size.efficient}


def _marks(tuning: Tuning, marked: SizeCost) -> str:
    named = {"cheapest": tuning.cheapest, "fastest": tuning.fastest, "balanced": tuning.balanced}
    marks = [word for word, size in named.items() if size.memory_mb == marked.memory_mb]
    return ", ".join(marks or (["efficient"] if marked.efficient else []))


def _answer(tuning: Tuning) -> list[str]:
    places = places_apart(size.total for size in tuning.sizes)
    best = (("Cheapest", tuning.cheapest), ("Fastest", tuning.fastest), ("Balanced", tuning.balanced))
    return [
        f"{name}: {quantity(size.memory_mb)} MB, {quantity(size.duration_ms)} ms,"
        f" {money(size.total, tuning.currency, places)} a month."
        for name, size in best
    ]


def _how(tuning: Tuning) -> list[str]:
    weight = f"{percent(tuning.weight)} of the cost, the rest of the time, each relative to its maximum"
    sentences = [f"Balanced: minimizes {weight}, as AWS Lambda Power Tuning does.", CURVE]
    if tuning.error is None:
        sentences.append("There are too few measurements to check that curve.")
    else:
        sentences.append(
            f"Check of that curve: each inner measurement is predicted from the others to within {percent(tuning.error)}."
        )
    if any(size.known == "beyond" for size in tuning.sizes):
        sentences.append("Beyond the measurements the curve of the nearest two goes on: nothing supports it.")
    return sentences
