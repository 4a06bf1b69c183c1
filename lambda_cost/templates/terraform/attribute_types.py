"""Attributes whose text the provider makes numbers and booleans of: `min_capacity = "3"` is text in plans too."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from lambda_cost.templates.terraform.language.values import EvaluationError, to_boolean, to_number

NUMBERS = frozenset(
    (
        "max_capacity",
        "maximum_pollers",
        "memory_size",
        "min_capacity",
        "minimum_pollers",
        "provisioned_concurrent_executions",
        "reserved_concurrent_executions",
        "retention_period",
        "size",
        "timeout",
    )
)
FLAGS = frozenset(
    ("publish", "enabled", "is_enabled", "cache_cluster_enabled", "caching_enabled", "xray_tracing_enabled", "tracing_enabled")
)
"""Attributes of resources that their provider makes numbers or booleans of, where they are written as text."""


def as_attribute(name: str, value: Any) -> Any:
    """*value* of the attribute *name* of a resource as its provider takes it; as it is, where it is no such text.

    >>> as_attribute("publish", "false")
    False
    """
    if isinstance(value, str):
        with suppress(EvaluationError):
            return to_number(value) if name in NUMBERS else to_boolean(value) if name in FLAGS else value
    return value
