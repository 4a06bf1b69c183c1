"""What varies in a sweep: how values are written, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lambda_cost import ScenarioError, strict_yaml
from lambda_cost.what_if.sweep import axes
from lambda_cost.what_if.sweep.axes import parse_axes

if TYPE_CHECKING:
    from collections.abc import Iterator

D = Decimal
SHOP = """
functions:
  checkout: {requests: 10M, duration_ms: 120, memory_mb: 512, cold_starts: {share: 0.01, init_ms: 800}}
apis:
  public: {type: rest, requests: 5M}
data_transfer: {internet_gb: 500}
savings_plan: {commitment: 1.5, term: 1yr, payment: no_upfront}
discounts: {agreed: {percent: 5, service: aws_lambda}}
"""


def values(path: str, given: Any) -> Any:
    (axis,) = parse_axes(strict_yaml.read(SHOP, "shop.yaml"), {path: given})
    return [axis.exact(index) for index in range(len(axis.values))]


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        ("functions.checkout.memory_mb", "128:512:128", [128, 256, 384, 512]),
        ("checkout.memory_mb", "1GB:3GB:1GB", [1024, 2048, 3072]),
        ("checkout.memory_mb", "128:500:128", [128, 256, 384]),
        ("checkout.memory_mb", "128:10240:x3", [128, 384, 1152, 3456]),
        ("checkout.requests", "1M,10M,100M", [10**6, 10**7, 10**8]),
        ("checkout.requests", "1,5:7:1", [1, 5, 6, 7]),
        ("checkout.requests", [1, "2k", 2.5], [1, 2000, D("2.5")]),
        ("checkout.duration_ms", "0.1:0.3:0.1", [D("0.1"), D("0.2"), D("0.3")]),
        ("checkout.cold_starts.share", "1%,2%", [D("0.01"), D("0.02")]),
        ("data_transfer.internet_gb", "1:3:1", [1, 2, 3]),
        ("savings_plan.commitment", "1,2", [1, 2]),
        ("discounts.agreed.percent", 7, [7]),
        ("checkout.architecture", "x86_64,arm64", ["x86_64", "arm64"]),
        ("apis.public.type", ["http", "rest"], ["http", "rest"]),
        ("hours", "720,730", [720, 730]),
    ],
)
def test_values_are_listed_or_range_from_a_start_to_a_stop(path: str, given: Any, expected: list[Any]) -> None:
    """The stop is among them where a step reaches it; units are those of the field."""
    assert values(path, given) == expected


def test_a_factor_gives_values_of_twelve_digits() -> None:
    """1.1 to the fifth is 1.61051, and so on: products have ever more digits."""
    assert values("checkout.requests", "1:2:x1.1") == [D("1.1") ** n for n in range(8)]
    assert max(len(value.as_tuple().digits) for value in values("checkout.requests", "1:1M:x1.1")) == 12


def test_an_array_is_taken_as_it_is() -> None:
    """Its floats stand for their shortest decimal text."""
    assert values("checkout.duration_ms", np.array([0.1, 120.0])) == [D("0.1"), 120]


def test_words_come_before_quantities() -> None:
    """They vary slowest, so that between them only arrays change."""
    found = parse_axes(
        strict_yaml.read(SHOP, ""), {"checkout.memory_mb": "128", "region": "us-east-1", "checkout.requests": "25/min"}
    )
    assert [(axis.path, axis.is_number) for axis in found] == [
        ("region", False),
        ("checkout.requests", False),  # so many a minute depends on the hours of the month
        ("checkout.memory_mb", True),
    ]


@pytest.mark.parametrize(
    ("path", "given", "says"),
    [
        ("checkout.memory_mb", "64:512:64", "checkout.memory_mb is 64; allowed: whole numbers 128 to 10,240 (MB)"),
        ("checkout.memory_mb", "128:256:0.5", "allowed: whole numbers 128 to 10,240 (MB)"),
        ("checkout.memory_mb", "256,64", "checkout.memory_mb is '64'; allowed: whole numbers 128 to 10,240 (MB)"),
        ("checkout.memory_mb", np.array([64.0, 128.0]), "allowed: whole numbers 128 to 10,240 (MB)"),
        ("checkout.memory_mb", np.ones((2, 2)), "is an array of 2 dimensions; allowed: one"),
        ("checkout.memory_mb", "128:256", "allowed: start:stop:step, such as 128:3008:64, or start:stop:xfactor"),
        ("checkout.memory_mb", "256:128:1", "allowed: from a number to one that is not less, by a step above 0"),
        ("checkout.memory_mb", "128:256:0", "by a step above 0"),
        ("checkout.requests", "1:256:x1", "by a factor above 1, and a start above 0"),
        ("checkout.requests", "0:256:x2", "by a factor above 1, and a start above 0"),
        ("checkout.requests", "1/s:3/s:1", "is '1/s'; allowed in a range: a number"),
        ("checkout.requests", "many", "is 'many'; allowed: a number"),
        ("checkout.requests", [], "has no values; allowed: 1 to 1,000,000 for one field"),
        ("checkout.requests", "0:2M:1", "allowed: 1 to 1,000,000 for one field"),
        ("chekout.requests", "1,2", "chekout.requests leads to no resource"),
        ("", "1,2", "an axis is ''; allowed: path=value,value"),
    ],
)
def test_what_is_not_allowed_is_refused_with_the_bounds(path: str, given: Any, says: str) -> None:
    """Before anything is calculated, and in the field's own words."""
    with pytest.raises(ScenarioError) as refused:
        values(path, given)
    assert says in str(refused.value)


def test_one_field_has_one_axis_under_whatever_name() -> None:
    """All that is wrong is said at once."""
    given = {"checkout.requests": "1", "functions.checkout.requests": "2", "checkout.memory_mb": "1"}
    with pytest.raises(ScenarioError) as refused:
        parse_axes(strict_yaml.read(SHOP, ""), given)
    assert [problem.field for problem in refused.value.problems] == ["functions.checkout.requests", "checkout.memory_mb"]


def test_a_document_that_is_no_scenario_has_no_axes() -> None:
    with pytest.raises(ScenarioError, match="leads to no resource"):
        parse_axes(strict_yaml.read("- 1", ""), {"checkout.requests": "1"})


def test_an_axis_has_at_most_a_million_values_and_a_sweep_at_most_a_million_million_cases() -> None:
    assert (axes.MAX_VALUES, axes.MAX_CASES) == (10**6, 10**12)


def test_what_is_too_much_is_refused_before_it_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six ranges of a million in one axis, or an axis each, once took 778 MB before they were refused."""
    monkeypatch.setattr(axes, "MAX_VALUES", 1_000)
    monkeypatch.setattr(axes, "MAX_CASES", 10_000)
    written: list[Any] = []
    steps = axes._arithmetic  # pyright: ignore[reportPrivateUsage]

    def counted(*given: Any) -> Iterator[Any]:
        for value in steps(*given):
            written.append(value)
            yield value

    monkeypatch.setattr(axes, "_arithmetic", counted)
    with pytest.raises(ScenarioError, match="has more values; allowed: 1 to 1,000 for one field"):
        values("checkout.requests", ",".join(["1:1000:1"] * 6))
    assert len(written) == 1_001
    written.clear()
    given = dict.fromkeys(["checkout.requests", "checkout.duration_ms"], "1:500:1")
    with pytest.raises(ScenarioError, match=r"checkout\.duration_ms makes more than 10,000 cases; allowed: at most so many"):
        parse_axes(strict_yaml.read(SHOP, ""), given)
    assert len(written) == 500 + 21
    assert len(parse_axes(strict_yaml.read(SHOP, ""), given, paired=True)) == 2
    arrays = dict.fromkeys(given, np.arange(1.0, 501.0))
    with pytest.raises(ScenarioError, match="makes more than 10,000 cases"):
        parse_axes(strict_yaml.read(SHOP, ""), arrays)
    words = {"region": ["eu-west-1", "us-east-1"] * 8, "checkout.requests": "1:1000:1"}
    with pytest.raises(ScenarioError, match="makes more than 10,000 cases"):
        parse_axes(strict_yaml.read(SHOP, ""), words)
