"""An engine adds rows up; the pools are the same as without."""

from __future__ import annotations

import sys
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import PriceBook, ScenarioError, UnreadableFileError, reconcile
from lambda_cost.invoices import engines, reading
from lambda_cost.invoices.pools import LinePool, add_up
from lambda_cost.invoices.reading import read_invoices
from lambda_cost.reconciliation.scope import is_other
from tests.invoices.bills import DEFAULTS, SAMPLES, write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

duckdb: Any = pytest.importorskip("duckdb")

PARQUET = SAMPLES / "cur-legacy-2022-10.parquet"
BOOK = PriceBook.bundled()
CUR_SAMPLES = ("cur-legacy-2018-02.csv.gz", "cur2-2026-04.csv.gz", "cur2-plan-and-discount.csv")


def pools(path: Path, name: str) -> list[Any]:
    return [(pool.key, pool.amounts) for pool in read_invoices([path], engine=name).pools]


def without_resources(pools: Iterable[LinePool]) -> dict[Any, Any]:
    """*pools* added up whatever their account and tags; of resources, whether they are the log group of a function.

    Without the region: some rows have it in the map of the product only, which is not read on many rows.
    """
    found: dict[Any, list[Any]] = {}
    for pool in pools:
        is_logs = pool.key.product_code == "AmazonCloudWatch" and ":log-group:/aws/lambda/" in pool.key.resource
        key = pool.key._replace(account="", region="", resource=":log-group:/aws/lambda/" if is_logs else "", tags=())
        sums = found.setdefault(key, [0] * len(pool.amounts))
        found[key] = [before + more for before, more in zip(sums, pool.amounts, strict=True)]
    return found


@pytest.mark.unmeasured
def test_a_bill_is_the_same_with_and_without_an_engine() -> None:
    assert pools(PARQUET, "duckdb") == pools(PARQUET, "")
    assert read_invoices([PARQUET], engine="duckdb").open_months == {"2022-10"}


def test_duckdb_is_closed_with_the_bill_that_it_added_up() -> None:
    """Closed, it removes what it wrote into the temporary folder; nothing else does."""
    with engines.opened("duckdb", files=[str(PARQUET)]) as bill:
        assert len([*bill.rows(bill.table.limit(1))]) == 1
    with pytest.raises(duckdb.ConnectionException, match="closed"):
        bill.rows(bill.table.limit(1))


@pytest.mark.parametrize("name", CUR_SAMPLES)
def test_every_sample_is_the_same_as_parquet(tmp_path: Path, name: str) -> None:
    path = write_parquet(tmp_path, {}, f"read_csv('{SAMPLES / name}', all_varchar = true)")
    assert pools(path, "duckdb") == [(pool.key, pool.amounts) for pool in read_invoices([SAMPLES / name]).pools]


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
    path = write_parquet(tmp_path, columns, "range(3) t(i)")
    [(key, amounts)] = pools(path, "duckdb")
    assert key.tags == (("stage", "prod"), ("team", "shop"))
    assert (amounts.rows, amounts.hours, f"{amounts.quantity.normalize():f}") == (3, 72, "123456789.323456")
    assert pools(path, "") == [(key, amounts)]


@pytest.mark.parametrize("product", ["map {'region': 'eu-west-1'}", """'{"region": "eu-west-1"}'"""])
def test_a_region_that_only_the_product_has_is_found(tmp_path: Path, product: str) -> None:
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items() if name != "product_region_code"}
    path = write_parquet(tmp_path, columns | {"product": product}, "range(1) t(i)")
    assert [key.region for key, _ in pools(path, "duckdb")] == ["eu-west-1"]


@pytest.mark.parametrize("number", ["9999.9999999999", "1234.5678", "0.00000000000123", "99999999999.25", "1e-07", "-0.3"])
def test_a_double_is_the_decimal_that_it_is_written_as(tmp_path: Path, number: str) -> None:
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()} | {"line_item_usage_amount": f"{number}::double"}
    [(_, amounts)] = pools(write_parquet(tmp_path, columns, "range(1) t(i)"), "duckdb")
    assert amounts.quantity == Decimal(number)


def test_focus_is_read_alike(tmp_path: Path) -> None:
    sample = SAMPLES / "focus-2024-09.csv"
    path = write_parquet(tmp_path, {}, f"read_csv('{sample}', all_varchar = true)")
    assert pools(path, "duckdb") == pools(path, "")


@pytest.mark.parametrize("name", [*CUR_SAMPLES, "focus-2024-09.csv"])
def test_many_rows_are_added_up_without_resources_and_other_services_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is ours has the same sums by day and usage type; what is not is added up by usage type alone."""
    monkeypatch.setattr(reading, "SMALL_ROWS", 3)
    path = write_parquet(tmp_path, {}, f"read_csv('{SAMPLES / name}', all_varchar = true)")

    def other(pool: LinePool) -> bool:
        return is_other(pool.key, BOOK)

    large = read_invoices([path], engine="duckdb", is_other=lambda key: is_other(key, BOOK))
    small = read_invoices([SAMPLES / name])
    ours = without_resources(pool for pool in large.pools if not other(pool))
    assert ours == without_resources(pool for pool in small.pools if not other(pool))
    for amount in ("rows", "cost", "net_cost"):
        assert add_up(large.pools, amount) == add_up(small.pools, amount)
    assert "without functions" in large.warnings[0]
    assert large.open_months == small.open_months


@pytest.mark.parametrize("by", ["account", "function", "service", "region", "tag:team"])
def test_a_split_of_many_rows_is_that_of_few(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    small = reconcile(PARQUET, by=by)
    monkeypatch.setattr(reading, "SMALL_ROWS", 3)
    large = reconcile(PARQUET, by=by, engine="duckdb")
    assert large.months[0].attributed == small.months[0].attributed
    assert [(step.step, step.amount) for step in large.months[0].steps] == [
        (step.step, step.amount) for step in small.months[0].steps
    ]


@pytest.mark.parametrize("tags", ["map {'user_team': 'shop'}", "map {'team': 'shop'}", """'{"user_team": "shop"}'"""])
def test_one_tag_is_taken_out_of_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tags: str) -> None:
    monkeypatch.setattr(reading, "SMALL_ROWS", 0)
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()} | {
        "resource_tags": tags,
        "resource_tags_user_stage": "'x'",
    }
    path = write_parquet(
        tmp_path, columns | {"line_item_unblended_cost": "'2'", "line_item_usage_amount": "'10000000'"}, "range(1)"
    )
    (month,) = reconcile(path, engine="duckdb", by="tag:team").months
    assert [(one.name, one.billed) for one in month.attributed] == [("shop", Decimal(2))]
    (month,) = reconcile(path, engine="duckdb", by="tag:stage").months
    assert [(one.name, one.billed) for one in month.attributed] == [("x", Decimal(2))]


def test_a_month_and_a_payer_are_chosen_by_the_engine(tmp_path: Path) -> None:
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()} | {
        "bill_billing_period_start_date": "case i when 0 then timestamp '2026-08-01' else timestamp '2026-09-01' end",
        "bill_payer_account_id": "case i when 1 then 'one' else 'two' end",
    }
    path = write_parquet(tmp_path, columns, "range(4) t(i)")
    found = read_invoices([path], engine="duckdb", month="2026-09", payer="two")
    assert [(pool.key.month, pool.key.payer, pool.amounts.rows) for pool in found.pools] == [("2026-09", "two", 2)]


def test_files_of_one_bill_are_one_table(tmp_path: Path) -> None:
    """A month's files may differ in columns; other files beside them are read as ever."""
    every = {name: f"'{value}'" for name, value in DEFAULTS.items()}
    write_parquet(tmp_path, every, "range(2) t(i)")
    write_parquet(tmp_path, every | {"resource_tags_user_team": "'shop'"}, "range(3) t(i)", name="second.parquet")
    found = read_invoices([tmp_path], engine="duckdb")
    assert sum(pool.amounts.rows for pool in found.pools) == 5
    assert found.sources[0].startswith("2 files from ")


def test_a_table_of_a_database_is_a_bill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = duckdb.connect(str(tmp_path / "bills.db"))
    database.execute(f"create schema cur; create table cur.september as select * from read_parquet('{PARQUET}')")  # noqa: S608
    database.close()
    monkeypatch.setenv("LAMBDA_COST_ENGINE", f"duckdb://{tmp_path}/bills.db")
    found = read_invoices([], engine="duckdb", table="cur.september")
    assert [(pool.key, pool.amounts) for pool in found.pools] == pools(PARQUET, "")
    with pytest.raises(UnreadableFileError, match=r"cur\.october cannot be added up by duckdb"):
        read_invoices([], engine="duckdb", table="cur.october")


def test_what_is_no_bill_is_refused_by_the_engine_too(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, {"a": "1"}, "range(1) t(i)")
    for name in ("", "duckdb"):
        with pytest.raises(ScenarioError, match="is no bill"):
            read_invoices([path], engine=name)


def test_a_number_that_is_none_is_refused_with_its_row(tmp_path: Path) -> None:
    columns = {name: f"'{value}'" for name, value in DEFAULTS.items()} | {"line_item_usage_amount": "'nan'::double"}
    with pytest.raises(ScenarioError, match=r"row 1: line_item_usage_amount is 'nan'; allowed: a number"):
        read_invoices([write_parquet(tmp_path, columns, "range(1) t(i)")], engine="duckdb")


def test_what_an_engine_cannot_add_up_is_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise engines.AggregationError("no")

    monkeypatch.setattr(reading._Reading, "_add_up", refuse)
    assert pools(PARQUET, "duckdb") == pools(PARQUET, "")
    assert len(read_invoices([PARQUET], engine="duckdb").sources) == 1


def test_large_files_are_added_up_by_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(reading, "LARGE_BYTES", 10)
    monkeypatch.setattr(reading._Reading, "read_large", lambda *_args, **options: asked.append(options))
    with pytest.raises(ScenarioError, match="no bill has a row"):
        read_invoices([PARQUET])
    assert asked == [{"files": [PARQUET]}]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "abacus"}, "--engine is 'abacus'"),
        ({"table": "bills"}, "--table needs --engine"),
        ({"engine": "trino"}, "trino reads a table of its own and no files; give --table NAME"),
        ({"engine": "duckdb", "table": "bills"}, "--table is read instead of files"),
    ],
)
def test_engines_and_tables_that_do_not_go_together_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read_invoices([PARQUET], **options)


def test_an_engine_that_is_not_installed_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(UnreadableFileError, match=r"pip install '.*\[bills\]'"):
        read_invoices([PARQUET], engine="duckdb")


@pytest.mark.parametrize("engine", ["trino", "athena"])
def test_an_engine_elsewhere_needs_its_address(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.delenv("LAMBDA_COST_ENGINE", raising=False)
    with pytest.raises(UnreadableFileError, match=rf"the environment variable LAMBDA_COST_ENGINE: {engine}://"):
        read_invoices([], engine=engine, table="bills")


@pytest.mark.parametrize(
    ("engine", "address"),
    [
        ("trino", "trino://me:p%40ss@host/hive/bills"),
        ("athena", "athena://?region_name=eu-west-1&aws_secret_access_key=p%40ss&s3_staging_dir=s3://b/"),
    ],
)
def test_no_message_has_a_password(monkeypatch: pytest.MonkeyPatch, engine: str, address: str) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        message = "no route to p%40ss at host, p@ss"
        raise OSError(message)

    monkeypatch.setitem(sys.modules, "ibis", SimpleNamespace(connect=refuse, athena=SimpleNamespace(connect=refuse)))
    monkeypatch.setenv(engines.ADDRESS, address)
    with pytest.raises(UnreadableFileError) as caught:
        read_invoices([], engine=engine, table="bills")
    assert "p%40ss" not in str(caught.value)
    assert "p@ss" not in str(caught.value)
    assert f"bills cannot be added up by {engine}" in str(caught.value)
