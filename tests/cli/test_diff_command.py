"""diff as a shell sees it: templates and scenarios, as a table, a comment, and a gate."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lambda_cost.reports import difference as looks

if TYPE_CHECKING:
    from tests.conftest import Command

DAY = ["--day", "2026-11-01"]
SCENARIO = "free_tier: none\nfunctions:\n  a: {{requests: 1M, duration_ms: 100, memory_mb: {memory}}}\n"
SERVICE = "service: s\nprovider: {{name: aws, memorySize: {memory}}}\nfunctions:\n  {name}: {{handler: a.b}}\n"
USAGE = (
    "functions.a: {requests: 1M, duration_ms: 100}\nfunctions.b: {requests: 1M, duration_ms: 100}\nfunctions.c: {requests: 1}\n"
)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, command: Command, tmp_path: Path) -> Command:
    """Runs commands in a folder with old and new files."""
    Path(tmp_path, "old.yaml").write_text(SCENARIO.format(memory=1024), encoding="utf-8")
    Path(tmp_path, "new.yaml").write_text(SCENARIO.format(memory=2048), encoding="utf-8")
    Path(tmp_path, "old.yml").write_text(SERVICE.format(memory=1024, name="a"), encoding="utf-8")
    Path(tmp_path, "new.yml").write_text(SERVICE.format(memory=1024, name="b"), encoding="utf-8")
    Path(tmp_path, "none.yml").write_text("service: s\nprovider: {name: aws}\nfunctions: {}\n", encoding="utf-8")
    Path(tmp_path, "usage.yaml").write_text(USAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return command


def test_two_scenarios_are_compared_by_resource_and_line(shell: Command) -> None:
    code, out, err = shell("diff", "old.yaml", "new.yaml", *DAY)
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()[6:10]] == [
        ["Before", "After", "Difference", "Change"],
        ["~", "functions.a", "(memory_mb", "1024", "→", "2048)", "$1.87", "$3.53", "+$1.67", "+89.3", "%"],
        ["Requests,", "x86_64", "$0.20", "$0.20", "$0.00", "0", "%"],
        ["Duration,", "x86_64", "$1.67", "$3.33", "+$1.67", "+100", "%"],
    ]
    assert out.startswith("What the change costs · us-east-1 · prices of 2026-11-01 · no free tier · per month\n")
    assert out.splitlines()[4] == "This change costs +$1.67 (+89.3 %) a month: $1.87 → $3.53."


def test_more_than_three_changed_fields_have_rows_of_their_own(shell: Command) -> None:
    """In one row they would push the costs off the screen."""
    more = "memory_mb: 2048, architecture: arm64, ephemeral_storage: {size_mb: 1024}, async_events: {retries: 0.1}"
    text = SCENARIO.format(memory=2048).replace("memory_mb: 2048", more)
    Path("wide.yaml").write_text(text, encoding="utf-8")
    _, out, _ = shell("diff", "old.yaml", "wide.yaml", *DAY)
    rows = out.splitlines()[7:12]
    assert rows[0].startswith("~ functions.a (4 fields)  ")
    assert [row.strip() for row in rows[1:]] == [
        "memory_mb 1024 → 2048",
        "architecture x86_64 → arm64",
        "async_events.retries (none) → 0.1",
        "ephemeral_storage.size_mb (none) → 1024",
    ]


def test_json_has_every_digit_and_the_gates(shell: Command) -> None:
    code, out, err = shell("diff", "old.yaml", "new.yaml", *DAY, "--format", "json", "--max-increase", "10%", "--budget", "3")
    data = json.loads(out)
    assert code == 1
    assert (data["schema"], data["before"], data["after"], data["difference"]) == (
        "lambda-cost/diff/2",
        "1.86667",
        "3.53334",
        "1.66667",
    )
    assert data["max_increase"] == {"limit": "10 %", "exceeded": True}
    assert data["budget"]["exceeded"] is True
    assert data["resources"][0]["lines"][1] == {
        "meter": "aws_lambda.function.duration",
        "title": "Duration, x86_64",
        "before": "1.66667",
        "after": "3.33334",
    }
    assert err.splitlines() == [
        "+$1.67 a month is more than the increase of 10 % that is allowed.",
        "$3.53 is over the budget of $3.00 a month by $0.53.",
    ]


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--max-increase", "10%"], 1),
        (["--max-increase", "90%"], 0),
        (["--max-increase", "1.66667"], 0),
        (["--budget", "3"], 1),
        (["--budget", "3", "--max-increase", "90%"], 1),
        (["--budget", "4", "--max-increase", "2"], 0),
        (["--max-increase", "much"], 2),
        (["--budget", "much"], 2),
    ],
)
def test_a_gate_exits_with_one(shell: Command, flags: list[str], code: int) -> None:
    assert shell("diff", "old.yaml", "new.yaml", *DAY, *flags)[0] == code


def test_csv_has_a_row_for_each_line(shell: Command) -> None:
    _, out, _ = shell("diff", "old.yml", "new.yml", "--usage", "usage.yaml", *DAY, "--free-tier", "none", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["resource"], row["status"], row["before"], row["after"]) for row in rows] == [
        ("functions.a", "removed", "0.2", ""),
        ("functions.a", "removed", "1.66667", ""),
        ("functions.b", "added", "", "0.2"),
        ("functions.b", "added", "", "1.66667"),
    ]


def test_a_comment_is_short_and_folds_the_rest(shell: Command) -> None:
    _, out, _ = shell("diff", "old.yaml", "new.yaml", *DAY, "--format", "markdown", "--budget", "3")
    seen = out.partition("<details>")[0]
    assert seen.startswith("<!-- lambda-cost -->\n**This change costs +$1.67 (+89.3 %) a month: $1.87 → $3.53.**\n")
    assert "$3.53 is over the budget of $3.00 a month by $0.53." in seen
    assert len(seen.splitlines()) < 15
    assert "<details><summary>Line by line</summary>" in out
    assert "<details><summary>Limits (" in out


def test_names_in_a_comment_are_text(shell: Command) -> None:
    evil = 'functions: {"x|<img src=x>[y](https://e)": {requests: 1M, duration_ms: 1, memory_mb: 128}}\n'
    Path("evil.yaml").write_text(evil, encoding="utf-8")
    _, out, _ = shell("diff", os.devnull, "evil.yaml", *DAY, "--format", "markdown")
    assert not re.search(r"(?<!\\)<img", out)
    assert "\\|\\<img src=x\\>\\[y\\]" in out


def test_many_changes_are_not_all_shown_at_once(shell: Command) -> None:
    functions = "".join(f"  f{n}: {{requests: 1M, duration_ms: 1, memory_mb: 128}}\n" for n in range(25))
    Path("many.yaml").write_text(f"functions:\n{functions}", encoding="utf-8")
    _, out, _ = shell("diff", os.devnull, "many.yaml", *DAY, "--format", "markdown")
    assert "… and 5 more, below." in out.partition("<details>")[0]


def test_nothing_that_changes_costs_nothing(shell: Command) -> None:
    _, out, _ = shell("diff", "old.yaml", "old.yaml", *DAY, "--format", "markdown", "--max-increase", "0%")
    assert out.startswith(f"{looks.MARK}\n**This change costs nothing: $1.87 → $1.87 a month.**\n\n$0.00 a month is within")
    assert "Line by line" not in out
    assert "1 unchanged" in shell("diff", "old.yaml", "old.yaml", *DAY)[1]


def test_templates_and_scenarios_may_be_mixed(shell: Command) -> None:
    """The service of 1,024 MB with a million requests of 100 ms is the scenario."""
    _, out, _ = shell("diff", "old.yaml", "old.yml", "--usage", "usage.yaml", *DAY, "--free-tier", "none", "--format", "json")
    assert json.loads(out)["difference"] == "0"


def test_of_the_usage_file_only_what_neither_side_knows_is_warned_about(shell: Command) -> None:
    _, out, err = shell("diff", "old.yml", "new.yml", "-u", "usage.yaml", *DAY, "--format", "json")
    warnings = json.loads(out)["warnings"]
    assert err == ""
    assert [line for line in warnings if "functions.c is no resource here" in line]
    assert not [line for line in warnings if "functions.a is no resource" in line or "functions.b is no resource" in line]


def test_the_traffic_of_before_may_be_another(shell: Command) -> None:
    Path("before.yaml").write_text("functions.a: {requests: 2M, duration_ms: 100}\n", encoding="utf-8")
    flags = ["--usage", "usage.yaml", "--usage-old", "before.yaml", "--free-tier", "none", "--format", "json"]
    _, out, _ = shell("diff", "old.yml", "new.yml", *flags, *DAY)
    assert json.loads(out)["difference"] == "-1.86667"


@pytest.mark.parametrize("nothing", [os.devnull, "none.yml"])
def test_what_is_new_is_compared_with_nothing_in_its_own_currency(shell: Command, nothing: str) -> None:
    _, out, _ = shell("diff", nothing, "old.yaml", *DAY, "--region", "cn-north-1", "--free-tier", "none", "--format", "json")
    data = json.loads(out)
    assert (data["before"], data["currency"]) == ("0", "CNY")
    assert shell("diff", "old.yaml", nothing, *DAY)[0] == 0


@pytest.mark.parametrize("sides", [("empty.yaml", "old.yaml"), ("old.yaml", "empty.yaml"), ("empty.yaml", "empty.yaml")])
def test_an_empty_file_is_what_a_failed_command_leaves_and_no_saving(shell: Command, sides: tuple[str, str]) -> None:
    Path("empty.yaml").write_text("", encoding="utf-8")
    code, out, err = shell("diff", *sides, *DAY, "--max-increase", "10%")
    assert (code, out) == (2, "")
    assert "empty.yaml: is empty; allowed: a scenario, a template or a plan" in err


@pytest.mark.parametrize("gate", [["--max-increase", "10%"], ["--budget", "10"]])
def test_a_limit_on_nothing_is_not_kept(shell: Command, gate: list[str]) -> None:
    code, out, err = shell("diff", "none.yml", "none.yml", *gate)
    assert (code, out) == (2, "")
    assert "none.yml and none.yml: describe nothing to price: there is nothing that a limit could be held to" in err
    assert shell("diff", "none.yml", "none.yml")[0] == 0


def test_what_is_unknown_is_asked_for(shell: Command) -> None:
    code, out, err = shell("diff", "old.yml", "new.yml")
    assert (code, out) == (2, "")
    assert "old.yml cannot be priced yet" in err


def test_usage_of_two_scenarios_is_refused(shell: Command) -> None:
    code, _, err = shell("diff", "old.yaml", "new.yaml", "--usage", "usage.yaml")
    assert code == 2
    assert "are scenarios" in err


def test_a_new_region_is_said_once_for_all(shell: Command) -> None:
    Path("moved.yaml").write_text("region: eu-west-1\n" + SCENARIO.format(memory=1024), encoding="utf-8")
    _, out, _ = shell("diff", "old.yaml", "moved.yaml", *DAY)
    assert "Changed for all\n  - region us-east-1 → eu-west-1\n" in out


def test_a_file_that_is_written_has_the_format_of_its_ending(shell: Command) -> None:
    assert shell("diff", "old.yaml", "new.yaml", *DAY, "--out", "comment.md") == (0, "", "")
    assert Path("comment.md").read_text(encoding="utf-8").startswith(looks.MARK)


def test_environment_variables_are_handed_over_by_name(shell: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "service: s\nprovider: {name: aws}\nfunctions: {a: {handler: a.b, memorySize: '${env:MB, 512}'}}\n"
    Path("env.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("MB", "2048")
    assert "memory_mb: 512" in shell("import", "env.yml")[1]
    assert "memory_mb: 2048" in shell("import", "env.yml", "--env", "MB")[1]
    assert "memory_mb: 768" in shell("import", "env.yml", "--env", "MB=768")[1]
    assert "memory_mb: 512" in shell("import", "env.yml", "--env", "OTHER")[1]
