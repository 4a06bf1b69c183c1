"""A bill against a scenario or against what was observed: how much was expected, and how much was charged."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lambda_cost import files
from lambda_cost.bill.usage import meter_resources
from lambda_cost.errors import ScenarioError
from lambda_cost.invoices.pools import ZERO
from lambda_cost.numbers.quantity import add_up_by, divided, exactly
from lambda_cost.numbers.text import decimal_text, percent
from lambda_cost.reconciliation.attribution import REQUESTS, function_of
from lambda_cost.reconciliation.billed import DURATION
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
NOT_OBSERVED = {
    REQUESTS: "not observed: retries, other versions, or logs that are missing",
    DURATION: "not observed: init, shutdowns of extensions, retries, other versions, or logs that are missing",
}
"""What a bill has and logs do not, by meter."""
LESS_THAN_OBSERVED = "what was observed is of more than this month, account or region"


class MeterDifference(NamedTuple):
    """What a scenario or observed usage says of a meter, and what a bill does."""

    meter: str
    """Its full name."""
    described: Decimal
    """What the scenario uses of it in its month, in units of the usage type."""
    billed: Decimal
    """What the bill has."""
    function: str = ""
    """The function that it is of; empty for all resources together."""
    parts: str = ""
    """Of a duration: how much of the difference the requests explain, and how much each request."""

    @property
    def text(self) -> str:
        """Which inputs explain the difference."""
        if not self.described or not self.billed:
            return "is on the bill only" if self.billed else "is not on the bill"
        if self.described == self.billed:
            return "agrees"
        if self.function:
            why = NOT_OBSERVED[self.meter] if self.billed > self.described else LESS_THAN_OBSERVED
        else:
            why = f"differs by {INPUTS.get(self.meter, 'the usage of it')}"
        return f"{why} ({self.parts})" if self.parts else why

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text."""
        ratio = decimal_text(divided(self.billed, self.described)) if self.described else None
        numbers = {"described": decimal_text(self.described), "billed": decimal_text(self.billed), "ratio": ratio}
        of = {"function": self.function} if self.function else {}
        return {**of, "meter": self.meter, **numbers, "text": self.text}


def compare_with_observed(month: ReconciledMonth, path: str) -> list[MeterDifference]:
    """*month* against the usage file at *path*, function by function.

    What is billed and was not observed is init and shutdown time, retries, other versions, or logs that are missing.

    Raises:
        UnreadableFileError: if it cannot be read.
        ScenarioError: if it has no function with requests, memory and billed duration.
    """
    observed = add_up_by(
        ((name, meter), quantity)
        for name, requests, gb_seconds in _observed_functions(path)
        for meter, quantity in ((REQUESTS, requests), (DURATION, gb_seconds))
    )
    billed = add_up_by(
        ((name, entry.meter), entry.pool.amounts.quantity)
        for entry in month.by_owner
        if entry.meter in {REQUESTS, DURATION} and (name := function_of(entry.pool.key.resource))
    )
    keys = sorted({**observed, **billed})
    return _split_durations(
        MeterDifference(meter, observed.get((name, meter), ZERO), billed.get((name, meter), ZERO), name) for name, meter in keys
    )


def _split_durations(differences: Iterable[MeterDifference]) -> list[MeterDifference]:
    """*differences* with durations split into the number of requests and the GB-seconds of each."""
    listed = list(differences)
    requests = {
        difference.function: difference
        for difference in listed
        if difference.meter == REQUESTS and difference.described and difference.billed
    }
    with exactly():
        return [_split(difference, requests.get(difference.function)) for difference in listed]


def _split(difference: MeterDifference, requests: MeterDifference | None) -> MeterDifference:
    """*difference* with its parts, if it is a duration that differs and the *requests* are known."""
    if (
        difference.meter != DURATION
        or requests is None
        or difference.described == difference.billed
        or not difference.described
        or not difference.billed
    ):
        return difference
    counted = divided(requests.billed, requests.described)
    each = divided(difference.billed * requests.described, difference.described * requests.billed)
    return difference._replace(parts=f"{percent(counted)} of the requests, {percent(each)} of the GB-seconds of each")


def _observed_functions(path: str) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The name, the requests and the GB-seconds of each function in the usage file at *path*."""
    document = files.read_document(path)
    functions = document.data.get("functions") if is_mapping(document.data) else None
    is_billed = False
    for key, given in functions.items() if is_mapping(functions) else ():
        numbers = [given.get(name) for name in ("requests", "billed_duration_ms", "memory_mb")] if is_mapping(given) else [None]
        if all(isinstance(number, Decimal) for number in numbers):
            is_billed = True
            requests, duration_ms, memory_mb = cast("list[Decimal]", numbers)
            yield key.partition("@")[0], requests, divided(requests * duration_ms * memory_mb, Decimal(1000 * 1024))
    if not is_billed:
        message = "has no function with requests, billed_duration_ms and memory_mb, as lambda-cost observe writes them"
        raise ScenarioError([document.problem(("functions",), message)])


def compare_with_scenario(month: ReconciledMonth, scenario: Scenario[Decimal], book: PriceBook) -> list[MeterDifference]:
    """*month* against *scenario*, meter by meter.

    Raises:
        ScenarioError: if features take away more than there is.
    """
    described = add_up_by((usage.meter, usage.quantity) for usage in meter_resources(scenario, book))
    billed = add_up_by((used.key.meter, used.quantity) for used in month.usages)
    return _split_durations(
        MeterDifference(meter, described.get(meter, ZERO), billed.get(meter, ZERO)) for meter in sorted({**described, **billed})
    )
