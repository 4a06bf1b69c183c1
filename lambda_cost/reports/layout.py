"""The lines of a bill, in words and numbers, before any format: what text, Markdown and HTML show alike."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost.numbers.quantity import EXACT, divided, exactly, require_exact
from lambda_cost.reports import numbers
from lambda_cost.reports.budget import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.what_if.budget.budget import Budget

COLUMNS = ("", "Quantity", "Unit", "Free", "Unit price", "Cost")
WORDS = frozenset({0, 2})
FREE_TIERS = {
    "always": "always-free tier",
    "first_year": "first-year free tier",
    "none": "no free tier",
}
MONTHS_IN_YEAR = 12


class Line(NamedTuple):
    """One line of a table; its cells are in the order of the heads."""

    kind: Literal["resource", "charge", "tier", "total", "aside", "plain"]
    cells: tuple[str, ...]


class Page(NamedTuple):
    """A result as it is shown, before any format: every format writes a page."""

    title: str
    """What it is of."""
    subtitle: str
    """Where, when, under which conditions."""
    heads: tuple[str, ...]
    """The heads of the columns."""
    left: frozenset[int]
    """The columns of words; numbers stand to the right."""
    lines: list[Line]
    """The table."""
    sums: list[Line]
    """What stands below the table, under a line."""
    notes: list[tuple[str, list[str]]]
    """Headed lists of sentences."""


def page(bill: Estimate[Any], budget: Budget | None = None) -> Page:
    """*bill* as it is shown, with what *budget* says of it.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    held = list(sentences(budget)) if budget else []
    notes = [("Warnings", list(bill.warnings)), ("Budget", held)]
    notes += [("Assumptions", list(bill.assumptions)), ("Prices", sources(bill))]
    return Page(
        title=title(bill),
        subtitle=subtitle(bill),
        heads=COLUMNS,
        left=WORDS,
        lines=lines(bill),
        sums=totals(bill),
        notes=[(head, items) for head, items in notes if items],
    )


def title(bill: Estimate[Any]) -> str:
    """What the bill is of."""
    return bill.scenario.name or "Estimate"


def subtitle(bill: Estimate[Any]) -> str:
    """Where, at whose prices, under which offer, and for how long."""
    return f"{conditions(bill)} · per month"


def conditions(bill: Estimate[Any]) -> str:
    """Where, at whose prices and under which offer."""
    regions = sorted({charge.region for charge in bill.charges if charge.region})
    return " · ".join([", ".join(regions), f"prices of {bill.scenario.day}", FREE_TIERS[bill.scenario.free_tier]])


def lines(bill: Estimate[Any]) -> list[Line]:
    """Every resource with its charges.

    Raises:
        LambdaCostError: if the bill is one of arrays.
    """
    require_exact(bill.total, "take its arrays: bill.total, bill.by_meter")
    return list(_lines(bill))


def totals(bill: Estimate[Any]) -> list[Line]:
    """The sums, per month, per year and per million requests."""
    with exactly():
        found = [("Total per month", bill.total, "total"), ("per year (12 months)", bill.total * MONTHS_IN_YEAR, "aside")]
        if bill.requests:
            found.append(("per million requests", divided(bill.total * 10**6, bill.requests), "aside"))
    if bill.list_total != bill.total:
        found.append(("at list prices, nothing free", bill.list_total, "aside"))
    sums = [(words, numbers.money(amount, bill.currency), kind) for words, amount, kind in found]
    if bill.conversion is not None:
        words = f"converted, at {bill.conversion.words(bill.currency)}"
        sums.append((words, numbers.money(bill.conversion.of(bill.total), bill.conversion.currency), "aside"))
    return [Line(kind, (words, "", "", "", "", amount)) for words, amount, kind in sums]  # type: ignore[arg-type]


def sources(bill: Estimate[Any]) -> list[str]:
    """How old the last check of the prices is, their publications, and where they were last seen to hold."""
    found: dict[tuple[str, str, str], list[Charge[Any]]] = {}
    for charge in bill.charges:
        if charge.region:
            found.setdefault((charge.price.book, charge.price.source_title, charge.price.source), []).append(charge)
    return [*bill.age.sentences(), *(f"{cited(*named)}{_confirmed(charges)}" for named, charges in found.items())]


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


def _lines(bill: Estimate[Any]) -> Iterator[Line]:
    many_regions = len({charge.region for charge in bill.charges if charge.region}) > 1
    costs = bill.by_resource
    for resource, charges in groupby(bill.charges, key=lambda charge: charge.resource):
        members = list(charges)
        where = f" ({members[0].region})" if many_regions and members[0].region else ""
        yield Line("resource", (f"{resource}{where}", "", "", "", "", numbers.money(costs[resource], bill.currency)))
        for charge in members:
            yield from charge_lines(charge, bill.currency)


def charge_lines(charge: Charge[Any], currency: str) -> Iterator[Line]:
    """The line of one charge, and those of its tiers."""
    one = charge.tiers[0] if len(charge.tiers) == 1 else None
    yield Line(
        "charge",
        (
            charge.price.title,
            consumed(charge, charge.pricing_quantity) if charge.pricing_unit else "",
            _unit(charge),
            consumed(charge, charge.free_quantity) if charge.free_quantity else "",
            price_of(charge, one.list_unit_price, currency) if one else "",
            numbers.money(charge.billed_cost, currency),
        ),
    )
    if charge.covered_quantity:
        yield Line("tier", ("covered by the Savings Plan", consumed(charge, charge.covered_quantity), "", "", "", ""))
    for tier in () if one else charge.tiers:
        where = f"above {consumed(charge, tier.above)}" if tier.above else "first tier"
        cells = (where, consumed(charge, tier.quantity), "", "", price_of(charge, tier.list_unit_price, currency))
        yield Line("tier", (*cells, numbers.money(tier.cost, currency)))


def consumed(charge: Charge[Any], pricing_quantity: Decimal) -> str:
    """A quantity as it is counted and not as it is priced: 10,000,000 and not 10 millions."""
    return numbers.quantity(EXACT.multiply(pricing_quantity, charge.price.multiple))


def _unit(charge: Charge[Any]) -> str:
    return charge.pricing_unit.rpartition(" ")[2]


def price_of(charge: Charge[Any], price: Decimal, currency: str) -> str:
    """*price* with what it is for, where that is not one."""
    return _price_text(charge.price.multiple, price, currency)


@lru_cache(maxsize=1024)
def _price_text(multiple: Any, price: Decimal, currency: str) -> str:
    per = {1: "", 10**6: " per 1M"}.get(int(multiple), f" per {multiple}")
    return numbers.unit_price(price, currency) + per
