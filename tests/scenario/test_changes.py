"""Scenarios with changes: one resource, another day, arrays in place of numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from lambda_cost import (
    Cache,
    ColdStarts,
    RestApi,
    Scenario,
    ScenarioError,
    estimate,
)
from tests.scenario.objects import function


class TestChanges:
    """Each change is another scenario; the first stays as it is."""

    shop = Scenario(
        day="2026-11-01", functions=[function("checkout", region="eu-west-1")], apis=[RestApi[Any](name="api", requests=1)]
    )

    def test_with_changes_one_resource(self) -> None:
        changed = self.shop.with_("checkout", memory_mb="2GB", requests="5M")
        assert changed.functions[0] == function("checkout", region="eu-west-1", memory_mb=2048, requests=5_000_000)
        assert changed.apis == self.shop.apis
        assert self.shop.functions[0].memory_mb == 128

    @pytest.mark.parametrize(
        ("name", "changes", "says"),
        [
            ("checkuot", {}, "checkuot is no resource; "),
            ("checkout", {"memory": 5}, "functions.checkout.memory is no field of it; did you mean memory_mb?"),
            ("checkout", {"memory_mb": 5}, "functions.checkout.memory_mb is 5; allowed: whole numbers 128 to 10,240 (MB)"),
            ("functions.checkout", {"billed_duration_ms": 5}, "cannot be given with duration_ms"),
        ],
    )
    def test_a_wrong_change_is_named(self, name: str, changes: dict[str, Any], says: str) -> None:
        with pytest.raises(ScenarioError) as caught:
            self.shop.with_(name, **changes)
        assert str(caught.value).startswith(says) or says in str(caught.value)

    def test_on_takes_the_prices_of_another_day(self) -> None:
        assert self.shop.on("2025-12-01").day == date(2025, 12, 1)
        assert self.shop.on(date(2025, 12, 1)) == self.shop.on("2025-12-01")
        assert self.shop.day == date(2026, 11, 1)
        with pytest.raises(ScenarioError, match="day is 2099-01-01, in the future"):
            self.shop.on("2099-01-01")

    def test_lifted_is_itself_unless_an_array_is_in_it(self) -> None:
        assert self.shop.promoted_to_common_kind() is self.shop
        wide = self.shop.with_("api", requests=np.array([1.0, 2.0])).promoted_to_common_kind()
        assert {type(x) for x in wide.functions[0].numbers().values()} == {float}
        assert wide.apis[0].requests.tolist() == [1, 2]  # type: ignore[union-attr]

    def test_an_array_beside_a_feature_a_rate_and_another_resource_is_priced(self) -> None:
        shop = Scenario(
            day="2026-11-01",
            functions=[
                function("a", requests=np.array([1e6, 2e6]), features=(ColdStarts[Any](share="1%", init_ms=500),)),
                function("b", requests="25/min"),
            ],
            apis=[RestApi[Any](name="c", requests="1M", features=(Cache[Any](size_gb="0.5"),))],
        )
        alone = [estimate(shop.with_("a", requests=many)).total for many in (10**6, 2 * 10**6)]
        assert estimate(shop).total.tolist() == pytest.approx([float(x) for x in alone], rel=1e-12)
