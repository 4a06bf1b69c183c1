"""The files of a price book of one's own: read, completed from the book below, and checked.

A table of one's own is written as the tables of lambda-cost are, and may be shorter: what a meter is
called and counted in is taken from the book below; `checked` is the day of the price, if it is not
given; and where the file lists no `sources`, a price says its source in words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import strict_yaml
from lambda_cost.errors import Problem, ProblemsError, TableError, UnreadableFileError, did_you_mean, shown
from lambda_cost.prices import checking
from lambda_cost.prices.table import day_of
from lambda_cost.regions import Region
from lambda_cost.strict_yaml import Document, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.table import Meter, Table

MOST_FILES = 1000
HEAD = ("title", "unit", "by", "usage_type")
"""What a meter is, whatever it costs."""
SAME = ("unit", "by", "usage_type", "free")
"""What a meter of one's own may repeat, and not change."""
PLACES = ("absent", "unpriced")
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
CURRENCY = re.compile(r"[A-Z]{3}")
PLANS = "savings_plans/compute.yaml"


class Own(NamedTuple):
    """What a folder says."""

    tables: dict[str, Table]
    """Its tables, by address."""
    regions: dict[str, Region]
    """Its regions, by code."""


def read(folder: Path, below: PriceBook) -> Own:
    """What *folder* says, to be laid over the book *below*.

    Raises:
        TableError: with everything that is wrong in it.
        UnreadableFileError: if the folder or a file in it cannot be read.
    """
    if not folder.is_dir():
        message = f"{folder} is no folder; allowed: a folder of price tables, such as prices/aws_lambda/function.yaml"
        raise UnreadableFileError(message)
    files = _files(folder)
    problems: list[Problem] = []
    regions: dict[str, Region] = {}
    if "regions.yaml" in files:
        regions, problems = _regions(files.pop("regions.yaml"), below.regions, f"{folder.name}/regions.yaml")
    tables: dict[str, Table] = {}
    allowed = checking.Allowed(below.regions | regions, ending=True)
    for name, path in files.items():
        try:
            if name != PLANS:
                tables[_address(name)] = _table(path, f"{folder.name}/{name}", _address(name), below, allowed)
            elif path.read_bytes() != (below.folder / PLANS).read_bytes():
                says = "cannot be laid over another book; allowed: tables of meters, and regions.yaml"
                problems.append(Problem("", says, f"{folder.name}/{name}"))
        except TableError as error:
            problems += error.problems
    if not files and not regions and not problems:
        says = "has no price table; allowed: tables such as aws_lambda/function.yaml, and regions.yaml"
        problems.append(Problem("", says, str(folder)))
    if problems:
        raise TableError(problems)
    return Own(tables, regions)


def _files(folder: Path) -> dict[str, Path]:
    """The files of *folder* by their names in it; what is no table would be overlooked, so it is refused."""
    found: dict[str, Path] = {}
    for path in sorted(one for pattern in ("*.y*ml", "*/*.y*ml") for one in folder.glob(pattern)):
        found[path.relative_to(folder).as_posix()] = path
        if len(found) > MOST_FILES:
            message = f"{folder} has more than {MOST_FILES:,} files; allowed: a folder of price tables"
            raise UnreadableFileError(message)
    return found


def _address(name: str) -> str:
    return name.rpartition(".")[0].replace("/", ".")


def _document(path: Path, name: str) -> Document:
    try:
        if not path.is_file() or path.stat().st_size > strict_yaml.MOST_BYTES:
            message = f"{name} is no file, or too large; allowed: at most {strict_yaml.MOST_BYTES:,} bytes"
            raise UnreadableFileError(message)
        raw = path.read_bytes()
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise UnreadableFileError(message) from None
    try:
        return strict_yaml.read(strict_yaml.decoded(raw, name), name)
    except ProblemsError as error:
        raise TableError(error.problems) from None


def _table(path: Path, name: str, address: str, below: PriceBook, allowed: checking.Allowed) -> Table:
    """The table in the file at *path*.

    Raises:
        TableError: with everything that is wrong in it.
    """
    if address not in below.addresses() or path.suffix != ".yaml":
        known = [f"{one.replace('.', '/')}.yaml" for one in below.addresses()]
        raise TableError([Problem("", f"is no table of a price book; {did_you_mean(_tail(name), known)}", name)])
    document = _document(path, name)
    base = below.table(address)
    if not is_mapping(document.data) or not is_mapping(document.data.get("meters")):
        raise TableError([document.problem((), "is not in the form; allowed: meters, with their prices")])
    unknown = [meter for meter in document.data["meters"] if meter not in base.meters]
    if unknown:
        says = "is no meter of {}; {}"
        raise TableError(
            document.problem(("meters", meter), says.format(address, did_you_mean(meter, base.meters))) for meter in unknown
        )
    document.data = _completed(document.data, base)
    table = checking.checked(document, allowed)
    wrong = [problem for key, meter in table.meters.items() for problem in _other(document, key, meter, base.meters[key])]
    if wrong:
        raise TableError(wrong)
    return table


def _tail(name: str) -> str:
    return name.partition("/")[2]


def _completed(data: dict[str, Any], base: Table) -> dict[str, Any]:
    """*data* of a table with what it may leave out."""
    meters = {
        key: _completed_meter(meter, base.meters[key]) if is_mapping(meter) else meter for key, meter in data["meters"].items()
    }
    filled = {"title": base.title, "sources": {}} | data | {"meters": meters}
    if "sources" not in data:
        filled["sources"] = {words: {"title": words, "url": ""} for meter in meters.values() for words in _words(meter)}
    return filled


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


def _regions(path: Path, below: dict[str, Region], name: str) -> tuple[dict[str, Region], list[Problem]]:
    """The regions in the file at *path*, and what is wrong in it."""
    try:
        document = _document(path, name)
    except TableError as error:
        return {}, [*error.problems]
    data = document.data
    if not is_mapping(data) or not is_mapping(data.get("regions")) or not data.keys() <= {"regions", "partitions"}:
        return {}, [document.problem((), "is not in the form; allowed: regions, and partitions with a currency")]
    currencies = {one.partition: one.currency for one in below.values()}
    problems: list[Problem] = []
    given = data.get("partitions") or {}
    for partition, one in given.items() if is_mapping(given) else [("", given)]:
        currency = one.get("currency") if is_mapping(one) and one.keys() == {"currency"} else None
        known = currencies.get(partition, currency)
        if not isinstance(currency, str) or not CURRENCY.fullmatch(currency) or currency != known:
            says = f"is {shown(one)}; allowed: {{currency: {known if isinstance(known, str) else 'USD'}}}"
            problems.append(document.problem(("partitions", partition), says))
        else:
            currencies[partition] = currency
    found: dict[str, Region] = {}
    for code, one in data["regions"].items():
        region = _region(code, one, currencies)
        old = below.get(code)
        if region is None:
            says = "is not in the form; allowed: name, billing_code, and a partition that has a currency"
            problems.append(document.problem(("regions", code), says))
        elif old is not None and old != region:
            problems.append(document.problem(("regions", code), "is a region already; allowed: a code of its own"))
        else:
            found[code] = region
    return found, problems


def _region(code: str, one: Any, currencies: dict[str, str]) -> Region | None:
    """The region that *one* describes; None if it is not in the form."""
    if not CODE.fullmatch(code) or not is_mapping(one) or not {"name"} <= one.keys() <= {"name", "billing_code", "partition"}:
        return None
    texts = {"billing_code": code.upper(), "partition": "aws"} | one
    if not all(isinstance(text, str) and text and text.isprintable() for text in texts.values()):
        return None
    if texts["partition"] not in currencies:
        return None
    return Region(code, texts["name"], texts["billing_code"], texts["partition"], currencies[texts["partition"]])
