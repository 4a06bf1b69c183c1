"""Refreshed prices: what AWS's price lists said when they were last fetched, in one file of the user's data folder.

The file is written by `prices refresh` alone, whole or not at all, and carries a digest of itself: what was changed
by anybody else is refused.  Prices stand in it by meter, region, choice and day, in the pricing units of the tables,
and hold beside those of the tables: on each day the newest price known of both.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files, strict_json
from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.table import Entry, Source, Step, Table
from lambda_cost.prices.timeline import DatedEntry
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.prices.price import PriceKey

VARIABLE = "LAMBDA_COST_DATA"
"""The variable that names the user's data folder, where it is to be another."""
FILE = "refreshed-prices.json"
SCHEMA = "lambda-cost/refreshed-prices/1"
MEND = "make it anew with `lambda-cost prices refresh`, or remove it with `lambda-cost prices refresh --remove`"


def data_folder() -> Path:
    """The folder for what lambda-cost keeps for this user; it need not exist."""
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    if sys.platform == "linux":  # as platformdirs has it, whose import would take a twentieth of the time of an estimate
        return Path(os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")) / "lambda-cost"  # noqa: PTH111
    from platformdirs import user_data_path

    return user_data_path("lambda-cost", appauthor=False)


@dataclass(frozen=True, eq=False)
class RefreshedPrices:
    """The refreshed prices of one file."""

    refreshed: date
    """The day on which they were fetched."""
    sources: dict[str, Source]
    """The price lists that they are from, by key."""
    meters: dict[str, Any]
    """By full name of a meter its `unit`, and its `prices` by region and choice, the oldest first."""

    @classmethod
    def current(cls) -> RefreshedPrices | None:
        """Those of the user's data folder; None if there are none.

        Raises:
            UnreadableFileError: if the file is not as it was written.
        """
        path = data_folder() / FILE
        return cls.read(path) if files.exists(path) else None

    @classmethod
    def read(cls, path: Path) -> RefreshedPrices:
        """Those of the file at *path*.

        Raises:
            UnreadableFileError: if it cannot be read, or is not as it was written.
        """
        document = strict_json.parse(files.read_text(path), Decimal)
        body: dict[str, Any] = document if is_mapping(document) else {}
        digest = body.pop("digest", None)
        if body.get("schema") != SCHEMA or digest != _digest(body):
            raise UnreadableFileError(f"{path} is not as lambda-cost wrote it; {MEND}")
        sources = {key: Source(**source) for key, source in body["sources"].items()}
        return cls(date.fromisoformat(body["refreshed"]), sources, body["meters"])

    @property
    def name(self) -> str:
        """What reports call the price book."""
        return f"refreshed on {self.refreshed}"

    @property
    def count(self) -> int:
        """How many meters, regions and choices have a price."""
        return sum(len(choices) for meter in self.meters.values() for choices in meter["prices"].values())

    def dated(self, key: PriceKey, unit: str) -> dict[date, DatedEntry]:
        """The prices of *key*, by the day from which each is known; in another *unit* than today's they are refused.

        Raises:
            UnreadableFileError: if the meter was counted in another unit when they were fetched.
        """
        meter: dict[str, Any] = self.meters.get(key.meter, {"prices": {}})
        rows = meter["prices"].get(key.region, {}).get(key.choice, [])
        if rows and meter["unit"] != unit:
            message = f"the prices {self.name} are by another unit of {key.meter}, {meter['unit']}, than {unit}; {MEND}"
            raise UnreadableFileError(message)
        cited = Table(title=self.name, sources=self.sources, meters={})
        return {date.fromisoformat(row["since"]): DatedEntry(_entry(row, key.choice), cited, self.name) for row in rows}

    def save(self, path: Path) -> None:
        """Put them into the file at *path*, whole or not at all.

        Raises:
            UnreadableFileError: if it cannot be written.
        """
        body = {
            "schema": SCHEMA,
            "refreshed": self.refreshed.isoformat(),
            "sources": {key: vars(source) for key, source in sorted(self.sources.items())},
            "meters": self.meters,
        }
        import json

        files.write_text(path, json.dumps(body | {"digest": _digest(body)}, indent=1, ensure_ascii=False) + "\n")


def _digest(body: Mapping[str, Any]) -> str:
    import json
    from hashlib import sha256

    return sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def _entry(row: dict[str, Any], choice: str) -> Entry:
    first, *steps = [(Decimal(above), Decimal(price)) for above, price in row["price"]]
    schedule: Any = [first[1], *(Step(above, price) for above, price in steps)] if steps else first[1]
    return Entry(
        price={choice: schedule},
        source=row["source"],
        checked=date.fromisoformat(row["checked"]),
        note=row["note"],
    )
