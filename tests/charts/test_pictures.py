"""Every picture: its numbers are those of `estimate()`, it can be read without it, and no name does anything."""

import re
import sys
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from lambda_cost import Estimate, Function, HttpApi, LambdaCostError, Scenario, charts, estimate
from lambda_cost.charts import make_chart
from lambda_cost.charts.theme import DARK, LIGHT, NARROW, WIDE

D = Decimal
DAY = "2026-11-01"
KINDS = charts.KINDS["Estimate"]
HOSTILE = ("<script>alert(1)</script>", "\"'`--></style><b>", "${1+1} {{7*7}}", "אבג שלום", "x" * 10_000)
EVERYTHING = estimate(Scenario.read("examples/everything.yaml"))


def shop(**head: Any) -> Scenario[Any]:
    """A function with an API before it, nothing free."""
    function = Function(name="checkout", requests=1_000_000, duration_ms=500, memory_mb=512)
    api: HttpApi[Any] = HttpApi(name="public", functions=("checkout",))
    return Scenario(day=DAY, **{"free_tier": "none", "functions": [function], "apis": [api]} | head)


def rows(kind: str, bill: Estimate[Any], **options: Any) -> list[tuple[Any, ...]]:
    """The numbers of a picture."""
    return [row.values for row in make_chart(bill, kind, **options).table.rows]


def test_the_breakdown_is_the_bill_by_resource_the_dearest_first() -> None:
    """$0.20 + 250,000 GB-s × $0.0000166667 = $4.366675 for the function, $1.00 for the API."""
    function, api, total = rows("breakdown", estimate(shop()))
    assert function == ("functions.checkout", D("4.366675"), pytest.approx(D("0.8136648"), abs=D("1e-7")))
    assert api == ("apis.public", D(1), pytest.approx(D("0.1863351"), abs=D("1e-7")))
    assert total == ("Total per month", D("5.366675"), None)


def test_memory_is_the_whole_bill_at_the_same_duration() -> None:
    """1 million × 0.5 s at 1,024 MB are 500,000 GB-s: $8.33335, with $0.20 and $1.00 for the requests."""
    found = dict(rows("memory", estimate(shop())))
    assert found[512] == pytest.approx(5.366675)
    assert found[1024] == pytest.approx(0.2 + 500_000 * 0.0000166667 + 1)
    assert (min(found), max(found)) == (128, 10_240)


def test_growth_is_the_bill_at_so_many_times_the_traffic() -> None:
    """Everything here is in proportion to the requests."""
    found = {times: (requests, cost) for times, requests, cost in rows("growth", estimate(shop()))}
    assert found[0] == (0, 0)
    assert found[1] == (1_000_000, pytest.approx(5.366675))
    assert found[4] == (4_000_000, pytest.approx(4 * 5.366675))


def test_growth_takes_what_is_free_off_at_each_size() -> None:
    """The first million requests and 400,000 GB-s: at four times $0.60 + 600,000 GB-s, and the API's $4."""
    bill = estimate(shop(free_tier="always"))
    assert rows("growth", bill)[-1][2] == pytest.approx(0.6 + 600_000 * 0.0000166667 + 4)


def test_growth_lets_the_features_grow_too() -> None:
    """With its requests alone at nothing, provisioned concurrency would serve more than there are."""
    found = rows("growth", EVERYTHING)
    assert found[2][2] == pytest.approx(float(EVERYTHING.total))
    assert found[0][2] < found[1][2] < found[2][2] < found[-1][2]


def test_regions_are_the_same_service_estimated_in_each() -> None:
    found = {row[0]: row[2:] for row in rows("regions", estimate(shop()))}
    assert found["us-east-1"] == (D("5.366675"), 0)
    elsewhere = estimate(shop(region="af-south-1")).total
    assert found["af-south-1"] == (elsewhere, elsewhere - D("5.366675"))
    assert list(found.values()) == sorted(found.values())
    assert not any(code.startswith(("cn-", "us-gov-")) for code in found)


def test_regions_without_a_price_are_named_and_not_shown() -> None:
    """HTTP APIs are not sold everywhere (test_walkthrough has the same three)."""
    (note,) = make_chart(estimate(shop()), "regions").table.notes
    assert note == ("Not shown", ("Without a price for something in the scenario: ap-east-2, ap-southeast-6, mx-central-1.",))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_picture_is_well_formed_as_wide_as_asked_and_asks_nobody(kind: str, width: int) -> None:
    text = make_chart(EVERYTHING, kind).to_svg(width)
    drawn = ET.fromstring(text)  # noqa: S314 - our own
    assert drawn.get("width") == str(width)
    assert {one for one in re.findall(r"https?://[^\s\"'<]+", text) if "www.w3.org" not in one} == set()
    assert not drawn.findall(".//{*}script") + drawn.findall(".//{*}image") + drawn.findall(".//{*}foreignObject")


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_a_title_a_subtitle_and_units(kind: str) -> None:
    chart = EVERYTHING.plot(kind).to_dict()
    assert chart["title"]["text"]
    assert chart["title"]["subtitle"]
    axes = [
        one[channel]["title"] for one in (part["encoding"] for part in chart["layer"]) for channel in "xy" if channel in one
    ]
    assert "Cost a month (USD)" in axes
    assert all(title is None or "(" in title or "×1 is" in title for title in axes)
    assert any("tooltip" in part["encoding"] for part in chart["layer"])


@pytest.mark.parametrize("kind", KINDS)
def test_dark_is_the_same_picture_in_other_colours(kind: str) -> None:
    light, dark = (make_chart(EVERYTHING, kind).to_svg(dark=dark) for dark in (False, True))
    for one, other in zip((LIGHT.ink, LIGHT.quiet, LIGHT.surface), (DARK.ink, DARK.quiet, DARK.surface), strict=True):
        assert one in light
        assert one not in dark
        assert other in dark
    either = make_chart(EVERYTHING, kind).to_svg()
    assert "@media (prefers-color-scheme: dark)" in either
    assert f'[fill="{LIGHT.ink}"]{{fill:{DARK.ink}}}' in either


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_text_and_nothing_else(kind: str) -> None:
    functions = [
        Function(name=name, requests=10**6, duration_ms=99 + index, memory_mb=128) for index, name in enumerate(HOSTILE)
    ]
    bill = estimate(Scenario(day=DAY, name=HOSTILE[0], free_tier="none", functions=functions))
    text = make_chart(bill, kind).to_svg()
    drawn = ET.fromstring(text)  # noqa: S314 - our own
    assert {one.tag.rpartition("}")[2] for one in drawn.iter()} <= {
        "svg",
        "style",
        "g",
        "path",
        "line",
        "text",
        "rect",
        "tspan",
    }
    assert not [name for one in drawn.iter() for name in one.attrib if name.startswith("on") or name.endswith("href")]
    assert len(text) < 200_000


def test_names_that_begin_alike_stay_two() -> None:
    functions = [Function(name="x" * 100 + end, requests=10**6, duration_ms=9, memory_mb=128) for end in "ab"]
    text = make_chart(estimate(Scenario(day=DAY, free_tier="none", functions=functions)), "breakdown").to_svg()
    assert "… (1)" in text
    assert "… (2)" in text


def test_forty_functions_are_the_dearest_and_all_others() -> None:
    """Nothing is left out: what has no bar of its own is in the last one."""
    functions = [Function(name=f"f{n}", requests=10**6 * n, duration_ms=9, memory_mb=128) for n in range(1, 41)]
    bill = estimate(Scenario(day=DAY, free_tier="none", functions=functions))
    chart = bill.plot().to_dict()
    bars, ends = (one["data"]["name"] if "name" in one["data"] else one["data"]["values"] for one in chart["layer"])
    values = chart.get("datasets", {})
    bars, ends = (values.get(one, one) if isinstance(one, str) else one for one in (bars, ends))
    assert len(ends) == 21
    assert ends[-1]["resource"] == "all others"
    assert sum(bar["cost"] for bar in bars) == pytest.approx(float(bill.total))
    assert len(make_chart(bill, "breakdown").table.rows) == 41
    assert len(make_chart(bill, "memory").table.columns) == 1 + 6


def test_a_bill_of_nothing_has_pictures() -> None:
    bill = estimate(shop(functions=[Function(name="idle", requests=0, duration_ms=1, memory_mb=128)], apis=[]))
    assert rows("breakdown", bill) == [("functions.idle", 0, 0), ("Total per month", 0, None)]
    assert "<svg" in make_chart(bill, "breakdown").to_svg()
    assert "<svg" in make_chart(bill, "regions").to_svg()
    with pytest.raises(LambdaCostError, match="nothing in the scenario has traffic"):
        make_chart(bill, "growth")


def test_what_cannot_be_drawn_is_refused() -> None:
    api = estimate(shop(functions=[], apis=[HttpApi(name="public", requests=5, region="eu-west-1")]))
    with pytest.raises(LambdaCostError, match="the scenario has no memory to choose"):
        make_chart(api, "memory")
    with pytest.raises(LambdaCostError, match=r"apis\.public has no memory to choose"):
        make_chart(api, "memory", function="apis.public")
    with pytest.raises(LambdaCostError, match="names a region of its own"):
        make_chart(api, "regions")
    many = estimate(shop().with_("checkout", memory_mb=np.array([128, 256])))
    for kind in KINDS:
        with pytest.raises(LambdaCostError, match="a bill of arrays is many bills"):
            make_chart(many, kind)
    with pytest.raises(LambdaCostError, match="there is no chart 'pie' of it; allowed: breakdown"):
        EVERYTHING.plot("pie")


def test_memory_of_one_function_is_of_that_one() -> None:
    columns = make_chart(EVERYTHING, "memory", function="checkout").table.columns
    assert [column.key for column in columns] == ["memory_mb", "functions.checkout_cost"]


def test_charts_in_other_currencies_have_their_sign() -> None:
    bill = estimate(shop(region="cn-north-1", apis=[]))
    assert "¥" in make_chart(bill, "breakdown").to_svg()
    assert "Cost a month (CNY)" in make_chart(bill, "growth").to_svg()


def test_a_png_has_two_pixels_for_each() -> None:
    png = make_chart(EVERYTHING, "breakdown").to_png(400)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 800


@pytest.mark.parametrize(
    ("missing", "work", "says"),
    [
        ("vl_convert", lambda: make_chart(EVERYTHING, "breakdown").to_svg(), "'\\.\\[charts\\]'"),
        ("altair", EVERYTHING.plot, "'\\.\\[notebook\\]'"),
    ],
)
def test_what_is_not_installed_is_named_with_how_to_get_it(
    missing: str, work: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(LambdaCostError, match=says):
        work()


def test_what_is_no_result_has_no_chart() -> None:
    with pytest.raises(LambdaCostError, match="there is no chart of Scenario; there are charts of BreakEven, Comparison"):
        make_chart(shop())
