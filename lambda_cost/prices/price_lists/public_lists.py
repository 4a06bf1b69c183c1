"""AWS's public price lists: which there are for the services and regions of a book, how large they are, what they say.

A region index of each service names the newest list of every region, by an address that never changes its content.
The lists are kept in a folder until they have been read, so that a fetch that was cut off goes on where it ended.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from lambda_cost import files, strict_json
from lambda_cost.errors import UnreadableFileError, shown
from lambda_cost.prices.price_lists import downloads, fetch, sources
from lambda_cost.prices.price_lists.bulk_json import IndexFound
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer

VARIABLE = "LAMBDA_COST_PRICE_LISTS"
"""The variable that names another server that has the lists: a mirror."""
SERVERS = {"aws": "https://pricing.us-east-1.amazonaws.com", "cn": "https://pricing.cn-north-1.amazonaws.com.cn"}
"""Where the lists are, by the word for it in their addresses; those of China are in China."""
CHINA = "aws-cn"
INDEX_BYTES = 10 * 1024**2
"""An index has some ten KB."""
AT_ONCE = 8
"""How many addresses are asked for their size at once."""
LINK = re.compile(r"/offers/v1\.0/(aws|cn)/(?P<code>\w{1,60})/(?P<version>\d{8,20})/(?P<region>[a-z0-9-]{1,40})/index\.json")


class PublicList(NamedTuple):
    """The list of one service and region."""

    code: str
    """`AWSLambda`."""
    region: str
    """A region's code."""
    version: str
    """AWS's version of it: `20261006224050`."""
    address: str
    """Its address."""
    bytes: int | None = None
    """How large it is, as it is sent; None if that is not known."""

    @property
    def server(self) -> str:
        """The beginning of its address."""
        return self.address.partition("/offers/")[0]

    @property
    def file(self) -> str:
        """The name of its file while it is kept."""
        return f"{self.code}-{self.version}-{self.region}.json"


def default_regions(book: PriceBook) -> list[str]:
    """The regions whose lists are fetched if none is named: all but those of China, whose server is another."""
    return [code for code, region in book.regions.items() if region.partition != CHINA]


def codes_for(book: PriceBook, region: str) -> list[str]:
    """The price lists of the tables that have a price in *region*."""
    codes: set[str] = set()
    for address in book.addresses():
        table = book.table(address)
        if table.price_list and any(table.entries(meter, region) for meter in table.meters.values()):
            codes.add(table.price_list)
    return sorted(codes)


def find_lists(book: PriceBook, wanted: list[tuple[str, str]], folder: Path, deadline: fetch.Deadline) -> list[PublicList]:
    """The newest list of each code and region that is *wanted* and that AWS has, without its size.

    Raises:
        UnreadableFileError: if an index cannot be fetched, or is none.
    """
    price_lists: list[PublicList] = []
    for code, word in sorted({(code, _word(book, region)) for code, region in wanted}):
        index = _index(code, word, folder, deadline)
        regions = [region for wanted_code, region in wanted if wanted_code == code and _word(book, region) == word]
        price_lists += [index[region] for region in regions if region in index]
    return price_lists


def with_sizes(lists: list[PublicList], deadline: fetch.Deadline) -> list[PublicList]:
    """*lists* with the size that their server says, if it does."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sizes = pool.map(partial(_size, deadline), [price_list.address for price_list in lists])
        return [price_list._replace(bytes=size) for price_list, size in zip(lists, sizes, strict=True)]


def _size(deadline: fetch.Deadline, address: str) -> int | None:
    with suppress(UnreadableFileError):  # a server that knows no HEAD; what else is wrong, the fetch will say
        return downloads.size_of(address, deadline)
    return None


def read_list(
    price_list: PublicList,
    folder: Path,
    book: PriceBook,
    limits: downloads.Limits,
    deadline: fetch.Deadline,
    today: date,
    advance: Callable[[int], None],
) -> Offer:
    """The offer of *price_list*, fetched into *folder* unless it is there.

    Raises:
        UnreadableFileError: if it cannot be fetched, or is another list than its address says; then it is removed.
    """
    path = downloads.keep(price_list.address, folder / price_list.file, limits, deadline, advance)
    try:
        offer = sources.read_file(path, price_list.address, book, limits)
        _check_same(price_list, offer)
        sources.check_published(offer, today)
    except IndexFound as index:
        downloads.remove(path)
        _refuse(price_list.address, f"it is {index.kind}; expected: a price list")
    except UnreadableFileError:
        downloads.remove(path)
        raise
    listed = {key: listings for key, listings in offer.listed.items() if key.region == price_list.region}
    return replace(offer, listed=listed, regions=offer.regions & {price_list.region})


def _check_same(price_list: PublicList, offer: Offer) -> None:
    for what, actual, expected in (("code", offer.code, price_list.code), ("version", offer.version, price_list.version)):
        if actual != expected:
            raise UnreadableFileError(f"{price_list.address}: its {what} is {shown(actual)}; expected: {expected}")


def server_of(word: str) -> str:
    """The beginning of the addresses of lists.

    Raises:
        UnreadableFileError: if the variable does not name an https address.
    """
    given = os.environ.get(VARIABLE)
    if given and not given.lower().startswith(fetch.SCHEME):
        raise UnreadableFileError(f"{VARIABLE} is {shown(given)}; allowed: an https address")
    return (given or SERVERS[word]).rstrip("/")


def _word(book: PriceBook, region: str) -> str:
    return "cn" if book.regions[region].partition == CHINA else "aws"


def _index(code: str, word: str, folder: Path, deadline: fetch.Deadline) -> dict[str, PublicList]:
    """The newest lists of the service *code*, by region."""
    server = server_of(word)
    address = f"{server}/offers/v1.0/{word}/{code}/current/region_index.json"
    path = folder / "region_index.json"
    downloads.to_file(address, path, downloads.Limits(INDEX_BYTES, deadline.seconds), deadline, sources.ignore)
    with sources.readable(address), sources.unpacked(path, address, INDEX_BYTES) as file:
        document = strict_json.parse(files.decode_text(file.read(), address), Decimal)
    regions: Any = document.get("regions") if is_mapping(document) else None
    if not is_mapping(regions):
        _refuse(address, "it is no region index")
    return {link.region: link for link in _links(regions, address, server, code)}


def _links(regions: dict[str, Any], address: str, server: str, code: str) -> Iterator[PublicList]:
    for region, entry in regions.items():
        link = fetch.joined(address, str(entry.get("currentVersionUrl", ""))) if is_mapping(entry) else ""
        match = LINK.fullmatch(link.removeprefix(server))
        if not link.startswith(server) or match is None or (match["code"], match["region"]) != (code, region):
            _refuse(address, f"region {shown(region)} has {shown(link)} as the address of its list")
        yield PublicList(code, region, match["version"], link)


def _refuse(address: str, why: str) -> NoReturn:
    raise UnreadableFileError(f"{address}: {why}")
