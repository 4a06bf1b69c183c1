"""Bills for tests: the samples, and CUR rows written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent / "samples"
DEFAULTS = {
    "identity_line_item_id": "",
    "identity_time_interval": "",
    "bill_invoice_id": "INV-1",
    "bill_payer_account_id": "111122223333",
    "bill_billing_period_start_date": "2026-09-01T00:00:00.000Z",
    "line_item_usage_account_id": "111122224444",
    "line_item_line_item_type": "Usage",
    "line_item_usage_start_date": "2026-09-02T00:00:00.000Z",
    "line_item_usage_end_date": "2026-09-02T01:00:00.000Z",
    "line_item_product_code": "AWSLambda",
    "line_item_usage_type": "Lambda-GB-Second",
    "line_item_operation": "Invoke",
    "line_item_resource_id": "arn:aws:lambda:us-east-1:111122224444:function:checkout",
    "line_item_usage_amount": "0",
    "line_item_currency_code": "USD",
    "line_item_unblended_rate": "0.0000166667",
    "line_item_unblended_cost": "0",
    "line_item_line_item_description": "",
    "product_region_code": "us-east-1",
    "savings_plan_savings_plan_a_r_n": "",
    "savings_plan_savings_plan_effective_cost": "",
    "savings_plan_used_commitment": "",
    "line_item_net_unblended_cost": "",
    "resource_tags": "",
}
SHORT = {
    "id": "identity_line_item_id",
    "invoice": "bill_invoice_id",
    "payer": "bill_payer_account_id",
    "period": "bill_billing_period_start_date",
    "account": "line_item_usage_account_id",
    "type": "line_item_line_item_type",
    "start": "line_item_usage_start_date",
    "end": "line_item_usage_end_date",
    "product": "line_item_product_code",
    "usage_type": "line_item_usage_type",
    "operation": "line_item_operation",
    "resource": "line_item_resource_id",
    "quantity": "line_item_usage_amount",
    "currency": "line_item_currency_code",
    "rate": "line_item_unblended_rate",
    "cost": "line_item_unblended_cost",
    "description": "line_item_line_item_description",
    "region": "product_region_code",
    "plan": "savings_plan_savings_plan_a_r_n",
    "effective": "savings_plan_savings_plan_effective_cost",
    "used": "savings_plan_used_commitment",
    "net": "line_item_net_unblended_cost",
    "tags": "resource_tags",
}
FREE = {"rate": "0.0000000000", "cost": "0"}
"""What a row of use that is free has instead."""
REQUEST = {"usage_type": "Request", "rate": "0.0000002000"}
"""What a row of requests has instead."""


def cur_text(*rows: dict[str, str]) -> str:
    """A CUR 2.0 in CSV with *rows*, each by the short names above; what is not given is of one function in us-east-1."""
    lines = [",".join(DEFAULTS)]
    for row in rows:
        given = DEFAULTS | {SHORT[name]: value for name, value in row.items()}
        lines.append(",".join('"' + value.replace('"', '""') + '"' for value in given.values()))
    return "\n".join(lines) + "\n"


def write_cur(folder: Path, *rows: dict[str, str], name: str = "cur.csv") -> Path:
    """The same as a file in *folder*."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(cur_text(*rows), encoding="utf-8")
    return path


def write_parquet(folder: Path, columns: dict[str, str], source: str, name: str = "bill.parquet") -> Path:
    """The *columns*, each an expression, of *source*, by default all of them, as Parquet in *folder*, by DuckDB."""
    import duckdb

    path = folder / name
    listed = ", ".join(f"{value} as {name}" for name, value in columns.items()) or source_columns(source)
    connection: Any = duckdb.connect()
    connection.execute(f"copy (select {listed} from {source}) to '{path}' (format parquet)")  # noqa: S608 - our own text
    return path


def source_columns(source: str) -> str:
    """Every column of *source*, those of the legacy form by the names that they have in Parquet."""
    import duckdb

    from lambda_cost.invoices.cur import column_name

    connection: Any = duckdb.connect()
    titles = [row[0] for row in connection.execute(f"describe select * from {source}").fetchall()]  # noqa: S608
    return ", ".join(f'"{title}" as "{column_name(title)}"' for title in titles)
