"""YAML in which nothing is guessed and nothing can explode."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.error import Mark
from yaml.scanner import ScannerError

from lambda_cost import LambdaCostError, UnreadableFileError
from lambda_cost.errors import ProblemsError
from lambda_cost.strict_yaml import MAX_BYTES, MAX_DEPTH, read

D = Decimal


def data(text: str) -> Any:
    return read(text, "it.yaml").data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", D("0.1")),
        ("0.0000166667", D("0.0000166667")),
        ("1_000_000", D(1_000_000)),
        ("-5", D(-5)),
        ("+5", D(5)),
        (".5", D("0.5")),
        ("5.", D(5)),
        ("1e3", D(1000)),
        ("1e400", D("1e400")),
        ("010", D(10)),
        ("2026-11-01", date(2026, 11, 1)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_an_unquoted_word_is_a_number_a_date_or_one_of_few_words(text: str, value: Any) -> None:
    found = data(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "on",
        "off",
        "yes",
        "no",
        "y",
        "True",
        "FALSE",
        "Null",
        "0x10",
        "0o7",
        "1:30",
        "12:30:45",
        ".inf",
        ".nan",
        "1.2.3",
        "2026-13-01",
        "2026-1-1",
        ".",
        "1e",
        "_1",
        "1M",
        "25/min",
        "us-east-1",
    ],
)
def test_everything_else_is_text_as_it_stands(text: str) -> None:
    """YAML 1.1 would make a boolean of a key called `on`, and a region called `no`."""
    assert data(f"a: {text}") == {"a": text}
    assert data(f"{text}: 1") == {text: D(1)}


@pytest.mark.parametrize("text", ["'5'", '"5"', "|-\n  5", ">-\n  5"])
def test_what_is_quoted_is_text(text: str) -> None:
    assert data(f"a: {text}") == {"a": "5"}


def test_a_number_too_long_for_any_bill_is_text_so_that_it_is_refused_quickly() -> None:
    assert data(f"a: {'1' * 1000}") == {"a": "1" * 1000}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "it.yaml, line 3: the key 'a' is here a second time"),
        ("f:\n  x: {requests: 1,\n      requests: 2}\n", "it.yaml, line 3: the key 'requests' is here a second time (in f.x)"),
        ("1: a\n'1': b\n", "it.yaml, line 2: the key '1' is here a second time"),
        (
            "a: !!python/object/apply:os.system [ls]",
            "line 1: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed",
        ),
        ("a: !!str 5", "line 1: the tag 'tag:yaml.org,2002:str' is not allowed; write the value without it"),
        ("a:\n  !x b: 1", "line 2: the tag '!x' is not allowed"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "it.yaml, line 3: merge keys are not allowed; write the values out"),
        ("a: *nobody", "line 1: the alias *nobody stands for nothing that is complete before it"),
        ("a: &x [1, *x]", "line 1: the alias *x stands for nothing that is complete before it"),
        ("a: &x b\n*x : 1", "line 2: a key is an alias; allowed: text"),
        ("? [a, b]\n: 1", "line 1: a key is a list or a mapping; allowed: text"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins; allowed: one in a file"),
        ("[" * 100_000, f"line 1: more than {MAX_DEPTH} levels deep"),
        ("{a: " * 30 + "}" * 30, f"line 1: more than {MAX_DEPTH} levels deep"),
        ("a: [1", "not well-formed YAML: did not find expected ',' or ']'"),
        ("a:\n\tb: 1", "it.yaml, line 2: not well-formed YAML: a tab begins the line; allowed: blanks"),
        ("é: 1\na: @b", "it.yaml, line 2: not well-formed YAML: the character @ cannot begin a value; quote the value"),
        ("a: \0", "it.yaml: not well-formed YAML: control characters are not allowed"),
        ("a: b: c", "it.yaml, line 1: not well-formed YAML"),
    ],
    ids=lambda text: text[:40],
)
def test_what_could_be_misread_or_run_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        data(text)
    assert says in str(caught.value)
    assert len(caught.value.problems) == 1


def test_an_alias_is_another_word_for_its_value() -> None:
    assert data("a: &x {b: 1}\nc: [*x, *x]") == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}


def test_an_alias_bomb_is_counted_not_exploded() -> None:
    """Nine lines that stand for a thousand million values; each alias counts as what it stands for."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    begun = time.monotonic()
    with pytest.raises(ProblemsError, match="more than 1,000,000 values"):
        data("\n".join(lines))
    assert time.monotonic() - begun < 1


def test_depth_is_bounded_where_it_says() -> None:
    assert data("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(ProblemsError, match="levels deep"):
        data("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_size_is_bounded_before_anything_is_read() -> None:
    with pytest.raises(UnreadableFileError, match="8,388,609 characters"):
        read("x" * (MAX_BYTES + 1), "it.yaml")


def test_json_is_read_exactly_too() -> None:
    assert data('{"a": 0.1, "b": [1e3, true, null, "x"], "c": {"d": -1}}') == {
        "a": D("0.1"),
        "b": [D(1000), True, None, "x"],
        "c": {"d": D(-1)},
    }


def test_json_with_what_yaml_lacks_is_json() -> None:
    """A solidus may be escaped in JSON, and tabs may indent it."""
    assert data('{"a": "x\\/y", "b": 0.10}') == {"a": "x/y", "b": D("0.10")}
    assert data('{\n\t"a": 1}') == {"a": D(1)}
    with pytest.raises(ProblemsError, match=r"second time|not well-formed"):
        data('{"a": 1, "b": "\\/", "a": 2}')


def test_json_cannot_be_deeper_than_yaml() -> None:
    with pytest.raises(LambdaCostError):
        data('{"z": "\\/", "a": ' + "[" * 100_000 + "]" * 100_000 + "}")


def test_every_key_and_item_has_its_line() -> None:
    document = read("a:\n  b: 1\n  c:\n  - x\n  - y: 2\n", "it.yaml")
    assert document.lines == {
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", "0"): 4,
        ("a", "c", "1"): 5,
        ("a", "c", "1", "y"): 5,
    }
    assert document.line(("a", "b", "beneath")) == 2
    assert document.line(("nowhere",)) == 0
    assert str(document.problem(("a", "b"), "is wrong")) == "it.yaml, line 2: a.b is wrong"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8).filter(lambda key: key != "<<"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=JSON)
def test_any_json_means_what_json_says(value: Any) -> None:
    """A program that writes JSON need know nothing of YAML."""
    assert data(json.dumps({"a": value})) == {"a": value}
    assert data(json.dumps({"a": value}, indent=2)) == {"a": value}
    assert data(json.dumps({"a": value}, indent="\t")) == {"a": value}


@given(text=st.text(alphabet=st.sampled_from("ab01:-[]{}&*!|>'\"%@,.\n\t #?<~"), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """Whatever is read is a document or a problem with a name."""
    said = ""
    try:
        read(text, "it.yaml")
    except LambdaCostError as error:
        said = str(error)
    assert said == "" or said.startswith("it.yaml")


def test_json_with_escapes_that_yaml_lacks_keeps_its_rules() -> None:
    """A surrogate pair is read by the JSON reader, which refuses a key that stands twice as well."""
    assert read('{"a": "\\ud83d\\ude00", "b": 1.50}', "x.json").data == {"a": "😀", "b": Decimal("1.50")}
    with pytest.raises(ProblemsError, match="not well-formed YAML"):
        read('{"a": "\\ud83d\\ude00", "a": 1}', "x.json")


def test_what_is_too_deep_for_the_parser_is_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML refuses it by itself from 6.0.4 on."""

    def refuse(*_given: object, **_named: object) -> None:
        mark = Mark("it.yaml", 0, 2, 0, None, 0)
        raise ScannerError(None, None, "exceeded maximum nesting depth", mark)

    monkeypatch.setattr(yaml, "parse", refuse)
    with pytest.raises(ProblemsError, match=r"it\.yaml, line 3: more than 24 levels deep"):
        read("a: 1", "it.yaml")
