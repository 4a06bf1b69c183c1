"""Rows of Cost and Usage Reports: the legacy form with `lineItem/UsageType`, and CUR 2.0 with `line_item_usage_type`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_cost.invoices.cells import plain_text
from lambda_cost.invoices.pools import NEGATION, USAGE, ZERO, Amounts, LineKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.invoices.cells import Cells

TITLE = "Cost and Usage Report"
STARTS = ("line_item_usage_start_date",)
"""Where it stands when a row begins."""
REQUIRED = (
    "bill_billing_period_start_date",
    "line_item_line_item_type",
    "line_item_usage_start_date",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_usage_amount",
    "line_item_unblended_cost",
    "line_item_currency_code",
)
"""Columns without which a report cannot be explained."""
FREE_TERM = "A429C66SYZ"
"""The offer term in the rate code of what is free."""
_TAG = "resource_tags_"
_UPPER = re.compile(r"(?<!^)(?<![_/])(?=[A-Z])")


def column_name(title: str) -> str:
    """The name in Parquet and CUR 2.0 of the column that the legacy CSV calls *title*.

    >>> column_name("lineItem/UsageType"), column_name("savingsPlan/SavingsPlanARN"), column_name("line_item_usage_type")
    ('line_item_usage_type', 'savings_plan_savings_plan_a_r_n', 'line_item_usage_type')
    """
    group, slash, name = title.partition("/")
    if not slash:
        return title
    return f"{_UPPER.sub('_', group).lower()}_{re.sub(r'[^0-9A-Za-z]', '_', _UPPER.sub('_', name)).lower()}"


def claims(columns: Iterable[str]) -> bool:
    """Whether a table with such *columns* is a Cost and Usage Report."""
    return "line_item_line_item_type" in {column_name(title) for title in columns}


def lines_of(cells: Cells) -> list[tuple[LineKey, Amounts]]:
    """What the row *cells* is of, and its numbers.

    Raises:
        ScenarioError: if a number or a day in it is none.
    """
    line_type = cells.text("line_item_line_item_type")
    used = line_type in USAGE
    rate = cells.number("line_item_unblended_rate")
    if cells.text("pricing_rate_code").split(".")[1:2] == [FREE_TERM]:
        rate = ZERO
    amounts = _amounts(cells)
    key = LineKey(
        payer=cells.text("bill_payer_account_id"),
        month=cells.month("bill_billing_period_start_date"),
        currency=cells.currency("line_item_currency_code", amounts.cost),
        account=cells.text("line_item_usage_account_id"),
        day=cells.day("line_item_usage_start_date"),
        product_code=cells.text("line_item_product_code"),
        usage_type=cells.text("line_item_usage_type"),
        operation=cells.text("line_item_operation"),
        region=cells.text("product_region_code", "product_region") or cells.mapping("product").get("region", ""),
        resource=cells.text("line_item_resource_id"),
        line_type=line_type,
        rate=rate if used else None,
        description="" if used or line_type == NEGATION else cells.text("line_item_line_item_description"),
        plan=cells.text("savings_plan_savings_plan_a_r_n"),
        tags=_tags(cells),
    )
    return [(key, amounts)]


def _amounts(cells: Cells) -> Amounts:
    cost = cells.number("line_item_unblended_cost") or ZERO
    net = cells.number("line_item_net_unblended_cost")
    return Amounts(
        rows=cells.rows,
        hours=cells.hours("line_item_usage_start_date", "line_item_usage_end_date"),
        quantity=cells.number("line_item_usage_amount") or ZERO,
        cost=cost,
        net_cost=cost if net is None else net,
        effective_cost=cells.number("savings_plan_savings_plan_effective_cost") or ZERO,
        used_commitment=cells.number("savings_plan_used_commitment") or ZERO,
    )


def is_open(cells: Cells) -> bool:
    """Whether the row is of a month that has no invoice yet."""
    return not cells.text("bill_invoice_id")


def row_id(cells: Cells) -> str:
    """What tells the row from all others of one delivery; empty if nothing does."""
    line = cells.text("identity_line_item_id")
    return f"{line} {cells.text('identity_time_interval')}" if line else ""


def _tags(cells: Cells) -> tuple[tuple[str, str], ...]:
    columns = {
        plain_text(name.removeprefix(_TAG).removeprefix("user_")): plain_text(value)
        for name, value in cells.values.items()
        if name.startswith(_TAG) and value
    }
    return tuple(sorted({**columns, **cells.tags("resource_tags", "user_")}.items()))
