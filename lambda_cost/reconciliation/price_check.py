"""A bill as a price list: each rate that was charged, against the tables on the days of use."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import MissingPriceError
from lambda_cost.invoices.pools import COVERED, PLAN_FEES, ZERO, add_up
from lambda_cost.numbers.quantity import divided, exactly, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.price_lists.compare import Finding, steps_on
from lambda_cost.prices.price_lists.model import Offer, Unlisted
from lambda_cost.reconciliation.rating import ROUNDED_TO
from lambda_cost.reconciliation.scope import classify, plan_terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from lambda_cost.invoices.pools import Invoices, LinePool
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import PriceKey
    from lambda_cost.prices.price_lists.compare import Status
    from lambda_cost.prices.price_lists.model import Steps
    from lambda_cost.reconciliation.scope import ClassifiedPool


class PriceCheck(NamedTuple):
    """What a bill says of price tables."""

    findings: list[Finding]
    """One for each rate of each meter, region and choice, and for each price of the tables that it is set against."""
    offers: list[Offer]
    """The bill as price lists: one for each product code."""


def check_prices(invoices: Invoices, book: PriceBook) -> PriceCheck:
    """Every rate of usage in *invoices* against the tables of *book* on the days of use; what was free has no rate.

    A rate that a tier has on its day agrees.  One that no tier has differs: the tables are old or wrong, or it is
    private.  One of a day for which the tables have no price is new.  Covered usage is also set against the rates of Savings
    Plans that AWS publishes.
    """
    with exactly():
        classified = [entry for entry in classify(invoices.pools, book) if entry.scope in {"priced", "unknown"}]
        codes = dict.fromkeys(entry.pool.key.product_code for entry in classified)
        offers = {code: _offer(code, classified, invoices) for code in codes}
        groups: dict[tuple[PriceKey, Decimal, Steps], list[LinePool]] = {}
        for entry in classified:
            rate = entry.pool.key.rate
            if entry.price_key is not None and rate and entry.pool.amounts.quantity > 0:
                groups.setdefault((entry.price_key, rate, steps_on(entry.price_key, entry.pool.key.day, book)), []).append(
                    entry.pool
                )
        findings = [
            _finding(key, rate, steps, pools, offers[pools[0].key.product_code], book)
            for (key, rate, steps), pools in sorted(groups.items())
        ]
        findings += _plan_findings(classified, invoices, offers, book)
    return PriceCheck(findings, list(offers.values()))


def _finding(key: PriceKey, rate: Decimal, steps: Steps, pools: list[LinePool], offer: Offer, book: PriceBook) -> Finding:
    multiple = book.meter(key.meter).multiple_and_unit[0]
    price = rate * multiple
    above, nearest = min(steps, key=lambda step: abs(step[1] - price), default=(ZERO, ZERO))
    days = sorted({pool.key.day for pool in pools})
    quantity = add_up(pools, "quantity")
    status: Status = "agrees" if nearest == price else "differs" if steps else "new"
    why = "" if status == "agrees" else f"{decimal_text(quantity)} units charged {_days_in_words(days)}"
    if status == "differs":
        more = divided(quantity * (price - nearest), multiple)
        direction = "more" if more > 0 else "less"
        why += f", {decimal_text(abs(more))} {direction}; the tables are old or wrong, or the rate is private"
    return Finding(status, key, days[-1], steps, ((above, price),), pools[0].key.usage_type, why, offer)


def _plan_findings(
    classified: list[ClassifiedPool], invoices: Invoices, offers: dict[str, Offer], book: PriceBook
) -> Iterator[Finding]:
    """What a unit of covered usage took of each Savings Plan, against the published rate of its term and payment."""
    terms = {pool.key.plan: plan_terms(pool.key.usage_type) for pool in invoices.pools if pool.key.line_type in PLAN_FEES}
    groups: dict[tuple[PriceKey, tuple[str, str], Steps], list[LinePool]] = {}
    for entry in classified:
        plan = terms.get(entry.pool.key.plan)
        if entry.price_key is not None and entry.pool.key.line_type == COVERED and entry.pool.amounts.quantity > 0 and plan:
            groups.setdefault((entry.price_key, plan, steps_on(entry.price_key, entry.pool.key.day, book)), []).append(
                entry.pool
            )
    for (key, plan, steps), pools in sorted(groups.items()):
        if steps and plan[1] in book.savings_plans.data["elsewhere"]:
            yield _plan_finding(key, plan, steps[0][1], pools, offers[pools[0].key.product_code], book)


def _plan_finding(
    key: PriceKey, plan: tuple[str, str], on_demand: Decimal, pools: list[LinePool], offer: Offer, book: PriceBook
) -> Finding:
    multiple = book.meter(key.meter).multiple_and_unit[0]
    rate = None
    with suppress(MissingPriceError):
        rate = book.savings_plans.rate(*key, on_demand, *plan)
    quantity, effective = add_up(pools, "quantity"), add_up(pools, "effective_cost")
    ours: Steps = ((ZERO, rate.price),) if rate and rate.published else ()
    price = trimmed(divided(effective * multiple, quantity))
    rounding = ROUNDED_TO * sum(pool.amounts.hours for pool in pools)
    if ours and abs(effective - divided(quantity * ours[0][1], multiple)) <= rounding:
        price = ours[0][1]  # what was charged is rounded by the hour
    theirs: Steps = ((ZERO, price),)
    status: Status = "agrees" if ours == theirs else "differs" if ours else "new"
    days = sorted({pool.key.day for pool in pools})
    why = "" if status == "agrees" else f"{decimal_text(quantity)} units covered {_days_in_words(days)}"
    if rate is not None and not rate.published:
        why += f"; here it follows from a percentage: {decimal_text(rate.price)}"
    return Finding(status, key, days[-1], ours, theirs, pools[0].key.usage_type, why, offer, " ".join(plan))


def _offer(code: str, classified: list[ClassifiedPool], invoices: Invoices) -> Offer:
    """The rows of the product *code* as a price list, which leaves out whatever was not used."""
    of_code = [entry for entry in classified if entry.pool.key.product_code == code]
    unlisted: dict[str, Unlisted] = {}
    for entry in of_code:
        if entry.price_key is None:
            rows = unlisted.setdefault(entry.pool.key.usage_type, Unlisted())
            rows.count += entry.pool.amounts.rows
            rows.regions.add(entry.pool.key.region)
    return Offer(
        name=", ".join(source.partition(": ")[0] for source in invoices.sources),
        code=code or "usage",
        version="",
        published=max(entry.pool.key.day for entry in of_code),
        listed={},
        regions=frozenset(entry.price_key.region for entry in of_code if entry.price_key),
        free={},
        plans={},
        unlisted=unlisted,
        elsewhere={},
        reserved=0,
        partial=True,
    )


def _days_in_words(days: list[date]) -> str:
    return f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
