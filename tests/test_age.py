"""How old the prices of a bill are: counted from today, said in every format, warned of once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import Function, Scenario, ScenarioError, estimate
from lambda_cost.bill.age import Age, LastCheck
from lambda_cost.reports import report
from lambda_cost.reports.formats import FORMATS
from lambda_cost.scenario import month
from tests.prices.books import overlaid

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from lambda_cost import Estimate

# A book whose prices were checked on known days: 2026-06-01 (requests) and 2026-04-01 (duration).
PRICES = """
meters:
  requests: {prices: {us-west-2: {2026-01-01: {price: 0.20, source: us, checked: 2026-06-01}}}}
  duration: {prices: {us-west-2: {2026-01-01: {price: 0.00002, source: us, checked: 2026-04-01}}}}
"""
DAY = date(2026, 6, 15)


@pytest.fixture
def bill(tmp_path: Path) -> Estimate[Decimal]:
    """A bill of 2026-06-15 at those prices."""
    one = Function(name="one", requests=1_000_000, duration_ms=100, memory_mb=1024)
    scenario = Scenario(day=DAY, region="us-west-2", functions=[one])
    return estimate(scenario, overlaid(tmp_path, aws_lambda__function=PRICES))


def seen_on(bill: Estimate[Decimal], today: date) -> Estimate[Decimal]:
    return replace(bill, today=today)


def test_the_age_is_that_of_the_oldest_check_counted_from_today(bill: Estimate[Decimal]) -> None:
    """From 2026-04-01 to 2026-09-28 are 30 + 31 + 30 + 31 + 31 + 27 = 180 days."""
    age = seen_on(bill, date(2026, 9, 28)).age
    assert (age.days, age.unsettled_days, [check.day for check in age.checks]) == (
        180,
        180,
        [date(2026, 4, 1), date(2026, 6, 1)],
    )
    assert age.older_than(179)[0].of == "aws_lambda.function.duration (x86_64) in us-west-2"


def test_a_bill_warns_from_the_first_day_past_180(bill: Estimate[Decimal]) -> None:
    """180 days are in time, 181 are not; one sentence speaks of all prices."""
    assert seen_on(bill, date(2026, 9, 28)).warnings == ()
    assert seen_on(bill, date(2026, 9, 29)).warnings[0] == (
        "1 of 2 prices was last checked more than 180 days ago (on 2026-04-01) and may have changed since;"
        " lambda-cost prices refresh fetches today's from AWS."
    )
    (both,) = seen_on(bill, date(2027, 1, 1)).warnings
    assert both.startswith("2 of 2 prices were last checked more than 180 days ago (the oldest on 2026-04-01)")


def test_a_check_of_tomorrow_is_no_days_old(bill: Estimate[Decimal]) -> None:
    """The clock of the one who checked may be ahead."""
    assert seen_on(bill, date(2026, 3, 1)).age.days == 0


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_says_how_old_the_prices_are(bill: Estimate[Decimal], to: str) -> None:
    """275 days from 2026-04-01 to 2027-01-01, 214 from 2026-06-01."""
    text = report(seen_on(bill, date(2027, 1, 1)), to)
    if to == "json":
        assert json.loads(text)["price_age"] == {
            "today": "2027-01-01",
            "checked": "2026-04-01",
            "days": 275,
            "unsettled_days": 275,
        }
    elif to == "csv":
        assert [line.rsplit(",", 1)[1] for line in text.splitlines()] == ["price_age_days", "214", "275"]
    else:
        words = " ".join(text.replace("\n", " ").split())
        assert "Last checked between 2026-04-01 and 2026-06-01, the oldest 275 days before today, 2027-01-01" in words


def test_a_price_that_was_seen_on_the_day_or_after_it_is_settled(bill: Estimate[Decimal]) -> None:
    """No later check can change what a price was in May: the one of requests was seen in June."""
    may = estimate(bill.scenario.on("2026-05-15"), bill.prices)
    old = seen_on(may, date(2027, 1, 1))
    assert [check.of.split()[0] for check in old.age.unsettled] == ["aws_lambda.function.duration"]
    march = seen_on(estimate(bill.scenario.on("2026-03-15"), bill.prices), date(2027, 1, 1))
    assert (march.age.unsettled, march.age.unsettled_days, march.age.days, march.warnings) == ((), 0, 275, ())
    assert march.age.sentences()[0].endswith("; a price that has ended, or was seen after the bill's day, needs no newer check")


def test_a_price_whose_end_is_known_is_settled() -> None:
    """The price without tiers ended on 2022-07-31; that it was last seen in 2021 does not matter."""
    one = Function(name="one", requests=1_000_000, duration_ms=100, memory_mb=1024)
    past = replace(estimate(Scenario(day="2022-07-31", functions=[one])), today=date(2030, 1, 1))
    assert (past.warnings, past.age.older_than(0)) == ((), ())


def test_a_bill_without_prices_has_no_age() -> None:
    """A scenario without resources pays nothing, and there is nothing to check."""
    nothing = estimate(Scenario(day=DAY))
    assert (nothing.age.days, nothing.age.unsettled_days, nothing.age.sentences()) == (0, 0, [])


def test_one_day_is_one_day() -> None:
    """In words as in numbers."""
    check = LastCheck(DAY, "one", settled=False)
    assert Age(DAY + timedelta(days=1), (check,)).sentences() == ["Last checked on 2026-06-15, 1 day before today, 2026-06-16"]


def test_today_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result is made again as it was; what is no day is refused."""
    monkeypatch.setenv(month.TODAY, "2027-02-03")
    assert (month.today(), Scenario().day, estimate(Scenario()).today) == (date(2027, 2, 3),) * 3
    monkeypatch.setenv(month.TODAY, "")
    assert month.today() == date.today()  # noqa: DTZ011 - the reader's own day, as in the program
    monkeypatch.setenv(month.TODAY, "yesterday")
    with pytest.raises(ScenarioError, match="LAMBDA_COST_TODAY is 'yesterday'; allowed: a day, such as 2026-11-01"):
        month.today()


def test_a_bill_of_arrays_has_an_age_too(bill: Estimate[Any]) -> None:
    """The age is of the prices, not of the numbers."""
    import numpy as np

    many = estimate(bill.scenario.with_("one", memory_mb=np.array([512.0, 1024.0])), bill.prices)
    assert many.age == replace(bill, today=many.today).age
