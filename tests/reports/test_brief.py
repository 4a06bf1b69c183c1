"""On a terminal an estimate is brief: what costs most, and the total; all of it with --full."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_cost import Function, Scenario, budget, estimate
from lambda_cost.reports import sheet_of, terminal

SHOP = Scenario.read(Path(__file__).parents[2] / "examples" / "shop.yaml").on("2026-11-01")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDA_COST_TODAY", "2026-11-24")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "30")


def test_resources_stand_by_their_cost_and_the_total_last(capsys: pytest.CaptureFixture[str]) -> None:
    """26.68 of 71.55 is 37.3 %; the charges of each are left to --full."""
    terminal.show(sheet_of(estimate(SHOP)), full=False)
    shown = capsys.readouterr().out
    table = shown.partition("\n\n")[2].splitlines()
    assert [line.split()[0] for line in table[1:6]] == [
        "apis.live",
        "apis.partners",
        "apis.public",
        "functions.invoices",
        "functions.checkout",
    ]
    assert table[1].split()[1:] == ["$26.68", "37.3", "%", "Messages", "$20.52"]
    assert table[7].split() == ["Total", "per", "month", "$71.55"]
    assert "GB-Seconds" not in shown
    assert "--full shows every charge, 6 assumptions and the sources of the prices." in shown


def test_what_is_not_in_it_and_what_to_be_warned_of_stand_above_it(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show(sheet_of(estimate(SHOP)), full=False)
    head = capsys.readouterr().out.partition("\n\n")[0]
    assert "eu-west-1 · prices of 2026-11-01 · always-free tier · per month" in head
    assert "Prices last checked between 2025-11-20 and 2026-10-02, the oldest 369 days ago." in head
    assert "Not included: logs, data transfer, traces" in head
    assert "\n! 3 of 9 prices were last checked more than 180 days ago" in head


def test_forty_functions_fit_one_screen_and_say_what_is_folded(capsys: pytest.CaptureFixture[str]) -> None:
    """Function n takes n million requests of 1 s on 1 GB, so that 40 costs most; of 30 lines 14 are left for functions."""
    functions = [
        Function(name=f"f{n}", requests=n * 10**6, duration_ms=1000, memory_mb=1024, architecture="x86_64")
        for n in range(1, 41)
    ]
    bill = estimate(Scenario(day="2026-11-01", free_tier="none", functions=functions))
    terminal.show(sheet_of(bill), full=False)
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert len(lines) <= 30
    names = [line.split()[0] for line in lines if line.startswith("functions.f")]
    assert names[:2] == ["functions.f40", "functions.f39"]
    folded = next(line for line in lines if " more " in line).split()
    assert int(folded[0]) == 40 - len(names)
    costs = [charges[1] for charges in (line.split() for line in lines) if charges and charges[0].startswith("functions.f")]
    total = sum(float(cost.strip("$").replace(",", "")) for cost in [*costs, folded[2]])
    assert total == pytest.approx(float(bill.total), abs=0.2)


def test_a_budget_is_said_below_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    bill = estimate(SHOP)
    terminal.show(sheet_of(bill, budget=budget(bill, 100)), full=False)
    assert "$71.55 is within the budget of $100.00 a month." in capsys.readouterr().out.partition("Total per month")[2]


def test_what_costs_nothing_has_no_share(capsys: pytest.CaptureFixture[str]) -> None:
    """A million requests of 1 ms are free."""
    function = Function(name="f", requests=10**6, duration_ms=1, memory_mb=128)
    terminal.show(sheet_of(estimate(Scenario(day="2026-11-01", functions=[function]))), full=False)
    assert "functions.f" in capsys.readouterr().out


def test_full_shows_every_charge(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show(sheet_of(estimate(SHOP)))
    shown = capsys.readouterr().out
    assert "GB-Seconds" in shown
    assert "Assumptions" in shown


def test_subtotals_that_were_asked_for_stand_above_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    """The functions cost 7.95 and 9.48 less what is free, the APIs the rest of 71.55."""
    terminal.show(sheet_of(estimate(SHOP).grouped_by("service")), full=False)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    first = lines.index(["Subtotals", "by", "service"])
    assert [line[0] for line in lines[first + 1 : first + 3]] == ["aws_lambda", "api_gateway"]
    assert lines[first + 2][1:] == ["$54.13", "75.7", "%"]  # 11.10 + 1.75 + 14.60 + 20.52 + 6.16
    assert lines[first + 4][:3] == ["Total", "per", "month"]
