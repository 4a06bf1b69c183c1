"""One rule, four readings: whatever number a rule is run on, it counts the same."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import estimate
from lambda_cost.numbers.formula import Formula
from lambda_cost.numbers.quantity import exactly
from lambda_cost.services.described import address_of
from tests.laws import strategies as any_

REL = Decimal("1e-12")
EACH = [*((rule, None) for rule in any_.RESOURCES), *any_.HOSTED]
RULES = pytest.mark.parametrize(
    ("rule", "host"), EACH, ids=[f"{address_of(host)}-{address_of(rule)}" if host else address_of(rule) for rule, host in EACH]
)


@st.composite
def metering(draw: Any, rule: Any, host: Any) -> Any:
    """A resource in a month that runs *rule*: itself, or the *host* that has the feature."""
    drawn = any_.resources(host, having=rule) if host else any_.resources(rule)
    made = draw(drawn).for_month(Decimal(730))
    assert host is None or any(type(feature) is rule for feature in made.features)
    return made


def counted(resource: Any) -> dict[str, Any]:
    """What *resource* and its features meter."""
    return dict(resource.meter()) | {
        f"{feature.path} {name}": quantity
        for feature in resource.features
        for name, quantity in feature.meter(resource).items()
    }


def exact(resource: Any) -> dict[str, Decimal]:
    with exactly():
        return counted(resource)


def close(found: Any, expected: Decimal) -> bool:
    """Whether a binary number is *expected* but for the last digits that it can hold."""
    return abs(Decimal(float(found)) - expected) <= abs(expected) * REL


@RULES
@given(data=st.data())
def test_arrays_count_what_decimals_count(rule: Any, host: Any, data: st.DataObject) -> None:
    """A sweep and a bill must not differ; a million scenarios are only worth having if each is right."""
    it = data.draw(metering(rule, host))
    chosen = data.draw(st.sets(st.sampled_from(sorted(any_.values(it))), min_size=1))
    arrays = counted(any_.mapped(it, lambda key, x: np.array([float(x)] * 2) if key in chosen else x))
    for meter, expected in exact(it).items():
        assert all(close(x, expected) for x in np.atleast_1d(arrays[meter])), (meter, arrays[meter], expected)


def in_columns(it: Any, chosen: set[str]) -> dict[str, float]:
    """What *it* meters when the quantities *chosen* are columns of a data frame."""
    columns = counted(any_.mapped(it, lambda key, x: pl.col(key) if key in chosen else x))
    frame = pl.DataFrame({key: [float(x)] for key, x in any_.values(it).items()})
    return {name: frame.select(pl.lit(x) if isinstance(x, float) else x).item() for name, x in columns.items()}


@RULES
@given(data=st.data())
def test_columns_count_what_decimals_count(rule: Any, host: Any, data: st.DataObject) -> None:
    """A rule runs on a column of requests as it does on one number."""
    it = data.draw(metering(rule, host))
    columns = in_columns(it, set(any_.values(it)))
    for meter, expected in exact(it).items():
        assert close(columns[meter], expected), (meter, columns[meter], expected)


@RULES
@given(data=st.data())
def test_some_columns_beside_numbers_count_the_same(rule: Any, host: Any, data: st.DataObject) -> None:
    """Most fields of a sweep are one number; which of them are columns must not matter."""
    it = data.draw(metering(rule, host))
    columns = in_columns(it, data.draw(st.sets(st.sampled_from(sorted(any_.values(it))), min_size=1)))
    for meter, expected in exact(it).items():
        assert close(columns[meter], expected), (meter, columns[meter], expected)


def calculated(formula: object, values: dict[str, Decimal]) -> Fraction:
    """What the printed *formula* is, worked out from its text with *values*; a number is itself."""
    if isinstance(formula, Decimal):
        return Fraction(formula)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", str(formula))
    for sign, python in {"×": "*", "÷": "/", "−": "-", "⌈": "ceil(", "⌉": ")"}.items():
        text = text.replace(sign, python)
    text = re.sub(r"(?<![\w.])\d+(?:\.\d+)?", r'D("\g<0>")', text)
    fractions = {name: Fraction(x) for name, x in values.items()}
    return Fraction(eval(text, {"D": Fraction, "ceil": ceil, "max": max, "min": min, **fractions}))  # noqa: S307 - text made above


def is_billed(formula: object, values: dict[str, Decimal], expected: Decimal) -> bool:
    """Whether *formula* gives *expected*: to the last digit, or to twenty where a divisor cuts a quotient at thirty places."""
    found = calculated(formula, values)
    divisors = (int(text.replace(",", "")) for text in re.findall(r"÷ ([\d,]+)", str(formula)))
    endless = any(10**30 % divisor for divisor in divisors)
    return found == Fraction(expected) or (
        endless and abs(found - Fraction(expected)) <= max(abs(found) / 10**20, Fraction(1, 10**29))
    )


@RULES
@given(data=st.data())
def test_a_formula_says_what_is_calculated(rule: Any, host: Any, data: st.DataObject) -> None:
    """What `explain` prints, worked out by hand, is what is billed; so every field that matters is in it."""
    it = data.draw(metering(rule, host))
    formulas = counted(any_.mapped(it, lambda key, _: Formula(key)))
    values = any_.values(it)
    for meter, expected in exact(it).items():
        assert is_billed(formulas[meter], values, expected), (meter, str(formulas[meter]))


@RULES
@given(data=st.data())
def test_a_formula_may_have_numbers_in_it(rule: Any, host: Any, data: st.DataObject) -> None:
    """Fields that are left at their defaults stand in a formula as numbers."""
    it = data.draw(metering(rule, host))
    chosen = data.draw(st.sets(st.sampled_from(sorted(any_.values(it))), min_size=1))
    with exactly():
        formulas = counted(any_.mapped(it, lambda key, x: Formula(key) if key in chosen else x))
    values = any_.values(it)
    for meter, expected in exact(it).items():
        assert is_billed(formulas[meter], values, expected), (meter, str(formulas[meter]))


@given(scenario=any_.scenarios())
def test_a_bill_of_arrays_is_the_exact_bill(scenario: Any) -> None:
    """From the fields to the total, tiers and free tier included; to a part of 10^12 of the list cost."""
    bill = estimate(scenario)
    arrays = estimate(
        scenario.replace_unchecked(
            resources=tuple(any_.mapped(one, lambda _, x: np.array([float(x)])) for one in scenario.in_month())
        )
    )
    allowed = bill.list_total * REL
    assert abs(Decimal(float(arrays.list_total[0])) - bill.list_total) <= allowed
    assert abs(Decimal(float(arrays.total[0])) - bill.total) <= allowed


@given(scenario=any_.scenarios(), data=st.data())
def test_each_element_of_an_array_is_a_bill_of_its_own(scenario: Any, data: st.DataObject) -> None:
    """An axis is a set of alternatives: one array in a scenario, and every element is priced as if it were alone."""
    one = data.draw(st.sampled_from(scenario.resources))
    field = data.draw(st.sampled_from([field for field in any_.numeric(type(one)) if getattr(one, field.name) is not None]))
    values = data.draw(st.lists(any_.allowed(one, field), min_size=1, max_size=3))
    wide = estimate(scenario.with_(one.name, **{field.name: np.array([float(x) for x in values])})).total
    for found, value in zip(np.broadcast_to(wide, len(values)), values, strict=True):
        alone = estimate(scenario.with_(one.name, **{field.name: value}))
        assert abs(Decimal(float(found)) - alone.total) <= alone.list_total * REL
