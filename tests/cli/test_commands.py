"""The commands beside estimate, what they write, and what a shell and a terminal get."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_cost import Scenario, UnreadableFileError, estimate, files
from lambda_cost.cli import output
from lambda_cost.cli.app import main
from lambda_cost.cli.commands import every_command, root
from tests.program import ran

PROGRAM = [sys.executable, "-m", "lambda_cost"]
FLAGS = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What `lambda-cost` prints on a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [*PROGRAM, *arguments], stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm-256color"} | environment
    )
    os.close(theirs)
    printed = b""
    try:
        while piece := os.read(ours, 65536):
            printed += piece
    except OSError:  # a terminal says in this way that nobody writes any more
        pass
    assert done.wait() == 0
    os.close(ours)
    return printed.decode()


def test_init_writes_a_scenario_that_can_be_priced(tmp_path: Path) -> None:
    """The first thing a newcomer does must work, and must not overwrite anything."""
    file = tmp_path / "shop.yaml"
    first, again, forced = ran("init", str(file)), ran("init", str(file)), ran("init", str(file), "--force")
    assert (first.returncode, again.returncode, forced.returncode) == (0, 2, 0)
    assert first.stderr == f"{file} is written; next: lambda-cost estimate {file}\n"
    assert again.stderr == f"{file} is there already; give another name, or --force to write over it\n"
    assert estimate(Scenario.read(file)).total > 0
    assert ran("estimate", "-", given=ran("init", "-").stdout).returncode == 0


def test_the_example_in_the_repository_is_the_one_that_init_writes() -> None:
    """One example, in two places for two readers."""
    assert Path("examples/shop.yaml").read_text(encoding="utf-8") == ran("init", "-").stdout


@pytest.mark.unmeasured
def test_schema_describes_every_key_of_the_example(tmp_path: Path) -> None:
    """An editor that knows the schema knows everything that a scenario may say."""
    out = tmp_path / "schema.json"
    assert ran("schema", "--out", str(out)).returncode == 0
    schema = json.loads(out.read_text(encoding="utf-8"))
    assert json.loads(ran("schema").stdout) == schema
    function = schema["properties"]["functions"]["additionalProperties"]
    assert {"requests", "duration_ms", "memory_mb", "architecture", "region", "cold_starts"} <= function["properties"].keys()
    assert function["properties"]["memory_mb"]["anyOf"][0] == {"type": "integer", "minimum": 128, "maximum": 10_240}
    assert [one["properties"]["type"]["const"] for one in schema["properties"]["apis"]["additionalProperties"]["oneOf"]] == [
        "http",
        "rest",
        "websocket",
    ]


def test_every_command_has_help_with_an_example() -> None:
    """Help without an example is half a help."""
    for name, one in every_command(root()):
        if hasattr(one, "commands"):
            continue
        done = ran(*name.split(), "--help")
        assert done.returncode == 0
        assert f"lambda-cost {name}" in done.stdout.partition("Examples:")[2]


def test_set_changes_a_field_by_its_full_path_or_by_the_resource_alone() -> None:
    """The path is that of messages and reports; the section may be left out."""
    long = ran("estimate", "examples/shop.yaml", "--set", "functions.checkout.memory_mb=1024", "--format", "json")
    short = ran("estimate", "examples/shop.yaml", "--set", "checkout.memory_mb=1GB", "--format", "json")
    assert long.stdout == short.stdout
    assert (
        json.loads(long.stdout)["total"]
        != json.loads(ran("estimate", "examples/shop.yaml", "--format", "json").stdout)["total"]
    )
    added = ran(
        "estimate",
        "examples/shop.yaml",
        "--set",
        "public.sized_by=request",
        "--set",
        "free_tier=none",
        "--set",
        "partners.cache={size_gb: 237}",
    )
    assert added.returncode == 0
    assert "Cache, 237 GB" in added.stdout


def test_set_reaches_what_has_no_name_of_its_own() -> None:
    """A payer has one Savings Plan and one internet: their paths have no name in them."""
    plan = ran("estimate", "examples/everything.yaml", "--set", "savings_plan.commitment=0", "--format", "json")
    more = ran("estimate", "examples/everything.yaml", "--set", "data_transfer.internet_gb=1TB", "--format", "json")
    changed = json.loads(more.stdout)["charges"]
    assert [one["billed_cost"] for one in json.loads(plan.stdout)["charges"] if one["meter"] == "savings_plan.commitment"] == [
        "0"
    ]
    assert [one["pricing_quantity"] for one in changed if one["resource"] == "data_transfer"] == ["1024"]


def test_flags_go_over_the_keys_of_a_file() -> None:
    """--region, --day, --hours and --free-tier are what-ifs on a file too."""
    done = ran(
        "estimate", "examples/shop.yaml", "--region", "us-east-1", "--month", "2026-08", "--free-tier", "none", "-f", "json"
    )
    bill = json.loads(done.stdout)
    assert (bill["day"], bill["hours"], bill["free_tier"]) == ("2026-08-01", "744", "none")
    assert {charge["region"] for charge in bill["charges"]} == {"us-east-1"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_for_each_shell(shell: str) -> None:
    """`lambda-cost --install-completion` installs this."""
    done = ran("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert done.returncode == 0
    assert "lambda" in done.stdout.lower()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("lambda-cost est", ["estimate"]),
        ("lambda-cost estimate --region eu-west-", ["eu-west-1", "eu-west-2", "eu-west-3"]),
        ("lambda-cost estimate --arch a", ["arm64"]),
        ("lambda-cost estimate --format m", ["markdown"]),
    ],
)
def test_completion_completes(words: str, completed: list[str]) -> None:
    """Commands, options, regions and choices."""
    program = Path(sys.executable).with_name("lambda-cost")
    words_now = {"_LAMBDA_COST_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run([program], capture_output=True, text=True, check=False, env=os.environ | words_now)
    assert done.stdout.split() == completed


def test_a_terminal_gets_colours_and_a_pipe_does_not() -> None:
    """Colours only where somebody sees them, and not where NO_COLOR asks for none."""
    assert "\x1b[" in on_a_terminal("estimate", *FLAGS)
    assert "\x1b[3" not in on_a_terminal("estimate", *FLAGS, NO_COLOR="1")
    assert "\x1b" not in ran("estimate", *FLAGS).stdout
    assert "$4.37" in on_a_terminal("estimate", *FLAGS, "--free-tier", "none")


def test_a_reader_who_leaves_early_gets_no_traceback(tmp_path: Path) -> None:
    """`lambda-cost estimate … | head -1`, with more behind it than a pipe holds."""
    large = tmp_path / "large.yaml"
    one = "requests: 1, duration_ms: 1, memory_mb: 128"
    large.write_text("name: shop\nfunctions:\n" + "".join(f"  f{n}: {{{one}}}\n" for n in range(3000)), encoding="utf-8")
    line = " ".join([*PROGRAM, "estimate", str(large), "|", "head", "-1"])
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - our own words
    assert done.stdout.startswith("shop")
    assert done.stderr == ""


def test_the_version_is_the_package_s() -> None:
    """What is asked for first when something is wrong."""
    import lambda_cost

    assert ran("--version").stdout == f"lambda-cost {lambda_cost.__version__}\n"


def test_ctrl_c_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """130, as shells expect of a program that was interrupted."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lambda_cost.bill.estimate.estimate", interrupted)
    monkeypatch.setattr("sys.argv", ["lambda-cost", "estimate", *FLAGS])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 130


def test_what_a_terminal_would_obey_is_written_out_in_messages(tmp_path: Path) -> None:
    """A name in a file that nobody vouches for must not clear the screen."""
    done = ran("estimate", str(tmp_path / "no\x1b[2Jfile"))
    assert done.returncode == 2
    assert "no\\x1b[2Jfile cannot be read" in done.stderr


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole or not at all: the new text waits beside the file until it is complete."""
    out = tmp_path / "bill.json"
    out.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UnreadableFileError, match=r"bill\.json cannot be written: No space left on device"):
        files.write_text(out, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["bill.json"]
    assert out.read_text(encoding="utf-8") == "old"


def test_init_and_schema_say_what_cannot_be_written(tmp_path: Path) -> None:
    """The message is the same for every command that writes."""
    for arguments in (("init", str(tmp_path / "no" / "shop.yaml")), ("schema", "--out", str(tmp_path / "no" / "schema.json"))):
        done = ran(*arguments)
        assert done.returncode == 2
        assert "cannot be written: No such file or directory" in done.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("checkout.cold_starts.share.low=1", "goes into share, which is '1%' and no mapping"),
        ("=5", "allowed: path=value"),
        ("checkout.memory_mb=[1", "not well-formed YAML"),
        ("checkout.memory_mb.low=1", "goes into memory_mb, which is 512 and no mapping"),
        ("region=mars-1", "region is 'mars-1'"),
        ("nobody.memory_mb=1", "leads to no resource"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(change: str, says: str) -> None:
    """What the change says is wrong, in its own words."""
    done = ran("estimate", "examples/shop.yaml", "--set", change)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_change_reaches_into_what_is_not_there_yet() -> None:
    """A feature may be added field by field."""
    added = ran(
        "estimate", "examples/shop.yaml", "--set", "invoices.cold_starts.share=0.5", "--set", "invoices.cold_starts.init_ms=1s"
    )
    whole = ran("estimate", "examples/shop.yaml", "--set", "invoices.cold_starts={share: 50%, init_ms: 1000}")
    assert added.returncode == 0
    assert added.stdout == whole.stdout


def test_a_change_of_a_file_that_is_no_mapping_is_left_to_the_reader() -> None:
    """One message: the one that says what the file is."""
    done = ran("estimate", "-", "--set", "region=eu-west-1", given="[1, 2]")
    assert done.returncode == 2
    assert done.stderr == "standard input: standard input is a list; allowed: a mapping with functions, apis …\n"


def test_a_resource_is_taken_away_or_added_by_its_name() -> None:
    """What if this API were not there, and a function more?"""
    fewer = ran("estimate", "examples/shop.yaml", "--set", "apis.live=null", "--format", "json")
    assert "apis.live" not in json.loads(fewer.stdout)["resources"]
    more = ran(
        "estimate", "examples/shop.yaml", "--set", "functions.extra={requests: 1, duration_ms: 1, memory_mb: 128}", "-f", "json"
    )
    assert "functions.extra" in json.loads(more.stdout)["resources"]


def test_what_a_change_gets_wrong_is_said_of_the_change_and_not_of_a_line() -> None:
    """Line 14 of the file is right; what --set put over it is not."""
    done = ran("estimate", "examples/shop.yaml", "--set", "functions.checkout.memory_mb=64")
    assert done.stderr == "--set: functions.checkout.memory_mb is 64; allowed: whole numbers 128 to 10,240 (MB)\n"


def test_a_pipe_that_breaks_while_writing_is_left_to_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has read enough; there is nobody to complain to."""

    class Broken:
        def write(self, _: str) -> None:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Broken())
    with pytest.raises(BrokenPipeError):
        output.put("text")
