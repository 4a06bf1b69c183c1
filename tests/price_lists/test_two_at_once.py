"""Two commands that change one folder of tables lose nothing of each other's, and one that was killed can be run again."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from filelock import FileLock

from lambda_cost import files
from lambda_cost.cli.app import main
from lambda_cost.prices import history, saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.refreshed import VARIABLE
from tests.price_lists.fixtures import bulk
from tests.price_lists.refreshing import DEARER, dearer
from tests.tables.publications import PRICING_DATA

REQUESTS = "aws_lambda.function.requests"
REGIONS = ("eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1")


def arguments(folder: Path, region: str, price: str = "0.19") -> list[str]:
    """The words of a correction of what a million requests cost in *region*."""
    place = ["--tables", str(folder), "--region", region, "--since", "2020-12-01", "--choice", "arm64"]
    return ["lambda-cost", "prices", "correct", REQUESTS, *place, "--price", price, "--reason", "a digit was lost"]


def corrected(folder: Path) -> set[str]:
    """The regions whose price was corrected to 0.19."""
    prices = PriceBook(folder).meter(REQUESTS).prices
    day = min(prices["standard"])
    return {key for key in REGIONS if key in prices and prices[key][day].corrected}


def locked(folder: Path) -> bool:
    """Whether the history lock has every price of the tables."""
    return (folder / history.LOCK).read_text(encoding="utf-8").splitlines() == history.lines(PriceBook(folder))


@pytest.fixture
def correct(tables: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Run a correction of one region; its exit code."""

    def run(region: str) -> int:
        monkeypatch.setattr(sys, "argv", arguments(tables, region))
        try:
            main()
        except SystemExit as left:
            return int(left.code or 0)
        return 0

    return run


@pytest.mark.unmeasured
def test_corrections_at_once_are_all_there(tmp_path: Path) -> None:
    """Four processes change four prices of one file; before there was a lock, most of them were lost."""
    folder = Path(shutil.copytree(PRICING_DATA, tmp_path / "tables"))
    commands = [[sys.executable, "-m", "lambda_cost", *arguments(folder, region)[1:]] for region in REGIONS]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for command in commands]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in running] == [(b"", 0)] * len(REGIONS)
    assert corrected(folder) == set(REGIONS)
    assert locked(folder)


@pytest.mark.unmeasured
@pytest.mark.parametrize("word", ["update", "refresh"])
def test_two_lists_taken_at_once_are_both_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Both processes read their lists, and wait for the same lock."""
    folder, data = Path(shutil.copytree(PRICING_DATA, tmp_path / "tables")), tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv(VARIABLE, str(data))
    target = ["--tables", str(folder)] if word == "update" else []
    running: list[subprocess.Popen[bytes]] = []
    with FileLock((folder if target else data) / saving.LOCK_FILE, is_singleton=False):
        for region in REGIONS[:2]:
            path = tmp_path / f"{region}.json"
            path.write_text(json.dumps(bulk("AWSLambda", dearer(region), "2026-11-20T12:00:00Z")), encoding="utf-8")
            command = [sys.executable, "-m", "lambda_cost", "prices", word, str(path), *target]
            running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        time.sleep(0.5)
    said = [process.communicate(timeout=120)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    kept = PriceBook(folder) if target else PriceBook.current()
    paid = [kept.price(REQUESTS, region, "x86_64", date(2026, 11, 20)).tariff.tiers[0].price for region in REGIONS[:2]]
    assert paid == [Decimal(DEARER) * 1_000_000] * 2
    assert not target or locked(folder)
    assert not list(tmp_path.rglob("*.new"))


def test_a_command_waits_no_longer_than_it_has_patience(
    tables: Path, correct: Callable[[str], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another one that hangs does not hang it too, and nothing is changed."""
    monkeypatch.setattr(saving, "PATIENCE_S", 0.1)
    with FileLock(tables / saving.LOCK_FILE, is_singleton=False):
        assert correct("eu-west-1") == 2
    says = f"{tables} is being changed by another command for more than 0.1 seconds; nothing was changed\n"
    assert capsys.readouterr().err == says
    assert correct("eu-west-1") == 0


def test_a_folder_that_cannot_be_locked_is_refused(
    tables: Path, correct: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing may be written, or something else has the lock's name."""
    (tables / saving.LOCK_FILE).mkdir()
    assert correct("eu-west-1") == 2
    assert capsys.readouterr().err.startswith(f"{tables} cannot be locked: ")
    assert corrected(tables) == set()


def test_a_table_that_somebody_edits_meanwhile_is_not_written_over(
    tables: Path, correct: Callable[[str], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor knows no lock."""
    path = tables / "aws_lambda" / "function.yaml"
    diff, edited = saving.changes_of, path.read_text(encoding="utf-8").replace("on demand", "on request")

    def edit(*given: object, **options: bool) -> object:
        changes = diff(*given, **options)  # type: ignore[arg-type]
        path.write_text(edited, encoding="utf-8")
        return changes

    monkeypatch.setattr(saving, "changes_of", edit)
    assert correct("eu-west-1") == 2
    assert "function.yaml was changed by another program meanwhile; nothing was written" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == edited


def test_a_correction_that_was_killed_before_the_history_lock_is_finished_by_the_same_command(
    tables: Path, correct: Callable[[str], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table is written first, so that is where it can stop."""
    write = files.write_text

    def killed(path: Path, text: str) -> None:
        if path.name == history.LOCK:
            raise KeyboardInterrupt
        write(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_text", killed)
        assert correct("eu-west-1") == 130
    assert corrected(tables) == {"eu-west-1"}
    assert not locked(tables)
    assert correct("eu-west-1") == 0
    assert capsys.readouterr().err.endswith("the price was corrected before; the history lock now says so too\n")
    assert locked(tables)
    assert correct("eu-west-1") == 2
    assert capsys.readouterr().err == "--price is the price that stands there; there is nothing to correct\n"
