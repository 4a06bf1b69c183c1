"""Offers in AWS's JSON: price lists of a service, of Savings Plans, and answers of the query API.

The sections of a file are taken in one pass where they stand in AWS's order; a file in another order is
read again for what could not be understood yet.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import shown
from lambda_cost.prices.price_lists.json_stream import JsonStream
from lambda_cost.prices.usage_types import PLANS
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.prices.price_lists.collector import Gathering

HEAD = {"formatVersion", "offerCode", "version", "publicationDate", "regionCode"}
SECTIONS = frozenset({"products", "terms"})
INDEXES = {"regions": "a region index", "offers": "the index of all services", "versions": "an index of versions"}
"""Sections of files that name other files and have no prices."""
ON_DEMAND = "OnDemand"
SAVINGS_PLAN = "savingsPlan"


class Links(Exception):  # noqa: N818 - no error: a file of another kind
    """Not an offer but an index, which names the files that are."""

    def __init__(self, kind: str, addresses: list[str]) -> None:
        """An index of *kind* that names *addresses*."""
        self.kind, self.addresses = kind, addresses
        super().__init__(kind)


def read(stream: JsonStream, into: Gathering, wanted: frozenset[str]) -> frozenset[str]:
    """Take the *wanted* sections of an offer into *into*; those that could not be understood yet.

    Raises:
        Links: if it is an index.
        UnreadableFileError: if it is neither, or not well formed.
    """
    seen: set[str] = set()
    missed: set[str] = set()
    for key in stream.fields():
        seen.add(key)
        if key in HEAD:
            value = stream.value()
            into.head[key] = value if isinstance(value, str) else ""
        elif key in INDEXES and "products" not in seen:
            raise Links(INDEXES[key], _addresses(stream))
        elif key == "PriceList":
            _answers(stream, into)
            seen |= SECTIONS
        elif key == "products" and key in wanted:
            missed |= {"products"} if _products(stream, into) else set()
        elif key == "terms" and key in wanted:
            late = "products" in wanted and "products" not in seen - missed
            missed |= {"terms"} if _terms(stream, into, late=late) else set()
        else:
            stream.skip()
    stream.end()
    if not seen >= SECTIONS:
        into.refuse("it has no products and terms: it is no offer")
    return frozenset(missed)


def _addresses(stream: JsonStream) -> list[str]:
    """The addresses in an index, wherever they stand in it."""
    value = stream.value()
    entries: Iterable[Any] = value.values() if is_mapping(value) else value if is_list(value) else ()
    names = ("currentVersionUrl", "versionUrl")
    return [str(entry[name]) for entry in entries if is_mapping(entry) for name in names if name in entry]


def _products(stream: JsonStream, into: Gathering) -> bool:
    """Take the products; True if the file has not said yet whose they are."""
    if stream.kind() == "[":
        for _ in stream.items():
            one = stream.value()
            if is_mapping(one) and is_mapping(one.get("attributes")):
                into.payments[str(one.get("sku"))] = str(one["attributes"].get("purchaseOption", ""))
        return False
    if not into.code:
        stream.skip()
        return True
    for sku in stream.fields():
        take_product(sku, stream.value(), into)
    return False


def take_product(sku: str, product: Any, into: Gathering) -> None:
    """Take one *product* of a price list."""
    if not is_mapping(product) or not is_mapping(product.get("attributes")):
        into.refuse(f"product {shown(sku)} has no attributes")
    into.product(sku, {key.lower(): value for key, value in product["attributes"].items() if isinstance(value, str)})


def _terms(stream: JsonStream, into: Gathering, *, late: bool) -> bool:
    """Take the terms; True if their products have not been read yet."""
    again = False
    for kind in stream.fields():
        if kind == SAVINGS_PLAN:
            into.head.setdefault("offerCode", PLANS)
            again |= _plans(stream, into)
        elif late:
            stream.skip()
            again = True
        else:
            for sku in stream.fields():
                take_terms(kind, sku, stream.value(), into)
    return again


def take_terms(kind: str, sku: str, terms: Any, into: Gathering) -> None:
    """Take the *terms* of one SKU: those on demand are kept, others are counted."""
    if not is_mapping(terms):
        into.refuse(f"the terms of SKU {shown(sku)} are no mapping")
    if kind != ON_DEMAND:
        into.reserved += len(terms)
        return
    if not into.knows(sku):
        return
    for term in terms.values():
        rates = term.get("priceDimensions") if is_mapping(term) else None
        if not is_mapping(rates):
            into.refuse(f"a term of SKU {shown(sku)} has no priceDimensions")
        for rate in rates.values():
            if not is_mapping(rate):
                into.refuse(f"a price of SKU {shown(sku)} is no mapping")
            into.rate(sku, rate, term.get("effectiveDate"))


def _plans(stream: JsonStream, into: Gathering) -> bool:
    """Take the rates of Savings Plans; True if a plan's term and payment come after its rates and were not known yet."""
    again = False
    for place, _ in enumerate(stream.items()):
        if place == len(into.plans):
            into.plans.append({})
        plan = into.plans[place]
        for key in stream.fields():
            if key != "rates":
                plan[key] = stream.value()
                continue
            term, payment = into.plan_terms(plan)
            again |= not (term and payment)
            for _ in stream.items():
                rate = stream.value()
                if not is_mapping(rate):
                    into.refuse("a rate of a Savings Plan is no mapping")
                if term and payment:
                    into.plan_rate(rate, term, payment)
    return again


def _answers(stream: JsonStream, into: Gathering) -> None:
    """Take the products of an answer of the query API, each a mapping or the text of one."""
    into.partial = True
    for _ in stream.items():
        take_answer(stream.value(), into)


def take_answer(answer: Any, into: Gathering) -> None:
    """Take one product of the query API, with its terms, and what it says of its list."""
    if isinstance(answer, str):
        text = JsonStream(StringIO(answer), f"{into.name}: a product")
        answer = text.value()
        text.end()
    product = answer.get("product") if is_mapping(answer) else None
    if not is_mapping(product) or not is_mapping(answer.get("terms")):
        into.refuse("a product has no product and terms: it is no answer of the query API")
    for ours, theirs in (("offerCode", "serviceCode"), ("version", "version"), ("publicationDate", "publicationDate")):
        if isinstance(answer.get(theirs), str):
            into.head[ours] = max(into.head.get(ours, ""), answer[theirs])
    sku = str(product.get("sku", ""))
    take_product(sku, product, into)
    for kind, terms in answer["terms"].items():
        take_terms(kind, sku, terms, into)
