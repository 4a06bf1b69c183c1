"""Pictures of sweeps, break-evens, tunings, forecasts and what is not known: their numbers are those of the answer."""

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lambda_cost import Function, HttpApi, LambdaCostError, RestApi, Scenario, break_even, forecast, sweep, tune, uncertain
from lambda_cost.charts import make_chart
from lambda_cost.charts.theme import LIGHT, NARROW, WIDE
from lambda_cost.cli.app import main

SHOP = "examples/shop.yaml"
DAY = "2026-11-01"
HOSTILE = '"><script>alert(1)</script>'
PRICE = 0.0000166667
"""A GB-second on x86_64."""


def one(**fields: Any) -> Scenario[Any]:
    """A million requests of 500 ms at 512 MB, nothing free: 0.20 + 250,000 GB-s."""
    given: dict[str, Any] = {"name": "f", "requests": 1_000_000, "duration_ms": 500, "memory_mb": 512} | fields
    return Scenario(day=DAY, free_tier="none", functions=[Function(**given)])


def layers(kind: str, found: Any, **options: Any) -> list[list[dict[str, Any]]]:
    """The rows of each layer."""
    return [part["data"]["values"] for part in make_chart(found, kind, **options).spec(WIDE, LIGHT)["layer"]]


ANSWERS: dict[str, Callable[[], Any]] = {
    "one quantity": lambda: sweep(one(), {"f.memory_mb": [128, 256, 512]}),
    "two quantities": lambda: sweep(one(), {"f.memory_mb": [512, 1024], "f.requests": [10**n for n in range(3, 11)]}),
    "a quantity and a word": lambda: sweep(one(), {"f.architecture": "x86_64,arm64", "f.memory_mb": "128:1024:128"}),
    "words alone": lambda: sweep(one(name=HOSTILE), {"region": "us-east-1,af-south-1"}),
    "paired": lambda: sweep(one(), {"f.memory_mb": [128, 256], "f.duration_ms": [900, 400]}, paired=True),
    "nothing": lambda: sweep(one(requests=0), {"region": "us-east-1,eu-west-1"}),
    "break-even": lambda: break_even({"a": apis("http"), HOSTILE: apis("rest")}, "apis.public.request_kb", 1, 4096),
    "break-even of powers": lambda: break_even({"a": apis("http"), "flat": Decimal(90)}, "apis.public.requests", "1M", "1B"),
    "break-even of a short range": lambda: break_even(
        {"a": apis("http"), "b": apis("rest")}, "apis.public.request_kb", 1024, 2048
    ),
    "tuning": lambda: tune(one(), "f", {512: 500, 1024: 300, 2048: 290}, sizes=[768]),
    "forecast": lambda: forecast(one(), 30, "5%"),
    "uncertain": lambda: uncertain(one(), {"f.requests": {"low": "1M", "high": "2M"}}, draws=500),
}


def apis(kind: str) -> Scenario[Any]:
    """A million requests of 12 KB to an API."""
    cls = {"http": HttpApi, "rest": RestApi}[kind]
    return Scenario(day=DAY, apis=[cls(name="public", requests=1_000_000, request_kb=12)])


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_drawn_whole_in_every_width_and_look(name: str) -> None:
    found = ANSWERS[name]()
    for kind in found.charts:
        for width in (WIDE, NARROW):
            drawn = ET.fromstring(make_chart(found, kind).to_svg(width))  # noqa: S314 - our own
            assert drawn.get("width") == str(width)
            assert not drawn.findall(".//{*}script")
        spec = found.plot(kind, dark=True).to_dict()
        assert spec["title"]["text"]
        assert "(USD)" in str(spec["layer"])
    assert "<table" in found._repr_html_()


COMMANDS = {
    "sweep": ["sweep", SHOP, "functions.checkout.memory_mb=128:1024:128"],
    "break-even": ["break-even", SHOP, "--over", "apis.public.request_kb=1:4096", "--vary", "apis.public.type=http,rest"],
    "tune": ["tune", SHOP, "checkout", "--measured", "512=120ms,1024=80ms"],
    "forecast": ["forecast", SHOP, "--months", "3", "--growth", "5%"],
    "estimate": ["estimate", SHOP, "--set", "functions.checkout.requests={low: 1M, high: 2M}", "--draws", "500"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_answers_with_a_picture_if_its_file_is_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answer.svg"
    monkeypatch.setattr(sys, "argv", ["lambda-cost", *COMMANDS[name], "--out", str(out)])
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code, capsys.readouterr().err
    assert ET.fromstring(out.read_bytes()).get("width") == str(WIDE)  # noqa: S314 - our own


def test_a_sweep_has_a_line_for_each_combination_along_the_longest_quantity() -> None:
    (cases,) = layers("sweep", ANSWERS["a quantity and a word"]())
    assert {row["line"] for row in cases} == {"architecture x86_64", "architecture arm64"}
    x86 = {row["at"]: row["cost"] for row in cases if row["line"] == "architecture x86_64"}
    assert x86 == {mb: pytest.approx(0.2 + 500_000 * mb / 1024 * PRICE) for mb in range(128, 1025, 128)}


def test_of_many_lines_the_one_with_the_cheapest_case_stands_out() -> None:
    (cases,) = layers(
        "sweep", sweep(one(), {"f.requests": [10**n for n in range(1, 10)], "f.memory_mb": list(range(128, 138))})
    )
    assert {row["shown"] for row in cases} == {"with the cheapest case", "others"}
    assert {row["line"] for row in cases if row["shown"] != "others"} == {"requests 10"}


def test_words_alone_are_bars_the_cheapest_first() -> None:
    bars, ends = layers("sweep", ANSWERS["words alone"]())
    assert [row["case"] for row in bars] == ["region us-east-1", "region af-south-1"]
    assert [row["label"] for row in ends] == ["$4.37", "$5.80"]  # 0.27 + 250,000 × 0.0000221 = 5.795


def test_more_cases_than_can_be_seen_are_refused() -> None:
    many = sweep(one(), {"f.memory_mb": "128:10240:1", "f.architecture": "x86_64,arm64"})
    with pytest.raises(LambdaCostError, match="20,226 cases cannot be seen in one chart; allowed: up to 5,000"):
        many.plot()


def test_a_break_even_has_its_point_where_the_cheapest_changes() -> None:
    """Above three blocks of 512 KB four requests at $1.00 cost more than one at $3.50."""
    lines, points, words = layers("break_even", ANSWERS["break-even"]())
    assert [(row["at"], row["label"]) for row in points] == [(1536, "1,536")]
    assert words == points
    at_the_end = {row["which"]: row["cost"] for row in lines if row["at"] == 4096}
    assert at_the_end == {"a": 8, HOSTILE: 3.5}


def test_a_tuning_has_every_size_and_its_marks() -> None:
    front, sizes, _ = layers("tuning", ANSWERS["tuning"]())
    assert [(row["label"], row["mark"]) for row in sizes] == [
        ("512 MB", "cheapest"),
        ("768 MB", "efficient"),
        ("1,024 MB", "balanced"),
        ("2,048 MB", "fastest"),
    ]
    assert sizes[2]["cost"] == pytest.approx(0.2 + 300_000 * PRICE)
    assert len(front) == 4


def test_a_forecast_has_the_parts_of_each_month_and_a_budget() -> None:
    found = ANSWERS["forecast"]()
    bars, limit, words = layers("forecast", found, budget=10)
    assert sum(row["cost"] for row in bars) == pytest.approx(float(found.total))
    assert len({row["month"] for row in bars}) == 30
    assert limit == words == [{"cost": 10, "label": "budget $10.00"}]


def test_a_band_lies_between_two_other_forecasts_of_the_same_months() -> None:
    low, likely, high = (forecast(one(), 12, growth) for growth in ("2%", "5%", "8%"))
    area, line = layers("forecast", likely, low=low, high=high)
    assert area == line
    assert area[-1]["low"] == pytest.approx(float(low.months[-1].total))
    assert area[-1]["low"] < area[-1]["cost"] < area[-1]["high"]
    with pytest.raises(LambdaCostError, match="a band has two bounds"):
        likely.plot(low=low)
    with pytest.raises(LambdaCostError, match="of the same months"):
        likely.plot(low=low, high=forecast(one(), 11, "8%"))


def test_what_is_not_known_is_a_distribution_with_its_percentiles() -> None:
    found = ANSWERS["uncertain"]()
    columns, rules, words = layers("uncertainty", found, budget=7)
    assert sum(row["share"] for row in columns) == pytest.approx(1)
    assert {row["label"].split()[0] for row in words} == {"P5", "P50", "P95", "budget"}
    assert min(row["cost"] for row in rules) == pytest.approx(found.low)
    assert columns[-1]["tooltip"].startswith("$8.")
    assert "and more" in columns[-1]["tooltip"]
