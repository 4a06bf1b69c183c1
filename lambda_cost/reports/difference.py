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
MAX_FIELDS_IN_ROW = 3
"""Changed fields that stand in the row of their resource; more have rows of their own."""
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


def sheet(difference: Difference, limit: Limit | None = None, budget: Budget | None = None) -> Sheet:
    """*difference* as a sheet: each resource whose cost or description changes, and its lines."""
    rows = [row for change in _changed(difference) for row in _rows(difference, change, with_lines=True)]
    document: dict[str, Any] = difference.to_dict()
    document |= {} if budget is None else {"budget": budget.to_dict()}
    document |= (
        {}
        if limit is None
        else {"max_increase": {"limit": limit_text(limit, difference), "exceeded": limit.exceeded_by(difference)}}
    )
    return _sheet(difference, [*rows, *_sums(difference)])._replace(
        notes=_notes(difference, limit, budget),
        document=document,
        writers={
            "csv": lambda: _csv(difference),
            "markdown": lambda: "\n".join(_comment(difference, limit, budget)) + "\n",
        },
    )


def headline(difference: Difference) -> str:
    """What the change costs, in a sentence."""
    currency = difference.comparison.currency
    both = " → ".join(money(bill.total, currency) for bill in (difference.before, difference.after))
    if not difference.increase:
        more = signed_money(difference.list_increase, currency)
        hidden = f", and {more} at list prices, with nothing free" if difference.list_increase else ""
        return f"This change costs nothing: {both} a month{hidden}."
    more = signed_money(difference.increase, currency)
    share = "" if difference.share is None else f" ({signed_percent(difference.share)})"
    return f"This change costs {more}{share} a month: {both}."


def verdict(limit: Limit, difference: Difference) -> str:
    """Whether the increase is within *limit*."""
    more = signed_money(difference.increase, difference.comparison.currency)
    words = "is more than" if limit.exceeded_by(difference) else "is within"
    return f"{more} a month {words} the increase of {limit_text(limit, difference)} that is allowed."


def limit_text(limit: Limit, difference: Difference) -> str:
    """The limit as it was said: `10 %`, `$50.00`."""
    return percent(limit.amount) if limit.is_share else money(limit.amount, difference.comparison.currency)


def _sheet(difference: Difference, rows: list[Row]) -> Sheet:
    made = Sheet("diff/2", "What the change costs", "per month", COLUMNS, tuple(rows), difference.comparison.currency)
    return headed(made, [difference.before, difference.after])._replace(answer=(headline(difference),))


def _changed(difference: Difference) -> list[Change]:
    return [change for change in difference.changes if change.status != "same"]


def _rows(difference: Difference, change: Change, *, with_lines: bool) -> Iterator[Row]:
    many = len(change.fields) > MAX_FIELDS_IN_ROW
    what = f"{len(change.fields)} fields" if many else ", ".join(change.fields)
    what = what or (SHIFTED if change.status == "shifted" else change.status)
    level: Any = "head" if with_lines else "plain"
    yield Row(
        (f"{SIGNS[change.status]} {change.resource} ({what})", *_measured(difference, change.before, change.after)), level
    )
    for field in change.fields if with_lines and many else ():
        yield Row((field, None, None, None, None), "memo")
    for line in change.lines if with_lines else ():
        yield Row((line.title, *_measured(difference, *line.costs)))
    more, listed = (
        difference.comparison.difference(*pair)
        for pair in ((change.after, change.before), (change.list_after, change.list_before))
    )
    if not more and listed:
        yield Row((AT_LIST_PRICES, *_measured(difference, change.list_before, change.list_after)), "memo")


def _measured(difference: Difference, before: Any, after: Any) -> tuple[Any, ...]:
    return before, after, difference.comparison.difference(after, before), difference.comparison.change(after, before)


def _sums(difference: Difference) -> Iterator[Row]:
    same = [change for change in difference.changes if change.status == "same"]
    if same:
        lines = [line for alike in same for line in alike.lines]
        sums = difference.comparison.sums(lines) if lines else (None, None)
        yield Row((f"{len(same)} unchanged", *_measured(difference, *sums)), "memo")
    comparison = difference.comparison
    if comparison.group_by:
        yield Row((subtotal_title(comparison.group_by), None, None, None, None), "head")
        yield from (Row((title, *_measured(difference, *costs))) for title, costs in comparison.subtotals)
    yield Row(("Total per month", *_measured(difference, difference.before.total, difference.after.total)), "total")
    if difference.list_increase != difference.increase:
        yield Row((AT_LIST_PRICES, *_measured(difference, difference.before.list_total, difference.after.list_total)), "memo")


def _notes(difference: Difference, limit: Limit | None, budget: Budget | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    gates = [verdict(limit, difference)] if limit else list[str]()
    gates += sentences(budget) if budget else ()
    assumptions = dict.fromkeys((*assumed(difference.before), *assumed(difference.after)))
    return (
        ("Limits", tuple(gates)),
        ("Warnings", difference.warnings),
        ("Changed for all", difference.head),
        ("Assumptions", tuple(assumptions)),
    )


def _comment(difference: Difference, limit: Limit | None, budget: Budget | None) -> Iterator[str]:
    """A comment for a pull request: the sentence, what changed most, and all else folded away."""
    changed = _changed(difference)
    yield from (MARK, f"**{markdown.escaped(headline(difference))}**")
    for message in (*([verdict(limit, difference)] if limit else []), *([] if budget is None else [next(sentences(budget))])):
        yield from ("", markdown.escaped(message))
    if changed:
        shown = [row for change in changed[:MAX_SHOWN] for row in _rows(difference, change, with_lines=False)]
        yield ""
        yield from markdown.table(page(_sheet(difference, [*shown, *_sums(difference)])))
        if len(changed) > MAX_SHOWN:
            yield from ("", f"… and {len(changed) - MAX_SHOWN} more, below.")
        yield from markdown.folded("Line by line", markdown.table(page(sheet(difference))))
    for head, items in (*_notes(difference, None, budget), ("Prices and scope", _scope(difference))):
        listed = [*items][1:] if head == "Limits" else [*items]
        if listed:
            yield from markdown.folded(f"{head} ({len(listed)})", markdown.listed(listed, head))


def _scope(difference: Difference) -> tuple[str, ...]:
    """Where and when it is, how old the prices are, and what is not included."""
    bills = (difference.before, difference.after)
    return (f"{conditions(*bills)}.", *scope(*bills))


def _csv(difference: Difference) -> str:
    """One row for each line of each resource, every digit."""
    return csv_text(ROW_KEYS, (row.values() for row in difference.rows()))
