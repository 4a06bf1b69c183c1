"""Memory sizes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text, money, optional_decimal_text, percent, places_apart, quantity
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.what_if.tuning import SizeCost, Tuning

KNOWN = {"measured": "measured", "between": "from the curve", "beyond": "beyond what was measured"}
PART_TITLES = {"init_ms": "Init (ms)", "restore_ms": "Restore (ms)", "resume_ms": "Resume (ms)"}
CURVE = (
    "Between two measurements a request is taken to need a + b / memory: no size between then costs less than both beside it."
)


def sheet(found: Tuning) -> Sheet:
    """*found* as a table."""
    columns = (
        Column("memory_mb", "Memory (MB)", "quantity"),
        Column("duration_ms", "Duration (ms)", "quantity"),
        *(Column(name, PART_TITLES[name], "quantity") for name, _ in found.sizes[0].parts),
        Column("total", "Scenario, month", "money", distinct=True),
        Column("function_cost", "Function, month", "money", distinct=True),
        Column("million_cost", "Million requests", "money", distinct=True),
        Column("known", "Duration is"),
        Column("marks", "Best"),
    )
    rows = tuple(
        Row((*size[:2], *(time for _, time in size.parts), *size[2:5], KNOWN[size.known], _marks(found, size)))
        for size in found.sizes
    )
    return Sheet(
        schema="tune/1",
        title=f"Memory of {found.function}",
        subtitle="",
        columns=columns,
        rows=rows,
        currency=found.currency,
        answer=tuple(_answer(found)),
        notes=(("How", tuple(_how(found))), ("Assumptions", found.assumptions)),
        document=document(found),
    )


def document(found: Tuning) -> dict[str, Any]:
    """*found* for machines."""
    return {
        "function": found.function,
        "currency": found.currency,
        "cheapest_mb": decimal_text(found.cheapest.memory_mb),
        "fastest_mb": decimal_text(found.fastest.memory_mb),
        "balanced_mb": decimal_text(found.balanced.memory_mb),
        "weight": decimal_text(found.weight),
        "curve_error_share": optional_decimal_text(found.error),
        "sizes": [_record(size) for size in found.sizes],
        "assumptions": [*found.assumptions],
    }


def _record(one: SizeCost) -> dict[str, Any]:
    keys = ("memory_mb", "duration_ms", "total", "function_cost", "million_cost")
    numbers = {key: decimal_text(getattr(one, key)) for key in keys} | {name: decimal_text(time) for name, time in one.parts}
    return numbers | {"known": one.known, "efficient": one.efficient}


def _marks(found: Tuning, one: SizeCost) -> str:
    named = {"cheapest": found.cheapest, "fastest": found.fastest, "balanced": found.balanced}
    marks = [word for word, size in named.items() if size.memory_mb == one.memory_mb]
    return ", ".join(marks or (["efficient"] if one.efficient else []))


def _answer(found: Tuning) -> list[str]:
    places = places_apart(size.total for size in found.sizes)
    best = (("Cheapest", found.cheapest), ("Fastest", found.fastest), ("Balanced", found.balanced))
    return [
        f"{name}: {quantity(one.memory_mb)} MB, {quantity(one.duration_ms)} ms,"
        f" {money(one.total, found.currency, places)} a month."
        for name, one in best
    ]


def _how(found: Tuning) -> list[str]:
    weight = f"{percent(found.weight)} of the cost, the rest of the time, each relative to its maximum"
    sentences = [f"Balanced: minimizes {weight}, as AWS Lambda Power Tuning has it.", CURVE]
    if found.error is None:
        sentences.append("There are too few measurements to check that curve.")
    else:
        sentences.append(
            f"Leaving out each inner measurement in turn, the curve of the others misses it by up to {percent(found.error)}."
        )
    if any(size.known == "beyond" for size in found.sizes):
        sentences.append("Beyond the measurements the curve of the nearest two goes on: nothing supports it.")
    return sentences
