"""Answers of Cost Explorer, from a few words."""

from __future__ import annotations

from typing import Any

DAY = {"Start": "2026-09-01", "End": "2026-09-02"}


def explored(**changes: Any) -> dict[str, Any]:
    metrics = {"UnblendedCost": {"Amount": "1", "Unit": "USD"}, "UsageQuantity": {"Amount": "5", "Unit": "N/A"}}
    group = {"Keys": changes.pop("keys", ["Request", "Usage"]), "Metrics": metrics | changes.pop("metrics", {})}
    result = {"TimePeriod": DAY, "Groups": [group], "Estimated": True}
    dimensions = [{"Key": "USAGE_TYPE"}, {"Key": "RECORD_TYPE"}]
    return {"GroupDefinitions": dimensions, "ResultsByTime": [result]} | changes
