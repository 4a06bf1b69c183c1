"""`prices check` and `prices refresh` with nothing typed: AWS's lists are fetched, compared, kept, and used from then on."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lambda_cost import Function, HttpApi, Scenario, estimate
from lambda_cost.cli.inputs import public_lists as asking
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import public_lists
from lambda_cost.prices.refreshed import FILE, data_folder
from tests.conftest import Command
from tests.price_lists.fixtures import Row, published
from tests.price_lists.refreshing import LAMBDA, REQUESTS, TODAY, dearer
from tests.price_lists.servers import Aws

ARTICLE = ["estimate", "--requests", "1M", "--duration", "0.5s", "--memory", "512MB", "--free-tier", "none"]


MOST_USED = [
    *("us-east-1", "us-west-2", "us-east-2", "eu-west-1", "eu-central-1"),
    *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "ap-south-1", "eu-west-2"),
]


def test_a_refresh_is_used_by_every_command_and_named_on_every_bill_until_it_is_removed(aws: Aws, command: Command) -> None:
    """1,000,000 x 0.21 a million + 250,000 GB-s x 0.0000166667 = 0.21 + 4.166675; before and after, 0.20 a million."""
    aws.publish("AWSLambda", "us-east-1", dearer("us-east-1"))
    before = command(*ARTICLE)
    assert "$4.37" in before.out  # 4.366675
    done = command("prices", "refresh", "--region", "us-east-1", *LAMBDA)
    assert done.code == 0, done.err
    counts = json.loads(done.out)["counts"]
    assert counts["differs"] == 1
    assert counts["agrees"] >= 20
    assert f"They are in {data_folder() / FILE}; `lambda-cost prices refresh --remove` removes them.\n" in done.err
    bill = json.loads(command(*ARTICLE, "--format", "json").out)
    assert bill["total"] == "4.376675"
    text = " ".join(command(*ARTICLE).out.split())
    assert "2 of 2 prices come from AWS's price lists, fetched by `prices refresh` on 2026-11-24." in text
    assert "price book refreshed on 2026-11-24: AWSLambda price list of 2026-11-20, version 20261120120000" in text
    shown = command("prices", "show", REQUESTS, "--region", "us-east-1", "--format", "csv").out.splitlines()
    assert "2026-11-20" in shown[1]
    assert "refreshed on 2026-11-24" in shown[1]
    assert command(*ARTICLE, "--day", "2026-11-19").out.count("0.20 per 1M") == 1
    removed = command("prices", "refresh", "--remove")
    assert (removed.code, removed.out) == (0, "")
    assert removed.err == f"The refreshed prices in {data_folder() / FILE} are removed; the bundled prices hold again.\n"
    assert command(*ARTICLE) == before
    assert command("prices", "refresh", "--remove").err == f"There are no refreshed prices in {data_folder()}.\n"


def test_a_check_says_what_it_fetches_and_keeps_nothing(aws: Aws, command: Command) -> None:
    """Sizes are those that the server says; 1 says that something differs, 0 that all agrees."""
    path = aws.publish("AWSLambda", "us-east-1", dearer("us-east-1"))
    aws.publish("AmazonApiGateway", "us-east-1")
    flags = ["--region", "us-east-1", "--service", "AWSLambda", "--service", "AmazonApiGateway", "--yes", "--partial"]
    done = command("prices", "check", *flags, "--format", "json")
    assert done.code == 1
    lines = done.err.splitlines()
    assert lines[0] == f"AWS's public price lists for 1 region, from {aws.server.address}:"
    assert [line.split()[:3] for line in lines[1:]] == [
        ["AWSLambda", "1", "list"],
        ["AmazonApiGateway", "1", "list"],
        ["in", "all", "2"],
    ]
    assert lines[1].endswith(" KB")
    assert aws.server.asked.count(path) == 2  # its size, and itself
    found = [one for one in json.loads(done.out)["findings"] if one["status"] == "differs"]
    assert [(one["meter"], one["region"], one["offer"][0]["price"]) for one in found] == [(REQUESTS, "us-east-1", "0.21")]
    assert [path.name for path in data_folder().iterdir()] == [saving.LOCK_FILE]
    aws.publish("AWSLambda", "us-east-1", day="2026-11-21")
    assert command("prices", "check", *flags).code == 0


def test_all_that_the_tables_have_is_fetched_where_nothing_is_named(aws: Aws, command: Command) -> None:
    """The lists of the tables' services, in AWS's regions but for those of China, whose server is there."""
    book = PriceBook.bundled()
    wanted = {code for region in public_lists.default_regions(book) for code in public_lists.codes_for(book, region)}
    assert wanted == {*book.usage_types.price_lists}
    assert len(public_lists.default_regions(book)) == len(book.regions) - 2
    assert public_lists.codes_for(book, "cn-north-1") == ["AWSLambda"]
    for code in wanted:
        aws.publish(code, "eu-west-1", published(code, "eu-west-1"))
    done = command("prices", "refresh", "--yes", "--format", "json")
    assert done.code == 0, done.err
    document = command("prices", "check", "--yes", "--partial", "--region", "eu-west-1").out.splitlines()[0]
    assert f"in {len(wanted)} price lists of 2026-11-20" in document
    offers = json.loads(done.out)["offers"]
    assert sorted(offer["code"] for offer in offers) == sorted(wanted)
    assert all(offer["regions"] == ["eu-west-1"] for offer in offers)


def test_the_lists_of_china_are_on_the_server_of_china(aws: Aws, command: Command) -> None:
    """Their addresses have another word; they are fetched where a region there is named."""
    done = command("prices", "check", "--region", "cn-north-1", "--yes")
    assert done.code == 2
    assert aws.server.asked == ["/offers/v1.0/cn/AWSLambda/current/region_index.json"]


@pytest.mark.parametrize("region", MOST_USED)
def test_a_refreshed_bill_of_a_function_with_an_http_api_has_no_age_warning(aws: Aws, command: Command, region: str) -> None:
    """In the ten most used regions; without a refresh a warning says which command fetches today's prices."""
    function = Function(name="f", requests=1_000_000, duration_ms=100, memory_mb=512)
    scenario = Scenario(region=region, functions=[function], apis=[HttpApi(name="a", requests=1_000_000)])
    for code in ("AWSLambda", "AmazonApiGateway"):
        aws.publish(code, region)
    assert (
        command(
            "prices", "refresh", "--region", region, "--yes", "--service", "AWSLambda", "--service", "AmazonApiGateway"
        ).code
        == 0
    )
    refreshed, bundled = estimate(scenario, PriceBook.current()), estimate(scenario)
    assert refreshed.age.older_than(180) == ()
    assert [warning for warning in refreshed.warnings if "last checked" in warning] == []
    assert refreshed.total == bundled.total
    assert refreshed.books == ("refreshed on 2026-11-24",)
    # seen on the day of the list, the price held on the days before it too
    earlier = estimate(Scenario(region=region, day="2026-11-10", functions=[function]), PriceBook.current())
    assert earlier.age.checks[0].day == date(2026, 11, 20)
    assert earlier.books == ()


def test_bundled_prices_of_a_function_need_no_refresh_where_lists_of_the_last_half_year_were_read() -> None:
    """In six of the ten regions; those of the other four were last read on 2026-05-07, 201 days before."""
    function = Function(name="f", requests=1_000_000, duration_ms=100, memory_mb=512)
    old = {region for region in MOST_USED if estimate(Scenario(region=region, functions=[function])).age.older_than(180)}
    assert old == {"ap-southeast-1", "ap-southeast-2", "ap-south-1", "eu-west-2"}


@pytest.mark.usefixtures("aws")
def test_a_warning_of_old_prices_names_a_command_that_works_with_nothing_typed(command: Command) -> None:
    """It needs a terminal or --yes, and no other word."""
    done = command("estimate", "--requests", "1M", "--duration", "1s", "--memory", "1GB", "--region", "eu-west-2")
    text = " ".join(done.out.split())
    assert "may have changed since; lambda-cost prices refresh fetches today's from AWS." in text
    assert "--yes, which fetches AWS's price lists without asking" in command("prices", "refresh").err


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("YES\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_it_asks_on_a_terminal(aws: Aws, command: Command, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    """And takes no answer for no."""
    path = aws.publish("AWSLambda", "us-east-1")
    monkeypatch.setattr(asking, "_can_ask", lambda: True)
    done = command("prices", "refresh", "--region", "us-east-1", "--service", "AWSLambda", given=answer)
    assert done.code == code
    assert "Fetch them? [y/N] " in done.err
    assert ("nothing was fetched\n" in done.err) == bool(code)
    assert aws.server.asked.count(path) == (1 if code else 2)
    assert (data_folder() / FILE).exists() == (not code)


@pytest.mark.parametrize(("kept", "old", "new"), [(100, "", ""), (10**9, "x86_64", "x86")])
def test_a_book_that_somebody_changed_stops_commands_and_is_made_anew_or_removed(
    aws: Aws, command: Command, kept: int, old: str, new: str
) -> None:
    """The message names both commands, and both work."""
    aws.publish("AWSLambda", "us-east-1", dearer("us-east-1"))
    for mend in (["--region", "us-east-1", *LAMBDA], ["--remove"]):
        assert command("prices", "refresh", "--region", "us-east-1", *LAMBDA).code == 0
        path = data_folder() / FILE
        path.write_text(path.read_text(encoding="utf-8").replace(old, new)[:kept], encoding="utf-8")
        done = command(*ARTICLE)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"{path} is not as lambda-cost wrote it; make it anew with ")
        assert command("prices", "refresh", *mend).code == 0
        assert command(*ARTICLE).code == 0


def test_lists_that_were_downloaded_elsewhere_refresh_too(aws: Aws, command: Command, tmp_path: Path) -> None:
    """For whoever has no network where the prices are used."""
    from tests.price_lists.fixtures import bulk

    path = tmp_path / "list.json"
    path.write_text(json.dumps(bulk("AWSLambda", dearer("eu-west-1"))), encoding="utf-8")
    assert command("prices", "refresh", str(path), "--format", "json").code == 0
    price = PriceBook.current().price(REQUESTS, "eu-west-1", "x86_64", TODAY)
    assert (price.tariff.tiers[0].price, price.book) == (Decimal("0.21"), "refreshed on 2026-11-24")
    assert aws.server.asked == []
    path.write_text(json.dumps(bulk("AWSLambda", [Row("eu-west-1", "Unknown", "", "Requests", "0", "Inf", "1")])), "utf-8")
    again = command("prices", "refresh", "--remove")
    assert again.code == 0
    nothing = command("prices", "refresh", str(path))
    assert (nothing.code, nothing.out) == (2, "")
    assert nothing.err == "the lists have no price that a table has; nothing was changed\n"
