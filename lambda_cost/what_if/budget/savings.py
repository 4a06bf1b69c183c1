"""Recommendations: changes to a scenario that make its bill smaller, each tried by an estimate.

None of them is certain: a reader has to judge what it assumes.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.account import account
from lambda_cost.bill.totals import total_of
from lambda_cost.errors import MissingPriceError, ScenarioError
from lambda_cost.numbers.quantity import divided, exactly
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario.month import today
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.break_even.curves import known_regions
from lambda_cost.what_if.variants import make_variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.what_if.variants import Variant

TENTHS_OF_A_CENT = 1000
"""A Savings Plan is bought by the tenth of a cent an hour."""
PLANS = (("1yr", "no_upfront"), ("1yr", "all_upfront"), ("3yr", "no_upfront"), ("3yr", "all_upfront"))
"""Terms and payments, from what binds least to what binds most."""


class Recommendation(NamedTuple):
    """One change, and what the bill is with it."""

    title: str
    """What to do."""
    assumes: str
    """What must be true for the total to hold."""
    changes: tuple[str, ...]
    """The same as `--set` has it."""
    total: Decimal
    """What the bill then is."""
    dropped: tuple[str, ...] = ()
    """What the changes leave out, a sentence each."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data, with its changes as *set*; its total is text, to the last digit."""
        return {
            "title": self.title,
            "total": decimal_text(self.total),
            "assumes": self.assumes,
            "set": list(self.changes),
            "dropped": list(self.dropped),
        }


class Candidate(NamedTuple):
    """A change that is a recommendation if it makes the bill smaller."""

    title: str
    assumes: str
    changes: tuple[str, ...]


def recommendations(bill: Estimate[Decimal], prices: PriceBook | None = None) -> list[Recommendation]:
    """Every change tried that makes *bill* cheaper, the cheapest first; those without a contract also all together."""
    tried = [try_candidate(bill, candidate, prices) for candidate in _candidates(bill, prices)]
    cheaper = [candidate for candidate in tried if candidate is not None]
    without_contract = [candidate for candidate in cheaper if not candidate.changes[0].startswith("savings_plan")]
    if len(without_contract) > 1:
        together = Candidate(
            "; ".join(candidate.title for candidate in without_contract),
            "the conditions of each hold",
            tuple(change for candidate in without_contract for change in candidate.changes),
        )
        combined = try_candidate(bill, together, prices)
        cheaper += [combined] if combined else []
    return sorted(cheaper, key=lambda candidate: candidate.total)


def try_candidate(bill: Estimate[Decimal], candidate: Candidate, prices: PriceBook | None = None) -> Recommendation | None:
    """*candidate* as a recommendation for *bill*; None if it has no price, does not fit, or saves nothing."""
    try:
        variant = _with_changes(bill, candidate.changes, prices)
        total = total_of(variant.scenario or bill.scenario, prices)
    except (MissingPriceError, ScenarioError):
        return None
    return Recommendation(*candidate, total, variant.dropped) if total < bill.total else None


def _with_changes(bill: Estimate[Decimal], changes: Sequence[str], prices: PriceBook | None) -> Variant:
    """The scenario of *bill* with *changes*, on its own day, which a forecast sets in the future and a file may not."""
    day = bill.scenario.day
    doc = Document(bill.scenario.to_dict() | {"day": min(day, today()).isoformat()}, "")
    variant = make_variant(doc, changes, "", known=known_regions(prices or bill.prices))
    return variant._replace(scenario=variant.scenario and variant.scenario.replace_unchecked(day=day))


def _candidates(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Candidate]:
    yield from _arm64_candidates(bill, prices)
    resources = bill.scenario.resources
    rest_apis = [resource.path for resource in resources if resource.address == "api_gateway.rest_api"]
    if rest_apis:
        title = f"HTTP API instead of REST API for {', '.join(rest_apis)}"
        assumes = "none of them needs what only REST APIs have, such as caches, API keys or validation"
        yield Candidate(title, assumes, tuple(f"{path}.type=http" for path in rest_apis))
    standard_logs = [
        resource.path for resource in resources for logs in resource.features if getattr(logs, "log_class", "") == "standard"
    ]
    if standard_logs:
        title = f"logs of {', '.join(standard_logs)} in the class for infrequent access"
        assumes = "nobody needs what only standard logs have, such as metric filters and alarms"
        yield Candidate(title, assumes, tuple(f"{path}.logs.log_class=infrequent_access" for path in standard_logs))
    yield from _savings_plan_candidates(bill, prices)


def _arm64_candidates(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Candidate]:
    """arm64 for everything that it has a price for.

    What has the same charges in the same region is tried together, so that thousands of functions take a few tries.
    """
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for resource in bill.scenario.resources:
        if getattr(resource, "architecture", "") == "x86_64":
            charges = sorted(feature.address for feature in resource.features)
            groups[(resource.address, resource.region or bill.scenario.region, *charges)].append(resource.path)
    paths = [path for group in groups.values() for path in group]
    if len(groups) > 1 and try_candidate(bill, _arm64_candidate(paths), prices) is None:
        cheaper = [group for group in groups.values() if try_candidate(bill, _arm64_candidate(group), prices) is not None]
        paths = [path for group in cheaper for path in group]
    if paths:
        yield _arm64_candidate(paths)


def _arm64_candidate(paths: list[str]) -> Candidate:
    assumes = "durations stay the same, and the code runs on it"
    return Candidate(f"arm64 for {', '.join(paths)}", assumes, tuple(f"{path}.architecture=arm64" for path in paths))


def _savings_plan_candidates(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Candidate]:
    """Savings Plans that cover all that they can; one that binds more is offered only if it saves more.

    None is offered whose rate in a region of the bill is not known.
    """
    if bill.scenario.savings_plan is not None or bill.currency != "USD":
        return
    least = bill.total
    for term, payment in PLANS:
        try:
            commitment = _full_commitment(bill, term, payment, prices)
        except MissingPriceError:
            continue
        years = {"1yr": "one year", "3yr": "three years"}[term]
        title = f"a Compute Savings Plan of ${decimal_text(commitment)} an hour for {years}, {payment.replace('_', ' ')}"
        change = _savings_plan_change(commitment, term, payment)
        candidate = Candidate(title, f"usage stays as high and as even for {years}", (change,))
        cheaper = try_candidate(bill, candidate, prices)
        if cheaper is not None and cheaper.total < least:
            least = cheaper.total
            yield candidate


def _savings_plan_change(commitment: Decimal, term: str, payment: str) -> str:
    return f"savings_plan={{commitment: {decimal_text(commitment)}, term: {term}, payment: {payment}}}"


def _full_commitment(bill: Estimate[Decimal], term: str, payment: str, prices: PriceBook | None) -> Decimal:
    """Dollars an hour, rounded down to a tenth of a cent, that cover all that a plan can."""
    scenario = bill.scenario
    with exactly():
        enough = _rounded_down(divided(bill.list_total, scenario.hours)) + 1
        planned = _with_changes(bill, (_savings_plan_change(enough, term, payment),), prices).scenario
        spending = account(planned or scenario, prices or bill.prices).spending
        used = divided((spending.committed - spending.unused) * TENTHS_OF_A_CENT, scenario.hours)
        return _rounded_down(used) / TENTHS_OF_A_CENT


def _rounded_down(x: Decimal) -> Decimal:
    """*x* as a whole number, never more: what is not used is not committed to."""
    return x.to_integral_value(ROUND_FLOOR)
