"""Many prices of a book: by meter, region and choice, with the reason where there is none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import MissingPriceError, Problem, ScenarioError, did_you_mean, shown
from lambda_cost.prices.price import PriceKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Price


class ListedPrice(NamedTuple):
    """One price of a book, or the reason why there is none."""

    key: PriceKey
    """Meter, region and choice."""
    price: Price | None
    """What it costs there; None if that is not known."""
    why: str
    """Why it is not known; empty if it is."""


class MeterCoverage(NamedTuple):
    """How much a book says about one meter on one day."""

    meter: str
    """Full name of the meter."""
    priced: int
    """Regions in which it has a price."""
    unpriced: int
    """Regions in which it has none: it is not sold there, or no price is published."""
    first: date | None
    """The first day for which any of those prices is known to have held."""
    oldest: date | None
    """The oldest of their last checks."""
    newest: date | None
    """The newest of them."""


def find_meters(book: PriceBook, name: str | None) -> list[str]:
    """The meters of *book* that *name* is: one meter, those of a table, those of a service, or all without a name.

    Raises:
        ScenarioError: if it is none of these; the message names the nearest.
    """
    meters = book.meters(name or "") or [meter for meter in book.meters() if f".{meter}".endswith(f".{name}")]
    if not meters and name is not None:
        near = did_you_mean(name, [*book.meters(), *book.addresses()])
        hint = near if near.startswith("did") else "lambda-cost prices list shows them all"
        raise ScenarioError([Problem("METER", f"is {shown(name)}, which no price table has; {hint}")])
    return meters


def find_meter(book: PriceBook, name: str) -> str:
    """The one meter of *book* that *name* is.

    Raises:
        ScenarioError: if it is none, or several.
    """
    meters = find_meters(book, name)
    if len(meters) > 1:
        raise ScenarioError([Problem("METER", f"is {shown(name)}; allowed: one of its meters, {', '.join(meters)}")])
    return meters[0]


def list_prices(book: PriceBook, meters: Iterable[str], regions: Iterable[str], day: date) -> Iterator[ListedPrice]:
    """What each of *meters* costs in each of *regions* on *day*; nothing is left out."""
    for key in _keys(book, meters, regions):
        try:
            yield ListedPrice(key, book.price(*key, day), "")
        except MissingPriceError as error:
            yield ListedPrice(key, None, _reason(error, key.meter))


def list_histories(book: PriceBook, meter: str, regions: Iterable[str]) -> tuple[list[tuple[PriceKey, list[Price]]], list[str]]:
    """Every price of *meter* in each of *regions* and for each choice, and a sentence for those that have none."""
    histories: list[tuple[PriceKey, list[Price]]] = []
    without: list[str] = []
    for key in _keys(book, [meter], regions):
        try:
            histories.append((key, book.history(*key)))
        except MissingPriceError as error:
            without.append(f"{key.region}{f' ({key.choice})' if key.choice else ''}: {_reason(error, meter)}")
    return histories, without


def count_regions(book: PriceBook, meters: Iterable[str], day: date) -> Iterator[MeterCoverage]:
    """How much *book* says about each of *meters* on *day*."""
    for meter in meters:
        prices = {listed.key: listed.price for listed in list_prices(book, [meter], book.regions, day) if listed.price}
        checks = [checked for price in prices.values() for checked in price.checked]
        priced = len({key.region for key in prices})
        first = min((price.since for price in prices.values()), default=None)
        yield MeterCoverage(
            meter, priced, len(book.regions) - priced, first, min(checks, default=None), max(checks, default=None)
        )


def count_meters(book: PriceBook, day: date) -> dict[str, int]:
    """For each region of *book*, how many meters have a price there on *day*."""
    every = list_prices(book, book.meters(), book.regions, day)
    priced = {(listed.key.region, listed.key.meter) for listed in every if listed.price is not None}
    return dict.fromkeys(book.regions, 0) | Counter(region for region, _ in priced)


def _keys(book: PriceBook, meters: Iterable[str], regions: Iterable[str]) -> list[PriceKey]:
    listed = [*regions]
    return [PriceKey(meter, region, choice) for meter in meters for region in listed for choice in book.choices(meter)]


def _reason(error: MissingPriceError, meter: str) -> str:
    """Why there is no price, without the name of the *meter*."""
    return error.why.removeprefix(meter).partition(": ")[2]
