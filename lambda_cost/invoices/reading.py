"""Bills read: the files of each, told apart by their columns, row by row into pools."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import sys
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean, shown
from lambda_cost.invoices import cost_explorer, cur, engine, focus, summary
from lambda_cost.invoices.beginnings import GZIP, PARQUET, UNREADABLE, ZIP
from lambda_cost.invoices.cells import Cells
from lambda_cost.invoices.deliveries import RepeatedRows, find_files
from lambda_cost.invoices.pools import Invoices, PoolCollector
from lambda_cost.numbers.quantity import exactly
from lambda_cost.strict_yaml import is_list

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

ENGINES = ("", "duckdb")
LARGE_BYTES = 32 * 2**20
"""From here on a file of Parquet is added up by an engine first."""
MAX_UNPACKED_BYTES = 8 * 2**30
"""What one packed file may be when it is unpacked."""
MAX_CELL_CHARACTERS = 2**20
MAX_LINE_CHARACTERS = 16 * 2**20
MAX_COLUMNS = 2000
MAX_JSON_BYTES = 64 * 2**20


def read_invoices(paths: Iterable[str | Path], *, month: str = "", payer: str = "", engine: str = "") -> Invoices:
    """What the bills at *paths* say, files or folders of one or more deliveries.

    Args:
        paths: CSV, also as gzip or zip, Parquet, or JSON of Cost Explorer.
        month: `2026-09`, to leave out other months.
        payer: an account number, to leave out what others pay.
        engine: `duckdb` adds Parquet up before it is read; by default that is done for large files if it is installed.

    Raises:
        UnreadableFileError: if a file cannot be read, or a folder has two deliveries of one month.
        ScenarioError: if a file is no bill, or something in it is not in the form.
    """
    reading = _Reading(month, payer, engine)
    with exactly():
        every: list[Path] = []
        for path in paths:
            found, warnings = find_files(path)
            reading.invoices.warnings += warnings
            every += found
        reading.repeated = RepeatedRows() if len(every) > 1 else None
        for file in every:
            reading.read_once(file)
    return reading.finish()


class _Reading:
    """Bills that are being read."""

    def __init__(self, month: str, payer: str, engine: str) -> None:
        if engine not in ENGINES:
            raise ScenarioError([Problem("--engine", f"is {shown(engine)}; {did_you_mean(engine, ENGINES[1:])}")])
        self.month, self.payer, self.engine = month, payer, engine
        self.pools = PoolCollector()
        self.invoices = Invoices()
        self.ids: dict[int, str] = {}
        self.places: set[Path] = set()
        self.repeated: RepeatedRows | None = None

    def read_once(self, path: Path) -> None:
        """Add the file at *path*, which is counted once.

        Raises:
            ScenarioError: if it was read before.
        """
        place = files.resolve(path)
        if place in self.places:
            raise ScenarioError([Problem("", "is given twice; a bill is counted once", str(path))])
        self.places.add(place)
        self.read(path)

    def read(self, path: Path) -> None:
        """Add the file at *path*."""
        name = str(path)
        with _explained(name), files.open_file(path, "rb") as opened:
            raw: Any = opened
            magic: bytes = raw.peek(4)[:4]
            if magic.startswith(PARQUET):
                is_large = files.size(path) > LARGE_BYTES and importlib.util.find_spec("ibis") is not None
                self._table(name, *(_added_up(path, name) if self.engine or is_large else _parquet(path, name)))
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
        self.invoices.pools = self.pools.pools()
        if not self.invoices.pools:
            what = f"{f' of {self.month}' if self.month else ''}{f' that {self.payer} pays' if self.payer else ''}"
            raise ScenarioError([Problem("", f"no bill has a row{what}; allowed: {_ALLOWED}")])
        return self.invoices

    def _text(self, file: Any, name: str) -> None:
        bounded = io.BufferedReader(_Bounded(file, name), 2**16)
        if bounded.peek(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
            self._json(bounded.read(MAX_JSON_BYTES + 1), name)
            return
        text = io.TextIOWrapper(bounded, encoding="utf-8-sig", newline="")
        usual = csv.field_size_limit(MAX_CELL_CHARACTERS)  # one limit for the whole process
        try:
            rows = csv.reader(_lines_of(text, name))
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
        collector = PoolCollector() if self.month else self.pools
        for page in pages:
            cost_explorer.read(page, name, collector, self.invoices)
        if self.month:
            for pool in collector.pools():
                if pool.key.month == self.month:
                    self.pools.add(pool.key, pool.amounts, pool.first)

    def _table(self, name: str, titles: list[str], rows: Iterable[tuple[int, list[Any]]]) -> None:
        columns = [cur.column_name(title) for title in titles]
        kind: Any = next((kind for kind in (cur, focus, summary) if kind.claims(titles)), None)
        if kind is None:
            raise ScenarioError([Problem("", f"is no bill; allowed: {_ALLOWED}", name)])
        twice = [column for column in kind.REQUIRED if columns.count(column) > 1]
        if twice:
            raise ScenarioError([Problem("", f"has the columns {', '.join(twice)} twice; allowed: once", name)])
        missing = [column for column in kind.REQUIRED if column not in columns]
        if missing:
            raise ScenarioError([Problem("", f"is a {kind.TITLE} without the columns {', '.join(missing)}", name)])
        self.invoices.sources.append(f"{name}: {kind.TITLE}{f' {focus.version(titles)}' if kind is focus else ''}")
        for number, row in rows:
            if len(row) != len(columns):
                if not row:
                    continue
                raise ScenarioError([Problem("", f"has {len(row)} cells; allowed: {len(columns)}", name, number)])
            cells = Cells(dict(zip(columns, row, strict=True)), f"{name}, row {number}")
            for key, amounts in kind.lines_of(cells):
                if self.month not in {"", key.month} or self.payer not in {"", key.payer}:
                    continue
                self.pools.add(key, amounts, cells.where)
                if self.repeated:
                    self.repeated.add((key, amounts, cells.text(*kind.STARTS)), name)
                if kind.is_open(cells):
                    self.invoices.open_months.add(key.month)
            self._check_delivery(kind.row_id(cells), name)
        if self.repeated:
            self.repeated.check(name)

    def _check_delivery(self, row_id: str, name: str) -> None:
        """Refuse a row that another file has too: two deliveries of a month are not to be added."""
        if not row_id:
            return
        other = self.ids.setdefault(hash(row_id), name)
        if other != name:
            message = f"has rows that {other} has too: two deliveries of one month are not added; give one of them"
            raise ScenarioError([Problem("", message, name)])


_ALLOWED = "a Cost and Usage Report or FOCUS export in CSV or Parquet, or an answer of Cost Explorer in JSON"


class _Bounded(io.RawIOBase):
    """A packed file, unpacked no further than is allowed."""

    def __init__(self, file: Any, name: str) -> None:
        self.file, self.name, self.left = file, name, MAX_UNPACKED_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into *buffer*."""
        data: bytes = self.file.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableFileError(f"{self.name} is too large; allowed: at most {MAX_UNPACKED_BYTES:,} bytes")
        buffer[: len(data)] = data
        return len(data)


def _added_up(path: Path, name: str) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """The rows of Parquet, added up by an engine; one by one if it cannot, so that the row that is wrong is named."""
    try:
        return engine.read_parquet(name)
    except tuple(_of_libraries()):
        return _parquet(path, name)


def _lines_of(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """The lines of *text*: a gigabyte of blanks, which gzip packs into a megabyte, would else be one line in memory."""
    while line := text.readline(MAX_LINE_CHARACTERS):
        if len(line) >= MAX_LINE_CHARACTERS:
            raise UnreadableFileError(f"{name} has a line that is too long; allowed: {MAX_LINE_CHARACTERS:,} characters")
        yield line


def _parquet(path: Path, name: str) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    try:
        from pyarrow import parquet  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        message = f"{name} is Parquet, which needs pyarrow: pip install 'lambda-cost[parquet]'"
        raise UnreadableFileError(message) from None
    table: Any = parquet.ParquetFile(path)
    names: list[str] = list(table.schema_arrow.names)
    wanted = [column for column in names if not column.startswith(("product_", "reservation_")) or "region" in column]
    return wanted, _rows_of_batches(table, wanted)


def _rows_of_batches(table: Any, wanted: list[str]) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    for batch in table.iter_batches(batch_size=20_000, columns=wanted):
        lists = [batch.column(index).to_pylist() for index in range(batch.num_columns)]
        for row in zip(*lists, strict=True):
            number += 1
            yield number, list(row)


def _of_libraries() -> Iterator[type[Exception]]:
    """What the libraries that read Parquet raise, of those that were needed so far."""
    for library, name in (("pyarrow", "ArrowException"), ("duckdb", "Error")):
        if sys.modules.get(library):
            yield getattr(sys.modules[library], name)


def _unreadable() -> tuple[type[Exception], ...]:
    """What goes wrong in files, in every library."""
    return (*UNREADABLE, *_of_libraries())


@contextmanager
def _explained(name: str) -> Generator[None]:
    """What goes wrong in a file, in words."""
    try:
        yield
    except _unreadable() as error:
        message = f"{name} cannot be read: {getattr(error, 'strerror', None) or error}"
        raise UnreadableFileError(message) from None
