"""Which meter of the tables counts a usage type of an offer, and in which region."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.regions import Region

PLANS = "AWSComputeSavingsPlan"
PLANS_COVER = "AWSLambda"
"""The price list of which plans cover usage types here."""
PLAN_CODES = {PLANS, "AmazonComputeSavingsPlan", "ComputeSavingsPlans"}
"""How files of Compute Savings Plans call themselves."""
BY_RULE_UNIT = "USD"
"""The unit of meters whose prices are rules and no SKUs: 15 percent of an instance's price, and that price (rule A-41)."""
BY_RULE = re.compile(r"Lambda-Managed-Instances-.+-Management-Hours")
"""Usage types of which there is one for each type of instance."""
GLOBAL = "Global-"
"""What the usage types of free allowances begin with (rule A-15)."""
ALIASES = {"EUW1": "EU"}
"""Billing codes that some lists write in another way (rule E-05)."""
UNITS = {
    "Requests": {"request", "requests"},
    "GB-Seconds": {"gb-second", "gb-seconds", "lambda-gb-second", "lambda-gb-seconds", "second", "seconds"},
    "vCPU-Seconds": {"vcpu-second", "vcpu-seconds"},
    "GB": {"gb", "gigabytes", "processed-gigabytes"},
    "GB-Months": {"gb-mo", "gb-month", "gb-months", "gigabytesmonth"},
    "Hours": {"hrs", "hour", "hours"},
    "LCU-Hours": {"lcu-hrs", "lcu-hour", "lcu-hours"},
    "Event-Poller-Unit-Hours": {"event-poller-unit-hours"},
    "Operations": {"durableoperations", "operations"},
    "Messages": {"message", "messages"},
    "Minutes": {"minute", "minutes"},
    "Traces": {"trace", "traces"},
}
"""By the unit of a table, how AWS's lists write it, in small letters."""


class Catalogue:
    """The usage types of every table in a book."""

    def __init__(self, book: PriceBook, regions: Mapping[str, Region]) -> None:
        """The usage types of *book*, in *regions*."""
        self.book = book
        self.regions = regions

    @cached_property
    def meters(self) -> dict[tuple[str, str], tuple[str, str]]:
        """By code of a price list and usage type without billing code: the meter, and the choice of it."""
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for address in self.book.addresses():
            table = self.book.table(address)
            for name, meter in table.meters.items():
                types = {"": meter.usage_type} if isinstance(meter.usage_type, str) else meter.usage_type
                if table.price_list and meter.unit != BY_RULE_UNIT:
                    meters = {
                        (table.price_list, usage_type): (f"{address}.{name}", choice) for choice, usage_type in types.items()
                    }
                    found |= meters
        return found

    @cached_property
    def price_lists(self) -> list[str]:
        """The codes of the price lists in which the tables' usage types stand."""
        return sorted({price_list for price_list, _ in self.meters})

    def meter(self, price_list: str, usage_type: str, operation: str) -> tuple[str, str] | None:
        """The meter that counts *usage_type*, without billing code, and the choice of it; None if no table has it."""
        found = self.meters.get((price_list, usage_type))
        wanted = self.book.table(found[0].rpartition(".")[0]).operation if found else ""
        return found if operation in {"", wanted or operation} else None

    def region(self, attributes: Mapping[str, str]) -> str:
        """The region of a product: its code, or what is said of its place where that is not known."""
        for key in ("regioncode", "fromregioncode"):
            if attributes.get(key):
                return attributes[key]
        place = attributes.get("location") or attributes.get("fromlocation") or ""
        return self._by_name.get(place, place)

    def bare(self, usage_type: str, region: str) -> str:
        """*usage_type* without the billing code of *region*."""
        code, _, rest = usage_type.partition("-")
        return (
            rest
            if rest and region in self.regions and self.regions[region].billing_code == ALIASES.get(code, code)
            else usage_type
        )

    def multiple(self, meter: str) -> tuple[str, Decimal]:
        """The unit of *meter*, and how many of it are one pricing unit."""
        from decimal import Decimal

        number, _, unit = self.book.meter(meter).unit.partition(" ")
        return (unit, Decimal(number)) if unit else (number, Decimal(1))

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """Regions by the names that price lists have had for them."""
        names = {region.name: code for code, region in self.regions.items()}
        names |= {name.replace("EU (", "Europe (", 1): code for name, code in names.items()}
        names |= {f"{name[:-1]}-West)": code for name, code in names.items() if name == "AWS GovCloud (US)"}
        return names
