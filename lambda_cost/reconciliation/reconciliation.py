"""`reconcile`: what was charged, explained step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambda_cost.invoices.pools import USAGE, add_up, by_bill
from lambda_cost.invoices.reading import read_invoices
from lambda_cost.invoices.sums import RESOURCE
from lambda_cost.numbers.quantity import exactly, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.book import PriceBook
from lambda_cost.reconciliation import free_tier
from lambda_cost.reconciliation.anomalies import find_anomalies
from lambda_cost.reconciliation.attribution import attribute, grouping_columns
from lambda_cost.reconciliation.billed import BilledMonth
from lambda_cost.reconciliation.cautions import outside_days, warnings_of
from lambda_cost.reconciliation.rating import price_usage
from lambda_cost.reconciliation.scope import classify, is_other
from lambda_cost.reconciliation.steps import make_steps
from lambda_cost.results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from lambda_cost.invoices.pools import Invoices, LinePool
    from lambda_cost.prices.price import PriceKey
    from lambda_cost.reconciliation.attribution import AttributedCost
    from lambda_cost.reconciliation.rating import MeteredUsage
    from lambda_cost.reconciliation.scope import ClassifiedPool
    from lambda_cost.reconciliation.steps import ReconciliationStep

SCHEMA = "lambda-cost/reconciliation/1"


@dataclass(frozen=True)
class ReconciledMonth:
    """One payer's bill of one month, explained."""

    payer: str
    """The account that pays; empty where the bill does not say."""
    month: str
    """The billing month, `2026-09`."""
    currency: str
    """ISO 4217 code of every amount."""
    billed: Decimal
    """What was charged for Lambda, API Gateway and what belongs to them: the sum of the steps."""
    steps: tuple[ReconciliationStep, ...]
    """From list prices to what was charged."""
    usages: tuple[MeteredUsage, ...]
    """What was used, by meter, region and choice."""
    classified: tuple[ClassifiedPool, ...]
    """The rows of the bill that are explained."""
    by_owner: tuple[ClassifiedPool, ...]
    """The same, as they are told apart by account, resource and tag."""
    out_of_scope: tuple[LinePool, ...]
    """The rows that are of other services."""
    warnings: tuple[str, ...]
    """What to know before believing it, a sentence each."""
    is_open: bool
    """Whether AWS had not closed the month: the bill is an estimate then."""
    attributed: tuple[AttributedCost, ...] = ()
    """The bill by function, account, tag or service, if asked for."""
    split_by: str = ""
    """What that is: `function`, `tag:team`; empty if it was not asked for."""
    anomalies: tuple[dict[str, Any], ...] = ()
    """What looks unusual, each with its amount."""

    def step(self, name: str) -> ReconciliationStep:
        """The step called *name*, such as `list` or `plans`."""
        return next(step for step in self.steps if step.step == name)

    @property
    def unknown(self) -> tuple[ClassifiedPool, ...]:
        """Usage of Lambda and API Gateway that nobody knows."""
        return tuple(entry for entry in self.classified if entry.scope == "unknown")

    @property
    def unknown_cost(self) -> Decimal:
        """What that cost."""
        return add_up([entry.pool for entry in self.unknown], "net_cost")

    def to_dict(self) -> dict[str, Any]:
        """The month as plain data; every number is text, to the last digit."""
        return {
            "payer": self.payer,
            "month": self.month,
            "currency": self.currency,
            "billed": decimal_text(self.billed),
            "is_open": self.is_open,
            "steps": [step.to_dict() for step in self.steps],
            "pools": [_pool_entry(usage) for usage in self.usages],
            "out_of_scope": {
                "rows": sum(pool.amounts.rows for pool in self.out_of_scope),
                "cost": decimal_text(add_up(self.out_of_scope, "net_cost")),
            },
            "unknown": [_unknown_entry(entry) for entry in self.unknown],
            "attributed": [attributed.to_dict() for attributed in self.attributed],
            "anomalies": list(self.anomalies),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class Reconciliation(Result):
    """Bills, explained month by month."""

    months: tuple[ReconciledMonth, ...]
    """One for each payer, month and currency."""
    sources: tuple[str, ...] = ()
    """The files, with what they are."""
    warnings: tuple[str, ...] = field(default=())
    """What to know of all of them, a sentence each."""

    def rows(self) -> list[dict[str, Any]]:
        """The steps of each month as flat rows."""
        return [
            {"payer": month.payer, "month": month.month, "currency": month.currency, "step": step.step, "amount": step.amount}
            for month in self.months
            for step in month.steps
        ]

    def exceeds(self, most: Decimal) -> bool:
        """Whether what is not explained of a month is more than *most*, or an unknown usage type cost anything."""
        return any(abs(month.step("rest").amount) > most or month.unknown_cost for month in self.months)

    def to_dict(self) -> dict[str, Any]:
        """It as plain data, in the form of `--format json`."""
        return {
            "schema": SCHEMA,
            "months": [month.to_dict() for month in self.months],
            "sources": list(self.sources),
            "warnings": list(self.warnings),
        }


def reconcile(
    bills: str | Path | Iterable[str | Path],
    *,
    prices: PriceBook | None = None,
    month: str = "",
    payer: str = "",
    price_day: date | None = None,
    by: str = "",
    engine: str = "",
    table: str = "",
    functions: bool = False,
) -> Reconciliation:
    """Explain *bills*: list cost, free tier, Savings Plans, agreements, credits and tax, which add up to the last digit.

    Args:
        bills: Cost and Usage Reports, FOCUS exports or answers of Cost Explorer; files or folders.
        prices: the price book; by default the one that comes with lambda-cost.
        month: `2026-09`, to leave out other months.
        payer: an account number, to leave out what others pay.
        price_day: the day whose prices are taken for all usage, where those of its own day are not known.
        by: `account`, `region`, `function`, `service` or `tag:team`, to split the bill so.
        engine: `duckdb` or `spark` adds Parquet up before it is read, `trino` and `athena` add up a *table*; by default DuckDB
            does so for large files if it is installed.
        table: a table of the *engine*, instead of *bills*.
        functions: whether functions are told apart on a bill of more than 100,000 rows, as *by* `function` does.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if a file is no bill, or something in it is not in the form.
    """
    from pathlib import Path as PathType

    paths = [bills] if isinstance(bills, str | PathType) else list(bills)
    book = prices or PriceBook.bundled()
    invoices = read_invoices(
        paths,
        month=month,
        payer=payer,
        engine=engine,
        table=table,
        owners={*grouping_columns(by), *((RESOURCE,) if functions else ())},
        is_other=lambda key: is_other(key, book),
    )
    return reconcile_invoices(invoices, book, price_day, by)


def reconcile_invoices(invoices: Invoices, book: PriceBook, price_day: date | None = None, by: str = "") -> Reconciliation:
    """The same of bills that were read."""
    groups, owners = by_bill(invoices.pools), by_bill(invoices.by_owner)
    with exactly():
        months = tuple(
            _reconcile_month(group, pools, owners.get(group), invoices, book, price_day, by)
            for group, pools in sorted(groups.items())
        )
    return Reconciliation(months, tuple(invoices.sources), tuple(invoices.warnings))


def _reconcile_month(
    group: tuple[str, str, str],
    pools: list[LinePool],
    owners: list[LinePool] | None,
    invoices: Invoices,
    book: PriceBook,
    price_day: date | None,
    by: str,
) -> ReconciledMonth:
    payer, month, currency = group
    every = classify(pools, book)
    classified = [entry for entry in every if entry.scope != "other"]
    by_owner = classified if owners is None else [entry for entry in classify(owners, book) if entry.scope != "other"]
    usages, unpriced = _priced_usages(classified, book, price_day, currency)
    last = max((pool.key.day for usage in usages for pool in usage.pools), default=None)
    allowances = free_tier.apply_allowances(usages, book, price_day or last) if last else []
    steps = tuple(make_steps(classified, usages, unpriced, allowances))
    billed = trimmed(add_up([entry.pool for entry in classified], "net_cost"))
    is_open = month in invoices.open_months
    return ReconciledMonth(
        payer=payer,
        month=month,
        currency=currency,
        billed=billed,
        steps=steps,
        usages=tuple(usages),
        classified=tuple(classified),
        by_owner=tuple(by_owner),
        out_of_scope=tuple(entry.pool for entry in every if entry.scope == "other"),
        warnings=(
            *outside_days(month, classified),
            *warnings_of(is_open, unpriced, classified, usages, free_tier.warnings(allowances)),
        ),
        is_open=is_open,
        attributed=attribute(by_owner, by) if by else (),
        split_by=by,
        anomalies=tuple(find_anomalies(BilledMonth(classified, by_owner, usages, steps, allowances, currency))),
    )


def _priced_usages(
    classified: list[ClassifiedPool], book: PriceBook, price_day: date | None, currency: str
) -> tuple[list[MeteredUsage], list[tuple[LinePool, str]]]:
    """The usage that has a price, and the rows that have none, each with the reason."""
    by_key: dict[PriceKey, list[LinePool]] = {}
    unpriced: list[tuple[LinePool, str]] = []
    for entry in classified:
        if entry.price_key is not None and entry.pool.key.line_type in USAGE:
            if entry.pool.amounts.quantity < 0:
                unpriced.append((entry.pool, "is a negative quantity"))
            else:
                by_key.setdefault(entry.price_key, []).append(entry.pool)
    usages: list[MeteredUsage] = []
    for key, pools in sorted(by_key.items()):
        priced = price_usage(key, pools, book, price_day, currency)
        if isinstance(priced, Exception):
            unpriced += [(pool, str(priced)) for pool in pools]
        else:
            usages.append(priced)
    return usages, unpriced


def _pool_entry(usage: MeteredUsage) -> dict[str, Any]:
    return {
        "meter": usage.key.meter,
        "region": usage.key.region,
        "choice": usage.key.choice,
        "usage_type": usage.usage_type,
        "quantity": decimal_text(usage.quantity),
        "free_quantity": decimal_text(usage.free),
        "billed_cost": decimal_text(add_up(usage.pools, "net_cost")),
        "list_cost": decimal_text(usage.list_cost),
    }


def _unknown_entry(entry: ClassifiedPool) -> dict[str, Any]:
    key, amounts = entry.pool.key, entry.pool.amounts
    return {
        "product_code": key.product_code,
        "usage_type": key.usage_type,
        "operation": key.operation,
        "rows": amounts.rows,
        "quantity": decimal_text(amounts.quantity),
        "cost": decimal_text(amounts.net_cost),
        "rate": None if key.rate is None else decimal_text(key.rate),
    }
