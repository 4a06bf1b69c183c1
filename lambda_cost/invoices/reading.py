"""Bills read: the files of each, told apart by their columns, row by row into pools."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError
from lambda_cost.invoices import cost_explorer, cur, focus, summary
from lambda_cost.invoices.beginnings import GZIP, PARQUET, ZIP
from lambda_cost.invoices.cells import FILE, Cells
from lambda_cost.invoices.deliveries import MIN_REPEATED, Copies, RepeatedRows, name_of
from lambda_cost.invoices.engines import NO_JSON, AggregationError, Opened, check_engine, opened
from lambda_cost.invoices.opening import Bounded, explained, lines_of, open_parquet
from lambda_cost.invoices.pools import Invoices, PoolCollector
from lambda_cost.invoices.s3 import finding
from lambda_cost.invoices.sums import ALL_OWNERS, Scopes, Sums
from lambda_cost.numbers.quantity import exactly
from lambda_cost.strict_yaml import is_list

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from lambda_cost.invoices.pools import LineKey

SMALL_ROWS = 100_000
"""Up to so many rows a bill is read with its resources, whichever engine adds them up."""
LARGE_BYTES = 32 * 2**20
"""From here on a file of Parquet is added up by an engine first."""
MAX_CELL_CHARACTERS = 2**20
MAX_COLUMNS = 2000
MAX_JSON_BYTES = 64 * 2**20


def read_invoices(
    paths: Iterable[str | Path],
    *,
    month: str = "",
    payer: str = "",
    engine: str = "",
    table: str = "",
    owners: Collection[str] = (),
    is_other: Callable[[LineKey], bool] | None = None,
) -> Invoices:
    """What the bills at *paths* say, files or folders of one or more deliveries, here or in S3.

    Args:
        paths: CSV, also as gzip or zip, Parquet, or JSON of Cost Explorer; `s3://BUCKET/PREFIX` too.
        month: `2026-09`, to leave out other months.
        payer: an account number, to leave out what others pay.
        engine: `duckdb` or `spark` adds Parquet up before it is read; by default DuckDB does for large files if it is
            installed.  `trino` and `athena` read a *table*.
        table: the table of the *engine* that has the bill, instead of *paths*.
        owners: what rows are told apart by even on a bill of many rows: `account`, `resource`, `tag:KEY`.
        is_other: whether rows are of a service that nobody asks for; they are only added up.

    Raises:
        UnreadableFileError: if a file cannot be read, or a folder has two deliveries of one month.
        ScenarioError: if a file is no bill, or something in it is not in the form.
    """
    listed = list(paths)
    check_engine(engine, has_table=bool(table), has_files=bool(listed))
    reading = _Reading(month, payer, engine, owners, is_other or (lambda _: False))
    with exactly(), finding() as find_files:
        every: list[list[Path]] = []
        for path in listed:
            bill_file, warnings = find_files(path)
            reading.invoices.warnings += warnings
            every.append(bill_file)
        reading.repeated = RepeatedRows() if sum(map(len, every)) > 1 else None
        for bill_file in every:
            reading.read_all(bill_file)
        if table:
            reading.read_large(f"table {table}", table=table)
    return reading.finish()


class _Reading:
    def __init__(
        self, month: str, payer: str, engine: str, owners: Collection[str], is_other: Callable[[LineKey], bool]
    ) -> None:
        self.month, self.payer, self.engine = month, payer, engine
        self.owners, self.is_other = owners, is_other
        self.pools, self.by_day, self.by_owner = PoolCollector(), PoolCollector(), PoolCollector()
        self.invoices = Invoices()
        self.ids: dict[int, str] = {}
        self.places: set[Path] = set()
        self.repeated: RepeatedRows | None = None
        self.copies = Copies()

    def count_once(self, path: Path) -> None:
        """Refuse the file at *path* if it was read before; a bill is counted once.

        Raises:
            ScenarioError: if it was read before.
        """
        resolved = files.resolve(path)
        if resolved in self.places:
            raise ScenarioError([Problem("", "is given twice; a bill is counted once", name_of(path))])
        self.places.add(resolved)

    def read_all(self, paths: list[Path]) -> None:
        """Add the files at *paths*, those of Parquet by an engine if they are large or it is asked for."""
        for path in paths:
            self.count_once(path)
        parquet = [path for path in paths if path.suffix == ".parquet"]
        is_large = sum(files.size(path) for path in parquet) > LARGE_BYTES and importlib.util.find_spec("ibis") is not None
        if parquet and (self.engine or is_large):
            first = name_of(parquet[0])
            name = first if len(parquet) == 1 else f"{len(parquet)} files from {first} on"
            for path in parquet:
                with explained(name_of(path)), files.open_file(path, "rb"):
                    pass  # one that is not there is named before an engine looks for it
            self.read_large(name, files=parquet)
            paths = [path for path in paths if path not in parquet]
        for path in paths:
            self.read(path)

    def read_large(self, name: str, *, files: list[Path] | None = None, table: str = "") -> None:
        """Add a bill of Parquet *files* or in a *table*, which an engine adds up first.

        What DuckDB cannot add up is read row by row, so that the row that is wrong is named.
        """
        engine, sources = self.engine or "duckdb", len(self.invoices.sources)
        try:
            with opened(engine, files=[str(file) for file in files or []], table=table) as bill:
                self._add_up(name, bill, engine)
        except AggregationError:
            if engine != "duckdb" or not files:
                raise
            del self.invoices.sources[sources:]
            for file in files:
                self.read(file)

    def _add_up(self, name: str, bill: Opened, engine: str) -> None:
        kind = self._kind(name, [str(column) for column in bill.table.columns], (cur, focus))
        compared = self.repeated is not None
        sums = Sums(bill.table, month=self.month, payer=self.payer, json=engine not in NO_JSON, are_compared=compared)

        def run(expression: Any) -> list[Cells]:
            return sorted((Cells(row, name) for row in bill.rows(expression)), key=lambda cells: cells.text(FILE))

        overview = run(sums.overview())
        rows = sum(cells.rows for cells in overview)
        if rows <= SMALL_ROWS:
            self._add(kind, run(sums.pools({*ALL_OWNERS, *self.owners}, None, by_day=True)), name=name)
            return
        scopes, others = self._others(kind, overview, sums.scope_columns)
        by_day = run(sums.pools((), scopes, by_day=True))
        by_owner = run(sums.pools(self.owners, scopes, by_day=False)) if self.owners else []
        self._add(kind, [*others, *by_day], self.by_day, name)
        self._add(kind, by_owner, self.by_owner)
        if not self.owners:
            self.invoices.warnings.append(
                f"{name} has {rows:,} rows: they are added up by day and usage type, without functions; --by function or"
                " --observed tells these apart."
            )

    def _others(self, kind: Any, overview: list[Cells], columns: list[str]) -> tuple[Scopes, list[Cells]]:
        """The values of the scope's *columns* in *overview*, and those of its rows that are of other services."""
        rows = [(tuple(str(cells.values[column] or "") for column in columns), cells) for cells in overview]
        ours = {scope for scope, cells in rows if not all(self.is_other(key) for key, _ in kind.lines_of(cells))}
        return Scopes(ours, {scope for scope, _ in rows} - ours), [cells for scope, cells in rows if scope not in ours]

    def _add(self, kind: Any, rows: Iterable[Cells], into: PoolCollector | None = None, name: str = "") -> None:
        """Add *rows* of the *kind* of bill, as they are in the file called *name*, or added up already."""
        pools = self.pools if into is None else into
        for cells in rows:
            file = cells.text(FILE)
            for key, amounts in kind.lines_of(cells):
                if self.month not in {"", key.month} or self.payer not in {"", key.payer}:
                    continue
                pools.add(key, amounts, cells.where)
                if self.repeated and name:
                    row = (key, amounts, cells.times or cells.text(*kind.STARTS))
                    called = name_of(file) if file else name
                    self.repeated.add(row, called, cells.rows)
                    self.copies.add(key, amounts, called, is_added_up=bool(cells.times))
                if kind.is_open(cells):
                    self.invoices.open_months.add(key.month)
        if self.repeated:
            self.repeated.check()

    def read(self, path: Path) -> None:
        """Add the file at *path*."""
        name = name_of(path)
        with explained(name), files.open_file(path, "rb") as opened:
            raw: Any = opened
            magic: bytes = raw.peek(4)[:4]
            if magic.startswith(PARQUET):
                self._table(name, *open_parquet(path, name))
            elif magic.startswith(ZIP):
                with zipfile.ZipFile(raw) as archive:
                    for member in archive.infolist():
                        if not member.filename.endswith("/"):
                            with archive.open(member) as file:
                                self._text(file, f"{name}: {member.filename}")
            else:
                self._text(gzip.GzipFile(fileobj=raw) if magic.startswith(GZIP) else raw, name)

    def finish(self) -> Invoices:
        """Everything that was read."""
        self.copies.check()
        pools, by_owner = self.pools.pools(), self.by_owner.pools()
        self.invoices.pools = [*pools, *self.by_day.pools()]
        self.invoices.by_owner = [*pools, *by_owner] if by_owner else []
        if not self.invoices.pools:
            what = f"{f' of {self.month}' if self.month else ''}{f' that {self.payer} pays' if self.payer else ''}"
            raise ScenarioError([Problem("", f"no bill has a row{what}; allowed: {_ALLOWED}")])
        return self.invoices

    def _text(self, file: Any, name: str) -> None:
        bounded = io.BufferedReader(Bounded(file, name), 2**16)
        if bounded.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
            self._json(bounded.read(MAX_JSON_BYTES + 1), name)
            return
        encoding = "utf-16" if bounded.peek(2).startswith(files.UTF_16) else "utf-8-sig"
        text = io.TextIOWrapper(bounded, encoding=encoding, newline="")
        usual = csv.field_size_limit(MAX_CELL_CHARACTERS)  # one limit for the whole process
        try:
            rows = csv.reader(lines_of(text, name))
            titles = next(rows, list[str]())
            if len(titles) > MAX_COLUMNS:
                raise ScenarioError([Problem("", f"has {len(titles):,} columns; allowed: at most {MAX_COLUMNS:,}", name)])
            self._table(name, titles, ((rows.line_num, row) for row in rows))
        finally:
            csv.field_size_limit(usual)

    def _json(self, raw: bytes, name: str) -> None:
        if len(raw) > MAX_JSON_BYTES:
            raise UnreadableFileError(f"{name} is too large; allowed: at most {MAX_JSON_BYTES:,} bytes of JSON")
        try:
            data = json.loads(raw, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            raise UnreadableFileError(f"{name} is not well-formed JSON: {error}") from None
        pages: list[Any] = data if is_list(data) else [data]
        if not pages or not all(cost_explorer.claims(page) for page in pages):
            raise ScenarioError([Problem("", f"is no bill; allowed: {_ALLOWED}", name)])
        self.invoices.sources.append(f"{name}: {cost_explorer.TITLE}")
        collector = PoolCollector()
        for page in pages:
            cost_explorer.read(page, name, collector, self.invoices)
        for pool in collector.pools():
            if self.month in {"", pool.key.month}:
                self.pools.add(pool.key, pool.amounts, pool.first)
                if self.repeated:  # each is the sum of many rows, whose cost does not come twice by chance
                    hint = "" if pool.key.account else ", or group both by LINKED_ACCOUNT if they are of two accounts"
                    self.repeated.add((pool.key, pool.amounts), name, MIN_REPEATED if pool.amounts.cost else 1, hint)
        if self.repeated:
            self.repeated.check()

    def _kind(self, name: str, titles: list[str], kinds: tuple[Any, ...] = (cur, focus, summary)) -> Any:
        """The module of *kinds* that reads a bill called *name* with columns of such *titles*."""
        columns = [cur.column_name(title) for title in titles]
        kind: Any = next((kind for kind in kinds if kind.claims(titles)), None)
        if kind is None:
            raise ScenarioError([Problem("", f"is no bill; allowed: {_ALLOWED}", name)])
        twice = [column for column in kind.REQUIRED if columns.count(column) > 1]
        if twice:
            raise ScenarioError([Problem("", f"has the columns {', '.join(twice)} twice; allowed: once", name)])
        missing = [column for column in kind.REQUIRED if column not in columns]
        if missing:
            raise ScenarioError([Problem("", f"is a {kind.TITLE} without the columns {', '.join(missing)}", name)])
        self.invoices.sources.append(f"{name}: {kind.TITLE}{f' {focus.version(titles)}' if kind is focus else ''}")
        return kind

    def _table(self, name: str, titles: list[str], rows: Iterable[tuple[int, list[Any]]]) -> None:
        kind = self._kind(name, titles)
        columns = [cur.column_name(title) for title in titles]

        def read() -> Iterator[Cells]:
            for number, row in rows:
                if row and len(row) != len(columns):
                    raise ScenarioError([Problem("", f"has {len(row)} cells; allowed: {len(columns)}", name, number)])
                if row:
                    cells = Cells(dict(zip(columns, row, strict=True)), f"{name}, row {number}")
                    self._check_delivery(kind.row_id(cells), name)
                    yield cells

        self._add(kind, read(), name=name)

    def _check_delivery(self, row_id: str, name: str) -> None:
        """Refuse a row that another file has too: two deliveries of a month are not to be added."""
        if not row_id:
            return
        other = self.ids.setdefault(hash(row_id), name)
        if other != name:
            message = f"has rows that {other} has too: two deliveries of one month are not added; give one of them"
            raise ScenarioError([Problem("", message, name)])


_ALLOWED = "a Cost and Usage Report or FOCUS export in CSV or Parquet, or an answer of Cost Explorer in JSON"
