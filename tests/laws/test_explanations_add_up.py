"""Whoever works an explanation out by hand comes to the bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import PriceBook, estimate
from lambda_cost.explanation.terms import terms
from lambda_cost.explanation.tracer import explain
from lambda_cost.numbers.quantity import exactly, exceeds
from lambda_cost.services.limits import limits_of
from tests.laws import strategies as any_
from tests.laws.test_readings_agree import RULES, is_billed, metering


@RULES
@given(data=st.data())
def test_filled_in_numbers_come_to_the_quantity(rule: Any, host: Any, data: st.DataObject) -> None:
    """The printed line, typed into a calculator, gives what is counted; for every rule there is or will be."""
    it = data.draw(metering(rule, host))
    with exactly():
        found = terms(it, any_.DAY, PriceBook.bundled())
    assert found
    for term in (term for group in found.values() for term in group):
        assert is_billed(term.filled, {}, term.quantity), term


@given(scenario=any_.scenarios())
def test_explained_costs_add_up_to_the_bill(scenario: Any) -> None:
    """Nothing is left unexplained, and nothing is explained twice."""
    bill = estimate(scenario)
    found = explain(bill)
    assert found.total == bill.total
    assert [trace.charge for trace in found.traces] == list(bill.charges)


@given(scenario=any_.scenarios())
def test_an_explained_charge_is_its_terms_less_what_is_free_through_the_tiers(scenario: Any) -> None:
    """The steps between the formula and the cost leave nothing out."""
    for trace in explain(estimate(scenario)).traces:
        charge = trace.charge
        with exactly():
            assert sum(term.quantity for term in trace.terms) == trace.consumed
            assert trace.consumed == charge.pricing_quantity * charge.price.multiple
            paid = sum((tier.quantity for tier in charge.tiers), Decimal(0))
            assert charge.free_quantity + charge.covered_quantity + paid == charge.pricing_quantity
            assert sum((tier.quantity * tier.list_unit_price for tier in charge.tiers), Decimal(0)) == charge.billed_cost
            assert not trace.free or charge.free_quantity <= min(trace.free.eligible, trace.free.allowance)


@given(scenario=any_.scenarios(), data=st.data())
def test_what_a_millisecond_costs_is_what_an_estimate_with_it_says(scenario: Any, data: st.DataObject) -> None:
    """A cheaper way to the same number: pools summed up, and one resource changed."""
    bill = estimate(scenario)
    trace = data.draw(st.sampled_from(explain(bill).traces))
    month = scenario.in_month()
    for rounding in trace.roundings:
        feature, _, name = rounding.field.rpartition(".")
        resource = next(made for made in month if made.path == trace.charge.resource)
        thing = next((part for part in resource.features if part.path == feature), resource)
        longer = thing.replace_unchecked(**{name: getattr(thing, name) + 1})
        parts = tuple(longer if part is thing else part for part in resource.features)
        changed = longer if thing is resource else resource.replace_unchecked(features=parts)
        if any(exceeds(limit.part, limit.whole) for _, limit in limits_of(changed)):
            continue  # at its timeout, nothing runs a millisecond longer
        later = estimate(scenario.replace_unchecked(resources=tuple(changed if made is resource else made for made in month)))
        meter = trace.charge.meter
        assert rounding.cost_of_a_ms == later.by_meter[meter].billed_cost - bill.by_meter[meter].billed_cost


@given(scenario=any_.scenarios())
def test_every_name_in_a_formula_is_explained(scenario: Any) -> None:
    """The formula with the listed inputs put in is the quantity."""
    for trace in explain(estimate(scenario)).traces:
        values = {one.name.replace(".", "_"): one.value for one in trace.inputs}
        for term in trace.terms:
            formula = term.formula
            for one in trace.inputs:
                formula = formula.replace(one.name, one.name.replace(".", "_"))
            assert is_billed(formula, values, term.quantity), (formula, values)


@given(scenario=any_.scenarios(offers=st.just("always")))
def test_the_span_of_the_free_tier_contains_the_bill(scenario: Any) -> None:
    """In whatever order AWS uses the free tier up, the bill that is shown is one of those that it may be."""
    bill = estimate(scenario)
    for trace in explain(bill).traces:
        if trace.span is not None:
            assert trace.span.least <= trace.charge.billed_cost <= trace.span.most
            assert trace.span.least_total <= bill.total <= trace.span.most_total
