"""The tables held against offers: what agrees, what differs, what is new there, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from lambda_cost.errors import MissingPriceError
from lambda_cost.prices import table
from lambda_cost.prices.price_lists.model import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambda_cost.prices.price_lists.model import Listing, Offer, Steps, Unknown
    from lambda_cost.prices.usage_types import Catalogue

Status = Literal["agrees", "differs", "new", "gone", "ambiguous", "earlier", "not comparable"]
DIFFERENT: frozenset[str] = frozenset({"differs", "new", "gone", "ambiguous", "not comparable"})
"""The findings that fail a check: whatever does not say that a price of the tables is AWS's."""
GONE = "gone"
"""The one that does not fail where lists are said to be partial."""


SHOWN = 3
"""Regions that a sentence names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an offer says of one price of the tables."""

    status: Status
    """Whether they agree, and if not, how they do not."""
    key: Key
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


def findings(offers: Iterable[Offer], catalogue: Catalogue) -> list[Finding]:
    """What *offers* say of the tables of *catalogue*, by offer, meter and region."""
    found = [one for offer in offers for one in _findings(offer, catalogue)]
    return sorted(found, key=lambda one: (one.offer.code, one.key, one.term, one.offer.published, one.offer.name))


def _findings(offer: Offer, catalogue: Catalogue) -> Iterator[Finding]:
    for key, listings in offer.listed.items():
        yield _listed(offer, key, listings, catalogue)
    yield from _gone(offer, catalogue)
    yield from _free(offer, catalogue)
    yield from _plans(offer, catalogue)


def since(offer: Offer, effective: date | None) -> date:
    """The first day on which *offer* shows that its price holds.

    That is the day of publication: the price may have begun before, but the offer does not say so reliably,
    since AWS sets the effective date of unchanged prices anew (docs/decisions/0017).  A price that will begin
    after its publication begins on the day that AWS says.
    """
    return max(offer.published, effective or offer.published)


def _listed(offer: Offer, key: Key, listings: list[Listing], catalogue: Catalogue) -> Finding:
    comparable = [one for one in listings if not one.unlike]
    first = (comparable or listings)[0]
    day = since(offer, first.effective)
    ours = steps_on(key, day, catalogue)
    status: Status = "agrees" if ours == first.steps else "differs" if ours else "new"
    why = ""
    if not comparable:
        status, why = "not comparable", first.unlike
    elif len({one.steps for one in comparable}) > 1:
        listed = ", ".join(f"{one.sku} {one.operation}".strip() for one in comparable)
        status, why = "ambiguous", f"the offer has {len(comparable)} products of it with different prices: {listed}"
    elif status in {"differs", "new"} and day < (newest := last_day(key, catalogue)):
        status, why = "earlier", f"the tables have its price of {newest}, which is later than this offer's"
    return Finding(status, key, day, ours, first.steps, first.usage_type, why, offer)


def steps_on(key: Key, day: date, catalogue: Catalogue) -> Steps:
    """The schedule of the tables on *day*; empty if they have none."""
    try:
        tariff = catalogue.book.price(key.meter, key.region, key.choice, day).tariff
    except MissingPriceError:
        return ()
    return tuple((tier.above, tier.price) for tier in tariff.tiers)


def last_day(key: Key, catalogue: Catalogue) -> date:
    """The day of the newest price that the tables have of *key*; the first of all days if they have none."""
    address = key.meter.rpartition(".")[0]
    entries = table.entries_of(catalogue.book.table(address), catalogue.book.meter(key.meter), key.region)
    days = [day for day, entry in entries.items() if not isinstance(entry.price, dict) or key.choice in entry.price]
    return max(days, default=date.min)


def _gone(offer: Offer, catalogue: Catalogue) -> Iterator[Finding]:
    """Prices of the tables that an offer of their service does not list for a region that it covers."""
    if offer.partial:
        return
    for (price_list, usage_type), (meter, choice) in catalogue.meters.items():
        if price_list != offer.code:
            continue
        for region in sorted(offer.regions):
            key = Key(meter, region, choice)
            ours = () if key in offer.listed else steps_on(key, offer.published, catalogue)
            if ours:
                yield Finding("gone", key, offer.published, ours, (), usage_type, "", offer)


def _free(offer: Offer, catalogue: Catalogue) -> Iterator[Finding]:
    """Free allowances: the SKUs without a region, against what the tables take off for everybody."""
    for (meter, choice), quantity in offer.free.items():
        free = [one.quantity for one in catalogue.book.allowances(meter, "always", offer.published)]
        status: Status = "agrees" if quantity in free else "differs"
        why = f"free each month: {quantity:f} in the offer, {', '.join(f'{one:f}' for one in free) or 'nothing'} here"
        none: Steps = ()
        yield Finding(status, Key(meter, "", choice), offer.published, none, none, "Global", why, offer)


def _plans(offer: Offer, catalogue: Catalogue) -> Iterator[Finding]:
    """Rates of Savings Plans, against those that are published here."""
    if not offer.plans:
        return
    plans = catalogue.book.savings_plans
    for key, price in offer.plans.items():
        place = Key(key.meter, key.region, key.choice)
        on_demand = steps_on(place, offer.published, catalogue)
        rate = None
        if on_demand and key.payment in plans.data["elsewhere"]:
            rate = plans.rate(key.meter, key.region, key.choice, on_demand[0][1], key.term, key.payment)
        ours: Steps = ((Decimal(0), rate.price),) if rate and rate.published else ()
        theirs: Steps = ((Decimal(0), price),)
        status: Status = "agrees" if ours == theirs else "differs" if ours else "new"
        why = "" if rate is None or rate.published else f"here it follows from a percentage: {rate.price:f}"
        yield Finding(status, place, offer.published, ours, theirs, "", why, offer, f"{key.term} {key.payment}")


def unlisted(offers: Iterable[Offer]) -> list[str]:
    """A sentence for whatever *offers* list that no table has: nothing is left out in silence."""
    sentences: list[str] = []
    for offer in offers:
        for usage_type, one in offer.unknown.items():
            sentences.append(f"{offer.code}: usage type {usage_type}{_where(one)}, {_products(one.count)}")
        for place, count in offer.elsewhere.items():
            sentences.append(f"{offer.code}: {place}, which is no region known here, {_products(count)}")
        if offer.reserved:
            sentences.append(f"{offer.code}: terms that are not on demand, {offer.reserved:,} in all")
    return list(dict.fromkeys(sentences))


def _where(one: Unknown) -> str:
    places = sorted(place for place in one.places if place)
    more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    return f" in {', '.join(places[:SHOWN])}{more}" if places else ""


def _products(count: int) -> str:
    return f"{count:,} product{'s' if count > 1 else ''}"


def address_of(offer: Offer) -> str:
    """AWS's lasting address of *offer*; empty if it does not say its version."""
    if not offer.version.isdigit():
        return ""
    china = bool(offer.regions) and all(region.startswith("cn-") for region in offer.regions)
    host = "https://pricing.cn-north-1.amazonaws.com.cn" if china else "https://pricing.us-east-1.amazonaws.com"
    kind = "savingsPlan" if offer.plans else "offers"
    return f"{host}/{kind}/v1.0/{'cn' if china else 'aws'}/{offer.code}/{offer.version}/index.json"
