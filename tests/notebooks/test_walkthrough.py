"""The walkthrough runs, shows what is in its file, and its numbers are those of arithmetic by hand."""

from __future__ import annotations

import json
import math
import runpy
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

for needed in ("altair", "ipykernel", "nbclient", "numpy", "pandas", "vl_convert"):
    pytest.importorskip(needed)

D = Decimal
ROOT = Path(__file__).parent.parent.parent
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "notebook.py"))
NOTEBOOK: Path = TOOL["NOTEBOOKS"][0]
COMMITTED = TOOL["read"](NOTEBOOK)
LARGEST_FILE = 1_000_000
REGIONS, REGIONS_OF_ONE_PRICE = 36, 24
UNITS = ("(USD)", "(MB)", "(ms)", "(KB)", "Requests a month", "GB-seconds a month")
CHARTS = 9

# What the tests read from the notebook, in its own words; decimals become text.
WANTED = {
    "usages": "[one.quantity for one in bill.usages]",
    "pools": "[one.quantity for one in bill.pools]",
    "charges": "[one.billed_cost for one in bill.charges]",
    "total": "bill.total",
    "differences": "list(compared['difference'])",
    "nothing_free": "nothing_free.total",
    "with_free_tier": "with_free_tier.total",
    "growing": "growing.requests",
    "worth": "worth.list_total - worth.total",
    "tuned": "[tuned(512, 500).total, tuned(1024, 500).total, tuned(1024, 250).total]",
    "memory": "memory",
    "memory_costs": "list(memory_costs.values())",
    "region_costs": "region_costs",
    "totals": "totals",
    "slower": "milliseconds[costs_no_more].max()",
    "steps": "{name: step.values for name, step in steps.items()}",
    "tiers": "[(one.above, one.quantity, one.cost) for one in month(80_000_000_000, 'x86_64').charges[1].tiers]",
    "alone": "duration_of('one') + duration_of('other')",
    "together": "duration_of('one', 'other')",
    "api_requests": "kinds['REST'].requests",
    "api_costs": "api_costs",
    "sizes": "sizes",
    "http": "http.total",
    "rest": "rest.total",
    "shop": "{(row['resource'] + ' ' + row['meter']): row['billed_cost'] for row in shop_bill.rows()}",
    "shop_resources": "shop_bill.by_resource",
    "shop_total": "shop_bill.total",
    "shop_list": "shop_bill.list_total",
    "doubled": "doubled.by_resource",
}
AS_JSON = "default=lambda x: x.tolist() if hasattr(x, 'tolist') else str(x)"
LAST_CELL = f"print(json.dumps({{{', '.join(f'{name!r}: {words}' for name, words in WANTED.items())}}}, {AS_JSON}))"


@pytest.fixture(scope="module")
def ran() -> tuple[Any, dict[str, Any]]:
    """The notebook after a fresh run, and the numbers that it came to."""
    asked = deepcopy(COMMITTED)
    asked.cells.append(deepcopy(next(cell for cell in asked.cells if cell.cell_type == "code")))
    asked.cells[-1].update(id="numbers", source=LAST_CELL)
    fresh = TOOL["executed"](asked, NOTEBOOK.parent)
    return fresh, json.loads(fresh.cells.pop().outputs[0].text)


@pytest.fixture
def fresh(ran: tuple[Any, dict[str, Any]]) -> Any:
    """The notebook after a fresh run."""
    return ran[0]


@pytest.fixture
def numbers(ran: tuple[Any, dict[str, Any]]) -> dict[str, Any]:
    """What the notebook came to: decimals as text, arrays as lists."""
    return ran[1]


def exact(found: Any) -> Any:
    """What is text in *found* as decimals."""
    if isinstance(found, dict):
        return {key: exact(value) for key, value in found.items()}
    return [exact(one) for one in found] if isinstance(found, list) else D(found)


def tiered(quantity: float, *steps: tuple[float, float]) -> float:
    """What *quantity* costs by *steps*, each (above, price), in ascending order."""
    ends = [above for above, _ in steps[1:]] + [math.inf]
    return sum(price * max(0, min(quantity, end) - above) for (above, price), end in zip(steps, ends, strict=True))


def shown(notebook: Any) -> dict[str, list[Any]]:
    """The outputs of each cell, without what differs between machines: pictures, and the version of Vega-Lite."""
    return {cell.id: [_shown(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"}


def _shown(output: Any) -> Any:
    if "data" not in output:
        return dict(output)
    data = {kind: content for kind, content in output.data.items() if kind != TOOL["PICTURE"]}
    return {kind: content | {"$schema": ""} if kind.startswith(TOOL["CHART"]) else content for kind, content in data.items()}


def charts(notebook: Any) -> list[tuple[str, Any]]:
    """Every chart: the name of its cell, and its specification."""
    return [
        (cell.id, content)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind, content in output.get("data", {}).items()
        if kind.startswith(TOOL["CHART"])
    ]


def test_the_file_shows_what_a_fresh_run_shows(fresh: Any) -> None:
    """`python -m tools.notebook` writes the outputs anew after the library, its prices or the notebook have changed."""
    assert [cell.source for cell in fresh.cells] == [cell.source for cell in COMMITTED.cells]
    new, old = shown(fresh), shown(COMMITTED)
    stale = [cell for cell in new if new[cell] != old[cell]]
    assert not stale, f"run python -m tools.notebook: {stale}"


def test_nothing_fails_and_nothing_warns(fresh: Any) -> None:
    outputs = [output for cell in fresh.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_the_file_is_as_the_tool_writes_it() -> None:
    """No times, no versions, cells with names: a run changes nothing but what the notebook shows."""
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert TOOL["text"](COMMITTED) == text
    assert len(text.encode()) < LARGEST_FILE
    assert COMMITTED.metadata == TOOL["METADATA"]
    assert all(cell.metadata == {} for cell in COMMITTED.cells)
    code = [cell for cell in COMMITTED.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_every_chart_has_a_title_and_axes_with_units() -> None:
    found = charts(COMMITTED)
    assert len(found) == CHARTS
    for name, chart in found:
        assert chart["title"]["text"], name
        assert chart["title"]["subtitle"], name
        axes = _axes(chart)
        for channel in ("x", "y"):
            titles = {axis["title"] for axis in axes[channel] if "title" in axis}
            assert len(titles) == 1, (name, channel)
            kinds = {axis["type"] for axis in axes[channel] if "title" in axis}
            assert kinds == {"nominal"} or titles.pop().endswith(UNITS), (name, channel)


def test_every_chart_is_there_as_a_picture_too() -> None:
    """GitHub and editors without Vega-Lite show the picture."""
    for cell in COMMITTED.cells:
        for output in cell.get("outputs", []):
            kinds = output.get("data", {})
            assert any(kind.startswith(TOOL["CHART"]) for kind in kinds) == (TOOL["PICTURE"] in kinds), cell.id
            assert TOOL["PICTURE"] not in kinds or 560 <= output.metadata[TOOL["PICTURE"]]["width"] <= 720, cell.id


def _axes(chart: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What stands on each axis of a chart, by channel, in all of its layers."""
    encodings = [layer["encoding"] for layer in chart.get("layer", [chart])]
    return {channel: [one[channel] for one in encodings if channel in one] for channel in ("x", "y")}


def test_the_articles_case(numbers: dict[str, Any]) -> None:
    """1,000,000 × 0.5 s × 512/1,024 GB = 250,000 GB-s, at $0.0000166667; and 1 million requests at $0.20."""
    assert exact(numbers["usages"]) == [1_000_000, 250_000]
    assert exact(numbers["pools"]) == [1, 250_000]
    assert exact(numbers["charges"]) == [D("0.20"), D("4.166675")]
    assert numbers["total"] == "4.366675"
    assert set(exact(numbers["differences"])) == {0}


def test_the_free_tier(numbers: dict[str, Any]) -> None:
    """A request costs $0.0000002 + 0.25 × $0.0000166667 = $0.000004366675; 1M and 1.6M of its two parts are free."""
    requests = numbers["growing"]
    assert (requests[0], requests[-1], len(requests)) == (0, 4_000_000, 41)
    assert numbers["nothing_free"] == pytest.approx([0.000004366675 * n for n in requests])
    paid = [0.0000002 * max(0, n - 1_000_000) + 0.25 * 0.0000166667 * max(0, n - 1_600_000) for n in requests]
    assert numbers["with_free_tier"] == pytest.approx(paid)
    assert numbers["worth"] == "6.86668"  # 0.20 + 400,000 × 0.0000166667


def test_memory(numbers: dict[str, Any]) -> None:
    """Twice the memory at the same time is 500,000 GB-s; at half of the time it is 250,000 again."""
    assert exact(numbers["tuned"]) == [
        D("4.366675"),
        D("0.20") + 500_000 * D("0.0000166667"),
        D("4.366675"),
    ]
    memory = numbers["memory"]
    assert memory == list(range(128, 10_241, 64))
    times = [
        [Fraction(500) for _ in memory],
        [100 + Fraction(400 * 512, mb) for mb in memory],
        [Fraction(500 * 512, mb) for mb in memory],
    ]
    for found, ms in zip(numbers["memory_costs"], times, strict=True):
        seconds = [math.ceil(one) * 1_000_000 / 1000 for one in ms]
        by_hand = [0.20 + 0.0000166667 * s * mb / 1024 for s, mb in zip(seconds, memory, strict=True)]
        assert found == pytest.approx(by_hand)


def test_regions(numbers: dict[str, Any], fresh: Any) -> None:
    costs = {name.partition(" · ")[2]: cost for name, cost in exact(numbers["region_costs"]).items()}
    assert len(costs) == REGIONS
    assert list(costs.values()).count(D("4.366675")) == REGIONS_OF_ONE_PRICE
    assert costs["us-east-1"] == costs["eu-west-1"] == costs["us-gov-west-1"] == D("4.366675")
    assert costs["ap-southeast-5"] == D("0.18") + 250_000 * D("0.000015")
    assert costs["af-south-1"] == D("0.27") + 250_000 * D("0.0000221")
    assert costs["ap-east-1"] == D("0.28") + 250_000 * D("0.00002292")
    printed = {cell.id: cell.outputs[0].text for cell in fresh.cells if cell.id in {"regions-china", "regions-missing"}}
    assert "cn-north-1: 29.72925 CNY\n" in printed["regions-china"]  # 1.36 + 250,000 × 0.000113477
    assert "No price for aws_lambda.function.duration (x86_64) in cn-northwest-1" in printed["regions-china"]
    missing = ["ap-east-2", "ap-southeast-6", "mx-central-1"]
    assert [line.partition(" in ")[2].split()[0] for line in printed["regions-missing"].splitlines()] == missing


def test_architecture(numbers: dict[str, Any]) -> None:
    million, billion = 10**6, 10**9
    assert exact(numbers["totals"]) == {
        str(million): [D("4.366675"), D("3.53335")],  # 0.20 + 250,000 × 0.0000133334
        str(billion): [D("4366.675"), D("3533.35")],
        str(10 * billion): [D("43666.75"), D("35333.5")],
        str(100 * billion): [  # 20,000 for requests; 25 billion GB-s
            20_000 + D("100000.20") + 135_000 + 10 * billion * D("0.0000133334"),
            20_000 + D("100000.5") + D("135001.125") + D("6.25") * billion * D("0.0000106667"),
        ],
    }
    assert numbers["slower"] == 624  # 0.5 s × 166,667 ÷ 133,334 = 624.998 ms
    assert _edges(numbers["steps"]["x86_64"]) == {0: 16.6667, 6 * billion: 15, 15 * billion: 13.3334}
    assert _edges(numbers["steps"]["arm64"]) == {0: 13.3334, 7.5 * billion: 12.0001, 18.75 * billion: 10.6667}


def _edges(steps: list[tuple[float, float]]) -> dict[float, float]:
    """Where the price of the next million changes, and to what."""
    first: dict[float, float] = {}
    for used, price in steps:
        first.setdefault(round(price, 6), used)
    return {used: price for price, used in first.items()}


def test_tiers_fill_with_the_month_of_the_account(numbers: dict[str, Any]) -> None:
    billion = 10**9
    assert exact(numbers["tiers"]) == [
        [0, 6 * billion, D("100000.20")],
        [6 * billion, 9 * billion, D(135_000)],
        [15 * billion, 5 * billion, D(66_667)],
    ]
    assert exact(numbers["alone"]) == 2 * 6 * billion * D("0.0000166667") == D("200000.40")
    assert exact(numbers["together"]) == 6 * billion * D("0.0000166667") + 6 * billion * D("0.000015") == D("190000.20")


def test_api_kinds(numbers: dict[str, Any]) -> None:
    requests, costs = [n / 10**6 for n in numbers["api_requests"]], numbers["api_costs"]
    http = [tiered(n, (0, 1.00), (300, 0.90)) for n in requests]
    rest = [tiered(n, (0, 3.50), (333, 2.80), (1000, 2.38), (20_000, 1.51)) for n in requests]
    websocket = [tiered(2 * n, (0, 1.00), (1000, 0.80)) + 0.25 * n for n in requests]
    assert costs == {"HTTP": pytest.approx(http), "REST": pytest.approx(rest), "WebSocket": pytest.approx(websocket)}
    assert all(a < b < c for a, b, c in zip(http, websocket, rest, strict=True))


def test_size_of_requests(numbers: dict[str, Any]) -> None:
    """A million requests of four blocks of 512 KB cost $4.00 as HTTP, and $3.50 as REST whatever their size."""
    assert numbers["http"] == pytest.approx([max(1, math.ceil(kb / 512)) * 1.00 for kb in numbers["sizes"]])
    assert numbers["rest"] == "3.5"


def test_a_whole_service(numbers: dict[str, Any]) -> None:
    """Free requests and GB-seconds are shared in proportion; all else is list price times quantity."""
    found = exact(numbers["shop"])
    million, arm, x86 = 10**6, D("0.0000133334"), D("0.0000166667")
    gb_s = {
        "checkout": 10 * million * D("0.12") * D("0.5") + 10 * million * D("0.01") * D("0.8") * D("0.5"),
        "pictures": 3 * million * D("1.2"),
        "invoices": 2 * 60 * 730 * D("4.5") * 2,
    }
    requests = {"checkout": D(10), "pictures": D(3), "invoices": 2 * 60 * 730 / D(million)}
    assert gb_s == {"checkout": 640_000, "pictures": 3_600_000, "invoices": 788_400}
    total_gb_s, total_requests = D(5_028_400), D("13.0876")
    assert (sum(gb_s.values()), sum(requests.values())) == (total_gb_s, total_requests)
    for name, price in (("checkout", arm), ("pictures", x86), ("invoices", x86)):
        duration = gb_s[name] * (1 - 400_000 / total_gb_s) * price
        calls = requests[name] * (1 - 1 / total_requests) * D("0.20")
        assert found[f"functions.{name} aws_lambda.function.duration"] == pytest.approx(duration, rel=D("1e-15"))
        assert found[f"functions.{name} aws_lambda.function.requests"] == pytest.approx(calls, rel=D("1e-11"))
    apis = {
        "apis.public api_gateway.http_api.requests": 13 * D("1.11"),
        "apis.partners api_gateway.rest_api.requests": D("0.5") * D("3.50"),
        "apis.partners api_gateway.cache.hours": 730 * D("0.02"),
        "apis.live api_gateway.websocket_api.messages": 18 * D("1.14"),
        "apis.live api_gateway.websocket_api.minutes": D("21.6") * D("0.285"),
    }
    assert {name: cost for name, cost in found.items() if name.startswith("apis.")} == apis
    functions = total_requests * D("0.20") + 640_000 * arm + (3_600_000 + 788_400) * x86
    assert exact(numbers["shop_list"]) == functions + sum(apis.values())


def test_twice_as_many_pictures_cost_the_others_too(numbers: dict[str, Any]) -> None:
    now, doubled = exact(numbers["shop_resources"]), exact(numbers["doubled"])
    assert doubled["apis.public"] == 16 * D("1.11")
    assert doubled["functions.invoices"] > now["functions.invoices"]
    assert doubled["functions.checkout"] > now["functions.checkout"]
    assert {name for name in now if now[name] == doubled[name]} == {"apis.partners", "apis.live"}


def test_the_parts_add_up_to_the_last_digit(numbers: dict[str, Any], fresh: Any) -> None:
    assert sum(exact(numbers["shop"]).values()) == sum(exact(numbers["shop_resources"]).values()) == D(numbers["shop_total"])
    said = {
        cell.id: cell.outputs[0].data["text/plain"]
        for cell in fresh.cells
        if cell.id.startswith("exact-") and cell.get("outputs") and "data" in cell.outputs[0]
    }
    assert said == {
        "exact-total": f"Decimal('{numbers['shop_total']}')",
        "exact-parts": "True",
        "exact-split": "True",
        "exact-arrays": "True",
    }
