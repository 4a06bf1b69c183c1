"""What a server, another command or an option can do wrong: one clear message, and nothing is changed."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from lambda_cost.cli.inputs import public_lists as asking
from lambda_cost.prices import saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import public_lists
from lambda_cost.prices.refreshed import FILE, RefreshedPrices, data_folder
from tests.conftest import Command
from tests.price_lists.fixtures import published
from tests.price_lists.refreshing import LAMBDA, REQUESTS, TODAY, Lie, content, dearer
from tests.price_lists.servers import Aws, stored
from tests.program import Done


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


def index_of(entry: Any) -> Lie:
    """A region index with *entry*."""
    return lambda aws, _: aws.server.pages.update(
        {aws.index("AWSLambda"): stored(json.dumps({"regions": {"us-east-1": entry}}).encode())}
    )


def link(address: str) -> Lie:
    """A region index that leads to *address*."""
    return index_of({"regionCode": "us-east-1", "currentVersionUrl": address})


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
