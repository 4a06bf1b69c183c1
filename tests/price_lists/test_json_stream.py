"""JSON that is read as it comes says what JSON says, whatever its pieces, and refuses what is no JSON."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.price_lists import json_stream
from lambda_cost.prices.price_lists.json_stream import MAX_DEPTH, JsonStream

SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)
OFFER = '{"a": [1.50, {"b": "x\\u00e9\\"]"}], "c": {}, "d": [], "e": -0.25}'


class Pieces:
    """A text that comes in pieces of a size."""

    def __init__(self, text: str, size: int) -> None:
        self.text = io.StringIO(text)
        self.size = size

    def read(self, _size: int, /) -> str:
        return self.text.read(self.size)


def taken(stream: JsonStream, depth: int) -> Any:
    """The document, gone into to *depth* and taken whole below."""
    if depth and stream.kind() == "{":
        return {key: taken(stream, depth - 1) for key in stream.fields()}
    if depth and stream.kind() == "[":
        return [taken(stream, depth - 1) for _ in stream.items()]
    return stream.value()


@pytest.mark.unmeasured
@given(document=DOCUMENTS, size=st.integers(1, 9), depth=st.integers(0, 3), indent=st.sampled_from([None, 2]))
def test_what_is_read_piece_by_piece_is_what_the_whole_text_says(
    document: Any, size: int, depth: int, indent: int | None
) -> None:
    """Wherever the pieces are cut: within words, numbers, escapes."""
    stream = JsonStream(Pieces(json.dumps(document, indent=indent), size), "offer")
    assert taken(stream, depth) == document
    stream.end()


@given(document=st.dictionaries(st.text(max_size=6), DOCUMENTS, max_size=4), size=st.integers(1, 9))
def test_what_is_left_out_is_passed_to_its_very_end(document: dict[str, Any], size: int) -> None:
    """After it stands what stood after it."""
    stream = JsonStream(Pieces(json.dumps([document, 7]), size), "offer")
    places = stream.items()
    next(places)
    stream.skip()
    next(places)
    assert stream.value() == 7
    assert list(places) == []


def test_numbers_are_the_decimals_of_their_text() -> None:
    """0.0000002 is not the nearest binary fraction."""
    assert JsonStream(io.StringIO("[0.0000002, 1e2, 3]"), "offer").value() == [Decimal("0.0000002"), Decimal(100), Decimal(3)]


@pytest.mark.parametrize("cut", range(len(OFFER)))
@pytest.mark.parametrize("depth", [0, 2])
def test_a_text_that_is_cut_off_anywhere_is_refused(cut: int, depth: int) -> None:
    """With a message that names the file and the place."""
    with pytest.raises(UnreadableFileError, match=r"^offer is not well-formed JSON at character \d+: "):
        taken(JsonStream(io.StringIO(OFFER[:cut]), "offer"), depth)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{1: 2}", "a key is missing"),
        ('{"a" 2}', ": is missing"),
        ("[1 2]", ", or ] is missing"),
        ('{"a": 1,}', "a key is missing"),
        ("nothing", "Expecting value"),
        ("[NaN]", "NaN is no number"),
        ("[Infinity]", "Infinity is no number"),
        ("5 6", "more text follows the end"),
        ("]", "Expecting value"),
    ],
)
def test_what_is_no_json_is_refused(text: str, says: str) -> None:
    """The message says what is missing."""
    stream = JsonStream(io.StringIO(text), "offer")

    def whole() -> None:
        stream.skip()
        stream.end()

    with pytest.raises(UnreadableFileError, match=says):
        whole()


def test_what_is_left_out_may_not_be_too_deep() -> None:
    """Nor may what is taken: neither exhausts the stack."""
    deep = "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2)
    with pytest.raises(UnreadableFileError, match=f"more than {MAX_DEPTH} levels deep"):
        JsonStream(io.StringIO(deep), "offer").skip()
    with pytest.raises(UnreadableFileError, match="too deep"):
        JsonStream(io.StringIO("[" * 200_000), "offer").value()


def test_one_item_may_not_be_larger_than_any_that_aws_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that memory is bounded by the item and not by the file."""
    monkeypatch.setattr(json_stream, "MAX_ITEM_LENGTH", 1000)
    text = json.dumps({"a": "x" * 3000})
    with pytest.raises(UnreadableFileError, match="one item has more than 1,000 characters"):
        JsonStream(Pieces(text, 100), "offer").value()
