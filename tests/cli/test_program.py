"""The command line as a program: what its help lists, what typing mistakes get, and where errors end."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from lambda_cost import __version__, files
from lambda_cost.cli import app, commands, estimate
from lambda_cost.cli.commands import COMMANDS, PRICE_COMMANDS, LazyCommand, TextGroup, every_command, root
from lambda_cost.cli.streams import stream_errors

PROGRAM = f"{sys.executable} -m lambda_cost"
FLAGS = "--requests 1M --duration 0.5s --memory 512MB"


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of *line*; its exit code is that of the first command of a pipe that failed."""
    return subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, check=False)


ROOT = root()
LISTED = [
    *((name, ROOT.commands[name]) for name in COMMANDS),
    *((f"prices {name}", cast("TextGroup", ROOT.commands["prices"]).commands[name]) for name in PRICE_COMMANDS),
]


def test_every_command_is_listed_and_none_is_imported_for_it() -> None:
    words = [name for name, _ in every_command(root())]
    assert words == ["", *COMMANDS, "prices", *(f"prices {name}" for name in PRICE_COMMANDS)]


@pytest.mark.parametrize(("words", "listed"), LISTED)
def test_the_list_of_commands_says_the_first_sentence_of_each_commands_own_help(words: str, listed: LazyCommand) -> None:
    summary, _, _ = (listed.load().help or "").partition("\n")
    assert listed.help == summary
    assert len(summary) + len("break-even") <= 74, f"{words}: an 80 columns wide help page would cut its summary"


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [("estmate", "'estimate'"), ("prices shwo", "'show'"), ("breakeven", "'break-even'"), ("price", "'prices'")],
)
def test_a_mistyped_command_is_refused_with_the_nearest(line: str, suggestion: str) -> None:
    done = in_shell(f"{PROGRAM} {line}")
    assert done.returncode == 2
    assert f"Did you mean {suggestion}" in done.stderr


def test_a_mistyped_option_is_refused_with_the_nearest() -> None:
    done = in_shell(f"{PROGRAM} estimate --memori 512MB")
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert "--memory" in done.stderr


def test_a_missing_argument_is_named() -> None:
    done = in_shell(f"{PROGRAM} commit")
    assert (done.returncode, "Missing argument 'FILE…'" in done.stderr) == (2, True)


def run_main(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    """The exit code of `lambda-cost` with the words of *line*, in this process."""
    monkeypatch.setattr("sys.argv", ["lambda-cost", *line.split()])
    with pytest.raises(SystemExit) as left:
        app.main()
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "the budget of shop-42"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(estimate, "pricing_of", fail)


@pytest.mark.usefixtures("_broken")
def test_an_unexpected_error_is_one_line_without_anything_of_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the version, the kind of error and the line of the program, and exits with a code of its own."""
    monkeypatch.delenv("LAMBDA_COST_DEBUG", raising=False)
    assert run_main(monkeypatch, f"estimate {FLAGS}") == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"This is a bug in lambda-cost {__version__} (ZeroDivisionError at lambda_cost/cli/estimate.py:")
    assert "please report it" in line
    assert "shop-42" not in line


@pytest.mark.usefixtures("_broken")
def test_an_unexpected_error_shows_its_traceback_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAMBDA_COST_DEBUG", "1")
    assert run_main(monkeypatch, f"estimate {FLAGS}") == 70
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-2] == "ZeroDivisionError: the budget of shop-42"
    assert lines[-1].startswith("This is a bug in lambda-cost")


def test_ctrl_c_before_a_command_runs_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "root", interrupted)
    assert run_main(monkeypatch, "--version") == 130


def test_a_program_that_is_told_to_end_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM is what a time limit and a container that stops send."""
    out = tmp_path / "bill.json"
    out.write_text("old", encoding="utf-8")

    def write_and_be_told() -> None:
        with files.replacing(out) as new:
            new.write_text("half", encoding="utf-8")
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(commands, "root", lambda: write_and_be_told)
    monkeypatch.setattr(sys, "argv", ["lambda-cost"])
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            app.main()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (ended.value.code, out.read_text(encoding="utf-8"), [*tmp_path.iterdir()]) == (143, "old", [out])


def test_an_error_that_cannot_be_shown_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert run_main(monkeypatch, "estimate nowhere.yaml") == 2


@pytest.mark.parametrize("command", ["--help", "--version", f"estimate {FLAGS}", "estimate --help", "prices list"])
def test_a_full_standard_output_is_one_line_and_exit_code_2(command: str) -> None:
    done = in_shell(f"{PROGRAM} {command} > /dev/full")
    assert (done.returncode, done.stderr) == (2, "standard output cannot be written: No space left on device\n")


@pytest.mark.parametrize("command", ["--help", f"estimate {FLAGS}", "prices list"])
def test_a_pipe_that_its_reader_closes_ends_the_program_without_a_word(command: str) -> None:
    """The exit code is that of a program killed by a closed pipe: no check has failed."""
    done = in_shell(f"{PROGRAM} {command} | true")
    assert (done.returncode, done.stderr) == (141, "")


def test_a_full_standard_error_is_no_bug(tmp_path: Path) -> None:
    assert in_shell(f"{PROGRAM} init {tmp_path}/shop.yaml 2> /dev/full").returncode == 2
    assert in_shell(f"{PROGRAM} estimate nowhere.yaml 2> /dev/full").returncode == 2


@pytest.mark.parametrize("error", [OSError(errno.EHOSTUNREACH, "no route"), OSError(errno.ENOSPC, "full", "bill.csv")])
def test_an_error_of_the_system_that_is_not_about_a_standard_stream_stays_what_it_is(error: OSError) -> None:
    with pytest.raises(OSError, match=r"no route|full"), stream_errors():
        raise error


@pytest.mark.unmeasured
def test_completion_knows_commands_options_and_values() -> None:
    """What a shell asks when the user presses Tab."""
    for typed, position, completed in (
        ("lambda-cost esti", 1, "estimate"),
        ("lambda-cost prices val", 2, "validate"),
        ("lambda-cost estimate --mem", 2, "--memory"),
        ("lambda-cost estimate --arch ar", 3, "arm64"),
        ("lambda-cost estimate --region eu-west-3", 3, "eu-west-3"),
        ("lambda-cost prices show api_gateway.http", 3, "api_gateway.http_api.requests"),
    ):
        asked = {"_LAMBDA_COST_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(position)}
        code = "import sys; sys.argv = ['lambda-cost']; from lambda_cost.cli.app import main; main()"
        done = subprocess.run([sys.executable, "-c", code], env=os.environ | asked, capture_output=True, text=True, check=False)
        assert completed in done.stdout.split(), typed
