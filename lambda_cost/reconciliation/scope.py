"""Which rows of a bill are of Lambda, API Gateway and what belongs to them, and which meter prices each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from lambda_cost.invoices.pools import COVERED, CREDITS, DISCOUNTS, NEGATION, PLAN_FEES, TAX, USAGE, ZERO, Amounts, LinePool
from lambda_cost.invoices.sums import LOG_GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.invoices.pools import LineKey
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import PriceKey

OWN = {"AWSLambda": "aws_lambda", "AmazonApiGateway": "api_gateway"}
"""The product codes of which every row is explained, and the services that their meters are of."""
PLANS = "ComputeSavingsPlans"
INGESTED = "cloudwatch.logs.ingested"
TRANSFER = re.compile(r"DataTransfer-|-AWS-(?:In|Out)-Bytes$|^AWS-(?:In|Out)-Bytes$|CloudFront-(?:In|Out)-Bytes$")
UNPRICED = (
    (TRANSFER, "transfer inside AWS has no meter here"),
    (re.compile(r"Lambda-Web-"), "Web Functions have no published price"),
    (re.compile(r"Portal"), "portals have no published price"),
    (re.compile(r"Snapshot-Storage-GB-Hour"), "is counted in GB-hours, and the table is in GB-months"),
    (
        re.compile(r"DataProcessing(?:IA)?-Bytes"),
        "Lambda's logs were counted so until 2025-04-30; no price of those days is known",
    ),
)
"""Usage types that are known and have no price here, each with the reason."""

PLAN = re.compile(r"ComputeSP:(1yr|3yr)(No|All|Partial)Upfront$")
"""The usage types of fees of Compute Savings Plans: term and payment."""
NOTHING = Amounts(0, 0, ZERO, ZERO, ZERO, ZERO, ZERO)

Scope = Literal["priced", "unpriced", "unknown", "charge", "other"]
"""Of a row: usage with a price, without one, or of a usage type that nobody knows; a charge that is no usage; another's."""


class ClassifiedPool(NamedTuple):
    """A line pool with its scope and the price that applies."""

    pool: LinePool
    """The rows."""
    scope: Scope
    """Whether they are explained, and how."""
    price_key: PriceKey | None = None
    """The price that applies to them; None if there is none."""
    reason: str = ""
    """Why there is no price."""

    @property
    def meter(self) -> str:
        """The meter of its price; empty if there is none."""
        return self.price_key.meter if self.price_key else ""


def classify(pools: Iterable[LinePool], book: PriceBook) -> list[ClassifiedPool]:
    """Classify *pools*, the rows of one payer and month."""
    listed = list(pools)
    classified = [_classify(pool, book) for pool in listed]
    plans = {entry.pool.key.plan for entry in classified if entry.scope == "priced" and entry.pool.key.line_type == COVERED}
    return [
        entry._replace(scope="charge")
        if entry.pool.key.product_code == PLANS and entry.pool.key.line_type in PLAN_FEES and entry.pool.key.plan in plans
        else entry
        for entry in classified
    ]


def plan_terms(usage_type: str) -> tuple[str, str] | None:
    """The term and the payment of a Savings Plan whose fee is of *usage_type*; None if it is none.

    >>> plan_terms("ComputeSP:1yrNoUpfront")
    ('1yr', 'no_upfront')
    """
    match = PLAN.search(usage_type)
    return (match[1], f"{match[2].lower()}_upfront") if match else None


def is_other(key: LineKey, book: PriceBook) -> bool:
    """Whether rows of *key*, whatever their resource, are of other services."""
    keys = (key._replace(resource=resource) for resource in ("", LOG_GROUP))
    return key.product_code != PLANS and all(_classify(LinePool(key, NOTHING, ""), book).scope == "other" for key in keys)


def service_of(key: LineKey, price: PriceKey | None) -> str:
    """The service that rows of *key*, which *price* prices, belong to."""
    return price.meter.partition(".")[0] if price else OWN.get(key.product_code, key.product_code)


def _classify(pool: LinePool, book: PriceBook) -> ClassifiedPool:
    key = pool.key
    price_key = _price_key(key, book)
    is_own = key.product_code in OWN or (not key.product_code and (price_key is not None or _names_own(key.usage_type)))
    is_of_any = not key.product_code and not key.usage_type  # Cost Explorer, not asked by service
    if key.line_type == TAX:
        return ClassifiedPool(pool, "charge" if key.product_code in OWN or not key.product_code else "other")
    if key.line_type in USAGE:
        if price_key:
            return ClassifiedPool(pool, "priced", price_key)
        if not is_own and not (key.product_code == "AmazonCloudWatch" and LOG_GROUP in key.resource):
            return ClassifiedPool(pool, "other")
        reason = next((reason for pattern, reason in UNPRICED if pattern.search(key.usage_type)), "")
        return ClassifiedPool(pool, "unpriced" if reason else "unknown", None, reason or "this usage type is not known")
    if key.line_type == NEGATION or key.line_type in CREDITS or key.line_type in DISCOUNTS:
        return ClassifiedPool(pool, "charge" if is_own or price_key or is_of_any else "other", price_key)
    return ClassifiedPool(
        pool, "unpriced" if is_own else "other", None, f"rows of the type {key.line_type or '(none)'} are not explained"
    )


def _price_key(key: LineKey, book: PriceBook) -> PriceKey | None:
    """What prices rows of *key*; None if nothing does, or they may be of another service's use."""
    if not key.usage_type:
        return None
    types = book.usage_types
    region = key.region if key.region in book.regions else ""
    price_key = types.meter_of(key.usage_type, product_code=key.product_code, operation=key.operation, region=region)
    if price_key is None:
        return None
    price_key = price_key if price_key.region else price_key._replace(region=region or "us-east-1")
    if price_key.meter.startswith("data_transfer.") and key.product_code not in {"", *OWN}:
        return None
    is_shared_log = price_key.meter == INGESTED and LOG_GROUP not in key.resource and key.line_type in USAGE
    return None if is_shared_log else price_key


def _names_own(usage_type: str) -> bool:
    return "Lambda-" in usage_type or "ApiGateway" in usage_type
