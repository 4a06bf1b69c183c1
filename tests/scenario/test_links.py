"""Requests that one resource takes from another, and everything that may be wrong with that."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import (
    Cache,
    ColdStarts,
    Function,
    HttpApi,
    IncompleteScenarioError,
    MissingPriceError,
    RestApi,
    Scenario,
    ScenarioError,
    WebsocketApi,
    estimate,
)
from tests.scenario.objects import function, refused

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


class TestLinks:
    """Requests that are said once and counted on both sides."""

    def test_an_api_takes_the_requests_of_its_functions(self) -> None:
        shop = Scenario(
            functions=[function("a", requests=3), function("b", requests=4)],
            apis=[HttpApi[Any](name="api", functions=("a", "b"))],
        )
        assert shop.in_month()[-1].requests == 7  # type: ignore[attr-defined]

    def test_a_function_takes_the_requests_of_the_apis_that_name_it_alone(self) -> None:
        shop = Scenario(
            functions=[function("a", requests=None)],
            apis=[HttpApi[Any](name="x", requests=3, functions=("a",)), RestApi[Any](name="y", requests=4, functions=("a",))],
        )
        assert shop.in_month()[0].requests == 7  # type: ignore[attr-defined]

    def test_requests_go_from_an_api_to_its_function_to_another_api(self) -> None:
        shop = Scenario(
            functions=[function("a", requests=None)],
            apis=[HttpApi[Any](name="x", requests="25/min", functions=("a",)), RestApi[Any](name="y", functions=("a",))],
        )
        assert [one.requests for one in shop.in_month()] == [1_095_000] * 3  # type: ignore[attr-defined] # 25 x 60 x 730

    def test_what_is_given_on_both_sides_stays_as_it_is(self) -> None:
        shop = Scenario(functions=[function("a", requests=3)], apis=[HttpApi[Any](name="x", requests=5, functions=("a",))])
        assert [one.requests for one in shop.in_month()] == [3, 5]  # type: ignore[attr-defined]

    def test_the_linked_bill_is_the_bill_of_the_same_numbers(self) -> None:
        linked = Scenario(
            functions=[function("a", requests=None)], apis=[RestApi[Any](name="x", requests="7M", functions=("a",))]
        )
        plain = Scenario(functions=[function("a", requests="7M")], apis=[RestApi[Any](name="x", requests="7M")])
        assert estimate(linked).total == estimate(plain).total > 0

    def test_a_name_that_is_no_function_is_refused(self) -> None:
        api = HttpApi[Any](name="x", requests=1, functions=("checkuot",))
        assert (
            refused(function("checkout"), api)
            == "apis.x.functions names checkuot, which is no function here; did you mean checkout?"
        )

    @pytest.mark.parametrize(
        ("parts", "missing"),
        [
            ([function("a", requests=None)], ["functions.a"]),
            ([HttpApi[Any](name="x")], ["apis.x"]),
            ([function("a", requests=None), HttpApi[Any](name="x", functions=("a",))], ["functions.a", "apis.x"]),
            (
                [function("a", requests=None), function("b"), HttpApi[Any](name="x", requests=9, functions=("a", "b"))],
                ["functions.a"],
            ),
            (
                [function("a", requests=None), function("b"), HttpApi[Any](name="x", functions=("a", "b"))],
                ["functions.a", "apis.x"],
            ),
        ],
    )
    def test_what_no_link_tells_is_asked_for_never_guessed(self, parts: list[Any], missing: list[str]) -> None:
        with pytest.raises(IncompleteScenarioError) as caught:
            estimate(Scenario(resources=parts))
        assert [one.field for one in caught.value.problems] == [f"{path}.requests" for path in missing]
        assert "is missing; give it, or let an API and its functions take it from each other" in str(caught.value)

    def test_a_websocket_api_has_no_requests_to_give(self) -> None:
        live = WebsocketApi[Any](name="live", messages=5, connection_minutes=0, functions=("a",))
        assert Scenario(functions=[function("a")], apis=[live]).in_month()[0].requests == 1000  # type: ignore[attr-defined]
