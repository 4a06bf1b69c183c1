"""Collect what an offer says while it is read: the prices that a table has a meter for, and counts of the rest."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from lambda_cost.errors import UnreadableFileError, shown
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.price_lists.model import COVERED_BY_PLANS, PLAN_CODES, PLANS, Listing, Offer, PlanKey, Unlisted
from lambda_cost.prices.price_lists.tiers import Tier, free_quantity, pricing_steps
from lambda_cost.prices.usage_types import MANAGEMENT_FEE
from lambda_cost.strict_yaml import is_mapping, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.prices.book import PriceBook

MAX_PRODUCTS = 50_000
"""Products that tables have a meter for; AWS's largest file has some 2,000."""
MAX_NAMES = 20_000
"""Different usage types, and places, that are kept by name; beyond that they are counted together."""
OTHERS = "(others)"
MAX_REGIONS = 50
MAX_NAME_LENGTH = 200
GLOBAL = "Global-"
"""What the usage types of free allowances begin with (rule A-15)."""
PAYMENTS = {"No Upfront": "no_upfront", "Partial Upfront": "partial_upfront", "All Upfront": "all_upfront"}


class _Product(NamedTuple):
    key: PriceKey
    usage_type: str
    operation: str


class OfferCollector:
    """Takes products and prices in any order of rows, and makes an offer of them."""

    def __init__(self, book: PriceBook, name: str) -> None:
        """Collect what *book* has meters for from the file called *name*."""
        self.book = book
        self.name = name
        self.head: dict[str, str] = {}
        self.reserved = 0
        self.partial = False
        self.plans: list[dict[str, Any]] = []
        self.payments: dict[str, str] = {}
        self._products: dict[str, _Product] = {}
        self._tiers: dict[str, dict[tuple[Decimal, str], Tier]] = defaultdict(dict)
        self._plan_rates: dict[PlanKey, Decimal] = {}
        self._unlisted: dict[str, Unlisted] = {}
        self._elsewhere: dict[str, int] = defaultdict(int)
        self._regions: set[str] = set()

    def has_product(self, sku: str) -> bool:
        """Whether *sku* is a product that a table has a meter for."""
        return sku in self._products

    def add_product(self, sku: str, attributes: Mapping[str, str]) -> None:
        """Add a product; the names of *attributes* are small letters and digits alone."""
        usage_type, operation = attributes.get("usagetype", ""), attributes.get("operation", "")
        code = attributes.get("servicecode") or self.code
        region = "" if usage_type.startswith(GLOBAL) else self._region(attributes)
        if region and not self._add_region(region, attributes.get("locationtype", "AWS Region")):
            return
        types = self.book.usage_types
        bare = types.without_region(usage_type, region) if region else usage_type.removeprefix(GLOBAL)
        match = types.meter_and_choice(bare, code, operation)
        if match is None:
            other_operation = types.meter_and_choice(bare, code, "") is not None
            name = _name(bare, usage_type) + (f" ({_printable(operation)})" if other_operation else "")
            self._add_unlisted(name, region)
            return
        if len(self._products) >= MAX_PRODUCTS:
            self.refuse(f"more than {MAX_PRODUCTS:,} products of usage types that are priced here; AWS lists some thousand")
        self._products[sku] = _Product(PriceKey(match[0], region, match[1]), _printable(usage_type), _printable(operation))

    def add_price(self, sku: str, price: Mapping[str, Any], effective: Any) -> None:
        """Add one tier of the price on demand of *sku*, if that is a product that a table has a meter for."""
        if sku not in self._products:
            return
        end = price.get("endRange", "Inf")
        begin = self._number(sku, price.get("beginRange", "0"))
        upto = None if str(end).lower() in {"inf", ""} else self._number(sku, end)
        unit = str(price.get("unit", ""))[:MAX_NAME_LENGTH]
        amounts = price.get("pricePerUnit")
        if not is_mapping(amounts):
            self.refuse(f"SKU {shown(sku)} has no pricePerUnit")
        region = self._products[sku].key.region
        currency = self.book.regions[region].currency if region else next(iter(amounts), "")
        amount = self._number(sku, amounts[currency]) if currency in amounts else None
        tier = Tier(begin, upto, amount, unit, self._day(sku, effective))
        self._tiers[sku][begin, str(price.get("rateCode", ""))] = tier

    def add_plan_rate(self, rate: Mapping[str, Any], term: str, payment: str) -> None:
        """Add one rate of a Savings Plan, if it is for a usage type that plans cover."""
        region = str(rate.get("discountedRegionCode", ""))
        usage_type = str(rate.get("discountedUsageType", ""))
        code = str(rate.get("discountedServiceCode", ""))
        if code != COVERED_BY_PLANS or not self._add_region(region, "AWS Region"):
            return
        bare = self.book.usage_types.without_region(usage_type, region)
        match = self.book.usage_types.meter_and_choice(bare, code, "")
        discounted = rate.get("discountedRate")
        if match is None or payment not in PAYMENTS or not is_mapping(discounted):
            self._add_unlisted(_printable(bare), "")
            return
        multiple, _ = self.book.meter(match[0]).multiple_and_unit
        price = EXACT.multiply(self._number(usage_type, discounted.get("price")), multiple)
        self._plan_rates[PlanKey(match[0], region, match[1], term, PAYMENTS[payment])] = price

    def plan_terms(self, plan: Mapping[str, Any]) -> tuple[str, str]:
        """The term and the payment option of a *plan*, as far as they are known: `1yr`, `No Upfront`."""
        lease = plan.get("leaseContractLength")
        years = str(lease.get("duration", "")) if is_mapping(lease) else ""
        description = str(plan.get("description", ""))
        named = [payment for payment in PAYMENTS if payment in description]
        payment = self.payments.get(str(plan.get("sku")), "") or (named[0] if named else "")
        return f"{years}yr" if years else "", payment

    @property
    def code(self) -> str:
        """The offer's code, as far as it is known yet."""
        code = self.head.get("offerCode", "")
        return PLANS if code in PLAN_CODES else code

    def offer(self) -> Offer:
        """The offer that was collected.

        Raises:
            UnreadableFileError: if the file does not say which offer it is, and of which day.
        """
        code = self.code
        allowed = [*self.book.usage_types.price_lists, PLANS]
        if code not in allowed:
            self.refuse(f"the offer code is {shown(code)}; allowed: {', '.join(allowed)}")
        published = self._day("publicationDate", self.head.get("publicationDate"))
        if published is None:
            self.refuse("it has no publication date")
        listed: dict[PriceKey, list[Listing]] = defaultdict(list)
        free: dict[tuple[str, str], Decimal] = {}
        for sku, product in self._products.items():
            if product.key.region:
                listed[product.key].append(self._listing(sku, product))
            else:
                meter = self.book.meter(product.key.meter)
                free[product.key.meter, product.key.choice] = free_quantity(self._tiers.get(sku, {}).values(), meter)
        return Offer(
            name=self.name,
            code=code,
            version=_printable(self.head.get("version", "")),
            published=published,
            listed={key: sorted(products, key=lambda product: product.sku) for key, products in sorted(listed.items())},
            regions=frozenset(self._regions),
            free=free,
            plans=dict(sorted(self._plan_rates.items())),
            unlisted=dict(sorted(self._unlisted.items())),
            elsewhere=dict(sorted(self._elsewhere.items())),
            reserved=self.reserved,
            partial=self.partial,
        )

    def refuse(self, why: str) -> NoReturn:
        """Refuse the file.

        Raises:
            UnreadableFileError: always.
        """
        raise UnreadableFileError(f"{self.name}: {why}")

    def _listing(self, sku: str, product: _Product) -> Listing:
        tiers = sorted(self._tiers.get(sku, {}).values(), key=lambda tier: tier.begin)
        days = [tier.effective for tier in tiers if tier.effective]
        steps, not_comparable = pricing_steps(tiers, self.book.meter(product.key.meter))
        effective = max(days, default=None)
        return Listing(steps, product.usage_type, _printable(sku), product.operation, effective, not_comparable)

    def _region(self, attributes: Mapping[str, str]) -> str:
        """The region of a product: its code, or the name of its place where that is not known."""
        for key in ("regioncode", "fromregioncode"):
            if attributes.get(key):
                return attributes[key]
        location = attributes.get("location") or attributes.get("fromlocation") or ""
        return self._region_codes.get(location, location)

    @cached_property
    def _region_codes(self) -> dict[str, str]:
        """Codes of regions by the names that price lists have had for them."""
        codes = {region.name: code for code, region in self.book.regions.items()}
        codes |= {name.replace("EU (", "Europe (", 1): code for name, code in codes.items()}
        codes |= {f"{name[:-1]}-West)": code for name, code in codes.items() if name == "AWS GovCloud (US)"}
        return codes

    def _add_region(self, region: str, kind: str) -> bool:
        """Note that the offer covers *region*; False, and it is counted, if it is no region that is known."""
        if region not in self.book.regions or kind != "AWS Region":
            self._elsewhere[_counted_as(self._elsewhere, _printable(region))] += 1
            return False
        self._regions.add(region)
        return True

    def _add_unlisted(self, name: str, region: str) -> None:
        unlisted = self._unlisted.setdefault(_counted_as(self._unlisted, name), Unlisted())
        unlisted.count += 1
        if len(unlisted.regions) < MAX_REGIONS:
            unlisted.regions.add(region)

    def _number(self, sku: str, value: Any) -> Decimal:
        number = value if isinstance(value, Decimal) else scalar(value) if isinstance(value, str) else None
        if not isinstance(number, Decimal) or not number.is_finite() or number < 0 or abs(number.adjusted()) > MAX_NAME_LENGTH:
            self.refuse(f"SKU {shown(sku)} has {shown(value)} as a number")
        return number

    def _day(self, where: str, value: Any) -> date | None:
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(str(value)[: len("2026-11-01")])
        except ValueError:
            self.refuse(f"{shown(where)} has {shown(value)} as a day")


def _name(bare: str, usage_type: str) -> str:
    """The name under which a usage type that no table has is counted."""
    if MANAGEMENT_FEE.fullmatch(bare):
        return "Lambda-Managed-Instances-<type>-Management-Hours"
    return _printable(GLOBAL + bare if usage_type.startswith(GLOBAL) else bare)


def _printable(text: str) -> str:
    """*text* as it may be shown: short, and with nothing in it that a terminal would obey."""
    return text[:MAX_NAME_LENGTH] if text.isprintable() else shown(text)


def _counted_as(names: Mapping[str, Any], name: str) -> str:
    """*name*, or `OTHERS` once there are too many *names*."""
    return name if name in names or len(names) < MAX_NAMES else OTHERS
