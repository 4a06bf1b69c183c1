"""The files of a price book of one's own: read, completed from the book below, and checked.

A table of one's own is written as the tables of lambda-cost are, and may be shorter: what a meter is
called and counted in is taken from the book below; `checked` is the day of the price, if it is not
given; and where the file lists no `sources`, a price says its source in words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, TableError, UnreadableFileError, did_you_mean
from lambda_cost.prices import checking
from lambda_cost.prices.own_regions import regions_of
from lambda_cost.prices.table import day_of
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Meter, Table
    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

MOST_FILES = 1000
HEAD = ("title", "unit", "by", "usage_type")
"""What a meter is, whatever it costs."""
SAME = ("unit", "by", "usage_type", "free")
"""What a meter of one's own may repeat, and not change."""
PLACES = ("absent", "unpriced")
PLANS = "savings_plans/compute.yaml"
REGIONS = "regions.yaml"
TABLES = "tables of meters, such as aws_lambda/function.yaml"


class Own(NamedTuple):
    """What a folder says."""

    tables: dict[str, Table]
    """Its tables, by address."""
    regions: dict[str, Region]
    """Its regions, by code."""


def read(folder: Path, below: PriceBook, *, alone: bool = False) -> Own:
    """What *folder* says, to be laid over the book *below*.

    Args:
        folder: where the tables are.
        below: what they may leave out is as this book has it.
        alone: whether they are only looked at: a whole book then may be otherwise than *below* in all its parts.

    Raises:
        TableError: with everything that is wrong in it.
        UnreadableFileError: if the folder or a file in it cannot be read.
    """
    if not files.is_folder(folder):
        message = f"{folder} is no folder; allowed: a folder of price tables, such as prices/aws_lambda/function.yaml"
        raise UnreadableFileError(message)
    # one at any depth that is no table would be overlooked
    tables = {path.relative_to(folder).as_posix(): path for path in files.list_files(folder, ".yaml", ".yml", most=MOST_FILES)}
    reader = _Reader(folder, below, alone=alone)
    for name, path in sorted(tables.items(), key=lambda named: named[0] != REGIONS):
        reader.take(name, path)
    if not tables:
        reader.problems.append(Problem("", f"has no price table; allowed: {TABLES}, and {REGIONS}", str(folder)))
    if reader.problems:
        raise TableError(reader.problems)
    return Own(reader.tables, reader.regions)


class _Reader:
    """Reads the files of one folder, collecting problems."""

    def __init__(self, folder: Path, below: PriceBook, *, alone: bool) -> None:
        self.folder, self.below, self.alone = folder, below, alone
        self.problems: list[Problem] = []
        self.regions: dict[str, Region] = {}
        self.tables: dict[str, Table] = {}

    def take(self, name: str, path: Path) -> None:
        """Read the file at *path*, called *name* in the folder."""
        shown_as = f"{files.resolve(self.folder).name}/{name}"
        try:
            if name == REGIONS:
                self.regions, wrong = regions_of(_document(path, shown_as), self.below.regions, alone=self.alone)
                self.problems += wrong
            elif name == PLANS:
                self._plans(path, shown_as)
            else:
                address = name.removesuffix(".yaml").replace("/", ".")
                self.tables[address] = self._table(path, shown_as, address)
        except TableError as error:
            self.problems += error.problems
        except UnreadableFileError as error:
            self.problems.append(Problem("", str(error)))

    def _plans(self, path: Path, name: str) -> None:
        """Savings Plan rates: they belong to a whole book, and are nothing to lay over another."""
        theirs = self.below.folder / PLANS
        if not self.alone and files.read_bytes(path, name=name) != files.read_bytes(theirs):
            says = f"cannot be laid over another book; allowed: {TABLES}, and {REGIONS}"
            self.problems.append(Problem("", says, name))

    def _table(self, path: Path, name: str, address: str) -> Table:
        """The table in the file at *path*.

        Raises:
            TableError: with everything that is wrong in it.
        """
        allowed = checking.Allowed(self.below.regions | self.regions, ending=True)
        if address not in self.below.addresses():
            if self.alone:
                return checking.checked(_document(path, name), allowed)
            known = [f"{one.replace('.', '/')}.yaml" for one in self.below.addresses()]
            near = did_you_mean(name.partition("/")[2], [REGIONS, *known])
            raise TableError([Problem("", f"is no table of a price book; {near}", name)])
        base = self.below.table(address)
        document = completed(_document(path, name), base, address)
        table = checking.checked(document, allowed)
        others = () if self.alone else table.meters.items()
        wrong = [problem for key, meter in others for problem in _other(document, key, meter, base.meters[key])]
        if wrong:
            raise TableError(wrong)
        return table


def _document(path: Path, name: str) -> Document:
    if not files.is_file(path):
        message = f"{name} is no file; allowed: a price table"
        raise UnreadableFileError(message)
    return files.read_document(path, name=name, error=TableError)


def completed(document: Document, base: Table, address: str) -> Document:
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
    meters = {key: _completed_meter(one, base.meters[key]) if is_mapping(one) else one for key, one in data["meters"].items()}
    filled: dict[str, Any] = {"title": base.title} | data | {"meters": meters}
    if "sources" not in data:
        filled["sources"] = {words: {"title": words, "url": ""} for meter in meters.values() for words in _words(meter)}
    return replace(document, data=filled)


def _completed_meter(meter: dict[str, Any], base: Meter) -> dict[str, Any]:
    head = {key: getattr(base, key) for key in HEAD}
    if not is_mapping(meter.get("prices")):
        return head | meter
    places: dict[str, Any] = {
        place: {day: _completed_entry(entry, day) for day, entry in dated.items()} if is_mapping(dated) else dated
        for place, dated in meter["prices"].items()
    }
    return head | meter | {"prices": places}


def _completed_entry(entry: Any, day: str) -> Any:
    return {"checked": day_of(day)} | entry if is_mapping(entry) else entry


def _words(meter: Any) -> Iterator[str]:
    """The sources of *meter*, where they are words."""
    if is_mapping(meter) and is_mapping(meter.get("prices")):
        for dated in meter["prices"].values():
            for entry in dated.values() if is_mapping(dated) else ():
                source = entry.get("source") if is_mapping(entry) else None
                yield from (one for one in (source.values() if is_mapping(source) else [source]) if isinstance(one, str))


def _other(document: Document, key: str, meter: Meter, base: Meter) -> Iterator[Problem]:
    """What *meter*, called *key*, says otherwise than the book below, and may not."""
    for field in SAME:
        if getattr(meter, field) not in (getattr(base, field), []):
            says = "is not as in the book below; only prices can be laid over it"
            yield document.problem(("meters", key, field), says)
    for field in PLACES:
        more = [one for one in getattr(meter, field) if one not in getattr(base, field)]
        if more:
            says = f"has {more[0]}; a book that is laid over another has prices only"
            yield document.problem(("meters", key, field), says)
