"""A refresh that is killed at any moment leaves the whole book or none, and of two at once one wins."""

import multiprocessing
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.cli.app import main
from lambda_cost.prices.refreshed import FILE, RefreshedPrices, data_folder
from tests.price_lists.fixtures import published
from tests.price_lists.servers import Answer, Aws

KILLS = 20
ARGUMENTS = ["lambda-cost", "prices", "refresh", "--region", "us-east-1", "--service", "AWSLambda", "--yes", "--format", "json"]


def refresh(out: Path, environment: dict[str, str]) -> None:
    """Run the command in a process of its own, which writes what it prints to *out*."""
    os.environ.update(environment)
    with out.open("w", encoding="utf-8") as stream:
        sys.argv, sys.stdout, sys.stderr = ARGUMENTS, stream, stream
        main()


@pytest.fixture(scope="module")
def processes() -> Any:
    """What starts processes in which everything is imported already, so that a kill falls into the work."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.price_lists.test_refresh_interrupted", "lambda_cost.cli.price_refresh"])
    return context


def start(processes: Any, out: Path) -> Any:
    """A process that refreshes, started."""
    process = processes.Process(target=refresh, args=(out, dict(os.environ)))
    process.start()
    return process


def state() -> str:
    """The digest of the book, which is whole; empty where there is none."""
    path = data_folder() / FILE
    if not path.exists():
        return ""
    RefreshedPrices.read(path)
    return path.read_text(encoding="utf-8").rpartition('"digest": ')[2]


def slowly(answer: Answer, seconds: float) -> Answer:
    """*answer* after so long."""

    def late(handler: Any) -> None:
        time.sleep(seconds)
        answer(handler)

    return late


@pytest.mark.unmeasured
def test_a_refresh_killed_at_twenty_moments_leaves_the_whole_book_or_none(aws: Aws, processes: Any, tmp_path: Path) -> None:
    """From before its first word to after its last; then the same command makes the book, and leaves nothing else."""
    aws.publish("AWSLambda", "us-east-1")
    took = 0.0
    for _ in range(2):  # the first time everything is imported
        begun = time.monotonic()
        process = start(processes, tmp_path / "out")
        process.join(60)
        took = time.monotonic() - begun
        assert process.exitcode == 0, (tmp_path / "out").read_text()
    whole = state()
    assert whole
    (data_folder() / FILE).unlink()
    seen: set[str] = set()
    for kill in range(KILLS):
        process = start(processes, tmp_path / "out")
        process.join(took * (kill + 0.5) / (KILLS - 2))
        process.kill()
        process.join()
        seen.add(state())
        (data_folder() / FILE).unlink(missing_ok=True)
    assert "" in seen
    assert seen <= {"", whole}
    last = start(processes, tmp_path / "out")
    last.join(60)
    assert (last.exitcode, state()) == (0, whole), (tmp_path / "out").read_text()
    assert not list(data_folder().rglob("*.part"))


@pytest.mark.unmeasured
def test_of_two_refreshes_at_once_one_wins_and_nothing_is_mixed(aws: Aws, processes: Any, tmp_path: Path) -> None:
    """The other says so and changes nothing, however long the first one takes."""
    path = aws.publish("AWSLambda", "us-east-1", published("AWSLambda", "us-east-1"))
    aws.server.pages[path] = slowly(aws.server.pages[path], 0.5)
    outs = [tmp_path / "one", tmp_path / "other"]
    both = [start(processes, out) for out in outs]
    for process in both:
        process.join(60)
    assert sorted(process.exitcode for process in both) == [0, 2]
    lost = outs[[process.exitcode for process in both].index(2)].read_text(encoding="utf-8")
    assert lost == f"{data_folder()} is being changed by another command; nothing was changed\n"
    assert state()
    assert aws.server.asked.count(path) == 2  # its size, and itself
