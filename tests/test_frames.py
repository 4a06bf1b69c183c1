"""Data frames in and out: a pandas Series is an array, and every answer becomes a frame."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lambda_cost
from lambda_cost import (
    Function,
    LambdaCostError,
    Scenario,
    ScenarioError,
    best_commitment,
    break_even,
    compare,
    diff,
    estimate,
    forecast,
    sweep,
    tune,
    uncertain,
)
from lambda_cost.reconciliation.reconciliation import Reconciliation
from lambda_cost.reports import REPORTS
from lambda_cost.results import Result

DAY = "2026-11-01"
SHOP: Scenario[Any] = Scenario(
    day=DAY, free_tier="none", functions=[Function(name="f", requests="1M", duration_ms=100, memory_mb=1024)]
)
REQUESTS = "functions.f.requests"


def test_a_series_works_like_an_array() -> None:
    """1M and 2M x 0.1 s = 100,000 and 200,000 GB-s x 0.0000166667, and 0.20 a million: 1.86667 and twice that."""
    requests: Any = pd.Series([1_000_000, 2_000_000])
    total: Any = estimate(SHOP.with_("f", requests=requests)).total
    assert isinstance(total, np.ndarray)
    assert total.tolist() == pytest.approx([1.86667, 3.73334])
    with pytest.raises(ScenarioError, match=r"requests .*allowed: at least 0"):
        SHOP.with_("f", requests=pd.Series([1, -1]))


@pytest.mark.parametrize(
    ("answer", "column", "first"),
    [
        (estimate(SHOP), "billed_cost", 0.2),
        (estimate(SHOP).explain("duration"), "billed_cost", 1.66667),
        (compare(SHOP, SHOP), "", 0),
        (diff(SHOP, SHOP.with_("f", requests=0)), "before", 0.2),
        (break_even({"f": SHOP, "fixed": 2}, REQUESTS, 1, "2M"), "cost", 2),
        (forecast(SHOP, 2), "total", 1.86667),
        (tune(SHOP, "f", {128: 800, 1024: 100}), "total", 1.86667),
        (best_commitment(SHOP), "commitment", 0),
        (sweep(SHOP, {REQUESTS: [1_000_000, 2]}), "total", 1.86667),
        (uncertain(SHOP, {REQUESTS: {"one_of": [1_000_000]}}, draws=3), "total", 1.86667),
    ],
)
def test_every_answer_is_a_frame(answer: Result, column: str, first: float) -> None:
    """The numbers are those of the answer, as floats."""
    frame = answer.to_frame()
    assert len(frame) >= 1
    if column:
        assert float(frame[column].iloc[0]) == pytest.approx(first)
        assert frame[column].dtype == float


def test_steps_of_a_reconciliation_are_a_frame() -> None:
    assert Reconciliation(()).to_frame().empty


def test_without_pandas_a_frame_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(LambdaCostError, match="a data frame needs pandas: pip install pandas"):
        estimate(SHOP).to_frame()


def test_a_result_without_rows_is_not_finished() -> None:
    with pytest.raises(NotImplementedError):
        Result().rows()


def test_exact_numbers_stay_exact_in_rows() -> None:
    assert {type(row["billed_cost"]) for row in estimate(SHOP).rows()} == {Decimal}


def test_every_public_answer_that_has_a_report_has_rows() -> None:
    """Who adds a report adds a result."""
    public = [getattr(lambda_cost, name) for name in REPORTS if name in dir(lambda_cost)]
    assert len(public) >= 10
    assert [cls for cls in public if not issubclass(cls, Result) or cls.rows is Result.rows] == []
