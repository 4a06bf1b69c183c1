"""An explanation as plain data: the contract `lambda-cost/explain/1`, every number as text and exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.bill.records import charge_of
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from lambda_cost.explanation.explanation import Explanation, Trace

SCHEMA = "lambda-cost/explain/1"


def document(explanation: Explanation) -> dict[str, Any]:
    """*explanation* in the form of `--format json`."""
    bill = explanation.bill
    return {
        "schema": SCHEMA,
        "name": bill.scenario.name,
        "currency": bill.currency,
        "day": bill.scenario.day.isoformat(),
        "hours": decimal_text(bill.scenario.hours),
        "free_tier": bill.scenario.free_tier,
        "total": decimal_text(bill.total),
        "explained": decimal_text(explanation.total),
        "charges": [_trace(one) for one in explanation.traces],
    }


def _trace(trace: Trace) -> dict[str, Any]:
    """One charge, from its formula to its cost."""
    price = trace.charge.price
    row = charge_of(trace.charge)
    own = {
        "title": price.title,
        "terms": [
            {"thing": one.thing, "formula": one.formula, "filled": one.filled, "quantity": decimal_text(one.quantity)}
            for one in trace.terms
        ],
        "inputs": [{"name": one.name, "value": decimal_text(one.value), "origin": one.origin} for one in trace.inputs],
        "consumed_quantity": decimal_text(trace.consumed),
        "pricing_multiple": decimal_text(price.multiple),
        "free": trace.free
        and {
            "allowance": decimal_text(trace.free.allowance),
            "offers": list(trace.free.offers),
            "demand": decimal_text(trace.free.demand),
            "eligible": decimal_text(trace.free.eligible),
        },
        "pool": {"pricing_quantity": decimal_text(trace.pool), "resources": trace.sharers},
        "savings_plan": _rate(trace),
        "rounding": [_rounding(trace, place) for place in range(len(trace.roundings))],
        "free_tier_order": trace.span and {name: decimal_text(value) for name, value in trace.span._asdict().items()},
        "assumptions": list(trace.assumptions),
        "warnings": list(trace.warnings),
    }
    last = {"price": row.pop("price") | {"follows": price.follows}}
    return row | own | last


def _rate(trace: Trace) -> dict[str, Any] | None:
    """What a covered unit costs under the Savings Plan."""
    rate = trace.rate
    if rate is None:
        return None
    return {
        "unit_price": decimal_text(rate.price),
        "published": rate.published,
        "since": rate.since.isoformat(),
        "source": rate.source,
    }


def _rounding(trace: Trace, place: int) -> dict[str, Any]:
    """What it means that a duration may be a mean."""
    one = trace.roundings[place]
    numbers = {name: decimal_text(value) for name, value in one._asdict().items() if name != "field"}
    costs = {f"{name}_cost": decimal_text(one.cost(getattr(one, f"{name}_ms"))) for name in ("least", "about", "most")}
    return {"field": one.field} | numbers | costs
