"""`lambda-cost prices map`: what a scenario costs in every region."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost import Scenario, estimate
from tests.prices.books import BUNDLED, DAY, DURATION

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Command
from tests.cli.price_books import FLAGS, ON

D = Decimal


class TestMap:
    def test_the_map_has_the_bill_of_each_region_the_cheapest_first(self, command: Command) -> None:
        """Each total is that of an estimate there; no region is missing."""
        rows = command("prices", "map", *FLAGS, "--format", "csv").rows
        assert sorted(row["region"] for row in rows) == sorted(BUNDLED.regions)
        given = {"functions": {"one": {"requests": "10M", "duration_ms": 120, "memory_mb": 1024}}, "day": DAY}
        dollars = [row for row in rows if row["currency"] == "USD"]
        for row in dollars:
            assert D(row["total"]) == estimate(Scenario.from_dict(given | {"region": row["region"]})).total
        assert [D(row["total"]) for row in dollars] == sorted(D(row["total"]) for row in dollars)
        assert rows[: len(dollars)] == dollars
        assert dollars[0]["above_cheapest_percent"] == "0"

    def test_regions_without_a_price_come_last_with_what_is_missing(self, command: Command) -> None:
        """Ningxia has no published price of x86_64 durations, and yuan come after dollars."""
        *_, beijing, ningxia = command("prices", "map", *FLAGS, "--format", "csv").rows
        assert (beijing["region"], beijing["currency"]) == ("cn-north-1", "CNY")
        assert (ningxia["region"], ningxia["total"]) == ("cn-northwest-1", "")
        assert ningxia["why"] == f"{DURATION} (x86_64): No published price for x86_64 in that region is known"

    def test_what_names_a_region_stays_there(self, command: Command, tmp_path: Path) -> None:
        """Only the rest moves, and the map says what does not; a bill of two currencies is none."""
        file = tmp_path / "two.yaml"
        file.write_text(
            "functions:\n"
            "  here: {requests: 1M, duration_ms: 100, memory_mb: 512}\n"
            "  there: {requests: 1M, duration_ms: 100, memory_mb: 512, region: af-south-1}\n"
        )
        done = command("prices", "map", str(file), *ON, "--free-tier", "none", "--format", "json")
        found = json.loads(done.out)
        assert found["notes"]["Stays where it is"] == ["functions.there in af-south-1"]
        assert (
            "needs two bills, as a bill has one currency" in {row["region"]: row["why"] for row in found["rows"]}["cn-north-1"]
        )

    def test_what_costs_nothing_is_nowhere_dearer(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        """All of it is free; nothing can be so many percent above nothing, and new checks need no warning."""
        monkeypatch.setenv("LAMBDA_COST_TODAY", "2025-12-02")
        flags = ("--requests", "1", "--duration", "1ms", "--memory", "128MB", "--api", "http", "--day", "2025-12-01")
        done = command("prices", "map", *flags, "--set", "apis.api.requests=0")
        assert (done.code, "Warnings" in done.out) == (0, False)
