"""Where every number of a bill comes from: formula, numbers, free part, tiers, price and source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.pool import add_up
from lambda_cost.explanation.as_dict import trace_entry
from lambda_cost.numbers.quantity import exactly, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.results import Result

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.explanation.trace import Trace

SCHEMA = "lambda-cost/explain/1"


@dataclass(frozen=True, repr=False)
class Explanation(Result):
    """Charges of a bill with all that led to them; printed, it is a text for people."""

    bill: Estimate[Decimal]
    """The bill."""
    traces: tuple[Trace, ...]
    """The charges that were asked for, in the order of the bill."""

    @cached_property
    def total(self) -> Decimal:
        """What the explained charges cost together."""
        with exactly():
            return trimmed(add_up([trace.charge.billed_cost for trace in self.traces]))

    @property
    def text(self) -> str:
        """The explanation in words and numbers."""
        return self.report("table")

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain data, in the form of `--format json`; numbers are text, to the last digit."""
        bill, scenario = self.bill, self.bill.scenario
        return {
            "schema": SCHEMA,
            "name": scenario.name,
            "currency": bill.currency,
            "day": scenario.day.isoformat(),
            "hours": decimal_text(scenario.hours),
            "free_tier": scenario.free_tier,
            "total": decimal_text(bill.total),
            "explained": decimal_text(self.total),
            "charges": [trace_entry(trace) for trace in self.traces],
        }

    def rows(self) -> list[dict[str, Any]]:
        """The explained charges as flat rows, each with its formula."""
        return [
            {
                "resource": trace.charge.resource,
                "meter": trace.charge.meter,
                "formula": " + ".join(f"({term.formula})" for term in trace.terms),
                "quantity": trace.consumed,
                "billed_cost": trace.charge.billed_cost,
            }
            for trace in self.traces
        ]

    def __str__(self) -> str:
        return self.text.rstrip("\n")

    def __repr__(self) -> str:
        return f"<Explanation of {len(self.traces)} charges, {self.total} {self.bill.currency}>"
