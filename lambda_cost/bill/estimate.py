"""From a scenario to a bill: measure, pool, apply the free tier, rate, and share the cost out to resources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, overload

from lambda_cost.bill import assumptions as sentences
from lambda_cost.bill.account import account
from lambda_cost.bill.age import Age, age_of, one_for_each_price
from lambda_cost.bill.groups import KEYS, Grouping, Subtotal, charges_by, subtotals_entry
from lambda_cost.bill.invoice import make_charges
from lambda_cost.bill.pool import sum_exactly
from lambda_cost.bill.records import charge_entry, other_cost_entries, row_parts
from lambda_cost.numbers.quantity import N, exactly, require_exact, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.book import PriceBook
from lambda_cost.results import Explainable
from lambda_cost.scenario import month as months
from lambda_cost.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.conversion import Conversion
    from lambda_cost.bill.pool import Pool
    from lambda_cost.bill.records import RowParts
    from lambda_cost.bill.savings_plan import PlanSpending
    from lambda_cost.bill.usage import MeteredUsage
    from lambda_cost.scenario.draft import Draft

SCHEMA = "lambda-cost/estimate/2"


class MeterTotal(NamedTuple, Generic[N]):
    """All charges of one meter together."""

    pricing_quantity: N
    """What was used, in pricing units."""
    free_quantity: N
    """What of it is free."""
    list_cost: N
    """What it costs at list prices, without anything free."""
    billed_cost: N
    """What is invoiced."""


@dataclass(frozen=True, repr=False)
class Estimate(Explainable, Generic[N]):
    """A month's bill; exact decimals, or arrays with one bill for each element."""

    scenario: Scenario[Any]
    """What was priced."""
    usages: tuple[MeteredUsage[N], ...]
    """What AWS counts, by resource and meter."""
    pools: tuple[Pool[N], ...]
    """That usage added up over the account, with its prices."""
    free: tuple[N, ...]
    """What of each pool is free, in pricing units."""
    spending: PlanSpending
    """What a Savings Plan covers of each pool, and what of it is unused."""
    charges: tuple[Charge[N], ...]
    """The rows of the bill."""
    currency: str
    """ISO 4217 code of every amount."""
    prices: PriceBook
    """The book that the prices are from."""
    today: date = field(default_factory=months.today)
    """The day on which the bill was made, from which the age of its prices is counted."""
    conversion: Conversion | None = None
    """The currency in which its amounts are shown too."""
    group_by: str = ""
    """What its reports have subtotals by: `file`, `region`, `service`, `tag:team`; none if empty."""

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed, a sentence each."""
        with exactly():
            plan = sentences.plan_assumptions(self.scenario, self.pools, self.spending)
            stated = sentences.assumptions(self.scenario, self.pools, self.free, self.prices)
            unpriced = sentences.of_unpriced(self.usages, self.pools, self.scenario.day)
            return (*stated, *unpriced, *dict.fromkeys(plan))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What to know before believing it, a sentence each."""
        return (*sentences.warnings(self.scenario, self.pools), *self.age.warnings())

    @cached_property
    def total(self) -> N:
        """What is invoiced: the sum of all billed costs."""
        return sum_exactly(charge.billed_cost for charge in self.charges)

    @cached_property
    def list_total(self) -> N:
        """What it would be at list prices, without anything free."""
        return sum_exactly(charge.list_cost for charge in self.charges)

    @cached_property
    def by_resource(self) -> dict[str, N]:
        """Billed cost of each resource, by its path."""
        sums: dict[str, Any] = {}
        with exactly():
            for charge in self.charges:
                name, cost = charge.resource, charge.billed_cost
                sums[name] = sums[name] + cost if name in sums else cost
            return {name: trimmed(cost) for name, cost in sums.items()}

    @cached_property
    def by_meter(self) -> dict[str, MeterTotal[N]]:
        """Quantities and costs of each meter, by its full name."""
        numbers = ("pricing_quantity", "free_quantity", "list_cost", "billed_cost")
        return {
            name: MeterTotal(*(sum_exactly(getattr(charge, number) for charge in charges) for number in numbers))
            for name, charges in charges_by(KEYS["meter"], self.charges).items()
        }

    @cached_property
    def other_total(self) -> N:
        """What of the total is not computed: other costs, as they were given."""
        others: list[N] = [cost.amount for cost in self.scenario.promoted_to_common_kind().other_costs]
        return sum_exactly(others)

    def by(self, key: str) -> dict[str, N]:
        """Billed cost by `file`, `region`, `service`, `resource`, `meter` or a tag, such as `tag:team`.

        It adds up to the total; charges of no file, region or tag are under the empty text.

        Raises:
            ScenarioError: if there is no such key, or no resource has such a tag.
        """
        return {subtotal.group: subtotal.billed_cost for subtotal in Grouping(self.scenario, key).subtotals(self.charges)}

    def grouped_by(self, key: str) -> Estimate[N]:
        """The same bill, whose reports have subtotals by *key*, as `by` has it.

        Raises:
            ScenarioError: as `by`.
        """
        return replace(self, group_by=Grouping(self.scenario, key).by)

    @property
    def subtotals(self) -> list[Subtotal[N]]:
        """What it comes to, group by group; nothing if it is not grouped."""
        return Grouping(self.scenario, self.group_by).subtotals(self.charges) if self.group_by else []

    @cached_property
    def requests(self) -> N:
        """Invocations of all functions, or API calls where there is no function."""
        for section in ("functions", "apis"):
            resources: list[Any] = [one for one in self.scenario.promoted_to_common_kind().in_month() if one.section == section]
            found: list[N] = [resource.requests for resource in resources if hasattr(resource, "requests")]
            if found:
                return sum_exactly(found)
        return sum_exactly([])

    @property
    def checked(self) -> date:
        """When the prices that it used were all last seen to hold."""
        return min((charge.checked for charge in self.one_for_each_price), default=self.scenario.day)

    @cached_property
    def age(self) -> Age:
        """How long ago its prices were last seen to hold, counted from today."""
        return age_of(self.one_for_each_price, self.scenario.day, self.today)

    @cached_property
    def one_for_each_price(self) -> tuple[Charge[N], ...]:
        """One of its charges for each price and number of its tiers that they use: thousands of functions share a few."""
        return one_for_each_price(self.charges)

    @property
    def books(self) -> tuple[str, ...]:
        """The names of the price books, beside the one that comes with lambda-cost, from which it has prices."""
        return tuple(dict.fromkeys(charge.price.book for charge in self.charges if charge.price.book))

    def converted(self, currency: str, rate: Decimal | float | str) -> Estimate[N]:
        """The same bill, whose amounts are shown in *currency* too; its prices and costs stay what they are.

        Args:
            currency: ISO 4217 code.
            rate: units of it for one unit of the bill's own currency.

        Raises:
            ScenarioError: if that is no code, or the bill's own currency, or no number above 0.
        """
        from lambda_cost.bill.conversion import Conversion

        return replace(self, conversion=Conversion.read(currency, rate).require_other_currency(self.currency))

    def __repr__(self) -> str:
        name = f"{self.scenario.name!r}, " if self.scenario.name else ""
        return f"<Estimate {name}{self.total} {self.currency} a month, {len(self.charges)} charges>"

    def to_dict(self) -> dict[str, Any]:
        """The bill as plain data, in the form of `--format json`; numbers are text, to the last digit.

        Raises:
            LambdaCostError: if its numbers are arrays, which are many bills.
        """
        document = self.document()
        return document | {"charges": [*document["charges"]]}

    def document(self) -> dict[str, Any]:
        """The same, whose charges are an iterator, as there may be hundreds of thousands; it raises the same."""
        require_exact(self.total, "take them from its arrays, or estimate each scenario by itself")
        scenario, age, sums = self.scenario, self.age, self._sums_as_text()
        bill = {
            "schema": SCHEMA,
            "name": scenario.name,
            "currency": self.currency,
            "day": scenario.day.isoformat(),
            "hours": decimal_text(scenario.hours),
            "free_tier": scenario.free_tier,
            "total": sums["total"],
            "list_total": sums["list_total"],
            "charges": map(charge_entry, self.charges),
            "resources": sums["resources"],
            "assumptions": list(self.assumptions),
            "warnings": list(self.warnings),
            "price_age": {
                "today": age.today.isoformat(),
                "checked": self.checked.isoformat(),
                "days": age.days,
                "unsettled_days": age.unsettled_days,
            },
        }
        bill |= {"subtotals": subtotals_entry(self.group_by, self.subtotals)} if self.group_by else {}
        if scenario.other_costs:
            bill["other_costs"] = {"total": sums["other_total"], "lines": other_cost_entries(scenario.other_costs)}
        if rate := self.conversion:
            head = {"from": self.currency, "currency": rate.currency, "rate": decimal_text(rate.rate)}
            bill["conversion"] = head | self._sums_as_text(rate)
        return bill

    def _sums_as_text(self, conversion: Conversion | None = None) -> dict[str, Any]:
        """The sums with every digit, in the bill's own currency or converted."""

        def text(cost: Any) -> str:
            return decimal_text(conversion.of(cost) if conversion else cost)

        resources = {name: text(cost) for name, cost in self.by_resource.items()}
        totals = {"total": self.total, "list_total": self.list_total}
        totals |= {"other_total": self.other_total} if self.scenario.other_costs else {}
        return {name: text(cost) for name, cost in totals.items()} | {"resources": resources}

    def rows(self) -> list[dict[str, Any]]:
        """The bill as flat rows, one for each charge, for a data frame: `pandas.DataFrame(bill.rows())`."""
        return [shared | {name: trimmed(cell) for name, cell in own.items()} for _, shared, own in self.row_parts()]

    def row_parts(self) -> Iterator[RowParts]:
        """Those rows in the parts that charges of one kind share, and their own."""
        parts = row_parts(self.charges, self.currency, self.today, self.conversion)
        if not self.group_by:
            return parts
        of = Grouping(self.scenario, self.group_by).group_of
        charges = zip(self.charges, parts, strict=True)
        return (part._replace(own=part.own | {self.group_by: of(charge)}) for charge, part in charges)


@overload
def estimate(scenario: Scenario[Decimal | float] | Draft, prices: PriceBook | None = None) -> Estimate[Decimal]: ...
@overload
def estimate(scenario: Scenario[Any], prices: PriceBook | None = None) -> Estimate[Any]: ...


def estimate(scenario: Scenario[Any] | Draft, prices: PriceBook | None = None) -> Estimate[Any]:
    """What *scenario* costs in its month.

    Args:
        scenario: what is used; with an array among its numbers, one bill for each element. A draft is one in
            which nothing is unknown any more.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        ScenarioError: if a region is unknown, or resources are priced in different currencies.
        IncompleteScenarioError: if a number is still unknown.
        MissingPriceError: if a price is not sold, not published or not known; all of them at once.
    """
    book = prices or PriceBook.bundled()
    scenario = scenario if isinstance(scenario, Scenario) else scenario.scenario()
    with exactly():
        month = account(scenario, book)
        charges, lines = make_charges(month.scenario, month.pools, month.free, month.spending)
    charge_of = dict(zip((id(usage) for pool in month.pools for usage in pool.usages), charges, strict=True))
    return Estimate(
        scenario=scenario,
        usages=month.usages,
        pools=month.pools,
        free=month.free,
        spending=month.spending,
        charges=(*(charge_of[id(usage)] for usage in month.usages if id(usage) in charge_of), *lines),
        currency=month.currency,
        prices=book,
        group_by="file" if len({*scenario.files.values()}) > 1 else "",
    )
