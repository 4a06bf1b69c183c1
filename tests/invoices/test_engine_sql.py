"""What Trino and Athena would be asked: compiled from the same expressions, and parsed again in their dialects."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from lambda_cost.invoices import engines
from lambda_cost.invoices.sums import FORMS, Scopes, Sums

ibis: Any = pytest.importorskip("ibis")
sqlglot: Any = pytest.importorskip("sqlglot")
DIALECTS = ("trino", "athena")
COLUMNS = {
    name: "timestamp" if name.endswith(("Start", "End", "_start_date", "_end_date")) else "string"
    for form in FORMS.values()
    for name in (*form.scope, *form.texts, *form.owners.values(), form.payer, form.period, form.start, form.end)
}
NUMBERS = {name: "float64" for form in FORMS.values() for name in (*form.costs, *form.numbers)}
MAPS = {"resource_tags": "map<string, string>", "Tags": "map<string, string>"}


def bill(kind: int) -> Any:
    """A table with every column of a Cost and Usage Report (0) or of FOCUS (1)."""
    form = list(FORMS.values())[kind]
    names = {*form.scope, *form.texts, *form.owners.values(), form.payer, form.period, form.start, form.end, form.tags}
    every = COLUMNS | NUMBERS | MAPS
    return ibis.table({name: every[name] for name in sorted(names | {*form.costs, *form.numbers})}, name="bills")


COALESCE = sqlglot.exp.Coalesce
"""Of a cost that rows may lack, and the one that is taken instead."""


def parsed(expression: Any, dialect: str) -> Any:
    """The statement of *expression* in the words of *dialect*, parsed again."""
    compilers: Any = importlib.import_module(f"ibis.backends.sql.compilers.{dialect}")
    compiler: Any = getattr(compilers, f"{dialect.title()}Compiler")()
    return sqlglot.parse_one(compiler.to_sqlglot(expression).sql(dialect=compiler.dialect), read=compiler.dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", [0, 1])
def test_every_double_is_added_up_as_a_decimal(dialect: str, kind: int) -> None:
    """A branch of each number casts to ten places, which must lead back to the double, and the others cast its text."""
    scopes = Scopes({("AWSLambda", "Request", "", "", "")[: 5 if kind else 2]}, set())
    sums = Sums(bill(kind), month="2026-09", payer="1", json=False)
    for expression in (sums.overview(), sums.pools((), scopes, by_day=True), sums.pools(("tag:team",), scopes, by_day=False)):
        statement = parsed(expression, dialect)
        casts = {cast.sql(dialect="trino").partition(" AS ")[2] for cast in statement.find_all(sqlglot.exp.Cast)}
        assert any("DECIMAL(38, 18)" in cast for cast in casts)
        assert any("DECIMAL(18, 10)" in cast for cast in casts)
        assert not any(cast.endswith("JSON)") for cast in casts)  # which would fail on a map
        numbers = {name for name in NUMBERS if name in sums.columns}
        for number in numbers & {column.name for column in statement.find_all(sqlglot.exp.Column)}:
            made = [alias for alias in statement.find_all(sqlglot.exp.Alias) if alias.alias == number]
            inner = [alias.this for alias in made if not isinstance(alias.this, sqlglot.exp.Sum)]
            either = [part for one in inner for part in ([one.this, *one.expressions] if isinstance(one, COALESCE) else [one])]
            assert all(isinstance(one, sqlglot.exp.If | sqlglot.exp.Case) for one in either)
            assert all("DECIMAL(38, 18)" in one.sql(dialect="trino") for one in inner)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_tag_is_read_from_the_map(dialect: str) -> None:
    statement = parsed(Sums(bill(0), json=False).pools(("tag:team",), None, by_day=False), dialect).sql(dialect="trino")
    for key in ("'user_team'", "'user:team'", "'team'"):
        assert f'ELEMENT_AT("t0"."resource_tags", {key})' in statement


@pytest.mark.parametrize(
    ("engine", "address", "asked"),
    [
        ("trino", "trino://me@host/hive/cur", "trino://me@host/hive/cur"),
        (
            "athena",
            "athena://?region_name=eu-west-1&s3_staging_dir=s3://bucket/results/",
            {"region_name": "eu-west-1", "s3_staging_dir": "s3://bucket/results/"},
        ),
    ],
)
def test_an_address_leads_to_the_table(monkeypatch: pytest.MonkeyPatch, engine: str, address: str, asked: Any) -> None:
    given: list[Any] = []
    rows = SimpleNamespace(to_batches=lambda: [SimpleNamespace(to_pylist=lambda: [{"a": 1}])])
    connection = SimpleNamespace(
        table=lambda name, database: given.append((name, database)), to_pyarrow=lambda _expression: rows
    )

    def connect(*addresses: str, **options: str) -> Any:
        given.append(addresses[0] if addresses else options)
        return connection

    monkeypatch.setitem(sys.modules, "ibis", SimpleNamespace(connect=connect, athena=SimpleNamespace(connect=connect)))
    monkeypatch.setenv(engines.ADDRESS, address)
    with engines.opened(engine, table="hive.cur.september") as found:
        assert list(found.rows(None)) == [{"a": 1}]
    assert given == [asked, ("september", ("hive", "cur"))]
