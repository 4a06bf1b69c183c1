"""An explanation as people read it: a block of lines for each charge."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from lambda_cost.explanation.terms import number
from lambda_cost.numbers.quantity import EXACT, exactly
from lambda_cost.numbers.text import CENT, exact_money, money
from lambda_cost.reports import html, markdown
from lambda_cost.reports.estimate import consumed, price_of, subtitle, title
from lambda_cost.reports.json_text import json_text
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lambda_cost.explanation.explanation import Explanation
    from lambda_cost.explanation.terms import Term
    from lambda_cost.explanation.trace import FreePart, Rounding, Trace

SHORT = 60
"""Letters of a free part that shares a line with what is paid."""
COLUMNS = tuple(
    Column(key, key)
    for key in (
        "resource",
        "meter",
        "region",
        "choice",
        "formula",
        "filled",
        "consumed_quantity",
        "pricing_quantity",
        "pricing_unit",
        "free_quantity",
        "covered_quantity",
        "billed_cost",
        "price_since",
        "price_checked",
        "price_source",
    )
)


def sheet(explanation: Explanation) -> Sheet:
    """*explanation* as blocks of lines for people, and for programs as a row for each charge."""
    bill = explanation.bill
    return Sheet(
        schema="explain/1",
        title=title(bill),
        subtitle=subtitle(bill),
        columns=COLUMNS,
        rows=tuple(map(_row, explanation.traces)),
        currency=bill.currency,
        writers={
            "table": lambda: "\n".join(_text(explanation)) + "\n",
            "markdown": lambda: "\n".join(_markdown(explanation)) + "\n",
            "html": lambda: "\n".join(_html(explanation)),
            "json": lambda: json_text(explanation.data),
        },
    )


def _row(trace: Trace) -> Row:
    charge, terms = trace.charge, trace.terms
    formula, filled = (" + ".join(f"({getattr(term, name)})" for term in terms) for name in ("formula", "filled"))
    if len(terms) == 1:
        formula, filled = terms[0].formula, terms[0].filled
    own = {
        "formula": formula,
        "filled": filled,
        "consumed_quantity": trace.consumed,
        "price_since": charge.price.since,
        "price_checked": charge.checked,
        "price_source": charge.price.source,
    }
    return Row(tuple(own[column.key] if column.key in own else getattr(charge, column.key) for column in COLUMNS))


def _by_resource(explanation: Explanation) -> Iterator[tuple[str, Iterator[Trace]]]:
    return groupby(explanation.traces, key=lambda trace: trace.charge.resource)


def _text(explanation: Explanation) -> Iterator[str]:
    bill = explanation.bill
    yield f"{title(bill)} · {subtitle(bill)}"
    for resource, traces in _by_resource(explanation):
        yield from ("", resource)
        for trace in traces:
            yield from ("", heading(trace), *(f"  {line}" for line in lines(trace, bill.currency)))
    yield from ("", _sum(explanation))
    for head, items in _notes(explanation):
        yield from ("", head, *(f"  - {item}" for item in items))


def _markdown(explanation: Explanation) -> Iterator[str]:
    bill = explanation.bill
    yield markdown.heading(title(bill), subtitle(bill))
    for resource, traces in _by_resource(explanation):
        yield from ("", f"### {markdown.escaped(resource)}")
        for trace in traces:
            yield from ("", f"**{markdown.escaped(heading(trace))}**", "")
            yield from markdown.listed(lines(trace, bill.currency), "Prices")
    yield from ("", f"**{markdown.escaped(_sum(explanation))}**")
    for head, items in _notes(explanation):
        yield from markdown.folded(head, markdown.listed(items, head))


def _html(explanation: Explanation) -> Iterator[str]:
    bill = explanation.bill
    yield html.heading(title(bill), subtitle(bill))
    for resource, traces in _by_resource(explanation):
        yield f"<p><strong>{escape(resource)}</strong></p>"
        for trace in traces:
            listed = "".join(f"<li>{escape(line)}</li>" for line in lines(trace, bill.currency))
            yield f"<p>{escape(heading(trace))}</p><ul>{listed}</ul>"
    yield f"<p><strong>{escape(_sum(explanation))}</strong></p>"
    for head, items in _notes(explanation):
        yield html.folded(head, items)


def _sum(explanation: Explanation) -> str:
    """What the explained charges cost together, and what the whole bill is."""
    bill = explanation.bill
    total = exact_money(explanation.total, bill.currency)
    if len(explanation.traces) == len(bill.charges):
        return f"Total per month {total}"
    return f"Together {total} of {exact_money(bill.total, bill.currency)} per month"


def _notes(explanation: Explanation) -> list[tuple[str, list[str]]]:
    """What is assumed and warned of, each sentence once."""
    rows = [
        ("Warnings", list(dict.fromkeys(message for trace in explanation.traces for message in trace.warnings))),
        ("Assumptions", list(dict.fromkeys(message for trace in explanation.traces for message in trace.assumptions))),
    ]
    return [(head, items) for head, items in rows if items]


def heading(trace: Trace) -> str:
    """Which charge it is."""
    charge = trace.charge
    return "  ".join(filter(None, (charge.meter, charge.region, charge.choice)))


def lines(trace: Trace, currency: str) -> Iterator[str]:
    """Everything that led to one charge, a line for each step."""
    yield from _counted(trace)
    with exactly():
        yield from _priced(trace, currency)
        yield exact_money(trace.charge.billed_cost, currency)
        yield from _doubts(trace, currency)


def _counted(trace: Trace) -> Iterator[str]:
    """Formula, numbers and quantity."""
    unit = _unit(trace)
    if not trace.charge.region:
        yield trace.charge.price.title
    for term in trace.terms:
        before = f"{term.thing}: " if term.thing and len(trace.terms) > 1 else ""
        yield f"{before}{term.formula}"
        yield f"{before}{_equation(term, unit if len(trace.terms) == 1 else '')}"
    if len(trace.terms) > 1:
        parts = [number(term.quantity) for term in trace.terms]
        signed = " ".join([parts[0], *(f"− {part[1:]}" if part.startswith("-") else f"+ {part}" for part in parts[1:])])
        yield f"{signed} = {number(trace.consumed)}{unit}"
    yield from (f"{item.name} = {number(item.value)}: {item.origin}" for item in trace.inputs if item.origin)


def _equation(term: Term, unit: str) -> str:
    result = f"{number(term.quantity)}{unit}"
    return result if term.filled == number(term.quantity) else f"{term.filled} = {result}"


def _unit(trace: Trace) -> str:
    """What is counted, with a space before it."""
    pool_of_money = "" if trace.charge.region else trace.charge.price.currency
    return f" {trace.charge.pricing_unit.rpartition(' ')[2] if trace.charge.region else pool_of_money}"


def _priced(trace: Trace, currency: str) -> Iterator[str]:
    """From the quantity to its price."""
    charge = trace.charge
    price = charge.price
    if price.multiple != 1:
        yield f"÷ {number(price.multiple)} = {number(charge.pricing_quantity)} (pricing unit: {price.unit})"
    if trace.sharers > 1:
        all_of_it, here = _quantity(trace, trace.pool), _quantity(trace, charge.pricing_quantity)
        yield f"tiers fill with all that {trace.sharers} resources use: {all_of_it}, of which {here} here"
    parts, paid = [*_free(trace), *_covered(trace, currency)], [*_paid(trace, currency)] if charge.region else []
    short = len(parts) == len(paid) == 1 and len(parts[0]) < SHORT
    yield from [f"{parts[0]}, {paid[0]}"] if short else [*parts, *paid]
    if price.source:
        yield f"since {price.since}, checked {charge.checked}, {price.source}"


def _paid(trace: Trace, currency: str) -> Iterator[str]:
    """What is paid on demand, tier by tier."""
    for tier in trace.charge.tiers:
        price = _price(trace, tier.list_unit_price, currency)
        yield f"{_quantity(trace, tier.quantity)} at {price}{_tier(trace, tier.above)}"


def _free(trace: Trace) -> Iterator[str]:
    """The free part, and how it was found."""
    free = trace.free
    if free is None:
        return
    allowance = _quantity(trace, free.allowance)
    amount = _quantity(trace, trace.charge.free_quantity)
    if not free.eligible and trace.charge.pricing_quantity:
        yield f"nothing free, as this takes no part in the free tier ({allowance} a month)"
    elif free.demand <= free.allowance:
        yield f"{amount} free (of {allowance} a month){_not_all(trace, free)}"
    elif free.demand == free.eligible:
        yield f"{amount} free{_not_all(trace, free)}"
    else:
        ratio = f"{allowance} × {_quantity(trace, free.eligible)} ÷ {_quantity(trace, free.demand)}"
        yield f"{amount} free = {ratio}, its share of the free tier{_not_all(trace, free)}"


def _not_all(trace: Trace, free: FreePart) -> str:
    """That some of the usage takes no part in the free tier."""
    if free.eligible == trace.charge.pricing_quantity:
        return ""
    return f" ({_quantity(trace, free.eligible)} take part in the free tier)"


def _covered(trace: Trace, currency: str) -> Iterator[str]:
    """What the Savings Plan covers."""
    if trace.charge.covered_quantity and trace.rate:
        rate, price = trace.rate, _price(trace, trace.rate.price, currency)
        how = f"published {rate.since}" if rate.published else f"by the percentage published {rate.since}"
        yield f"{_quantity(trace, trace.charge.covered_quantity)} covered by the Savings Plan at {price}, {how}, {rate.source}"


def _tier(trace: Trace, above: Decimal) -> str:
    """Which tier a price is of, where there are several in the bill."""
    if len(trace.charge.tiers) == 1 and not above:
        return ""
    return f" (above {_quantity(trace, above)})" if above else " (first tier)"


def _doubts(trace: Trace, currency: str) -> Iterator[str]:
    """What rounding a mean, and the order of the free tier, can change."""
    for rounding in trace.roundings:
        yield _rounding(rounding, currency)
    span = trace.span
    if span is None:
        return
    if EXACT.subtract(span.most, span.least) >= CENT:
        low, high = (money(amount, currency) for amount in (span.least, span.most))
        yield f"{low} to {high}, depending on the order in which AWS applies the free tier, which it does not publish"
    if EXACT.subtract(span.most_total, span.least_total) >= CENT:
        low, high = (money(amount, currency) for amount in (span.least_total, span.most_total))
        yield f"the whole bill {low} to {high}: with the free tier applied to the most or the least expensive usage first"


def _rounding(rounding: Rounding, currency: str) -> str:
    """What AWS bills more, or less, if a duration is a mean."""

    def more(ms: Decimal) -> str:
        cost = money(rounding.cost(ms.copy_abs()), currency)
        return f"{number(ms.copy_abs())} ms {'less' if ms < 0 else 'more'} a request ({cost} in all)" if ms else "as much"

    span = (
        f"up to {more(rounding.most_ms)}"
        if not rounding.least_ms
        else f"from {more(rounding.least_ms)} to {more(rounding.most_ms)}"
    )
    return f"if {rounding.field} is a mean, AWS bills {span}, and about {more(rounding.about_ms)}"


def _quantity(trace: Trace, pricing_quantity: Decimal) -> str:
    """A quantity as it is counted and not as it is priced."""
    return consumed(trace.charge, pricing_quantity)


def _price(trace: Trace, price: Decimal, currency: str) -> str:
    return price_of(trace.charge, price, currency)
