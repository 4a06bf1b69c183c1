"""Memory sizes by arithmetic that is written out, and the measurements that are read."""

import base64
import json
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, HttpApi, LambdaCostError, Scenario, ScenarioError, estimate, tune
from lambda_cost.what_if.measurements import Measurement, parse_measurements, read_measurements
from lambda_cost.what_if.tuning import duration_at

D = Decimal
MILLION = Decimal(10**6)
TIMES = {128: 2400, 256: 1200, 512: 620, 1024: 400}


def month(**fields: Any) -> Scenario[Any]:
    """A million requests in us-east-1, nothing free, beside an HTTP API of the same."""
    usual: dict[str, Any] = {"name": "f", "requests": 10**6, "duration_ms": 100, "memory_mb": 128}
    function: Function[Any] = Function(**usual | fields)
    api: HttpApi[Any] = HttpApi(name="p", functions=("f",))
    return Scenario(day="2026-11-01", free_tier="none", functions=[function], apis=[api])


def test_each_size_costs_what_its_time_and_memory_come_to() -> None:
    """128 MB x 2.4 s = 256 MB x 1.2 s: 300,000 GB-seconds, 5.00001; 512 x 0.62: 310,000; 1,024 x 0.4: 400,000, 6.66668.

    Beside that 0.20 for a million requests, and 1.00 for the API.
    """
    found = tune(month(), "f", TIMES)
    assert [size.function_cost for size in found.sizes] == [D("5.20001"), D("5.20001"), D("5.366677"), D("6.86668")]
    assert [size.total - size.function_cost for size in found.sizes] == [1, 1, 1, 1]
    assert [size.million_cost for size in found.sizes] == [size.function_cost for size in found.sizes]
    assert found.cheapest.memory_mb == 256  # of two that cost the same the faster
    assert found.fastest.memory_mb == 1024
    assert [size.memory_mb for size in found.sizes if size.efficient] == [256, 512, 1024]
    assert [row["memory_mb"] for row in found.rows()] == [128, 256, 512, 1024]


def test_the_balanced_size_is_that_of_power_tuning() -> None:
    """Half of cost by the dearest and half of time by the slowest, with costs 5.20, 5.20, 5.37 and 6.87:

    0.379 + 0.5, 0.379 + 0.25, 0.391 + 0.129 = 0.520, 0.5 + 0.083 = 0.583.
    """
    assert tune(month(), "f", TIMES).balanced.memory_mb == 512
    assert tune(month(), "f", TIMES, weight="1").balanced.memory_mb == 128
    assert tune(month(), "f", TIMES, weight=D(0)).balanced.memory_mb == 1024


def test_what_is_free_can_make_every_size_cost_the_same() -> None:
    """A thousand requests are free at any size: then the fastest is also the cheapest and the balanced one."""
    free = Scenario(day="2026-11-01", functions=month(requests=1000).functions)
    found = tune(free, "f", TIMES)
    assert {size.total for size in found.sizes} == {0}
    assert found.cheapest == found.fastest == found.balanced
    none = tune(Scenario(day="2026-11-01", functions=month(requests=0).functions), "f", TIMES)
    assert none.cheapest.million_cost == 0


def test_between_measurements_the_time_is_a_fixed_part_and_work_by_memory() -> None:
    """1,200 ms at 256 and 620 ms at 512 are 40 + 296,960 / memory: 384 MB take 40 + 773.333333 ms."""
    found = tune(month(), "f", TIMES, sizes=[384])
    size = next(size for size in found.sizes if size.memory_mb == 384)
    assert (size.duration_ms, size.known) == (D("813.333333"), "between")
    assert size.total == estimate(month(duration_ms=814, memory_mb=384)).total


def test_the_error_of_the_curve_is_how_far_it_misses_a_measurement_without_that() -> None:
    """Without 256 the line from 128 to 512 is 2,400 = a + b / 128 and 620 = a + b / 512: 1,213.33 at 256, 1.11 % off.

    Without 512 that from 256 to 1,024 is 133.33 + 273,066.67 / memory: 666.67 at 512, 7.53 % off.
    """
    assert tune(month(), "f", TIMES).error == D("0.0753")
    assert tune(month(), "f", {128: 2400, 512: 620}).error is None


@given(first=st.integers(10, 5000), second=st.integers(10, 5000), memory=st.integers(129, 1023))
def test_no_size_between_costs_less_than_both_beside_it(first: int, second: int, memory: int) -> None:
    """Memory x (a + b / memory) is a straight line: its least is at an end, but for rounding up to a millisecond."""
    points = [Measurement(D(128), D(first)), Measurement(D(1024), D(second))]
    between = duration_at(points, D(memory)) * memory
    assert (
        min(D(128) * first, D(1024) * second) - memory * D("1e-6") <= between <= max(D(128) * first, D(1024) * second) + memory
    )


@given(
    fixed=st.decimals(1, 100, places=1),
    work=st.integers(10_000, 10**6),
    memory=st.integers(129, 3007),
    sizes=st.sets(st.integers(128, 3008), min_size=2, max_size=5),
)
def test_a_time_that_is_a_plus_b_by_memory_is_found_again(fixed: Decimal, work: int, memory: int, sizes: set[int]) -> None:
    """Then the curve through any of its points is itself, to the rounding of the points."""
    points = [Measurement(D(mb), fixed + D(work) / mb) for mb in sorted(sizes)]
    spread = D(max(sizes)) / (max(sizes) - min(sizes)) * 3008 / 128
    assert abs(duration_at(points, D(memory)) - (fixed + D(work) / memory)) < D("0.000002") + spread * D("1e-18")


def test_beyond_the_measurements_only_who_asks_for_it_is_told() -> None:
    """From 512 and 1,024 on: 180 + 225,280 / memory, 290 ms at 2,048."""
    with pytest.raises(ScenarioError, match=r"beyond what was measured, 128 to 1024 MB; .* ask for it by --extrapolate"):
        tune(month(), "f", TIMES, sizes=[2048])
    found = tune(month(), "f", TIMES, sizes=[2048], extrapolate=True)
    assert (found.sizes[-1].duration_ms, found.sizes[-1].known) == (D(290), "beyond")
    assert found.fastest.memory_mb == 1024  # what nobody measured wins nothing


def test_billed_durations_stay_billed_durations() -> None:
    """They are never rounded again: 100.5 ms of 1,024 MB are 100,500 GB-seconds at 0.0000166667, and 0.20 for the requests."""
    found = tune(month(duration_ms=None, billed_duration_ms=120), "functions.f", {1024: D("100.5")})
    assert found.cheapest.function_cost == D("100500") * D("0.0000166667") + D("0.20")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"function": "p"}, "apis.p is no function"),
        ({"function": "g"}, "g is no resource"),
        ({"measured": {}}, "are none; allowed: 128=2400ms"),
        ({"measured": {64: 1}}, "memory_mb is 64; Lambda takes whole numbers 128 to 10,240"),
        ({"measured": {128: 0}}, "duration_ms is 0; allowed: more than 0"),
        ({"sizes": [64]}, "sizes has 64; Lambda takes whole numbers 128 to 10,240"),
        ({"weight": 2}, "weight is 2; allowed: 0 to 1"),
        ({"measured": {128: 5}, "sizes": [256], "extrapolate": True}, "one measurement says nothing of other sizes"),
        ({"measured": {128: 500, 256: 100}, "sizes": [3008], "extrapolate": True}, "3008 MB, where the curve is at nothing"),
    ],
)
def test_what_cannot_be_tuned_is_refused(changes: dict[str, Any], says: str) -> None:
    given: dict[str, Any] = {"scenario": month(), "function": "f", "measured": TIMES} | changes
    with pytest.raises(ScenarioError, match=says):
        tune(**given)


def numbers(found: tuple[Measurement, ...]) -> Any:
    """The numbers of measurements."""
    return [(one.memory_mb, one.duration_ms) for one in found]


def test_measurements_are_read_from_the_command_line() -> None:
    assert numbers(parse_measurements("512=0.62s, 128=2400ms,256=1200")) == [(128, 2400), (256, 1200), (512, 620)]


def test_measurements_are_read_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "times.csv"
    file.write_text("name,memory_mb,duration_ms\na,512,620\n\nb,128,2.4s\n", encoding="utf-8")
    assert numbers(read_measurements(file)) == [(128, 2400), (512, 620)]
    assert numbers(parse_measurements(str(file))) == [(128, 2400), (512, 620)]


def visualization(sizes: list[int], times: list[float]) -> str:
    """The address of a picture as Power Tuning makes it: 16-bit sizes, 32-bit times and costs, little end first."""
    parts = (
        struct.pack(f"<{len(sizes)}h", *sizes),
        struct.pack(f"<{len(times)}f", *times),
        struct.pack(f"<{len(times)}f", *times),
    )
    return "https://lambda-power-tuning.show/#" + ";".join(base64.b64encode(part).decode() for part in parts)


STATS = [
    {"value": 128, "averagePrice": 1e-7, "averageDuration": 252.878, "totalCost": 1e-5},
    {"value": 256, "averageDuration": 136.67},
]
PUBLISHED = (
    "https://lambda-power-tuning.show/#gAAAAQACAAQACMAL;2uB8Q4WrCEOnTddCsWSZQnG9okLe3adC;qJ4ONTB1GjVPhnM1wp+tNfrlODa3GIs2"
)
"""The picture of a result whose JSON says 128 MB and 252.87833333333333 ms."""


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"power": 128, "stats": STATS}, [(128, D("252.878")), (256, D("136.67"))]),
        ({"output": {"power": 128, "stats": STATS}}, [(128, D("252.878")), (256, D("136.67"))]),
        ([{"power": "256", "duration": 12}], [(256, 12)]),
        ({"results": {"stats": STATS}}, [(128, D("252.878")), (256, D("136.67"))]),
        ({"results": STATS}, [(128, D("252.878")), (256, D("136.67"))]),
        (
            {"executionArn": "arn", "status": "SUCCEEDED", "output": json.dumps({"stats": STATS})},
            [(128, D("252.878")), (256, D("136.67"))],
        ),
        ({"stateMachine": {"visualization": visualization([128, 3008], [16.5, 0.1])}}, [(128, D("16.5")), (3008, D("0.1"))]),
    ],
)
def test_measurements_are_read_from_what_power_tuning_writes(tmp_path: Path, data: Any, wanted: Any) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert numbers(read_measurements(file)) == wanted


def test_a_published_picture_of_power_tuning_has_the_number_that_its_json_says(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"stateMachine": {"visualization": PUBLISHED}}), encoding="utf-8")
    found = read_measurements(file)
    assert [int(one.memory_mb) for one in found] == [128, 256, 512, 1024, 2048, 3008]
    assert found[0].duration_ms == D("252.8783")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("memory,duration\n1,2\n", "line 1: the table has no column memory_mb and no duration_ms"),
        (
            "memory_mb,duration_ms\n64,5\n128,\n128,x\n",
            "memory_mb is '64'.*\n.*line 3: duration_ms is ''.*\n.*line 4: duration_ms is 'x'",
        ),
        ("memory_mb,duration_ms\n128,5\n128,6\n", "line 3: 128 MB is measured twice"),
        ("memory_mb,duration_ms\n128\n", "line 2: duration_ms is ''"),
        ("memory_mb,duration_ms\n", "the measurements are none"),
        ("", "has no column"),
        ("{", "it is no JSON"),
        ("{}", "has neither stats"),
        ("[1]", "memory_mb is nothing"),
        ('{"output": null}', "has neither stats"),
        ('{"output": "{"}', "it is no JSON"),
        ('{"output": "1"}', "has neither stats"),
        ('{"output": 1}', "has neither stats"),
        ('{"status": "FAILED", "output": ""}', "it is no JSON"),
        ('{"output": ' * 9 + "1" + "}" * 9, "has neither stats"),
        ('{"stats": [{"value": [], "averageDuration": {}}]}', "memory_mb is a list"),
        ("memory_mb,duration_ms,init_ms\n128,5,-1\n", "line 2: init_ms is '-1'; allowed: 0 or more"),
        ("memory_mb,duration_ms,init_ms\n128,5\n", "line 2: init_ms is ''"),
        ("memory_mb,billed_duration_ms\n128,0\n", "line 2: billed_duration_ms is '0'; allowed: more than 0"),
        ('{"stats": 1}', "has neither stats"),
        ('{"stateMachine": 1}', "has neither stats"),
        ('{"stateMachine": {"visualization": "x"}}', "has neither stats"),
        ('{"stateMachine": {"visualization": "x#gAAAAQ==;AAAA"}}', "has neither stats"),
        ('{"stateMachine": {"visualization": "x#gAAAAQ==;AACAPw=="}}', "has neither stats"),
        ("\x00", "has no column"),
    ],
)
def test_measurements_that_are_wrong_are_refused_with_their_lines(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "given"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LambdaCostError, match=says):
        read_measurements(file)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LambdaCostError, match="No such file"):
        read_measurements(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LambdaCostError, match="is not text in UTF-8"):
        read_measurements(tmp_path / "binary")
    (tmp_path / "long").write_bytes(b" " * 8_388_609)
    with pytest.raises(LambdaCostError, match="at most 8,388,608 bytes"):
        read_measurements(tmp_path / "long")
