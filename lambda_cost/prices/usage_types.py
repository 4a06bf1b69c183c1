"""AWS's usage types and the meters that price them, both ways.

A usage type is AWS's name, in bills and price lists, for one thing that is counted.  It begins with the billing
code of its region, except in us-east-1, where most services leave that out: `EU-Lambda-GB-Second-ARM` and
`Lambda-GB-Second-ARM` are durations on arm64 in eu-west-1 and in us-east-1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_cost.prices.price import PriceKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lambda_cost.prices.table import Table
    from lambda_cost.regions import Region

TRANSFER, TRANSFER_LIST = "DataTransfer-", "AWSDataTransfer"
"""What usage types of data transfer begin with, and their price list; bills have them under any service's product code."""
PRICED_BY_RULE = "USD"
"""The unit of meters that are no usage types: 15 percent of an instance's price, and that price (rule A-41)."""
MANAGEMENT_FEE = re.compile(r"Lambda-Managed-Instances-.+-Management-Hours")
"""The usage types of the fee for managed instances: one for each type of instance."""
BILLING_CODES = {"EUW1": "EU"}
"""Billing codes that some price lists spell differently (rule E-05)."""
SPELLINGS = {
    "ApiGatewayCacheUsage:1.55GB": "ApiGatewayCacheUsage:1.6GB",
    "Lambda-Managed-Instances-Request-ARM": "Lambda-Managed-Instances-Request",
}
"""Usage types of bills and price lists that are priced as another one is."""


class UsageTypes:
    """The usage types of a price book.

    >>> from lambda_cost.prices.book import PriceBook
    >>> types = PriceBook.bundled().usage_types
    >>> types.meter_of("EU-Lambda-GB-Second-ARM")
    PriceKey(meter='aws_lambda.function.duration', region='eu-west-1', choice='arm64')
    """

    def __init__(self, tables: Mapping[str, Table], regions: Mapping[str, Region]) -> None:
        """The usage types of *tables*, by address, in *regions*, by code."""
        self._tables, self._regions = tables, regions
        self._codes = {region.billing_code: code for code, region in regions.items()}
        self.meters: dict[tuple[str, str], tuple[str, str]] = {
            (table.price_list, usage_type): (f"{address}.{name}", choice)
            for address, table in tables.items()
            for name, meter in table.meters.items()
            for choice, usage_type in meter.usage_types.items()
            if table.price_list and meter.unit != PRICED_BY_RULE
        }
        """By code of a price list and usage type without the region's billing code: the meter, and the choice of it."""
        self.by_rule: dict[tuple[str, str], str] = {
            (table.price_list, usage_type): f"{address}.{name}"
            for address, table in tables.items()
            for name, meter in table.meters.items()
            for usage_type in meter.usage_types.values()
            if table.price_list and meter.unit == PRICED_BY_RULE
        }
        """The meters that are priced by a rule, as an estimate that is written as a bill names them."""
        self.price_lists = sorted({price_list for price_list, _ in self.meters})
        """The codes of the price lists in which the usage types stand; bills have them as product codes."""

    def meter_of(self, usage_type: str, *, product_code: str = "", operation: str = "", region: str = "") -> PriceKey | None:
        """The meter, region and choice that price *usage_type* on a bill; None if no table does.

        Args:
            usage_type: as the bill has it, with the region's billing code or without.
            product_code: `AWSLambda`; without it, usage types that several services share are taken for ours.
            operation: `Invoke`; without it, every operation is taken for one that is priced here.
            region: the region of the row.  Without it, the region is that of the billing code, and empty for a
                usage type without one, unless its table says whose it is.

        >>> from lambda_cost.prices.book import PriceBook
        >>> types = PriceBook.bundled().usage_types
        >>> types.meter_of("Request", product_code="AWSLambda").region
        'us-east-1'
        >>> types.meter_of("USW2-DataTransfer-Out-Bytes", product_code="AWSLambda").meter
        'data_transfer.internet.out'
        >>> types.meter_of("TimedStorage-ByteHrs", product_code="AmazonS3") is None
        True
        """
        code, bare = self._split(usage_type, region)
        by_rule = self._meter_by_rule(bare, product_code)
        if by_rule:
            return PriceKey(by_rule, code or "us-east-1", "")
        lists = [TRANSFER_LIST] if bare.startswith(TRANSFER) else [product_code] if product_code else self.price_lists
        matches = [match for price_list in lists if (match := self.meter_and_choice(bare, price_list, operation))]
        if not matches:
            return None
        meter, choice = matches[0]
        unprefixed = self._tables[meter.rpartition(".")[0]].unprefixed
        return PriceKey(meter, code or (unprefixed[0] if len(unprefixed) == 1 else ""), choice)

    def meter_and_choice(self, bare: str, price_list: str, operation: str) -> tuple[str, str] | None:
        """The meter and the choice of it that price *bare*, a usage type without a billing code, of *price_list*.

        None if no table does; an empty *operation* is that of every product.
        """
        match = self.meters.get((price_list, SPELLINGS.get(bare, bare)))
        wanted = self._tables[match[0].rpartition(".")[0]].operation if match else ""
        return match if operation in {"", wanted or operation} else None

    def _meter_by_rule(self, bare: str, product_code: str) -> str:
        if MANAGEMENT_FEE.fullmatch(bare) and product_code in {"", "AWSLambda"}:
            return "aws_lambda.managed_instances.management"
        return self.by_rule.get((product_code, bare), "")

    def without_region(self, usage_type: str, region: str) -> str:
        """*usage_type* without the billing code of *region*, if it begins with that."""
        return self._split(usage_type, region)[1]

    def _split(self, usage_type: str, region: str) -> tuple[str, str]:
        """The region that the billing code of *usage_type* is of, or *region*, and the usage type without that code."""
        prefix, _, rest = usage_type.partition("-")
        code = self._codes.get(BILLING_CODES.get(prefix, prefix), "") if rest else ""
        return (code, rest) if code and region in {"", code} else (region, usage_type)


def add_region_prefix(usage_type: str, region: Region, unprefixed: Iterable[str]) -> str:
    """*usage_type* with the billing code of *region*, unless that is among those *unprefixed*."""
    return usage_type if region.code in unprefixed else f"{region.billing_code}-{usage_type}"
