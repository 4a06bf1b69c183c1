"""How fresh the prices are, in rows and columns: by service, and by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from lambda_cost.prices.status import Freshness, PriceStatus

STRONG = (
    "A source is strong if AWS published it (a price list, a calculator file, a page) and its date is certain: a version,"
    " a publication date, the day of reading."
)


def sheet(status: PriceStatus) -> Sheet:
    """*status* in rows, services first; JSON has each service in each region too."""
    columns = (
        Column("kind", "Kind", to="data"),
        Column("name", "Prices of"),
        Column("prices", "Prices", "quantity"),
        Column("checked_this_year", f"In {status.today.year}", "quantity"),
        Column("old", f">{status.max_days} days", "quantity"),
        Column("strong", "Strong", "quantity"),
        Column("checked_oldest", "Oldest", "day"),
        Column("checked_newest", "Newest", "day", to="data"),
        Column("median_days", "Median days", "quantity"),
    )
    rows = [Row(("service", name, *_cells(fresh))) for name, fresh in status.by_service.items()]
    rows += [Row(("region", name, *_cells(fresh))) for name, fresh in status.by_region.items()]
    total = status.total
    rows.append(Row(("all", "all", *_cells(total)), "total"))
    return Sheet(
        schema="prices-status/1",
        title="Price status",
        subtitle=(
            f"{total.this_year:,} of {total.prices:,} prices checked in {status.today.year},"
            f" {total.strong:,} from dated AWS publications · {status.today}"
        ),
        columns=columns,
        rows=tuple(rows),
        notes=(("Notes", (STRONG, _refreshed(status))),),
        document=_document(status),
    )


def _refreshed(status: PriceStatus) -> str:
    if status.refreshed is None:
        return "These are the prices that come with lambda-cost. `lambda-cost prices refresh` fetches today's from AWS."
    return f"Refreshed from AWS's price lists on {status.refreshed}; `lambda-cost prices refresh` does so again."


def _cells(fresh: Freshness) -> tuple[Any, ...]:
    counts = (fresh.prices, fresh.this_year, fresh.old, fresh.strong)
    days = (fresh.oldest, fresh.newest, EXACT.create_decimal(fresh.median_days))
    return (*map(EXACT.create_decimal, counts), *days)


def _document(status: PriceStatus) -> dict[str, Any]:
    cells = [
        {"service": service, "region": region} | _fields(status, fresh) for (service, region), fresh in status.by_both.items()
    ]
    return {
        "today": status.today.isoformat(),
        "old_after_days": status.max_days,
        "refreshed": status.refreshed and status.refreshed.isoformat(),
        "total": _fields(status, status.total),
        "services": {name: _fields(status, fresh) for name, fresh in status.by_service.items()},
        "regions": {name: _fields(status, fresh) for name, fresh in status.by_region.items()},
        "services_by_region": cells,
    }


def _fields(status: PriceStatus, fresh: Freshness) -> dict[str, Any]:
    return {
        "prices": fresh.prices,
        "checked_this_year": fresh.this_year,
        "old": fresh.old,
        "strong": fresh.strong,
        "checked_oldest": fresh.oldest.isoformat(),
        "checked_newest": fresh.newest.isoformat(),
        "oldest_days": (status.today - fresh.oldest).days,
        "median_days": fresh.median_days,
    }
