"""A sweep: every case of it is the bill of that case."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import (
    Function,
    HttpApi,
    LambdaCostError,
    MissingPriceError,
    ProvisionedConcurrency,
    Scenario,
    ScenarioError,
    estimate,
    sweep,
)
from lambda_cost.numbers.recorded import Runner
from lambda_cost.what_if.sweep import blocks, workers
from lambda_cost.what_if.sweep import sweep as sweeps
from tests.laws import strategies as any_

D = Decimal
REL = 1e-12
DAY = "2026-11-01"
ONE = Scenario(day=DAY, functions=[Function(name="one", requests=1, duration_ms=120, memory_mb=512)])
MEMORY, REQUESTS = [128, 1024, 3008], [10**6, 10**9, 10**12]


def bill(**changes: Any) -> Any:
    return estimate(ONE.with_("one", **changes))


def test_every_combination_has_its_exact_bill() -> None:
    """The last axis varies fastest; the free tier and three tiers are among the cases."""
    found = sweep(ONE, {"one.memory_mb": MEMORY, "one.requests": REQUESTS})
    assert (found.shape, len(found), found.reading, found.currency) == ((3, 3), 9, "exact", "USD")
    assert found.totals == tuple(bill(memory_mb=mb, requests=n).total for mb, n in product(MEMORY, REQUESTS))
    assert found.row(5) == {"one.memory_mb": 1024, "one.requests": 10**12, "total": found.totals[5]}
    assert [row["total"] for row in found.rows()] == list(found.totals)
    assert repr(found) == "<Sweep of 9 cases over one.memory_mb, one.requests>"


def test_words_vary_too_and_slowest() -> None:
    """Architecture and region choose prices; columns of meters are those of all cases."""
    axes = {"one.requests": [10**9, 10**10], "region": "us-east-1,eu-central-1", "one.architecture": ["x86_64", "arm64"]}
    for exact in (True, False):
        found = sweep(ONE, axes, by="meter", exact=exact)
        assert [axis.path for axis in found.axes] == ["region", "one.architecture", "one.requests"]
        assert found.columns == ("total", "aws_lambda.function.requests", "aws_lambda.function.duration")
        cases = product(["us-east-1", "eu-central-1"], ["x86_64", "arm64"], [10**9, 10**10])
        for case, (region, word, n) in enumerate(cases):
            one = Scenario(
                day=DAY,
                region=region,
                functions=[Function(name="one", requests=n, duration_ms=120, memory_mb=512, architecture=cast("Any", word))],
            )
            row, expected = found.row(case), estimate(one)
            assert list(row.values())[:3] == [region, word, n]
            assert float(row["total"]) == pytest.approx(float(expected.total), rel=REL)
            for meter, total in expected.by_meter.items():
                assert float(row[meter]) == pytest.approx(float(total.billed_cost), rel=REL)


@pytest.mark.unmeasured
@given(data=st.data())
def test_arrays_and_decimals_agree(data: st.DataObject) -> None:
    """Any field of any resource, by resource too: to a part of 10^12 of the list cost."""
    scenario = data.draw(any_.scenarios())
    one = data.draw(st.sampled_from(scenario.resources))
    field = data.draw(st.sampled_from([field for field in any_.numeric(type(one)) if getattr(one, field.name) is not None]))
    values = data.draw(st.lists(any_.allowed(one, field), min_size=1, max_size=3))
    path = f"{one.path}.{field.name}" if not one.alone else f"{one.section}.{field.name}"
    by = data.draw(st.sampled_from(["meter", "resource"]))
    try:
        each = sweep(scenario, {path: values}, by=by, exact=True)
    except ScenarioError:  # such as more time in environments kept ready than there is: both ways are to refuse it
        with pytest.raises(ScenarioError):
            _ = sweep(scenario, {path: values}, by=by, exact=False).costs
        return
    many = sweep(scenario, {path: values}, by=by, exact=False)
    for case in range(len(values)):
        allowed = float(estimate(scenario.with_(one.path, **{field.name: values[case]})).list_total) * REL
        for name in each.columns:
            assert abs(float(many.costs[name][case]) - float(each.costs[name][case])) <= allowed + 1e-300


def test_arrays_may_be_combined_too() -> None:
    """Their least and greatest values are tried before anything is calculated."""
    requests, sizes = np.array([1e9, 1e6, 1e12]), np.array([512, 128])
    found = sweep(ONE, {"one.requests": requests, "one.memory_mb": sizes}, exact=False)
    expected = [float(bill(requests=n, memory_mb=mb).total) for n in requests for mb in sizes]
    assert found.totals.tolist() == pytest.approx(expected, rel=REL)


def test_the_order_of_the_axes_and_the_threads_and_the_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bill for the same case, to the last bit."""
    axes = {"one.memory_mb": "128:3008:64", "one.requests": "1M:1B:x1.5", "one.duration_ms": [1, 120.5, 900]}
    whole = sweep(ONE, axes, exact=False)
    turned = sweep(ONE, dict(reversed(axes.items())), exact=False)
    assert (whole.totals.reshape(whole.shape) == turned.totals.reshape(turned.shape).T).all()
    for size, threads in ((64, 3), (7, 1), (1000, 2)):
        monkeypatch.setattr(blocks, "BLOCK", size)
        monkeypatch.setattr(workers, "cores", lambda threads=threads: threads)
        monkeypatch.setattr(workers, "BLOCKS_PER_THREAD", 1)
        monkeypatch.setattr(sweeps, "ARRAY_BATCH", 5)
        again = sweep(ONE, axes, exact=False)
        assert (again.totals == whole.totals).all()
        assert (np.concatenate([batch.costs[0] for batch in again.batches()]) == whole.totals).all()


def test_paired_axes_go_side_by_side() -> None:
    """Case by case one value of each, from arrays or lists."""
    n, ms = np.array([1e6, 1e9, 1e12]), np.array([0.5, 120.0, 900.0])
    for exact in (True, False):
        found = sweep(ONE, {"one.requests": n, "one.duration_ms": ms}, paired=True, exact=exact)
        assert found.shape == (3,)
        expected = [float(bill(requests=a, duration_ms=b).total) for a, b in zip(n, ms, strict=True)]
        assert [float(x) for x in found.totals] == pytest.approx(expected, rel=REL)
        assert found.to_frame()["one.duration_ms"].tolist() == ms.tolist()


def test_the_cheapest_is_found_while_the_cases_go_by() -> None:
    """The first of several; nothing is kept of the others."""
    for exact in (True, False):
        found = sweep(
            ONE, {"one.memory_mb": [1024, 512, 512], "one.architecture": "x86_64,arm64", "one.requests": ["1B"]}, exact=exact
        )
        cheapest = dict(found.cheapest)
        assert float(cheapest.pop("total")) == float(found.row(4)["total"])
        assert cheapest == {"one.architecture": "arm64", "one.memory_mb": 512, "one.requests": 10**9}
        assert float(found.cheapest["total"]) == min(float(x) for x in found.totals)


def test_a_frame_has_a_column_for_each_axis_and_each_cost() -> None:
    """Quantities and costs as floats, words as they are."""
    found = sweep(ONE, {"one.architecture": "x86_64,arm64", "one.memory_mb": [128, 256]}, by="resource").to_frame()
    assert list(found.columns) == ["one.architecture", "one.memory_mb", "total", "functions.one"]
    assert found["one.architecture"].tolist() == ["x86_64", "x86_64", "arm64", "arm64"]
    assert found["one.memory_mb"].tolist() == [128.0, 256.0, 128.0, 256.0]
    assert found["total"].tolist() == found["functions.one"].tolist()


def test_up_to_ten_thousand_cases_are_exact_and_more_are_arrays() -> None:
    """Unless one or the other is asked for."""
    assert sweep(ONE, {"one.requests": "1:10000:1"}).exact
    assert not sweep(ONE, {"one.requests": "1:10001:1"}).exact
    assert sweep(ONE, {"one.requests": "1:10001:1"}, exact=True).reading == "exact"
    assert sweep(ONE, {"one.requests": [1, 2]}, exact=False).reading == "arrays"


def test_only_words_may_vary_in_arrays_too() -> None:
    """A case without any quantity that varies is a block of one."""
    axes = {"one.architecture": "x86_64,arm64"}
    assert sweep(ONE, axes, exact=False).totals.tolist() == [float(x) for x in sweep(ONE, axes).totals]


def test_without_numpy_many_cases_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few of them are exact, and need nothing."""
    monkeypatch.setattr(sweeps, "find_spec", lambda _: None)
    assert len(sweep(ONE, {"one.memory_mb": [128, 256]}).totals) == 2
    with pytest.raises(LambdaCostError, match=r"10,001 cases need NumPy: pip install '.*\[arrays\]'"):
        sweep(ONE, {"one.requests": "1:10001:1"})


@pytest.mark.parametrize(
    ("axes", "options", "says"),
    [
        ({}, {}, "the sweep varies nothing; give at least one field and its values"),
        ({"one.memory_mb": [128]}, {"by": "month"}, "by is 'month'; allowed: meter, resource"),
        (
            {"one.memory_mb": [128, 256], "one.requests": [1]},
            {"paired": True},
            "the sweep is paired; allowed: quantities alone",
        ),
        ({"region": ["us-east-1"]}, {"paired": True}, "the sweep is paired; allowed: quantities alone"),
        ({"region": "us-east-1,cn-north-1"}, {}, "the sweep has bills in CNY and USD; allowed: one currency"),
        ({"one.architecture": "x86_64,arm"}, {}, "the sweep: functions.one.architecture is 'arm'"),
        ({"one.memroy_mb": "1,2"}, {}, "the sweep: functions.one.memroy_mb is no key here"),
    ],
)
def test_what_cannot_be_swept_is_refused(axes: dict[str, Any], options: dict[str, Any], says: str) -> None:
    """With what is allowed."""
    with pytest.raises(ScenarioError) as refused:
        sweep(ONE, axes, **options)
    assert says in str(refused.value)


def test_a_region_without_the_price_is_refused_before_anything_is_calculated() -> None:
    with pytest.raises(MissingPriceError, match="2021-09-28"):
        sweep(ONE.on("2021-09-28"), {"one.architecture": "x86_64,arm64"})


def test_an_api_takes_the_requests_of_functions_of_which_one_varies() -> None:
    """Numbers of two kinds meet where one resource takes from others."""
    functions = [Function(name=name, requests=10**6, duration_ms=120, memory_mb=512) for name in ("one", "two")]
    base = Scenario(day=DAY, functions=functions, apis=[HttpApi(name="api", functions=("one", "two"))])
    for exact in (True, False):
        found = sweep(base, {"one.requests": [10**6, 10**9]}, exact=exact)
        expected = [float(estimate(base.with_("one", requests=n)).total) for n in (10**6, 10**9)]
        assert [float(x) for x in found.totals] == pytest.approx(expected, rel=REL)


def test_a_scenario_of_arrays_is_refused_with_what_to_do() -> None:
    """It is many scenarios already."""
    with pytest.raises(ScenarioError, match="has arrays in it; allowed: exact numbers, with the arrays as axes"):
        sweep(ONE.with_("one", memory_mb=np.array([128.0, 256.0])), {"one.requests": [1, 2]})


PROVISIONED = Scenario(
    day=DAY,
    functions=[
        Function(
            name="one",
            requests=1000,
            duration_ms=120,
            memory_mb=512,
            features=(ProvisionedConcurrency(environments=1, hours=8, requests=500, duration_ms=100),),
        )
    ],
)
SERVED = "one.provisioned_concurrency.requests"


@pytest.mark.parametrize("exact", [True, False])
def test_a_case_that_takes_away_more_than_there_is_is_named(exact: bool) -> None:
    """Of paired cases only the second is wrong; of a grid the extremes are tried first."""
    axes: dict[str, Any] = {"one.requests": [1000, 100], SERVED: [500, 200]}
    with pytest.raises(ScenarioError) as refused:
        assert sweep(PROVISIONED, axes, paired=True, exact=exact).totals
    assert "functions.one" in str(refused.value)
    assert "(with one.requests 100, one.provisioned_concurrency.requests 200)" in str(refused.value)
    with pytest.raises(ScenarioError, match=r"functions\.one"):
        sweep(PROVISIONED, {"one.requests": [1000, 100], SERVED: [50, 200]}, exact=exact)


def test_a_block_that_is_suspected_for_nothing_leaves_no_block_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exact bill of each of its cases says that all is right; the numbers of the blocks behind it are there too."""
    monkeypatch.setattr(blocks, "BLOCK", 2)
    monkeypatch.setattr(Runner, "run", lambda self, leaves, out, run=Runner.run: run(self, leaves, out) and leaves[0][0] != 3e6)
    counts = [1e6, 2e6, 3e6, 4e6, 5e6]
    found = sweep(ONE, {"one.requests": counts}, exact=False)
    assert found.totals.tolist() == pytest.approx([float(bill(requests=count).total) for count in counts], rel=REL)
