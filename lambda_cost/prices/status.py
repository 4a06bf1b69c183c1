"""How fresh the prices of a book are: by service and region, when each was last checked, and in what."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import median_high
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.prices.listing import list_prices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Check


class Freshness(NamedTuple):
    """How many prices there are of something, and how fresh they are."""

    prices: int
    """Prices that hold today; each tier is one."""
    this_year: int
    """Those that were checked in the year of today."""
    old: int
    """Those whose last check is more than so many days ago."""
    strong: int
    """Those whose last check is against a dated publication of AWS itself."""
    oldest: date
    """The oldest last check."""
    newest: date
    """The newest one."""
    median_days: int
    """Days since the check in the middle: half of the prices were checked later."""


class PriceStatus(NamedTuple):
    """How fresh the prices of a book are on a day."""

    today: date
    """The day."""
    max_days: int
    """Days after which a check is old."""
    checks: dict[tuple[str, str], list[Check]]
    """By service and region, the last check of every price."""
    refreshed: date | None = None
    """The day on which the user's prices were refreshed; None if they were not."""

    @property
    def total(self) -> Freshness:
        """That of all prices."""
        return self._freshness(check for checks in self.checks.values() for check in checks)

    @property
    def by_service(self) -> dict[str, Freshness]:
        """That of each service, such as `aws_lambda`."""
        return self._by(0)

    @property
    def by_region(self) -> dict[str, Freshness]:
        """That of each region."""
        return self._by(1)

    @property
    def by_both(self) -> dict[tuple[str, str], Freshness]:
        """That of each service in each region where it has a price."""
        return {key: self._freshness(checks) for key, checks in self.checks.items()}

    def _by(self, part: int) -> dict[str, Freshness]:
        grouped: dict[str, list[Check]] = defaultdict(list)
        for key, checks in self.checks.items():
            grouped[key[part]] += checks
        return {name: self._freshness(checks) for name, checks in sorted(grouped.items())}

    def _freshness(self, checks: Iterable[Check]) -> Freshness:
        all_checks = list(checks)
        days = [check.day for check in all_checks]
        return Freshness(
            prices=len(all_checks),
            this_year=sum(day.year == self.today.year for day in days),
            old=sum(day < self.today - timedelta(days=self.max_days) for day in days),
            strong=sum(check.strong for check in all_checks),
            oldest=min(days, default=self.today),
            newest=max(days, default=self.today),
            median_days=(self.today - median_high(days or [self.today])).days,
        )


def price_status(book: PriceBook, today: date, max_days: int, regions: Iterable[str] = ()) -> PriceStatus:
    """How fresh the prices of *book* are that hold on *today*, in *regions* or everywhere; old after *max_days*."""
    checks: dict[tuple[str, str], list[Check]] = defaultdict(list)
    for listed in list_prices(book, book.meters(), regions or book.regions, today):
        if listed.price is not None:
            checks[listed.key.meter.partition(".")[0], listed.key.region] += listed.price.checks
    refreshed = book.refreshed.refreshed if book.refreshed else None
    return PriceStatus(today, max_days, dict(sorted(checks.items())), refreshed)
