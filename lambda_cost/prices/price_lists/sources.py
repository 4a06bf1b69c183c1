"""Where offers come from: a file, a folder of files, an https address; JSON or CSV, plain or in gzip."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import UnreadableFileError, did_you_mean, shown
from lambda_cost.prices.price_lists import bulk_csv, bulk_json, downloads, fetch
from lambda_cost.prices.price_lists.bulk_json import SECTIONS, IndexFound
from lambda_cost.prices.price_lists.collector import OfferCollector
from lambda_cost.prices.price_lists.json_stream import JsonStream

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer

    Advance = Callable[[int], None]

QUERY_SCHEME = "aws:"
"""What an offer begins with that the Price List query API is asked for, region by region: `aws:AWSLambda/eu-west-1`."""
GZIP = b"\x1f\x8b"
SUFFIXES = {".json", ".csv", ".gz"}
"""Endings of the files that are taken from a folder; what a file is, its first signs say."""
MAX_PASSES = 3
LOOK = 4096
"""Bytes of a file's beginning that say what it is."""
MAX_RATIO = 100
"""How many times its size in gzip a list may unpack to; AWS's do to some 10 to 30 times."""
UNPACKED_AT_LEAST = 8 * 1024 * 1024
"""Bytes that any list may unpack to."""


def ignore(_bytes: int) -> None:
    """Show no progress."""


def read(where: str, book: PriceBook, limits: downloads.Limits = downloads.LIMITS, advance: Advance = ignore) -> list[Offer]:
    """The offers at *where*: a file, every file in a folder, or what an https address leads to.

    Args:
        where: a path, or an address; a region index at an address is followed to the lists of its regions.
        book: the prices that are kept of them: those that it has meters for.
        limits: how large a file may be, unpacked, and how long all of a fetch may take.
        advance: is told how many bytes more have been read.

    Raises:
        UnreadableFileError: if something there cannot be read, or is no offer.
    """
    if where.startswith(QUERY_SCHEME):
        return _queried(where, book, advance)
    if "://" in where:
        return _fetched(where, book, limits, advance)
    path = Path(where)
    try:
        if files.is_folder(path):
            return _folder(path, book, limits, advance)
        return [read_file(path, where, book, limits, advance)]
    except IndexFound as index:
        message = f"{where} is {index.kind}: it names files and has no prices; give those files, or its https address"
        raise UnreadableFileError(message) from None


def check_published(offer: Offer, today: date) -> None:
    """Refuse an *offer* of days to come: its prices would be said to have been seen on them.

    Raises:
        UnreadableFileError: if it is one; a list of tomorrow is none, since AWS's day begins in another zone.
    """
    if offer.published > today + timedelta(days=1):
        message = f"{offer.name} says that it was published on {offer.published}, in the future; today is {today}"
        raise UnreadableFileError(message)


def size(where: str) -> int:
    """How many bytes there are to read at *where*; 0 for an address, and for what is not there."""
    path = Path(where)
    try:
        return sum(map(files.size, _files(path) if files.is_folder(path) else [path]))
    except UnreadableFileError:
        return 0


def _files(folder: Path) -> list[Path]:
    return [path for path in files.list_files(folder, *SUFFIXES) if files.is_file(path)]


def _folder(folder: Path, book: PriceBook, limits: downloads.Limits, advance: Advance) -> list[Offer]:
    """The offers in *folder*; indexes among them name what is there, and are passed over."""
    offers: list[Offer] = []
    for path in _files(folder):
        try:
            offers.append(read_file(path, str(path), book, limits, advance))
        except IndexFound:
            continue
    if not offers:
        message = f"{folder} has no offer; allowed: a folder with files that end in {', '.join(sorted(SUFFIXES))}"
        raise UnreadableFileError(message)
    return offers


def _fetched(address: str, book: PriceBook, limits: downloads.Limits, advance: Advance) -> list[Offer]:
    """The offer at *address*, or those that the index there leads to, each kept in a file only while it is read."""
    with TemporaryDirectory(prefix="lambda-cost-") as folder:
        path = Path(folder) / "offer"
        deadline = fetch.Deadline(limits.seconds)
        last = downloads.to_file(address, path, limits, deadline, advance)
        try:
            return [read_file(path, address, book, limits, ignore)]
        except IndexFound as index:
            if not index.addresses:
                message = (
                    f"{address} is {index.kind}, which is not followed; give the address of a service's list or region index"
                )
                raise UnreadableFileError(message) from None
            links = [fetch.joined(last, link) for link in index.addresses]
        offers: list[Offer] = []
        for link in links:
            downloads.to_file(link, path, limits, deadline, advance)
            try:
                offers.append(read_file(path, link, book, limits, ignore))
            except IndexFound:
                raise UnreadableFileError(f"{address} leads to an index again, {link}") from None
        return offers


def _queried(where: str, book: PriceBook, advance: Advance) -> list[Offer]:
    """The offer of the service that *where* names: `aws:AWSLambda`, or `aws:AWSLambda/eu-west-1`.

    Raises:
        UnreadableFileError: if there is no such service or region, boto3 is not installed, or AWS refuses.
    """
    code, _, region = where.removeprefix(QUERY_SCHEME).partition("/")
    if code not in book.usage_types.price_lists:
        raise UnreadableFileError(f"{where} names no service; {did_you_mean(code, book.usage_types.price_lists)}")
    if region and region not in book.regions:
        raise UnreadableFileError(f"{where} names no region; {did_you_mean(region, book.regions)}")
    collector = OfferCollector(book, where)
    collector.head["offerCode"] = code
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}] if region else []
    for page in fetch.pages(code, filters, where):
        for answer in page:
            bulk_json.add_answer(answer, collector)
        advance(len(page))
    return [collector.offer()]


def read_file(path: Path, name: str, book: PriceBook, limits: downloads.Limits, advance: Advance = ignore) -> Offer:
    """The offer in the file at *path*; messages call it *name*.

    Raises:
        IndexFound: if it is an index.
        UnreadableFileError: if it cannot be read, or is no offer.
    """
    collector = OfferCollector(book, name)
    missed = SECTIONS
    for again in range(MAX_PASSES):
        with readable(name), _text(path, name, limits, ignore if again else advance) as (kind, text):
            if kind == "csv":
                bulk_csv.read(text, collector)
                missed = frozenset[str]()
            else:
                missed = bulk_json.read(JsonStream(text, name), collector, missed)
        if not missed:
            return collector.offer()
    return collector.refuse("it does not say which offer it is, or a plan has no term and payment option")


@contextmanager
def readable(name: str) -> Generator[None]:
    """Say in words whatever can go wrong with the bytes of the file called *name*."""
    try:
        yield
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{name} is not text in UTF-8") from None
    except EOFError:
        raise UnreadableFileError(f"{name} is cut off: its gzip has no end") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFileError(f"{name} is not well-formed gzip: {error}") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None


@contextmanager
def _text(path: Path, name: str, limits: downloads.Limits, advance: Advance) -> Generator[tuple[str, Any]]:
    """The kind of the file at *path*, by its first signs, and its text."""
    with unpacked(path, name, limits.bytes, advance) as file:
        kind = _kind(file.peek(LOOK)[:LOOK], name)
        yield kind, io.TextIOWrapper(file, encoding="utf-8-sig", newline="" if kind == "csv" else None)


@contextmanager
def unpacked(path: Path, name: str, most: int, advance: Advance = ignore) -> Generator[Any]:
    """The file at *path*, called *name*, to be read as bytes: unpacked if it is gzip, and at most so many."""
    with files.open_file(path, "rb") as file:
        counted: Any = io.BufferedReader(Bounded(file, name, most, advance))
        if counted.peek(2)[:2] == GZIP:
            packed: Any = counted.raw
            bounded = Bounded(gzip.GzipFile(fileobj=counted), name, most, ignore, packed=packed)
            counted = io.BufferedReader(bounded)
        yield counted


def _kind(first: bytes, name: str) -> str:
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        return "json"
    if b"," in start.partition(b"\n")[0] and start.replace(b'"', b"").lower().startswith((b"formatversion", b"sku")):
        return "csv"
    message = "is empty" if not start else f"begins with {shown(start[:20].decode('utf-8', 'backslashreplace'))}"
    raise UnreadableFileError(f"{name} {message}; allowed: a price list of AWS in JSON or CSV, or gzip of one")


class Bounded(io.RawIOBase):
    """Bytes that are counted, and refused beyond a limit: what unpacks to more than anyone asked for."""

    def __init__(self, file: Any, name: str, most: int, advance: Advance, packed: Bounded | None = None) -> None:
        """At most *most* bytes of *file*, and if it is *packed*, no more than such lists unpack to."""
        self.file, self.name, self.most, self.advance, self.packed = file, name, most, advance, packed
        self.count = 0

    def readable(self) -> bool:
        """True: it is there to be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read into *buffer*."""
        chunk = self.file.read(len(buffer))
        self.count += len(chunk)
        if self.count > self.most:
            raise UnreadableFileError(f"{self.name} has more than {self.most:,} bytes; --max-size allows more")
        if self.packed and self.count > max(UNPACKED_AT_LEAST, MAX_RATIO * self.packed.count):
            raise UnreadableFileError(f"{self.name} unpacks to more than {MAX_RATIO} times its size, as no price list does")
        buffer[: len(chunk)] = chunk
        self.advance(len(chunk))
        return len(chunk)
