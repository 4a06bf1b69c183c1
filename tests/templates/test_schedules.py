"""How often a schedule runs in a month."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from lambda_cost.numbers.units import Rate, number
from lambda_cost.templates.cron import minutes_of_week, rate_text, times_a_day

MONTH = Decimal(730)


def in_month(expression: str) -> Decimal:
    """Runs in a month of 730 hours, by way of the text that a scenario has."""
    rate = number(rate_text(times_a_day(expression)), "requests")
    assert isinstance(rate, Rate)
    return rate.in_hours(MONTH)


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("rate(1 minute)", 730 * 60),
        ("rate(5 minutes)", 730 * 12),
        ("rate(1 hour)", 730),
        ("cron(0/15 * * * ? *)", 730 * 4),
        ("cron(0 8-17 * * ? *)", Decimal("304.166666666666")),  # 10 x 730 / 24
        ("rate(7 minutes)", Decimal("6257.142857142857")),  # 730 x 60 / 7
        ("cron(* * ? * MON-FRI *)", Decimal("31285.714285714285")),  # 730 x 60 x 5 / 7
        ("rate(2 days)", Decimal("15.208333333333")),  # 730 / 48
        ("cron(0 12 ? * MON-FRI *)", Decimal("21.726190476190")),  # 730 / 24 x 5 / 7
        ("cron(0 12 ? * 2-6 *)", Decimal("21.726190476190")),
        ("cron(0 12 ? * L *)", Decimal("4.345238095238")),  # every Saturday: 730 / 24 / 7
        ("cron(0 12 ? * FRI-MON *)", Decimal("17.380952380952")),  # four days of seven, round the end of the week
        ("cron(0 0 1 * ? *)", 1),  # twelve times in a year, of which the month is a twelfth
        ("cron(0 0 L * ? *)", 1),
        ("cron(0 0 15W * ? *)", 1),
        ("cron(0 0 1,15 * ? *)", 2),
        ("cron(0 0 31 * ? *)", Decimal("0.583333333333")),  # seven months have a 31st: 7 / 12
        ("cron(0 0 ? * 6#3 *)", 1),
        ("cron(0 0 ? * 6L *)", 1),
        ("cron(0 0 1 JAN ? *)", Decimal("0.083333333333")),  # once a year
        ("cron(0 0 * FEB ? *)", Decimal("2.333333333333")),  # 28 times a year
        ("cron(0 0 ? JAN,MAR MON *)", Decimal("0.738095238095")),  # 62 days of January and March, a seventh, a twelfth
    ],
)
def test_a_schedule_runs_so_often_in_a_month_of_730_hours(expression: str, runs: Decimal) -> None:
    assert in_month(expression) == runs


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("at(2026-12-24T18:00:00)", "allowed: rate(5 minutes) or cron"),
        ("rate(0 minutes)", "allowed: rate(5 minutes) or cron"),
        ("cron(* * * *)", "allowed: rate(5 minutes) or cron"),
        ("cron(0 0 1 1 ? 2027)", "which runs in some years only"),
        ("cron(61 0 * * ? *)", "has '61'; allowed: 0 to 59"),
        ("cron(0 0 ? * FUNDAY *)", "has 'FUNDAY'; allowed: 1 to 7"),
        ("cron(0 0 !! * ? *)", "has '!!', which is not understood"),
        ("cron(99999999999999999999 0 * * ? *)", "allowed: 0 to 59"),
    ],
)
def test_what_does_not_run_for_ever_or_is_no_schedule_is_refused(expression: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        times_a_day(expression)


def test_the_minutes_of_a_week_begin_on_sunday() -> None:
    assert minutes_of_week("cron(30 8 ? * SUN,TUE *)") == [8 * 60 + 30, 2 * 1440 + 8 * 60 + 30]
    assert minutes_of_week("cron(0 0 * * ? *)") == [day * 1440 for day in range(7)]
    with pytest.raises(ValueError, match="the same in every week"):
        minutes_of_week("cron(0 0 1 * ? *)")


def test_a_rate_is_written_in_hours_where_it_is_more_than_one_and_has_an_end() -> None:
    assert rate_text(Fraction(288)) == "12/h"
    assert rate_text(Fraction(1)) == "1/day"
    assert rate_text(Fraction(5, 7)) == "0.7142857142857142857142858/day"
