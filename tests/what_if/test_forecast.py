"""Months by arithmetic that is written out, and the tables that are read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import (
    Function,
    Growth,
    HttpApi,
    ProvisionedConcurrency,
    Scenario,
    ScenarioError,
    UnreadableFileError,
    estimate,
    forecast,
)
from lambda_cost.what_if.growth import parse_factors, parse_rates, read_series

D = Decimal


def month(day: str = "2026-01-01", free_tier: str = "none", **fields: Any) -> Scenario[Any]:
    """A million requests of a second with 1 GB: 0.20, and 16.6667 for a million GB-seconds."""
    usual: dict[str, Any] = {"name": "f", "requests": 10**6, "duration_ms": 1000, "memory_mb": 1024}
    function: Function[Any] = Function(**usual | fields)
    return Scenario(name="shop", day=day, free_tier=free_tier, functions=[function])


def test_growth_is_compounded_and_what_costs_by_use_grows_with_it() -> None:
    """16.8667, then 10 % more each month: 18.55337, 20.408707."""
    found = forecast(month(), 3, "10%")
    assert [one.total for one in found.months] == [D("16.8667"), D("18.55337"), D("20.408707")]
    assert [one.running_total for one in found.months] == [D("16.8667"), D("35.42007"), D("55.828777")]
    assert found.total == D("55.828777")
    assert [row["functions.f"] for row in found.rows()] == [one.total for one in found.months]


def test_months_are_as_long_as_they_are_and_years_are_summed() -> None:
    """An environment of 1 GB costs 0.0000041667 a second: 744, 672, 744 hours; in 2028 February has 696."""
    ready = ProvisionedConcurrency(environments=1, requests=0)
    scenario = month("2026-11-15", requests=0, features=(ready,))
    found = forecast(scenario, 3, start="2026-12")
    assert [one.hours for one in found.months] == [744, 744, 672]
    assert [one.total for one in found.months] == [hours * 3600 * D("0.0000041667") for hours in (744, 744, 672)]
    assert found.years == {2026: found.months[0].total, 2027: found.months[1].total + found.months[2].total}
    assert forecast(scenario, 15, start="2026-12").months[-1].hours == 696
    same = forecast(scenario, 2, hours=730)
    assert [one.hours for one in same.months] == [730, 730]
    assert same.assumptions[0] == "Each month has 730 hours."


def test_each_month_has_the_prices_of_its_day() -> None:
    """10,000 million GB-seconds: in July 2022 all at 0.0000166667, from August on 4,000 million of them at 0.000015."""
    found = forecast(month("2022-07-20", requests=10**9, duration_ms=1000, memory_mb=10_240), 2)
    assert [one.total for one in found.months] == [D(166_667) + 200, D("100000.2") + 60_000 + 200]
    assert found.price_changes == ((date(2022, 8, 1), "aws_lambda.function.duration in us-east-1"),)
    assert forecast(month("2022-08-20"), 2).price_changes == ()


def test_what_is_free_is_free_every_month() -> None:
    """400,000 GB-seconds and a million requests: of 1,000,000 GB-seconds 600,000 are paid, 10.00002."""
    found = forecast(month(free_tier="always"), 2)
    assert [one.total for one in found.months] == [D("10.00002")] * 2
    assert "first year" in forecast(month(free_tier="first_year"), 1).assumptions[-1]


def test_seasons_repeat_and_a_series_stands_instead_of_growth() -> None:
    """Twice 16.8667 in every second month; a factor of 3 in a series; values of a series as they are."""
    found = forecast(month(), 4, season=[1, 2])
    assert [one.total for one in found.months] == [D("16.8667") * n for n in (1, 2, 1, 2)]
    series = {date(2026, 1, 1): {"factor": D(3)}, date(2026, 2, 1): {"functions.f.requests": D(2 * 10**6), "factor": D(1)}}
    found = forecast(month(), 2, "50%", series=series)
    assert [one.total for one in found.months] == [D("16.8667") * n for n in (3, 2)]


def test_resources_and_fields_may_grow_by_rates_of_their_own() -> None:
    """The API by 100 %, everything else by 10 %; provisioned environments only because they are named."""
    ready = ProvisionedConcurrency(environments=1, requests=1000)
    function = month(features=(ready,)).functions[0]
    scenario: Scenario[Any] = Scenario(day="2026-01-01", functions=[function], apis=[HttpApi(name="p", requests="1/s")])
    rates = {
        "apis.p": D(1),
        "functions.f.provisioned_concurrency": D("0.5"),
        "functions.f.provisioned_concurrency.environments": D(2),
    }
    growth = Growth(D("0.1"), rates)
    grown = [growth.grow(resource, 1, date(2026, 2, 1)) for resource in scenario.resources]
    assert grown[0].numbers()["requests"] == 1_100_000
    assert grown[0].features[0].numbers()["requests"] == 1500
    assert grown[0].features[0].numbers()["environments"] == 3
    assert str(grown[1].numbers()["requests"]) == "2/s"
    named = Growth(D(0), {"functions.f": D(1), "functions.f.duration_ms": D(1)})
    changed = named.grow(scenario.resources[0], 1, date(2026, 2, 1))
    assert (changed.numbers()["requests"], changed.numbers()["duration_ms"]) == (2_000_000, 2000)
    assert changed.features[0].numbers()["requests"] == 2000


def test_the_first_month_that_passes_a_budget_is_found() -> None:
    """16.8667 x 1.1 = 18.55337."""
    found = forecast(month(), 3, "10%")
    passed = found.first_month_over(D("18.55"))
    assert passed is not None
    assert passed.month == date(2026, 2, 1)
    assert found.first_month_over(D("20.408707")) is None


@given(rate=st.decimals("-0.9", "0.9", places=4), months=st.integers(1, 24))
def test_a_month_of_a_forecast_is_the_estimate_of_that_month(rate: Decimal, months: int) -> None:
    """With the requests of that month, rounded to six places."""
    found = forecast(month("2024-01-01"), months, rate, hours=730).months[-1]
    requests = round((1 + rate) ** (months - 1) * 10**6, 6)
    alone = estimate(month(found.month.isoformat(), requests=requests)).total
    assert abs(found.total - alone) <= D("1e-9") * max(alone, D(1))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"months": 0}, "months is 0; allowed: 1 to 120"),
        ({"growth": "-100%"}, "growth is '-100%'; allowed: more than -100%"),
        ({"growth": "fast"}, "growth is 'fast'"),
        ({"start": "soon"}, "start is 'soon'; allowed: a month"),
        ({"start": "9999-12"}, "start is 9999-12; allowed: up to the year 9988"),
        ({"hours": "730x"}, "hours is '730x'; units allowed here: h, d"),
        ({"season": ["x", 1, -1]}, "--season is 'x'.*\n--season is '-1'"),
        ({"growth": Growth(D(0), {"functions.g": D(1)})}, "functions.g is no resource, feature or number"),
        ({"months": 1, "series": {date(2026, 1, 1): {"functions.f.speed": D(1)}}}, "functions.f.speed is no resource"),
        ({"months": 2, "series": {date(2026, 1, 1): {"factor": D(1)}}}, "2026-02 is missing in the series"),
        ({"growth": Growth(D(99), {"functions.f.memory_mb": D(99)})}, r"functions.f.memory_mb is 102400; allowed: .*\(grown\)"),
        ({"growth": "900%", "months": 20}, r"functions.f.requests is .*; allowed: less than 10\^18 \(grown\)"),
    ],
)
def test_what_cannot_be_foretold_is_refused(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        forecast(month(), **arguments)


def test_rates_and_factors_are_read_from_the_command_line() -> None:
    assert parse_rates(["5%", "functions.f=10%", "apis.p=-0.5"]) == (D("0.05"), {"functions.f": D("0.1"), "apis.p": D("-0.5")})
    assert parse_rates([]) == (D(0), {})
    assert parse_factors("1, 1.2,0") == (D(1), D("1.2"), D(0))
    with pytest.raises(ScenarioError, match="is 5% and 6%; allowed: one rate for all"):
        parse_rates(["5%", "6%"])
    with pytest.raises(ScenarioError, match=r"--growth functions\.f is 'x'"):
        parse_rates(["functions.f=x"])


def test_a_table_of_months_is_read(tmp_path: Path) -> None:
    file = tmp_path / "traffic.csv"
    file.write_text("month,functions.f.requests,factor\n2026-01,1M,1\n\n2026-02,2_000_000,1.5\n", encoding="utf-8")
    assert read_series(file) == {
        date(2026, 1, 1): {"functions.f.requests": 10**6, "factor": 1},
        date(2026, 2, 1): {"functions.f.requests": 2 * 10**6, "factor": D("1.5")},
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the table begins with other columns; allowed: month"),
        ("month\n2026-01\n", "line 1: the table begins with other columns"),
        ("month,factor\n", "line 1: the table has no month"),
        ("month,factor,factor\n2026-01,1,1\n", "line 1: factor is there twice"),
        (
            "month,factor\n2026-1,1\n2026-02\n2026-03,x\n2026-04,-1\n2026-05,1/s\n",
            r"(?s)line 2: month is '2026-1'.*3: the row has 1 cells.*4: factor is 'x'.*5: factor is '-1'.*6: factor is '1/s'",
        ),
        ("month,factor\n2026-01,1\n2026-01,2\n", "line 3: 2026-01 is there twice"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_all_its_lines(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "traffic.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=says):
        read_series(file)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="No such file"):
        read_series(tmp_path / "none.csv")
