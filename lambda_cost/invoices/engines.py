"""The engines that add up large bills: DuckDB in this process, Spark, Trino and Athena, all of them through Ibis."""

from __future__ import annotations

import importlib
import os
import re
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean, shown
from lambda_cost.extras import install_command
from lambda_cost.invoices.cells import FILE
from lambda_cost.invoices.deliveries import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

ADDRESS = "LAMBDA_COST_ENGINE"
"""The environment variable of the engine's address.  No option has it, since an address may have a password in it."""
EXTRAS = {"duckdb": "bills", "spark": "spark", "trino": "trino", "athena": "athena"}
"""The engines, each with the extra that installs it."""
ADDRESSES = {
    "trino": "trino://USER@HOST:8443/CATALOG/SCHEMA",
    "athena": "athena://?region_name=REGION&schema_name=DATABASE&s3_staging_dir=s3://BUCKET/RESULTS/",
}
"""What the address of an engine that has tables of its own looks like."""
NO_JSON = frozenset(ADDRESSES)
"""Engines on which a map does not become JSON text by a cast."""
DUCKDB = {"memory_limit": "1GB", "preserve_insertion_order": False}
LIBRARIES = frozenset({"_duckdb", "duckdb", "ibis", "py4j", "pyarrow", "pyspark", "pyathena", "requests", "sqlglot", "trino"})
"""Whose errors say that an engine failed."""
MAX_CHARACTERS = 300
VIEW = "lambda_cost_bill"
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")


class AggregationError(UnreadableFileError):
    """An engine could not add a bill up."""


class Opened(NamedTuple):
    """A bill as a table of an engine."""

    table: Any
    """The table, an expression of Ibis."""
    rows: Callable[[Any], Iterator[dict[str, Any]]]
    """Runs an expression and gives its rows, by the name of the column."""


def check_engine(engine: str, *, has_table: bool, has_files: bool) -> None:
    """Refuse an *engine* that there is not, or that cannot read what it is asked to.

    Raises:
        ScenarioError: if so.
    """
    if engine and engine not in EXTRAS:
        raise ScenarioError([Problem("--engine", f"is {shown(engine)}; {did_you_mean(engine, list(EXTRAS))}")])
    if has_table and not engine:
        raise ScenarioError([Problem("--table", f"needs --engine; allowed: {', '.join(EXTRAS)}")])
    if engine in ADDRESSES and (has_files or not has_table):
        raise ScenarioError([Problem("--engine", f"{engine} reads a table of its own and no files; give --table NAME")])
    if has_files and has_table:
        raise ScenarioError([Problem("--table", "is read instead of files; give one of them")])


@contextmanager
def opened(engine: str, *, files: Sequence[str] = (), table: str = "") -> Generator[Opened]:
    """The bill in *files* of Parquet or in the *table* of *engine*.

    Raises:
        UnreadableFileError: if the engine is not installed or fails; never with a password in the message.
    """
    address = os.environ.get(ADDRESS, "")
    with _explained(engine, table or ", ".join(map(name_of, files[:2])), address):
        if engine == "spark":  # pragma: no cover - as `_spark`
            with _spark() as session:
                yield _spark_bill(session, files, table)
        elif engine == "duckdb":
            with _duckdb_bill(files, table, address) as bill:
                yield bill
        else:
            yield _remote_bill(engine, table, address)


@contextmanager
def _duckdb_bill(files: Sequence[str], table: str, address: str) -> Generator[Opened]:
    """The bill in DuckDB, which removes what it wrote into the temporary folder when it is closed."""
    import ibis  # pyright: ignore[reportMissingTypeStubs]

    toolbox: Any = ibis
    database = address.removeprefix("duckdb://") if table and address.startswith("duckdb://") else ":memory:"
    options = DUCKDB | {"temp_directory": tempfile.gettempdir(), "read_only": database != ":memory:"}
    connection: Any = toolbox.duckdb.connect(database, **options)
    try:
        connection.con.execute("set enable_progress_bar = false")  # which would be drawn into the output
        several = {"filename": FILE} if len(files) > 1 else {}
        bill = _named(connection, table) if table else connection.read_parquet(list(files), union_by_name=True, **several)

        def rows(expression: Any) -> Iterator[dict[str, Any]]:
            return _rows(connection.con.sql(str(toolbox.to_sql(expression))).to_arrow_table())

        yield Opened(bill, rows)
    finally:
        connection.disconnect()


@contextmanager
def _spark() -> Generator[Any]:  # pragma: no cover - tests/invoices/test_spark.py runs it, where there is a Spark
    """The session of Spark that there is, else one of its own, which ends here."""
    pyspark: Any = importlib.import_module("pyspark.sql")  # which development does not install

    running: Any = pyspark.SparkSession.getActiveSession()
    builder: Any = pyspark.SparkSession.builder
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    session: Any = running or builder.appName("lambda-cost").config(map=quiet).getOrCreate()
    try:
        yield session
    finally:
        if running is None:
            session.stop()


def _spark_bill(session: Any, files: Sequence[str], table: str) -> Opened:  # pragma: no cover - as `_spark`
    import ibis  # pyright: ignore[reportMissingTypeStubs]

    toolbox: Any = ibis
    session.conf.set("spark.sql.ansi.enabled", "true")  # what is too large is an error, and never missing
    connection: Any = toolbox.pyspark.connect(session)
    if not table:
        read = session.read.option("mergeSchema", "true").parquet(*files)
        named = read.selectExpr("*", f"input_file_name() as {FILE}") if len(files) > 1 else read
        named.createOrReplaceTempView(VIEW)
    return Opened(_named(connection, table or VIEW), _runner(connection))


def _remote_bill(engine: str, table: str, address: str) -> Opened:
    import ibis  # pyright: ignore[reportMissingTypeStubs]

    toolbox: Any = ibis
    if not address.startswith(f"{engine}:"):
        message = f"--engine {engine} needs the address of {engine} in the environment variable {ADDRESS}: {ADDRESSES[engine]}"
        raise UnreadableFileError(message)
    if engine == "athena":
        connection: Any = toolbox.athena.connect(**_options(address))
    else:
        connection = toolbox.connect(address)
    return Opened(_named(connection, table), _runner(connection))


def _runner(connection: Any) -> Callable[[Any], Iterator[dict[str, Any]]]:
    """What runs an expression on *connection*."""

    def rows(expression: Any) -> Iterator[dict[str, Any]]:
        return _rows(connection.to_pyarrow(expression))

    return rows


def _named(connection: Any, table: str) -> Any:
    """The table of that name, `schema.table` too."""
    *database, name = table.split(".")
    return connection.table(name, database=tuple(database) if len(database) > 1 else (database[0] if database else None))


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches():
        yield from batch.to_pylist()


@contextmanager
def _explained(engine: str, what: str, address: str) -> Generator[None]:
    """What goes wrong in an engine, in words and without the password of *address*."""
    try:
        yield
    except (ScenarioError, UnreadableFileError):
        raise
    except ImportError:
        command = install_command(EXTRAS[engine])
        raise UnreadableFileError(f"{what} needs {engine}, which is not installed: {command}") from None
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.partition(".")[0] not in LIBRARIES:
            raise  # a bug of ours
        text = " ".join(str(error).split())[:MAX_CHARACTERS]
        for secret in _secrets(address):
            text = text.replace(secret, "…")
        hint = " (Spark needs Java 17 or newer)" if "JAVA" in text else ""
        raise AggregationError(f"{what} cannot be added up by {engine}{hint}: {text}") from None


def _options(address: str) -> dict[str, str]:
    """What stands in *address* behind the question mark, by name."""
    pairs = (pair.partition("=") for pair in address.partition("?")[2].split("&"))
    return {name: value for name, _, value in pairs if name}


def _secrets(address: str) -> list[str]:
    """What of *address* is not to be printed, as it stands there and as it is meant."""
    password = re.match(r"[^/]*://[^/@]*?:([^/@]*)@", address)
    values = [password[1]] if password else []
    values += [value for name, value in _options(address).items() if "key" in name or "token" in name]
    return [text for value in values if value for text in (value, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))]
