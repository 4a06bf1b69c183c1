"""What a change costs: two bills, resource by resource, with what was changed in each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost.bill.estimate import Estimate, estimate
from lambda_cost.numbers.quantity import add_up_by, exactly
from lambda_cost.numbers.text import decimal_text, optional_decimal_text
from lambda_cost.numbers.units import read_number
from lambda_cost.results import Result
from lambda_cost.what_if.compare import ComparedCharge, Comparison, compare
from lambda_cost.what_if.field_texts import changed_fields, field_texts, value_text

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.field_texts import FieldTexts

Status = Literal["added", "removed", "changed", "shifted", "same"]
"""`shifted`: nothing was changed in it, but its part of the free tier or of a tier is another."""
_ZERO = Decimal(0)
_PLACE = re.compile(r"^\S+?(?:, line \d+)?: ")
"""Where a warning begins with: its file, and the line."""
SCENARIO_FIELDS = ("region", "day", "hours", "free_tier")
"""What of a scenario itself makes a difference."""


class Change(NamedTuple):
    """One resource, before and after."""

    resource: str
    """Its path."""
    status: Status
    """What became of it."""
    before: Decimal | None
    """What it cost; None if it was not there."""
    after: Decimal | None
    """What it costs; None if it is no longer there."""
    fields: tuple[str, ...]
    """What was changed in it: `memory_mb 512 → 1024`."""
    lines: tuple[ComparedCharge, ...]
    """Its meters, with both costs."""
    list_before: Decimal | None = None
    """What it cost at list prices, with nothing free."""
    list_after: Decimal | None = None
    """What it costs at list prices, with nothing free."""


@dataclass(frozen=True)
class Difference(Result):
    """Two bills, before a change and after it, and how they differ."""

    comparison: Comparison
    """Both, line by line."""

    def by(self, key: str) -> dict[str, tuple[Decimal | None, ...]]:
        """Billed cost before and after by `file`, `region`, `service` or a tag, as `Comparison.by` has it."""
        return self.comparison.by(key)

    def grouped_by(self, key: str) -> Difference:
        """The same difference, whose reports have subtotals by *key*, as `by` has it; it raises the same."""
        return Difference(self.comparison.grouped_by(key))

    @property
    def before(self) -> Estimate[Decimal]:
        """The bill before the change."""
        return _bill(self.comparison, 0)

    @property
    def after(self) -> Estimate[Decimal]:
        """The bill after it."""
        return _bill(self.comparison, 1)

    @property
    def increase(self) -> Decimal:
        """How much more a month costs after it; negative if it costs less."""
        with exactly():
            return self.after.total - self.before.total

    @property
    def share(self) -> Decimal | None:
        """The increase as a share of the bill before; None if that was zero."""
        return self.comparison.change(self.after.total, self.before.total)

    @property
    def list_increase(self) -> Decimal:
        """How much more a month costs at list prices, with nothing free: what a free tier hides."""
        with exactly():
            return self.after.list_total - self.before.list_total

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings of both bills; one that only the name of the file, or the line, tells apart is said once."""
        once: dict[str, str] = {}
        for warning in (*self.before.warnings, *self.after.warnings):
            once.setdefault(_PLACE.sub("", warning), warning)
        return tuple(once.values())

    @property
    def head(self) -> tuple[str, ...]:
        """What was changed for all resources: region, day, hours, free tier."""
        old, new = self.before.scenario, self.after.scenario
        values = [(name, getattr(old, name), getattr(new, name)) for name in SCENARIO_FIELDS]
        return tuple(f"{name} {value_text(before)} → {value_text(after)}" for name, before, after in values if before != after)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every resource of either bill, those whose costs differ most first."""
        old, new = (dict(field_texts(bill.scenario)) for bill in (self.before, self.after))
        listed = [_list_costs(bill) for bill in (self.before, self.after)]
        lines = {path: tuple(group) for path, group in groupby(self.comparison.lines, key=lambda line: line.resource)}
        paths = dict.fromkeys((*old, *new))
        changes = [
            _change(self.comparison, path, old.get(path), new.get(path), lines.get(path, ()))._replace(
                list_before=listed[0].get(path), list_after=listed[1].get(path)
            )
            for path in paths
        ]
        return tuple(sorted(changes, key=self._size, reverse=True))

    def _size(self, change: Change) -> Decimal:
        """How much a *change* costs or saves, by which the largest comes first."""
        return (self.comparison.difference(change.after, change.before) or _ZERO).copy_abs()

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows, one for each meter of each resource, for a data frame."""
        return [
            {"resource": change.resource, "status": change.status, "meter": line.meter, "before": line.costs[0]}
            | {"after": line.costs[1], "difference": self.comparison.difference(line.costs[1], line.costs[0])}
            | {"change": self.comparison.change(line.costs[1], line.costs[0])}
            for change in self.changes
            for line in change.lines
        ]

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data, in the form of `--format json`; numbers are text, to the last digit."""
        grouped = self.comparison.to_dict() if self.comparison.group_by else {}
        return {key: grouped[key] for key in ("subtotals",) if key in grouped} | {
            "currency": self.comparison.currency,
            "before": decimal_text(self.before.total),
            "after": decimal_text(self.after.total),
            "difference": decimal_text(self.increase),
            "change": optional_decimal_text(self.share),
            "list_before": decimal_text(self.before.list_total),
            "list_after": decimal_text(self.after.list_total),
            "list_difference": decimal_text(self.list_increase),
            "head": list(self.head),
            "resources": [self._change_dict(change) for change in self.changes],
            "warnings": list(self.warnings),
        }

    def _change_dict(self, change: Change) -> dict[str, Any]:
        """One resource as plain data."""
        return {
            "resource": change.resource,
            "status": change.status,
            "before": optional_decimal_text(change.before),
            "after": optional_decimal_text(change.after),
            "difference": optional_decimal_text(self.comparison.difference(change.after, change.before)),
            "list_before": optional_decimal_text(change.list_before),
            "list_after": optional_decimal_text(change.list_after),
            "fields": list(change.fields),
            "lines": [
                {
                    "meter": line.meter,
                    "title": line.title,
                    "before": optional_decimal_text(line.costs[0]),
                    "after": optional_decimal_text(line.costs[1]),
                }
                for line in change.lines
            ],
        }


class Limit(NamedTuple):
    """How much more a month may cost."""

    amount: Decimal
    """So much of the currency, or so great a part of the bill before."""
    is_share: bool
    """Whether it is a part."""

    def exceeded_by(self, difference: Difference) -> bool:
        """Whether *difference* is more than that; any increase of a bill of nothing is more than any part of it."""
        if not self.is_share:
            return difference.increase > self.amount
        with exactly():
            return difference.increase > self.amount * difference.before.total


def diff(before: Scenario[Any], after: Scenario[Any], prices: PriceBook | None = None) -> Difference:
    """What it costs to go from *before* to *after*.

    Args:
        before: the scenario as it was; it may have no resource.
        after: the scenario as it is to be; it may have no resource.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if one is wrong, or they are in different currencies.
        MissingPriceError: if something in one of them has no price.
    """
    bills = [estimate(scenario, prices) for scenario in (before, after)]
    currency = next((bill.currency for bill in bills if bill.charges), bills[0].currency)
    # a bill of nothing is in whatever currency the other one is
    paid = [bill if bill.charges else replace(bill, currency=currency) for bill in bills]
    return Difference(compare(*paid, names=("before", "after")))


def parse_limit(text: str) -> Limit:
    """The limit that *text* says: `10%` of the bill before, or `50` of the currency.

    Raises:
        ScenarioError: if it is neither, or less than nothing.
    """
    is_share = text.strip().endswith("%")
    allowed = "a share such as 10%, or an amount such as 50"
    amount = read_number("--max-increase", text, "share" if is_share else "amount", lambda amount: amount >= 0, allowed)
    return Limit(amount, is_share)


def _bill(comparison: Comparison, index: int) -> Estimate[Decimal]:
    bill = comparison.variants[index].bill
    assert bill is not None
    return bill


def _change(
    comparison: Comparison, path: str, old: FieldTexts | None, new: FieldTexts | None, lines: tuple[ComparedCharge, ...]
) -> Change:
    before, after = comparison.sums(lines) if lines else (None, None)
    fields = tuple(changed_fields(old, new)) if old is not None and new is not None else ()
    status: Status = "same"
    if old is None or new is None:
        status = "added" if old is None else "removed"
    elif fields:
        status = "changed"
    elif before != after:
        status = "shifted"
    return Change(path, status, before, after, fields, lines)


def _list_costs(bill: Estimate[Decimal]) -> dict[str, Decimal]:
    """What each resource of *bill* costs at list prices, by its path."""
    return add_up_by((charge.resource, charge.list_cost) for charge in bill.charges)
