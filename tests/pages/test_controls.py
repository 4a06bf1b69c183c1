"""What can be moved: every value finds its place in the scenario, and whatever a document holds, nothing breaks."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, Scenario, estimate
from lambda_cost.pages import controls, explorer
from lambda_cost.pages.controls import Control

SHOP = controls.document(Scenario.read("examples/shop.yaml").on("2026-11-01"))


def found(doc: dict[str, Any], resource: str) -> dict[str, Control]:
    """The controls of a document and one of its resources, by their last key."""
    return {".".join(one.path): one for one in (*controls.of_scenario(doc), *controls.of_resource(doc, resource))}


def total(doc: dict[str, Any]) -> Decimal:
    """What a document costs."""
    return estimate(Scenario.from_dict(doc)).total


def test_a_document_is_the_scenario_in_plain_data() -> None:
    scenario = Scenario.read("examples/everything.yaml")
    doc = controls.document(scenario)
    assert Scenario.from_dict(doc) == scenario
    assert doc["functions"]["checkout"]["cold_starts"] == {"share": "0.01", "init_ms": "800"}
    assert doc["day"] == "2026-11-01"


def test_the_controls_of_a_function_are_its_fields_and_its_features() -> None:
    names = [one.label for one in controls.of_resource(SHOP, "functions.checkout")]
    assert names[:5] == ["Region", "Requests", "Duration (ms)", "Memory (MB)", "Architecture"]
    assert names[5:] == ["cold starts: share", "cold starts: init (ms)", "cold starts: packaging"]


def test_values_stand_as_people_write_them_and_among_the_stops() -> None:
    one = found(SHOP, "functions.checkout")
    assert [one[f"functions.checkout.{key}"].value for key in ("requests", "duration_ms", "memory_mb")] == ["10M", "120", "512"]
    for key in ("requests", "duration_ms", "memory_mb"):
        control = one[f"functions.checkout.{key}"]
        assert control.value in control.stops
    rate = found(SHOP, "functions.invoices")["functions.invoices.requests"]
    assert rate.stops[rate.stops.index("2/min") - 1] == "70k"  # 2 × 60 × 730 = 87,600
    assert rate.stops[rate.stops.index("2/min") + 1] == "100k"


@pytest.mark.parametrize(
    ("value", "short"),
    [
        ("10000000", "10M"),
        ("1500000", "1.5M"),
        ("1234567", "1234567"),
        ("999", "999"),
        ("2/min", "2/min"),
        ("5000000000", "5B"),
        ("0", "0"),
    ],
)
def test_round_counts_are_short(value: str, short: str) -> None:
    assert controls.short(value, "requests") == short
    assert controls.short(value, "memory_mb") == value


def test_what_is_moved_is_priced_by_the_same_estimate() -> None:
    moved = controls.moved(SHOP, ("functions", "checkout", "memory_mb"), "1GB")
    same = Scenario.from_dict(SHOP).with_("checkout", memory_mb=1024)
    assert total(moved) == estimate(same).total
    assert SHOP["functions"]["checkout"]["memory_mb"] == "512"
    assert controls.moved(moved, ("functions", "checkout", "region"), "")["functions"]["checkout"].get("region") is None


def test_the_kind_of_an_api_keeps_what_both_kinds_have() -> None:
    rest = controls.moved(SHOP, ("apis", "public", "type"), "rest")
    assert rest["apis"]["public"] == {"type": "rest", "request_kb": "12", "response_kb": "46", "functions": ["checkout"]}
    assert total(rest) - total(SHOP) == 35 - Decimal("11.10")  # 10 million at $3.50 instead of $1.11
    socket = controls.moved(SHOP, ("apis", "partners", "type"), "websocket")
    assert socket["apis"]["partners"] == {"type": "websocket", "messages": "500000"}
    assert explorer.view(socket).problems[0].startswith("apis.partners.connection_minutes is missing")
    back = controls.moved(socket, ("apis", "partners", "type"), "rest")
    assert back["apis"]["partners"] == {"type": "rest", "requests": "500000"}


def test_an_api_can_be_put_before_functions_that_have_none_and_taken_away() -> None:
    alone = {key: value for key, value in SHOP.items() if key != "apis"}
    assert found(alone, "")["apis.api.type"].choices == ("", "http", "rest", "websocket")
    with_api = controls.moved(alone, ("apis", "api", "type"), "http")
    assert with_api["apis"]["api"] == {"type": "http", "functions": ["checkout", "invoices"]}
    assert total(with_api) - total(alone) == Decimal("1.11") * Decimal("10.0876")
    assert controls.moved(with_api, ("apis", "api", "type"), "") == alone
    assert "apis.api.type" not in found(SHOP, "")


def test_one_of_several_apis_can_be_taken_away() -> None:
    assert [*controls.moved(SHOP, ("apis", "live", "type"), "")["apis"]] == ["public", "partners"]


def test_a_savings_plan_begins_with_its_commitment_and_ends_without() -> None:
    plan = controls.moved(SHOP, ("savings_plan", "commitment"), "0.01")
    assert plan["savings_plan"] == {"commitment": "0.01", "term": "1yr", "payment": "no_upfront"}
    assert [one for one in found(plan, "") if one.startswith("savings_plan")] == [
        f"savings_plan.{key}" for key in ("commitment", "term", "payment")
    ]
    longer = controls.moved(plan, ("savings_plan", "term"), "3yr")
    assert total(longer) < total(SHOP)
    for nothing in ("", "0"):
        assert controls.moved(longer, ("savings_plan", "commitment"), nothing) == SHOP


def test_one_of_two_ways_to_say_a_duration_is_moved() -> None:
    doc = {"functions": {"a": {"requests": "1", "billed_duration_ms": "3", "memory_mb": "128"}, "b": {}}}
    assert {"functions.a.billed_duration_ms"} == {key for key in found(doc, "functions.a") if "duration" in key}
    assert {"functions.b.duration_ms"} == {key for key in found(doc, "functions.b") if "duration" in key}


def test_a_view_begins_with_a_function_and_keeps_the_resource_that_was_chosen() -> None:
    assert explorer.view(SHOP).chosen == "functions.checkout"
    assert explorer.view(SHOP, "apis.live").chosen == "apis.live"
    assert explorer.view(SHOP, "apis.nobody").chosen == "functions.checkout"
    assert explorer.view({"apis": SHOP["apis"] | {"public": SHOP["apis"]["partners"]}}).chosen == "apis.public"
    assert explorer.view({}).chosen == ""


def test_a_view_of_what_cannot_be_priced_says_why() -> None:
    wrong = explorer.view(SHOP | {"region": "mars-1"})
    assert wrong.bill is None
    assert wrong.problems[0].startswith("region is 'mars-1'")
    assert explorer.figures(wrong, 640) == []
    unsold = explorer.view(SHOP | {"region": "mx-central-1"})
    assert "No price for api_gateway" in unsold.problems[0]


def test_a_view_without_functions_has_no_curve_of_memory() -> None:
    seen = explorer.view({"apis": {"partners": SHOP["apis"]["partners"]}})
    assert [one.kind for one in explorer.figures(seen, 330)] == ["breakdown", "growth"]


def test_the_scenario_file_that_is_taken_along_reads_back_as_the_same(tmp_path: Any) -> None:
    bill = estimate(Scenario.read("examples/everything.yaml"))
    path = tmp_path / "again.yaml"
    path.write_text(bill.scenario.to_yaml(), encoding="utf-8")
    assert Scenario.read(path) == bill.scenario
    assert "requests: 10000000" in path.read_text(encoding="utf-8")
    assert "share: 0.01" in path.read_text(encoding="utf-8")


def test_an_api_of_no_kind_has_its_kind_to_choose() -> None:
    """And nothing else, until it has one."""
    for fields in ({"type": "soap"}, {}):
        (kind,) = controls.of_resource({"apis": {"a": fields}}, "apis.a")
        assert (kind.path, kind.choices) == (("apis", "a", "type"), ("http", "rest", "websocket"))


def test_a_scenario_with_arrays_has_no_controls() -> None:
    """Each of its elements is a scenario of its own."""
    with pytest.raises(LambdaCostError, match="a scenario with arrays is many scenarios"):
        controls.document(Scenario.from_dict(SHOP).with_("checkout", memory_mb=np.array([128.0, 256.0])))


def test_a_value_below_one_that_has_nothing_below_it_changes_nothing() -> None:
    """A path comes from outside, too."""
    assert controls.moved({"region": "eu-west-1"}, ("region", "a", "b"), "x") == {"region": "eu-west-1"}
    assert controls.moved({"x": {"y": "1"}}, ("x", "y", "z"), "x") == {"x": {"y": "1"}}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["apis", "functions", "a", "type", "api", "b"]), inner, max_size=3)
    ),
    max_leaves=12,
)
documents = st.dictionaries(
    st.sampled_from(["apis", "functions", "region", "day", "free_tier", "savings_plan", "event_pollers", "data_transfer", "x"]),
    anything,
    max_size=4,
)
paths = st.lists(
    st.sampled_from(["apis", "functions", "a", "b", "api", "type", "region", "savings_plan", "commitment", "memory_mb"]),
    min_size=1,
    max_size=4,
)


@given(documents, paths, st.text(max_size=6))
def test_whatever_a_document_holds_it_is_seen_or_refused(doc: dict[str, Any], path: list[str], value: str) -> None:
    """A document comes from an address that anybody may have made."""
    moved = controls.moved(doc, tuple(path), value)
    for one in (doc, moved):
        seen = explorer.view(one)
        assert (seen.bill is None) == bool(seen.problems)
