"""Bills that become scenarios."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost import Draft, scenario_of_bill
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage
from tests.invoices.bills import write_cur

if TYPE_CHECKING:
    from pathlib import Path


ARN = "arn:aws:lambda:{region}:111122224444:function:{name}"


HTTP = {
    "product": "AmazonApiGateway",
    "usage_type": "USE1-ApiGatewayHttpRequest",
    "operation": "ApiGatewayHttpApi",
    "rate": "0.000001",
    "resource": "arn:aws:apigateway:us-east-1::/apis/a1b2c3/stages/prod",
}


def known(**memory: Any) -> Usage:
    """What is known besides the bill: the memory of functions."""
    return Usage.of(Document({"functions": {name: {"memory_mb": Decimal(mb)} for name, mb in memory.items()}}, "usage"))


def drafted(folder: Path, *rows: dict[str, str], **options: Any) -> Draft:
    return scenario_of_bill(write_cur(folder, *rows), **options)
