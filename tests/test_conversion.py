"""Another currency beside a bill: exact, at a rate that is said, and never in the prices."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Conversion, Function, Scenario, ScenarioError, estimate
from lambda_cost.numbers.quantity import exactly
from lambda_cost.reports import report
from lambda_cost.reports.formats import FORMATS
from tests.laws.strategies import scenarios

D = Decimal
ARTICLE = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
BILL = estimate(Scenario(day="2026-11-01", free_tier="none", functions=[ARTICLE]))


@pytest.mark.unmeasured
@given(scenarios())
def test_at_a_rate_of_one_the_numbers_are_the_same(scenario: Scenario[Any]) -> None:
    """What is converted is the total, the total at list prices and each resource."""
    found = estimate(scenario).converted("EUR", 1).to_dict()
    assert {key: found["conversion"][key] for key in ("total", "list_total", "resources")} == {
        key: found[key] for key in ("total", "list_total", "resources")
    }


@given(scenarios(), st.decimals(min_value="0.000001", max_value="100000", places=6))
def test_a_conversion_changes_nothing_of_the_bill(scenario: Scenario[Any], rate: Decimal) -> None:
    """Prices and costs stay in the currency of the price list."""
    bill = estimate(scenario)
    other = bill.converted("EUR", rate)
    assert {key: value for key, value in other.to_dict().items() if key != "conversion"} == bill.to_dict()
    assert other.charges == bill.charges
    with exactly():
        assert D(other.to_dict()["conversion"]["total"]) == bill.total * rate


def test_the_articles_bill_in_euros() -> None:
    """4.366675 x 0.92 = 4.017341, to the last digit."""
    assert BILL.converted("EUR", "0.92").to_dict()["conversion"] == {
        "from": "USD",
        "currency": "EUR",
        "rate": "0.92",
        "total": "4.017341",
        "list_total": "4.017341",
        "resources": {"functions.article": "4.017341"},
    }


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_shows_both_and_says_the_rate(to: str) -> None:
    """List unit prices stay in dollars: no format has a price in euros."""
    text = report(BILL.converted("EUR", "0.92"), to)
    if to == "json":
        found = json.loads(text)
        assert (found["currency"], found["total"], found["conversion"]["total"]) == ("USD", "4.366675", "4.017341")
    elif to == "csv":
        # 1M requests for 0.20 are 0.184; 250,000 GB-seconds for 4.166675 are 3.833341.
        ends = [line.split(",")[-3:] for line in text.splitlines()]
        assert ends == [
            ["converted_billed_cost", "converted_currency", "conversion_rate"],
            ["0.184", "EUR", "0.92"],
            ["3.833341", "EUR", "0.92"],
        ]
    else:
        assert "converted, at 1 USD = 0.92 EUR" in text
        assert (text.count("€"), "€4.02" in text, "$4.37" in text, "$0.0000166667" in text) == (1, True, True, True)


def test_a_bill_without_a_conversion_speaks_of_none() -> None:
    """The contract of a plain bill is what it was."""
    assert "conversion" not in BILL.to_dict()
    assert "converted_billed_cost" not in BILL.rows()[0]


def test_arrays_are_converted_element_by_element() -> None:
    """Half of each dollar."""
    assert Conversion.read("XAU", "0.5").of(np.array([1.0, 3.0])).tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("currency", "rate", "says"),
    [
        ("euro", 1, "currency is 'euro'; allowed: a code of three capitals, such as EUR"),
        ("EUR", "0", "rate is '0'; allowed: more than 0"),
        ("EUR", -1, "rate is -1; allowed: more than 0"),
        ("EUR", "1/day", "rate is '1/day'; allowed: more than 0"),
        ("EUR", "nothing", "rate is 'nothing'; allowed: a number, such as 0.92"),
        ("EUR", None, "rate is nothing; allowed: a number, such as 0.92"),
        ("EUR", float("nan"), "rate is nan; allowed: a number, such as 0.92"),
    ],
)
def test_what_is_no_currency_or_no_rate_is_refused(currency: str, rate: Any, says: str) -> None:
    """A wrong rate would make every sum wrong."""
    with pytest.raises(ScenarioError) as error:
        BILL.converted(currency, rate)
    assert str(error.value) == says


def test_both_are_said_at_once() -> None:
    """One round is enough."""
    with pytest.raises(ScenarioError) as error:
        Conversion.read("e", "x")
    assert len(error.value.problems) == 2


def test_a_bill_is_not_converted_into_its_own_currency() -> None:
    """One dollar is one dollar: another rate would be another bill; of a bill in yuan, dollars are another currency."""
    with pytest.raises(ScenarioError, match="currency is USD, which the bill is in; allowed: another currency"):
        BILL.converted("USD", "0.92")
    beijing = estimate(Scenario(region="cn-north-1", day="2026-11-01", functions=[ARTICLE]))
    assert (beijing.currency, beijing.converted("USD", "0.14").conversion) == ("CNY", Conversion("USD", D("0.14")))
