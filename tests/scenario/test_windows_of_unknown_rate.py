"""The rate of a window of traffic may be a range, as any other number of a scenario."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lambda_cost import Scenario, ScenarioError, estimate, uncertain
from lambda_cost.scenario.schema import schema
from lambda_cost.scenario.spreads import spreads_of
from lambda_cost.strict_yaml import Document
from tests.conftest import Command

READY = {"provisioned_concurrency": {"window": "day"}}
ONE_READY = {"provisioned_concurrency": {"window": "day", "environments": 1}}


def shop(rate: Any, **fields: Any) -> dict[str, Any]:
    day = {"days": "mon-fri", "hours": "8-18", "rate": rate}
    function = {"traffic": "office", "duration_ms": 1000, "memory_mb": 512} | fields
    profile = {"day": day, "rest": {"rate": "1/s"}}
    return {"day": "2026-11-01", "free_tier": "none", "traffic": {"office": profile}, "functions": {"f": function}}


@pytest.mark.parametrize("month", [{}, {"month": "2026-11"}])
@pytest.mark.parametrize(
    "fields",
    [{}, READY, {"provisioned_concurrency": {"window": "day", "environments": 1}}, READY | {"retries": {"share": "10%"}}],
)
def test_each_draw_costs_what_its_rate_does(tmp_path: Any, fields: dict[str, Any], month: dict[str, str]) -> None:
    """Requests, environments and what they serve follow from the rate of the draw."""
    path = tmp_path / "shop.json"
    data = shop({"one_of": ["2/s", "300/min", "28800/h"]}, **fields) | month
    data |= {"day": None} if month else {}
    path.write_text(json.dumps(data), encoding="utf-8")
    found = uncertain(path, draws=60)
    exact = {float(estimate(Scenario.from_dict(shop(rate, **fields) | month)).total) for rate in ("2/s", "5/s", "8/s")}
    assert sorted({round(float(total), 6) for total in found.totals}) == pytest.approx(sorted(exact), abs=1e-5)
    assert float(found.likely) == pytest.approx(sorted(exact)[1])


@pytest.mark.parametrize("rate", [{"low": 2, "high": "5/s"}, {"one_of": ["5/day"]}])
def test_a_rate_by_nothing_or_by_the_day_is_refused(rate: Any) -> None:
    with pytest.raises(
        ScenarioError, match=r"traffic\.office\.day\.rate has .*; allowed: a rate, such as 25/s, 100/min or 5000/h"
    ):
        spreads_of(Document(shop(rate), ""))


@pytest.mark.parametrize(("rate", "is_allowed"), [({"low": "2/s", "high": "5/s"}, True), ({"low": "2/s"}, False), (2, False)])
def test_editors_take_what_is_read(rate: Any, *, is_allowed: bool) -> None:
    faults = [*Draft202012Validator(schema()).iter_errors(shop(rate))]
    assert (not faults) == is_allowed


def test_a_likely_rate_is_said_by_the_hour(tmp_path: Path, command: Command) -> None:
    """3.5 a second."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(shop({"low": "2/s", "high": "5/s"})), encoding="utf-8")
    assert "traffic.office.day.rate 12600/h\n" in command("explain", str(path)).err
    assert "likely 12,600/h" in " ".join(command("estimate", str(path), "--draws", "100").out.split())
