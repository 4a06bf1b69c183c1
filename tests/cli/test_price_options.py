"""Options of prices with `estimate`: books, ages and currencies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.prices.books import DURATION, HOME, HOME_PRICES, REQUESTS, folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command
from tests.cli.price_books import FLAGS, ON


class TestEstimate:
    def test_the_book_comes_by_flag_or_by_the_environment(
        self, command: Command, book: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The flag goes before the environment; an empty variable is none."""
        arguments = ("estimate", *FLAGS, "--arch", "arm64", "--region", "eu-west-1", "--format", "json")
        bundled, flagged = (json.loads(command(*arguments, *more).out) for more in ((), ("--prices", book)))
        assert (flagged["charges"][1]["price"]["book"], "book" in bundled["charges"][1]["price"]) == ("our-prices", False)
        monkeypatch.setenv("LAMBDA_COST_PRICES", book)
        assert json.loads(command(*arguments).out) == flagged
        monkeypatch.setenv("LAMBDA_COST_PRICES", "nowhere")
        assert json.loads(command(*arguments, "--prices", book).out) == flagged
        assert command(*arguments).refusal[0].startswith("nowhere is no folder")
        monkeypatch.setenv("LAMBDA_COST_PRICES", "")
        assert json.loads(command(*arguments).out) == bundled

    @pytest.mark.parametrize("given", ["file", "flags"])
    def test_a_region_of_ones_own_can_be_named(self, command: Command, tmp_path: Path, given: str) -> None:
        """1M requests at 0.10 and 250,000 GB-seconds at 0.00001 are 2.60."""
        path = folder(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
        file = tmp_path / "one.yaml"
        file.write_text("region: xx-home-1\nfunctions: {one: {requests: 1M, duration_ms: 500, memory_mb: 512}}\n")
        flags = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB", "--region", "xx-home-1"]
        what = [str(file)] if given == "file" else flags
        done = command("estimate", *what, "--prices", str(path), "--free-tier", "none", "--format", "json", *ON)
        assert (done.code, json.loads(done.out)["total"]) == (0, "2.6")

    def test_an_old_price_fails_after_the_bill_was_shown(self, command: Command) -> None:
        """On 2026-11-24 the check of 2026-10-01 is 30 + 24 = 54 days old."""
        done = command("estimate", *FLAGS, "--max-price-age", "53d")
        assert (done.code, done.out.startswith("Estimate")) == (1, True)
        assert done.err.splitlines() == [
            f"the price of {meter} (x86_64) in us-east-1 was last checked 54 days ago, on 2026-10-01; allowed: 53 days"
            for meter in (DURATION, REQUESTS)
        ]
        assert command("estimate", *FLAGS, "--max-price-age", "54").code == 0
        assert command("estimate", *FLAGS[:-1], "2026-10-01", "--max-price-age", "0").code == 0

    def test_totals_are_converted(self, command: Command) -> None:
        """9M requests at 0.20 a million and 800,000 GB-seconds at 0.0000166667 are 15.13336; half of it is 7.56668."""
        found = json.loads(command("estimate", *FLAGS, "--currency", "XAU", "--rate", "0.5", "--format", "json").out)
        assert (found["total"], found["conversion"]["total"]) == ("15.13336", "7.56668")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--max-price-age", "3h"], "--max-price-age is '3h'; units allowed here: d"),
            (["--max-price-age", "-3"], "--max-price-age is '-3'; allowed: whole days, such as 30 or 30d"),
            (["--max-price-age", "1.5"], "--max-price-age is '1.5'; allowed: whole days, such as 30 or 30d"),
            (["--currency", "USD", "--rate", "0.92"], "--currency is USD, which the bill is in; allowed: another currency"),
            (["--currency", "EUR"], "--currency needs --rate: "),
            (["--rate", "2"], "--rate needs --currency: "),
            (["--currency", "euro", "--rate", "2"], "--currency is 'euro'; allowed: a code of three capitals, such as EUR"),
            (["--currency", "EUR", "--rate", "0"], "--rate is '0'; allowed: more than 0"),
        ],
    )
    def test_a_wrong_option_is_refused_before_anything_is_shown(
        self, command: Command, arguments: list[str], says: str
    ) -> None:
        """Exit code 2, and no bill."""
        assert command("estimate", *FLAGS, *arguments).refusal[0].startswith(says)
