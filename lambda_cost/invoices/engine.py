"""Large bills added up by an engine, through Ibis: rows that differ in nothing but the hour become one, exactly.

The engine only filters and adds; what a row means is said once, in `cur` and `focus`.  DuckDB runs in this process;
the same expressions run on other engines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import UnreadableFileError
from lambda_cost.invoices import cur, focus
from lambda_cost.invoices.cells import HOURS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

DECIMAL = "decimal(38, 15)"
"""Room for sums to the last digit of a bill: AWS writes ten decimal places, FOCUS twelve."""
SECONDS_OF_AN_HOUR = 3600
LARGE = 1e5
"""From here on a double is turned into a decimal by way of its text: scaled, it would lose its last digits."""


class Form(NamedTuple):
    """What of a form of bills is kept apart, and what is added up."""

    texts: tuple[str, ...]
    """Columns that tell pools apart."""
    numbers: tuple[str, ...]
    """Columns that are added up."""
    start: str
    """The column of the time at which the usage began."""
    end: str
    """The column of the time at which it ended."""


FORMS = {
    cur: Form(
        (
            "bill_payer_account_id",
            "bill_billing_period_start_date",
            "bill_invoice_id",
            "line_item_currency_code",
            "line_item_usage_account_id",
            "line_item_product_code",
            "line_item_usage_type",
            "line_item_operation",
            "line_item_resource_id",
            "line_item_line_item_type",
            "line_item_line_item_description",
            "line_item_unblended_rate",
            "pricing_rate_code",
            "product",
            "product_region",
            "product_region_code",
            "resource_tags",
            "savings_plan_savings_plan_a_r_n",
        ),
        (
            "line_item_usage_amount",
            "line_item_unblended_cost",
            "line_item_net_unblended_cost",
            "savings_plan_savings_plan_effective_cost",
            "savings_plan_used_commitment",
        ),
        "line_item_usage_start_date",
        "line_item_usage_end_date",
    ),
    focus: Form(
        (
            "BillingAccountId",
            "BillingCurrency",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "CommitmentDiscountId",
            "CommitmentDiscountStatus",
            "InvoiceId",
            "ListUnitPrice",
            "RegionId",
            "ResourceId",
            "ServiceName",
            "SkuMeter",
            "SubAccountId",
            "Tags",
            "x_Operation",
            "x_ServiceCode",
            "x_UsageType",
        ),
        ("BilledCost", "EffectiveCost", "ListCost", "PricingQuantity"),
        "ChargePeriodStart",
        "ChargePeriodEnd",
    ),
}
"""By the module that reads it, what a form of bills has; columns that a file lacks are left out."""


def read_parquet(path: str) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """The columns of the bill in Parquet at *path*, and its rows with numbers, added up where only the hour differs.

    Raises:
        UnreadableFileError: if Ibis is not installed.
    """
    try:
        import ibis  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        message = f"{path} needs an engine, which is not installed: pip install 'lambda-cost[bills]'"
        raise UnreadableFileError(message) from None
    toolbox: Any = ibis
    connection: Any = toolbox.duckdb.connect()
    table: Any = connection.read_parquet(path)
    columns = [str(name) for name in table.columns]
    kind = cur if cur.claims(columns) else focus
    if not set(kind.REQUIRED) <= set(columns):
        return columns, iter(())  # which is refused by name
    result = _add_up(toolbox, table, columns, FORMS[kind])
    return [str(name) for name in result.columns], _rows(connection.con.sql(str(toolbox.to_sql(result))).to_arrow_table())


def _add_up(toolbox: Any, table: Any, columns: list[str], form: Form) -> Any:
    """The expression of *table* with rows added up: text columns and day apart, sums, rows and hours."""
    tags = [name for name in columns if name.startswith("resource_tags_")]
    keys = {name: _text(table[name]) for name in (*form.texts, *tags) if name in columns}
    start, end = (table[name].cast("timestamp") for name in (form.start, form.end))
    keys[form.start] = start.date().cast("string")
    seconds = toolbox.greatest(end.epoch_seconds() - start.epoch_seconds(), 1)
    hours = (seconds + SECONDS_OF_AN_HOUR - 1) // SECONDS_OF_AN_HOUR
    numbers = [name for name in form.numbers if name in columns]
    exact = table.select(**keys, **{name: _exact(table[name]) for name in numbers}, **{HOURS: hours})
    sums = {name: exact[name].sum() for name in (*numbers, HOURS)}
    return exact.group_by(list(keys)).aggregate(**sums, **{ROWS: exact.count()})


def _rows(table: Any) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    for batch in table.to_batches():
        for row in batch.to_pylist():
            number += 1
            yield number, list(row.values())


def _text(column: Any) -> Any:
    """*column* as text; a map as JSON, as CSV has it."""
    return (column.cast("json") if column.type().is_map() else column).cast("string")


def _exact(column: Any) -> Any:
    """*column* as decimals; a large double by way of its text."""
    if not column.type().is_floating():
        return column.cast(DECIMAL)
    return (column.abs() >= LARGE).ifelse(column.cast("string").cast(DECIMAL), column.cast(DECIMAL))
