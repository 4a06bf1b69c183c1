"""Two bills or more, charge by charge: what differs, by how much, and which is the cheapest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from lambda_cost.bill.estimate import Estimate, estimate
from lambda_cost.bill.groups import costs_by_group, title_of
from lambda_cost.errors import LambdaCostError, MissingPriceError, Problem, ScenarioError
from lambda_cost.numbers.quantity import add_up_by, divided, exactly, require_exact, trimmed
from lambda_cost.numbers.text import optional_decimal_text
from lambda_cost.results import Result
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
    """One of the variants that are compared, and its bill."""

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
class Comparison(Result):
    """Several bills; the first that has a price is the base, from which the others differ."""

    variants: tuple[PricedVariant, ...]
    """In the order in which they were given."""
    group_by: str = ""
    """What its reports have subtotals by: `file`, `region`, `service`, `tag:team`; none if empty."""

    def by(self, key: str) -> dict[str, tuple[Decimal | None, ...]]:
        """Billed cost in each variant by `file`, `region`, `service`, `resource`, `meter` or a tag, such as `tag:team`.

        None where a variant has nothing of the group, or no price; charges of no file, region or tag are under the empty text.

        Raises:
            ScenarioError: if there is no such key, or no resource of any variant has such a tag.
        """
        bills = [None if (bill := variant.bill) is None else (bill.scenario, bill.charges) for variant in self.variants]
        return costs_by_group(bills, key)

    def grouped_by(self, key: str) -> Self:
        """The same comparison, whose reports have subtotals by *key*, as `by` has it.

        Raises:
            ScenarioError: as `by`.
        """
        self.by(key)
        return replace(self, group_by=key)

    @property
    def subtotals(self) -> list[tuple[str, tuple[Decimal | None, ...]]]:
        """What to call each group, and what it costs in each variant; nothing if it is not grouped."""
        groups = self.by(self.group_by) if self.group_by else {}
        return [(title_of(group, self.group_by), costs) for group, costs in groups.items()]

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self.base.currency

    @property
    def base(self) -> Estimate[Decimal]:
        """The bill that the others are compared with."""
        return next(variant.bill for variant in self.variants if variant.bill is not None)

    @property
    def cheapest(self) -> PricedVariant:
        """The variant that costs least; of several, the first."""
        priced = [variant for variant in self.variants if variant.bill is not None]
        return min(priced, key=lambda variant: variant.total or 0)

    @cached_property
    def lines(self) -> tuple[ComparedCharge, ...]:
        """Every resource and meter that one of them has, in the order of the bills."""
        by_variant = [_costs(variant.bill) for variant in self.variants]
        keys = dict.fromkeys(key for costs in by_variant for key in costs)
        order = {resource: index for index, resource in enumerate(dict.fromkeys(resource for resource, _ in keys))}
        titles = self._titles()
        return tuple(
            ComparedCharge(*key, titles[key], tuple(costs.get(key) for costs in by_variant))
            for key in sorted(keys, key=lambda key: order[key[0]])
        )

    def difference(self, cost: Decimal | None, base: Decimal | None) -> Decimal | None:
        """How much more *cost* is than *base*; what is not there costs nothing."""
        with exactly():
            return None if cost is None and base is None else trimmed((cost or _ZERO) - (base or _ZERO))

    def change(self, cost: Decimal | None, base: Decimal | None) -> Decimal | None:
        """The difference as a share of *base*, to twelve decimal places; None where *base* is zero or missing."""
        more = self.difference(cost, base)
        if more is None or not base:
            return None
        return trimmed(divided(more, base))

    def base_cost(self, line: ComparedCharge) -> Decimal | None:
        """What *line* costs in the base."""
        return self.first_priced(line.costs)

    def first_priced(self, costs: tuple[Decimal | None, ...]) -> Decimal | None:
        """The one of *costs*, one for each variant, that is the base's."""
        return next(cost for cost, variant in zip(costs, self.variants, strict=True) if variant.bill is not None)

    def sums(self, lines: Iterable[ComparedCharge]) -> tuple[Decimal | None, ...]:
        """What *lines* cost together in each variant; None where it has none of them."""
        with exactly():
            by_variant = zip(*(line.costs for line in lines), strict=True)
            known = [[cost for cost in costs if cost is not None] for costs in by_variant]
            return tuple(trimmed(sum(costs, _ZERO)) if costs else None for costs in known)

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows, one for each line of each variant that has a price: `pandas.DataFrame(comparison.rows())`."""
        rows: list[dict[str, Any]] = []
        for index, variant in enumerate(self.variants):
            for line in self.lines if variant.bill is not None else ():
                cost, base = line.costs[index], self.base_cost(line)
                if cost is not None or base is not None:
                    differences = (self.difference(cost, base), self.change(cost, base))
                    values = (variant.name, line.resource, line.meter, cost, *differences, self.currency)
                    rows.append(dict(zip(ROW_KEYS, values, strict=True)))
        return rows

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data, in the form of `--format json`; numbers are text, to the last digit."""
        base = self.base.total
        groups = [
            {"group": group or None, "costs": [optional_decimal_text(cost) for cost in costs]}
            for group, costs in (self.by(self.group_by) if self.group_by else {}).items()
        ]
        return ({"subtotals": {"by": self.group_by, "groups": groups}} if self.group_by else {}) | {
            "currency": self.currency,
            "variants": [
                {
                    "name": variant.name,
                    "total": optional_decimal_text(variant.total),
                    "difference": optional_decimal_text(None if variant.bill is None else self.difference(variant.total, base)),
                    "change": optional_decimal_text(None if variant.bill is None else self.change(variant.total, base)),
                    "cheapest": variant.total is not None and variant.total == self.cheapest.total,
                    "set": list(variant.changes),
                    "reason": variant.reason,
                    "dropped": list(variant.dropped),
                }
                for variant in self.variants
            ],
            "lines": [line._asdict() | {"costs": [optional_decimal_text(cost) for cost in line.costs]} for line in self.lines],
        }

    def _titles(self) -> dict[tuple[str, str], str]:
        """What the bills call each meter of a resource; without the choice, if they differ in it."""
        titles: dict[tuple[str, str], str] = {}
        for variant in self.variants:
            for charge in variant.bill.charges if variant.bill else ():
                key, title = (charge.resource, charge.meter), charge.price.title
                if titles.setdefault(key, title) != title:
                    titles[key] = title.partition(",")[0]
        uses = Counter((resource, title) for (resource, _), title in titles.items())
        return {
            (resource, meter): title if uses[resource, title] == 1 else f"{title}, {_rule(meter)}"
            for (resource, meter), title in titles.items()
        }


def compare(
    *given: Estimate[Any] | Scenario[Any] | Variant,
    names: Sequence[str] = (),
    prices: PriceBook | None = None,
    advance: Callable[[int], None] | None = None,
) -> Comparison:
    """Compare bills, charge by charge.

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
    for variant in given:
        priced.append(_price(variant, prices))
        if advance is not None:
            advance(1)
    unique = _unique_names(names or [variant.name or f"variant {number}" for number, variant in enumerate(priced, 1)])
    variants = tuple(variant._replace(name=name) for variant, name in zip(priced, unique, strict=True))
    bills = {variant.name: variant.bill for variant in variants if variant.bill is not None}
    if not bills:
        reasons = "\n".join(f"{variant.name}: {variant.reason}" for variant in variants)
        raise LambdaCostError(f"none of them can be priced:\n{reasons}")
    for bill in bills.values():
        require_exact(bill.total, "compare its arrays, or sweep the scenario")
    currencies = {bill.currency: f"{name} in {bill.currency}" for name, bill in bills.items()}
    if len(currencies) > 1:
        message = f"have different currencies: {', '.join(currencies.values())}; compare within one of them"
        raise ScenarioError([Problem("the bills", message)])
    return Comparison(variants)


def _price(given: Estimate[Any] | Scenario[Any] | Variant, prices: PriceBook | None) -> PricedVariant:
    if isinstance(given, Estimate):
        return PricedVariant(given.scenario.name, given)
    variant = given if isinstance(given, Variant) else Variant(given.name, given)
    unpriced = PricedVariant(variant.name, None, variant.reason, variant.dropped, variant.changes)
    try:
        return unpriced if variant.scenario is None else unpriced._replace(bill=estimate(variant.scenario, prices))
    except MissingPriceError as error:
        return unpriced._replace(reason=str(error))


def _unique_names(names: Iterable[str]) -> list[str]:
    """*names*, a second one of the same name with its number behind it."""
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _costs(bill: Estimate[Decimal] | None) -> dict[tuple[str, str], Decimal]:
    """The billed cost of each resource and meter."""
    costs = add_up_by(((charge.resource, charge.meter), charge.billed_cost) for charge in (bill.charges if bill else ()))
    return {key: trimmed(cost) for key, cost in costs.items()}


def _rule(meter: str) -> str:
    """In words, the rule that a meter is of: `http api`."""
    return meter.split(".")[-2].replace("_", " ")
