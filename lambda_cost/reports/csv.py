"""A bill as CSV: one row for each charge, numbers with every digit."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.records import columns
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.what_if.budget.budget import Budget


def report(bill: Estimate[Any], _budget: Budget | None = None) -> str:
    """*bill* as CSV with a header; a budget has no row."""
    text = io.StringIO()
    rows = bill.rows()
    writer = csv.DictWriter(text, fieldnames=columns(bill), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: decimal_text(value) if isinstance(value, Decimal) else value for key, value in row.items()})
    return text.getvalue()
