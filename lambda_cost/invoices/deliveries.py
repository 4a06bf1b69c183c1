"""The files of a bill: one delivery of each month, as its manifest lists them or its folders show."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Hashable

    from lambda_cost.invoices.pools import Amounts, LineKey

MIN_REPEATED = 10
"""Fewer rows may be in two files by chance."""
COST_STEP = Decimal("0.000001")
"""Sums of costs that differ by less are taken for the same."""
ENDINGS = (".csv", ".csv.gz", ".gz", ".zip", ".parquet", ".json")
_PERIOD = re.compile(r"\d{8}-\d{8}|BILLING_PERIOD=\d{4}-\d{2}|month=\d{1,2}")
_MANIFEST = "anifest"
MAX_MANIFEST_BYTES = 16 * 2**20
DOWNLOADED = "lambda-cost-s3-"
"""How the name of a folder begins that has objects of S3 in it, by bucket."""


def name_of(path: str | Path) -> str:
    """What messages call the file or folder at *path*: where it was downloaded from, if it was."""
    parts = Path(path).parts
    at = next((index for index, part in enumerate(parts, 1) if part.startswith(DOWNLOADED)), None)
    return str(path) if at is None else f"s3://{'/'.join(parts[at:])}"


def is_manifest(file: Path) -> bool:
    """Whether *file* is called as the list of a delivery's files is."""
    return _MANIFEST in file.name and file.suffix == ".json"


def find_files(path: str | Path) -> tuple[list[Path], list[str]]:
    """The files of the bill at *path*, a file or a folder, and what to know of them, a sentence each.

    AWS delivers a month again as a whole.  A manifest says which files are the current delivery; without one, a
    folder that holds two deliveries of a month is refused.

    Raises:
        UnreadableFileError: if there is none, or a month was delivered twice.
    """
    if not files.is_folder(path):
        return [Path(path)], []
    folder = Path(path)
    every = files.list_files(folder, *ENDINGS)
    manifests = [file for file in every if is_manifest(file)]
    data = [file for file in every if file not in manifests and "metadata" not in file.relative_to(folder).parts]
    listed = _listed(manifests)
    if listed:
        current = [file for file in data if _is_listed(file, listed)]
        left = len(data) - len(current)
        if current:
            older = "files are in no manifest, as those of older deliveries are; they are left out."
            return current, [f"{name_of(folder)}: {left:,} {older}"] if left else []
    if not data:
        raise UnreadableFileError(f"{name_of(folder)} has no bill in it; allowed: files ending in {', '.join(ENDINGS)}")
    _refuse_two_deliveries(folder, data)
    return data, []


class RepeatedRows:
    """Rows that stand in two files: many of them are a month that was delivered twice, whatever its rows' ids are."""

    def __init__(self) -> None:
        """Begin with none."""
        self._first: dict[int, str] = {}
        self._rows: Counter[str] = Counter()
        self._repeated: dict[str, Counter[str]] = {}
        self._hints: dict[str, str] = {}

    def add(self, row: Hashable, name: str, count: int = 1, hint: str = "") -> None:
        """Count a *row* of the file called *name*, or what *count* rows of it add up to; a refusal of it has the *hint*."""
        if hint:
            self._hints[name] = hint
        first = self._first.setdefault(hash(row), name)
        self._rows[name] += count
        if first != name:
            self._repeated.setdefault(name, Counter())[first] += count

    def check(self) -> None:
        """Refuse a file if most of its rows are in another one.

        Raises:
            ScenarioError: if they are.
        """
        for name, others in self._repeated.items():
            count = others.total()
            if count >= MIN_REPEATED and count * 2 > self._rows[name]:
                first = others.most_common(1)[0][0]
                message = (
                    f"has {count:,} rows that {first} has too: two deliveries of one month are not added; give one of them"
                    f"{self._hints.get(name, '')}"
                )
                raise ScenarioError([Problem("", message, name)])


class Copies:
    """Sums of what was read row by row, and of what an engine added up: of a month in both forms they are the same.

    Rows and sums are never alike, so that `RepeatedRows` sees none of them twice.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._sums: tuple[dict[tuple[str, ...], _Sum], dict[tuple[str, ...], _Sum]] = ({}, {})

    def add(self, key: LineKey, amounts: Amounts, name: str, *, is_added_up: bool) -> None:
        """Count *amounts* of the file called *name*: a row, or what an engine made of many."""
        kind = (key.payer, key.account, key.month, key.currency, key.usage_type, key.line_type)
        total = self._sums[is_added_up].setdefault(kind, _Sum(name))
        total.add(amounts.rows, amounts.cost)

    def check(self) -> None:
        """Refuse what an engine added up if most of its rows come to what was read row by row.

        Raises:
            ScenarioError: if so.
        """
        rows, sums = self._sums
        if not any(account for _, account, *_ in sums):  # an engine that adds up all accounts leaves them out
            rows = _without_accounts(rows)
        alike = [(total, rows[kind]) for kind, total in sums.items() if kind in rows and total.is_copy_of(rows[kind])]
        count = sum(total.rows for total, _ in alike)
        if count >= MIN_REPEATED and count * 2 > min(_rows_of(sums), _rows_of(rows)):
            copy, original = alike[0]
            message = (
                f"has {count:,} rows that come to what {original.name} has of each usage type: one month in two forms is not"
                " added; give one of them"
            )
            raise ScenarioError([Problem("", message, copy.name)])


class _Sum:
    """Rows and cost of one usage type."""

    def __init__(self, name: str) -> None:
        self.name, self.rows, self.cost = name, 0, Decimal(0)

    def add(self, rows: int, cost: Decimal) -> None:
        self.rows, self.cost = self.rows + rows, self.cost + cost

    def is_copy_of(self, other: _Sum) -> bool:
        """Whether both have so many rows of one cost, which Parquet may keep in binary."""
        return self.rows == other.rows and bool(self.cost) and abs(self.cost - other.cost) < COST_STEP


def _rows_of(sums: dict[tuple[str, ...], _Sum]) -> int:
    return sum(total.rows for total in sums.values())


def _without_accounts(sums: dict[tuple[str, ...], _Sum]) -> dict[tuple[str, ...], _Sum]:
    collapsed: dict[tuple[str, ...], _Sum] = {}
    for (payer, _, *kind), total in sums.items():
        collapsed.setdefault((payer, "", *kind), _Sum(total.name)).add(total.rows, total.cost)
    return collapsed


def _refuse_two_deliveries(folder: Path, data: list[Path]) -> None:
    runs: dict[tuple[str, ...], dict[tuple[str, ...], Path]] = {}
    for file in data:
        parts = file.relative_to(folder).parts[:-1]
        at = next((index for index, part in enumerate(parts) if _PERIOD.fullmatch(part)), None)
        if at is not None:
            runs.setdefault(parts[: at + 1], {})[parts[at + 1 :]] = file
    for deliveries in runs.values():
        if len(deliveries) > 1:
            first, second = (name_of(file.parent) for file in list(deliveries.values())[:2])
            message = (
                f"{name_of(folder)} has two deliveries of one month, {first} and {second}, and no manifest that says"
                " which is current; give the folder of one of them"
            )
            raise UnreadableFileError(message)


def _listed(manifests: list[Path]) -> set[str]:
    """The data files that *manifests* name, as paths below their bucket."""
    keys_listed: set[str] = set()
    for manifest in manifests:
        try:
            data: Any = json.loads(files.read_text(manifest, name=name_of(manifest), max_bytes=MAX_MANIFEST_BYTES))
        except (ValueError, RecursionError) as error:
            raise UnreadableFileError(f"{name_of(manifest)} is not well-formed JSON: {error}") from None
        keys = (data.get("reportKeys") or data.get("dataFiles")) if is_mapping(data) else None
        keys_listed |= {re.sub(r"^s3://[^/]+/", "", str(key)) for key in (keys if is_list(keys) else [])}
    return keys_listed


def _is_listed(file: Path, listed: set[str]) -> bool:
    """Whether one of the paths *listed* ends as *file* does, from the folder of its month on."""
    parts = file.parts
    at = next((index for index, part in enumerate(parts) if _PERIOD.fullmatch(part)), len(parts) - 1)
    tail = "/".join(parts[at:])
    return any(key == tail or key.endswith(f"/{tail}") for key in listed)
