"""A second calculator, in fractions, written from docs/rules.md; of the tables it takes prices and allowances only.

It knows functions on demand with cold starts, /tmp, streaming, tenants, asynchronous events, failed requests, retries and
provisioned concurrency, Lambda@Edge, the three kinds of API, and caches; free tiers over all regions; and tiers by region
and architecture.
"""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from lambda_cost.prices.book import PriceBook

BOOK = PriceBook.bundled()
FUNCTION, PROVISIONED = "aws_lambda.function", "aws_lambda.provisioned_concurrency"


class Pool(NamedTuple):
    """What shares tiers: one meter in one region, for one choice such as an architecture (rules A-10, B-15)."""

    meter: str
    region: str
    choice: str


class Month:
    """What AWS counts in a month, by pool: all of it, and what of it may be free."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.counted: defaultdict[Pool, Fraction] = defaultdict(Fraction)
        self.eligible: defaultdict[Pool, Fraction] = defaultdict(Fraction)

    def count(self, pool: Pool, quantity: Fraction, free: Fraction | None = None) -> None:
        """Count *quantity*, of which *free* may be free; by default all."""
        self.counted[pool] += quantity
        self.eligible[pool] += quantity if free is None else free


def whole_ms(ms: Any) -> Fraction:
    """A duration as it is billed (rule A-02)."""
    return Fraction(ceil(Fraction(ms)))


def count_function(month: Month, region: str, given: dict[str, Any], hours: Fraction) -> None:
    """What a function's month has: requests, duration (A-01), and its features."""
    requests, gb, ms = Fraction(given["requests"]), Fraction(given["memory_mb"]) / 1024, whole_ms(given["duration_ms"])
    choice = given["architecture"]

    def here(meter: str, of: str) -> Pool:
        return Pool(meter, region, of)

    runs, seconds = requests, requests * ms / 1000
    if "cold_starts" in given:
        cold = whole_ms(Fraction(given["duration_ms"]) + Fraction(given["cold_starts"]["init_ms"])) - ms
        seconds += requests * Fraction(given["cold_starts"]["share"]) * cold / 1000
    if "async_events" in given:
        chunks = ceil(max(Fraction(given["async_events"]["event_kb"]) - 256, Fraction(0)) / 64)
        times = 1 + Fraction(given["async_events"]["retries"])
        runs, seconds = requests * times * (1 + chunks), seconds * times
    for ended in ("errors", "timeouts"):  # among the requests, for their own time
        if ended in given:
            own_ms = Fraction(given[ended].get("duration_ms") or given[ended]["timeout_ms"])
            seconds += requests * Fraction(given[ended]["share"]) * (whole_ms(own_ms) - ms) / 1000
    if "retries" in given:  # on top of the requests, for their own time
        again = requests * Fraction(given["retries"]["share"])
        runs, seconds = runs + again, seconds + again * whole_ms(given["retries"]["duration_ms"]) / 1000
    if "ephemeral_storage" in given:
        extra_gb = max(Fraction(given["ephemeral_storage"]["size_mb"]) - 512, Fraction(0)) / 1024
        month.count(here("aws_lambda.ephemeral_storage.storage", choice), extra_gb * requests * ms / 1000)
    if "response_streaming" in given:
        beyond_gb = max(Fraction(given["response_streaming"]["mb"]) - 6, Fraction(0)) / 1024
        month.count(here("aws_lambda.response_streaming.processed", choice), requests * beyond_gb)
    if "tenant_isolation" in given:
        environments = Fraction(given["tenant_isolation"]["environments"])
        month.count(here("aws_lambda.tenant_isolation.environments", choice), environments * gb)
    free: Fraction | None = None
    if "provisioned_concurrency" in given:
        kept, free = given["provisioned_concurrency"], Fraction(0)
        enabled = ceil(Fraction(kept.get("hours", hours)) * 12) * 300
        month.count(here(f"{PROVISIONED}.concurrency", choice), Fraction(kept["environments"]) * gb * enabled)
        served = Fraction(kept["requests"]) * ms / 1000
        month.count(here(f"{PROVISIONED}.duration", choice), served * gb)
        seconds -= served
    month.count(here(f"{FUNCTION}.requests", choice), runs, free)
    month.count(here(f"{FUNCTION}.duration", choice), seconds * gb, free)


def count_api(month: Month, region: str, given: dict[str, Any], hours: Fraction) -> None:
    """What an API's month has: calls or messages by their size, minutes, and hours of its cache."""
    match given["type"]:
        case "rest":  # B-02, B-17
            month.count(Pool("api_gateway.rest_api.requests", region, ""), Fraction(given["requests"]))
            if "cache" in given:
                open_hours = Fraction(given["cache"].get("hours", hours))
                month.count(Pool("api_gateway.cache.hours", region, given["cache"]["size_gb"]), open_hours)
        case "http":  # B-01, B-01b
            kb = max(Fraction(given["request_kb"]), Fraction(given["response_kb"]))
            month.count(Pool("api_gateway.http_api.requests", region, ""), Fraction(given["requests"]) * max(ceil(kb / 512), 1))
        case _:  # B-04, B-05
            blocks = max(ceil(Fraction(given["message_kb"]) / 32), 1)
            month.count(Pool("api_gateway.websocket_api.messages", region, ""), Fraction(given["messages"]) * blocks)
            month.count(Pool("api_gateway.websocket_api.minutes", region, ""), Fraction(given["connection_minutes"]))


def cost(scenario: dict[str, Any]) -> Fraction:
    """What the month of *scenario*, written out as a file would have it, costs in US dollars."""
    month, hours = Month(), Fraction(scenario["hours"])
    for function in scenario.get("functions", {}).values():
        count_function(month, function["region"], function, hours)
    for api in scenario.get("apis", {}).values():
        count_api(month, api["region"], api, hours)
    for edge in scenario.get("edge_functions", {}).values():
        requests, gb = Fraction(edge["requests"]), Fraction(edge["memory_mb"]) / 1024
        month.count(Pool("aws_lambda.edge_function.requests", edge["region"], ""), requests)
        seconds = requests * whole_ms(edge["duration_ms"]) / 1000
        month.count(Pool("aws_lambda.edge_function.duration", edge["region"], ""), seconds * gb)
    day = date.fromisoformat(scenario["day"])
    free = free_parts(month, scenario["free_tier"], day)
    return sum((price_of(pool, counted - free[pool], day) for pool, counted in month.counted.items()), Fraction(0))


def free_parts(month: Month, offer: str, day: date) -> defaultdict[Pool, Fraction]:
    """What of each pool is free: one allowance for all regions (A-15), shared in proportion to what may be free (A-19d)."""
    parts: defaultdict[Pool, Fraction] = defaultdict(Fraction)
    for meter in {pool.meter for pool in month.counted}:
        pools = [pool for pool in month.counted if pool.meter == meter]
        asked = sum((month.eligible[pool] for pool in pools), Fraction(0))
        for allowance in BOOK.allowances(meter, offer, day):
            given = min(asked, Fraction(allowance.quantity) * Fraction(BOOK.meter(meter).multiple_and_unit[0]))
            for pool in pools:
                parts[pool] += given * month.eligible[pool] / asked if asked else 0
    return parts


def price_of(pool: Pool, quantity: Fraction, day: date) -> Fraction:
    """What *quantity* costs: each tier's part at that tier's price (A-11, A-12, B-14)."""
    multiple = Fraction(BOOK.meter(pool.meter).multiple_and_unit[0])
    tiers = BOOK.price(pool.meter, pool.region, pool.choice, day).tariff.tiers
    units, total = quantity / multiple, Fraction(0)
    for index, tier in enumerate(tiers):
        above = Fraction(tier.above)
        end = Fraction(tiers[index + 1].above) if index + 1 < len(tiers) else max(units, above)
        total += max(min(units, end) - above, Fraction(0)) * Fraction(tier.price)
    return total
