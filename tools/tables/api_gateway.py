"""The tables of API Gateway."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from lambda_cost.prices.table import Allowance, Table
from tools.tables.maker import (
    Spec,
    table,
)
from tools.tables.publications import (
    API,
    CHINA,
)

FIRST_YEARS_END = date(2026, 7, 14)
"""Twelve months after the last accounts that have the offer were opened."""
PAGE = "api-gateway-pricing-2026-06-10"


def first_year(quantity: Decimal) -> list[Allowance]:
    """The offer for accounts in their first year, opened before 2025-07-15 (rules B-12, B-13)."""
    free = Allowance(
        "first_year", quantity, date(2021, 1, 10), ["aws"], PAGE, date(2026, 6, 10), "learnaws-2021-01-10", FIRST_YEARS_END
    )
    return [free]


def api(title: str, **meters: tuple[str, str, str, Decimal]) -> Table:
    """The table of one kind of API; a meter is (title, unit, usage type, free in the first year)."""
    specs = {
        name: Spec(words, unit, {"": usage}, "", Decimal(10) ** 6, first_year(free), CHINA)
        for name, (words, unit, usage, free) in meters.items()
    }
    return table(title, specs, *API, unprefixed=[])


def api_cache() -> Table:
    """The API cache, eight sizes."""
    sizes = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]
    types = {size: f"ApiGatewayCacheUsage:{size}GB" for size in sizes}
    return table("API cache", {"hours": Spec("Cache", "Hours", types, "size_gb", unpriced=CHINA)}, *API, unprefixed=[])


ONE_MILLION = Decimal(1)
"""In the unit of the price, which is a million."""
TABLES: dict[str, Callable[[], Table]] = {
    "api_gateway/rest_api": lambda: api(
        "REST APIs", requests=("API calls", "1000000 Requests", "ApiGatewayRequest", ONE_MILLION)
    ),
    "api_gateway/http_api": lambda: api(
        "HTTP APIs", requests=("API calls", "1000000 Requests", "ApiGatewayHttpRequest", ONE_MILLION)
    ),
    "api_gateway/websocket_api": lambda: api(
        "WebSocket APIs",
        messages=("Messages", "1000000 Messages", "ApiGatewayMessage", ONE_MILLION),
        minutes=("Connection minutes", "1000000 Minutes", "ApiGatewayMinute", Decimal("0.75")),
    ),
    "api_gateway/cache": api_cache,
}
