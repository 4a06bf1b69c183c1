"""Months of a forecast as a table, with the sum of each year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.groups import title_of
from lambda_cost.bill.pool import sum_exactly
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import decimal_text, money, month_text, optional_decimal_text
from lambda_cost.reports.budget import sentences
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.what_if.budget.budget import Budget
    from lambda_cost.what_if.forecast import Forecast, ForecastMonth


def sheet(forecast: Forecast, budget: Decimal | None = None) -> Sheet:
    """*forecast* as a table; with a monthly *budget*, what is left of it, and changes that bring its first month under it."""
    budget_check = None if budget is None else forecast.check_budget(budget)
    groups = list(dict.fromkeys(group for month in forecast.months for group in month.by_group))
    seen: Any = "data" if groups else "all"  # beside groups there is no room for it on most terminals
    columns = (
        Column("month", "Month"),
        Column("hours", "Hours", "quantity", to=seen),
        *(Column(f"{forecast.group_by}={group}", title_of(group, forecast.group_by), "money") for group in groups),
        Column("total", "Total", "money"),
        Column("running_total", "Running total", "money", to=seen),
        *([Column("left", "Left of the budget", "difference")] if budget is not None else []),
    )
    notes = [("Prices that change", tuple(f"{month_text(month)}: {what}" for month, what in forecast.price_changes))]
    if budget is not None:
        notes.append(("Budget", (verdict(forecast, budget), *([] if budget_check is None else _advice(budget_check)))))
    return Sheet(
        schema="forecast/2",
        title=f"Forecast{forecast.name and ' of '}{forecast.name}",
        subtitle=f"{month_text(forecast.months[0].month)} to {month_text(forecast.months[-1].month)}",
        columns=columns,
        rows=tuple(_rows(forecast, groups, budget)),
        currency=forecast.currency,
        notes=(*notes, ("Assumptions", forecast.assumptions)),
        document=document(forecast, budget, budget_check),
    )


def _rows(forecast: Forecast, groups: list[str], budget: Decimal | None) -> Iterator[Row]:
    """Each month, and the sums of each year and of all, with what each of *groups* comes to."""
    blank: tuple[Any, ...] = (None,) if budget is not None else ()
    for month in forecast.months:
        left = (EXACT.subtract(budget, month.total),) if budget is not None else ()
        parts = (month.by_group.get(group) for group in groups)
        yield Row((month_text(month.month), month.hours, *parts, month.total, month.running_total, *left))
    for year, total in forecast.years.items():
        members = [month for month in forecast.months if month.month.year == year]
        yield Row((str(year), None, *_sums(members, groups), total, None, *blank), "total")
    yield Row(("All", None, *_sums(forecast.months, groups), forecast.total, None, *blank), "total")


def _sums(months: Iterable[ForecastMonth], groups: Iterable[str]) -> list[Decimal]:
    """What each of *groups* comes to in *months*."""
    members = [*months]
    return [sum_exactly(member.by_group.get(group, Decimal(0)) for member in members) for group in groups]


def verdict(forecast: Forecast, budget: Decimal) -> str:
    """Whether and when *budget* is exceeded."""
    first, limit = forecast.first_month_over(budget), money(budget, forecast.currency)
    if first is None:
        return f"{limit} a month is not exceeded."
    over = EXACT.subtract(first.total, budget)
    return f"{limit} a month is exceeded in {month_text(first.month)}, by {money(over, forecast.currency)}."


def _advice(budget_check: Budget) -> list[str]:
    """What would bring the month that is *budget_check* against a budget under."""
    return [f"{budget_check.name} with changes:", *list(sentences(budget_check))[1:]]


def document(forecast: Forecast, budget: Decimal | None, budget_check: Budget | None = None) -> dict[str, Any]:
    """*forecast* for machines; *budget_check* is its first month beyond *budget*."""
    first = None if budget is None else forecast.first_month_over(budget)
    return {
        "name": forecast.name,
        "currency": forecast.currency,
        **({"by": forecast.group_by} if forecast.group_by else {}),
        "months": [
            {
                "month": month_text(month.month),
                "hours": decimal_text(month.hours),
                "total": decimal_text(month.total),
                "running_total": decimal_text(month.running_total),
                "resources": {path: decimal_text(cost) for path, cost in month.by_resource.items()},
                **({"groups": _groups(month)} if forecast.group_by else {}),
            }
            for month in forecast.months
        ],
        "years": {str(year): decimal_text(total) for year, total in forecast.years.items()},
        "total": decimal_text(forecast.total),
        "budget": optional_decimal_text(budget),
        "budget_exceeded": None if first is None else month_text(first.month),
        "over_budget": None if budget_check is None else budget_check.to_dict(),
        "price_changes": [{"month": month_text(month), "price": what} for month, what in forecast.price_changes],
        "assumptions": [*forecast.assumptions],
    }


def _groups(month: ForecastMonth) -> list[dict[str, str | None]]:
    return [{"group": group or None, "billed_cost": decimal_text(cost)} for group, cost in month.by_group.items()]
