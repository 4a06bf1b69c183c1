"""Month after month of a bill: usage that grows, months as long as they are, and the prices of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.estimate import estimate
from lambda_cost.bill.groups import Grouping
from lambda_cost.errors import Problem, ScenarioError, blame
from lambda_cost.numbers.quantity import EXACT, add_up_by
from lambda_cost.numbers.text import month_text
from lambda_cost.results import Result
from lambda_cost.scenario.month import hours_of, last_of, weekdays_of
from lambda_cost.scenario.traffic import COUNTED_OUT, Calendar
from lambda_cost.what_if.budget.budget import budget as budget_of
from lambda_cost.what_if.budget.budget import parse_amount
from lambda_cost.what_if.growth import Growth, parse_factors, parse_month, parse_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.what_if.budget.budget import Budget

MAX_MONTHS = 120
YEAR = 12
HOURS_A_DAY = 24


class ForecastMonth(NamedTuple):
    """One month."""

    month: date
    """Its first day, whose prices hold."""
    hours: Decimal
    """Its hours."""
    total: Decimal
    """What is billed for it."""
    running_total: Decimal
    """What is billed from the first month to this one."""
    by_resource: dict[str, Decimal]
    """What each resource is billed."""
    by_group: Mapping[str, Decimal] = MappingProxyType({})
    """What each group is billed, if the forecast is grouped; charges in none are under the empty text."""


@dataclass(frozen=True)
class Forecast(Result):
    """The months."""

    name: str
    """What the scenario is called."""
    months: tuple[ForecastMonth, ...]
    """In their order."""
    price_changes: tuple[tuple[date, str], ...]
    """Prices that are others than in the month before: the month, and the meter with its region."""
    currency: str
    """ISO 4217 code of every amount."""
    assumptions: tuple[str, ...]
    """What is assumed, a sentence each."""
    scenarios: tuple[Scenario[Any], ...] = field(repr=False)
    """What was priced in each month."""
    prices: PriceBook | None = field(repr=False)
    """The price book; None for the one that comes with lambda-cost."""
    bills: tuple[Estimate[Decimal], ...] = field(default=(), repr=False)
    """That of the first month, for the head of the report."""
    group_by: str = ""
    """What its months are split by: `file`, `region`, `service`, `tag:team`; nothing if empty."""

    @property
    def total(self) -> Decimal:
        """What all months come to."""
        return self.months[-1].running_total

    @property
    def years(self) -> dict[int, Decimal]:
        """What each calendar year's months come to."""
        return add_up_by((month.month.year, month.total) for month in self.months)

    def first_month_over(self, budget: Decimal) -> ForecastMonth | None:
        """The first month that costs more than *budget*; None if none does."""
        return next((month for month in self.months if month.total > budget), None)

    def check_budget(self, budget: Decimal | float | str) -> Budget | None:
        """The first month that costs more than *budget*, with what would bring that month under; None if none does.

        Raises:
            ScenarioError: if *budget* is no amount.
        """
        first = self.first_month_over(parse_amount(budget))
        if first is None:
            return None
        bill = estimate(self.scenarios[self.months.index(first)], self.prices)
        return budget_of(bill, budget, name=f"{first.month:%Y-%m}")

    def rows(self) -> list[dict[str, Any]]:
        """The months as flat rows, for a data frame or a plot."""
        return [
            {"month": month.month, "hours": month.hours, "total": month.total, "running_total": month.running_total}
            | month.by_resource
            | {f"{self.group_by}={group}": cost for group, cost in month.by_group.items()}
            for month in self.months
        ]


def forecast(
    scenario: Scenario[Any],
    months: int = YEAR,
    growth: Decimal | str | Growth = Decimal(0),
    *,
    season: Sequence[Decimal | float] = (),
    series: Mapping[date, Mapping[str, Decimal]] | None = None,
    start: date | str | None = None,
    hours: Decimal | str | int | None = None,
    by: str = "",
    prices: PriceBook | None = None,
    advance: Callable[[int], None] = lambda _done: None,
) -> Forecast:
    """What *scenario* costs in each of so many *months*, the first of which is as it is described.

    What grows is how much is used (the fields marked TRAFFIC or LOAD), by compounding decimals exactly; a grown number is then
    rounded to six decimal places.  Free amounts and tiers begin anew each month.

    Args:
        scenario: the first month.
        months: how many, 1 to 120.
        growth: growth a month, `5%`; or a `Growth` with rates by path, which then says season and series too.
        season: what each month's usage is multiplied by, from the first month on, over and over.
        series: for each month (its first day), values by path, or a `factor` that multiplies what grows.
        start: the first month, `2026-12`; by default the month of the scenario's day.
        hours: of every month; by default the real ones.
        by: what to split each month by, as `Estimate.by` has it: `file`, `region`, `service`, `tag:team`.
        prices: the price book; by default the one that comes with lambda-cost.
        advance: told after each month that it is done.

    Raises:
        ScenarioError: if an argument is not allowed, or growth leads out of what a field takes.
        MissingPriceError: if a price is missing in one of the months.
    """
    rules = growth
    if not isinstance(rules, Growth):
        factors = parse_factors(",".join(str(factor) for factor in season)) if season else ()
        rules = Growth(
            parse_rate(growth, "growth"), {}, factors, {month: dict(values) for month, values in (series or {}).items()}
        )
    every = None if hours is None else _hours(hours)
    by = by and Grouping(scenario, by).by
    bills: list[Estimate[Decimal]] = []
    for month_scenario in scenarios_by_month(scenario, months, rules, start=start, hours=every):
        bills.append(estimate(month_scenario, prices))
        advance(1)
    return _forecast_of(scenario, rules, bills, prices, by, fixed=every is not None)


def scenarios_by_month(
    scenario: Scenario[Any], months: int, growth: Growth, *, start: date | str | None = None, hours: Decimal | None = None
) -> list[Scenario[Any]]:
    """*scenario* in each of so many *months*, as `forecast` prices it.

    Raises:
        ScenarioError: if an argument is not allowed, or growth leads out of what a field takes.
    """
    first, growth = _first_month(scenario, start), growth.named_in(scenario.resources)
    _check(scenario, growth, first, months)
    return [_scenario_in(scenario, growth, _add_months(first, index), index, hours) for index in range(months)]


def _first_month(scenario: Scenario[Any], start: date | str | None) -> date:
    with blame("start"):
        first = parse_month(start) if isinstance(start, str) else start or scenario.day
    return first.replace(day=1)


def _hours(hours: Decimal | str | int) -> Decimal:
    with blame("hours"):
        return hours_of(hours)


def _check(scenario: Scenario[Any], growth: Growth, first: date, months: int) -> None:
    problems = [
        Problem(path, "is no resource, feature or number of the scenario") for path in growth.unknown_paths(scenario.resources)
    ]
    if not 1 <= months <= MAX_MONTHS:
        problems.append(Problem("months", f"is {months}; allowed: 1 to {MAX_MONTHS}"))
    elif first.year + months // YEAR >= MAXYEAR:
        problems.append(Problem("start", f"is {first:%Y-%m}; allowed: up to the year {MAXYEAR - MAX_MONTHS // YEAR - 1}"))
    elif growth.series:
        missing = [month for index in range(months) if (month := _add_months(first, index)) not in growth.series]
        problems += [Problem(f"{month:%Y-%m}", "is missing in the series") for month in missing]
    if problems:
        raise ScenarioError(problems)


def _scenario_in(scenario: Scenario[Any], growth: Growth, month: date, index: int, hours: Decimal | None) -> Scenario[Any]:
    """*scenario* as it is in *month*."""
    real = Decimal(last_of(month).day * HOURS_A_DAY)
    resources = scenario.resources
    if scenario.profiles is not None:
        calendar = Calendar(real, weekdays_of(month_text(month))) if hours is None else Calendar(hours)
        resources = scenario.profiles.counted_in(resources, calendar)
    resources = tuple(growth.grow(resource, index, month) for resource in resources)
    return scenario.replace_unchecked(day=month, hours=real if hours is None else hours, resources=resources)


def _add_months(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, YEAR)
    return date(first.year + years, month + 1, 1)


def _forecast_of(
    scenario: Scenario[Any], growth: Growth, bills: list[Estimate[Decimal]], prices: PriceBook | None, by: str, *, fixed: bool
) -> Forecast:
    months: list[ForecastMonth] = []
    running = Decimal(0)
    for bill in bills:
        running = EXACT.add(running, bill.total)
        groups = bill.by(by) if by else {}
        months.append(ForecastMonth(bill.scenario.day, bill.scenario.hours, bill.total, running, bill.by_resource, groups))
    return Forecast(
        name=scenario.name,
        months=tuple(months),
        price_changes=tuple(_changes(bills)),
        currency=bills[0].currency,
        assumptions=(*growth.sentences(), *_assumptions(bills, fixed=fixed), *_own_assumptions(scenario, fixed=fixed)),
        scenarios=tuple(bill.scenario for bill in bills),
        prices=prices,
        bills=(bills[0],),
        group_by=by,
    )


def _changes(bills: list[Estimate[Decimal]]) -> list[tuple[date, str]]:
    """The prices that change from one of *bills* to the next."""
    changes: list[tuple[date, str]] = []
    before: dict[str, Any] = {}
    for bill in bills:
        now = {f"{charge.meter} in {charge.region}": charge.price.tariff for charge in bill.charges if charge.region}
        changes += [(bill.scenario.day, name) for name, tariff in now.items() if before.get(name, tariff) != tariff]
        before = now
    return changes


def _own_assumptions(scenario: Scenario[Any], *, fixed: bool) -> list[str]:
    """Those of *scenario*; its profiles are counted out in each month, unless all have as many hours."""
    again = f"{COUNTED_OUT} the weekdays of each month; what is said here of resources is for the scenario's own month."
    return [
        again if text.startswith(COUNTED_OUT) and scenario.profiles is not None and not fixed else text
        for text in scenario.assumptions
    ]


def _assumptions(bills: list[Estimate[Decimal]], *, fixed: bool) -> list[str]:
    sentences = [f"Each month has {bills[0].scenario.hours} hours." if fixed else "Each month has its actual number of hours."]
    sentences.append("Each month has the prices of its first day; the free tier and the price tiers start again.")
    if bills[-1].scenario.day > bills[-1].checked:
        sentences.append("Prices are assumed not to change after the day on which they were last checked.")
    if bills[0].scenario.free_tier == "first_year":
        sentences.append("The free tier of an account's first year applies in every month.")
    return sentences
