"""What is no price list, is too large or is hostile is refused, with what is wrong."""

import gzip
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.price_lists import collector, downloads, sources
from lambda_cost.prices.price_lists.compare import not_in_tables
from tests.price_lists import fixtures
from tests.price_lists.fixtures import Row, bulk, published
from tests.price_lists.offers import BOOK, REGIONS, Read

GOOD = bulk("AWSLambda", [Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002")])


SKU = next(iter(GOOD["products"]))


TERMS = f"{SKU}.{fixtures.TERM}"


RATE = f"{TERMS}.{fixtures.RATE}"


def changed(path: str, value: Any) -> dict[str, Any]:
    """A good list with one value changed; `...` removes it."""
    made: dict[str, Any] = json.loads(json.dumps(GOOD))
    into: Any
    into, (*steps, last) = made, path.split("/")
    for step in steps:
        into = into[{"SKU": SKU, "TERM": TERMS, "RATE": RATE}.get(step, step)]
    last = {"SKU": SKU, "TERM": TERMS, "RATE": RATE}.get(last, last)
    if value is ...:
        del into[last]
    else:
        into[last] = value
    return made


OF_TERM = "terms/OnDemand/SKU/TERM"


OF_RATE = f"{OF_TERM}/priceDimensions/RATE"


HEAD = '"FormatVersion","v1.0"\n"Publication Date","2026-11-20"\n"OfferCode","AWSLambda"\n'


COLUMNS = "SKU,TermType,PricePerUnit,Currency,usageType,Region Code\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (changed("offerCode", "AmazonS3"), "the offer code is 'AmazonS3'; allowed: AWSDataTransfer, AWSELB, AWSLambda"),
        (changed("offerCode", ...), "it does not say which offer it is"),
        (changed("publicationDate", ...), "it has no publication date"),
        (changed("publicationDate", "yesterday"), "'publicationDate' has 'yesterday' as a day"),
        (changed("products", ...), "it has no products and terms: it is no offer"),
        (changed("terms", ...), "it has no products and terms: it is no offer"),
        (changed("products", 5), "{ is missing"),
        (changed("terms", "none"), "{ is missing"),
        (changed("products/SKU", 5), "has no attributes"),
        (changed("products/SKU/attributes", ["x"]), "has no attributes"),
        (changed("terms/OnDemand/SKU", 5), "are no mapping"),
        (changed(OF_TERM, 5), "has no priceDimensions"),
        (changed(f"{OF_TERM}/priceDimensions", ...), "has no priceDimensions"),
        (changed(f"{OF_TERM}/effectiveDate", "soon"), "has 'soon' as a day"),
        (changed(OF_RATE, None), "is no mapping"),
        (changed(f"{OF_RATE}/pricePerUnit", "0.2"), "has no pricePerUnit"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "cheap"}), "has 'cheap' as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "-1"}), "has '-1' as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": None}), "has nothing as a number"),
        (changed(f"{OF_RATE}/pricePerUnit", {"USD": "1e999"}), "as a number"),
        (changed(f"{OF_RATE}/beginRange", "start"), "has 'start' as a number"),
        ({"offers": {"AWSLambda": {"currentVersionUrl": "/x"}}}, "is the index of all services: it names files"),
        (fixtures.region_index("AWSLambda", REGIONS), "is a region index: it names files and has no prices"),
        ({"versions": 5}, "is an index of versions"),
        ({"PriceList": [5]}, "a product has no product and terms"),
        ({"PriceList": ["{"]}, "a product is not well-formed JSON"),
        ({"PriceList": []}, "the offer code is ''"),
        ({"products": [5], "terms": {"savingsPlan": [{"rates": [5]}]}}, "a rate of a Savings Plan is no mapping"),
        ({"products": [], "terms": {"savingsPlan": [{"rates": [{}]}]}}, "a plan has no term and payment option"),
        ("[1, 2]", "begins with '[1, 2]'; allowed: a price list of AWS in JSON or CSV"),
        ("", "is empty; allowed: a price list of AWS"),
        ("<html><body>no</body></html>", "begins with '<html>"),
        (b"PK\x03\x04 zip", "begins with 'PK"),
        (b"{\xff\xfe", "is not text in UTF-8"),
        (gzip.compress(b"{}", mtime=0)[:-4], "is cut off: its gzip has no end"),
        (gzip.compress(b"x" * 100, mtime=0)[:12] + b"\x00\x01" * 20, "is not well-formed gzip"),
        (b"\x1f\x8b\x08broken gzip is no gzip", "gzip"),
        (json.dumps(GOOD) + "x", "more text follows the end"),
        ("FormatVersion,v1.0\nx,y,z\n", "it has 'x,y,z' before the column names"),
        (HEAD, "it has no line with the column names"),
        (f"{HEAD}SKU,Price\n", "it has no line with the column names"),
        (f"{HEAD}{COLUMNS}A,OnDemand\n", "a line has 2 cells, and there are 6 columns"),
        (f'{HEAD}{COLUMNS}A,"OnDemand\n', "it is not well-formed CSV"),
        (f"{HEAD}{COLUMNS}A,OnDemand,0.1,USD,{'x' * 300_000},eu-west-1\n", "a line has more than 262,144 characters"),
        (f"{HEAD}{COLUMNS}A,OnDemand,zero,USD,EU-Request,eu-west-1\n", "has 'zero' as a number"),
    ],
    ids=count(),
)
def test_what_is_no_offer_is_refused_with_what_is_wrong(read: Read, content: Any, says: str) -> None:
    """One sentence that begins with the file's name, and no traceback."""
    with pytest.raises(UnreadableFileError) as found:
        read(content)
    assert says in str(found.value)
    assert "offer.json" in str(found.value)


def test_a_file_that_is_not_there_and_a_folder_without_lists_are_refused(tmp_path: Path) -> None:
    """As is a name that no file can have."""
    for where in (tmp_path / "none.json", tmp_path, "a\0b"):
        with pytest.raises(UnreadableFileError):
            sources.read(str(where), BOOK)
        assert sources.size(str(where)) == 0


def test_what_unpacks_to_more_than_is_allowed_is_refused(tmp_path: Path) -> None:
    """A megabyte of spaces in a kilobyte of gzip; the limit counts unpacked bytes, and those of a plain file."""
    path = tmp_path / "offer.json"
    raw = b"{" + b" " * 1_000_000
    limits = downloads.Limits(100_000, 10)
    for content in (raw, gzip.compress(raw)):
        path.write_bytes(content)
        with pytest.raises(UnreadableFileError, match="has more than 100,000 bytes; --max-size allows more"):
            sources.read(str(path), BOOK, limits)


@pytest.mark.parametrize(
    ("begins", "goes_on", "says"),
    [
        (b'{"x": ', b" ", "more than 4,194,304 blanks follow each other"),
        (b'{"x": [0', b",0", "unpacks to more than 100 times its size, as no price list does"),
    ],
)
def test_a_gigabyte_in_a_megabyte_is_refused_soon(
    begins: bytes, goes_on: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "UNPACKED_AT_LEAST", 2**19 if goes_on == b",0" else 2**30)
    path = tmp_path / "offer.json"
    path.write_bytes(gzip.compress(begins + goes_on * (2**20 if goes_on == b",0" else 9 * 2**20)))
    with pytest.raises(UnreadableFileError, match=says):
        sources.read(str(path), BOOK)


def test_more_products_and_names_than_aws_has_do_not_fill_the_memory(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names beyond a number are counted together; priced products beyond one are refused."""
    monkeypatch.setattr(collector, "MAX_NAMES", 2)
    monkeypatch.setattr(collector, "MAX_PRODUCTS", 1)
    monkeypatch.setattr(collector, "MAX_REGIONS", 1)
    odd = [Row("eu-west-1", f"Odd-{number}", "", "Hours", "0", "Inf", "1") for number in range(5)]
    odd += [odd[0]._replace(region="us-east-1")]
    counts = {name: one.count for name, one in read(bulk("AWSLambda", odd)).unlisted.items()}
    assert len(read(bulk("AWSLambda", odd)).unlisted["Odd-0"].regions) == 1
    assert counts == {"Odd-0": 2, "Odd-1": 1, "(others)": 3}
    with pytest.raises(UnreadableFileError, match="more than 1 products of usage types that are priced here"):
        read(bulk("AWSLambda", published("AWSLambda", "eu-west-1")))


def test_what_a_list_says_is_nothing_that_a_terminal_obeys(read: Read) -> None:
    """Usage types, operations, places and SKUs that no table has are shown, so their control characters are written out."""
    evil = "\x1b]0;owned\x07\nline"
    rows = [
        Row("eu-west-1", f"Foo{evil}", "", "Requests", "0", "Inf", "0.1"),
        Row("eu-west-1", "LCUUsage", f"Op{evil}", "LCU-Hrs", "0", "Inf", "0.1"),
        Row("eu-west-1", "Bar", "", "Requests", "0", "Inf", "0.1"),
    ]
    made = bulk("AWSELB", rows)
    last = list(made["products"].values())[-1]
    last["attributes"]["regionCode"] = evil + "x" * 1000
    offer = read(made)
    said = [*not_in_tables([offer]), *offer.unlisted, *offer.elsewhere]
    assert len(said) == 7  # three sentences and their names, and one on reserved terms
    assert all(one.isprintable() and len(one) < 300 for one in said)
    assert any(r"Foo\x1b]0;owned\x07\nline" in one for one in said)
