"""break-even, commit, tune and forecast as a shell gets them."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command

SHOP = """
day: 2026-11-01
free_tier: none
functions:
  f: {requests: 100M, duration_ms: 120, memory_mb: 512}
apis:
  public: {type: http, requests: 1M}
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A scenario without anything free."""
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    return str(file)


OVER = ("--over", "apis.public.requests=0:1B")


def test_break_even_of_variants_and_a_flat_price(command: Command, shop: str) -> None:
    """A REST API comes to 1,380 beside the 120.0002 of the function, 1,500 in all, within its second tier."""
    code, out, _ = command("break-even", shop, "--vary", "apis.public.type=http,rest", *OVER, "--against", "1500", "-f", "json")
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "lambda-cost/break-even/2"
    assert found["exact"] is True
    assert found["variants"] == ["apis.public.type=http", "apis.public.type=rest", "--against"]
    assert [(one["cheaper_before"], one["other"]) for one in found["crossings"]] == [
        ("apis.public.type=http", "apis.public.type=rest"),
        ("apis.public.type=rest", "--against"),
    ]
    millions = 333 + (1500 - 120.0002 - 333 * 3.5) / 2.8
    assert float(found["crossings"][1]["low"]) == pytest.approx(millions * 1e6, rel=1e-12)
    assert found["cheapest"] == [{"low": "0", "high": "1000000000", "variants": ["apis.public.type=http"]}]


def test_break_even_for_people(command: Command, shop: str) -> None:
    code, out, _ = command("break-even", shop, "--question", "arm64", "--at", "1.1")
    assert code == 0
    assert "1.2417" in out
    assert "by a jump; the cheapest changes" in out
    assert "At 1.1\n  - x86_64: $121.00\n  - arm64: $109.00" in out  # 132 ms: 6.6 million GB-seconds at 0.0000133334
    code, out, _ = command("break-even", shop, "--vary", "functions.f.memory_mb=512,512", *OVER)
    assert (code, out) == (2, "")  # one value twice is one design


def test_break_even_of_files(command: Command, shop: str, tmp_path: Path) -> None:
    """Designs are called by their files; equal all the way they are where nothing differs."""
    same = tmp_path / "same.yaml"
    same.write_text(SHOP, encoding="utf-8")
    code, out, _ = command("break-even", shop, str(same), *OVER)
    assert code == 0
    assert "0  1,000,000,000" in out
    assert "equal all the way" in out
    assert "all the same" in out
    code, out, _ = command("break-even", shop, str(same), *OVER, "--against", "1500", "--vary", "region=us-east-1", "-f", "csv")
    assert code == 0
    assert "same.yaml, region=us-east-1" in out
    assert "the same" in command("break-even", shop, str(same), *OVER, "--against", "1500")[1]


def test_break_even_that_is_looked_for_says_so(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(
        "{day: 2026-11-01, functions: {f: {requests: 1, duration_ms: 100, memory_mb: 1024, architecture: arm64},"
        " g: {requests: 10M, duration_ms: 100, memory_mb: 1024}}}",
        encoding="utf-8",
    )
    code, out, _ = command("break-even", str(file), "--over", "functions.f.requests=0:100M", "--against", "100")
    assert code == 0
    assert "Not exact, as here totals are no straight lines (something is divided by the unknown)" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--over is missing; allowed: PATH=LOW:HIGH"),
        (["--over", "apis.public.requests"], "--over is 'apis.public.requests'; allowed: PATH=LOW:HIGH"),
        (["--question", "arm64", *OVER], "--question cannot be combined with --over, --vary or --against"),
        (["shop.yaml", "--question", "arm64"], "shop.yaml cannot be read"),
        (["--vary", "region", *OVER], "--vary is 'region'; allowed: path=value,value"),
        (["--vary", "regin=a,b", *OVER], "regin is no field of any resource here; did you mean region?"),
        (
            ["--vary", "functions.f.memory_mb=" + ",".join(map(str, range(128, 1130))), *OVER],
            "makes 1,002 variants; allowed: at most 1,000",
        ),
        (["--against", "-1", *OVER], "--against is '-1'; allowed: an amount"),
        (["--question", "arm64", "--at", "x"], "--at is 'x'"),
        (["--question", "arm64", "--at", "3"], "--at is 3; allowed: 0.5 to 2"),
    ],
)
def test_break_even_refuses_what_it_cannot_answer(command: Command, shop: str, arguments: list[str], says: str) -> None:
    code, out, err = command("break-even", shop, *arguments)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("name", ["break-even", "commit"])
def test_a_file_that_is_no_scenario_is_refused_as_everywhere(name: str, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("[1]", encoding="utf-8")
    code, _, err = command(name, str(file), *(OVER if name == "break-even" else ()))
    assert code == 2
    assert "is a list; allowed: a mapping" in err


def test_a_question_is_asked_of_one_file(command: Command, shop: str, tmp_path: Path) -> None:
    same = tmp_path / "same.yaml"
    same.write_text(SHOP, encoding="utf-8")
    assert "is asked of one file" in command("break-even", shop, str(same), "--question", "arm64")[2]


def test_commit_says_which_plan_costs_least(command: Command, shop: str) -> None:
    """6 million GB-seconds at 0.0000147 are 88.20, beside 20.00 of requests and 1.00 of the API: 109.20 instead of 121.0002."""
    code, out, _ = command("commit", shop)
    assert code == 0
    assert "Commit to $0.121 an hour: $109.20 a month instead of $121.00 on demand, $11.80 less." in " ".join(out.split())
    found = json.loads(command("commit", shop, "--term", "3yr", "--payment", "all_upfront", "-f", "json")[1])
    assert (found["plan"], found["on_demand"]) == ("3yr, all upfront", "121.0002")
    assert float(found["total"]) < 109.2
    assert "No commitment pays off" in command("commit", shop, "--set", "functions.f.requests=0")[1]
    assert command("commit", shop, "--term", "2yr")[0] == 2
    growing = command("commit", shop, "--months", "2", "--growth", "100%", "--set", "hours=730")[1]
    assert "in 2 months instead of" in " ".join(growing.split())


def test_tune_says_which_size_is_best(command: Command, shop: str) -> None:
    code, out, _ = command("tune", shop, "f", "--measured", "128=2400ms,256=1200ms,512=620ms,1024=400ms", "--sizes", "384")
    assert code == 0
    assert "Cheapest: 256 MB, 1,200 ms, $521.00 a month" in out
    assert "predicted from the others to within 7.5 %" in " ".join(out.split())
    assert "from the curve" in out
    arguments = ("tune", shop, "f", "--measured", "128=2400ms,256=1200ms", "--sizes", "512", "--weight", "1", "--extrapolate")
    code, out, _ = command(*arguments)
    assert "beyond what was measured" in out
    assert "There are too few measurements to check that curve." in " ".join(out.split())
    found = json.loads(command(*arguments, "-f", "json")[1])
    assert (found["cheapest_mb"], found["balanced_mb"], found["curve_error_share"]) == ("256", "128", None)
    assert [one["known"] for one in found["sizes"]] == ["measured", "measured", "beyond"]
    assert "beyond what was measured" in command("tune", shop, "f", "--measured", "128=2400ms,256=1200ms", "--sizes", "512")[2]
    assert "--weight is 'x'" in command("tune", shop, "f", "--measured", "128=1", "--weight", "x")[2]


def test_break_even_says_what_a_variant_is_left_without(command: Command, shop: str) -> None:
    cached = ("--set", "apis.public.type=rest", "--set", "apis.public.cache={size_gb: 0.5}")
    code, out, _ = command("break-even", shop, *cached, "--vary", "apis.public.type=rest,http", *OVER)
    assert code == 0
    assert "apis.public is left without cache, which type http does not have." in out


def test_of_is_refused_where_nothing_is_asked(command: Command, shop: str) -> None:
    code, out, err = command("break-even", shop, "--of", "f", "--vary", "apis.public.type=rest,http", *OVER)
    assert (code, out) == (2, "")
    assert "--of says what a --question is about" in err


def test_forecast_fails_when_a_month_passes_the_budget(command: Command, shop: str) -> None:
    """121.0002 by 1.05 is 127.05…, by 1.05 squared 133.40…, and the API by 1.1 instead."""
    code, out, err = command(
        "forecast", shop, "--growth", "5%", "--growth", "apis.public=10%", "--months", "3", "--budget", "130"
    )
    assert code == 1
    assert "$130.00 a month is exceeded in 2027-01, by $3.51." in err
    assert "Left of the budget" in out
    assert "$111.46 (within the budget): arm64 for functions.f" in " ".join(out.split())
    code, out, err = command("forecast", shop, "--months", "2", "--budget", "130", "-f", "json")
    found = json.loads(out)
    assert (code, err, found["total"], found["budget_exceeded"]) == (0, "", "242.0004", None)
    assert found["years"] == {"2026": "242.0004"}
    assert "is not exceeded" in command("forecast", shop, "--months", "2", "--budget", "130")[1]
    assert command("forecast", shop, "-f", "csv")[1].splitlines()[12].startswith("2027-10,744,")


def test_forecast_says_what_would_bring_the_first_month_beyond_the_budget_under(command: Command, shop: str) -> None:
    """110.25 million requests are 22.05, their 6.615 million GB-seconds on arm64 88.200441 at 0.0000133334, the API is 1.1025.

    All months lie ahead, whatever the day: a change is tried on the day of its month.
    """
    code, out, _ = command(
        "forecast", shop, "--growth", "5%", "--months", "3", "--start", "2094-11", "--budget", "130", "-f", "json"
    )
    found = json.loads(out)
    held = found["over_budget"]
    assert (code, found["budget_exceeded"], held["variant"]) == (1, "2095-01", "2095-01")
    arm = next(one for one in held["recommendations"] if one["set"] == ["functions.f.architecture=arm64"])
    assert (arm["total"], arm["within"]) == ("111.352941", True)
    assert any(one["title"].startswith("a Compute Savings Plan") for one in held["recommendations"])
    assert held["fits"]["percent_of_traffic"] == 97
    assert json.loads(command("forecast", shop, "--months", "2", "--budget", "130", "-f", "json")[1])["over_budget"] is None


def test_forecast_takes_its_months_from_a_table(command: Command, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "traffic.csv"
    file.write_text("month,apis.public.requests\n2026-09,2M\n2026-10,3M\n", encoding="utf-8")
    code, out, _ = command("forecast", shop, "--traffic", str(file), "--season", "1,1", "-f", "csv")
    assert code == 0
    assert out.splitlines() == [
        "month,hours,total,running_total",
        "2026-09,720,122.0002,122.0002",
        "2026-10,744,123.0002,245.0004",
    ]


@pytest.mark.parametrize("months", ["0", "121", "x", "1.5", "9999999999"])
def test_forecast_refuses_months_that_are_none(command: Command, shop: str, months: str) -> None:
    code, _, err = command("forecast", shop, "--months", months)
    assert code == 2
    assert f"--months is '{months}'; allowed: 1 to 120" in err


def test_a_budget_is_held_in_a_region_of_ones_own(command: Command, tmp_path: Path) -> None:
    """Beyond what is free, 7,285,714 requests are 0.6285714 at 0.10 a million, and 37,142.84 GB-seconds 0.3714284."""
    file = tmp_path / "lab.yaml"
    file.write_text(
        "day: 2026-11-01\nregion: xx-lab-1\nfunctions: {f: {requests: 10M, duration_ms: 120, memory_mb: 512}}\n",
        encoding="utf-8",
    )
    for name, *options in (["estimate"], ["forecast", "--months", "2"]):
        code, out, _ = command(name, str(file), *options, "--prices", "examples/our-prices", "--budget", "1")
        assert code == 1
        assert "$1.00 (within the budget): 7,285,714 requests, and not one more." in out
