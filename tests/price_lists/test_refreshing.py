"""`prices check` and `prices refresh` with nothing typed: AWS's lists are fetched, compared, kept, and used from then on."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from lambda_cost import Function, HttpApi, Scenario, estimate
from lambda_cost.cli.inputs import public_lists as asking
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import public_lists
from lambda_cost.prices.refreshed import FILE, RefreshedPrices, data_folder
from tests.conftest import Command
from tests.price_lists.fixtures import Row, published
from tests.price_lists.servers import Aws, cut, in_turn, page, stored
from tests.program import Done

TODAY = date(2026, 11, 24)
"""The day that tests take for today."""
REQUESTS = "aws_lambda.function.requests"
DEARER = "0.0000002100"
"""What a request costs after a change that a test invents: 0.21 a million."""
ARTICLE = ["estimate", "--requests", "1M", "--duration", "0.5s", "--memory", "512MB", "--free-tier", "none"]
MOST_USED = [
    *("us-east-1", "us-west-2", "us-east-2", "eu-west-1", "eu-central-1"),
    *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "ap-south-1", "eu-west-2"),
]


def dearer(region: str) -> list[Row]:
    """The published prices of Lambda in *region*, but for requests on x86_64."""
    rows = published("AWSLambda", region)
    return [row._replace(price=DEARER) if row.usage_type == "Request" else row for row in rows]


LAMBDA = ["--service", "AWSLambda", "--yes", "--format", "json"]


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
    assert "2 of 2 prices are those that `prices refresh` fetched from AWS's price lists on 2026-11-24." in text
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


def test_a_fetch_that_was_cut_off_goes_on_where_it_ended(aws: Aws, command: Command) -> None:
    """Within a command three times; after that the next command does, and asks for the rest alone."""
    path = aws.publish("AWSLambda", "us-east-1")
    whole = aws.server.pages[path]
    flags = ["--region", "us-east-1", *LAMBDA]
    aws.server.pages[path] = in_turn(*[cut(whole, 0.5)] * 3, whole)
    done = command("prices", "refresh", *flags)
    assert done.code == 2
    assert "was cut off after " in done.err
    assert done.err.endswith("; nothing was changed. What was fetched is kept, and the same command goes on there.\n")
    assert not (data_folder() / FILE).exists()
    kept = sum(one.stat().st_size for one in (data_folder() / asking.DOWNLOADS).glob("*.part"))
    sizes: list[int] = []

    def watched(handler: Any) -> None:
        sizes.append(int(handler.headers.get("Range", "bytes=0-")[6:-1]))
        whole(handler)

    aws.server.pages[path] = watched
    assert command("prices", "refresh", *flags).code == 0
    assert sizes == [0, kept]
    assert (data_folder() / FILE).exists()
    assert not (data_folder() / asking.DOWNLOADS).exists()


def test_a_list_that_was_replaced_meanwhile_is_fetched_anew(aws: Aws, command: Command) -> None:
    """Its ETag says so; a server without a strong one is asked for everything."""
    path = aws.publish("AWSLambda", "us-east-1")
    content = json.dumps("x").encode() * 1000
    for first, rest in ((stored(content), aws.server.pages[path]), (stored(content, tag='W/"1"'), aws.server.pages[path])):
        aws.server.pages[path] = in_turn(cut(first, 0.5), rest)
        done = command("prices", "check", "--region", "us-east-1", "--partial", *LAMBDA)
        assert done.code == 0, done.err


def test_a_server_that_goes_on_elsewhere_is_asked_again(aws: Aws, command: Command) -> None:
    """A part that does not begin where the last one ended would make a mixture."""
    path = aws.publish("AWSLambda", "us-east-1")
    whole = aws.server.pages[path]
    elsewhere = page(b"abc", 206, Content_Range="bytes 5-7/8", ETag='"x"')
    aws.server.pages[path] = in_turn(cut(whole, 0.5), elsewhere, whole)
    assert command("prices", "check", "--region", "us-east-1", "--partial", *LAMBDA).code == 0


def test_lists_that_were_whole_are_not_fetched_again_after_another_was_cut_off(aws: Aws, command: Command) -> None:
    """What was fetched is removed only when everything was read."""
    gateway, functions = (aws.publish(code, "us-east-1") for code in ("AmazonApiGateway", "AWSLambda"))
    whole = aws.server.pages[gateway]
    flags = ["--region", "us-east-1", "--service", "AmazonApiGateway", *LAMBDA]
    aws.server.pages[gateway] = in_turn(*[cut(whole, 0.5)] * 3, whole)
    assert command("prices", "refresh", *flags).code == 2
    asked = aws.server.asked.count(functions)
    assert command("prices", "refresh", *flags).code == 0
    assert aws.server.asked.count(functions) == asked + 1  # its size


def test_a_file_that_was_whole_but_not_yet_taken_is_fetched_anew(aws: Aws, command: Command) -> None:
    """A kill between the last byte and the name of the file: the server has no part behind the end."""
    path = aws.publish("AWSLambda", "us-east-1")
    whole = aws.server.pages[path]
    aws.server.pages[path] = in_turn(*[cut(whole, 0.5)] * 3, whole)
    flags = ["--region", "us-east-1", "--partial", *LAMBDA]
    assert command("prices", "check", *flags).code == 2
    (part,) = (data_folder() / asking.DOWNLOADS).glob("*.part")
    with part.open("ab") as file:
        file.write(b" " * 1_000_000)
    done = command("prices", "check", *flags)
    assert done.code == 0, done.err


def test_redirects_are_followed_and_a_server_without_sizes_is_too(aws: Aws, command: Command) -> None:
    """The size is then said to be unknown, and HEAD may be unknown too."""
    path = aws.publish("AWSLambda", "us-east-1")
    aws.server.pages["/moved"] = aws.server.pages[path]

    def answer(handler: Any) -> None:
        page(b"no", 405)(handler) if handler.command == "HEAD" else page(b"", 302, Location="/moved")(handler)

    aws.server.pages[path] = answer
    done = command("prices", "check", "--region", "us-east-1", "--partial", *LAMBDA)
    assert done.code == 0, done.err
    assert "  AWSLambda             1 list   size unknown\n" in done.err


@pytest.mark.usefixtures("aws")
def test_without_a_network_there_is_one_clear_message_and_nothing_is_changed(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, for a check and for a refresh."""
    monkeypatch.setenv(public_lists.VARIABLE, "https://127.0.0.1:1")
    for word in ("check", "refresh"):
        done = command("prices", word, "--yes")
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(
            "https://127.0.0.1:1/offers/v1.0/aws/AWSDataTransfer/current/region_index.json cannot be fetched: "
        )
        assert done.err.endswith("nothing was changed. Without a network, name price lists that were downloaded elsewhere.\n")
        assert done.err.count("\n") == 1
    assert not (data_folder() / FILE).exists()
    monkeypatch.setenv(public_lists.VARIABLE, "http://127.0.0.1:1")
    assert (
        "LAMBDA_COST_PRICE_LISTS is 'http://127.0.0.1:1'; allowed: an https address" in command("prices", "check", "--yes").err
    )


def test_a_slow_server_is_left(aws: Aws, command: Command) -> None:
    """When the time is up, however slowly bytes drip."""
    import time

    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100 if handler.command == "GET" else 0):
            handler.wfile.write(b" ")
            time.sleep(0.05)

    path = aws.publish("AWSLambda", "us-east-1")
    aws.server.pages[path] = drip
    begun = time.monotonic()
    done = command("prices", "refresh", "--region", "us-east-1", "--timeout", "400ms", *LAMBDA)
    assert done.code == 2
    assert "took longer than 0.4 seconds; --timeout allows more" in done.err
    assert time.monotonic() - begun < 3


Lie = Callable[[Aws, str], None]


def index_of(entry: Any) -> Lie:
    """A region index with *entry*."""
    return lambda aws, _: aws.server.pages.update(
        {aws.index("AWSLambda"): stored(json.dumps({"regions": {"us-east-1": entry}}).encode())}
    )


def link(address: str) -> Lie:
    """A region index that leads to *address*."""
    return index_of({"regionCode": "us-east-1", "currentVersionUrl": address})


def content(raw: bytes) -> Lie:
    """A list of *raw* bytes."""
    return lambda aws, path: aws.server.pages.update({path: stored(raw)})


def as_other(old: str, new: str) -> Lie:
    """A list in which *old* is *new*."""
    from tests.price_lists.fixtures import bulk

    raw = json.dumps(bulk("AWSLambda", published("AWSLambda", "us-east-1"))).replace(old, new).encode()
    return lambda aws, path: aws.server.pages.update({path: stored(raw)})


LIES: dict[str, tuple[Lie, str]] = {
    "an index that is none": (
        lambda aws, _: aws.server.pages.update({aws.index("AWSLambda"): stored(b"[]")}),
        "it is no region index",
    ),
    "an index of bytes": (
        lambda aws, _: aws.server.pages.update({aws.index("AWSLambda"): stored(b"\xff\xfe\xff")}),
        "region_index.json",
    ),
    "an entry that is none": (index_of("here"), "region 'us-east-1' has '' as the address of its list"),
    "another server": (
        link("https://example.com/offers/v1.0/aws/AWSLambda/20261120120000/us-east-1/index.json"),
        "region 'us-east-1' has 'https://example.com/",
    ),
    "another service": (link("/offers/v1.0/aws/AmazonEC2/20261120120000/us-east-1/index.json"), "as the address of its list"),
    "another region": (link("/offers/v1.0/aws/AWSLambda/20261120120000/us-east-2/index.json"), "as the address of its list"),
    "a way up": (link("/offers/v1.0/aws/AWSLambda/20261120120000/us-east-1/../../x/index.json"), "address of its list"),
    "a list that is none": (content(b'{"a": 1}'), "it is no offer"),
    "an index again": (content(b'{"regions": {}}'), "it is a region index; expected: a price list"),
    "no JSON": (content(b"<html>"), "begins with"),
    "a list of another version": (as_other("20261120120000", "20261119120000"), "its version is '20261119120000'"),
    "a list of another service": (as_other('"AWSLambda"', '"AWSXRay"'), "its code is 'AWSXRay'; expected: AWSLambda"),
    "a list of days to come": (as_other("2026-11-20T", "2026-12-20T"), "was published on 2026-12-20, in the future"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_server_that_lies_changes_nothing(aws: Aws, command: Command, name: str) -> None:
    """Each answer is held against what was asked for; the book that was there stays, and the next fetch is a whole one."""
    aws.publish("AWSLambda", "us-east-1", dearer("us-east-1"), day="2026-11-10")
    flags = ["--region", "us-east-1", *LAMBDA]
    assert command("prices", "refresh", *flags).code == 0
    before = (data_folder() / FILE).read_bytes()
    path = aws.publish("AWSLambda", "us-east-1")
    lie, says = LIES[name]
    lie(aws, path)
    done = command("prices", "refresh", *flags)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert (data_folder() / FILE).read_bytes() == before
    aws.publish("AWSLambda", "us-east-1")
    assert command("prices", "refresh", *flags).code == 0
    assert PriceBook.current().price(REQUESTS, "us-east-1", "x86_64", TODAY).tariff.tiers[0].price == Decimal("0.20")


def test_a_bomb_is_bounded(aws: Aws, command: Command) -> None:
    """A list that unpacks to more than is allowed is refused."""
    path = aws.publish("AWSLambda", "us-east-1")
    aws.server.pages[path] = stored(b'{"a": "' + b" " * 3_000_000 + b'"}')
    done = command("prices", "check", "--region", "us-east-1", "--max-size", "1MB", *LAMBDA)
    assert done.code == 2
    assert "has more than 1,048,576 bytes; --max-size allows more" in done.err


def test_while_another_command_fetches_nothing_is_fetched(aws: Aws, command: Command) -> None:
    """Two at once would use the same files."""
    aws.publish("AWSLambda", "us-east-1")
    data_folder().mkdir()
    says = f"{data_folder()} is being changed by another command; nothing was changed\n"
    with FileLock(data_folder() / saving.LOCK_FILE, is_singleton=False):
        for word in ("refresh", "check"):
            done = command("prices", word, "--region", "us-east-1", *LAMBDA)
            assert (done.code, done.err) == (2, says)


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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "--service", "AWSLamda", "--yes"], "--service is 'AWSLamda'; did you mean AWSLambda?\n"),
        (["check", "--region", "eu-west-9", "--yes"], "--region is 'eu-west-9'; did you mean "),
        (["refresh", "--region", "cn-north-1", "--service", "AWSXRay", "--yes"], "AWS has no price list for these"),
        (["check", "x.json", "--region", "eu-west-1"], "PRICE_LIST cannot be combined with --region or --service"),
        (["refresh", "x.json", "--service", "AWSLambda"], "PRICE_LIST cannot be combined with --region or --service"),
        (["refresh", "--yes", "--format", "pdf"], "--format is 'pdf'"),
        (["check", "--yes", "--out", "x.pdf"], "x.pdf does not say its format"),
        (["refresh"], "PRICE_LIST is missing, and there is no terminal to ask on; allowed: --yes"),
    ],
)
def test_what_is_wrong_in_the_options_is_said_before_anything_is_fetched(
    aws: Aws, command: Command, arguments: list[str], says: str
) -> None:
    """Nothing is asked of any server."""
    done = command("prices", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(says)
    assert aws.server.asked == []


def test_a_data_folder_that_cannot_be_made_or_emptied_is_said(
    aws: Aws, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In one line."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("LAMBDA_COST_DATA", str(tmp_path / "file"))
    done = command("prices", "refresh", "--yes", "--region", "us-east-1")
    assert (done.code, done.err) == (2, f"{tmp_path / 'file' / asking.DOWNLOADS} cannot be made: Not a directory\n")
    monkeypatch.setenv("LAMBDA_COST_DATA", str(tmp_path / "data"))
    aws.publish("AWSLambda", "us-east-1")
    assert command("prices", "refresh", "--region", "us-east-1", *LAMBDA).code == 0

    def refuse(_path: Path, **_options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    says = f"{data_folder() / FILE} cannot be removed: Permission denied\n"
    assert command("prices", "refresh", "--remove") == Done(2, "", says)
    assert RefreshedPrices.current() is not None
