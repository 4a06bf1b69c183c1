"""Requests that one resource takes from another, and everything that may be wrong with that."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import (
    Cache,
    ColdStarts,
    Function,
    IncompleteScenarioError,
    MissingPriceError,
    RestApi,
    Scenario,
    ScenarioError,
    estimate,
)

F = {"requests": 1_000_000, "duration_ms": 100, "memory_mb": 512}


def test_a_function_behind_a_websocket_must_say_its_requests() -> None:
    """How many of the messages call it is not known, and unknown is never zero."""
    live = {"type": "websocket", "messages": "10M", "connection_minutes": 0, "functions": ["f"]}
    with pytest.raises(IncompleteScenarioError, match=r"functions\.f\.requests is missing"):
        Scenario.from_dict({"functions": {"f": {"duration_ms": 100, "memory_mb": 512}}, "apis": {"live": live}})
    bill = estimate(Scenario.from_dict({"day": "2026-11-01", "functions": {"f": F}, "apis": {"live": live}}))
    assert all(type(usage.quantity) is Decimal for usage in bill.usages)


def test_a_function_is_named_once() -> None:
    """Naming it twice would count its requests twice."""
    with pytest.raises(ScenarioError, match=r"apis\.a\.functions names f 2 times; allowed: once"):
        Scenario.from_dict({"functions": {"f": F}, "apis": {"a": {"type": "rest", "functions": ["f", "f"]}}})


@pytest.mark.parametrize("others", ["outside", "spilled_over"])
def test_no_more_requests_are_served_than_there_are(others: str) -> None:
    """Where cold starts add much time, the duration alone would not tell."""
    served = {"environments": 1, "requests": "3M", "others": others}
    function = F | {"cold_starts": {"share": 1, "init_ms": 5000}, "provisioned_concurrency": served}
    with pytest.raises(ScenarioError, match=r"functions\.f\.provisioned_concurrency\.requests is more than the requests"):
        Scenario.from_dict({"day": "2026-11-01", "functions": {"f": function}})


def test_a_wrong_link_and_a_missing_price_say_their_line(tmp_path: Path) -> None:
    """What is wrong only when resources are seen together stands in a line all the same."""
    path = tmp_path / "shop.yaml"
    path.write_text(
        "functions:\n  f: {requests: 1, duration_ms: 1, memory_mb: 128}\napis:\n  a: {type: rest, functions: [ff]}\n",
        encoding="utf-8",
    )
    with pytest.raises(
        ScenarioError, match=r"shop\.yaml, line 4: apis\.a\.functions names ff, which is no function here; did you mean f\?"
    ):
        Scenario.read(path)
    path.write_text("region: mx-central-1\napis:\n  a:\n    type: http\n    requests: 1\n", encoding="utf-8")
    with pytest.raises(
        MissingPriceError, match=r"shop\.yaml, line 3: apis\.a: No price for api_gateway\.http_api\.requests in mx-central-1"
    ):
        estimate(Scenario.read(path))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"functions": {"f": 1}}, "functions has"),
        ({"functions": 5}, "functions has 5; allowed: a list of resources of functions"),
        ({"functions": [{"name": "f"}]}, "functions has"),
        ({"apis": [Function(name="f", requests=1, duration_ms=1, memory_mb=128)]}, "apis has"),
        ({"resources": ["f"]}, "resources has 'f'; allowed: a list of resources"),
    ],
)
def test_what_is_no_resource_is_refused_in_words(arguments: dict[str, Any], says: str) -> None:
    """A program may pass anything."""
    with pytest.raises(ScenarioError, match=says):
        Scenario(**arguments)


def test_a_feature_belongs_to_its_resource_and_stands_once() -> None:
    """A cache on a function would be billed for nothing."""
    cold = ColdStarts(share=0, init_ms=0)
    with pytest.raises(ScenarioError, match=r"functions\.f\.cache is no feature of functions\.f"):
        Function(name="f", requests=1, duration_ms=1, memory_mb=128, features=(Cache(size_gb="0.5", hours=1),))
    with pytest.raises(ScenarioError, match=r"functions\.f\.cold_starts is there twice; allowed: once"):
        Function(name="f", requests=1, duration_ms=1, memory_mb=128, features=(cold, cold))


def test_with_changes_a_feature_by_its_key() -> None:
    """As in a file: the key of a feature is a field of its resource."""
    shop = Scenario(day="2026-11-01", free_tier="none", apis=[RestApi(name="a", requests=0)])
    cached = shop.with_("a", cache={"size_gb": "0.5", "hours": 10})
    assert estimate(cached).total == Decimal("0.2")
    assert estimate(cached.with_("a", cache=Cache(size_gb="1.6", hours=10))).total == Decimal("0.38")
    assert estimate(cached.with_("a", cache=None)).total == 0
    with pytest.raises(ScenarioError, match=r"apis\.a\.cash is no field of it; did you mean cache\?"):
        shop.with_("a", cash=1)
    assert estimate(shop.with_("a", name="b", requests=1_000_000)).by_resource == {"apis.b": Decimal("3.5")}
