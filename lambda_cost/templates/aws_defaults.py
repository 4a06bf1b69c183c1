"""What AWS takes where a template says nothing, and how AWS reads the settings that every template language has.

Reference: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.services.aws_lambda.ephemeral_storage import INCLUDED_MB
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.aws_lambda.snap_start import SnapStart
from lambda_cost.services.described import fields_by_name

MEMORY_MB = Decimal(128)
TIMEOUT_S = Decimal(3)
MS_PER_S = Decimal(1000)
ARCHITECTURE = Function.architecture
EPHEMERAL_STORAGE_MB = Decimal(INCLUDED_MB)
DURABLE_RETENTION_DAYS = Decimal(14)
IMAGE = "image"
"""What a scenario calls the runtime of a function that is deployed as an image: it has no managed one."""
CACHE_SIZE_GB = "0.5"
PROVISIONED_CONCURRENCY = "lambda:function:ProvisionedConcurrency"
"""What Application Auto Scaling calls it."""


def duration_bound(timeout_s: Any) -> dict[str, UpperBound]:
    """The upper bound of one request's duration that a timeout sets; none if the timeout is unknown.

    >>> duration_bound(Decimal(3))["duration_ms"].value
    Decimal('3000')
    """
    longest_ms = fields_by_name(Function)["duration_ms"].bounds.most
    if not isinstance(timeout_s, int | Decimal) or longest_ms is None:
        return {}
    timeout_ms = longest_ms if timeout_s > longest_ms else EXACT.multiply(Decimal(timeout_s), MS_PER_S)
    return {"duration_ms": UpperBound(min(timeout_ms, longest_ms), "its timeout")}


def snap_start_runtime(runtime: object) -> str | None:
    """The name in a scenario of a *runtime* that SnapStart is for; None for any other.

    >>> snap_start_runtime("python3.13")
    'python'
    """
    families = fields_by_name(SnapStart)["runtime"].choices
    return next((family for family in families if isinstance(runtime, str) and runtime.startswith(family)), None)
