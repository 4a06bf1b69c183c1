"""`lambda-cost prices`: everything that is shown is what the price book says."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lambda_cost import MissingPriceError
from lambda_cost.cli.completion import meters as completed
from lambda_cost.prices.history import published
from tests.prices.books import BUNDLED, DAY, DURATION, HOME, HOME_PRICES, REQUESTS, folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command
from tests.cli.price_books import ON


class TestShow:
    def test_every_price_that_is_shown_is_that_of_the_book(self, command: Command) -> None:
        """All meters, regions and choices: none is missing, and each tier has its price, date, check and source."""
        shown: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        without: dict[tuple[str, str, str], str] = {}
        for row in command("prices", "show", *ON, "--format", "csv").rows:
            shown.setdefault((row["meter"], row["region"], row["choice"]), []).append(row)
        asked = {
            (one, where, choice) for one in BUNDLED.meters() for where in BUNDLED.regions for choice in BUNDLED.choices(one)
        }
        assert shown.keys() == asked
        for key, rows in shown.items():
            try:
                price = BUNDLED.price(*key, DAY)
            except MissingPriceError as error:
                without[key] = str(error)
                continue
            said = [(row["above"] or "0", row["unit_price"], row["since"], row["checked"], row["source"]) for row in rows]
            assert said == [
                (f"{tier.above:f}", f"{tier.price.normalize():f}", f"{price.since}", f"{check.day}", price.source)
                for tier, check in zip(price.tariff.tiers, price.checks, strict=True)
            ]
            assert {(row["unit"], row["currency"]) for row in rows} == {(price.unit, price.currency)}
        assert without
        for key, why in without.items():
            (row,) = shown[key]
            assert (row["unit_price"], row["note"] in why, bool(row["note"])) == ("", True, True)

    def test_one_region_of_one_day(self, command: Command) -> None:
        """Before 2022-08-01 a GB-second had one price, 0.0000166667 in Ireland."""
        rows = command("prices", "show", DURATION, "--region", "eu-west-1", "--day", "2022-07-31", "--format", "csv").rows
        assert [(row["choice"], row["unit_price"]) for row in rows] == [("x86_64", "0.0000166667"), ("arm64", "0.0000133334")]

    def test_people_see_the_sources_once_and_the_reason_where_there_is_no_price(self, command: Command) -> None:
        """Two published regions of durable operations; the others say why they have no price."""
        out = command("prices", "show", "aws_lambda.durable.operations", *ON).out
        assert out.count("https://") < len(BUNDLED.regions)
        assert "No published price for that region is known" in out

    def test_a_book_of_ones_own_is_named(self, command: Command, book: str) -> None:
        """In words for people, in a column for programs."""
        arguments = ("prices", "show", DURATION, "--region", "eu-west-1", "--prices", book, *ON)
        assert "price book our-prices: Agreement of September 2026" in command(*arguments).out
        assert [row["book"] for row in command(*arguments, "--format", "csv").rows] == ["", "", "", "our-prices"]

    @pytest.mark.parametrize("to", ["table", "json", "markdown", "html"])
    def test_every_format_is_written(self, command: Command, to: str) -> None:
        """The same command for eyes, programs and pull requests."""
        done = command("prices", "show", REQUESTS, "--region", "us-east-1", *ON, "--format", to)
        assert (done.code, "0.2" in done.out, "2026-10-01" in done.out) == (0, True, True)

    def test_json_has_the_rows_with_every_digit(self, command: Command) -> None:
        """Numbers are text, as in a bill."""
        found = json.loads(command("prices", "show", REQUESTS, "--region", "us-east-1", *ON, "--format", "json").out)
        assert (found["schema"], found["rows"][0]["unit_price"]) == ("lambda-cost/prices-show/1", "0.2")


class TestList:
    def test_the_counts_are_those_of_the_tables(self, command: Command) -> None:
        """Priced in so many regions, and in all others not."""
        rows = command("prices", "list", *ON, "--format", "csv").rows
        assert [row["meter"] for row in rows] == BUNDLED.meters()
        for row in rows:
            address, _, name = row["meter"].rpartition(".")
            keys = [key for key, *_ in published(address, BUNDLED.table(address)) if key.meter == f"{address}.{name}"]
            assert int(row["regions_priced"]) == len({key.region for key in keys}), row["meter"]
            assert int(row["regions_priced"]) + int(row["regions_without"]) == len(BUNDLED.regions)

    def test_a_service_is_all_of_its_meters(self, command: Command) -> None:
        """The unit and the checks of each."""
        rows = command("prices", "list", "api_gateway", *ON, "--format", "csv").rows
        assert {row["meter"].partition(".")[0] for row in rows} == {"api_gateway"}
        assert all(row["checked_oldest"] <= row["checked_newest"] for row in rows)
        assert "api_gateway.cache.hours" in command("prices", "list", "api_gateway").out


class TestHistory:
    def test_the_tiers_of_2022_stand_below_the_price_before_them(self, command: Command) -> None:
        """10 and 20 percent off above 6 and 15 thousand million GB-seconds: 0.0000166667, then 0.000015, 0.0000133334."""
        rows = command("prices", "history", DURATION, "--region", "eu-west-1", "--format", "csv").rows
        x86 = [row for row in rows if row["choice"] == "x86_64"]
        assert [(row["since"], row["until"], row["above"], row["unit_price"]) for row in x86] == [
            ("2020-12-01", "2022-07-31", "", "0.0000166667"),
            ("2022-08-01", "", "", "0.0000166667"),
            ("2022-08-01", "", "6000000000", "0.000015"),
            ("2022-08-01", "", "15000000000", "0.0000133334"),
        ]
        assert [row["change_percent"][:7] for row in x86] == ["", "0", "-0.1000", "-0.1999"]

    def test_all_regions_are_there_or_said_to_have_none(self, command: Command) -> None:
        """Nothing is dropped."""
        done = command("prices", "history", "aws_lambda.edge_function.requests", "--format", "json")
        found = json.loads(done.out)
        priced = {row["region"] for row in found["rows"]}
        without = {line.partition(":")[0].partition(" ")[0] for line in found["notes"]["Without a price"]}
        assert priced | without == set(BUNDLED.regions)
        assert not priced & without

    def test_a_price_that_ended_on_an_unknown_day_says_until_when_it_is_known(self, command: Command) -> None:
        """Osaka's old price was last seen on 2021-09-29, and the new one is known since 2025-04-17."""
        rows = command("prices", "history", REQUESTS, "--region", "ap-northeast-3", "--format", "csv").rows
        assert [(row["since"], row["until"], row["unit_price"]) for row in rows if row["choice"] == "x86_64"] == [
            ("2021-03-02", "2021-09-29", "0.26"),
            ("2025-04-17", "", "0.2"),
        ]

    def test_a_history_is_that_of_one_meter(self, command: Command) -> None:
        """Several would be a heap of numbers."""
        assert command("prices", "history", "aws_lambda.function").refusal == [
            f"METER is 'aws_lambda.function'; allowed: one of its meters, {REQUESTS}, {DURATION}"
        ]


class TestCompare:
    def test_two_regions_side_by_side(self, command: Command) -> None:
        """Cape Town's 0.27 a million is 35 percent above Ireland's 0.20."""
        rows = command("prices", "compare", "eu-west-1", "af-south-1", "--meter", REQUESTS, *ON, "--format", "csv").rows
        assert [(row["choice"], row["unit_price_1"], row["unit_price_2"], row["change_percent"]) for row in rows] == [
            ("x86_64", "0.2", "0.27", "0.35"),
            ("arm64", "0.2", "0.27", "0.35"),
        ]

    def test_two_currencies_are_not_compared_and_a_missing_price_is_said(self, command: Command) -> None:
        """A yuan is no dollar."""
        arguments = ("prices", "compare", "us-east-1", "cn-north-1", *ON)
        rows = {(row["meter"], row["choice"]): row for row in command(*arguments, "--format", "csv").rows}
        both, one = rows[REQUESTS, "x86_64"], rows["aws_lambda.durable.operations", ""]
        assert (both["currency_1"], both["currency_2"], both["change_percent"]) == ("USD", "CNY", "")
        assert (one["unit_price_2"], one["note"].partition(":")[0]) == (
            "",
            "us-east-1" if not one["unit_price_1"] else "cn-north-1",
        )
        assert "¥1.36" in command(*arguments).out

    def test_a_region_and_itself_differ_in_nothing(self, command: Command) -> None:
        """In no meter and in no tier."""
        rows = command("prices", "compare", "us-east-1", "us-east-1", *ON, "--format", "csv").rows
        assert {row["change_percent"] for row in rows if row["unit_price_1"] and row["unit_price_1"] != "0"} == {"0"}


class TestRegions:
    def test_regions_times_meters_is_what_the_tables_have(self, command: Command) -> None:
        """Counted by region here and by meter in `prices list`: the same number."""
        rows = command("prices", "regions", *ON, "--format", "csv").rows
        assert [row["region"] for row in rows] == [*BUNDLED.regions]
        meters = command("prices", "list", *ON, "--format", "csv").rows
        assert sum(int(row["meters_priced"]) for row in rows) == sum(int(row["regions_priced"]) for row in meters)
        every = {int(row["meters_priced"]) + int(row["meters_without"]) for row in rows}
        assert every == {len(BUNDLED.meters())}

    def test_a_region_of_ones_own_is_one_of_them(self, command: Command, tmp_path: Path) -> None:
        """With the two meters that the book prices."""
        path = folder(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
        (mine,) = [
            row for row in command("prices", "regions", "--prices", str(path), "-f", "csv").rows if row["region"] == "xx-home-1"
        ]
        assert (mine["name"], mine["meters_priced"], mine["currency"]) == ("Our own halls", "2", "USD")


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (
                ["show", "aws_lambda.functoin.duration"],
                f"METER is 'aws_lambda.functoin.duration', which no price table has; did you mean {DURATION}?",
            ),
            (["show", "???"], "METER is '???', which no price table has; lambda-cost prices list shows them all"),
            (["history", "aws_lambda.function.duratoin"], f"did you mean {DURATION}?"),
            (["show", "--region", "eu-wst-1"], "--region is 'eu-wst-1'; did you mean eu-west-1?"),
            (["compare", "us-east-1", "eu-wst-2"], "REGION is 'eu-wst-2'; did you mean eu-west-2?"),
            (["show", "--day", "2026-13-01"], "--day is '2026-13-01'; allowed: a day, such as 2026-11-01"),
            (["list", "--day", "2999-01-01"], "--day is 2999-01-01, in the future"),
            (["diff", "2026-02-30", "2026-01-01"], "OLD is '2026-02-30'; allowed: a day"),
            (["regions", "--prices", "nowhere"], "nowhere is no folder; allowed: a folder of price tables"),
            (["regions", "--prices", ""], "--prices is empty; allowed: a folder of price tables"),
            (["validate", " "], "DIR is empty; allowed: a folder of price tables"),
            (["diff", "a", ""], "NEW is empty; allowed: a folder of price tables"),
            (["map"], "nothing to estimate"),
            (["map", "--requests", "1M"], "--memory is missing"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_shown(self, command: Command, arguments: list[str], says: str) -> None:
        """One line, exit code 2."""
        (line,) = command("prices", *arguments).refusal[:1]
        assert says in line


def test_meters_are_completed() -> None:
    """As the shell asks for them."""
    assert completed("aws_lambda.function.d") == [DURATION]
    assert date(2026, 11, 1) == DAY
