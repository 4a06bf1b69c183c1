"""A whole book kept true: every table with what offers say put into it, or with a wrong price put right."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.prices import correcting
from lambda_cost.prices.price_lists import compare
from lambda_cost.prices.price_lists.update import updated as updated_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.price_lists.model import Offer
    from lambda_cost.prices.price_lists.update import Change
    from lambda_cost.prices.table import Table
    from lambda_cost.prices.usage_types import Catalogue


class Kept(NamedTuple):
    """What an update makes of a book."""

    tables: dict[str, Table]
    """By address, the tables that an offer says something of."""
    changes: list[Change]
    """What is done to each price."""
    notes: list[str]
    """What the offers list that no table has, and what an update does not take."""


class Wrong(NamedTuple):
    """A price that is wrong, and what is right."""

    meter: str
    """Full name of the meter."""
    place: str
    """Region or group."""
    choice: str
    """Choice; empty for every one."""
    since: date
    """Day of the entry."""
    price: str
    """The right schedule, as text."""
    reason: str
    """Why it was wrong."""
    today: date
    """Day of the correction."""


def updated(offers: list[Offer], catalogue: Catalogue) -> Kept:
    """The tables of the book of *catalogue* with *offers* put into them."""
    found = compare.findings(offers, catalogue)
    by_table: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        if not one.term:
            by_table[one.key.meter.rpartition(".")[0]].append(one)
    tables: dict[str, Table] = {}
    changes: list[Change] = []
    for address, about in by_table.items():
        tables[address], done = updated_table(catalogue.book.table(address), about, _order(catalogue))
        changes += done
    return Kept(tables, changes, [*_left(found), *compare.unlisted(offers)])


def _left(found: Iterable[Finding]) -> list[str]:
    """A sentence for each finding that an update does not take."""
    sentences: list[str] = []
    for one in found:
        meter, region, choice = one.key
        what = meter + (f" ({choice})" if choice else "") + (f" in {region}" if region else "")
        if one.term and one.status != "agrees":
            sentences.append(f"{what}, Savings Plan {one.term}: {one.status}; rates of plans are put into compute.yaml by hand")
        elif one.status in {"ambiguous", "earlier", "not comparable"} or (one.status == "differs" and not one.key.region):
            sentences.append(f"{what}: {one.why}; nothing is changed")
    return sentences


def corrected(wrong: Wrong, catalogue: Catalogue) -> dict[str, Table]:
    """The table with the price that is *wrong* put right, by its address.

    Raises:
        LambdaCostError: if there is no such meter.
        TableError: if there is no such price, or the new one is none.
    """
    address, _, name = wrong.meter.rpartition(".")
    catalogue.book.meter(wrong.meter)
    made = correcting.corrected(
        catalogue.book.table(address),
        name,
        wrong.place,
        wrong.choice,
        wrong.since,
        correcting.schedule(wrong.price),
        wrong.reason,
        wrong.today,
        _order(catalogue),
    )
    return {address: made}


def _order(catalogue: Catalogue) -> dict[str, int]:
    return {region: place for place, region in enumerate(catalogue.regions)}
