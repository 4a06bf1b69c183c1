"""An engine adds rows up; the pools are the same as without."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import ScenarioError, UnreadableFileError
from lambda_cost.invoices import engine, reading
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import DEFAULTS, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

duckdb: Any = pytest.importorskip("duckdb")

PARQUET = SAMPLES / "cur-legacy-2022-10.parquet"


def pools(path: Path, name: str) -> list[Any]:
    return [(pool.key, pool.amounts) for pool in read_invoices([path], engine=name).pools]


def written(folder: Path, columns: dict[str, str], source: str) -> Path:
    """The *columns* of *source*, by default all of them, as Parquet in *folder*."""
    path = folder / "bill.parquet"
    listed = ", ".join(f"{value} as {name}" for name, value in columns.items()) or "*"
    duckdb.connect().execute(f"copy (select {listed} from {source}) to '{path}' (format parquet)")  # noqa: S608 - our own text
    return path


def test_a_bill_is_the_same_with_and_without_an_engine() -> None:
    assert pools(PARQUET, "duckdb") == pools(PARQUET, "")
    assert read_invoices([PARQUET], engine="duckdb").open_months == {"2022-10"}


def test_doubles_maps_and_tags_are_read_alike(tmp_path: Path) -> None:
    """Large doubles have digits that a scaled double would lose; 0.1 and 123456789.123456 come out as they are written."""
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()}
    columns |= {
        "line_item_usage_amount": "case i when 0 then 123456789.123456::double else 0.1::double end",
        "line_item_unblended_cost": "(i * 0.3)::double",
        "line_item_usage_start_date": "timestamp '2026-09-02' + to_hours(i::int)",
        "line_item_usage_end_date": "timestamp '2026-09-02' + to_hours(i::int + 24)",
        "product": "map {'region': 'us-east-1'}",
        "resource_tags": "map {'user_team': 'shop'}",
        "resource_tags_user_stage": "'prod'",
        "savings_plan_used_commitment": "null::double",
        "savings_plan_savings_plan_effective_cost": "null::double",
        "line_item_net_unblended_cost": "null::double",
    }
    path = written(tmp_path, columns, "range(3) t(i)")
    [(key, amounts)] = pools(path, "duckdb")
    assert key.tags == (("stage", "prod"), ("team", "shop"))
    assert (amounts.rows, amounts.hours, f"{amounts.quantity.normalize():f}") == (3, 72, "123456789.323456")
    assert pools(path, "") == [(key, amounts)]


def test_focus_is_read_alike(tmp_path: Path) -> None:
    sample = SAMPLES / "focus-2024-09.csv"
    path = written(tmp_path, {}, f"read_csv('{sample}', all_varchar = true)")
    assert pools(path, "duckdb") == pools(path, "")


def test_what_is_no_bill_is_refused_by_the_engine_too(tmp_path: Path) -> None:
    path = written(tmp_path, {"a": "1"}, "range(1) t(i)")
    for name in ("", "duckdb"):
        with pytest.raises(ScenarioError, match="is no bill"):
            read_invoices([path], engine=name)


def test_large_files_are_added_up_by_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE_BYTES", 10)
    monkeypatch.setattr(engine, "read_parquet", lambda path: (["asked of the engine", path], iter(())))
    with pytest.raises(ScenarioError, match="is no bill"):
        read_invoices([PARQUET])


def test_an_engine_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ScenarioError, match="--engine is 'abacus'"):
        read_invoices([PARQUET], engine="abacus")
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(UnreadableFileError, match=r"pip install 'lambda-cost\[bills\]'"):
        read_invoices([PARQUET], engine="duckdb")
