"""What more of each unknown number would cost: two bills of its resource, and the difference."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.totals import totals
from lambda_cost.errors import LambdaCostError, ScenarioError
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import number, unit_of
from lambda_cost.scenario.scenario import Scenario

if TYPE_CHECKING:
    from lambda_cost.bill.totals import Totals
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.unknown import Unknown

MILLION = Decimal(1_000_000)


class UnitCost(NamedTuple):
    """What more of a number costs in a month."""

    more: Decimal
    """How much more."""
    unit: str
    """Of what: `count`, `minutes`, `gb`, `kb`, `ms` and others, as the number's name ends."""
    cost: Decimal
    """What that costs at list prices; less than zero if more is cheaper."""
    currency: str
    """ISO 4217 code of the cost."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text, to the last digit."""
        return self._asdict() | {"more": decimal_text(self.more), "cost": decimal_text(self.cost)}


def unit_costs(draft: Draft) -> dict[str, UnitCost]:
    """For the path of each unknown of *draft*, what more of it costs, with the others as in the usage file.

    What cannot be priced has no entry.
    """
    costs_of_alike: dict[str, UnitCost | None] = {}
    costs: dict[str, UnitCost | None] = {}
    by_resource: dict[tuple[str, str], list[Unknown]] = {}
    for unknown in draft.unknown:
        by_resource.setdefault((unknown.section, unknown.name), []).append(unknown)
    for (section, name), unknowns in by_resource.items():
        fields = draft.data[section][name] if name else draft.data[section]
        for unknown in unknowns:
            alike = f"{section} {fields} {[other.keys for other in unknowns]} {unknown.keys}"
            if alike not in costs_of_alike:
                costs_of_alike[alike] = _unit_cost(draft, fields, unknowns, unknown)
            costs[unknown.path] = costs_of_alike[alike]
    return {path: cost for path, cost in costs.items() if cost is not None}


def _unit_cost(draft: Draft, fields: dict[str, Any], unknowns: list[Unknown], unknown: Unknown) -> UnitCost | None:
    """What more of *unknown* costs; None if that cannot be said."""
    unit = unit_of(unknown.keys[-1])
    try:
        value: Any = number(unknown.example, unknown.keys[-1])
        more = MILLION if unit in {"count", "minutes"} and value >= MILLION else Decimal(1)
        before, after = _two_bills(draft, fields, unknowns, unknown, value, more)
    except (LambdaCostError, ValueError, TypeError):
        return None
    return UnitCost(more, unit, EXACT.subtract(after.total, before.total), before.currency)


def _two_bills(
    draft: Draft, fields: dict[str, Any], unknowns: list[Unknown], unknown: Unknown, value: Decimal, more: Decimal
) -> list[Totals]:
    """The bills before and after a step up; or up to where *value* is, if no more is allowed."""
    try:
        return [_bill(draft, fields, unknowns, {unknown.keys: at}) for at in (value, EXACT.add(value, more))]
    except ScenarioError:
        return [_bill(draft, fields, unknowns, {unknown.keys: at}) for at in (EXACT.subtract(value, more), value)]


def _bill(draft: Draft, fields: dict[str, Any], unknowns: list[Unknown], values: dict[Any, Decimal]) -> Totals:
    """What one resource costs by itself, its *unknowns* as in the usage file, but for *values*."""
    own = deepcopy(fields)
    own.pop("functions", None)
    for unknown in unknowns:
        into = own
        for key in unknown.keys[:-1]:
            into = into.setdefault(key, {})
        into[unknown.keys[-1]] = values.get(unknown.keys, unknown.example)
    head = {"region": draft.data["region"]} if "region" in draft.data else {}
    section, name = unknowns[0].section, unknowns[0].name
    return totals(Scenario.from_dict(head | {"free_tier": "none", section: {name: own} if name else own}))
