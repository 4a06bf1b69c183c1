"""What more of each unknown number would cost: two bills of its resource, and the difference."""

from __future__ import annotations

from copy import deepcopy
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError, ScenarioError
from lambda_cost.numbers.units import number, unit_of

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.unknown import Unknown

MILLION = Decimal(1_000_000)

DIGITS = Context(prec=6)
"""Costs of one more are often less than a cent, so they have six digits wherever they begin."""


def unit_costs(draft: Draft) -> dict[str, str]:
    """For the path of each unknown of *draft*, what more of it costs at list prices, with the others as in the usage file.

    What cannot be priced has no entry.
    """
    known: dict[str, str] = {}
    found: dict[str, str] = {}
    by_resource: dict[tuple[str, str], list[Unknown]] = {}
    for one in draft.unknown:
        by_resource.setdefault((one.section, one.name), []).append(one)
    for (section, name), missing in by_resource.items():
        fields = draft.data[section][name] if name else draft.data[section]
        for one in missing:
            key = f"{section} {fields} {[other.keys for other in missing]} {one.keys}"
            if key not in known:
                known[key] = _cost(draft, fields, missing, one)
            found[one.path] = known[key]
    return {path: words for path, words in found.items() if words}


def _cost(draft: Draft, fields: dict[str, Any], missing: list[Unknown], one: Unknown) -> str:
    """What more of *one* costs, in words; empty if that cannot be said."""
    from lambda_cost.reports.numbers import unit_price

    try:
        value = number(one.example, one.keys[-1])
        step, words = _step(one, value)
        bills = _two_bills(draft, fields, missing, one, value, step)
    except (LambdaCostError, ValueError, TypeError):
        return ""
    cost = DIGITS.subtract(bills[1].total, bills[0].total)
    return f"{words} more costs {'-' if cost < 0 else ''}{unit_price(abs(cost), bills[0].currency)}"


def _step(one: Unknown, value: Any) -> tuple[Decimal, str]:
    """How much more of *one* is asked the price of, and its words."""
    unit = unit_of(one.keys[-1])
    if unit in {"count", "minutes"}:
        return (Decimal(1), "one") if value < MILLION else (MILLION, "1M")
    return Decimal(1), f"1 {unit.upper() if unit.endswith('b') else unit}"


def _two_bills(draft: Draft, fields: dict[str, Any], missing: list[Unknown], one: Unknown, value: Any, step: Any) -> list[Any]:
    """The bills before and after a step up; or up to where *value* is, if no more is allowed."""
    try:
        return [_bill(draft, fields, missing, {one.keys: at}) for at in (value, value + step)]
    except ScenarioError:
        return [_bill(draft, fields, missing, {one.keys: at}) for at in (value - step, value)]


def _bill(draft: Draft, fields: dict[str, Any], missing: list[Unknown], values: dict[Any, Any]) -> Estimate[Decimal]:
    """The bill of one resource by itself, what it is *missing* as in the usage file, but for *values*."""
    from lambda_cost.bill.estimate import estimate
    from lambda_cost.scenario.scenario import Scenario

    own = deepcopy(fields)
    own.pop("functions", None)
    for one in missing:
        into = own
        for key in one.keys[:-1]:
            into = into.setdefault(key, {})
        into[one.keys[-1]] = values.get(one.keys, one.example)
    head = {key: draft.data[key] for key in ("region",) if key in draft.data}
    section, name = missing[0].section, missing[0].name
    return estimate(Scenario.from_dict(head | {"free_tier": "none", section: {name: own} if name else own}))
