"""Offers in AWS's JSON: price lists of a service, of Savings Plans, and answers of the query API.

The sections of a file are taken in one pass where they stand in AWS's order; a file in another order is
read again for what could not be understood yet.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.prices.price_lists.json_stream import JsonStream
from lambda_cost.prices.price_lists.model import PLANS
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.prices.price_lists.collector import OfferCollector

HEAD = {"formatVersion", "offerCode", "version", "publicationDate", "regionCode"}
SECTIONS = frozenset({"products", "terms"})
INDEXES = {"regions": "a region index", "offers": "the index of all services", "versions": "an index of versions"}
"""Sections of files that name other files and have no prices."""
ON_DEMAND = "OnDemand"
SAVINGS_PLAN = "savingsPlan"


class IndexFound(Exception):  # noqa: N818 - no error: a file of another kind
    """The file is no offer but an index, which names the files that are."""

    def __init__(self, kind: str, addresses: list[str]) -> None:
        """An index of *kind* that names *addresses*."""
        self.kind, self.addresses = kind, addresses
        super().__init__(kind)


def read(stream: JsonStream, collector: OfferCollector, wanted: frozenset[str]) -> frozenset[str]:
    """Read the *wanted* sections of an offer into *collector*; returns those that could not be understood yet.

    Raises:
        IndexFound: if it is an index.
        UnreadableFileError: if it is neither, or not well formed.
    """
    seen: set[str] = set()
    missed: set[str] = set()
    for key in stream.fields():
        seen.add(key)
        if key in HEAD:
            value = stream.value()
            collector.head[key] = value if isinstance(value, str) else ""
        elif key in INDEXES and "products" not in seen:
            raise IndexFound(INDEXES[key], _addresses(stream))
        elif key == "PriceList":
            _add_answers(stream, collector)
            seen |= SECTIONS
        elif key == "products" and key in wanted:
            missed |= {"products"} if _add_products(stream, collector) else set()
        elif key == "terms" and key in wanted:
            late = "products" in wanted and "products" not in seen - missed
            missed |= {"terms"} if _add_terms(stream, collector, late=late) else set()
        else:
            stream.skip()
    stream.end()
    if not seen >= SECTIONS:
        collector.refuse("it has no products and terms: it is no offer")
    return frozenset(missed)


def _addresses(stream: JsonStream) -> list[str]:
    """The addresses in an index, wherever they stand in it."""
    value = stream.value()
    entries: Iterable[Any] = value.values() if is_mapping(value) else value if is_list(value) else ()
    names = ("currentVersionUrl", "versionUrl")
    return [str(entry[name]) for entry in entries if is_mapping(entry) for name in names if name in entry]


def _add_products(stream: JsonStream, collector: OfferCollector) -> bool:
    """Add the products; True if the file has not said yet whose they are."""
    if stream.kind() == "[":
        for _ in stream.items():
            plan = stream.value()
            if is_mapping(plan) and is_mapping(plan.get("attributes")):
                collector.payments[str(plan.get("sku"))] = str(plan["attributes"].get("purchaseOption", ""))
        return False
    if not collector.code:
        stream.skip()
        return True
    for sku in stream.fields():
        add_product(sku, stream.value(), collector)
    return False


def add_product(sku: str, product: Any, collector: OfferCollector) -> None:
    """Add one *product* of a price list."""
    if not is_mapping(product) or not is_mapping(product.get("attributes")):
        collector.refuse(f"product {shown(sku)} has no attributes")
    collector.add_product(sku, {key.lower(): value for key, value in product["attributes"].items() if isinstance(value, str)})


def _add_terms(stream: JsonStream, collector: OfferCollector, *, late: bool) -> bool:
    """Add the terms; True if their products have not been read yet."""
    again = False
    for kind in stream.fields():
        if kind == SAVINGS_PLAN:
            collector.head.setdefault("offerCode", PLANS)
            again |= _add_plans(stream, collector)
        elif late:
            stream.skip()
            again = True
        else:
            for sku in stream.fields():
                add_terms(kind, sku, stream.value(), collector)
    return again


def add_terms(kind: str, sku: str, terms: Any, collector: OfferCollector) -> None:
    """Add the *terms* of one SKU: those on demand are kept, others are counted."""
    if not is_mapping(terms):
        collector.refuse(f"the terms of SKU {shown(sku)} are no mapping")
    if kind != ON_DEMAND:
        collector.reserved += len(terms)
        return
    if not collector.has_product(sku):
        return
    for term in terms.values():
        prices = term.get("priceDimensions") if is_mapping(term) else None
        if not is_mapping(prices):
            collector.refuse(f"a term of SKU {shown(sku)} has no priceDimensions")
        for price in prices.values():
            if not is_mapping(price):
                collector.refuse(f"a price of SKU {shown(sku)} is no mapping")
            collector.add_price(sku, price, term.get("effectiveDate"))


def _add_plans(stream: JsonStream, collector: OfferCollector) -> bool:
    """Add the rates of Savings Plans; True if a plan's term and payment come after its rates and were not known yet."""
    again = False
    for index, _ in enumerate(stream.items()):
        if index == len(collector.plans):
            collector.plans.append({})
        plan = collector.plans[index]
        for key in stream.fields():
            if key != "rates":
                plan[key] = stream.value()
                continue
            term, payment = collector.plan_terms(plan)
            again |= not (term and payment)
            for _ in stream.items():
                rate = stream.value()
                if not is_mapping(rate):
                    collector.refuse("a rate of a Savings Plan is no mapping")
                if term and payment:
                    collector.add_plan_rate(rate, term, payment)
    return again


def _add_answers(stream: JsonStream, collector: OfferCollector) -> None:
    """Add the products of an answer of the query API, each a mapping or the text of one."""
    collector.partial = True
    for _ in stream.items():
        add_answer(stream.value(), collector)


def add_answer(answer: Any, collector: OfferCollector) -> None:
    """Add one product of the query API, with its terms, and what it says of its list."""
    if isinstance(answer, str):
        text = JsonStream(StringIO(answer), f"{collector.name}: a product")
        answer = text.value()
        text.end()
    product = answer.get("product") if is_mapping(answer) else None
    if not is_mapping(product) or not is_mapping(answer.get("terms")):
        collector.refuse("a product has no product and terms: it is no answer of the query API")
    for ours, theirs in (("offerCode", "serviceCode"), ("version", "version"), ("publicationDate", "publicationDate")):
        if isinstance(answer.get(theirs), str):
            collector.head[ours] = max(collector.head.get(ours, ""), answer[theirs])
    sku = str(product.get("sku", ""))
    add_product(sku, product, collector)
    for kind, terms in answer["terms"].items():
        add_terms(kind, sku, terms, collector)
