"""A bill's charges in groups: by file, region, service or tag; the groups add up to the total, to the last digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from lambda_cost.bill.pool import sum_exactly
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.numbers.quantity import N
from lambda_cost.numbers.text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lambda_cost.bill.charge import Charge
    from lambda_cost.scenario.scenario import Scenario

TAG = "tag:"
"""What stands before the name of a tag."""
KEYS: dict[str, Callable[[Charge[Any]], str]] = {
    "region": lambda charge: charge.region,
    "service": lambda charge: charge.meter.partition(".")[0],
    "resource": lambda charge: charge.resource,
    "meter": lambda charge: charge.meter,
}
"""What charges can be grouped by that they say themselves."""


def tags_by_path(scenario: Scenario[Any]) -> dict[str, Mapping[str, str]]:
    """The tags of each resource and each other cost of *scenario*, by its path."""
    tagged = {resource.path: resource.tags for resource in scenario.resources}
    return tagged | {cost.path: cost.tags for cost in scenario.other_costs}


class Subtotal(NamedTuple, Generic[N]):
    """What the charges of one group come to."""

    group: str
    """The file, region, service or value of the tag; empty for charges that have none."""
    list_cost: N
    """What they cost at list prices, without anything free."""
    billed_cost: N
    """What is invoiced."""


class Grouping:
    """A way to group the charges of a scenario's bill."""

    def __init__(self, scenario: Scenario[Any], by: str, others: Iterable[Scenario[Any]] = ()) -> None:
        """Group *by* `file`, `region`, `service`, `resource`, `meter`, or by a tag: `tag:team`.

        Raises:
            ScenarioError: if there is no such key, or no resource of it or of the *others* beside it has such a tag.
        """
        self.by = by
        tagged = tags_by_path(scenario)
        every = (tagged, *map(tags_by_path, others))
        names = sorted({name for each in every for tags in each.values() for name in tags})
        known = ["file", *KEYS, *(f"{TAG}{name}" for name in names)]
        if by not in known:
            raise ScenarioError([Problem("by", f"is {by}; {did_you_mean(by, known)}")])
        name = by.removeprefix(TAG)
        groups = scenario.files if by == "file" else {path: tags.get(name, "") for path, tags in tagged.items()}
        self.group_of: Callable[[Charge[Any]], str] = KEYS.get(by, lambda charge: groups.get(charge.resource, ""))

    def title(self, group: str) -> str:
        """What to call *group*, as `title_of` has it."""
        return title_of(group, self.by)

    def subtotals(self, charges: Iterable[Charge[N]]) -> list[Subtotal[N]]:
        """What *charges* come to, group by group, in the order of the bill; those without a group are last."""
        return [
            Subtotal(
                group,
                sum_exactly(charge.list_cost for charge in members),
                sum_exactly(charge.billed_cost for charge in members),
            )
            for group, members in sorted(charges_by(self.group_of, charges).items(), key=lambda item: not item[0])
        ]


def charges_by(group_of: Callable[[Charge[Any]], str], charges: Iterable[Charge[N]]) -> dict[str, list[Charge[N]]]:
    """*charges* in groups, each in the one that *group_of* it is."""
    groups: dict[str, list[Charge[N]]] = {}
    for charge in charges:
        groups.setdefault(group_of(charge), []).append(charge)
    return groups


def costs_by_group(bills: Sequence[tuple[Scenario[Any], Sequence[Charge[Any]]] | None], by: str) -> dict[str, tuple[Any, ...]]:
    """Billed cost of each group in each of *bills* (scenario and charges), None where there is none; no group is last.

    Raises:
        ScenarioError: as `Grouping`.
    """
    scenarios = [bill[0] for bill in bills if bill]
    found = [
        {subtotal.group: subtotal.billed_cost for subtotal in Grouping(bill[0], by, scenarios).subtotals(bill[1])}
        if bill
        else {}
        for bill in bills
    ]
    groups = sorted(dict.fromkeys(group for costs in found for group in costs), key=lambda group: not group)
    return {group: tuple(costs.get(group) for costs in found) for group in groups}


def title_of(group: str, by: str) -> str:
    """What to call *group*: charges that are in none are `without team`."""
    return group or f"without {by.removeprefix(TAG)}"


def subtotals_entry(by: str, subtotals: Iterable[Subtotal[Any]]) -> dict[str, Any]:
    """*subtotals* in the form of `--format json`; numbers are text, to the last digit, and no group is null."""
    groups = [
        {
            "group": subtotal.group or None,
            "list_cost": decimal_text(subtotal.list_cost),
            "billed_cost": decimal_text(subtotal.billed_cost),
        }
        for subtotal in subtotals
    ]
    return {"by": by, "groups": groups}
