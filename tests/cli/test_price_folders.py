"""`lambda-cost prices diff` and `validate`: folders of price tables."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.prices.books import BUNDLED, HOME, HOME_PRICES, ONE_PRICE, folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command


class TestDiff:
    @pytest.mark.unmeasured
    def test_a_book_and_itself_differ_in_nothing(self, command: Command, book: str) -> None:
        """As folders and as days, of our own and of the bundled tables."""
        for one in (book, str(BUNDLED.folder), "2024-01-01"):
            assert command("prices", "diff", one, one, "--format", "csv").rows == []
            assert "No price differs" in command("prices", "diff", one, one).out

    def test_the_day_on_which_tiers_began(self, command: Command) -> None:
        """On 2022-08-01 the tiers of durations began; the first tier had the price of before."""
        rows = command("prices", "diff", "2022-07-31", "2022-08-01", "--format", "csv").rows
        ireland = [row for row in rows if row["region"] == "eu-west-1" and row["choice"] == "x86_64"]
        assert [(row["what"], row["above"], row["unit_price_old"], row["unit_price_new"]) for row in ireland] == [
            ("changed", "6000000000", "0.0000166667", "0.000015"),
            ("changed", "15000000000", "0.0000166667", "0.0000133334"),
        ]

    @pytest.mark.unmeasured
    def test_what_is_not_known_on_one_of_the_days_is_new_or_gone(self, command: Command) -> None:
        """Osaka's old price ended on an unknown day after 2021-09-29."""
        arguments = ("2021-09-29", "2021-09-30", "--format", "csv")
        there = [row for row in command("prices", "diff", *arguments).rows if row["region"] == "ap-northeast-3"]
        back = [
            row
            for row in command("prices", "diff", *arguments[1::-1], *arguments[2:]).rows
            if row["region"] == "ap-northeast-3"
        ]
        assert {row["what"] for row in there} == {"gone"}
        assert {row["what"] for row in back} == {"new"}

    def test_two_folders_differ_in_what_they_say(self, command: Command, tmp_path: Path) -> None:
        """A price that changed, one that came and one that went, each with its day: 0.000012 to 0.0000108 is 10 % less."""
        old = folder(tmp_path / "old", aws_lambda__function=ONE_PRICE)
        more = ONE_PRICE.replace("0.0000120", "0.0000108") + "        2026-11-01: {price: {arm64: 0.00001}, source: us}\n"
        new = folder(tmp_path / "new", aws_lambda__function=more)
        rows = command("prices", "diff", str(old), str(new), "--format", "csv").rows
        assert [
            (row["what"], row["since"], row["unit_price_old"], row["unit_price_new"], row["change_percent"]) for row in rows
        ] == [
            ("changed", "2026-10-01", "0.000012", "0.0000108", "-0.1"),
            ("new", "2026-11-01", "", "0.00001", ""),
        ]
        assert [row["what"] for row in command("prices", "diff", str(new), str(old), "--format", "csv").rows] == [
            "changed",
            "gone",
        ]

    def test_the_same_price_in_more_tiers_is_a_difference(self, command: Command, tmp_path: Path) -> None:
        """It costs the same, and is not written the same."""
        old = folder(tmp_path / "old", aws_lambda__function=ONE_PRICE)
        tiers = "[0.0000120, {above: 5, price: 0.0000120}]"
        new = folder(tmp_path / "new", aws_lambda__function=ONE_PRICE.replace("0.0000120", tiers))
        rows = command("prices", "diff", str(old), str(new), "--format", "csv").rows
        assert [(row["above"], row["change_percent"]) for row in rows] == [("", "0"), ("5", "0")]

    def test_whole_books_may_differ_in_all_their_parts(self, command: Command, tmp_path: Path) -> None:
        """Another release has other tables, regions, free amounts and plans."""
        whole = tmp_path / "whole"
        shutil.copytree(BUNDLED.folder, whole)
        service = whole / "aws_lambda"
        shutil.copy(service / "durable.yaml", service / "next.yaml")
        regions = (whole / "regions.yaml").read_text().replace(
            "EU (Ireland)", "Europe (Ireland)"
        ) + "  xx-1: {name: A, billing_code: X}\n"
        (whole / "regions.yaml").write_text(regions)
        (whole / "savings_plans" / "compute.yaml").write_text("title: Ours\n")
        (service / "tenant_isolation.yaml").unlink()
        rows = command("prices", "diff", str(BUNDLED.folder), str(whole), "--format", "csv").rows
        assert {(row["what"], row["meter"].rpartition(".")[0]) for row in rows} == {
            ("new", "aws_lambda.next"),
            ("gone", "aws_lambda.tenant_isolation"),
        }

    def test_a_day_and_a_folder_are_not_compared(self, command: Command, book: str) -> None:
        """The day is taken for a folder that is not there."""
        assert command("prices", "diff", "2022-01-01", book).refusal[0].startswith("2022-01-01 is no folder")


class TestValidate:
    def test_what_is_right_is_counted(self, command: Command, tmp_path: Path) -> None:
        """Two meters, each of two choices, in one region."""
        path = folder(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
        rows = command("prices", "validate", str(path), "--format", "csv").rows
        assert rows == [{"file": "aws_lambda/function.yaml", "count": "4"}, {"file": "regions.yaml", "count": "1"}]

    def test_a_book_of_one_price_is_valid(self, command: Command, book: str) -> None:
        """It needs no regions of its own."""
        assert command("prices", "validate", book, "-f", "csv").rows == [{"file": "aws_lambda/function.yaml", "count": "1"}]

    def test_the_bundled_tables_are_a_valid_book(self, command: Command) -> None:
        """A copy of them is where many begin."""
        assert "Nothing is wrong in" in command("prices", "validate", str(BUNDLED.folder)).out

    def test_everything_that_is_wrong_is_said_with_exit_code_2(self, command: Command, tmp_path: Path) -> None:
        """Of all tables at once."""
        path = folder(
            tmp_path,
            aws_lambda__function=ONE_PRICE.replace("arm64", "arm65"),
            api_gateway__rest_api="meters: {requests: {prices: {eu-west-9: {2026-01-01: {price: -1, source: us}}}}}",
        )
        assert len(command("prices", "validate", str(path)).refusal) == 3
        assert (
            command("prices", "validate", str(tmp_path / "nowhere")).refusal[0].startswith(f"{tmp_path}/nowhere is no folder")
        )
