"""`lambda-cost sweep`, and `lambda-cost estimate` of ranges: what is written, where, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from lambda_cost import LambdaCostError, Scenario, estimate
from lambda_cost.cli.commands import root
from lambda_cost.cli.inputs.scenario_file import scenario_of
from lambda_cost.cli.options import ScenarioFlags
from lambda_cost.what_if.sweep import parquet as writing
from lambda_cost.what_if.sweep import sweep as sweeps
from tests.program import ran

PROGRAM = [sys.executable, "-m", "lambda_cost"]
EXAMPLES = Path(__file__).parents[2] / "examples"
SHOP, LAUNCH = str(EXAMPLES / "shop.yaml"), str(EXAMPLES / "launch.yaml")
DAY = ["--day", "2026-11-01"]
AXES = ["functions.checkout.memory_mb=512:1024:512", "checkout.architecture=x86_64,arm64"]


def here(*arguments: str) -> None:
    """Run the command in this process."""
    root()(list(arguments), standalone_mode=False)


def exact() -> list[Decimal]:
    """The totals of the four cases, by estimates."""
    shop: Any = Scenario.read(SHOP).on("2026-11-01")
    words, sizes = ("x86_64", "arm64"), (512, 1024)
    return [estimate(shop.with_("checkout", architecture=word, memory_mb=mb)).total for word in words for mb in sizes]


def test_csv_has_every_case_with_every_digit() -> None:
    """And says on standard error how it was calculated."""
    done = ran("sweep", SHOP, *AXES, *DAY, "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["checkout.architecture", "functions.checkout.memory_mb", "total"]
    assert [row[:2] for row in rows[1:]] == [["x86_64", "512"], ["x86_64", "1024"], ["arm64", "512"], ["arm64", "1024"]]
    assert [Decimal(row[2]) for row in rows[1:]] == exact()
    assert done.stderr.startswith("4 cases in USD, exact to the last digit. Cheapest: $")
    assert done.returncode == 0


def test_json_has_the_reading_the_axes_the_cases_and_the_cheapest() -> None:
    """By resource the parts add up to the total, and arrays are good to a part of 10^12."""
    for reading in ("exact", "arrays"):
        done = ran("sweep", SHOP, *AXES, *DAY, "--format", "json", "--by", "resource", f"--{reading}")
        found = json.loads(done.stdout)
        assert (found["schema"], found["reading"], found["currency"]) == ("lambda-cost/sweep/1", reading, "USD")
        assert found["axes"] == {"checkout.architecture": 2, "functions.checkout.memory_mb": 2}
        totals = [float(case["total"]) for case in found["cases"]]
        assert totals == pytest.approx([float(x) for x in exact()], rel=1e-12)
        parts = [sum(float(x) for key, x in case.items() if key in found["columns"][1:]) for case in found["cases"]]
        assert parts == pytest.approx(totals)
        assert float(found["cheapest"]["total"]) == min(totals)


@pytest.mark.parametrize("reading", ["exact", "arrays"])
def test_parquet_has_floats_and_words(tmp_path: Path, reading: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its metadata say how it was calculated."""
    path = tmp_path / "sweep.parquet"
    here("sweep", SHOP, *AXES, *DAY, "--out", str(path), f"--{reading}")
    table: Any = parquet.read_table(path)
    assert table.column("checkout.architecture").to_pylist() == ["x86_64", "x86_64", "arm64", "arm64"]
    assert table.column("functions.checkout.memory_mb").to_pylist() == [512.0, 1024.0, 512.0, 1024.0]
    assert table.column("total").to_pylist() == pytest.approx([float(x) for x in exact()], rel=1e-12)
    assert table.schema.metadata[b"reading"] == reading.encode()
    assert "4 cases in USD" in capsys.readouterr().err


def test_a_table_names_the_cheapest() -> None:
    done = ran("sweep", SHOP, *AXES, *DAY, "--format", "markdown")
    assert done.stdout.startswith("**Sweep of shop**")
    assert r"checkout.architecture arm64, functions.checkout.memory\_mb 512" in done.stdout
    assert done.stdout.count("| arm64 |") == 2
    assert ran("sweep", SHOP, *AXES, "--set", "name=").stdout.startswith("Sweep · eu-west-1 · prices of")


def test_many_cases_go_into_a_file_in_batches(tmp_path: Path) -> None:
    """The texts of the axes go with the right costs, batch after batch."""
    path = tmp_path / "sweep.csv"
    done = ran("sweep", SHOP, "checkout.requests=1:30000:1", "checkout.memory_mb=512,1024", *DAY, "--out", str(path))
    assert done.returncode == 0
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 60_001
    assert rows[-1][:2] == ["30000", "1024"]
    shop: Any = Scenario.read(SHOP).on("2026-11-01").with_("checkout", requests=15_001, memory_mb=512)
    (row,) = [row for row in rows if row[:2] == ["15001", "512"]]
    assert float(row[2]) == pytest.approx(float(estimate(shop).total), rel=1e-12)


@pytest.mark.unmeasured
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_ctrl_c_leaves_no_half_file(tmp_path: Path, ending: str) -> None:
    """What was there stays, and nothing lies beside it."""
    path = tmp_path / f"sweep.{ending}"
    path.write_text("before", encoding="utf-8")
    axes = ["checkout.requests=1:1M:1", "checkout.memory_mb=128:10240:1"]
    running = subprocess.Popen([*PROGRAM, "sweep", SHOP, *axes, "--out", str(path)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) == 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(tmp_path.iterdir())) == 2
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) != 0
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["checkout.memory_mb=64"], "checkout.memory_mb is '64'; allowed: whole numbers 128 to 10,240 (MB)\n"),
        (["checkout.memory_mb"], "an axis is 'checkout.memory_mb'; allowed: path=value,value or path=start:stop:step, such as"),
        (["checkout.memory_mb=128", "checkout.memory_mb=256"], "checkout.memory_mb is there twice; allowed: once\n"),
        (
            ["checkout.memory_mb=128", "--format", "xml"],
            "--format is 'xml'; allowed: table, json, csv, markdown, html, parquet\n",
        ),
        (["checkout.memory_mb=128", "--format", "parquet"], "--format is parquet, which is no text; give --out FILE.parquet\n"),
        (["checkout.memory_mb=128:1128:1"], "the sweep has 1,001 cases; a table has at most 1,000; use --format csv, json or"),
        (
            ["checkout.memory_mb=128", "--out", "nowhere/it.csv"],
            "nowhere/it.csv cannot be written: No such file or directory\n",
        ),
        (["checkout.memory_mb=128", "--out", "nowhere/it.parquet"], "nowhere/it.parquet cannot be written: "),
    ],
)
def test_what_cannot_be_swept_is_refused_in_one_line(arguments: list[str], says: str) -> None:
    done = ran("sweep", SHOP, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(says)
    assert len(done.stderr.splitlines()) == 1


def test_parquet_without_pyarrow_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    found = sweeps.sweep(Scenario.read(SHOP), {"checkout.memory_mb": [512]})
    with pytest.raises(LambdaCostError, match=r"Parquet needs pyarrow: pip install '.*\[parquet\]'"):
        writing.write_parquet(found, tmp_path / "it.parquet", print)


def test_words_are_quoted_in_csv_where_they_must_be() -> None:
    """A name may have a comma; it comes by Python or quotes."""
    from lambda_cost.reports.sweep import csv as written

    found = sweeps.sweep(Scenario.read(SHOP), {"name": ['a "b", c']})
    text = "".join(written(found, print))
    assert next(iter(list(csv.reader(io.StringIO(text)))[1:]))[0] == 'a "b", c'


class TestRanges:
    """A scenario with ranges: drawn by `estimate`, at its likely values elsewhere."""

    def test_an_estimate_of_ranges_is_drawn(self) -> None:
        """The same seed gives the same output; low and high are P5 and P95."""
        done, again = (ran("estimate", LAUNCH, "--draws", "2k", "--format", "json") for _ in range(2))
        found = json.loads(done.stdout)
        assert done.stdout == again.stdout
        assert (found["schema"], found["draws"], found["seed"]) == ("lambda-cost/uncertainty/2", 2000, 1)
        assert found["low"] < float(found["likely"]) < found["p50"] < found["p90"] < found["p95"] == found["high"]
        other = json.loads(ran("estimate", LAUNCH, "--draws", "2k", "--format", "json", "--seed", "2").stdout)
        assert other["p50"] != found["p50"]
        assert other["likely"] == found["likely"]

    def test_a_table_says_what_matters_most_and_what_is_assumed(self) -> None:
        done = ran(
            "estimate", LAUNCH, "--draws", "2000", "--set", "name=", "--set", "checkout.duration_ms={p50: 90s, p95: 890s}"
        )
        assert done.stdout.startswith(
            "Cost range · eu-west-1 · prices of 2026-11-01 · always-free tier · per month · 2,000 draws, seed 1\n"
        )
        for words in (
            "Low (P5)",
            "High (P95)",
            "rank correlation",
            "lognormal, median 90,000, P95 890,000",
            "5 samples",
            "one of 2",
        ):
            assert words in done.stdout
        assert "of its draws are outside 0 to 900,000 and are brought there" in " ".join(done.stdout.split())

    def test_no_draws_give_the_bill_of_the_likely_values_with_a_word(self) -> None:
        """So does every other command that takes a scenario."""
        done = ran("estimate", LAUNCH, "--draws", "0", "--format", "json")
        assert json.loads(done.stdout)["schema"] == "lambda-cost/estimate/2"
        assert done.stderr.startswith(
            f"{LAUNCH}: ranges are taken at their likely values: functions.checkout.requests 3000000, "
        )
        drawn = json.loads(ran("estimate", LAUNCH, "--draws", "1", "--format", "json").stdout)
        assert drawn["likely"] == json.loads(done.stdout)["total"]
        swept = ran("sweep", LAUNCH, "orders.memory_mb=1024", "--format", "csv")
        assert "ranges are taken at their likely values" in swept.stderr
        assert swept.stdout.splitlines()[-1] == f"1024,{drawn['likely']}"

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--draws", "many"], "--draws is 'many'; allowed: a number, such as"),
            (["--draws", "1.5"], "--draws is '1.5'; allowed: a whole number"),
            (["--seed", "3/s"], "--seed is '3/s'; allowed: a whole number"),
            (["--seed", "-1"], "seed is -1; allowed: 0 and above"),
        ],
    )
    def test_wrong_draws_are_refused(self, arguments: list[str], says: str) -> None:
        done = ran("estimate", LAUNCH, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(says)

    @pytest.mark.parametrize("what", [[SHOP], ["--requests", "1M", "--duration", "1s", "--memory", "1GB"]])
    def test_draws_are_refused_where_nothing_is_drawn(self, what: list[str]) -> None:
        """An exact bill under --draws 1M would be taken for a drawn one; no draws are what it has."""
        done = ran("estimate", *what, "--draws", "1M", "--seed", "7")
        assert (done.returncode, done.stdout) == (2, "")
        assert "--draws goes with a number that is a range" in done.stderr
        assert "--seed goes with a number that is a range" in done.stderr
        assert ran("estimate", *what, "--draws", "0").returncode == 0

    @pytest.mark.parametrize(("budget", "code"), [("1k", 0), ("50", 1)])
    def test_a_budget_that_more_than_five_in_a_hundred_draws_pass_is_not_held(self, budget: str, code: int) -> None:
        """P95 of the launch is about 125 dollars."""
        done = ran("estimate", LAUNCH, "--draws", "20k", "--budget", budget)
        assert done.returncode == code
        assert "of the draws exceed the budget" in done.stdout
        assert done.stderr.startswith("The budget is not safe: ") == bool(code)
        assert ("arm64 for functions.checkout, if durations" in " ".join(done.stdout.split())) == bool(code)

    def test_whoever_reads_a_scenario_gets_the_likely_values(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Said once, on standard error."""
        assert scenario_of(LAUNCH, ScenarioFlags()).functions[0].requests == 3_000_000
        assert capsys.readouterr().err.startswith(f"{LAUNCH}: ranges are taken at their likely values: ")

    def test_the_chance_of_passing_a_budget_is_said_where_one_is_given(self) -> None:
        """A budget of nothing is always passed, of a billion never."""
        from lambda_cost import uncertain
        from lambda_cost.reports import sheet, uncertainty

        found = uncertain(LAUNCH, draws=500)
        texts = [sheet.write(uncertainty.sheet(found, Decimal(budget)), "table") for budget in (0, 10**9)]
        assert "100 % of the draws exceed the budget of $0.00." in texts[0]
        assert "0 % of the draws exceed the budget of $1,000,000,000.00." in texts[1]
        assert uncertainty.document(found, Decimal(0))["chance_above_budget"] == 1


def test_the_command_takes_its_file_from_standard_input() -> None:
    text = Path(SHOP).read_text(encoding="utf-8")
    done = ran("sweep", "-", AXES[0], "-f", "csv", given=text)
    assert len(done.stdout.splitlines()) == 3
