"""The trace of a charge as plain data, in the form of `--format json`: every number as text and exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.bill.records import charge_entry
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from lambda_cost.explanation.trace import Rounding, Trace


def trace_entry(trace: Trace) -> dict[str, Any]:
    """One charge, from its formula to its cost; numbers are text, to the last digit."""
    price = trace.charge.price
    row = charge_entry(trace.charge)
    own = {
        "title": price.title,
        "terms": [
            {"thing": term.thing, "formula": term.formula, "filled": term.filled, "quantity": decimal_text(term.quantity)}
            for term in trace.terms
        ],
        "inputs": [{"name": item.name, "value": decimal_text(item.value), "origin": item.origin} for item in trace.inputs],
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
        "rounding": [_rounding(rounding) for rounding in trace.roundings],
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


def _rounding(rounding: Rounding) -> dict[str, Any]:
    """What it means that a duration may be a mean."""
    numbers = {name: decimal_text(value) for name, value in rounding._asdict().items() if name != "field"}
    costs = {
        f"{name}_cost": decimal_text(rounding.cost(getattr(rounding, f"{name}_ms"))) for name in ("least", "about", "most")
    }
    return {"field": rounding.field} | numbers | costs
