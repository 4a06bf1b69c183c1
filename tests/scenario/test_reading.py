"""Scenario files: what they mean, and every way in which they can be wrong, with the line."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import (
    AsyncEvents,
    Cache,
    ColdStarts,
    Function,
    HttpApi,
    IncompleteScenarioError,
    LambdaCostError,
    RestApi,
    Scenario,
    ScenarioError,
    WebsocketApi,
)
from lambda_cost.scenario.month import today

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal

SHOP = """\
name: shop
region: eu-west-1
day: 2026-11-01
hours: 744
free_tier: first_year
functions:
  checkout:
    requests: 10M
    duration_ms: 0.12s
    memory_mb: 0.5GB
    architecture: arm64
    cold_starts: {share: 1%, init_ms: 800}
  poll: {requests: 25/min, billed_duration_ms: 5.5, memory_mb: 128, region: us-east-1}
apis:
  public: {type: http, requests: 10M, request_kb: 12, response_kb: 46}
  partners: {type: rest, requests: 5_000_000, response_kb: 3, cache: {size_gb: 0.5, hours: 30d}}
  live: {type: websocket, messages: 18M, message_kb: 4, connection_minutes: 21.6M}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the message about a file called shop.yaml."""
    written(tmp_path, text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LambdaCostError) as caught:
        Scenario.read("shop.yaml")
    return str(caught.value).splitlines()


def test_a_file_means_what_the_same_objects_mean(tmp_path: Path) -> None:
    assert Scenario.read(written(tmp_path, SHOP)) == Scenario(
        name="shop",
        region="eu-west-1",
        day=date(2026, 11, 1),
        hours=744,
        free_tier="first_year",
        functions=[
            Function[Any](
                name="checkout",
                requests=10_000_000,
                duration_ms=120,
                memory_mb=512,
                architecture="arm64",
                features=(ColdStarts[Any](share=D("0.01"), init_ms=800),),
            ),
            Function[Any](name="poll", requests="25/min", billed_duration_ms=D("5.5"), memory_mb=128, region="us-east-1"),
        ],
        apis=[
            HttpApi[Any](name="public", requests=10_000_000, request_kb=12, response_kb=46),
            RestApi[Any](name="partners", requests=5_000_000, response_kb=3, features=(Cache[Any](size_gb="0.5", hours=720),)),
            WebsocketApi[Any](name="live", messages=18_000_000, message_kb=4, connection_minutes=21_600_000),
        ],
    )


def test_json_means_the_same_as_yaml(tmp_path: Path) -> None:
    function = {"requests": 1000000, "duration_ms": 0.1, "memory_mb": 128}
    path = tmp_path / "shop.json"
    path.write_text(json.dumps({"day": "2026-11-01", "functions": {"a": function}}), encoding="utf-8")
    assert Scenario.read(path).functions[0] == Function[Any](name="a", requests=1_000_000, duration_ms="0.1", memory_mb=128)


def test_a_dict_means_the_same_as_a_file() -> None:
    found = Scenario.from_dict(
        {"day": "2026-11-01", "functions": {"a": {"requests": 1, "duration_ms": 0.1, "memory_mb": "2GB"}}}
    )
    assert found.functions == (Function[Any](name="a", requests=1, duration_ms="0.1", memory_mb=2048),)
    assert found.day == date(2026, 11, 1)


def test_standard_input_is_a_file_called_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHOP.encode())))
    assert Scenario.read("-").name == "shop"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"functions: {a: 5}")))
    with pytest.raises(ScenarioError, match=r"standard input, line 1: functions[.]a is 5; allowed: a mapping of fields"):
        Scenario.read("-")


def test_a_month_has_its_real_hours_and_its_first_day(tmp_path: Path) -> None:
    found = Scenario.read(written(tmp_path, "month: 2024-02\nfunctions: {a: {requests: 1, duration_ms: 1, memory_mb: 128}}"))
    assert (found.day, found.hours) == (date(2024, 2, 1), 29 * 24)


F = "functions:\n  checkout: {requests: 1M, duration_ms: 5, memory_mb: 512}\n"
ONE = "shop.yaml, line 2: functions.checkout."
TOMORROW = today() + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (F.replace("512", "64"), f"{ONE}memory_mb is 64; allowed: whole numbers 128 to 10,240 (MB)"),
        (F.replace("512", "512.5"), f"{ONE}memory_mb is 512.5; allowed: whole numbers 128 to 10,240 (MB)"),
        (F.replace("512", "20GB"), f"{ONE}memory_mb is '20GB'; allowed: whole numbers 128 to 10,240 (MB)"),
        (F.replace("5,", "31min,"), f"{ONE}duration_ms is '31min'; allowed: 0 to 1,800,000 (ms)"),
        (F.replace("1M", "-1"), f"{ONE}requests is -1; allowed: at least 0"),
        (F.replace("1M", "-5/min"), f"{ONE}requests is '-5/min'; allowed: at least 0"),
        (F.replace("512", "512/min"), f"{ONE}memory_mb is '512/min'; allowed: a number, such as 512 or 2GB"),
        (
            F + "discounts: {d: {percent: 1/min, service: aws_lambda}}\n",
            "shop.yaml, line 3: discounts.d.percent is '1/min', a rate; ",
        ),
        (
            F + "other_costs: {d: {amount: 3/min}}\n",
            "shop.yaml, line 3: other_costs.d.amount is '3/min', a rate; allowed: at least 0",
        ),
        (F.replace("1M", ".nan"), f"{ONE}requests is '.nan'; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (F.replace("1M", "1e400"), f"{ONE}requests is 1E+400; allowed: less than 10^18"),
        (F.replace("1M", "true"), f"{ONE}requests is true or false; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (F.replace("1M", "[1]"), f"{ONE}requests is a list; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (F.replace("1M", "{a: 1}"), f"{ONE}requests is a dict; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (F.replace("1M", "2026-11-01"), f"{ONE}requests is a date; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (F.replace("requests", "request"), f"{ONE}request is no key here; did you mean requests?"),
        (F.replace("512", "512, name: x"), f"{ONE}name is no key here; "),
        (F.replace("512", "512, architecture: arm"), f"{ONE}architecture is 'arm'; did you mean arm64?"),
        (F.replace("512", "512, region: eu-west-9"), f"{ONE}region is 'eu-west-9'; did you mean eu-west-"),
        (
            F.replace("512", "512, billed_duration_ms: 5"),
            f"{ONE}billed_duration_ms cannot be given with duration_ms; give one of them",
        ),
        (F.replace("512", "512, cold_starts: [1]"), f"{ONE}cold_starts is "),
        (
            F.replace("512", "512, cold_starts: {share: 2%, init_ms: 5, init: 5}"),
            f"{ONE}cold_starts.init is no key here; did you mean init_ms?",
        ),
        (F.replace("512", "512, cold_starts: {share: 2, init_ms: 5}"), f"{ONE}cold_starts.share is 2; allowed: 0 to 1"),
        (F.replace("512", "512, cache: {size_gb: 0.5}"), f"{ONE}cache is no key here; "),
        ("function: {}\n", "shop.yaml, line 1: function is no key here; did you mean functions?"),
        ("functions: [a]\n", "shop.yaml, line 1: functions is ['a']; allowed: a mapping of names"),
        ("functions: {a: 5}\n", "shop.yaml, line 1: functions.a is 5; allowed: a mapping of fields"),
        ("data_transfer: {internet_gb: -5}\n", "shop.yaml, line 1: data_transfer.internet_gb is -5; allowed: at least 0"),
        ("functions: {}\n", "shop.yaml: describes nothing to price; allowed: apis, edge_functions, event_pollers, functions, "),
        ("apis: {a: {requests: 1}}\n", "shop.yaml, line 1: apis.a.type is missing; allowed: http, rest, websocket"),
        ("apis: {a: {type: htp, requests: 1}}\n", "shop.yaml, line 1: apis.a.type is 'htp'; did you mean http?"),
        ("apis: {a: {type: http, requests: 1, cache: {size_gb: 0.5}}}\n", "shop.yaml, line 1: apis.a.cache is no key here; "),
        ("apis: {a: {type: rest, requests: 1, cache: {size_gb: 2}}}\n", "shop.yaml, line 1: apis.a.cache.size_gb is 2; "),
        ("apis: {a: {type: rest, functions: [1]}}\n", "shop.yaml, line 1: apis.a.functions is "),
        ("", "shop.yaml: shop.yaml is empty; allowed: a mapping with functions, apis …"),
        ("- a\n", "shop.yaml: shop.yaml is a list; allowed: a mapping with functions, apis …"),
        (F + "hours: 745\n", "shop.yaml, line 3: hours is 745; allowed: more than 0 to 744"),
        (F + "hours: 0\n", "shop.yaml, line 3: hours is 0; allowed: more than 0 to 744"),
        (F + "hours: many\n", "shop.yaml, line 3: hours is 'many'; allowed: a number, such as 730 or 30d"),
        (F + "month: 2026-13\n", "shop.yaml, line 3: month is '2026-13'; allowed: a month, such as 2026-08"),
        (
            F + "month: 2026-08\nhours: 730\n",
            "shop.yaml, line 4: hours cannot be given with month, which sets it; give one of them",
        ),
        (
            F + "month: 2026-08\nday: 2026-09-01\n",
            "shop.yaml, line 4: day is 2026-09-01, outside month 2026-08; allowed: a day in it",
        ),
        (F + "day: yesterday\n", "shop.yaml, line 3: day is 'yesterday'; allowed: a day, such as 2026-11-01"),
        (
            F + f"day: {TOMORROW}\n",
            f"shop.yaml, line 3: day is {TOMORROW}, in the future, where no price is known; allowed: up to today, ",
        ),
        (F + "free_tier: firstyear\n", "shop.yaml, line 3: free_tier is 'firstyear'; did you mean first_year?"),
        (F + "region: us-est-1\n", "shop.yaml, line 3: region is 'us-est-1'; did you mean us-"),
        (F + "region: 5\n", "shop.yaml, line 3: region is 5; allowed: text"),
        (F + "name: 5\n", "shop.yaml, line 3: name is 5; allowed: text"),
        (F + 'name: "a\\e[31m"\n', r"shop.yaml, line 3: name is 'a\x1b[31m'; allowed: text without control characters"),
        (F + F, "shop.yaml, line 3: the key 'functions' is here a second time"),
        ("functions: {a: !x {}}\n", "shop.yaml, line 1: the tag '!x' is not allowed"),
    ],
    ids=lambda text: text[-60:],
)
def test_what_is_wrong_is_named_with_its_line_and_what_is_allowed(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = problems(text, tmp_path, monkeypatch)
    assert len(found) == 1
    assert found[0].startswith(says)


def test_a_number_that_no_decimal_can_hold_is_refused_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A choice is a word: 1e9999999 is none, and must not blow up on the way to saying so."""
    text = F.replace("512", "512, architecture: 1e9999999")
    assert problems(text, tmp_path, monkeypatch)[0].startswith(f"{ONE}architecture is ")


WRONG_THROUGHOUT = """\
hours: 800
functions:
  checkout:
    requests: many
    memory_mb: 64
    colour: red
  other:
    requests: 1
    duration_ms: 1
    memory_mb: 128
    cold_starts:
      share: 5
      init_ms: -1
apis:
  live:
    type: websocket
    messages: 1
free_tier: maybe
"""


def test_all_problems_are_shown_at_once_in_the_order_of_the_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(WRONG_THROUGHOUT, tmp_path, monkeypatch)
    assert [line.partition(" is ")[0] for line in found] == [
        "shop.yaml, line 1: hours",
        "shop.yaml, line 3: functions.checkout.duration_ms",
        "shop.yaml, line 4: functions.checkout.requests",
        "shop.yaml, line 5: functions.checkout.memory_mb",
        "shop.yaml, line 6: functions.checkout.colour",
        "shop.yaml, line 12: functions.other.cold_starts.share",
        "shop.yaml, line 13: functions.other.cold_starts.init_ms",
        "shop.yaml, line 15: apis.live.connection_minutes",
        "shop.yaml, line 18: free_tier",
    ]


def test_what_is_only_missing_is_incomplete_not_wrong(tmp_path: Path) -> None:
    with pytest.raises(IncompleteScenarioError) as caught:
        Scenario.read(written(tmp_path, "functions: {a: {requests: 1, duration_ms: 1}}\napis: {b: {type: websocket}}"))
    assert [one.field for one in caught.value.problems] == [
        "functions.a.memory_mb",
        "apis.b.messages",
        "apis.b.connection_minutes",
    ]
    assert [one.message for one in caught.value.problems] == [
        "is missing; allowed: a number, such as 512 or 2GB",
        "is missing; allowed: a number, such as 1_000_000, 1M or 25/min",
        "is missing; allowed: a number, such as 21.6M",
    ]
    with pytest.raises(ScenarioError) as both:
        Scenario.read(written(tmp_path, "functions: {a: {requests: -1, duration_ms: 1}}"))
    assert not isinstance(both.value, IncompleteScenarioError)


@pytest.mark.parametrize(
    "given",
    [
        {5: 1},
        {"functions": {5: {}}},
        {"functions": {"a": {5: 1}}},
        {"functions": 5},
        {"functions": {"a": {"requests": object()}}},
    ],
)
def test_a_dict_of_any_shape_is_refused_in_words(given: Any) -> None:
    """A program may build it from anything; it must not meet a TypeError from within."""
    with pytest.raises(ScenarioError):
        Scenario.from_dict(given)


def test_a_quantity_that_is_given_as_nothing_is_at_its_default() -> None:
    """As if its key were not there: a retry that is not given is none."""
    function = {"requests": 1, "duration_ms": 1, "memory_mb": 128, "async_events": {"event_kb": None, "retries": 2}}
    made = Scenario.from_dict({"functions": {"a": function}})
    assert made.functions[0].features[0] == AsyncEvents(retries=D(2))
