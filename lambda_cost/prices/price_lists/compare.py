"""Compare the tables with offers: what agrees, what differs, what is new there, and what is gone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from lambda_cost.errors import MissingPriceError
from lambda_cost.numbers.text import count_in_words
from lambda_cost.prices.price import PriceKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Listing, Offer, Steps, Unlisted

Status = Literal["agrees", "differs", "new", "gone", "ambiguous", "earlier", "not comparable"]
FAILING: frozenset[Status] = frozenset({"differs", "new", "gone", "ambiguous", "not comparable"})
"""The findings that fail a check: whatever does not say that a price of the tables is AWS's."""
MAX_REGIONS = 3
"""Regions that a sentence names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an offer says of one price of the tables."""

    status: Status
    """Whether they agree, and if not, how they do not."""
    key: PriceKey
    """Meter, region and choice."""
    day: date
    """The day of the tables that was compared: that of the publication, or a later one on which the price begins."""
    ours: Steps
    """The schedule of the tables; empty where they have none."""
    theirs: Steps
    """The schedule of the offer; empty where it has none."""
    usage_type: str
    """As the offer has it, with the region's billing code; where it is gone, as the table has it, without one."""
    why: str
    """What must be said beside it; mostly empty."""
    offer: Offer
    """The offer."""
    term: str = ""
    """Of a Savings Plan's rate, the term and the payment option; empty otherwise."""


def findings(offers: Iterable[Offer], book: PriceBook) -> list[Finding]:
    """What *offers* say of the tables of *book*, by offer, meter and region."""
    every = [finding for offer in offers for finding in _findings(offer, book)]
    return sorted(
        every, key=lambda finding: (finding.offer.code, finding.key, finding.term, finding.offer.published, finding.offer.name)
    )


def _findings(offer: Offer, book: PriceBook) -> Iterator[Finding]:
    for key, listings in offer.listed.items():
        yield _compare_listings(offer, key, listings, book)
    yield from _gone(offer, book)
    yield from _free(offer, book)
    yield from _plans(offer, book)


def holds_from(offer: Offer, effective: date | None) -> date:
    """The first day on which *offer* shows that its price holds.

    That is the day of publication: the price may have begun before, but the offer does not say so reliably,
    since AWS sets the effective date of unchanged prices anew (docs/decisions/0017).  A price that will begin
    after its publication begins on the day that AWS says.
    """
    return max(offer.published, effective or offer.published)


def _compare_listings(offer: Offer, key: PriceKey, listings: list[Listing], book: PriceBook) -> Finding:
    comparable = [listing for listing in listings if not listing.not_comparable]
    first = (comparable or listings)[0]
    day = holds_from(offer, first.effective)
    ours = steps_on(key, day, book)
    status: Status = "agrees" if ours == first.steps else "differs" if ours else "new"
    why = ""
    if not comparable:
        status, why = "not comparable", first.not_comparable
    elif len({listing.steps for listing in comparable}) > 1:
        products = ", ".join(f"{listing.sku} {listing.operation}".strip() for listing in comparable)
        status, why = "ambiguous", f"the offer has {len(comparable)} products of it with different prices: {products}"
    elif status in {"differs", "new"} and day < (newest := book.newest_day(key)):
        status, why = "earlier", f"the tables have its price of {newest}, which is later than this offer's"
    return Finding(status, key, day, ours, first.steps, first.usage_type, why, offer)


def steps_on(key: PriceKey, day: date, book: PriceBook) -> Steps:
    """The schedule of the tables on *day*; empty if they have none."""
    try:
        tariff = book.price(*key, day).tariff
    except MissingPriceError:
        return ()
    return tuple((tier.above, tier.price) for tier in tariff.tiers)


def _gone(offer: Offer, book: PriceBook) -> Iterator[Finding]:
    """Prices of the tables that an offer of their service does not list for a region that it covers."""
    if offer.partial:
        return
    for (price_list, usage_type), (meter, choice) in book.usage_types.meters.items():
        if price_list != offer.code:
            continue
        for region in sorted(offer.regions):
            key = PriceKey(meter, region, choice)
            ours = () if key in offer.listed else steps_on(key, offer.published, book)
            if ours:
                yield Finding("gone", key, offer.published, ours, (), usage_type, "", offer)


def _free(offer: Offer, book: PriceBook) -> Iterator[Finding]:
    """Free allowances: the SKUs without a region, against what the tables take off for everybody."""
    for (meter, choice), quantity in offer.free.items():
        free = [allowance.quantity for allowance in book.allowances(meter, "always", offer.published)]
        status: Status = "agrees" if quantity in free else "differs"
        why = f"free each month: {quantity:f} in the offer, {', '.join(f'{amount:f}' for amount in free) or 'nothing'} here"
        yield Finding(status, PriceKey(meter, "", choice), offer.published, (), (), "Global", why, offer)


def _plans(offer: Offer, book: PriceBook) -> Iterator[Finding]:
    """Rates of Savings Plans, against those that are published here."""
    for plan, price in offer.plans.items():
        key = PriceKey(plan.meter, plan.region, plan.choice)
        on_demand = steps_on(key, offer.published, book)
        rate = None
        if on_demand and plan.payment in book.savings_plans.data["elsewhere"]:
            with suppress(MissingPriceError):
                rate = book.savings_plans.rate(*key, on_demand[0][1], plan.term, plan.payment)
        ours: Steps = ((Decimal(0), rate.price),) if rate and rate.published else ()
        theirs: Steps = ((Decimal(0), price),)
        status: Status = "agrees" if ours == theirs else "differs" if ours else "new"
        why = "" if rate is None or rate.published else f"here it follows from a percentage: {rate.price:f}"
        yield Finding(status, key, offer.published, ours, theirs, "", why, offer, f"{plan.term} {plan.payment}")


def not_in_tables(offers: Iterable[Offer]) -> list[str]:
    """A sentence for whatever *offers* list that no table has: nothing is left out in silence."""
    sentences: list[str] = []
    for offer in offers:
        for usage_type, unlisted in offer.unlisted.items():
            sentences.append(f"{offer.code}: usage type {usage_type}{_where(unlisted)}, {_products(unlisted.count)}")
        for location, count in offer.elsewhere.items():
            sentences.append(f"{offer.code}: {location}, which is no region known here, {_products(count)}")
        if offer.reserved:
            sentences.append(f"{offer.code}: terms that are not on demand, {offer.reserved:,} in all")
    return list(dict.fromkeys(sentences))


def _where(unlisted: Unlisted) -> str:
    regions = sorted(filter(None, unlisted.regions))
    more = f" and {len(regions) - MAX_REGIONS} more" if len(regions) > MAX_REGIONS else ""
    return f" in {', '.join(regions[:MAX_REGIONS])}{more}" if regions else ""


def _products(count: int) -> str:
    return count_in_words(count, "product")


def address_of(offer: Offer) -> str:
    """AWS's lasting address of *offer*; empty if it does not say its version."""
    if not offer.version.isdigit():
        return ""
    china = bool(offer.regions) and all(region.startswith("cn-") for region in offer.regions)
    host = "https://pricing.cn-north-1.amazonaws.com.cn" if china else "https://pricing.us-east-1.amazonaws.com"
    kind = "savingsPlan" if offer.plans else "offers"
    return f"{host}/{kind}/v1.0/{'cn' if china else 'aws'}/{offer.code}/{offer.version}/index.json"
