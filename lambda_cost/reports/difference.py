"""What a change costs, as people read it: short in a pull request, and every line of it in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import csv_text, money, percent, signed_money, signed_percent
from lambda_cost.reports import markdown
from lambda_cost.reports.budget import sentences
from lambda_cost.reports.groups import subtotal_title
from lambda_cost.reports.heading import assumed, conditions, headed, scope
from lambda_cost.reports.sheet import Column, Row, Sheet, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.what_if.budget.budget import Budget
    from lambda_cost.what_if.diff import Change, Difference, Limit

SIGNS = {"added": "+", "removed": "-", "changed": "~", "shifted": "~", "same": ""}
SHIFTED = "only its part of the free tier or of a tier changes"
AT_LIST_PRICES = "at list prices, nothing free"
"""The row of what a change costs without a free tier, which may hide all of it."""
MAX_SHOWN = 20
"""Resources in a comment, before it is folded."""
COLUMNS = (
    Column("line", ""),
    Column("before", "Before", "money"),
    Column("after", "After", "money"),
    Column("difference", "Difference", "difference"),
    Column("change", "Change", "change"),
)
ROW_KEYS = ("resource", "status", "meter", *(column.key for column in COLUMNS[1:]))
"""The columns of CSV."""
MARK = "<!-- lambda-cost -->"
"""What a comment begins with, so that the next one can take its place."""


def sheet(found: Difference, limit: Limit | None = None, budget: Budget | None = None) -> Sheet:
    """*found* as a sheet: each resource whose cost or description changes, and its lines."""
    rows = [row for one in _changed(found) for row in _rows(found, one, with_lines=True)]
    document: dict[str, Any] = found.to_dict()
    document |= {} if budget is None else {"budget": budget.to_dict()}
    document |= (
        {} if limit is None else {"max_increase": {"limit": limit_text(limit, found), "exceeded": limit.exceeded_by(found)}}
    )
    return _sheet(found, [*rows, *_sums(found)])._replace(
        notes=_notes(found, limit, budget),
        document=document,
        writers={
            "csv": lambda: _csv(found),
            "markdown": lambda: "\n".join(_comment(found, limit, budget)) + "\n",
        },
    )


def headline(found: Difference) -> str:
    """What the change costs, in a sentence."""
    currency = found.comparison.currency
    both = " → ".join(money(bill.total, currency) for bill in (found.before, found.after))
    if not found.increase:
        more = signed_money(found.list_increase, currency)
        hidden = f", and {more} at list prices, with nothing free" if found.list_increase else ""
        return f"This change costs nothing: {both} a month{hidden}."
    more = signed_money(found.increase, currency)
    share = "" if found.share is None else f" ({signed_percent(found.share)})"
    return f"This change costs {more}{share} a month: {both}."


def verdict(limit: Limit, found: Difference) -> str:
    """Whether the increase is within *limit*."""
    more = signed_money(found.increase, found.comparison.currency)
    words = "is more than" if limit.exceeded_by(found) else "is within"
    return f"{more} a month {words} the increase of {limit_text(limit, found)} that is allowed."


def limit_text(limit: Limit, found: Difference) -> str:
    """The limit as it was said: `10 %`, `$50.00`."""
    return percent(limit.amount) if limit.is_share else money(limit.amount, found.comparison.currency)


def _sheet(found: Difference, rows: list[Row]) -> Sheet:
    made = Sheet("diff/2", "What the change costs", "per month", COLUMNS, tuple(rows), found.comparison.currency)
    return headed(made, [found.before, found.after])._replace(answer=(headline(found),))


def _changed(found: Difference) -> list[Change]:
    return [change for change in found.changes if change.status != "same"]


def _rows(found: Difference, one: Change, *, with_lines: bool) -> Iterator[Row]:
    what = ", ".join(one.fields) or (SHIFTED if one.status == "shifted" else one.status)
    level: Any = "head" if with_lines else "plain"
    yield Row((f"{SIGNS[one.status]} {one.resource} ({what})", *_measured(found, one.before, one.after)), level)
    for line in one.lines if with_lines else ():
        yield Row((line.title, *_measured(found, *line.costs)))
    more, listed = (found.comparison.difference(*pair) for pair in ((one.after, one.before), (one.list_after, one.list_before)))
    if not more and listed:
        yield Row((AT_LIST_PRICES, *_measured(found, one.list_before, one.list_after)), "memo")


def _measured(found: Difference, before: Any, after: Any) -> tuple[Any, ...]:
    return before, after, found.comparison.difference(after, before), found.comparison.change(after, before)


def _sums(found: Difference) -> Iterator[Row]:
    same = [change for change in found.changes if change.status == "same"]
    if same:
        lines = [line for one in same for line in one.lines]
        sums = found.comparison.sums(lines) if lines else (None, None)
        yield Row((f"{len(same)} unchanged", *_measured(found, *sums)), "memo")
    comparison = found.comparison
    if comparison.group_by:
        yield Row((subtotal_title(comparison.group_by), None, None, None, None), "head")
        yield from (Row((title, *_measured(found, *costs))) for title, costs in comparison.subtotals)
    yield Row(("Total per month", *_measured(found, found.before.total, found.after.total)), "total")
    if found.list_increase != found.increase:
        yield Row((AT_LIST_PRICES, *_measured(found, found.before.list_total, found.after.list_total)), "memo")


def _notes(found: Difference, limit: Limit | None, budget: Budget | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    gates = [verdict(limit, found)] if limit else list[str]()
    gates += sentences(budget) if budget else ()
    assumptions = dict.fromkeys((*assumed(found.before), *assumed(found.after)))
    return (
        ("Limits", tuple(gates)),
        ("Warnings", found.warnings),
        ("Changed for all", found.head),
        ("Assumptions", tuple(assumptions)),
    )


def _comment(found: Difference, limit: Limit | None, budget: Budget | None) -> Iterator[str]:
    """A comment for a pull request: the sentence, what changed most, and all else folded away."""
    changed = _changed(found)
    yield from (MARK, f"**{markdown.escaped(headline(found))}**")
    for message in (*([verdict(limit, found)] if limit else []), *([] if budget is None else [next(sentences(budget))])):
        yield from ("", markdown.escaped(message))
    if changed:
        shown = [row for one in changed[:MAX_SHOWN] for row in _rows(found, one, with_lines=False)]
        yield ""
        yield from markdown.table(page(_sheet(found, [*shown, *_sums(found)])))
        if len(changed) > MAX_SHOWN:
            yield from ("", f"… and {len(changed) - MAX_SHOWN} more, below.")
        yield from markdown.folded("Line by line", markdown.table(page(sheet(found))))
    for head, items in (*_notes(found, None, budget), ("Prices and scope", _scope(found))):
        listed = [*items][1:] if head == "Limits" else [*items]
        if listed:
            yield from markdown.folded(f"{head} ({len(listed)})", markdown.listed(listed, head))


def _scope(found: Difference) -> tuple[str, ...]:
    """Where and when it is, how old the prices are, and what is not included."""
    bills = (found.before, found.after)
    return (f"{conditions(*bills)}.", *scope(*bills))


def _csv(found: Difference) -> str:
    """One row for each line of each resource, every digit."""
    return csv_text(ROW_KEYS, (row.values() for row in found.rows()))
