"""Two bills or more, line by line: what differs, by how much, and which is the cheapest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from lambda_cost.bill.estimate import Estimate, estimate
from lambda_cost.charted import Charted
from lambda_cost.errors import LambdaCostError, MissingPriceError, Problem, ScenarioError
from lambda_cost.numbers.quantity import divided, exactly, is_exact, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.what_if.variants import Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

MIN_VARIANTS = 2
_ZERO = Decimal(0)
ROW_KEYS = ("variant", "resource", "meter", "cost", "difference", "change", "currency")
"""The keys of flat rows."""


class PricedVariant(NamedTuple):
    """One of what is compared."""

    name: str
    """What to call it."""
    bill: Estimate[Decimal] | None
    """What it costs; None if it has no price."""
    reason: str = ""
    """Why it has none."""
    dropped: tuple[str, ...] = ()
    """What it had to leave out, a sentence each."""
    changes: tuple[str, ...] = ()
    """How it differs from the scenario as it was given, as `--set` has it."""

    @property
    def total(self) -> Decimal | None:
        """What it costs; None if it has no price."""
        return None if self.bill is None else self.bill.total


class ComparedCharge(NamedTuple):
    """One meter of one resource, in every variant."""

    resource: str
    """Path of the resource."""
    meter: str
    """Full name of the meter."""
    title: str
    """What it is called on a bill."""
    costs: tuple[Decimal | None, ...]
    """Its billed cost in each variant; None where the variant does not have it."""


@dataclass(frozen=True)
class Comparison(Charted):
    """Several bills beside each other; the first that has a price is the one that others are measured by."""

    charts: ClassVar[tuple[str, ...]] = ("comparison",)

    variants: tuple[PricedVariant, ...]
    """What is compared, in the order in which it was given."""

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self.base.currency

    @property
    def base(self) -> Estimate[Decimal]:
        """The bill that the others are measured by."""
        return next(one.bill for one in self.variants if one.bill is not None)

    @property
    def cheapest(self) -> PricedVariant:
        """The variant that costs least; of several, the first."""
        return min((one for one in self.variants if one.bill is not None), key=lambda one: one.total or 0)

    @cached_property
    def lines(self) -> tuple[ComparedCharge, ...]:
        """Every resource and meter that one of them has, in the order of the bills."""
        costs = [_costs(one.bill) for one in self.variants]
        keys = dict.fromkeys(key for found in costs for key in found)
        order = {resource: place for place, resource in enumerate(dict.fromkeys(resource for resource, _ in keys))}
        titles = self._titles()
        return tuple(
            ComparedCharge(*key, titles[key], tuple(found.get(key) for found in costs))
            for key in sorted(keys, key=lambda key: order[key[0]])
        )

    def difference(self, cost: Decimal | None, base: Decimal | None) -> Decimal | None:
        """How much more *cost* is than *base*; what is not there costs nothing."""
        with exactly():
            return None if cost is None and base is None else trimmed((cost or _ZERO) - (base or _ZERO))

    def change(self, cost: Decimal | None, base: Decimal | None) -> Decimal | None:
        """The same as a part of *base*, to twelve decimal places; None where that is nothing."""
        more = self.difference(cost, base)
        if more is None or not base:
            return None
        return trimmed(divided(more, base))

    def base_cost(self, line: ComparedCharge) -> Decimal | None:
        """What *line* costs in the bill that the others are measured by."""
        return next(cost for cost, one in zip(line.costs, self.variants, strict=True) if one.bill is not None)

    def sums(self, lines: Iterable[ComparedCharge]) -> tuple[Decimal | None, ...]:
        """What *lines* cost together in each variant; None where it has none of them."""
        with exactly():
            columns = [
                [cost for cost in column if cost is not None] for column in zip(*(one.costs for one in lines), strict=True)
            ]
            return tuple(trimmed(sum(found, _ZERO)) if found else None for found in columns)

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows, one for each line of each variant that has a price: `pandas.DataFrame(comparison.rows())`."""
        found: list[dict[str, Any]] = []
        for place, one in enumerate(self.variants):
            for line in self.lines if one.bill is not None else ():
                cost, base = line.costs[place], self.base_cost(line)
                if cost is not None or base is not None:
                    measured = (self.difference(cost, base), self.change(cost, base))
                    values = (one.name, line.resource, line.meter, cost, *measured, self.currency)
                    found.append(dict(zip(ROW_KEYS, values, strict=True)))
        return found

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data, in the form of `--format json`; numbers are text, to the last digit."""
        base = self.base.total
        return {
            "currency": self.currency,
            "variants": [
                {
                    "name": one.name,
                    "total": _text(one.total),
                    "difference": _text(None if one.bill is None else self.difference(one.total, base)),
                    "change": _text(None if one.bill is None else self.change(one.total, base)),
                    "cheapest": one.total is not None and one.total == self.cheapest.total,
                    "set": list(one.changes),
                    "reason": one.reason,
                    "dropped": list(one.dropped),
                }
                for one in self.variants
            ],
            "lines": [
                {
                    "resource": one.resource,
                    "meter": one.meter,
                    "title": one.title,
                    "costs": [_text(cost) for cost in one.costs],
                }
                for one in self.lines
            ],
        }

    def _titles(self) -> dict[tuple[str, str], str]:
        """What the bills call each meter of a resource; without the choice, if they differ in it."""
        found: dict[tuple[str, str], str] = {}
        for one in self.variants:
            for charge in one.bill.charges if one.bill else ():
                key, title = (charge.resource, charge.meter), charge.price.title
                known = found.setdefault(key, title)
                if known != title:
                    found[key] = title.partition(",")[0]
        called = Counter((resource, title) for (resource, _), title in found.items())
        return {
            (resource, meter): title if called[resource, title] == 1 else f"{title}, {_rule(meter)}"
            for (resource, meter), title in found.items()
        }


def compare(
    *given: Estimate[Any] | Scenario[Any] | Variant,
    names: Sequence[str] = (),
    prices: PriceBook | None = None,
    advance: Callable[[int], None] | None = None,
) -> Comparison:
    """Bills beside each other.

    Args:
        given: bills, scenarios, or variants of one; those without a price are kept, with the reason.
        names: what to call them; by default what they are called themselves.
        prices: the price book for scenarios; by default the one that comes with lambda-cost.
        advance: called with 1 for each that is priced, for whoever waits.

    Raises:
        ScenarioError: if a scenario is wrong, there is only one, or the bills are in several currencies.
        LambdaCostError: if none of them has a price, or one is a bill of arrays.
    """
    if len(given) < MIN_VARIANTS:
        raise ScenarioError([Problem("", f"a comparison needs two or more, and there is {len(given) or 'none'}")])
    priced: list[PricedVariant] = []
    for one in given:
        priced.append(_price(one, prices))
        if advance is not None:
            advance(1)
    called = names or [one.name or f"variant {place}" for place, one in enumerate(priced, 1)]
    variants = tuple(one._replace(name=name) for one, name in zip(priced, _unique_names(called), strict=True))
    bills = [one for one in variants if one.bill is not None]
    if not bills:
        raise LambdaCostError("none of them can be priced:\n" + "\n".join(f"{one.name}: {one.reason}" for one in variants))
    if any(not is_exact(one.total) for one in bills):
        message = "a bill of arrays is many bills; compare its arrays, or sweep the scenario"
        raise LambdaCostError(message)
    currencies = {one.bill.currency: f"{one.name} in {one.bill.currency}" for one in bills if one.bill}
    if len(currencies) > 1:
        says = f"have different currencies: {', '.join(currencies.values())}; compare within one of them"
        raise ScenarioError([Problem("the bills", says)])
    return Comparison(variants)


def _price(given: Estimate[Any] | Scenario[Any] | Variant, prices: PriceBook | None) -> PricedVariant:
    if isinstance(given, Estimate):
        return PricedVariant(given.scenario.name, given)
    one = given if isinstance(given, Variant) else Variant(given.name, given)
    made = PricedVariant(one.name, None, one.reason, one.dropped, one.changes)
    try:
        return made if one.scenario is None else made._replace(bill=estimate(one.scenario, prices))
    except MissingPriceError as error:
        return made._replace(reason=str(error))


def _unique_names(names: Iterable[str]) -> list[str]:
    """*names*, a second one of the same name with its number behind it."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _costs(bill: Estimate[Decimal] | None) -> dict[tuple[str, str], Decimal]:
    """The billed cost of each resource and meter."""
    found: dict[tuple[str, str], Decimal] = {}
    with exactly():
        for charge in bill.charges if bill else ():
            key = (charge.resource, charge.meter)
            found[key] = trimmed(found.get(key, _ZERO) + charge.billed_cost)
    return found


def _rule(meter: str) -> str:
    """In words, the rule that a meter is of: `http api`."""
    return meter.split(".")[-2].replace("_", " ")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)
