"""A bill as JSON: the contract `lambda-cost/estimate/1`, every number as text and exact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate


def report(bill: Estimate[Any]) -> str:
    """*bill* as JSON."""
    return json.dumps(bill.to_dict(), indent=2, ensure_ascii=False)
