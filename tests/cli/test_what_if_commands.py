"""explain, compare and --budget as a shell sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lambda_cost import Scenario, estimate

if TYPE_CHECKING:
    from tests.conftest import Command

ROOT = Path(__file__).parent.parent.parent
SHOP = str(ROOT / "examples" / "shop.yaml")
DAY = ["--day", "2026-11-01"]
ARTICLE = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB", "--free-tier", "none"]


def test_explain_takes_a_file_and_what_to_explain(command: Command) -> None:
    code, out, err = command("explain", SHOP, "invoices", *DAY)
    assert (code, err) == (0, "")
    assert "functions.invoices\n\naws_lambda.function.requests  eu-west-1  x86_64\n  requests\n  87,600 Requests\n" in out
    assert "functions.checkout" not in out


def test_explain_takes_the_flags_of_estimate(command: Command) -> None:
    """The one argument is then what to explain."""
    code, out, _ = command("explain", "duration", *ARTICLE, *DAY)
    assert code == 0
    assert "1,000,000 × ⌈500⌉ ÷ 1,000 × 512 ÷ 1,024 = 250,000 GB-Seconds\n  250,000 at $0.0000166667\n" in out
    assert "Together $4.166675 of $4.366675 per month" in out
    assert "Total per month $4.366675" in command("explain", *ARTICLE, *DAY)[1]
    assert command("explain", "--api", "http", *ARTICLE, *DAY)[0] == 0


def test_explain_as_json_is_the_trace(command: Command) -> None:
    _, out, _ = command("explain", SHOP, *DAY, "--format", "json")
    assert json.loads(out) == estimate(Scenario.read(SHOP).on("2026-11-01")).explain().data


def test_explain_writes_a_file_in_the_format_of_its_ending(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "explained.md"
    assert command("explain", SHOP, *DAY, "--out", str(out)) == (0, "", "")
    assert out.read_text(encoding="utf-8").startswith("**shop**")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([SHOP, "chekout"], "'chekout' is no meter and no resource of this bill; did you mean checkout?"),
        ([], "nothing to estimate: give a scenario file"),
        ([SHOP, "checkout", "--requests", "1"], "--requests goes without a file; "),
        ([SHOP, "--format", "pdf"], "--format is 'pdf'"),
    ],
)
def test_what_cannot_be_explained_is_refused(command: Command, arguments: list[str], says: str) -> None:
    code, out, err = command("explain", *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_compare_lays_a_file_beside_itself_changed(command: Command) -> None:
    code, out, err = command("compare", SHOP, "--set", "functions.checkout.memory_mb=1024", *DAY)
    assert (code, err) == (0, "")
    # 640,000 GB-s more; the free tier is shared out anew: 1,280,000 + 788,400 instead of 1,428,400
    assert "Total per month" in out
    assert "+12.2 %" in out


def test_compare_takes_several_files(command: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("functions: {checkout: {requests: 1M, duration_ms: 100, memory_mb: 128}}", encoding="utf-8")
    code, out, _ = command("compare", SHOP, str(other), *DAY, "--format", "json")
    assert code == 0
    assert [one["name"] for one in json.loads(out)["variants"]] == [SHOP, str(other)]


def test_compare_makes_every_combination(command: Command) -> None:
    axes = ["--vary", "architecture=x86_64,arm64", "--vary", "apis.public.type=http,rest"]
    code, out, _ = command("compare", SHOP, *axes, "--set", "functions.checkout.memory_mb=128", *DAY, "--format", "csv")
    assert code == 0
    assert len({line.rpartition('"')[0] for line in out.splitlines()[1:]}) == 4


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([SHOP], "stands alone; give another file to compare it with, or --set or --vary"),
        ([SHOP, SHOP, "--set", "region=us-east-1"], "--set goes with one file"),
        ([SHOP, SHOP, "--vary", "region=us-east-1"], "--vary goes with one file"),
        ([SHOP, "--vary", "region"], "allowed: path=value,value"),
        ([SHOP, "--set", "functions.checkout.memory_mb=1"], "memory_mb is 1; allowed: whole numbers 128 to 10,240"),
        ([SHOP, "--vary", "architecture=x86_64,arm64", "--budget", "much"], "--budget is 'much'"),
    ],
)
def test_what_cannot_be_compared_is_refused(command: Command, arguments: list[str], says: str) -> None:
    code, out, err = command("compare", *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_a_passed_budget_exits_with_1_after_the_bill(command: Command) -> None:
    """4.366675 is over 4 dollars; the bill and what helps stand on standard output."""
    code, out, err = command("estimate", *ARTICLE, *DAY, "--budget", "4")
    assert code == 1
    assert "Total per month" in out
    assert "\nBudget\n  - $4.37 is over the budget of $4.00 a month by $0.37.\n" in out
    assert err == "$4.37 is over the budget of $4.00 a month by $0.37.\n"
    # a request costs 0.0000002 + 0.25 x 0.0000166667 = 0.000004366675; four dollars pay for 916,028.5
    assert "916,028 requests, and not one more" in out


def test_a_kept_budget_exits_with_0(command: Command) -> None:
    code, out, err = command("estimate", *ARTICLE, *DAY, "--budget", "5", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["budget"]["exceeded"] is False


def test_a_bill_as_csv_exits_with_1_too(command: Command) -> None:
    code, out, _ = command("estimate", *ARTICLE, *DAY, "--budget", "4", "--format", "csv")
    assert code == 1
    assert out.startswith("resource,")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--set", "functions.checkout.memory_mb=1024", "--budget", "75"], 1),  # 71.55 and 80.31: the changed one counts
        (["--set", "functions.checkout.memory_mb=1024", "--budget", "81"], 0),
        (["--vary", "memory_mb=2048,1024,512", "--budget", "75"], 0),  # one of them is within it
        (["--vary", "memory_mb=2048,1024,512", "--budget", "50"], 1),
        (["--vary", "apis.partners.type=rest,websocket", "--budget", "75"], 0),  # the second has no price
    ],
)
def test_compare_holds_the_changed_one_or_the_best_of_many_to_the_budget(
    command: Command, arguments: list[str], code: int
) -> None:
    found, out, err = command("compare", SHOP, *arguments, *DAY)
    assert (found, bool(err)) == (code, bool(code))
    assert "\nBudget\n" in out


def test_compare_in_markdown_and_json_has_the_budget(command: Command) -> None:
    arguments = ["compare", SHOP, "--set", "functions.checkout.memory_mb=1024", "--budget", "75", *DAY]
    assert "<details><summary>Budget</summary>" in command(*arguments, "--format", "markdown")[1]
    held = json.loads(command(*arguments, "--format", "json")[1])["budget"]
    assert (held["exceeded"], held["variant"]) == (True, "functions.checkout.memory_mb=1024")
