"""Scenarios beside each other: what differs, by how much, and what has no price."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Comparison, LambdaCostError, Scenario, ScenarioError, compare, estimate
from lambda_cost.reports import report
from lambda_cost.reports.formats import FORMATS
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.variants import Variant, make_variant, make_variants

D = Decimal
ONE = {"requests": "10M", "duration_ms": 120, "memory_mb": 512}
API = {"type": "http", "requests": "10M", "request_kb": 1, "response_kb": 4, "sized_by": "sum"}


def described(**more: Any) -> dict[str, Any]:
    return {"day": "2026-11-01", "free_tier": "none", "functions": {"one": dict(ONE)}} | more


def doc(**more: Any) -> Document:
    return Document(described(**more), "")


def names(variants: list[Variant]) -> list[str]:
    return [variant.name for variant in variants]


def of(variants: list[Variant]) -> Comparison:
    return compare(*variants)


def test_the_processor_is_compared_to_the_last_digit() -> None:
    """600,000 GB-s at 0.0000166667 or 0.0000133334, and 10M requests at 0.20 a million beside both."""
    found = of(make_variants(doc(), ["architecture=x86_64,arm64"]))
    assert [variant.total for variant in found.variants] == [D("12.00002"), D("10.00004")]
    assert found.cheapest.name == "architecture=arm64"
    requests, duration = found.lines
    assert (requests.costs, duration.costs) == ((D(2), D(2)), (D("10.00002"), D("8.00004")))
    assert found.difference(duration.costs[1], duration.costs[0]) == D("-1.99998")
    # -1.99998 / 10.00002 = -0.19999760000479…
    assert found.change(duration.costs[1], duration.costs[0]) == D("-0.199997600004")
    assert (requests.title, duration.title) == ("Requests", "Duration")


def test_several_axes_make_every_combination_in_order() -> None:
    found = make_variants(doc(), ["memory_mb=512,1024", "region=us-east-1,eu-west-1"])
    assert names(found) == [
        "memory_mb=512, region=us-east-1",
        "memory_mb=512, region=eu-west-1",
        "memory_mb=1024, region=us-east-1",
        "memory_mb=1024, region=eu-west-1",
    ]
    assert [one.scenario and one.scenario.region for one in found] == ["us-east-1", "eu-west-1"] * 2


def test_a_bare_field_is_that_of_every_resource_that_has_it() -> None:
    """Both functions get the memory; the API has none."""
    two = doc(functions={"one": dict(ONE), "two": dict(ONE)}, apis={"a": dict(API)})
    (only,) = make_variants(two, ["memory_mb=1024"])
    assert only.scenario
    assert [function.memory_mb for function in only.scenario.functions] == [1024, 1024]
    (arm,) = make_variants(two, ["architecture=arm64"])
    assert arm.scenario
    assert {function.architecture for function in arm.scenario.functions} == {"arm64"}


def test_a_field_that_is_not_described_is_not_put_where_it_would_contradict() -> None:
    """One function has measured billed durations; a variant of duration_ms is for the other."""
    logged = {"requests": 1, "billed_duration_ms": "9.5", "memory_mb": 128}
    (only,) = make_variants(doc(functions={"one": dict(ONE), "two": logged}), ["duration_ms=90"])
    assert only.scenario
    assert [function.duration_ms for function in only.scenario.functions] == [90, None]


def test_the_document_itself_stays_as_it_is() -> None:
    base = doc()
    make_variant(base, ["functions.one.memory_mb=1024"], "changed")
    assert base.data == described()
    assert base.changes == {}


def test_another_type_keeps_what_both_have_and_says_what_it_left_out() -> None:
    """request_kb and response_kb stay; sized_by is a question of HTTP APIs only."""
    base, rest = make_variants(doc(apis={"a": dict(API)}), ["apis.a.type=http,rest"])
    assert base.dropped == ()
    assert rest.dropped == ("apis.a is left without sized_by, which type rest does not have.",)
    assert rest.scenario
    api: Any = rest.scenario.resource("a")
    assert (api.requests, api.request_kb, api.response_kb) == (10_000_000, 1, 4)
    found = compare(base, rest)
    # 10M calls: 10 x 1.00 as HTTP, 10 x 3.50 as REST
    assert [line.costs for line in found.lines if line.resource == "apis.a"] == [(D(10), None), (None, D(35))]
    assert [line.title for line in found.lines][2:] == ["API calls, http api", "API calls, rest api"]
    assert found.difference(*reversed(found.lines[2].costs)) == -10
    assert found.change(None, None) is None


def test_a_type_that_needs_more_cannot_be_priced_and_says_what() -> None:
    found = of(make_variants(doc(apis={"a": dict(API)}), ["apis.a.type=http,websocket"]))
    _, live = found.variants
    assert live.bill is None
    assert "apis.a.messages is missing" in live.reason


def test_the_last_word_on_a_field_counts() -> None:
    """What is varied is set in every variant, over what is set for all."""
    found = make_variants(doc(apis={"a": dict(API)}), ["apis.a.type=rest"], ["apis.a.type=http", "apis.a.requests=5"])
    assert [one.dropped for one in found] == [("apis.a is left without sized_by, which type rest does not have.",)]
    assert found[0].changes == ("apis.a.type=http", "apis.a.requests=5", "apis.a.type=rest")


def test_a_wrong_value_is_said_of_the_flag_that_has_it() -> None:
    with pytest.raises(ScenarioError, match=r"--vary: functions.one.memory_mb is 64"):
        make_variants(doc(), ["memory_mb=64,128"])
    with pytest.raises(ScenarioError, match=r"--set: functions.one.memory_mb is 64"):
        make_variants(doc(), ["architecture=arm64"], ["memory_mb=64"])


def test_a_type_that_there_is_not_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"apis\.a\.type is 'htp'; did you mean http"):
        make_variants(doc(apis={"a": dict(API)}), ["apis.a.type=htp"])


def test_a_variant_without_a_price_is_shown_with_the_reason() -> None:
    """Nothing is dropped silently: durable functions are not sold everywhere."""
    one = ONE | {"durable": {"operations": 4}}
    found = of(make_variants(doc(functions={"one": one}), ["region=us-east-1,ap-southeast-6"]))
    assert [variant.bill is None for variant in found.variants] == [False, True]
    assert "ap-southeast-6" in found.variants[1].reason
    for to in FORMATS:
        assert ("No price" in report(found, to)) == (to != "csv")


def test_a_first_variant_without_a_price_is_nothing_to_measure_by() -> None:
    """The next that has one is the measure."""
    one = ONE | {"durable": {"operations": 4}}
    axis = ["region=ap-southeast-6,us-east-1,us-west-2,eu-west-1,eu-central-1"]
    found = of(make_variants(doc(functions={"one": one}), axis))
    assert found.base is found.variants[1].bill
    assert all(row["variant"] != "region=ap-southeast-6" for row in found.rows())
    assert "no price" in report(found, "table")


def test_if_nothing_has_a_price_nothing_is_compared() -> None:
    one = ONE | {"durable": {"operations": 4}}
    with pytest.raises(LambdaCostError, match=r"none of them can be priced:\nregion=ap-southeast-6: functions.one: No price"):
        of(make_variants(doc(functions={"one": one}), ["region=ap-southeast-6,me-central-1"]))


def test_two_currencies_are_refused() -> None:
    with pytest.raises(ScenarioError, match="have different currencies: region=us-east-1 in USD, region=cn-north-1 in CNY"):
        of(make_variants(doc(), ["region=us-east-1,cn-north-1"]))


@pytest.mark.parametrize("axis", ["architecture", "=arm64", "architecture=", "architecture=arm64,", "memory_mb=,512"])
def test_an_axis_without_values_is_refused(axis: str) -> None:
    with pytest.raises(ScenarioError, match="allowed: path=value,value"):
        make_variants(doc(), [axis])


def test_an_axis_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ScenarioError, match="is no field of any resource here; did you mean architecture"):
        make_variants(doc(), ["architectur=arm64"])


def test_values_in_brackets_stay_together() -> None:
    base = doc(functions={"one": ONE | {"cold_starts": {"share": "1%", "init_ms": 800}}})
    found = make_variants(base, ["functions.one.cold_starts={share: 1%, init_ms: 100},{share: 2%, init_ms: 100}"])
    assert len(found) == 2


def test_more_than_a_thousand_variants_are_refused() -> None:
    sizes = ",".join(str(size) for size in range(128, 160))
    with pytest.raises(ScenarioError, match="makes 1,024 variants; allowed: at most 1,000"):
        make_variants(doc(), [f"memory_mb={sizes}", f"memory_mb={sizes}"])


def test_a_document_that_is_no_mapping_or_has_strange_sections_is_refused_as_ever() -> None:
    for data in (None, {"functions": 1}, {"functions": {"one": 1}}, {"apis": {"a": {"type": "x"}}}):
        with pytest.raises(ScenarioError):
            make_variants(Document(data, ""), ["memory_mb=512"])


def test_what_stands_alone_in_its_section_has_no_bare_field() -> None:
    base = doc(data_transfer={"internet_gb": 500})
    with pytest.raises(ScenarioError, match="is no field of any resource"):
        make_variants(base, ["internet_gb=5"])
    assert make_variants(base, ["data_transfer.internet_gb=5,10"])


def test_bills_and_scenarios_are_compared_by_their_names() -> None:
    shop = Scenario.from_dict(described(name="shop"))
    found = compare(shop, estimate(shop), Scenario.from_dict(described()), names=())
    assert [variant.name for variant in found.variants] == ["shop", "shop (2)", "variant 3"]
    assert [variant.name for variant in compare(shop, shop, names=["before", "after"]).variants] == ["before", "after"]


def test_one_alone_is_not_compared() -> None:
    with pytest.raises(ScenarioError, match="needs two or more, and there is 1"):
        compare(Scenario.from_dict(described()))
    with pytest.raises(ScenarioError, match="and there is none"):
        compare()


def test_bills_of_arrays_are_not_compared() -> None:
    wide: Any = Scenario.from_dict(described()).with_("one", memory_mb=np.array([128, 256]))
    with pytest.raises(LambdaCostError, match="many bills"):
        compare(wide, wide)


def test_rows_are_for_a_data_frame_and_csv_has_them() -> None:
    """One row for each line of each variant, with every digit."""
    found = of(make_variants(doc(), ["architecture=x86_64,arm64"]))
    rows = found.rows()
    assert [row["variant"] for row in rows] == ["architecture=x86_64"] * 2 + ["architecture=arm64"] * 2
    read = list(csv.DictReader(io.StringIO(report(found, "csv"))))
    assert [row["cost"] for row in read] == ["2", "10.00002", "2", "8.00004"]
    assert read[3]["difference"] == "-1.99998"


def test_a_line_that_neither_has_is_no_row() -> None:
    """The calls of a REST API are none of an HTTP API's bill, nor of the one it is measured by."""
    found = of(make_variants(doc(apis={"a": dict(API)}), ["apis.a.type=http,rest", "memory_mb=512"]))
    rest = [row["variant"] for row in found.rows() if row["meter"] == "api_gateway.rest_api.requests"]
    assert rest == ["apis.a.type=rest, memory_mb=512"]


def test_json_has_every_digit_and_the_cheapest() -> None:
    data = json.loads(report(of(make_variants(doc(), ["architecture=x86_64,arm64"])), "json"))
    assert data["schema"] == "lambda-cost/compare/2"
    assert [one["total"] for one in data["variants"]] == ["12.00002", "10.00004"]
    assert [one["cheapest"] for one in data["variants"]] == [False, True]
    assert data["lines"][1] == {
        "resource": "functions.one",
        "meter": "aws_lambda.function.duration",
        "title": "Duration",
        "costs": ["10.00002", "8.00004"],
    }


def test_markdown_shows_totals_and_folds_the_lines_away() -> None:
    """A pull request wants the answer in three lines, and the rest for whoever asks."""
    text = report(of(make_variants(doc(), ["architecture=x86_64,arm64"])), "markdown")
    head, _, folded = text.partition("<details><summary>Line by line</summary>")
    assert "| architecture=arm64 | $10.00 | -$2.00 | -16.7 % | cheapest |" in head
    assert "&emsp;Duration" not in head
    assert "| &emsp;Duration | $10.00 | $8.00 | -$2.00 | -20 % |" in folded


def test_changes_that_the_name_does_not_say_are_listed() -> None:
    """Two changes at once have no short name."""
    both = ["functions.one.memory_mb=1024", "functions.one.duration_ms=60"]
    found = compare(make_variant(doc(), [], "base"), make_variant(doc(), both, "changed"))
    assert "Changes\n  - changed: functions.one.memory_mb=1024, functions.one.duration_ms=60\n" in report(found, "table")
    assert found.to_dict()["variants"][1]["set"] == both
    assert "\nChanges\n" not in report(of(make_variants(doc(), ["memory_mb=128,256"])), "table")


def test_three_stand_beside_each_other_and_five_below() -> None:
    three = report(of(make_variants(doc(), ["memory_mb=128,256,512"])), "table")
    assert "more than the first" in three
    five = report(of(make_variants(doc(), ["memory_mb=128,256,512,1024,2048"])), "table").splitlines()
    # 10M x 0.12 s x 0.125 GB = 150,000 GB-s x 0.0000166667 = 2.500005; doubled 5.00001
    assert any(line.split() == ["memory_mb=128", "$4.50", "cheapest"] for line in five)
    assert any(line.split() == ["functions.one:", "Duration,", "x86_64", "$5.00", "+$2.50", "+100", "%"] for line in five)
    assert not any("Requests" in line for line in five)
