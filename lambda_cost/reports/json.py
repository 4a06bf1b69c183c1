"""A bill as JSON: the contract `lambda-cost/estimate/2`, every number as text and exact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.what_if.budget.budget import Budget


def report(bill: Estimate[Any], budget: Budget | None = None) -> str:
    """*bill* as JSON; with a *budget*, that is a key more."""
    document = bill.to_dict() | ({} if budget is None else {"budget": budget.to_dict()})
    return json.dumps(document, indent=2, ensure_ascii=False)
