"""A spreadsheet as a scenario: a row for each resource, a column for each field.

The first row has the names of fields, those of features with a dot (`cold_starts.share`), tags as `tag:team`,
and `kind` says what a row is: a function if it is empty, an `http`, `rest` or `websocket` API, `other_cost`, and so on.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files, services, strict_yaml
from lambda_cost.document import Document
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario.plan import OtherCost
from lambda_cost.scenario.workbook import UncalculatedFormula, read_first_sheet
from lambda_cost.services.described import address_of, fields_by_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.document import Path
    from lambda_cost.services.described import Described
    from lambda_cost.services.fields import Field

WORKBOOK = ".xlsx"
"""The ending of a workbook's name."""
TEXT_ENDINGS = (".csv", ".tsv")
"""The endings of tables in text."""
DELIMITERS = (",", ";", "\t")
MAX_ROWS = 10_000
MAX_COLUMNS = 200
NAME, KIND, TAG = "name", "kind", "tag:"
USUAL_KIND = "function"
"""What a row is that does not say it."""


class Kind(NamedTuple):
    """What a row can be."""

    section: str
    """The section of a scenario in which it stands."""
    word: str
    """Its `type` there; empty if it has none."""
    cls: type[Described[Any]]
    """Its class."""
    is_alone: bool
    """Whether it has no name, because there is one."""


@dataclass(slots=True)
class SheetDocument(Document):
    """What a spreadsheet says; the line of a path is its row."""

    columns: dict[Path, str] = field(default_factory=dict["Path", str])
    """For the path of each value, the head of its column."""

    def problem(self, path: Path, message: str) -> Problem:
        """A problem at *path*, in its row and column."""
        usual = Document(self.data, self.name, self.lines, self.changes).problem(path, message)
        is_row = path in self.lines and path not in self.columns
        columns = () if is_row else (head for keys, head in self.columns.items() if keys[: len(path)] == path)
        return replace(usual, column=next(iter(columns), "")) if usual.file == self.name else usual


def is_table(name: str, text: str) -> bool:
    """Whether the file called *name* with this *text* is a table: by its ending, or by the names in its first line."""
    if PurePath(name).suffix.lower() in TEXT_ENDINGS:
        return True
    first = text.lstrip().partition("\n")[0]
    heads = {_head(cell) for cell in first.split(_delimiter(first))} if first[:1].isalpha() else set[str]()
    return NAME in heads and len(heads) > 1 and all(head in _known_heads() or head.startswith(TAG) for head in heads)


def read_table(text: str, name: str) -> Document:
    """The scenario in the CSV *text*; messages call it *name*.

    Raises:
        UnreadableFileError: if it is no CSV, or too large.
        ScenarioError: with every row and column that is wrong.
    """
    strict_yaml.check_size(text, name)
    table = files.parse_table(text, name, delimiter=_delimiter(text.lstrip().partition("\n")[0]))
    return _document(name, table.columns, table.rows)


def read_workbook(raw: bytes, name: str) -> Document:
    """The scenario in the first sheet of the Excel workbook *raw*; messages call it *name*.

    Raises:
        UnreadableFileError: if it is no workbook, or too large.
        ScenarioError: with every row and column that is wrong.
        LambdaCostError: if openpyxl is not installed.
    """
    sheet = read_first_sheet(raw, name, MAX_ROWS, MAX_COLUMNS)
    rows = ((number, row) for number, row in enumerate(sheet.rows, 1) if any(cell not in {None, ""} for cell in row))
    _, heads = next(rows, (1, list[Any]()))
    document = _document(name, ["" if head is None else _text(head) for head in heads], rows)
    if sheet.others:
        others = ", ".join(sheet.others)
        document.warnings = (f"Of {name} the sheet {sheet.title} is read; not read: {others}.",)
    return document


def _document(name: str, heads: list[str], rows: Iterable[tuple[int, list[Any]]]) -> SheetDocument:
    reading = _Reading(name, heads)
    for count, (number, cells) in enumerate(rows, 1):
        if count > MAX_ROWS:
            reading.add_problem(number, "", "", f"is one row too many; allowed: {MAX_ROWS:,}")
            break
        reading.take(number, cells)
    if reading.problems:
        raise ScenarioError(reading.problems)
    data = {"name": PurePath(name).stem, **reading.data} if name != files.STANDARD_INPUT else reading.data
    return SheetDocument(data, name, reading.lines, columns=reading.columns)


class _Reading:
    def __init__(self, name: str, heads: list[str]) -> None:
        self.name = name
        self.titles, self.heads = heads, [_head(head) for head in heads]
        self.data: dict[str, Any] = {}
        self.lines: dict[Path, int] = {}
        self.columns: dict[Path, str] = {}
        self.problems: list[Problem] = []
        if len(heads) > MAX_COLUMNS:
            self.add_problem(1, "", "", f"has {len(heads):,} columns; allowed: {MAX_COLUMNS}")
        for head, count in Counter(head for head in self.heads if head).items():
            if count > 1:
                self.add_problem(1, head, "", f"is there {count} times; allowed: once")
        known = _known_heads()
        for title, head in zip(self.titles, self.heads, strict=True):
            if head and head not in known and not head.startswith(TAG):
                self.add_problem(1, title, "", f"is no field; {did_you_mean(head, known)}")

    def take(self, number: int, cells: list[Any]) -> None:
        """Take the row *number* with its *cells*."""
        filled = {index: cell for index, cell in enumerate(cells) if cell not in {None, ""}}
        for index in [index for index in filled if index >= len(self.heads) or not self.heads[index]]:
            self.add_problem(number, "", "", f"has {shown(filled.pop(index))} in a column without a name")
        values = {self.heads[index]: cell for index, cell in filled.items()}
        word = _text(values.pop(KIND, USUAL_KIND))
        kind, name = _kinds().get(_head(word)), _text(values.pop(NAME, ""))
        if kind is None:
            self.add_problem(number, KIND, "", f"is {shown(word)}; {did_you_mean(_head(word), _kinds())}")
        elif not name and not kind.is_alone:
            self.add_problem(number, NAME, "", "is missing; allowed: a name for each row")
        else:
            self._add(number, kind, (kind.section,) if kind.is_alone else (kind.section, name), values)

    def _add(self, number: int, kind: Kind, path: Path, values: dict[str, Any]) -> None:
        """Add what row *number* describes, a *kind* at *path* with *values* by the heads of their columns."""
        if path in self.lines:
            self.add_problem(number, NAME, ".".join(path), f"is in row {self.lines[path]} too; allowed: once")
            return
        self.lines[path] = number
        fields: dict[str, Any] = {"type": kind.word} if kind.word else {}
        for head, cell in values.items():
            first, _, second = ("tags", "", head.removeprefix(TAG)) if head.startswith(TAG) else head.partition(".")
            keys = (first, second) if second else (first,)
            self.lines[*path, *keys], self.columns[*path, *keys] = number, head
            if isinstance(cell, UncalculatedFormula):
                message = f"is the formula {shown(cell.formula)} without a value; save the file in a spreadsheet program"
                self.add_problem(number, head, ".".join((*path, *keys)), message)
                continue
            into = fields.setdefault(first, {}) if second else fields
            into[keys[-1]] = _value(_field(kind.cls, keys), cell)
        into = self.data
        for key in path[:-1]:
            into = into.setdefault(key, {})
        into[path[-1]] = fields

    def add_problem(self, number: int, column: str, path: str, message: str) -> None:
        """Add what is wrong in the row *number* and the *column*, which say what is at *path*."""
        self.problems.append(Problem(path, message, self.name, number, column))


def _head(cell: str) -> str:
    """The field that the head of a column names, however it is spelt: `Memory MB` is `memory_mb`; a tag is kept as it is."""
    text = cell.strip()
    if text.lower().startswith(TAG):
        return TAG + text[len(TAG) :].strip()
    return re.sub(r"[^a-z0-9.]+", "_", text.lower()).strip("_")


def _delimiter(line: str) -> str:
    """What separates the cells of the first *line*."""
    return max(DELIMITERS, key=line.count)


def _text(cell: Any) -> str:
    """*cell* as text: a number as it is written."""
    if isinstance(cell, float):
        return decimal_text(Decimal(repr(cell)))
    return str(cell).strip()


def _value(field: Field | None, cell: Any) -> Any:
    """What *cell* says of *field*, in the form of a document; of no field it is refused later, with its row and column."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if field is None or not (field.is_number or field.many or field.is_day):
        return cell if isinstance(cell, bool | date) else _text(cell)
    if field.many:
        return [name.strip() for name in re.split("[,;]", _text(cell)) if name.strip()]
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    return strict_yaml.scalar(cell.strip()) if isinstance(cell, str) else cell


def _field(cls: type[Described[Any]], keys: Path) -> Field | None:
    """The field of a *cls*, or of a feature of it, where *keys* lead; None if there is none."""
    first, *below = keys
    if below:
        feature = services.features(address_of(cls)).get(first)
        return None if feature is None else fields_by_name(feature).get(below[0])
    return fields_by_name(cls).get(first)


@cache
def _kinds() -> dict[str, Kind]:
    """What a row can be, by every word for it."""
    kinds: dict[str, Kind] = {}
    for section, classes in services.resources().items():
        for kind, cls in classes.items():
            own = Kind(section, kind, cls, cls.alone)
            kinds |= dict.fromkeys([kind, f"{kind}_api"] if kind else [section.removesuffix("s"), section], own)
    other = Kind("other_costs", "", OtherCost, is_alone=False)
    return kinds | {"other_cost": other, "other_costs": other}


@cache
def _known_heads() -> dict[str, None]:
    """The heads that a column may have, beside tags."""
    heads = [NAME, KIND]
    for kind in _kinds().values():
        heads += [name for name, field in fields_by_name(kind.cls).items() if not field.has_tags]
        for feature, cls in services.features(address_of(kind.cls)).items():
            heads += [f"{feature}.{name}" for name in fields_by_name(cls)]
    return dict.fromkeys(heads)
