"""Custom prices: the tables of a folder, completed from those that they are laid over, and checked.

A custom table is written as the tables of lambda-cost are, and may be shorter.  What a meter is called and
counted in is taken from the table below it; `checked` is the day of the price, unless it is given; and where the
file lists no `sources`, a price says its source in words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, TableError, UnreadableFileError, did_you_mean
from lambda_cost.prices import checking, custom_regions
from lambda_cost.prices.table import parse_day
from lambda_cost.prices.table_folder import PLANS, REGIONS
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lambda_cost.prices.table import Meter, Table
    from lambda_cost.prices.table_folder import TableFolder
    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

MAX_FILES = 1000
METER_FIELDS = ("title", "unit", "by", "usage_type")
"""What a meter is, whatever it costs."""
FIXED_FIELDS = ("unit", "by", "usage_type", "free")
"""What a custom meter may repeat, and not change."""
REGION_LISTS = ("absent", "unpriced")
TABLES = "tables of meters, such as aws_lambda/function.yaml"


class CustomTables(NamedTuple):
    """The custom prices of one folder."""

    name: str
    """What reports call them."""
    tables: dict[str, Table]
    """The tables, by address."""
    regions: dict[str, Region]
    """The regions, by code."""


def read(folder: Path, base: TableFolder, known: dict[str, Region], *, standalone: bool = False) -> CustomTables:
    """The custom prices in *folder*, to be laid over those of *base*.

    Args:
        folder: where they are.
        base: the tables that they complete; what they leave out is as it is there.
        known: the regions that they may price, by code, beside their own.
        standalone: whether they are only looked at: they may then be a whole book that differs in all its parts.

    Raises:
        TableError: with everything that is wrong in it.
        UnreadableFileError: if the folder or a file in it cannot be read.
    """
    if not files.is_folder(folder):
        message = f"{folder} is no folder; allowed: a folder of price tables, such as prices/aws_lambda/function.yaml"
        raise UnreadableFileError(message)
    # at any depth: a file that is no table would be overlooked
    paths = {path.relative_to(folder).as_posix(): path for path in files.list_files(folder, ".yaml", ".yml", most=MAX_FILES)}
    reader = _Reader(folder, base, known, standalone=standalone)
    for name, path in sorted(paths.items(), key=lambda file: file[0] != REGIONS):
        reader.take(name, path)
    if not paths:
        reader.problems.append(Problem("", f"has no price table; allowed: {TABLES}, and {REGIONS}", str(folder)))
    if reader.problems:
        raise TableError(reader.problems)
    return CustomTables(files.resolve(folder).name, reader.tables, reader.regions)


class _Reader:
    """Reads the files of one folder, and collects what is wrong in them."""

    def __init__(self, folder: Path, base: TableFolder, known: dict[str, Region], *, standalone: bool) -> None:
        self.folder, self.base, self.known, self.standalone = folder, base, known, standalone
        self.problems: list[Problem] = []
        self.regions: dict[str, Region] = {}
        self.tables: dict[str, Table] = {}

    def take(self, file: str, path: Path) -> None:
        """Read the *file*, which is at *path*."""
        name = f"{files.resolve(self.folder).name}/{file}"
        try:
            if file == REGIONS:
                document = _read(path, name)
                self.regions, problems = custom_regions.regions_in(document, self.known, standalone=self.standalone)
                self.problems += problems
            elif file == PLANS:
                self._check_plans(path, name)
            else:
                address = file.removesuffix(".yaml").replace("/", ".")
                self.tables[address] = self._table(path, name, address)
        except TableError as error:
            self.problems += error.problems
        except UnreadableFileError as error:
            self.problems.append(Problem("", str(error)))

    def _check_plans(self, path: Path, name: str) -> None:
        """Refuse Savings Plan rates, unless they are the base's: they belong to the prices beside which they were published."""
        if not self.standalone and files.read_bytes(path, name=name) != files.read_bytes(self.base.path / PLANS):
            message = f"cannot be laid over another book; allowed: {TABLES}, and {REGIONS}"
            self.problems.append(Problem("", message, name))

    def _table(self, path: Path, name: str, address: str) -> Table:
        """The table in the file at *path*.

        Raises:
            TableError: with everything that is wrong in it.
        """
        allowed = checking.Allowed(self.known | self.regions, ending=True)
        if address not in self.base.addresses():
            if self.standalone:
                return checking.checked(_read(path, name), allowed)
            known = [f"{known.replace('.', '/')}.yaml" for known in self.base.addresses()]
            near = did_you_mean(name.partition("/")[2], [REGIONS, *known])
            raise TableError([Problem("", f"is no table of a price book; {near}", name)])
        base = self.base.table(address)
        document = complete(_read(path, name), base, address)
        table = checking.checked(document, allowed)
        changed = {} if self.standalone else table.meters
        problems = [problem for key, meter in changed.items() for problem in _changes(document, key, meter, base.meters[key])]
        if problems:
            raise TableError(problems)
        return table


def _read(path: Path, name: str) -> Document:
    if not files.is_file(path):
        raise UnreadableFileError(f"{name} is no file; allowed: a price table")
    return files.read_document(path, name=name, error=TableError)


def complete(document: Document, base: Table, address: str) -> Document:
    """*document*, a table at *address*, with what it may leave out as *base* has it.

    Raises:
        TableError: if it has no meters, or others than *base*.
    """
    data = document.data
    if not is_mapping(data) or not is_mapping(data.get("meters")):
        raise TableError([document.problem((), "is not in the form; allowed: meters, with their prices")])
    unknown = [meter for meter in data["meters"] if meter not in base.meters]
    if unknown:
        raise TableError(
            document.problem(("meters", meter), f"is no meter of {address}; {did_you_mean(meter, base.meters)}")
            for meter in unknown
        )
    given = data["meters"].items()
    meters = {key: _complete_meter(meter, base.meters[key]) if is_mapping(meter) else meter for key, meter in given}
    filled: dict[str, Any] = {"title": base.title} | data | {"meters": meters}
    if "sources" not in data:
        filled["sources"] = {words: {"title": words, "url": ""} for meter in meters.values() for words in _words(meter)}
    return replace(document, data=filled)


def _complete_meter(meter: dict[str, Any], base: Meter) -> dict[str, Any]:
    fields = {key: getattr(base, key) for key in METER_FIELDS}
    if not is_mapping(meter.get("prices")):
        return fields | meter
    prices: dict[str, Any] = {
        region: {day: _complete_entry(entry, day) for day, entry in dated.items()} if is_mapping(dated) else dated
        for region, dated in meter["prices"].items()
    }
    return fields | meter | {"prices": prices}


def _complete_entry(entry: Any, day: str) -> Any:
    return {"checked": parse_day(day)} | entry if is_mapping(entry) else entry


def _words(meter: Any) -> Iterator[str]:
    """The sources of *meter*, where they are words."""
    if is_mapping(meter) and is_mapping(meter.get("prices")):
        for dated in meter["prices"].values():
            for entry in dated.values() if is_mapping(dated) else ():
                source = entry.get("source") if is_mapping(entry) else None
                sources = source.values() if is_mapping(source) else [source]
                yield from (words for words in sources if isinstance(words, str))


def _changes(document: Document, key: str, meter: Meter, base: Meter) -> Iterator[Problem]:
    """What *meter*, called *key*, changes of the meter *base*, and may not."""
    for field in FIXED_FIELDS:
        if getattr(meter, field) not in (getattr(base, field), []):
            yield document.problem(("meters", key, field), "is not as in the book below; only prices can be laid over it")
    for field in REGION_LISTS:
        more = [region for region in getattr(meter, field) if region not in getattr(base, field)]
        if more:
            yield document.problem(("meters", key, field), f"has {more[0]}; a book that is laid over another has prices only")
