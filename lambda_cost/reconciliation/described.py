"""A bill against a scenario: how much of each meter was described, and how much was charged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.usage import meter_resources
from lambda_cost.invoices.pools import ZERO
from lambda_cost.numbers.quantity import divided, exactly
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth
    from lambda_cost.scenario.scenario import Scenario

INPUTS = {
    "aws_lambda.function.requests": "the requests of functions",
    "aws_lambda.function.duration": "the requests, billed time or memory of functions",
    "api_gateway.rest_api.requests": "the requests of REST APIs",
    "api_gateway.http_api.requests": "the requests of HTTP APIs, or their size",
    "api_gateway.websocket_api.messages": "the messages of WebSocket APIs, or their size",
}
"""The inputs of a scenario that a meter follows from, where these are few."""


class MeterDifference(NamedTuple):
    """What a scenario says of a meter, and what a bill does."""

    meter: str
    """Its full name."""
    described: Decimal
    """What the scenario uses of it in its month, in units of the usage type."""
    billed: Decimal
    """What the bill has."""

    @property
    def text(self) -> str:
        """Which inputs explain the difference."""
        if not self.described or not self.billed:
            return "is on the bill only" if self.billed else "is in the scenario only"
        return f"differs by {INPUTS.get(self.meter, 'the usage of it')}" if self.described != self.billed else "agrees"

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text."""
        ratio = decimal_text(divided(self.billed, self.described)) if self.described else None
        numbers = {"described": decimal_text(self.described), "billed": decimal_text(self.billed), "ratio": ratio}
        return {"meter": self.meter, **numbers, "text": self.text}


def compare_with_scenario(month: ReconciledMonth, scenario: Scenario[Decimal], book: PriceBook) -> list[MeterDifference]:
    """*month* against *scenario*, meter by meter.

    Raises:
        ScenarioError: if features take away more than there is.
    """
    described: dict[str, Decimal] = {}
    billed: dict[str, Decimal] = {}
    with exactly():
        for usage in meter_resources(scenario, book):
            described[usage.meter] = described.get(usage.meter, ZERO) + usage.quantity
        for used in month.usages:
            billed[used.key.meter] = billed.get(used.key.meter, ZERO) + used.quantity
    return [
        MeterDifference(meter, described.get(meter, ZERO), billed.get(meter, ZERO)) for meter in sorted({**described, **billed})
    ]
