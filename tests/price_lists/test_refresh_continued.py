"""Downloads that were cut off go on where they ended; redirects and slow servers."""

import json
from typing import Any

from lambda_cost.cli.inputs import public_lists as asking
from lambda_cost.prices.refreshed import FILE, data_folder
from tests.conftest import Command
from tests.price_lists.refreshing import LAMBDA
from tests.price_lists.servers import Aws, cut, in_turn, page, stored


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
