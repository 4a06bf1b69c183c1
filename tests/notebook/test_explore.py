"""Controls in a notebook: what is moved is priced, controls follow, and what is kept needs no kernel."""

import asyncio
import sys
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import altair as alt
import numpy as np
import pytest

from lambda_cost import Function, IncompleteScenarioError, LambdaCostError, Scenario, ScenarioError, estimate, load
from lambda_cost.notebook import explore, exploring, keep_pictures

SHOP = Scenario.read("examples/shop.yaml").on("2026-11-01")
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "אבג", "x" * 10_000)


def row(session: Any, *path: str) -> Any:
    """The widget of the control at *path*."""
    return session._rows["\n".join(path)]


def test_it_begins_with_the_scenario() -> None:
    session = explore(SHOP)
    assert session.scenario == SHOP
    assert session.estimate.total == estimate(SHOP).total
    assert f'data-total="{estimate(SHOP).to_dict()["total"]}"' in session._bill.value


def test_moving_a_slider_changes_the_bill_and_its_field() -> None:
    session = explore(SHOP)
    memory = row(session, "functions", "checkout", "memory_mb")
    memory._slider.value = "1024"
    expected = estimate(SHOP.with_("checkout", memory_mb=1024)).total
    assert session.estimate.total == expected
    assert memory._field.value == "1024"


def test_a_value_between_the_stops_becomes_one() -> None:
    session = explore(SHOP)
    memory = row(session, "functions", "checkout", "memory_mb")
    memory._field.value = "777"
    assert session.estimate.total == estimate(SHOP.with_("checkout", memory_mb=777)).total
    assert memory._slider.value == "777"
    assert "777" in memory._slider.options
    memory._field.value = "many"
    assert memory._slider.value == "many"
    with pytest.raises(ScenarioError, match=r"functions\.checkout\.memory_mb is 'many'"):
        _ = session.estimate
    with pytest.raises(ScenarioError):
        _ = session.scenario
    memory._field.value = "512"
    assert session.estimate.total == estimate(SHOP).total


def test_a_choice_changes_the_bill() -> None:
    session = explore(SHOP)
    row(session, "functions", "checkout", "architecture")._field.value = "x86_64"
    row(session, "free_tier")._field.value = "none"
    expected = Scenario.from_dict(SHOP.with_("checkout", architecture="x86_64").to_dict() | {"free_tier": "none"})
    assert session.estimate.total == estimate(expected).total


def test_a_choice_that_there_is_not_is_said_and_shown_nowhere() -> None:
    session = explore(SHOP)
    session.move("region", "mars-1")
    assert row(session, "region")._field.value == "eu-west-1"
    assert "region is &#39;mars-1&#39;" in session._bill.value


def test_another_resource_has_other_controls() -> None:
    session = explore(SHOP)
    session._chosen.value = "apis.public"
    row(session, "apis", "public", "type")._field.value = "rest"
    assert session.estimate.by_resource["apis.public"] == 35
    assert len(session._resource_box.children) == 5


def test_a_plan_brings_its_own_controls() -> None:
    session = explore(SHOP)
    before = len(session._scenario_box.children)
    session.move("savings_plan.commitment", "0.01")
    assert len(session._scenario_box.children) == before + 2
    session.move("savings_plan.term", "3yr")
    assert session.scenario.savings_plan is not None
    assert session.scenario.savings_plan.term == "3yr"
    session.move("savings_plan.commitment", "")
    assert session.estimate.total == estimate(SHOP).total


def test_moving_from_a_cell_lets_the_controls_follow() -> None:
    session = explore(SHOP)
    session.move("apis.partners.requests", "1M")
    assert session._chosen.value == "apis.partners"
    assert row(session, "apis", "partners", "requests")._field.value == "1M"
    assert session.estimate.by_resource["apis.partners"] == Decimal("3.50") + Decimal("14.60")
    with pytest.raises(ScenarioError, match=r"functions\.checkout\.colour cannot be moved"):
        session.move("functions.checkout.colour", "red")
    with pytest.raises(ScenarioError, match="cannot be moved"):
        session.move("nothing", "1")


def test_pictures_wait_until_the_controls_rest_and_the_bill_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "REDRAW_DELAY_S", 0.01)
    drawn: list[int] = []

    async def session() -> Any:
        found = explore(SHOP)
        monkeypatch.setattr(found, "_draw", lambda: drawn.append(1))
        for memory in (1024, 2048, 3008):
            found.move("functions.checkout.memory_mb", memory)
        assert found.estimate.total == estimate(SHOP.with_("checkout", memory_mb=3008)).total
        assert drawn == []
        await asyncio.sleep(0.05)
        return found

    asyncio.run(session())
    assert drawn == [1]


def test_what_is_kept_shows_the_bill_and_the_controls_without_a_kernel() -> None:
    kinds = explore(SHOP)._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"} == {*kinds}
    assert "$71.55" in kinds["text/html"]
    assert "functions.checkout: Memory (MB)" in kinds["text/html"]
    assert kinds["text/html"].count("<figure") == 3


class Tags(HTMLParser):
    """The tags of a document, and the attributes that would do something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.acts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.acts += [name for name, _ in attrs if name.startswith("on")]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:12])
def test_a_hostile_name_is_a_name(name: str) -> None:
    scenario = Scenario(name=name, functions=[Function(name=name, requests=10**7, duration_ms=1, memory_mb=128)])
    session = explore(scenario)
    session.move(f"functions.{name}.memory_mb", 256)
    found = Tags(session._repr_mimebundle_()["text/html"] + session._bill.value + session._lines.value)
    assert not found.tags & {"script", "img"}
    assert found.acts == []


def test_arrays_and_missing_libraries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LambdaCostError, match="a scenario with arrays is many scenarios"):
        explore(SHOP.with_("checkout", memory_mb=np.array([128, 256])))
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(LambdaCostError, match="'\\.\\[notebook\\]'"):
        explore(SHOP)


def test_a_chart_is_kept_as_a_picture_too() -> None:
    before = alt.renderers.active
    try:
        keep_pictures()
        shown: Any = estimate(SHOP).plot()._repr_mimebundle_()
        data, metadata = shown
        assert {*data} == {"application/vnd.vegalite.v6+json", "image/png", "text/plain"}
        assert data["text/plain"] == "What the bill is made of"
        assert metadata["image/png"]["width"] == 640
        one = alt.Chart.from_dict({"data": {"values": [{"a": 1}]}, "mark": "point", "title": "one", "encoding": {}})
        shown = one._repr_mimebundle_()
        assert shown[0]["text/plain"] == "one"
    finally:
        alt.renderers.enable(before)


def test_a_template_is_explored_once_its_traffic_is_known() -> None:
    """`load` returns a draft as long as something is unknown, and the message lists it."""
    template = "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: 512}}}"
    usage = {"default": {"requests": "1M", "duration_ms": 500}}
    # 1M requests at 0.20 a million, and 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds at 0.0000166667
    assert explore(load(text=template, usage=usage, free_tier="none")).estimate.total == Decimal("4.366675")
    with pytest.raises(IncompleteScenarioError, match=r"functions\.Fn\.requests is missing"):
        explore(load(text=template))
