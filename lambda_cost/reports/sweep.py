"""A sweep in every format: case after case where there may be many, as a table where there are few."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import is_array
from lambda_cost.numbers.text import csv_cell, decimal_text, money
from lambda_cost.reports.heading import conditions_of
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lambda_cost.what_if.sweep.sweep import Sweep

MAX_ROWS = 1_000
"""Cases of a table for people."""
READINGS = {"exact": "exact to the last digit", "arrays": "calculated in arrays, good to a part of 10^12"}


def csv(sweep: Sweep, advance: Callable[[int], object] = str) -> Iterator[str]:
    """*sweep* as CSV, some thousand cases at a time; *advance* is told how many."""
    yield ",".join([*(_quoted(axis.path) for axis in sweep.axes), *map(_quoted, sweep.columns)]) + "\n"
    texts = sweep.texts(_quoted)
    for batch in sweep.batches():
        rows = zip(*map(_written, batch.costs), strict=True)
        yield "".join([f"{','.join((*next(texts), *row))}\n" for row in rows])
        advance(len(batch.costs[0]))


def json_document(sweep: Sweep, advance: Callable[[int], object] = str) -> Iterator[str]:
    """*sweep* as JSON, some thousand cases at a time; *advance* is told how many."""
    head = {
        "schema": "lambda-cost/sweep/1",
        "name": sweep.scenario.name,
        "currency": sweep.currency,
        "day": sweep.scenario.day.isoformat(),
        "reading": sweep.reading,
        "axes": {axis.path: len(axis.values) for axis in sweep.axes},
        "columns": list(sweep.columns),
        "assumptions": list(sweep.assumptions),
    }
    yield json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "cases": [\n'
    keys, texts, comma = [*(axis.path for axis in sweep.axes), *sweep.columns], sweep.texts(str), ""
    for batch in sweep.batches():
        rows = zip(*map(_written, batch.costs), strict=True)
        lines = [json.dumps(dict(zip(keys, (*next(texts), *row), strict=True)), ensure_ascii=False) for row in rows]
        yield comma + ",\n".join(f"    {line}" for line in lines)
        advance(len(lines))
        comma = ",\n"
    cheapest = {key: _text(value) for key, value in sweep.cheapest.items()}
    yield f'\n  ],\n  "cheapest": {json.dumps(cheapest, ensure_ascii=False)}\n}}\n'


def sheet(sweep: Sweep) -> Sheet:
    """*sweep* as a table; one with too many cases for people has only the formats for programs."""
    many = len(sweep) > MAX_ROWS
    scenario = sweep.scenario
    varied = {axis.path: [*map(str, axis.values)] for axis in sweep.axes if not axis.is_number}
    words = [conditions_of(scenario, varied), "per month", f"{len(sweep):,} cases", READINGS[sweep.reading]]
    axes = [Column(axis.path, axis.path, "quantity" if axis.is_number else "text") for axis in sweep.axes]
    costs = [Column(name, "Total" if name == "total" else name, "money", distinct=True) for name in sweep.columns]
    rows = ([_shown(value) for value in sweep.values(case).values()] for case in range(len(sweep)))
    both = () if many else zip(rows, zip(*sweep.costs.values(), strict=True), strict=True)
    return Sheet(
        schema="sweep",
        title=f"Sweep of {scenario.name}" if scenario.name else "Sweep",
        subtitle=" · ".join(words),
        columns=(*axes, *costs),
        rows=tuple(Row((*values, *costs)) for values, costs in both),
        currency=sweep.currency,
        answer=(f"Cheapest: {cheapest(sweep)}.",),
        notes=(("Assumptions", sweep.assumptions),),
        writers={
            "csv": lambda: "".join(csv(sweep)),
            "json": lambda: "".join(json_document(sweep)),
            **({name: lambda: _refuse(sweep) for name in ("table", "markdown", "html")} if many else {}),
        },
    )


def _refuse(sweep: Sweep) -> NoReturn:
    """Refuse a table that nobody can read.

    Raises:
        ScenarioError: always.
    """
    message = f"has {len(sweep):,} cases; a table has at most {MAX_ROWS:,}; use --format csv, json or parquet"
    raise ScenarioError([Problem("the sweep", message)])


def cheapest(sweep: Sweep) -> str:
    """The cheapest case, in a sentence."""
    row = sweep.cheapest
    values = ", ".join(f"{axis.path} {_text(row[axis.path])}" for axis in sweep.axes)
    return f"{money(Decimal(_text(row['total'])), sweep.currency)} a month, with {values}"


def summary(sweep: Sweep) -> str:
    """What was calculated, in a sentence."""
    return f"{len(sweep):,} cases in {sweep.currency}, {READINGS[sweep.reading]}. Cheapest: {cheapest(sweep)}."


def _written(costs: Sequence[Any]) -> list[str]:
    """*costs* with every digit that they have."""
    array: Any = costs
    return list(map(repr, (array + 0.0).tolist())) if is_array(costs) else [_text(cost) for cost in costs]


def _text(value: Any) -> str:
    """*value* with every digit."""
    if isinstance(value, Decimal | int):
        return decimal_text(Decimal(value))
    return repr(float(value) + 0.0) if isinstance(value, float) else str(value)


def _shown(value: Any) -> Any:
    """*value* of an axis, as a sheet takes it."""
    return value if isinstance(value, Decimal) else str(value)


def _quoted(text: str) -> str:
    """*text* as a cell of CSV."""
    text = str(csv_cell(text))
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",\n\r') else text
