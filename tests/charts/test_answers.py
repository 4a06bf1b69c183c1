"""Pictures of answers: their numbers are those of the answer, and they are whole in every width and look."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from lambda_cost import Function, Scenario, compare
from lambda_cost.charts import make_chart
from lambda_cost.charts.theme import LIGHT, NARROW, WIDE

DAY = "2026-11-01"
HOSTILE = '"><script>alert(1)</script>'


def of(memory: int, name: str = "one", region: str = "us-east-1") -> Scenario[Any]:
    """A million requests of 500 ms."""
    return Scenario(
        name=name,
        day=DAY,
        region=region,
        free_tier="none",
        functions=[Function(name="f", requests=1_000_000, duration_ms=500, memory_mb=memory)],
    )


def test_a_comparison_has_a_bar_for_each_variant_and_marks_the_cheapest() -> None:
    """At 512 MB $4.366675; at 1,024 MB 0.20 + 500,000 × 0.0000166667 = $8.53335."""
    found = compare(of(1024, "large"), of(512, HOSTILE))
    parts, ends = (layer["data"]["values"] for layer in make_chart(found, "comparison").spec(WIDE, LIGHT)["layer"])
    assert [part["cost"] for part in parts] == [8.53335, 4.366675]
    assert [end["label"] for end in ends] == ["$8.53", "$4.37 · cheapest"]
    assert found.plot(dark=True, width=NARROW).to_dict()["title"]["text"] == ["Comparison of large"]


def test_a_variant_without_a_price_has_no_bar_and_stands_in_the_table() -> None:
    found = compare(of(512), of(512, "there", "cn-northwest-1"))
    picture = make_chart(found, "comparison")
    assert len(picture.spec(WIDE, LIGHT)["layer"][1]["data"]["values"]) == 1
    assert any("there" in column.title for column in picture.table.columns)


def test_an_answer_is_a_table_in_a_notebook() -> None:
    text = compare(of(1024), of(512, HOSTILE))._repr_html_()
    assert "<td" in text
    assert "$8.53" in text
    assert "<script" not in text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_answer_is_drawn_whole(width: int) -> None:
    for found in (compare(of(1024), of(512, HOSTILE)),):
        for kind in found.charts:
            drawn = ET.fromstring(make_chart(found, kind).to_svg(width))  # noqa: S314 - our own
            assert drawn.get("width") == str(width)
            assert not drawn.findall(".//{*}script")
            found.plot(kind)
