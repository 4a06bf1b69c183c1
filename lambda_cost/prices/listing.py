"""Prices of a book looked up many at a time: by meter, region and choice, with the reason where there is none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import MissingPriceError, Problem, ScenarioError, did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Price


class Listed(NamedTuple):
    """One price of a book, or the reason why there is none."""

    meter: str
    """Full name of the meter."""
    region: str
    """A region's code."""
    choice: str
    """What selects among the meter's prices; empty if nothing does."""
    price: Price | None
    """What it costs there; None if that is not known."""
    why: str
    """Why it is not known; empty if it is."""


class Counted(NamedTuple):
    """How much a book says about one meter on one day."""

    meter: str
    """Full name of the meter."""
    priced: int
    """Regions in which it has a price."""
    without: int
    """Regions in which it has none: it is not sold there, or no price is published."""
    first: date | None
    """The first day for which any of those prices is known to have held."""
    oldest: date | None
    """The oldest of their last checks."""
    newest: date | None
    """The newest of them."""


def named(book: PriceBook, name: str | None) -> list[str]:
    """The meters of *book* that *name* is: one meter, those of a table, those of a service, or all without a name.

    Raises:
        ScenarioError: if it is none of these; the message names the nearest.
    """
    found = book.meters(name or "")
    if not found and name is not None:
        near = did_you_mean(name, [*book.meters(), *book.addresses()])
        hint = near if near.startswith("did") else "lambda-cost prices list shows them all"
        raise ScenarioError([Problem("METER", f"is {shown(name)}, which no price table has; {hint}")])
    return found


def one_named(book: PriceBook, name: str) -> str:
    """The one meter of *book* that *name* is.

    Raises:
        ScenarioError: if it is none, or several.
    """
    found = named(book, name)
    if len(found) > 1:
        raise ScenarioError([Problem("METER", f"is {shown(name)}; allowed: one of its meters, {', '.join(found)}")])
    return found[0]


def listed(book: PriceBook, meters: Iterable[str], regions: Iterable[str], day: date) -> Iterator[Listed]:
    """What each of *meters* costs in each of *regions* on *day*; nothing is left out."""
    places = [*regions]
    for meter in meters:
        for region in places:
            for choice in book.choices(meter):
                try:
                    yield Listed(meter, region, choice, book.price(meter, region, choice, day), "")
                except MissingPriceError as error:
                    yield Listed(meter, region, choice, None, _reason(error, meter))


def counted(book: PriceBook, meters: Iterable[str], day: date) -> Iterator[Counted]:
    """How much *book* says about each of *meters* on *day*."""
    for meter in meters:
        prices = [one for one in listed(book, [meter], book.regions, day) if one.price is not None]
        checks = [checked for one in prices if one.price for checked in one.price.checked]
        priced = len({one.region for one in prices})
        first = min((one.price.since for one in prices if one.price), default=None)
        yield Counted(meter, priced, len(book.regions) - priced, first, min(checks, default=None), max(checks, default=None))


def priced_meters(book: PriceBook, day: date) -> dict[str, int]:
    """For each region of *book*, how many meters have a price there on *day*."""
    found = {(one.region, one.meter) for one in listed(book, book.meters(), book.regions, day) if one.price is not None}
    return dict.fromkeys(book.regions, 0) | Counter(region for region, _ in found)


def histories(book: PriceBook, meter: str, regions: Iterable[str]) -> tuple[list[tuple[str, str, list[Price]]], list[str]]:
    """Every price of *meter* in each of *regions* and for each choice, and a sentence for those that have none."""
    found: list[tuple[str, str, list[Price]]] = []
    without: list[str] = []
    for region in regions:
        for choice in book.choices(meter):
            try:
                found.append((region, choice, book.history(meter, region, choice)))
            except MissingPriceError as error:
                without.append(f"{region}{f' ({choice})' if choice else ''}: {_reason(error, meter)}")
    return found, without


def _reason(error: MissingPriceError, meter: str) -> str:
    """Why there is no price, without the name of the *meter*."""
    return error.why.removeprefix(meter).partition(": ")[2]
