"""`lambda-cost prices`: everything that is shown is what the price book says."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lambda_cost import MissingPriceError, Scenario, estimate
from lambda_cost.cli.completion import meters as completed
from lambda_cost.prices.history import published
from tests.prices.books import BUNDLED, DAY, DURATION, HOME, HOME_PRICES, ONE_PRICE, REQUESTS, folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command

D = Decimal
ON = ["--day", str(DAY)]
FLAGS = ["--requests", "10M", "--duration", "120ms", "--memory", "1GB", *ON]


@pytest.fixture
def book(tmp_path: Path) -> str:
    """The smallest price book there is."""
    return str(folder(tmp_path, aws_lambda__function=ONE_PRICE))


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


def test_meters_are_completed() -> None:
    """As the shell asks for them."""
    assert completed("aws_lambda.function.d") == [DURATION]
    assert date(2026, 11, 1) == DAY
