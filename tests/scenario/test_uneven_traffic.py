"""Profiles of traffic: what a week has by day and hour, counted out in a month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from lambda_cost import Function, ProvisionedConcurrency, Scenario, ScenarioError, estimate, load
from lambda_cost.scenario.schema import schema
from lambda_cost.scenario.spreads import spreads_of
from lambda_cost.strict_yaml import Document, read
from lambda_cost.what_if.break_even.presets import answer_preset
from lambda_cost.what_if.sweep.sweep import sweep_document
from lambda_cost.what_if.sweep.uncertainty import uncertain_of_spreads
from lambda_cost.what_if.traffic import scale_traffic
from lambda_cost.what_if.variants import varied_documents

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal
OFFICE: dict[str, Any] = {"day": {"days": "mon-fri", "hours": "8-18", "rate": "40/s"}, "rest": {"rate": "2/s"}}
CHECKOUT: dict[str, Any] = {"traffic": "office", "duration_ms": 120, "memory_mb": 1024}
NOVEMBER = {"month": "2026-11", "free_tier": "none"}
"""21 days from Monday to Friday, 30 days, 720 hours; its prices are known up to today."""
BUSY = 21 * 10 * 3600 * 40
QUIET = (720 - 210) * 3600 * 2


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDA_COST_TODAY", "2026-11-20")


def document(profile: Any = OFFICE, **fields: Any) -> dict[str, Any]:
    return NOVEMBER | {"traffic": {"office": profile}, "functions": {"checkout": CHECKOUT | fields}}


def function_of(data: dict[str, Any]) -> Any:
    return Scenario.from_dict(data).resource("checkout")


def ready_of(data: dict[str, Any]) -> Any:
    (ready,) = function_of(data).features
    return ready


def test_a_month_of_the_calendar_has_its_own_weekdays() -> None:
    """November 2026: 21 x 10 h x 3,600 x 40 = 30,240,000, and 510 h x 3,600 x 2 = 3,672,000."""
    assert function_of(document()).requests == BUSY + QUIET == 33_912_000


def test_an_average_month_has_its_part_of_a_week() -> None:
    """In 168 h 50 h x 144,000 + 118 h x 7,200 = 8,049,600; in 672 h, four weeks, four times as many."""
    data = document() | {"month": None, "hours": 672}
    assert function_of(data).requests == 4 * 8_049_600
    usual = function_of(document() | {"month": None}).requests
    assert abs(usual - D(8_049_600) * 730 / 168) < D("1e-11") * 3


def test_days_hours_and_rates_are_written_in_several_ways() -> None:
    """9 days of weekends x 2.25 h x 600, 9 Mondays and Wednesdays x 1 h x 500, and 12 other days x 2 h x 7,200."""
    profile = {
        "weekend": {"days": ["Saturday", "sun"], "hours": "9:30 - 11:45", "rate": "10/min"},
        "twice": {"days": "mon,wed", "hours": "00:00-1:00", "rate": "500/h"},
        "late": {"days": ["tue", "thu-fri"], "hours": "22-24", "rate": "2/s"},
    }
    assert function_of(document(profile)).requests == 9 * D("2.25") * 600 + 9 * 500 + 12 * 2 * 7200


def test_a_window_of_every_day_and_a_rate_alone_are_all_hours() -> None:
    assert function_of(document({"always": {"rate": "1/s"}})).requests == 720 * 3600
    assert function_of(document({"noon": {"hours": "12-13", "rate": "1/s"}})).requests == 30 * 3600
    assert function_of(document({"weekend": {"days": "sat-sun", "rate": "1/h"}})).requests == 9 * 24


def test_an_api_takes_a_profile_and_its_function_takes_the_requests_of_the_api() -> None:
    functions = {"checkout": {"duration_ms": 120, "memory_mb": 1024}}
    apis = {"shop": {"type": "http", "traffic": "office", "functions": ["checkout"]}}
    bill = estimate(load(document() | {"functions": functions, "apis": apis}))
    assert bill.by_meter["api_gateway.http_api.requests"].pricing_quantity == D("33.912")
    assert bill.by_meter["aws_lambda.function.requests"].pricing_quantity == D("33.912")
    assert "apis.shop takes 33,912,000 requests from traffic office, at most 40/s." in bill.assumptions


def test_a_bill_says_what_the_peak_is_and_which_month_it_is() -> None:
    """40/s x 0.12 s = 4.8 at once; retries of 10 % make it 5.28."""
    said = " ".join(estimate(load(document(retries={"share": "10%"}))).assumptions)
    assert "takes 33,912,000 requests from traffic office, at most 40/s: 5.28 at once on the average (rate x time)" in said
    assert "counted out in the weekdays of the month" in said
    assert "counted out in 672 hours" in " ".join(Scenario.from_dict(document() | {"month": None, "hours": 672}).assumptions)


def test_environments_are_ready_for_the_peak_of_a_window_in_its_hours() -> None:
    """4.8 at once are 5 environments, 10 hours on each of 21 days, for 30,240,000 requests.

    Capacity 5 x 1 GB x 21 x 36,000 s = 3,780,000 x 0.0000041667 = 15.750126; served 30.24M x 0.12 s = 3,628,800 GB-s
    x 0.0000097222 = 35.27991936; on demand 3.672M x 0.12 s = 440,640 x 0.0000166667 = 7.344014688; 33.912 x 0.20 = 6.7824.
    """
    data = document(provisioned_concurrency={"window": "day"})
    ready = ready_of(data)
    assert (ready.environments, ready.hours, ready.windows, ready.requests) == (5, 10, 21, BUSY)
    assert ready.others == "outside"
    assert estimate(load(data)).total == D("15.750126") + D("35.27991936") + D("7.344014688") + D("6.7824")


def test_all_hours_are_one_stretch() -> None:
    ready = ready_of(document({"always": {"rate": "1/s"}}, provisioned_concurrency={"window": "always"}))
    assert (ready.environments, ready.hours, ready.windows, ready.requests) == (1, 720, 1, 720 * 3600)


def test_environments_follow_from_the_time_that_requests_take_there() -> None:
    """40/s x (0.98 x 0.05 s + 0.02 x 0.4 s) = 2.28, so 3; retries run on demand."""
    more = {"errors": {"share": "2%", "duration_ms": 400}, "retries": {"share": "50%"}}
    found = function_of(document(provisioned_concurrency={"window": "day", "duration_ms": 50}, **more))
    (ready,) = (feature for feature in found.features if feature.path == "provisioned_concurrency")
    assert ready.environments == 3


def test_fewer_environments_than_the_peak_serve_a_part_of_its_requests() -> None:
    """3 of the 4.8 that run at once: 62.5 % of 30,240,000; with 10 all of them."""
    ready = ready_of(document(provisioned_concurrency={"window": "day", "environments": 3}))
    assert (ready.environments, ready.requests, ready.others) == (3, D("0.625") * BUSY, "spilled_over")
    assert ready_of(document(provisioned_concurrency={"window": "day", "environments": "10"})).requests == BUSY


@pytest.mark.parametrize("exact", [True, False])
def test_a_sweep_over_the_time_needs_other_environments_each_time(*, exact: bool) -> None:
    """At 100, 101 and 250 ms 4, 5 and 10 environments."""
    data = document(provisioned_concurrency={"window": "day"})
    found = sweep_document(Document(data, ""), {"functions.checkout.duration_ms": [100, 101, 250]}, exact=exact).totals
    for ms, count, total in zip((100, 101, 250), (4, 5, 10), found, strict=True):
        other = document(provisioned_concurrency={"window": "day"}, duration_ms=ms)
        assert ready_of(other).environments == count
        assert abs(float(total) - float(estimate(load(other)).total)) < 1e-6


def test_a_range_of_the_time_needs_environments_for_each_draw() -> None:
    """From 100 to 400 ms between 4 and 16: at least 3,024,000 GB-s of capacity at $0.0000041667, and at most 12,096,000."""
    data = document(provisioned_concurrency={"window": "day"}, duration_ms={"low": 100, "high": 400}, memory_mb=1024)
    ends = [estimate(load(document(provisioned_concurrency={"window": "day"}, duration_ms=ms))).total for ms in (100, 400)]
    found = uncertain_of_spreads(spreads_of(Document(data, "")), draws=2000)
    assert ends[0] <= found.low < found.likely < found.high <= ends[1]
    assert (found.high - found.low) / float(ends[1] - ends[0]) > 0.85, "nine of ten draws are in nine tenths of the range"


def test_a_range_of_the_requests_does_not_stand_beside_a_profile() -> None:
    with pytest.raises(ScenarioError, match="requests cannot be given with traffic"):
        uncertain_of_spreads(spreads_of(Document(document(requests={"low": 1, "high": 2}), "")), draws=10)


def test_twice_the_traffic_doubles_requests_and_no_environments() -> None:
    twice = scale_traffic(load(document(provisioned_concurrency={"window": "day"})), 2)  # type: ignore[arg-type]
    function: Any = twice.resource("checkout")
    assert function.requests == 2 * (BUSY + QUIET)
    assert (function.features[0].environments, function.features[0].requests) == (5, 2 * BUSY)


def test_changes_by_hand_stand_instead_of_what_follows_from_a_profile() -> None:
    data = document(provisioned_concurrency={"window": "day"})
    changed: Any = load(
        data, changes={"traffic.office.day.rate": "80/s", "functions.checkout.provisioned_concurrency.hours": 2}
    )
    function = changed.resource("checkout")
    assert (function.requests, function.features[0].environments, function.features[0].hours) == (2 * BUSY + QUIET, 10, 2)
    few = document(provisioned_concurrency={"window": "day", "environments": 3})
    changed = load(few, changes={"functions.checkout.provisioned_concurrency.requests": 9})
    ready = changed.resource("checkout").features[0]
    assert (ready.environments, ready.requests, ready.windows) == (3, 9, 21)
    seven: Any = load(document(), changes={"functions.checkout.requests": 7})
    assert seven.resource("checkout").requests == 7
    assert not any("office" in assumption for assumption in seven.assumptions)
    own = document() | {"functions": {"checkout": {"requests": 5, "duration_ms": 1, "memory_mb": 128}}}
    found: Any = load(own, changes={"functions.checkout.traffic": "office"})
    assert found.resource("checkout").requests == BUSY + QUIET


def test_profiles_are_compared_like_other_words() -> None:
    data = document() | {"traffic": {"office": OFFICE, "shop": {"always": {"rate": "5/s"}}}}
    variants = varied_documents(Document(data, ""), ["functions.checkout.traffic=office,shop"])
    found = [Scenario.of(variant).resource("checkout") for variant, _ in variants.values()]
    assert [one.requests for one in found] == [BUSY + QUIET, 5 * 720 * 3600]  # type: ignore[attr-defined]


def test_questions_about_provisioned_concurrency_know_the_window() -> None:
    """5 x 21 x 10 h / 120 ms = 31.5M when full; a request is 0.12 s x (0.0000166667 - 0.0000097222) cheaper there."""
    found = answer_preset("provisioned", Document(document(provisioned_concurrency={"window": "day"}), ""), "checkout")
    (crossing,) = found.crossings
    assert abs(crossing.low - D("15.750126") / (D("0.12") * D("0.0000069445") * 31_500_000)) < D("1e-12")


WRONG: list[tuple[Any, dict[str, Any], str]] = [
    (
        {"a": {"hours": "8-12", "rate": "1/s"}, "b": {"days": "fri-sun", "hours": "11:30-14", "rate": "1/s"}},
        {},
        "b has hours of a",
    ),
    ({"a": {"hours": "8-26", "rate": "1/s"}}, {}, "a.hours is '8-26'; allowed: hours from 0 to 24"),
    ({"a": {"hours": "22-6", "rate": "1/s"}}, {}, "a.hours is '22-6', which ends before it begins; allowed: a night as two"),
    ({"a": {"hours": "8:20-9", "rate": "1/s"}}, {}, "a.hours is '8:20-9'; allowed: hours such as 8-18, or 8:30-17 in quarters"),
    ({"a": {"days": "mon-fun", "rate": "1/s"}}, {}, "a.days is 'mon-fun'; allowed: days such as mon-fri"),
    ({"a": {"days": "money-frisbee", "rate": "1/s"}}, {}, "a.days is 'money-frisbee'; allowed: days such as mon-fri"),
    ({"a": {"days": "mon-tue-wed", "rate": "1/s"}}, {}, "a.days is 'mon-tue-wed'; allowed: days such as mon-fri"),
    ({"a": {"hours": "8-12"}}, {}, "a.rate is missing"),
    ({"a": {"rate": 40}}, {}, "a.rate is 40; allowed: a rate, such as 25/s, 100/min or 5000/h"),
    ({"a": {"rate": "1M/day"}}, {}, "a.rate is 1000000/day; allowed: a rate, such as 25/s, 100/min or 5000/h"),
    ({"a": {"rate": "1/s"}, "b": {"rate": "2/s"}}, {}, "b has neither days nor hours, as a has"),
    ({"a": {"rate": "1/s", "hour": "1-2"}}, {}, "a.hour is no key here; did you mean hours"),
    ({}, {}, "traffic.office is .*; allowed: windows such as day: {days: mon-fri, hours: 8-18, rate: 25/s}"),
    (OFFICE, {"requests": "1M"}, "functions.checkout.requests cannot be given with traffic, which sets it; remove one of them"),
    (OFFICE, {"traffic": "ofice"}, "functions.checkout.traffic is 'ofice'; did you mean office"),
    (OFFICE, {"provisioned_concurrency": {"window": "dy"}}, "provisioned_concurrency.window is 'dy'; did you mean day"),
    (OFFICE, {"provisioned_concurrency": {"window": "rest"}}, "window is 'rest'; its stretches differ; allowed: one with days"),
    (
        OFFICE,
        {"provisioned_concurrency": {"window": "day", "hours": 5}},
        "hours cannot be given with window, which sets it",
    ),
    (OFFICE, {"traffic": None, "requests": 1, "provisioned_concurrency": {"window": "day"}}, "environments is missing"),
    (OFFICE, {"provisioned_concurrency": {"window": "day"}, "memory_mb": 1}, "checkout.memory_mb is 1; allowed"),
]


@pytest.mark.parametrize(("profile", "fields", "says"), WRONG)
def test_what_is_wrong_is_said_once(profile: Any, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as error:
        Scenario.from_dict(document(profile, **fields))
    assert len(error.value.problems) == (2 if "environments" in says else 1)


def test_a_function_of_a_wrong_profile_is_checked_too() -> None:
    with pytest.raises(ScenarioError) as error:
        Scenario.from_dict(document({"a": {"rate": 1}}, requests=5, memory_mb=1, provisioned_concurrency={"window": "day"}))
    assert [one.field for one in error.value.problems] == [
        "traffic.office.a.rate",
        "functions.checkout.requests",
        "functions.checkout.memory_mb",
    ]


def test_a_problem_names_its_line() -> None:
    text = "traffic:\n  office:\n    day:\n      rate: 40\nfunctions:\n  f: {traffic: home, duration_ms: 1, memory_mb: 128}\n"
    with pytest.raises(ScenarioError) as error:
        Scenario.of(read(text, "shop.yaml"))
    assert [(one.line, one.field) for one in error.value.problems] == [
        (4, "traffic.office.day.rate"),
        (6, "functions.f.traffic"),
    ]


@pytest.mark.parametrize("profiles", [["office"], "office"])
def test_profiles_have_names(profiles: Any) -> None:
    with pytest.raises(ScenarioError, match=r"traffic is .*; allowed: a mapping of names to profiles"):
        Scenario.from_dict(document() | {"traffic": profiles, "functions": {"f": {"duration_ms": 1, "memory_mb": 128}}})


def test_a_name_without_profiles_is_refused_in_a_file_and_in_python() -> None:
    function: Function[Any] = Function(name="checkout", requests=1, traffic="office", duration_ms=1, memory_mb=128)
    with pytest.raises(ScenarioError, match=r"functions\.checkout\.traffic is 'office', which is no profile"):
        Scenario(functions=[function])
    with pytest.raises(ScenarioError, match=r"functions\.checkout\.traffic is 'office', which is no profile"):
        Scenario.from_dict({"functions": {"checkout": CHECKOUT}})
    ready: ProvisionedConcurrency[Any] = ProvisionedConcurrency(window="day", environments=1, requests=0)
    with pytest.raises(ScenarioError, match="window is one of the function's traffic"):
        Function(name="checkout", requests=1, duration_ms=1, memory_mb=128, features=(ready,))


def test_what_has_no_requests_has_no_profile() -> None:
    api = {"type": "websocket", "traffic": "office", "messages": 1, "connection_minutes": 1}
    with pytest.raises(ScenarioError, match=r"apis\.chat\.traffic is no key here"):
        Scenario.from_dict(document() | {"apis": {"chat": api}})


def test_files_keep_their_own_profiles(tmp_path: Path) -> None:
    """Both have a profile called office; a sheet takes that of another file."""
    one = document() | {"functions": {"one": CHECKOUT}}
    other = {"traffic": {"office": {"always": {"rate": "1/s"}}}, "functions": {"other": CHECKOUT}}
    both: Any = load([one | {"name": "one"}, other | {"name": "other"}])
    assert [function.requests for function in both.functions] == [BUSY + QUIET, 720 * 3600]
    sheet = tmp_path / "functions.csv"
    sheet.write_text("name,traffic,duration_ms,memory_mb\nlist,office,10,128\nsearch,office,20,128\n", encoding="utf-8")
    found: Any = load([str(sheet), {"traffic": {"office": OFFICE}, "month": "2026-11"}])
    assert [function.requests for function in found.functions] == [BUSY + QUIET] * 2


def test_defaults_may_name_a_profile() -> None:
    data = document() | {"functions": {"checkout": {"duration_ms": 1, "memory_mb": 128}}}
    assert function_of(data | {"defaults": {"functions": {"traffic": "office"}}}).requests == BUSY + QUIET


@pytest.mark.unmeasured
def test_editors_know_profiles() -> None:
    validator: Any = Draft202012Validator(schema())
    assert not list(validator.iter_errors(document(provisioned_concurrency={"window": "day"})))
    assert list(validator.iter_errors(document({"a": {"rate": 40}})))
    assert list(validator.iter_errors(document(provisioned_concurrency={"hours": 3})))


def test_a_month_that_is_none_is_said_once() -> None:
    with pytest.raises(ScenarioError) as error:
        Scenario.from_dict(document() | {"month": "2026-13"})
    assert [one.field for one in error.value.problems] == ["month"]
