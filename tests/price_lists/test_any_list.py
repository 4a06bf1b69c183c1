"""Whatever a file is, the answer is an offer or a message: no traceback, no hang, no flood of memory."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_cost.errors import LambdaCostError
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import compare, downloads, maintain, sources
from tests.price_lists import fixtures
from tests.price_lists.fixtures import PlanRow, bulk, bulk_csv, published

BOOK = PriceBook.bundled()
ROWS = published("AmazonApiGateway", "eu-west-1")[:6]
PLANS = [PlanRow("us-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000147")]
LISTS: list[dict[str, Any]] = [
    bulk("AmazonApiGateway", ROWS),
    fixtures.plans(PLANS),
    {"PriceList": fixtures.answers("AmazonApiGateway", ROWS)},
]
GOOD = [json.dumps(one).encode() for one in LISTS] + [
    bulk_csv("AmazonApiGateway", ROWS).encode(),
    fixtures.plans_csv(PLANS).encode(),
]
NAMES = ["offer.json", "offer.csv", "offer.json.gz", "offer"]
FOREIGN: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.just([])
    | st.just({})
    | st.just(["x"])
    | st.just({"x": {}})
)
LIMITS = downloads.Limits(1_000_000, 10)


def survives(raw: bytes, name: str, folder: Path) -> bool:
    """Whether *raw* is an offer; if not, a message of one line says so, which names the file."""
    path = folder / name
    path.write_bytes(raw)
    try:
        offers = sources.read(str(path), BOOK, LIMITS)
        compare.findings(offers, BOOK)
        maintain.update_tables(offers, BOOK)
    except LambdaCostError as error:
        said = str(error)
    else:
        return True
    assert name in said
    assert len(said) < 600
    return False


fuzzed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@fuzzed
@given(raw=st.sampled_from(GOOD), cut=st.floats(0, 0.999), name=st.sampled_from(NAMES), packed=st.booleans())
def test_a_list_that_is_cut_off_is_a_message_or_a_shorter_list(
    raw: bytes, cut: float, name: str, packed: bool, tmp_path: Path
) -> None:
    """Truncated JSON or gzip is refused. Truncated CSV may be accepted as a shorter list."""
    cut_off = raw[: int(len(raw) * cut)]
    if packed:
        content = gzip.compress(raw)
        assert not survives(content[: int(len(content) * cut)], name, tmp_path)
    elif raw[:1] == b"{":
        assert not survives(cut_off, name, tmp_path)
    else:
        survives(cut_off, name, tmp_path)


@pytest.mark.unmeasured
@fuzzed
@given(
    raw=st.sampled_from(GOOD),
    at=st.floats(0, 1),
    change=st.binary(max_size=6),
    removed=st.integers(0, 40),
    name=st.sampled_from(NAMES),
)
def test_a_list_with_bytes_changed_is_a_message_or_a_list(
    raw: bytes, at: float, change: bytes, removed: int, name: str, tmp_path: Path
) -> None:
    """Anywhere."""
    place = int(len(raw) * at)
    survives(raw[:place] + change + raw[place + removed :], name, tmp_path)


@fuzzed
@given(raw=st.binary(max_size=300), packed=st.booleans(), name=st.sampled_from(NAMES))
def test_bytes_that_are_no_list_are_a_message(raw: bytes, packed: bool, name: str, tmp_path: Path) -> None:
    """Whatever they are."""
    assert not survives(gzip.compress(raw) if packed else raw, name, tmp_path)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in *value*."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for key, below in inner for one in places(below, (*path, key)))]


@fuzzed
@given(data=st.data(), foreign=FOREIGN, name=st.sampled_from(NAMES))
def test_a_list_with_a_foreign_value_anywhere_is_a_message_or_a_list(
    data: st.DataObject, foreign: Any, name: str, tmp_path: Path
) -> None:
    """A number where a mapping stands, a list where text does, nothing at all."""
    made = json.loads(json.dumps(data.draw(st.sampled_from(LISTS))))
    path = data.draw(st.sampled_from([one for one in places(made) if one]))
    into = made
    for step in path[:-1]:
        into = into[step]
    into[path[-1]] = foreign
    survives(json.dumps(made).encode(), name, tmp_path)


@pytest.mark.unmeasured
@fuzzed
@given(data=st.data())
def test_lines_and_cells_in_disorder_are_a_message_or_a_list(data: st.DataObject, tmp_path: Path) -> None:
    """Lines in any order, twice, or with a cell of another."""
    lines = bulk_csv("AmazonApiGateway", ROWS).splitlines()
    chosen = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    survives("\n".join(chosen).encode(), "offer.csv", tmp_path)
    rows = list(csv.reader(lines))
    at = data.draw(st.integers(0, len(rows) - 1))
    cell = data.draw(st.integers(0, len(rows[at]) - 1))
    rows[at][cell] = data.draw(st.text(max_size=8))
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    survives(text.getvalue().encode("utf-8", "surrogatepass"), "offer.csv", tmp_path)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 900_000,
        b'{"a":' * 150_000,
        b'{"products":' * 70_000,
        b'{"terms": {"OnDemand": ' + b'{"A":' * 100_000,
        b'{"offerCode": "AWSLambda", "products": {"A": {"attributes": ' + b"[" * 900_000,
        b'{"x": "' + b"x" * 900_000,
        b'{"x": ' + b"9" * 900_000 + b"}",
        b'{"formatVersion": ' + b"[0," * 300_000,
        b"{" + b" " * 999_000,
        b'"FormatVersion","' + b"x" * 900_000,
        b'"FormatVersion",' + b'"x",' * 200_000,
        b'"FormatVersion","v1.0"\n' * 40_000,
        b'"FormatVersion","\n' + b"\n" * 900_000,
        gzip.compress(b"{" + b" " * 50_000_000),
        gzip.compress(gzip.compress(b"{}")),
        b'{"PriceList": [' + b'"{\\"product\\":' * 50_000,
        b'{"terms": {"savingsPlan": [' + b'{"rates": [' * 80_000,
    ],
    ids=range(17),
)
def test_enormous_and_deeply_nested_files_are_a_message(raw: bytes, tmp_path: Path) -> None:
    """They exhaust neither the stack nor the memory."""
    for name in NAMES:
        assert not survives(raw, name, tmp_path)
