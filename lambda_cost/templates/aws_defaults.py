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
CUSTOM_RUNTIME = "provided"
"""How the names of runtimes begin that a function brings along."""
COLD_STARTS = "cold_starts"
TRACING_OF_FUNCTION = "X-Ray tracing of a function"
TRACING_OF_STAGE = "X-Ray tracing of a stage of an API"
"""What is counted as not priced where requests are traced."""
CACHE_SIZE_GB = "0.5"
PROVISIONED_CONCURRENCY = "lambda:function:ProvisionedConcurrency"
"""What Application Auto Scaling calls it."""


def is_mode(given: object, *modes: str) -> bool:
    """Whether *given* is one of AWS's *modes*, in any case: a template in another case is refused when it is deployed.

    >>> is_mode("response_stream", "STREAM", "RESPONSE_STREAM")
    True
    """
    return isinstance(given, str) and given.upper() in {mode.upper() for mode in modes}


def may_scale_concurrency(dimension: str | None, resource: str | None, namespace: str | None) -> bool:
    """Whether a scalable target scales a function's provisioned concurrency; None is what nobody can know yet.

    >>> may_scale_concurrency(None, "function:checkout:live", None), may_scale_concurrency(None, "table/orders", None)
    (True, False)
    """
    if dimension is not None:
        return dimension == PROVISIONED_CONCURRENCY
    if resource is not None:
        return resource.startswith("function:")
    return namespace in (None, "lambda")


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


def packaging(*, is_image: bool, runtime: object) -> dict[str, str | None]:
    """What a template says of a function's cold starts: before 2025-08-01 only some packages paid for them (rule A-03).

    >>> packaging(is_image=False, runtime="provided.al2023")
    {'packaging': 'custom_runtime'}
    """
    is_custom = isinstance(runtime, str) and runtime.startswith(CUSTOM_RUNTIME)
    return {"packaging": "image" if is_image else "custom_runtime" if is_custom else None}


def snap_start_runtime(runtime: object) -> str | None:
    """The name in a scenario of a *runtime* that SnapStart is for; None for any other.

    >>> snap_start_runtime("python3.13")
    'python'
    """
    families = fields_by_name(SnapStart)["runtime"].choices
    return next((family for family in families if isinstance(runtime, str) and runtime.startswith(family)), None)
