"""A bill in rows and columns: what every format shows of it."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.records import COLUMNS, CONVERTED, entry_like, entry_numbers, kind_of
from lambda_cost.numbers.quantity import EXACT, divided, exactly, require_exact
from lambda_cost.numbers.text import HOLE, csv_field, csv_text, decimal_text, money, quantity, unit_price, with_places
from lambda_cost.reports.budget import sentences
from lambda_cost.reports.groups import other_cost_rows, subtotal_rows
from lambda_cost.reports.heading import conditions, scope
from lambda_cost.reports.sheet import Column, LazyRows, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.what_if.budget.budget import Budget

MONTHS_IN_YEAR = 12
_RESOURCE = attrgetter("resource")
BRIEF_HEAD, BRIEF_LEAST = 12, 5
"""Lines of a terminal that are no resources, and resources that are shown even if there is no room for more."""
BILL_COLUMNS = (
    Column("charge", ""),
    Column("quantity", "Quantity", "quantity"),
    Column("unit", "Unit"),
    Column("free", "Free", "quantity"),
    Column("unit_price", "Unit price", "unit_price"),
    Column("cost", "Cost", "money"),
)


def sheet(bill: Estimate[Any], budget: Budget | None = None) -> Sheet:
    """*bill* as it is shown, with what *budget* says of it.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    check_exact(bill)
    return Sheet(
        schema="estimate/2",
        title=title(bill),
        subtitle=subtitle(bill),
        columns=BILL_COLUMNS,
        rows=LazyRows(lambda: [*_rows(bill), *other_cost_rows(bill), *subtotal_rows(bill), *_sums(bill)]),
        currency=bill.currency,
        notes=(
            ("Warnings", bill.warnings),
            ("Budget", tuple(sentences(budget)) if budget else ()),
            ("Assumptions", bill.assumptions),
            ("Prices", tuple(sources(bill))),
        ),
        writers={"focus": lambda: _focus(bill)},
        streams={"json": lambda: _json(bill, budget), "csv": lambda: _csv(bill)},
        brief=partial(brief, bill, budget),
    )


def brief(bill: Estimate[Any], budget: Budget | None, lines: int) -> Sheet:
    """*bill* in *lines* of a terminal: its resources, the most expensive first, and the total."""
    warnings = tuple(f"! {warning.partition(';')[0].removesuffix('.')}." for warning in bill.warnings)
    full = f"--full shows every charge, {len(bill.assumptions)} assumptions and the sources of the prices."
    sums = [Row((row.values[0], row.values[-1], None, None), row.level, row.currency) for row in _sums(bill)]
    groups = [*_brief_subtotals(bill)]
    most = max(lines - len(groups) - len(sums) - len(warnings) - BRIEF_HEAD, BRIEF_LEAST)
    return Sheet(
        schema="",
        title=title(bill),
        subtitle=subtitle(bill),
        columns=(
            Column("resource", ""),
            Column("cost", "Cost", "money"),
            Column("share", "Share", "percent"),
            Column("most", "Most of it"),
        ),
        rows=(*_brief_rows(bill, most), *groups, *sums),
        currency=bill.currency,
        notes=(("Budget", tuple(sentences(budget)) if budget else ()),),
        scope=(*scope(bill), full, *warnings),
    )


def _brief_rows(bill: Estimate[Any], most: int) -> list[Row]:
    """The *most* expensive resources, and what the others come to; of fifty thousand only those that are shown become rows."""
    costs = bill.by_resource
    listed = [(name, [*charges]) for name, charges in groupby(bill.charges, key=_RESOURCE)]
    resources = sorted(listed, key=lambda resource: costs[resource[0]], reverse=True)
    rows = [_briefly(bill, name, charges) for name, charges in resources[:most]]
    if len(resources) > most:
        with exactly():
            rest = sum((costs[name] for name, _ in resources[most:]), bill.total * 0)
        rows.append(Row((f"{len(resources) - most} more", rest, _share(rest, bill), None), "memo"))
    return rows


def _briefly(bill: Estimate[Any], resource: str, charges: list[Charge[Any]]) -> Row:
    """The *resource* that has these *charges* with its cost, its share of the total, and the charge that is most of it."""
    cost = bill.by_resource[resource]
    most = max(charges, key=lambda charge: abs(charge.billed_cost))
    what = f"{most.price.title} {money(most.billed_cost, bill.currency)}"
    return Row((resource, cost, _share(cost, bill), None if len(charges) == 1 else what))


def _brief_subtotals(bill: Estimate[Any]) -> Iterator[Row]:
    """What the bill comes to, group by group, below the resources."""
    for row in subtotal_rows(bill):
        cost = row.values[-1]
        share = None if cost is None else _share(cost, bill)
        yield Row((row.values[0], cost, share, None), "plain" if row.level == "head" else "memo")


def _share(cost: Any, bill: Estimate[Any]) -> Any:
    """*cost* as a part of the total; None where that is nothing."""
    return divided(cost, bill.total) if bill.total else None


def check_exact(bill: Estimate[Any]) -> None:
    """Refuse a bill of arrays.

    Raises:
        LambdaCostError: if it is one.
    """
    require_exact(bill.total, "take its arrays: bill.total, bill.by_meter")


def title(bill: Estimate[Any]) -> str:
    """What the bill is of."""
    return bill.scenario.name or "Estimate"


def subtitle(bill: Estimate[Any]) -> str:
    """Where, at whose prices, under which offer, and for how long."""
    return f"{conditions(bill)} · per month"


def _rows(bill: Estimate[Any]) -> Iterator[Row]:
    many_regions = len({charge.region for charge in bill.charges if charge.region}) > 1
    costs = bill.by_resource
    others = {cost.path for cost in bill.scenario.other_costs}
    computed = (charge for charge in bill.charges if charge.resource not in others)
    for resource, charges in groupby(computed, key=_RESOURCE):
        members = list(charges)
        where = f" ({members[0].region})" if many_regions and members[0].region else ""
        yield Row((f"{resource}{where}", "", "", "", "", money(costs[resource], bill.currency)), "head", "", "texts")
        for charge in members:
            yield from charge_rows(charge, bill.currency)


def charge_rows(charge: Charge[Any], currency: str) -> Iterator[Row]:
    """The row of one charge, and those of its tiers."""
    price, tiers = charge.price, charge.tiers
    only = tiers[0] if len(tiers) == 1 else None
    cells = (
        price.title,
        consumed(charge, charge.pricing_quantity) if price.unit else "",
        price.unit.rpartition(" ")[2],
        consumed(charge, charge.free_quantity) if charge.free_quantity else "",
        _price_text(price.multiple, only.list_unit_price, currency) if only else "",
        money(charge.billed_cost, currency),
    )
    yield Row(cells, "plain", "", "texts")
    if charge.covered_quantity:
        covered = consumed(charge, charge.covered_quantity)
        yield Row(("covered by the Savings Plan", covered, "", "", "", ""), "detail", "", "texts")
    for tier in () if only else tiers:
        where = f"above {consumed(charge, tier.above)}" if tier.above else "first tier"
        unit_price_text = price_of(charge, tier.list_unit_price, currency)
        cells = (where, consumed(charge, tier.quantity), "", "", unit_price_text, money(tier.cost, currency))
        yield Row(cells, "detail", "", "texts")


def _sums(bill: Estimate[Any]) -> Iterator[Row]:
    def row(words: str, amount: Any, *, level: Any = "memo", currency: str = "") -> Row:
        return Row((words, None, None, None, None, amount), level, currency)

    with exactly():
        yield row("Total per month", bill.total, level="total")
        yield row("per year (12 months)", bill.total * MONTHS_IN_YEAR)
        if bill.requests:
            yield row("per million requests", divided(bill.total * 10**6, bill.requests))
    if bill.other_total:
        yield row("computed, without other costs", bill.total - bill.other_total)
    if bill.list_total != bill.total:
        yield row("at list prices, nothing free", bill.list_total)
    other = bill.conversion
    if other is not None:
        yield row(f"converted, at {other.words(bill.currency)}", other.of(bill.total), currency=other.currency)


def sources(bill: Estimate[Any]) -> list[str]:
    """How old the last check of the prices is, their publications, and where they were last seen to hold."""
    by_source: dict[tuple[str, str, str], list[Charge[Any]]] = {}
    for charge in bill.one_for_each_price:
        if charge.region:
            by_source.setdefault((charge.price.book, charge.price.source_title, charge.price.source), []).append(charge)
    return [*bill.age.sentences(), *(f"{cited(*source)}{_confirmed(charges)}" for source, charges in by_source.items())]


def cited(book: str, title: str, source: str) -> str:
    """A publication with its address, if it has one, and the price book that cites it, if that is not the bundled one."""
    return ": ".join(filter(None, (f"price book {book}" if book else "", title, source)))


def _confirmed(charges: list[Charge[Any]]) -> str:
    """In which later publications the prices of *charges*, which have one source, were seen again."""
    title = charges[0].price.source_title
    checks = sorted({charge.check for charge in charges if charge.check.title != title}, reverse=True)
    again = "; ".join(f"{check.day} in {check.title}" for check in checks)
    part = "some of them " if checks and any(charge.check.title == title for charge in charges) else ""
    return f"; {part}confirmed {again}" if again else ""


def consumed(charge: Charge[Any], pricing_quantity: Decimal) -> str:
    """A quantity as it is counted and not as it is priced: 10,000,000 and not 10 millions."""
    multiple = charge.price.multiple
    return quantity(pricing_quantity if multiple == 1 else EXACT.multiply(pricing_quantity, multiple))


def price_of(charge: Charge[Any], price: Decimal, currency: str) -> str:
    """*price* with what it is for, where that is not one."""
    return _price_text(charge.price.multiple, price, currency)


@lru_cache(maxsize=1024)
def _price_text(multiple: Any, price: Decimal, currency: str) -> str:
    per = {1: "", 10**6: " per 1M"}.get(int(multiple), f" per {multiple}")
    return unit_price(price, currency) + per


def _json(bill: Estimate[Any], budget: Budget | None) -> Iterator[str]:
    from lambda_cost.reports.json_text import json_parts

    own = {"charges": _written(bill.charges)} | ({} if budget is None else {"budget": budget.to_dict()})
    return json_parts(bill.document() | own)


def _written(charges: Iterable[Charge[Any]]) -> Iterator[str]:
    """The entries of *charges* as JSON: what those of one kind share is written once and used again."""
    from json.encoder import encode_basestring as quoted

    from lambda_cost.reports.json_text import Written, item_with_places

    entries: dict[tuple[Any, ...], str] = {}
    for charge in charges:
        kind = kind_of(charge)
        if kind not in entries:
            entries[kind] = item_with_places(entry_like(charge, HOLE))
        yield Written(entries[kind] % (quoted(charge.resource)[1:-1], *map(decimal_text, entry_numbers(charge))))


def _focus(bill: Estimate[Any]) -> str:
    from lambda_cost.reports import focus

    return focus.write(bill)


def _csv(bill: Estimate[Any]) -> Iterator[str]:
    """One row for each charge; a budget has none."""
    columns = COLUMNS if bill.conversion is None else (*COLUMNS, *CONVERTED)
    columns += () if bill.group_by in {"", *COLUMNS} else (bill.group_by,)
    yield csv_text(columns, ())
    lines: dict[tuple[Any, ...], tuple[str, list[str]]] = {}
    for kind, shared, own in bill.row_parts():
        if kind not in lines:
            example = shared | dict.fromkeys(own, HOLE)
            lines[kind] = with_places(csv_text(example.values(), ())), [name for name in example if name in own]
        line, names = lines[kind]
        yield line % tuple([csv_field(own[name]) for name in names])
