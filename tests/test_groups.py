"""A bill in groups, by file, region, service or tag, and what is in it that is not computed; all adds up to the total."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import OtherCost, Scenario, ScenarioError, budget, compare, diff, estimate, forecast, load, report
from lambda_cost.bill.groups import KEYS
from lambda_cost.bill.totals import total_of
from lambda_cost.numbers.quantity import exactly
from lambda_cost.reports.formats import FORMATS
from tests.laws import strategies as any_

if TYPE_CHECKING:
    from tests.conftest import Command

D = Decimal
TEAMS = st.sampled_from(["", "shop", "blog"])
TEXT = """\
free_tier: none
functions:
  checkout: {requests: 1M, duration_ms: 500, memory_mb: 512, tags: {team: shop}}
  render: {requests: 2M, duration_ms: 500, memory_mb: 512, region: eu-west-1, tags: {team: blog}}
apis: {web: {type: http, requests: 1M}}
other_costs:
  DynamoDB: {amount: 40, note: the bill of October, tags: {team: shop}}
  Route 53: {amount: 0.50}
"""
# 1M requests are $0.20, 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds at $0.0000166667, 1M calls of an HTTP API $1.00
CHECKOUT = D("0.20") + 250_000 * D("0.0000166667")
COMPUTED = 3 * CHECKOUT + 1
TOTAL = COMPUTED + D("40.50")


def shop() -> Scenario[Decimal]:
    scenario = load(text=TEXT)
    assert isinstance(scenario, Scenario)
    return scenario


AMOUNTS = st.lists(st.decimals(0, 99, places=4), max_size=3)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """The scenario in a file."""
    (tmp_path / "shop.yaml").write_text(TEXT, encoding="utf-8")
    return str(tmp_path / "shop.yaml")


@given(scenario=any_.scenarios(), teams=st.lists(TEAMS, min_size=6, max_size=6), amounts=AMOUNTS)
def test_every_grouping_adds_up_to_the_total(scenario: Any, teams: list[str], amounts: list[Decimal]) -> None:
    """To the last digit, whatever is tagged and whatever is not computed."""
    tagged = [
        replace(one, tags={"team": team} if team else {"env": "x"})
        for one, team in zip(scenario.resources, teams, strict=False)
    ]
    others = [OtherCost(name=f"o{index}", amount=amount) for index, amount in enumerate(amounts)]
    grouped = scenario.replace_unchecked(resources=tuple(tagged), other_costs=tuple(others))
    bill, before = estimate(grouped), estimate(scenario)
    with exactly():
        assert bill.total == before.total + sum(amounts) == total_of(grouped)
        assert bill.list_total == before.list_total + sum(amounts)
        for key in (*KEYS, "file", *(f"tag:{name}" for one in tagged for name in one.tags)):
            assert sum(bill.by(key).values()) == bill.total, key
            assert sum(subtotal.list_cost for subtotal in bill.grouped_by(key).subtotals) == bill.list_total, key


def test_groups_have_what_their_resources_cost() -> None:
    """By arithmetic above; what has no such tag is under the empty text, and last."""
    bill = estimate(shop())
    assert bill.total == TOTAL
    assert bill.by("tag:team") == {"shop": CHECKOUT + 40, "blog": 2 * CHECKOUT, "": D("1.50")}
    assert bill.by("region") == {"us-east-1": CHECKOUT + 1, "eu-west-1": 2 * CHECKOUT, "": D("40.50")}
    assert bill.by("service") == {"aws_lambda": 3 * CHECKOUT, "api_gateway": 1, "other_costs": D("40.50")}
    assert bill.by("resource") == bill.by_resource
    assert bill.by("file") == {"": TOTAL}
    assert bill.other_total == D("40.50")


def test_an_array_is_grouped_element_by_element() -> None:
    """One bill for each element."""
    bill = estimate(shop().with_("checkout", requests=np.array([0.0, 1_000_000.0])))
    assert bill.by("tag:team")["shop"] == pytest.approx([40, float(CHECKOUT) + 40])
    assert float(bill.other_total) == 40.5


@pytest.mark.parametrize("key", ["team", "tag:tema", "files"])
def test_a_key_that_is_none_is_refused_with_those_there_are(key: str, path: str, command: Command) -> None:
    """A misspelt tag would put everything into one group."""
    with pytest.raises(ScenarioError, match=f"by is {key}; did you mean"):
        estimate(shop()).by(key)
    code, _, err = command("estimate", path, "--by", key)
    assert (code, f"--by is {key}; did you mean" in err) == (2, True)


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize(("key", "groups"), [("tag:team", ("shop", "blog")), ("region", ("us-east-1", "eu-west-1"))])
def test_every_format_has_the_groups(to: str, key: str, groups: tuple[str, ...], path: str, command: Command) -> None:
    """With the exact amount for programs: $2 x 4.366675 of the second."""
    _, text, _ = command("estimate", path, "--by", key, "--format", to)
    assert all(group in text for group in groups)
    if to == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        with exactly():
            assert sum(D(row["billed_cost"]) for row in rows if row[key] == groups[1]) == 2 * CHECKOUT
            assert sum(D(row["billed_cost"]) for row in rows) == TOTAL
    elif to == "json":
        subtotals = json.loads(text)["subtotals"]
        assert subtotals["by"] == key
        assert {one["group"]: D(one["billed_cost"]) for one in subtotals["groups"]}[groups[1]] == 2 * CHECKOUT
        assert subtotals["groups"][-1]["group"] is None
    else:
        assert f"Subtotals by {key.removeprefix('tag:')}" in text
        assert "$8.73" in text


@pytest.mark.parametrize("to", [*FORMATS, "page"])
def test_what_is_not_computed_stands_apart_with_where_it_is_from(to: str, path: str, command: Command) -> None:
    """In the total, and with the total of what is computed beside it."""
    _, text, _ = command(*(["report", path, "--by", "service"] if to == "page" else ["estimate", path, "--format", to]))
    assert "DynamoDB" in text
    if to == "json":
        assert json.loads(text)["other_costs"] == {
            "total": "40.5",
            "lines": [
                {"name": "DynamoDB", "amount": "40", "note": "the bill of October"},
                {"name": "Route 53", "amount": "0.5", "note": ""},
            ],
        }
    elif to == "csv":
        assert {row["resource"]: row["billed_cost"] for row in csv.DictReader(io.StringIO(text))}[
            "other_costs.Route 53"
        ] == "0.5"
    else:
        for shown in ("Other costs, not computed", "$40.50", "the bill of October", f"${COMPUTED:.2f}", f"${TOTAL:.2f}"):
            assert shown in text, shown


def test_what_is_not_computed_is_explained_checked_and_stays_as_it_is() -> None:
    """It does not grow with traffic, counts in a budget, and reads back."""
    scenario = shop()
    bill = estimate(scenario)
    (trace,) = bill.explain("other_costs.DynamoDB").traces
    assert (int(trace.terms[0].quantity), trace.charge.price.title) == (40, "DynamoDB: the bill of October")
    assert budget(bill, 40).exceeded
    months = forecast(scenario, months=2, growth="100%").months
    assert months[1].total == 2 * COMPUTED + D("40.50")
    again = load(text=scenario.to_yaml())
    assert isinstance(again, Scenario)
    assert again.replace_unchecked(day=scenario.day) == scenario
    changed = load(text=TEXT, changes={"other_costs.DynamoDB.amount": 41})
    assert isinstance(changed, Scenario)
    assert estimate(changed).total == TOTAL + 1


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        ("[40]", "line 4: other_costs is [Decimal('40')]; allowed: a mapping of names"),
        ("{db: 40}", "other_costs.db is 40; allowed: a mapping of fields"),
        ("{db: {}}", "other_costs.db.amount is missing; allowed: a number"),
        ("{db: {amount: -1}}", "other_costs.db.amount is -1; allowed: at least 0"),
        ("{db: {amount: 1, notes: x}}", "other_costs.db.notes is no key here; did you mean note?"),
    ],
)
def test_an_other_cost_that_is_wrong_is_refused(costs: str, says: str) -> None:
    text = f"functions:\n  f: {{requests: 1, duration_ms: 1, memory_mb: 128}}\n\nother_costs: {costs}\n"
    with pytest.raises(ScenarioError) as error:
        load(text=text)
    assert says in str(error.value)


def test_an_amount_may_be_a_range_and_draws_have_no_groups(path: str, command: Command) -> None:
    """Its likely value is the middle."""
    Path(path).write_text(TEXT.replace("amount: 40", "amount: {low: 30, high: 50}"), encoding="utf-8")
    _, text, _ = command("estimate", path, "--draws", "0", "--by", "tag:team", "--format", "json")
    assert D(json.loads(text)["total"]) == TOTAL
    code, _, err = command("estimate", path, "--draws", "10", "--by", "tag:team")
    assert (code, "--by goes with one bill; --draws 0 makes one, of the likely values" in err) == (2, True)
    assert command("estimate", path, "--draws", "10")[0] == 0


def test_a_report_is_grouped_as_the_bill_is() -> None:
    """In Python by `grouped_by`."""
    assert "without team" in report(estimate(shop()).grouped_by("tag:team"))
    assert "Subtotals" not in report(estimate(shop()))


def test_focus_has_tags() -> None:
    """So that whatever groups an invoice groups an estimate alike."""
    rows = list(csv.DictReader(io.StringIO(report(estimate(shop()), "focus"))))
    with exactly():
        assert sum(D(row["BilledCost"]) for row in rows if row["Tags"] == '{"team": "shop"}') == CHECKOUT + 40
        assert sum(D(row["BilledCost"]) for row in rows) == TOTAL


def test_comparisons_differences_and_forecasts_have_the_same_subtotals_as_bills() -> None:
    """At 0.20 a million: 1M of web and 2M of ops; then 3M of web. An answer's groups add up to its totals."""
    known = {"duration_ms": 0, "memory_mb": 128}
    web, ops = known | {"requests": "1M", "tags": {"team": "web"}}, known | {"requests": "2M", "tags": {"team": "ops"}}
    old = Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"w": web, "o": ops}})
    new = Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"w": web | {"requests": "3M"}}})
    compared = compare(old, new)
    assert compared.by("tag:team") == {"web": (D("0.2"), D("0.6")), "ops": (D("0.4"), None)}
    assert diff(old, new).by("tag:team") == compared.by("tag:team")
    for answer in (compared.grouped_by("tag:team"), diff(old, new).grouped_by("tag:team")):
        assert answer.report("table").count("Subtotals by team") == 1
        assert json.loads(answer.report("json"))["subtotals"] == {
            "by": "tag:team",
            "groups": [{"group": "web", "costs": ["0.2", "0.6"]}, {"group": "ops", "costs": ["0.4", None]}],
        }
    assert "subtotals" not in json.loads(diff(old, new).report("json"))


def test_months_of_a_forecast_are_split_by_groups() -> None:
    """0.20 and 0.40, then twice that: together 0.60 and 1.20."""
    known = {"duration_ms": 0, "memory_mb": 128}
    web, ops = known | {"requests": "1M", "tags": {"team": "web"}}, known | {"requests": "2M", "tags": {"team": "ops"}}
    scenario = Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"w": web, "o": ops}})
    months = forecast(scenario, 2, "100%", by="tag:team")
    assert [one.by_group for one in months.months] == [{"web": D("0.2"), "ops": D("0.4")}, {"web": D("0.4"), "ops": D("0.8")}]
    assert months.rows()[1]["tag:team=ops"] == D("0.8")
    found = json.loads(months.report("json"))
    assert (found["by"], found["months"][0]["groups"][0]) == ("tag:team", {"group": "web", "billed_cost": "0.2"})
    assert "All      $0.60  $1.20  $1.80" in months.report("table")
    assert months.report("csv").splitlines()[0] == "month,hours,tag:team=web,tag:team=ops,total,running_total"


def test_many_variants_have_subtotals_below_each() -> None:
    known = {"requests": "1M", "duration_ms": 0, "memory_mb": 128}
    one = Scenario.from_dict({"day": "2026-11-01", "free_tier": "none", "functions": {"f": known | {"tags": {"team": "web"}}}})
    found = compare(*[one.with_("f", requests=10**6 * count) for count in range(1, 6)]).grouped_by("tag:team")
    lines = [line.split() for line in found.report("table").splitlines() if "team: web" in line]
    assert [line[4] for line in lines] == ["$0.20", "$0.40", "$0.60", "$0.80", "$1.00"]


def test_what_no_answer_can_be_grouped_by_is_refused() -> None:
    one = Scenario.from_dict({"day": "2026-11-01", "functions": {"f": {"requests": 1, "duration_ms": 0, "memory_mb": 128}}})
    for ask in (compare(one, one).grouped_by, diff(one, one).grouped_by, lambda by: forecast(one, 1, by=by)):
        with pytest.raises(ScenarioError, match="by is tag:team; "):
            ask("tag:team")
