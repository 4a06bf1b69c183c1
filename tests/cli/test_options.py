"""One set of options on every command that prices something, and groups of options as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lambda_cost.cli import options
from lambda_cost.cli.app import main
from lambda_cost.cli.commands import every_command, root

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

PRICING = {*options.ScenarioFlags._fields, *options.PricingFlags._fields}
# 1M requests of 0.5 s on 512 MB, nothing free: 0.20 for the requests, and 250,000 GB-s x 0.0000166667 = 4.166675.
SCENARIO = """
day: 2026-11-01
free_tier: none
functions: {f: {requests: 1M, duration_ms: 500, memory_mb: 512}}
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ., Handler: a.b, Runtime: python3.13, MemorySize: 512, Architectures: [x86_64]}
"""
USAGE = "functions: {F: {requests: 1M, duration_ms: 500}}\n"
COMMANDS = {
    "estimate": "estimate FILE",
    "explain": "explain FILE",
    "compare": "compare FILE --vary functions.f.memory_mb=512,1024",
    "diff": "diff FILE FILE",
    "sweep": "sweep FILE functions.f.memory_mb=512,1024",
    "break-even": "break-even FILE --against 5 --over functions.f.requests=1M:2M",
    "commit": "commit FILE",
    "tune": "tune FILE f --measured 512=500ms,1024=400ms",
    "forecast": "forecast FILE --months 1 --hours 730",
    "prices map": "prices map FILE",
    "report": "report FILE --out report.html",
    "plot": "plot breakdown FILE --out breakdown.svg",
}
"""Each command that prices something, on a scenario of 4.37 a month."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """What the program exits with, prints, and says on standard error, in a folder with a scenario and a template."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LAMBDA_COST_TODAY", "2026-11-24")
    for name, text in {"f.yaml": SCENARIO, "template.yaml": TEMPLATE, "usage.yaml": USAGE}.items():
        Path(name).write_text(text, encoding="utf-8")

    def ran(command: str, *more: str, file: str = "f.yaml") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["lambda-cost", *command.replace("FILE", file).split(), *more])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return ran


def test_every_command_that_prices_something_has_every_option() -> None:
    commands = {words: {one.name for one in command.params} for words, command in every_command(root())}
    having = {words for words, names in commands.items() if names >= PRICING}
    assert having == {*COMMANDS, "serve"}
    assert {words for words, names in commands.items() if "free_tier" in names} == having


@pytest.mark.parametrize("command", COMMANDS)
def test_a_budget_fails_every_command_and_another_does_not(command: str, run: Run) -> None:
    code, _, err = run(COMMANDS[command], "--budget", "1")
    assert code == 1
    assert "$1.00" in err
    assert run(COMMANDS[command], "--budget", "500")[0] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_the_age_of_prices_fails_every_command(command: str, run: Run) -> None:
    code, _, err = run(COMMANDS[command], "--day", "2026-11-24", "--max-price-age", "0")
    assert code == 1
    assert err.startswith("the price of ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_template_with_its_usage(command: str, run: Run) -> None:
    words = COMMANDS[command].replace("functions.f.", "functions.F.").replace("FILE f ", "FILE F ")
    assert run(words, "--usage", "usage.yaml", file="template.yaml")[::2] == (0, "")


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        # half of 4.366675 is 2.1833375
        ("estimate", "€2.18"),
        ("compare", "€2.18"),
        ("diff", "€2.18"),
        ("forecast", "€2.18"),
        ("sweep", "€2.18"),
        ("tune", "€2.18"),
        ("commit", "€2.18"),
        # both cost 5 where they are equal
        ("break-even", "€2.50"),
        ("prices map", "€2.18"),
    ],
)
def test_totals_are_shown_in_another_currency_too(command: str, shown: str, run: Run) -> None:
    code, out, _ = run(COMMANDS[command], "--currency", "EUR", "--rate", "0.5")
    assert code == 0
    assert shown in out
    assert run(COMMANDS[command], "--currency", "USD", "--rate", "0.5")[0] == 2


def test_json_says_the_rate(run: Run) -> None:
    _, out, _ = run(COMMANDS["tune"], "--currency", "EUR", "--rate", "0.5", "--format", "json")
    assert json.loads(out)["conversion"] == {"currency": "EUR", "rate": "0.5"}


@pytest.mark.parametrize(
    ("discounts", "total"),
    [
        # a tenth off 4.366675, off 4.166675, and off both a quarter
        (["10%"], "3.9300075"),
        (["aws_lambda=10 %"], "3.9300075"),
        (["aws_lambda.function.duration=10"], "3.9500075"),
    ],
)
def test_a_discount_is_taken_off(discounts: list[str], total: str, run: Run) -> None:
    flags = [word for discount in discounts for word in ("--discount", discount)]
    assert json.loads(run(COMMANDS["estimate"], *flags, "--format", "json")[1])["total"] == total


@pytest.mark.parametrize("discount", ["much", "=10%", "aws_lambda=10 dollars"])
def test_what_is_no_discount_is_refused(discount: str, run: Run) -> None:
    code, _, err = run(COMMANDS["estimate"], "--discount", discount)
    assert code == 2
    assert err.startswith("--discount is ")


@pytest.mark.parametrize("discount", ["0.1", "aws_lambda=.1"])
def test_a_discount_that_may_be_a_share_is_asked_about(discount: str, run: Run) -> None:
    """A tenth off, or a thousandth: 100 times more or less."""
    code, _, err = run(COMMANDS["estimate"], "--discount", discount)
    assert (code, err) == (2, f"--discount is '{discount}', which may mean 10% or 0.1%; write one of them\n")
    # 0.1 % off 4.366675, all of which is Lambda's
    assert json.loads(run(COMMANDS["estimate"], "--discount", "0.1%", "--format", "json")[1])["total"] == "4.362308325"


def test_a_discount_that_there_is_not_is_blamed_on_the_flag(run: Run) -> None:
    assert run(COMMANDS["estimate"], "--discount", "aws_lamda=10%")[2].startswith("--discount: ")
    Path("list.yaml").write_text("- 1\n", encoding="utf-8")
    assert run(COMMANDS["estimate"], "--discount", "10%", file="list.yaml")[2].startswith("list.yaml")


def test_a_month_to_come_has_its_hours_and_today_s_prices(run: Run) -> None:
    """February 2027 has 28 days of 24 hours."""
    Path("f.yaml").write_text(
        SCENARIO.replace("day: 2026-11-01", "").replace("memory_mb: 512", "memory_mb: 512"), encoding="utf-8"
    )
    _, out, _ = run(COMMANDS["estimate"], "--month", "2027-02", "--format", "json")
    bill = json.loads(out)
    assert (bill["day"], bill["hours"]) == ("2026-11-24", "672")
    assert "2027-02 is still to come; its prices are taken to be those of today, 2026-11-24." in bill["assumptions"]
    _, out, _ = run("forecast FILE --months 1", "--month", "2027-02", "--format", "json")
    assert json.loads(out)["months"][0]["month"] == "2027-02"


@pytest.mark.parametrize(
    ("flag", "value"),
    [("--region", "xx"), ("--day", "2999-01-01"), ("--hours", "9999"), ("--free-tier", "never"), ("--month", "x")],
)
def test_a_wrong_flag_is_blamed_on_the_flag(flag: str, value: str, run: Run) -> None:
    assert run(COMMANDS["estimate"], flag, value)[2].startswith(f"{flag} is ")


@pytest.mark.parametrize("command", ["init x.yaml", "import template.yaml --out x.yaml", "usage template.yaml --out x.yaml"])
def test_what_people_go_on_to_edit_is_written_over_only_with_force(command: str, run: Run) -> None:
    assert run(command)[0] == 0
    written = Path("x.yaml").read_text(encoding="utf-8")
    Path("x.yaml").write_text("mine", encoding="utf-8")
    assert run(command)[2] == "x.yaml is there already; give another name, or --force to write over it\n"
    assert Path("x.yaml").read_text(encoding="utf-8") == "mine"
    assert run(command, "--force")[0] == 0
    assert Path("x.yaml").read_text(encoding="utf-8") == written
    assert run(COMMANDS["estimate"], "--out", "bill.json")[0] == run(COMMANDS["estimate"], "--out", "bill.json")[0] == 0


@pytest.mark.parametrize("name", ["functions.f.memory_mb", "f.memory_mb", "memory_mb", "memory", "f.memory"])
def test_a_field_has_the_same_names_everywhere(name: str, run: Run) -> None:
    """1,024 MB: 0.20 + 500,000 GB-s x 0.0000166667 = 8.53335; a month with twice the memory doubles the duration's cost."""
    total = "8.53335"
    assert json.loads(run(COMMANDS["estimate"], "--set", f"{name}=1024", "-f", "json")[1])["total"] == total
    assert run(f"compare FILE --vary {name}=1024,2048 -f json")[1].count(total) > 0
    assert total in run(f"sweep FILE {name}=1024,2048 -f csv")[1]
    assert run(f"break-even FILE --against 8.53335 --over {name}=512:2048 -f json")[1].count('"1024"') > 0


def test_growth_and_explanations_know_the_same_names(run: Run) -> None:
    """Twice the requests cost twice 4.366675."""
    for name in ("functions.f", "f", "functions.f.requests", "f.requests", "requests"):
        out = run("forecast FILE --months 2 --hours 730 --growth", f"{name}=100%", "-f", "json")[1]
        assert json.loads(out)["months"][1]["total"] == "8.73335", name
    for name in ("functions.f.memory_mb", "f.memory_mb", "memory_mb", "functions.f", "f"):
        assert json.loads(run(f"explain FILE {name} -f json")[1])["explained"] == "4.366675", name
    assert "aws_lambda.function.duration" in run("prices show duration --region eu-west-1 --format csv")[1]


def test_a_name_that_is_several_or_none_is_refused_with_what_there_is(run: Run) -> None:
    Path("f.yaml").write_text(
        SCENARIO.rstrip().removesuffix("}") + ", g: {requests: 1M, duration_ms: 1, memory_mb: 128}}", "utf-8"
    )
    says = run("sweep FILE memory_mb=128,256")[2]
    assert says == "memory_mb is a field of several resources; allowed: one of functions.f.memory_mb, functions.g.memory_mb\n"
    assert run(COMMANDS["estimate"], "--set", "memry=1")[2].startswith("memry is no field of any resource here; did you mean")


@pytest.mark.parametrize("name", ["report.pdf", "report.JSON", "report.svg"])
def test_a_report_is_no_file_of_another_kind(name: str, run: Run) -> None:
    code, out, err = run(f"report FILE --out {name}")
    assert (code, out, err) == (2, "", f"--out is '{name}', and a report is HTML; allowed: an ending such as .html\n")
    assert not Path(name).exists()
