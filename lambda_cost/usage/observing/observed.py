"""What was observed: for each function and memory size its requests and their time, exactly; for each API its calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lambda_cost.results import Result
from lambda_cost.usage import Usage
from lambda_cost.usage.observing.as_usage import usage_file
from lambda_cost.usage.observing.entry import Found, ObservedFunction, numbers_of


@dataclass(frozen=True, kw_only=True)
class Observed(Found, Result):
    """What really ran."""

    @property
    def requests(self) -> int:
        """Requests of all functions, as far as they are known."""
        return sum(function.requests or 0 for function in self.functions)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, as `--format json` has it after the schema."""
        return {
            "functions": [function.to_dict() for function in self.functions],
            "apis": [api.to_dict() for api in self.apis],
            "warnings": list(self.warnings),
            "skipped": {"lines": sum(self.skipped.values()), "reasons": self.skipped},
        }

    def rows(self) -> list[dict[str, Any]]:
        """A flat row for each function and memory size: `pandas.DataFrame(observed.rows())`."""
        keys = ("name", "memory_mb", *numbers_of(ObservedFunction), "first", "last")
        return [{key: getattr(function, key) for key in keys} for function in self.functions]

    def to_usage(self, *, what_if: bool = False, extrapolate: bool = False, month: str = "") -> Usage:
        """The usage file of it, for `load(template, usage=...)`.

        Args:
            what_if: handler time and cold starts instead of the billed time, so that it can be swept.
            extrapolate: whether a part of a month is scaled to a whole one, by weekdays.
            month: the month that it is scaled to, `2026-11`; by default one of average length.

        Raises:
            ScenarioError: if it cannot be scaled.
        """
        return Usage(usage_file(self, what_if=what_if, extrapolate=extrapolate, month=month).entries())
