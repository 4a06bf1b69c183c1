"""Bills that are broken, or have something where a bill has text or a number: a message, never a traceback."""

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import LambdaCostError
from lambda_cost.invoices.cells import Cells
from lambda_cost.invoices.reading import read_invoices

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize("engine", ["", "duckdb"])
@pytest.mark.parametrize("cut", [8, 5_000])
def test_a_cut_off_parquet_file_is_refused_by_name(engine: str, cut: int, tmp_path: Path) -> None:
    whole = next(SAMPLES.glob("*.parquet")).read_bytes()
    path = tmp_path / "bill.parquet"
    path.write_bytes(whole[:cut])
    with pytest.raises(LambdaCostError, match=r"bill\.parquet cannot be read: "):
        read_invoices([path], engine=engine)


@pytest.mark.parametrize("odd", [[], {}, [1]])
def test_a_list_where_an_amount_is_expected_is_refused(odd: Any, tmp_path: Path) -> None:
    group = {
        "Keys": ["AWS Lambda", "Request"],
        "Metrics": {"UnblendedCost": {"Amount": odd, "Unit": "USD"}, "UsageQuantity": {"Amount": "1", "Unit": "Requests"}},
    }
    answer = {
        "GroupDefinitions": [{"Type": "DIMENSION", "Key": "SERVICE"}, {"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
        "ResultsByTime": [{"TimePeriod": {"Start": "2026-09-01", "End": "2026-10-01"}, "Groups": [group]}],
    }
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    with pytest.raises(LambdaCostError, match=r"Amount is .*; allowed: a number"):
        read_invoices([path])


def test_cells_of_any_kind_are_read() -> None:
    cells = Cells({"empty": None, "list": [1], "tags": '{"team": [1], "stage": "", "owner": "a"}'}, "row 2")
    assert cells.text("empty", "list") == "[1]"
    assert cells.mapping("tags") == {"team": "[1]", "owner": "a"}


def test_times_with_and_without_a_zone_are_compared() -> None:
    cells = Cells({"start": "2026-09-01T00:00Z", "end": "2026-09-01T02:00:00"}, "row 2")
    assert cells.hours("start", "end") == 2


def test_blanks_without_end_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    """100 MB of them are 100 kB of gzip; a line was once held whole, a gigabyte of them in 2.1 GB."""
    path = tmp_path / "bill.csv.gz"
    path.write_bytes(gzip.compress(b" " * 100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(LambdaCostError, match=r"bill\.csv\.gz has a line that is too long; allowed: 16,777,216 characters"):
            read_invoices([path])
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()
