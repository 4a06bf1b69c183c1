"""JSON in parts is what `json.dumps` writes."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, Scenario, estimate, load
from lambda_cost.bill.estimate import Estimate
from lambda_cost.numbers.text import csv_text
from lambda_cost.reports import sheet_of
from lambda_cost.reports.json_text import ITEMS, json_parts, json_text
from lambda_cost.reports.sheet import parts, write

leaves = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@given(st.dictionaries(st.text(), values, min_size=1, max_size=4))
def test_a_document_is_written_as_pythons_own_encoder_writes_it(document: dict[str, Any]) -> None:
    assert json_text(document) == json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("count", [0, 1, ITEMS, ITEMS + 1])
def test_an_iterator_is_written_as_a_list(count: int) -> None:
    document: dict[str, Any] = {"charges": [{"cost": str(n)} for n in range(count)], "end": True}
    texts = json_parts(document | {"charges": iter(document["charges"])})
    assert "".join(texts) == json.dumps(document, indent=2) + "\n"


def bill_of(functions: int) -> Estimate[Decimal]:
    many = [Function(name=f"f{n}", requests=10**6 + n, duration_ms=120, memory_mb=512) for n in range(functions)]
    return estimate(Scenario(day="2026-11-01", functions=many))


@pytest.mark.parametrize("to", ["json", "csv", "table"])
def test_a_bill_in_parts_is_the_bill_as_one_text(to: str) -> None:
    bill = bill_of(3)
    assert "".join(parts(sheet_of(bill), to)) == write(sheet_of(bill), to) == bill.report(to)


@pytest.mark.parametrize("example", ["everything", "shop", "traffic", "tutorial"])
def test_what_charges_share_is_written_once_and_says_the_same(example: str) -> None:
    """Every charge is written by itself in `to_dict()` and in `rows()`."""
    bill = estimate(load(Path(__file__).parents[2] / "examples" / f"{example}.yaml"))
    assert bill.report("json") == json_text(bill.to_dict())
    assert bill.report("csv") == csv_text(bill.rows()[0], (row.values() for row in bill.rows()))


def test_names_in_other_signs_stand_in_their_places() -> None:
    name = 'a "quoted" ünïcode \\\\u0000 name'
    bill = estimate(Scenario(day="2026-11-01", functions=[Function(name=name, requests=10**6, duration_ms=9, memory_mb=512)]))
    assert {charge["resource"] for charge in json.loads(bill.report("json"))["charges"]} == {f"functions.{name}"}


def test_a_large_bill_is_never_one_text_of_json() -> None:
    bill = bill_of(2 * ITEMS)
    whole = bill.report("json")
    assert max(map(len, parts(sheet_of(bill), "json"))) < len(whole) / 2
    assert json.loads(whole) == bill.to_dict()


def test_a_brief_bill_makes_no_row_of_the_full_one() -> None:
    sheet = sheet_of(bill_of(30))
    assert sheet.brief is not None
    assert "22 more" in [row.values[0] for row in sheet.brief(24).rows]
    assert "_made" not in vars(sheet.rows)
