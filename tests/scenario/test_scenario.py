"""Scenarios as Python objects: made, changed, linked, written."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import (
    ColdStarts,
    RestApi,
    Scenario,
    ScenarioError,
    estimate,
)
from tests.scenario.objects import function, refused

D = Decimal


NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "many", [1_000_000, 1e6, D("1e6"), "1M", "1_000_000", np.int64(10**6), np.float64(1e6), np.array(10**6)], ids=repr
)
def test_a_number_may_come_in_any_kind(many: Any) -> None:
    requests = function(requests=many).requests
    assert requests == D(1_000_000)
    assert type(requests) is D


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"requests": -1}, "functions.f.requests is -1; allowed: at least 0"),
        ({"requests": float("nan")}, "functions.f.requests is nan; allowed: a finite number"),
        ({"requests": [1, 2]}, "functions.f.requests is a list; allowed: a number"),
        ({"requests": True}, "functions.f.requests is true or false; allowed: a number"),
        (
            {"requests": np.array([1.0, -1.0])},
            "functions.f.requests is an array with values that are not allowed; allowed: at least 0",
        ),
        (
            {"requests": np.array([np.nan])},
            "functions.f.requests is an array with values that are not allowed; allowed: at least 0",
        ),
        ({"requests": np.array([])}, "functions.f.requests is an array with values that are not allowed; allowed: at least 0"),
        (
            {"memory_mb": np.array([127.0, 128.0])},
            "functions.f.memory_mb is an array with values that are not allowed; allowed: whole numbers 128 to 10,240 (MB)",
        ),
        ({"memory_mb": 100}, "functions.f.memory_mb is 100; allowed: whole numbers 128 to 10,240 (MB)"),
        ({"memory_mb": None}, "functions.f.memory_mb is nothing; allowed: a number, such as 512 or 2GB"),
        ({"duration_ms": None}, "functions.f.duration_ms is missing; give it, or billed_duration_ms"),
        ({"billed_duration_ms": 10}, "functions.f.billed_duration_ms cannot be given with duration_ms; give one of them"),
        ({"architecture": "x86"}, "functions.f.architecture is 'x86'; did you mean x86_64?"),
        ({"name": "a\nb"}, r".name is 'a\nb'; allowed: text without control characters"),
        ({"name": 5}, ".name is 5; allowed: text without control characters"),
        ({"region": 5}, "functions.f.region is 5; allowed: text"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named_with_what_is_allowed(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        function(**changes)
    assert says in str(caught.value)


def test_an_array_obeys_every_bound_that_a_number_does() -> None:
    """Half a megabyte of memory cannot be configured, alone or in a sweep."""
    with pytest.raises(ScenarioError, match="whole numbers 128 to"):
        function(memory_mb=np.array([128.0, 128.5]))


def test_init_time_is_not_added_to_a_billed_duration() -> None:
    with pytest.raises(
        ScenarioError, match="cold_starts cannot be combined with billed_duration_ms, which already includes the init time"
    ):
        function(duration_ms=None, billed_duration_ms=10, features=(ColdStarts[Any](share=1, init_ms=1),))


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ({"hours": 745}, "hours is 745; allowed: more than 0 to 744"),
        ({"hours": "5/h"}, "hours is '5/h'; allowed"),
        ({"month": "2026-8"}, "month is '2026-8'; allowed: a month, such as 2026-08"),
        ({"month": "2026-08", "hours": 730}, "hours cannot be given with month, which sets it; give one of them"),
        ({"month": "2026-08", "day": "2026-07-31"}, "day is 2026-07-31, outside month 2026-08; allowed: a day in it"),
        ({"day": "2099-01-01"}, "day is 2099-01-01, in the future, where no price is known; allowed: up to today"),
        ({"day": 5}, "day is 5; allowed: a day, such as 2026-11-01"),
        ({"free_tier": "never"}, "free_tier is 'never'; "),
        ({"free_tier": None}, "free_tier is nothing; "),
        ({"name": "a\0"}, r"name is 'a\x00'; allowed: text without control characters"),
    ],
    ids=str,
)
def test_a_wrong_month_is_named_with_what_is_allowed(scenario: dict[str, Any], says: str) -> None:
    assert says in refused(function(), **scenario)


@pytest.mark.parametrize(
    "scenario",
    [
        {"name": 5},
        {"region": 5},
        {"region": None},
        {"free_tier": 5},
        {"hours": [1]},
        {"day": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_a_scenario_error(scenario: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        estimate(Scenario(functions=[function()], **scenario))


def test_two_resources_of_one_name_are_refused_and_all_problems_shown() -> None:
    assert refused(function(), function(), hours=0, free_tier="x").splitlines() == [
        "hours is 0; allowed: more than 0 to 744",
        "free_tier is 'x'; allowed: always, first_year, none",
        "functions.f is there 2 times; allowed: once",
    ]


def test_a_function_and_an_api_may_have_one_name() -> None:
    shop = Scenario(functions=[function("shop")], apis=[RestApi[Any](name="shop", requests=1)])
    assert [one.path for one in shop.resources] == ["functions.shop", "apis.shop"]
    assert shop.resource("apis.shop").requests == 1  # type: ignore[attr-defined]
    with pytest.raises(ScenarioError, match=r"shop is the name of several: functions[.]shop, apis[.]shop"):
        shop.resource("shop")


@pytest.mark.parametrize("array", [np.array(["1", "2"]), np.array([1 + 2j]), np.array([True]), np.array([None])])
def test_an_array_of_no_numbers_is_refused(array: Any) -> None:
    """Text, complex numbers, truth values and objects are no quantities."""
    with pytest.raises(ScenarioError, match=r"is an array of .*; allowed: numbers"):
        function(memory_mb=array)


def test_an_unknown_mark_on_a_field_is_an_error_of_the_rule() -> None:
    """A rule that means a bound must not be read as if it had none."""
    from dataclasses import fields, make_dataclass
    from typing import Annotated

    from lambda_cost.numbers.bounds import PER_UNIT, Gt
    from lambda_cost.numbers.quantity import N
    from lambda_cost.services.fields import field_of

    odd = make_dataclass("odd", [("size_mb", Annotated[N, "at least a bit", PER_UNIT])])
    with pytest.raises(TypeError, match="at least a bit"):
        field_of(fields(odd)[0])
    more = field_of(fields(make_dataclass("more", [("size_mb", Annotated[N, Gt(5), PER_UNIT])]))[0])
    assert more.checked(6) == 6
    with pytest.raises(ValueError, match=r"is 5; allowed: more than 5 \(MB\)"):
        more.checked(5)


def test_arrays_of_less_precision_are_calculated_in_full() -> None:
    """A float16 of 1,769 MB must not make the bill a nan, nor a float32 lose its sixth digit."""
    exact = estimate(
        Scenario(day="2026-11-01", free_tier="none", functions=[function(requests=10_000_000, memory_mb=1769)])
    ).total
    for kind in (np.float16, np.float32, np.int16):
        many = Scenario(
            day="2026-11-01",
            free_tier="none",
            functions=[function(requests=10_000_000, memory_mb=np.array([1769], dtype=kind))],
        )
        assert estimate(many).total[0] == pytest.approx(float(exact), rel=1e-12)
    with pytest.raises(ScenarioError, match="is an array with values that are not allowed"):
        function(requests=np.array([1e308]))


def test_the_context_of_the_caller_changes_nothing() -> None:
    """Someone's three digits of precision are not ours."""
    from decimal import localcontext

    from lambda_cost.reports import report

    shop = Scenario(day="2026-11-01", free_tier="none", functions=[function(requests=12_345_678, memory_mb=1769)])
    expected = report(estimate(shop), "table")
    with localcontext() as narrow:
        narrow.prec = 1
        again = Scenario(day="2026-11-01", free_tier="none", functions=[function(requests=12_345_678, memory_mb=1769)])
        assert report(estimate(again), "table") == expected


def test_a_size_may_carry_its_unit() -> None:
    """`size_gb: 0.5GB`, and no other unit."""
    from lambda_cost import Cache

    assert Cache(size_gb="0.5GB", hours=1).size_gb == "0.5"  # type: ignore[arg-type]  # read as the number it is
    with pytest.raises(ScenarioError, match=r"is '7GB'; allowed: 0\.5, 1\.6, 6\.1, 13\.5, 28\.4, 58\.2, 118, 237"):
        Cache(size_gb="7GB", hours=1)  # type: ignore[arg-type]
