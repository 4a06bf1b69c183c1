"""`prices check`, `prices update` and `prices correct`, as a shell sees them."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from lambda_cost.cli.app import main
from lambda_cost.prices import history, saving
from lambda_cost.prices.book import PriceBook
from tests.price_lists.fixtures import bulk
from tests.price_lists.offered import REQUEST, Run
from tests.tables.publications import PRICING_DATA


@pytest.mark.unmeasured
def test_tables_with_regions_of_their_own_are_checked_updated_and_corrected(
    run: Run, lists: dict[str, str], tables: Path
) -> None:
    """A region of one's own stays as it is, under a lock too; a price may end on a day that an agreement says."""
    (tables / "regions.yaml").write_text("regions:\n  xx-lab-1: {name: Our lab}\n", encoding="utf-8")
    path = tables / "aws_lambda" / "function.yaml"
    own = "      xx-lab-1:\n        2026-01-01:\n          price: 0.10\n          source: tae\n"
    own += "          checked: 2026-10-06\n          until: 2027-12-31\n"
    before = path.read_text(encoding="utf-8")
    first = before.index("    prices:\n") + len("    prices:\n")
    path.write_text(before[:first] + own + before[first:], encoding="utf-8")
    done = run("update", lists["differ"], "--tables", str(tables))
    assert (done.code, done.err) == (0, "")
    assert own in path.read_text(encoding="utf-8")
    assert run("check", lists["differ"], "--tables", str(tables)).code == 0
    wrong = ["--region", "xx-lab-1", "--since", "2026-01-01", "--choice", "arm64"]
    done = run("correct", "aws_lambda.function.requests", "--tables", str(tables), *wrong, "--price", "0.12", "--reason", "why")
    assert (done.code, done.err) == (0, "")
    assert "            - {day: 2026-11-24, choice: arm64, was: 0.10, reason: why}\n" in path.read_text(encoding="utf-8")


def test_a_list_of_regions_that_is_wrong_is_refused_with_all_that_is_wrong(
    run: Run, lists: dict[str, str], tables: Path
) -> None:
    """And a file that is no YAML is."""
    path = tables / "regions.yaml"
    for text, says in (
        ("regions:\n  xx-lab-1: {}\n  XX: {name: x}\n", "tables/regions.yaml, line 2: regions.xx-lab-1 is not in the form"),
        ("regions: {", "tables/regions.yaml"),
    ):
        path.write_text(text, encoding="utf-8")
        done = run("check", lists["agree"], "--tables", str(tables))
        assert (done.code, done.out) == (2, "")
        assert says in done.err


def test_a_correction_is_of_the_day_that_is_taken_for_today(run: Run, tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everything that depends on today is, so that it can be made again."""
    monkeypatch.setenv("LAMBDA_COST_TODAY", "2026-12-05")
    wrong = ["--region", "ap-east-1", "--since", "2021-09-29", "--choice", "arm64", "--price", "0.281", "--reason", "why"]
    done = run("correct", "aws_lambda.function.requests", "--tables", str(tables), *wrong)
    assert "+            - {day: 2026-12-05, choice: arm64, was: 0.28, reason: why}\n" in done.out


def test_a_dry_run_prints_the_diff_and_writes_nothing(run: Run, lists: dict[str, str]) -> None:
    """Of the bundled tables where no folder is named; what is not taken is said beside it."""
    before = {path: path.read_bytes() for path in PRICING_DATA.rglob("*.yaml")}
    done = run("update", lists["differ"], lists["plans"], "--dry-run")
    assert done.code == 0
    assert "--- a/pricing_data/aws_lambda/function.yaml\n+++ b/pricing_data/aws_lambda/function.yaml\n" in done.out
    assert "+            x86_64: 0.21\n" in done.out
    assert done.err.startswith("1 appended, ")
    assert "(dry run: nothing is written)\n" in done.err
    assert "not taken: AWSLambda: usage type Lambda-Web-Request-ARM in eu-west-1, 1 product\n" in done.err
    assert "Savings Plan 3yr no_upfront: differs; rates of plans are put into compute.yaml by hand" in done.err
    assert {path: path.read_bytes() for path in PRICING_DATA.rglob("*.yaml")} == before


@pytest.mark.unmeasured
def test_an_update_changes_the_named_folder_and_a_check_of_it_then_agrees(
    run: Run, lists: dict[str, str], tables: Path
) -> None:
    """The second update has nothing to do; a list of the same day with another price is left."""
    assert run("check", lists["differ"], "--tables", str(tables)).code == 1
    done = run("update", lists["differ"], "--tables", str(tables))
    assert (done.code, done.err) == (0, "")
    assert "Prices in tables · 1 appended, " in done.out
    assert run("check", lists["differ"], "--tables", str(tables)).code == 0
    assert "nothing new" in run("update", lists["differ"], "--tables", str(tables)).out
    other = [REQUEST._replace(price="0.0000002200")]
    Path("other.json").write_text(json.dumps(bulk("AWSLambda", other)), encoding="utf-8")
    done = run("update", "other.json", "--tables", str(tables))
    assert "1 left" in done.out
    done = run("update", "other.json", "--tables", str(tables), "--dry-run")
    assert "aws_lambda.function.requests in eu-west-1: a price of 2026-11-20 is there, and is never overwritten" in done.err
    assert run("check", lists["agree"], "--tables", str(tables)).code == 1


def test_a_folder_of_ones_own_needs_neither_every_table_nor_a_list_of_regions(
    run: Run, lists: dict[str, str], tmp_path: Path
) -> None:
    """A negotiated price is held against AWS's, and its table alone is updated."""
    own = tmp_path / "own" / "aws_lambda"
    own.mkdir(parents=True)
    shutil.copy(PRICING_DATA / "aws_lambda" / "function.yaml", own / "function.yaml")
    assert run("check", lists["agree"], "--tables", "own").code == 0
    assert run("check", lists["plans"], "--tables", "own").code == 1
    assert run("update", lists["differ"], "--tables", "own").code == 0
    assert PriceBook(tmp_path / "own").addresses() == ["aws_lambda.function"]
    assert "0.21" in (own / "function.yaml").read_text(encoding="utf-8")
    assert {path.name for path in (tmp_path / "own").rglob("*") if path.is_file()} == {"function.yaml", saving.LOCK_FILE}


@pytest.mark.unmeasured
def test_a_correction_is_written_with_its_reason_and_printed_as_a_diff(run: Run, tables: Path) -> None:
    """The lock follows, so that its check still passes."""
    arguments = ["correct", "aws_lambda.function.requests", "--tables", str(tables), "--region", "ap-east-1"]
    arguments += ["--choice", "arm64", "--since", "2021-09-29", "--price", "0.281", "--reason", "a digit was lost"]
    done = run(*arguments)
    assert (done.code, done.err) == (0, "")
    assert "+            arm64: 0.281\n" in done.out
    assert "choice: arm64, was: 0.28, reason: a digit was lost}\n" in done.out
    assert history.changed(PriceBook(tables), (tables / history.LOCK).read_text(encoding="utf-8")) == []
    again = run(*arguments)
    assert (again.code, again.out) == (2, "")
    assert again.err == "--price is the price that stands there; there is nothing to correct\n"


CORRECT = ["correct", "aws_lambda.function.requests", "--region", "eu-west-1", "--price", "1", "--reason", "x"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "none.json"], "none.json cannot be read: No such file or directory"),
        (["check", "agree.json", "--tables", "none"], "none is no folder; allowed: a folder of price tables"),
        (["check", "agree.json", "--max-size", "1KB"], "agree.json has more than 1,024 bytes; --max-size allows more"),
        (["check", "agree.json", "--max-size", "big"], "--max-size is 'big'; allowed: a number, such as 512 or 2GB"),
        (["check", "agree.json", "--timeout", "long"], "--timeout is 'long'; allowed: a number"),
        (["check", "agree.json", "--timeout", "1/s"], "--timeout is '1/s'; allowed: a number"),
        (["check", "agree.json", "--format", "xml"], "--format is 'xml'; allowed: table, json"),
        (["update", "agree.json"], "--tables is missing: name the folder of tables to change, or use --dry-run"),
        (["update", "agree.json", "--tables", "."], ". has no price tables; copy them from "),
        ([*CORRECT, "--since", "2020-12-01"], "--tables is missing: name the folder of tables to change"),
        ([*CORRECT, "--since", "soon", "--tables", str(PRICING_DATA)], "--since is 'soon'; allowed: a day, such as 2026-11-01"),
    ],
)
def test_what_is_wrong_is_one_message_and_exit_code_2(run: Run, lists: dict[str, str], arguments: list[str], says: str) -> None:
    """On standard error, with nothing on standard output."""
    assert lists
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(says)
    assert done.err.count("\n") == 1


def test_a_closed_standard_error_does_not_stop_a_dry_run(
    lists: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notes about the diff are lost with it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["lambda-cost", "prices", "update", lists["differ"], "--dry-run"])
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code


def test_the_help_of_prices_names_its_commands(run: Run) -> None:
    """And each command has a help with examples."""
    done = run("--help")
    assert all(word in done.out for word in ("check", "update", "correct"))
    for word in ("check", "update", "correct"):
        assert f"lambda-cost prices {word} " in run(word, "--help").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", ""], "PRICE_LIST is empty; allowed: a file, a folder, an https address, or aws:AWSLambda\n"),
        (["check", "agree.json", "--tables", " "], "--tables is empty; allowed: a folder of price tables\n"),
        (["update", "agree.json", "--tables", ""], "--tables is empty; allowed: a folder of price tables\n"),
        (["check", "agree.json", "--timeout", "0"], "--timeout is '0'; allowed: more than 0\n"),
        (["check", "agree.json", "--timeout", "-5s"], "--timeout is '-5s'; allowed: more than 0\n"),
        (["check", "agree.json", "--max-size", "-1GB"], "--max-size is '-1GB'; allowed: more than 0\n"),
        (["check", "agree.json", "--max-size", "0"], "--max-size is '0'; allowed: more than 0\n"),
    ],
)
def test_an_empty_place_and_a_limit_of_nothing_are_refused(
    run: Run, lists: dict[str, str], arguments: list[str], says: str
) -> None:
    """An unset variable of a shell is empty, and would mean whatever folder one is in."""
    assert lists
    assert run(*arguments) == (2, "", says)
