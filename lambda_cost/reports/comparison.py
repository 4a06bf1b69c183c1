"""A comparison as people read it: variants beside each other, or below each other where there are many."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import csv_text, signed_money
from lambda_cost.reports import markdown
from lambda_cost.reports.budget import sentences
from lambda_cost.reports.groups import subtotal_title
from lambda_cost.reports.heading import assumed, headed
from lambda_cost.reports.sheet import Column, Row, Sheet, page
from lambda_cost.what_if.compare import ROW_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lambda_cost.what_if.budget.budget import Budget
    from lambda_cost.what_if.compare import Comparison, PricedVariant

MAX_SIDE_BY_SIDE = 4
"""How many variants have room beside each other."""
PAIR = 2
CHEAPEST = "cheapest"
MORE = (Column("difference", "Difference", "difference"), Column("change", "Change", "change"))


def sheet(comparison: Comparison, budget: Budget | None = None) -> Sheet:
    """*comparison* as a sheet, every line of it; with what *budget* says of the cheapest."""
    side_by_side = len(comparison.variants) <= MAX_SIDE_BY_SIDE
    return (_side_by_side if side_by_side else _below)(comparison)._replace(
        notes=_notes(comparison, budget),
        document=_document(comparison, budget),
        writers={
            "csv": lambda: csv_text(ROW_KEYS, (row.values() for row in comparison.rows())),
            "markdown": lambda: "\n".join(_markdown(comparison, budget)) + "\n",
        },
    )


def _document(comparison: Comparison, budget: Budget | None) -> dict[str, Any]:
    return comparison.to_dict() | ({} if budget is None else {"budget": budget.to_dict()})


def _sheet(comparison: Comparison, columns: tuple[Column, ...], rows: list[Row]) -> Sheet:
    scenario = comparison.base.scenario
    title = f"Comparison of {scenario.name}" if scenario.name else "Comparison"
    made = Sheet("compare/2", title, "per month", columns, tuple(rows), comparison.currency)
    return headed(made, [variant.bill for variant in comparison.variants if variant.bill])


def _side_by_side(comparison: Comparison) -> Sheet:
    """Each variant a column."""
    variants = comparison.variants
    columns = (
        Column("line", ""),
        *(Column(f"cost_{index}", variant.name, "money") for index, variant in enumerate(variants, 1)),
    )
    pair = len(variants) == PAIR and all(variant.bill for variant in variants)
    rows: list[Row] = []
    for resource, lines in groupby(comparison.lines, key=lambda line: line.resource):
        members = list(lines)
        rows.append(_row(comparison, resource, comparison.sums(members), "head", pair=pair))
        rows += [_row(comparison, line.title, line.costs, "plain", pair=pair) for line in members]
    blank = (None,) * (len(variants) + (len(MORE) if pair else 0))
    rows += [Row((subtotal_title(comparison.group_by), *blank), "head")] if comparison.group_by else []
    rows += [_row(comparison, title, costs, "plain", pair=pair) for title, costs in comparison.subtotals]
    totals = tuple(variant.total for variant in variants)
    rows.append(_row(comparison, "Total per month", totals, "total", pair=pair))
    marks = tuple(CHEAPEST if variant.bill and variant.total == comparison.cheapest.total else None for variant in variants)
    if not pair:
        base = comparison.base.total
        more = [comparison.difference(variant.total, base) if variant.bill else None for variant in variants]
        signed = tuple(None if amount is None else signed_money(amount, comparison.currency) for amount in more)
        rows.append(Row(("more than the first", *signed), "memo"))
    rows.append(Row(("", *marks, *([None] * len(MORE) if pair else [])), "memo"))
    return _sheet(comparison, (*columns, *MORE) if pair else columns, rows)


def _row(comparison: Comparison, words: str, costs: tuple[Decimal | None, ...], level: Any, *, pair: bool) -> Row:
    first, last = costs[0], costs[-1]
    more = (comparison.difference(last, first), comparison.change(last, first)) if pair else ()
    return Row((words, *costs, *more), level)


def _below(comparison: Comparison) -> Sheet:
    """Each variant a row, and below it what differs from the first."""
    rows: list[Row] = []
    for index, variant in enumerate(comparison.variants):
        rows.append(_of_variant(comparison, variant, "head"))
        for line in comparison.lines if variant.bill else ():
            cost, base = line.costs[index], comparison.base_cost(line)
            if cost != base:
                measured = (comparison.difference(cost, base), comparison.change(cost, base))
                rows.append(Row((f"{line.resource}: {line.title}", cost, *measured, None)))
        for title, costs in comparison.subtotals if variant.bill else ():
            cost, base = costs[index], comparison.first_priced(costs)
            measured = (comparison.difference(cost, base), comparison.change(cost, base))
            rows.append(Row((f"{subtotal_title(comparison.group_by)}: {title}", cost, *measured, None)))
    return _sheet(comparison, (Column("variant", ""), Column("cost", "Cost", "money"), *MORE, Column("mark", "")), rows)


def _of_variant(comparison: Comparison, variant: PricedVariant, level: Any) -> Row:
    base = comparison.base
    if variant.bill is None:
        return Row((variant.name, None, None, None, "no price"), level)
    first = variant.bill is base
    more = (
        (None, None)
        if first
        else (comparison.difference(variant.total, base.total), comparison.change(variant.total, base.total))
    )
    return Row((variant.name, variant.total, *more, CHEAPEST if variant.total == comparison.cheapest.total else None), level)


def _notes(comparison: Comparison, budget: Budget | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    variants = comparison.variants
    same = dict.fromkeys(message for variant in variants if variant.bill for message in assumed(variant.bill))
    warned = dict.fromkeys(message for variant in variants if variant.bill for message in variant.bill.warnings)
    return (
        ("Warnings", tuple(warned)),
        ("Budget", tuple(sentences(budget)) if budget else ()),
        (
            "Without a price",
            tuple(f"{variant.name}: {line}" for variant in variants if variant.reason for line in variant.reason.splitlines()),
        ),
        ("Changes", tuple(f"{variant.name}: {', '.join(variant.changes)}" for variant in variants if _unsaid(variant))),
        ("Left out", tuple(f"{variant.name}: {message}" for variant in variants for message in variant.dropped)),
        ("Assumptions", tuple(same)),
    )


def _unsaid(variant: PricedVariant) -> bool:
    """Whether the name of a variant does not say all its changes."""
    return any(change not in variant.name for change in variant.changes)


def _markdown(comparison: Comparison, budget: Budget | None) -> Iterator[str]:
    """The totals at a glance, and every line folded away: fit for a pull request."""
    whole = page(sheet(comparison, budget))
    columns = (Column("variant", ""), Column("cost", "Per month", "money"), *MORE, Column("mark", ""))
    rows = [_of_variant(comparison, variant, "plain") for variant in comparison.variants]
    yield from (markdown.heading(whole.title, whole.subtitle), "")
    yield from markdown.table(page(_sheet(comparison, columns, rows)))
    yield from (line for sentence in whole.scope for line in ("", markdown.escaped(sentence)))
    yield from markdown.folded("Line by line", markdown.table(whole))
    yield from markdown.notes(whole)
