"""A meter of which nothing is used needs no price, whatever the kind of number and the question."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import MissingPriceError, Scenario, break_even, estimate, sweep
from lambda_cost.numbers.quantity import is_zero_throughout

D = Decimal
FUNCTION = {"requests": "1M", "duration_ms": 100, "memory_mb": 1024}
JAVA = {"runtime": "java", "restores": "1M", "restore_ms": 153}


def document(day: str = "2026-11-01", region: str = "us-east-1", **fields: Any) -> dict[str, Any]:
    return {"day": day, "region": region, "free_tier": "none", "functions": {"f": FUNCTION | fields}}


def scenario(day: str = "2026-11-01", region: str = "us-east-1", **fields: Any) -> Scenario[Any]:
    return Scenario.from_dict(document(day, region, **fields))


def java(day: str, **fields: Any) -> Scenario[Any]:
    return scenario(day, duration_ms=3077.02, memory_mb=128, snap_start=JAVA, **fields)


@pytest.mark.parametrize("day", ["2022-12-23", "2026-11-01"])
def test_java_snapshots_cost_nothing_before_others_had_a_price(day: str) -> None:
    """3,077.02 + 153 ms, rounded up to 3,231: 1M x 3.231 s x 1/8 GB = 403,875 GB-s x 0.0000166667 = 6.7312634625; and 0.20."""
    bill = estimate(java(day))
    assert bill.by_meter["aws_lambda.function.duration"].pricing_quantity == 403_875
    assert bill.total == D("6.9312634625")


@pytest.mark.parametrize(
    ("day", "region", "feature", "meter"),
    [
        ("2026-11-01", "eu-west-3", {"traces": {"share": "5%"}}, "xray.traces.accessed"),
        ("2020-12-01", "us-east-1", {"ephemeral_storage": {"size_mb": 512}}, "aws_lambda.ephemeral_storage.storage"),
        ("2020-12-01", "us-east-1", {"response_streaming": {"mb": 5}}, "aws_lambda.response_streaming.processed"),
        ("2020-12-01", "us-east-1", {"tenant_isolation": {"environments": 0}}, "aws_lambda.tenant_isolation.environments"),
    ],
)
def test_a_feature_of_which_nothing_is_used_adds_nothing(day: str, region: str, feature: dict[str, Any], meter: str) -> None:
    """The rest of the bill is what it is without that meter, which has no line, and a sentence instead."""
    bill = estimate(scenario(day, region, **feature))
    other = {meter: line.billed_cost for meter, line in estimate(scenario(day, region)).by_meter.items()}
    assert {name: cost for name, cost in ((n, x.billed_cost) for n, x in bill.by_meter.items()) if name in other} == other
    assert meter not in bill.by_meter
    assert any(sentence.startswith(meter) and "none of it is used" in sentence for sentence in bill.assumptions)


def test_what_is_used_needs_its_price() -> None:
    with pytest.raises(MissingPriceError, match=r"xray\.traces\.accessed in eu-west-3"):
        estimate(scenario(region="eu-west-3", traces={"share": "5%", "accessed": 1}))


def test_arrays_and_sweeps_need_no_price_of_nothing_either() -> None:
    """128 and 256 MB: 6.7312634625 and twice that for time, 0.20 for requests."""
    expected = [D("6.9312634625"), D("13.662526925")]
    base = java("2022-12-23")
    arrays = estimate(base.with_("f", memory_mb=np.array([128, 256]))).total
    swept = sweep(base, {"functions.f.memory_mb": [128, 256]}, exact=False).totals
    for found in (arrays, swept):
        assert [abs(D(float(x)) - y) < D("1e-9") for x, y in zip(found, expected, strict=True)] == [True, True]


def test_break_even_needs_no_price_of_nothing_either() -> None:
    """1M requests cost 6.9312634625, and each more 3.078 s / 8 x 0.0000166667 + 0.0000002, until it is 10."""
    (crossing,) = break_even({"java": java("2022-12-23"), "fixed": 10}, "functions.f.requests", "1M", "2M").crossings
    each = D("3.078") / 8 * D("0.0000166667") + D("0.0000002")
    assert abs(crossing.low - (1_000_000 + (10 - D("6.9312634625")) / each)) < D("1e-9")


def test_nothing_is_zero_in_every_element() -> None:
    assert is_zero_throughout(np.array([0.0, 0.0]))
    assert not is_zero_throughout(np.array([0.0, 1.0]))
    assert not is_zero_throughout("0")
