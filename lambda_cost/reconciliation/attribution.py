"""A bill by function, account, region, service or tag."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.shares import split_in_proportion
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.invoices.pools import USAGE, ZERO
from lambda_cost.invoices.sums import ACCOUNT, RESOURCE
from lambda_cost.numbers.quantity import add_up_by
from lambda_cost.numbers.text import decimal_text
from lambda_cost.reconciliation.scope import service_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from lambda_cost.reconciliation.scope import ClassifiedPool

KINDS = ("account", "region", "function", "service")
TAG = "tag:"
NO_RESOURCE = "(no resource id)"
NO_TAG = "(no tag)"
REQUESTS = "aws_lambda.function.requests"
_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:\d*:function:(?:us-east-1\.)?([^:]+)")
_LOG_GROUP = re.compile(r":log-group:/aws/lambda/(?:us-east-1\.)?([^:]+)")
_API = re.compile(r"/(?:rest)?apis/([^/]+)")


@dataclass(frozen=True)
class AttributedCost:
    """One group's cost in the split."""

    name: str
    """Function, account, region, service or tag value."""
    billed: Decimal
    """What its own rows cost."""
    shared: Decimal = ZERO
    """Its share of rows without a resource id, by the requests of each function of the account."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; numbers are text."""
        return {"name": self.name, "billed": decimal_text(self.billed), "shared": decimal_text(self.shared)}


def attribute(classified: list[ClassifiedPool], by: str) -> tuple[AttributedCost, ...]:
    """The bill of *classified* split *by* `account`, `region`, `function`, `service` or `tag:KEY`, the most expensive first.

    Of a split by function, rows of Lambda without a resource id (such as transfer) are shared out to the functions
    of the same account by their requests, and are marked so.

    Raises:
        ScenarioError: if *by* is something else.
    """
    if by not in KINDS and not (by.startswith(TAG) and by != TAG):
        raise ScenarioError([Problem("--by", f"is {by!r}; {did_you_mean(by, [*KINDS, 'tag:KEY'])}")])
    costs = add_up_by((_name(entry, by), entry.pool.amounts.net_cost) for entry in classified)
    shared = _share_out(classified) if by == "function" else {}
    if shared:
        costs[NO_RESOURCE] -= sum(shared.values(), ZERO)
    attributed = [AttributedCost(name, cost, shared.get(name, ZERO)) for name, cost in costs.items()]
    kept = [cost for cost in attributed if cost.name != NO_RESOURCE or cost.billed]
    return tuple(sorted(kept, key=lambda cost: (-(cost.billed + cost.shared), cost.name)))


def grouping_columns(by: str) -> tuple[str, ...]:
    """Line-item columns a bill must be grouped by to split it *by* function, account or tag."""
    if by == "function":
        return (ACCOUNT, RESOURCE)
    return (by,) if by == ACCOUNT or by.startswith(TAG) else ()


@lru_cache(maxsize=2**16)
def function_of(resource: str) -> str:
    """The name of the function whose ARN or log group *resource* is; empty if it is neither.

    >>> function_of("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/checkout")
    'checkout'
    """
    match = _FUNCTION.search(resource) or _LOG_GROUP.search(resource)
    return match[1] if match else ""


def api_of(resource: str) -> str:
    """The id of the API whose ARN *resource* is; empty if it is none.

    >>> api_of("arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod")
    'a1b2c3'
    """
    match = _API.search(resource)
    return match[1] if match else ""


def _name(entry: ClassifiedPool, by: str) -> str:
    key = entry.pool.key
    if by == "account":
        return key.account or "(no account)"
    if by == "region":
        return (entry.price_key.region if entry.price_key else key.region) or "(no region)"
    if by == "service":
        return service_of(key, entry.price_key) or "(no service)"
    if by.startswith(TAG):
        return dict(key.tags).get(by.removeprefix(TAG)) or NO_TAG
    api = api_of(key.resource)
    return function_of(key.resource) or (f"api {api}" if api else key.resource) or NO_RESOURCE


def _share_out(classified: Iterable[ClassifiedPool]) -> dict[str, Decimal]:
    """Cost (in the bill's currency) of Lambda usage without a resource id, split over the account's functions.

    The split is in proportion to their requests.
    """
    requests: dict[str, dict[str, Decimal]] = {}
    left: dict[str, Decimal] = {}
    for entry in classified:
        key, amounts = entry.pool.key, entry.pool.amounts
        name = function_of(key.resource)
        if name and entry.meter == REQUESTS:
            of_account = requests.setdefault(key.account, {})
            of_account[name] = of_account.get(name, ZERO) + amounts.quantity
        elif not key.resource and key.product_code == "AWSLambda" and key.line_type in USAGE:
            left[key.account] = left.get(key.account, ZERO) + amounts.net_cost
    shared: dict[str, Decimal] = {}
    for account, cost in left.items():
        weights = requests.get(account, {})
        total = sum(weights.values(), ZERO)
        if cost > 0 and total > 0:
            scale = cost // total + 1  # a part is at most its weight, and dollars may be more than requests
            for name, part in zip(
                weights, split_in_proportion(cost, [weight * scale for weight in weights.values()]), strict=True
            ):
                shared[name] = shared.get(name, ZERO) + part
    return shared
