"""What may bring a bill down: changes to a scenario that a reader can judge, each tried by an estimate."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.bill.account import account
from lambda_cost.bill.totals import total_of
from lambda_cost.errors import MissingPriceError, ScenarioError
from lambda_cost.numbers.quantity import divided, exactly
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario.month import today
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.break_even.curves import known_to
from lambda_cost.what_if.variants import changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.what_if.variants import Variant

TENTHS_OF_A_CENT = 1000
"""A Savings Plan is bought by the tenth of a cent an hour."""
PLANS = (("1yr", "no_upfront"), ("1yr", "all_upfront"), ("3yr", "no_upfront"), ("3yr", "all_upfront"))
"""Terms and payments, from what binds least to what binds most."""


class Lever(NamedTuple):
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


class Idea(NamedTuple):
    """A change that may be a lever."""

    title: str
    assumes: str
    changes: tuple[str, ...]


def levers(bill: Estimate[Decimal], prices: PriceBook | None = None) -> list[Lever]:
    """Every change tried that makes *bill* cheaper, the cheapest first."""
    found = [lever for idea in _ideas(bill, prices) if (lever := tried(bill, idea, prices)) is not None]
    free_of_contract = [one for one in found if not one.changes[0].startswith("savings_plan")]
    if len(free_of_contract) > 1:
        together = Idea(
            "; ".join(one.title for one in free_of_contract),
            "all that each of them assumes",
            tuple(change for one in free_of_contract for change in one.changes),
        )
        both = tried(bill, together, prices)
        found += [both] if both else []
    return sorted(found, key=lambda one: one.total)


def tried(bill: Estimate[Decimal], idea: Idea, prices: PriceBook | None = None) -> Lever | None:
    """*idea* as a lever of *bill*; None if it has no price, does not fit, or saves nothing."""
    try:
        variant = _with(bill, idea.changes, prices)
        total = total_of(variant.scenario or bill.scenario, prices)
    except (MissingPriceError, ScenarioError):
        return None
    return Lever(*idea, total, variant.dropped) if total < bill.total else None


def _with(bill: Estimate[Decimal], changes: Sequence[str], prices: PriceBook | None) -> Variant:
    """The scenario of *bill* with *changes*, on its day: one that is to come, as in forecasts, is none that a file may have."""
    day = bill.scenario.day
    doc = Document(bill.scenario.to_dict() | {"day": min(day, today()).isoformat()}, "")
    variant = changed(doc, changes, "", known=known_to(prices or bill.prices))
    return variant._replace(scenario=variant.scenario and variant.scenario.replace_unchecked(day=day))


def _ideas(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Idea]:
    yield from _on_arm(bill, prices)
    scenario = bill.scenario
    rest = [one.path for one in scenario.resources if one.address == "api_gateway.rest_api"]
    if rest:
        assumes = "none of them needs what only REST APIs have, such as caches, API keys or validation"
        yield Idea(f"HTTP API instead of REST API for {', '.join(rest)}", assumes, tuple(f"{one}.type=http" for one in rest))
    standard = [
        one.path
        for one in scenario.resources
        for feature in one.features
        if feature.path == "logs" and getattr(feature, "log_class", "") == "standard"
    ]
    if standard:
        assumes = "nobody needs what only standard logs have, such as metric filters and alarms"
        changes = tuple(f"{one}.logs.log_class=infrequent_access" for one in standard)
        yield Idea(f"logs of {', '.join(standard)} in the class for infrequent access", assumes, changes)
    yield from _plans(bill, prices)


def _on_arm(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Idea]:
    """arm64 for everything that it has a price for."""
    intel = [one.path for one in bill.scenario.resources if getattr(one, "architecture", "") == "x86_64"]
    if len(intel) > 1 and tried(bill, _arm(intel), prices) is None:
        intel = [path for path in intel if tried(bill, _arm([path]), prices) is not None]
    if intel:
        yield _arm(intel)


def _arm(paths: list[str]) -> Idea:
    assumes = "durations stay the same, and the code runs on it"
    return Idea(f"arm64 for {', '.join(paths)}", assumes, tuple(f"{path}.architecture=arm64" for path in paths))


def _plans(bill: Estimate[Decimal], prices: PriceBook | None) -> Iterator[Idea]:
    """Savings Plans that cover all that they can; one that binds more is offered only if it saves more."""
    if bill.scenario.savings_plan is not None or bill.currency != "USD":
        return
    least = bill.total
    for term, payment in PLANS:
        commitment = _all_covered(bill, term, payment, prices)
        years = {"1yr": "one year", "3yr": "three years"}[term]
        title = f"a Compute Savings Plan of ${decimal_text(commitment)} an hour for {years}, {payment.replace('_', ' ')}"
        idea = Idea(title, f"usage is as high, and as flat, for {years}", (_plan(commitment, term, payment),))
        lever = tried(bill, idea, prices)
        if lever is not None and lever.total < least:
            least = lever.total
            yield idea


def _plan(commitment: Decimal, term: str, payment: str) -> str:
    return f"savings_plan={{commitment: {decimal_text(commitment)}, term: {term}, payment: {payment}}}"


def _all_covered(bill: Estimate[Decimal], term: str, payment: str, prices: PriceBook | None) -> Decimal:
    """Dollars an hour, to the tenth of a cent below, that cover all that a plan can."""
    scenario = bill.scenario
    with exactly():
        enough = _whole(divided(bill.list_total, scenario.hours)) + 1
        planned = _with(bill, (_plan(enough, term, payment),), prices).scenario
        spending = account(planned or scenario, prices or bill.prices).spending
        return _whole(divided((spending.committed - spending.unused) * TENTHS_OF_A_CENT, scenario.hours)) / TENTHS_OF_A_CENT


def _whole(x: Decimal) -> Decimal:
    """*x* rounded down: what is not bought is not committed."""
    return x.to_integral_value(ROUND_FLOOR)
