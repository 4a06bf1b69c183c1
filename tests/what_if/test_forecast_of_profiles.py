"""A forecast of a scenario with profiles of traffic has each month's own weekdays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, ScenarioError, forecast

OFFICE = {"day": {"days": "mon-fri", "hours": "8-18", "rate": "36000/h"}}
"""36,000 requests in each of 10 hours of a working day: 360,000."""
FUNCTION = {"traffic": "office", "duration_ms": 1000, "memory_mb": 1024}


def shop(**fields: Any) -> Scenario[Any]:
    functions = {"f": FUNCTION | fields}
    return Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "traffic": {"office": OFFICE}, "functions": functions})


def requests(found: Any) -> list[Decimal]:
    return [scenario.resource("f").requests for scenario in found.scenarios]


def test_each_month_has_its_own_weekdays() -> None:
    """November 2026 has 21 working days, December 23, January 2027 21, February 20, March 23.

    A request costs 0.0000002 + 1 GB-second x 0.0000166667 = 0.0000168667; 20 x 360,000 of them cost 121.44024.
    """
    found = forecast(shop(), 5)
    assert requests(found) == [360_000 * days for days in (21, 23, 21, 20, 23)]
    assert found.months[3].month == date(2027, 2, 1)
    assert found.months[3].total == Decimal("121.44024")


def test_they_grow_from_there() -> None:
    """10 % more in December: 23 x 360,000 x 1.1."""
    assert requests(forecast(shop(), 2, "10%")) == [7_560_000, 9_108_000]


def test_months_of_equal_hours_have_equal_traffic() -> None:
    """168 hours are a week: five days."""
    assert requests(forecast(shop(), 2, hours=168)) == [1_800_000] * 2


def test_environments_that_are_ready_in_a_window_are_so_as_often() -> None:
    """Ten of them in ten hours of each working day."""
    ready = {"provisioned_concurrency": {"window": "day"}}
    parts: list[Any] = [scenario.resource("f").features[0] for scenario in forecast(shop(**ready), 2).scenarios]
    assert [(part.environments, part.windows, part.requests) for part in parts] == [(10, 21, 7_560_000), (10, 23, 8_280_000)]


def test_what_was_changed_since_the_scenario_was_read_stays() -> None:
    assert requests(forecast(shop().with_("f", requests=5), 2)) == [5, 5]


def test_a_month_whose_traffic_does_not_fit_is_refused() -> None:
    """As many snapshots restored as November has requests are more than February has."""
    many = shop(snap_start={"runtime": "python", "restores": 7_560_000})
    assert len(forecast(many, 3).months) == 3
    with pytest.raises(ScenarioError, match="restores is more than the requests"):
        forecast(many, 4)
