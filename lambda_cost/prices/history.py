"""The lock that lets history only grow: a digest of every price that has been published here.

`pricing_data/history.lock` has one line for each price, sorted: its meter, region, choice (`-` where
there is none), the day of its entry, and the digest of its schedule.  A new price is a new line with a
later day; a line that changes or goes, or comes before one that is there, is a rewritten past.  A line may
change if the entry says what stood there, and why it was wrong: `corrected`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.errors import Problem, TableError
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.table import tariff_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Entry, Table
    from lambda_cost.tariff import Tariff

LOCK = "history.lock"
"""The name of the file beside the tables."""
DIGITS = 16
"""Hex digits of a digest that are kept."""
FIELDS = 5
"""Words in a line: meter, region, choice, day, digest."""
WHAT_TO_DO = (
    "A wrong price is corrected with `lambda-cost prices correct`, which records why;"
    " a new price needs only a new date, and `make lock`."
)


def lines(book: PriceBook) -> list[str]:
    """A line for every price in *book*, sorted."""
    return sorted(f"{line.price} {line.digest}" for line in _lines(book))


def changed(book: PriceBook, lock_text: str) -> list[str]:
    """What *book* no longer says as *lock_text* has it, a sentence for each; nothing if history only grew."""
    now = {line.price: line for line in _lines(book)}
    problems: list[str] = []
    locked: set[str] = set()
    for number, line in enumerate(lock_text.splitlines(), 1):
        price, _, digest = line.rpartition(" ")
        if len(line.split(" ")) != FIELDS or len(digest) != DIGITS:
            problems.append(f"line {number} of {LOCK} is {line!r}; allowed: meter, region, choice, day, digest.")
            continue
        locked.add(price)
        if price not in now:
            problems.append(f"{price}: the price that was published here is gone. {WHAT_TO_DO}")
        elif digest not in {now[price].digest, *now[price].corrected}:
            problems.append(f"{price}: the price is not the one that was published here. {WHAT_TO_DO}")
    return [*problems, *_too_early(now.keys() - locked, locked)]


def _too_early(new: set[str], locked: set[str]) -> Iterator[str]:
    """A sentence for each *new* price that is dated before the newest *locked* one of its meter, region and choice."""
    newest: dict[str, str] = {}
    for price in sorted(locked):
        series, _, day = price.rpartition(" ")
        newest[series] = day
    for price in sorted(new):
        series, _, day = price.rpartition(" ")
        last = newest.get(series, day)
        if day < last:
            why = f"the price of {last} was published here, and one from {day} on would rewrite the days after it."
            yield f"{price}: {why} {WHAT_TO_DO}"


def grown(book: PriceBook, lock_text: str) -> str:
    """The lock after *lock_text*: its lines, and a new one for each price of *book* that has none yet.

    Raises:
        TableError: if a price that is locked has changed or gone, or a new one comes before it.
    """
    problems = changed(book, lock_text)
    if problems:
        raise TableError(Problem("", problem, f"{book.folder.name}/{LOCK}") for problem in problems)
    locked = dict(line.rsplit(" ", 1) for line in lock_text.splitlines())
    locked |= {line.price: line.digest for line in _lines(book)}
    return "".join(f"{price} {locked[price]}\n" for price in sorted(locked))


class _Line(NamedTuple):
    """One price of a book, as the lock has it."""

    price: str
    """Its meter, region, choice and day."""
    digest: str
    """The digest of its schedule."""
    corrected: tuple[str, ...]
    """Digests of wrong schedules that stood in its place, and were corrected with a reason."""


def _lines(book: PriceBook) -> Iterator[_Line]:
    for address in book.addresses():
        for key, since, tariff, entry in _dated(address, book.table(address)):
            was = tuple(_digest(tariff_of(old.was)) for old in entry.corrected if old.choice in {"", key.choice})
            yield _Line(f"{key.meter} {key.region} {key.choice or '-'} {since.isoformat()}", _digest(tariff), was)


def published(address: str, table: Table) -> Iterator[tuple[PriceKey, date, Tariff]]:
    """Every price in the *table* at *address*: what it is of, its day and its tariff."""
    return (price[:3] for price in _dated(address, table))


def _dated(address: str, table: Table) -> Iterator[tuple[PriceKey, date, Tariff, Entry]]:
    for name, meter in table.meters.items():
        for region in dict.fromkeys(region for key in meter.prices for region in table.regions_of(key)):
            for since, entry in table.entries(meter, region).items():
                tariffs = {choice: tariff_of(schedule) for choice, schedule in entry.by_choice(meter.usage_types).items()}
                for choice, tariff in tariffs.items():
                    yield PriceKey(f"{address}.{name}", region, choice), since, tariff, entry


def _digest(tariff: Tariff) -> str:
    """The digest of *tariff*: the same for equal prices, however they are written."""
    text = " ".join(f"{_plain(tier.above)}={_plain(tier.price)}" for tier in tariff.tiers)
    return sha256(text.encode()).hexdigest()[:DIGITS]


def _plain(number: Decimal) -> str:
    return f"{EXACT.normalize(number):f}"
