"""A real Spark, in local mode, adds rows up to the same pools as the standard library and DuckDB.

One session serves all tests of this module.  Where Spark is not installed, they are skipped, and say how to install it.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import UnreadableFileError, reconcile
from lambda_cost.invoices import reading
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import DEFAULTS, SAMPLES, write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("SPARK NOT TESTED: there is no Java; install Java 17 and run make clean check", allow_module_level=True)
pytest.importorskip("pyspark", reason="SPARK NOT TESTED: pyspark is not installed; run make clean check")
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # PySpark leaves sockets to its gateway to be collected
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.xdist_group("spark"),
]
EVERY = {name: f"'{value}'" for name, value in DEFAULTS.items()}
DOUBLES = EVERY | {
    "line_item_usage_amount": "case i % 3 when 0 then 123456789.123456 when 1 then 1234.5678 else 0.1 end::double",
    "line_item_unblended_cost": "(i * 0.3)::double",
    "line_item_resource_id": "'arn:aws:lambda:us-east-1:1:function:f' || i % 2",
    "line_item_usage_start_date": "timestamp '2026-09-02' + to_hours(i::int)",
    "line_item_usage_end_date": "timestamp '2026-09-02' + to_hours(i::int + 24)",
    "product": "map {'region': 'us-east-1'}",
    "resource_tags": "map {'user_team': 'shop'}",
    "savings_plan_used_commitment": "null::double",
}


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    """One session for all of them: a second would take ten seconds more."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "1"}
    local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "1g"}
    builder: Any = SparkSession.builder
    session = builder.master("local[1]").config(map=quiet | local).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def pools(path: Path, engine: str) -> list[Any]:
    return [(pool.key, pool.amounts) for pool in read_invoices([path], engine=engine).pools]


def test_the_sample_of_cur_is_the_same_on_every_engine() -> None:
    path = SAMPLES / "cur-legacy-2022-10.parquet"
    assert pools(path, "spark") == pools(path, "duckdb") == pools(path, "")


def test_the_sample_of_focus_is_the_same_on_every_engine(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, {}, f"read_csv('{SAMPLES / 'focus-2024-09.csv'}', all_varchar = true)")
    assert pools(path, "spark") == pools(path, "duckdb") == pools(path, "")


def test_doubles_maps_and_timestamps_are_the_same_on_every_engine(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, DOUBLES, "range(9) t(i)")
    assert pools(path, "spark") == pools(path, "duckdb") == pools(path, "")


def test_many_rows_are_explained_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Added up by day and usage type, and apart by function; other services by usage type alone."""
    monkeypatch.setattr(reading, "SMALL_ROWS", 0)
    product = {"line_item_product_code": "case when i < 6 then 'AWSLambda' else 'AmazonS3' end"}
    path = write_parquet(tmp_path, DOUBLES | product, "range(9) t(i)")
    spark, duckdb = (reconcile(path, engine=engine, by="function").to_dict() for engine in ("spark", "duckdb"))
    assert spark == duckdb
    assert spark["months"][0]["out_of_scope"]["rows"] == 3


def test_a_table_of_spark_is_a_bill(session: Any, tmp_path: Path) -> None:
    path = write_parquet(tmp_path, DOUBLES, "range(9) t(i)")
    session.read.parquet(str(path)).createOrReplaceTempView("september")
    found = read_invoices([], engine="spark", table="september")
    assert [(pool.key, pool.amounts) for pool in found.pools] == pools(path, "")
    with pytest.raises(UnreadableFileError, match="october cannot be added up by spark"):
        read_invoices([], engine="spark", table="october")
