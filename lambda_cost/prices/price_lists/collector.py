"""What is kept of an offer while it is read: the prices that a table has a meter for, and counts of the rest."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from lambda_cost.errors import UnreadableFileError, shown
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.prices.price_lists.model import Key, Listing, Offer, PlanKey, Steps, Unknown
from lambda_cost.prices.usage_types import BY_RULE, GLOBAL, PLAN_CODES, PLANS, PLANS_COVER, UNITS
from lambda_cost.strict_yaml import is_mapping, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.prices.usage_types import Catalogue

MOST_KNOWN = 50_000
"""Products that tables have a meter for; AWS's largest file has some 2,000."""
MOST_NAMES = 20_000
"""Different usage types, and places, that are kept by name; beyond that they are counted together."""
REST = "(others)"
PLACES_KEPT = 50
LONGEST_NAME = 200
PAYMENTS = {"No Upfront": "no_upfront", "Partial Upfront": "partial_upfront", "All Upfront": "all_upfront"}


class _Product(NamedTuple):
    key: Key
    usage_type: str
    operation: str


class _Rate(NamedTuple):
    begin: Decimal
    end: Decimal | None
    price: Decimal | None
    unit: str
    effective: date | None


class Gathering:
    """Takes products and rates in any order of rows, and makes an offer of them."""

    def __init__(self, catalogue: Catalogue, name: str) -> None:
        """Gather what *catalogue* knows from the file called *name*."""
        self.catalogue = catalogue
        self.name = name
        self.head: dict[str, str] = {}
        self.reserved = 0
        self.partial = False
        self.plans: list[dict[str, Any]] = []
        self.payments: dict[str, str] = {}
        self.seen: set[str] = set()
        self._products: dict[str, _Product] = {}
        self._rates: dict[str, dict[tuple[Decimal, str], _Rate]] = defaultdict(dict)
        self._plans: dict[PlanKey, Decimal] = {}
        self._unknown: dict[str, Unknown] = {}
        self._elsewhere: dict[str, int] = defaultdict(int)
        self._regions: set[str] = set()

    def knows(self, sku: str) -> bool:
        """Whether *sku* is a product that a table has a meter for."""
        return sku in self._products

    def product(self, sku: str, attributes: Mapping[str, str]) -> None:
        """Take a product; *attributes* are named in small letters and digits alone."""
        usage_type, operation = attributes.get("usagetype", ""), attributes.get("operation", "")
        code = attributes.get("servicecode") or self.code
        region = "" if usage_type.startswith(GLOBAL) else self.catalogue.region(attributes)
        kind = attributes.get("locationtype", "AWS Region")
        if region and (region not in self.catalogue.regions or kind != "AWS Region"):
            self._elsewhere[_kept(self._elsewhere, _clean(region))] += 1
            return
        bare = usage_type.removeprefix(GLOBAL) if not region else self.catalogue.bare(usage_type, region)
        if region:
            self._regions.add(region)
        found = self.catalogue.meter(code, bare, operation)
        if found is None:
            priced = self.catalogue.meter(code, bare, "") is not None
            name = _name(bare, usage_type) + (f" ({_clean(operation)})" if priced else "")
            one = self._unknown.setdefault(_kept(self._unknown, name), Unknown())
            one.count += 1
            if len(one.places) < PLACES_KEPT:
                one.places.add(region)
            return
        if len(self._products) >= MOST_KNOWN:
            self.refuse(f"more than {MOST_KNOWN:,} products of usage types that are priced here; AWS lists some thousand")
        self._products[sku] = _Product(Key(found[0], region, found[1]), _clean(usage_type), _clean(operation))

    def rate(self, sku: str, rate: Mapping[str, Any], effective: Any) -> None:
        """Take one tier of the price on demand of *sku*, if that is known."""
        if sku not in self._products:
            return
        end = rate.get("endRange", "Inf")
        begin = self._number(sku, rate.get("beginRange", "0"))
        upto = None if str(end).lower() in {"inf", ""} else self._number(sku, end)
        unit = str(rate.get("unit", ""))[:LONGEST_NAME]
        prices = rate.get("pricePerUnit")
        if not is_mapping(prices):
            self.refuse(f"SKU {shown(sku)} has no pricePerUnit")
        region = self._products[sku].key.region
        currency = self.catalogue.regions[region].currency if region else next(iter(prices), "")
        price = self._number(sku, prices[currency]) if currency in prices else None
        self._rates[sku][begin, str(rate.get("rateCode", ""))] = _Rate(begin, upto, price, unit, self._day(sku, effective))

    def plan_rate(self, rate: Mapping[str, Any], term: str, payment: str) -> None:
        """Take one rate of a Savings Plan, if it is of a usage type that plans cover."""
        region = str(rate.get("discountedRegionCode", ""))
        usage_type = str(rate.get("discountedUsageType", ""))
        code = str(rate.get("discountedServiceCode", ""))
        if code != PLANS_COVER:
            return
        if region not in self.catalogue.regions:
            self._elsewhere[_kept(self._elsewhere, _clean(region))] += 1
            return
        self._regions.add(region)
        bare = self.catalogue.bare(usage_type, region)
        found = self.catalogue.meter(code, bare, "")
        given = rate.get("discountedRate")
        if found is None or payment not in PAYMENTS or not is_mapping(given):
            self._unknown.setdefault(_kept(self._unknown, _clean(bare)), Unknown()).count += 1
            return
        price = self._number(usage_type, given.get("price"))
        multiple = self.catalogue.multiple(found[0])[1]
        self._plans[PlanKey(found[0], region, found[1], term, PAYMENTS[payment])] = EXACT.multiply(price, multiple)

    def plan_terms(self, plan: Mapping[str, Any]) -> tuple[str, str]:
        """The term and the payment option of a *plan*, as far as they are known: `1yr`, `No Upfront`."""
        lease = plan.get("leaseContractLength")
        years = str(lease.get("duration", "")) if is_mapping(lease) else ""
        said = str(plan.get("description", ""))
        named = [payment for payment in PAYMENTS if payment in said]
        payment = self.payments.get(str(plan.get("sku")), "") or (named[0] if named else "")
        return f"{years}yr" if years else "", payment

    @property
    def code(self) -> str:
        """The offer's code, as far as it is known yet."""
        code = self.head.get("offerCode", "")
        return PLANS if code in PLAN_CODES else code

    def offer(self) -> Offer:
        """What was gathered.

        Raises:
            UnreadableFileError: if the file does not say which offer it is, and of which day.
        """
        code = self.code
        allowed = [*self.catalogue.price_lists, PLANS]
        if code not in allowed:
            self.refuse(f"the offer code is {shown(code)}; allowed: {', '.join(allowed)}")
        published = self._day("publicationDate", self.head.get("publicationDate"))
        if published is None:
            self.refuse("it has no publication date")
        listed: dict[Key, list[Listing]] = defaultdict(list)
        free: dict[tuple[str, str], Decimal] = {}
        for sku, product in self._products.items():
            if product.key.region:
                listed[product.key].append(self._listing(sku, product))
            else:
                free[product.key.meter, product.key.choice] = self._free(sku, product)
        return Offer(
            name=self.name,
            code=code,
            version=_clean(self.head.get("version", "")),
            published=published,
            listed={key: sorted(found, key=lambda one: one.sku) for key, found in sorted(listed.items())},
            regions=frozenset(self._regions),
            free=free,
            plans=dict(sorted(self._plans.items())),
            unknown=dict(sorted(self._unknown.items())),
            elsewhere=dict(sorted(self._elsewhere.items())),
            reserved=self.reserved,
            partial=self.partial,
        )

    def refuse(self, why: str) -> NoReturn:
        """Refuse the file.

        Raises:
            UnreadableFileError: always.
        """
        message = f"{self.name}: {why}"
        raise UnreadableFileError(message)

    def _listing(self, sku: str, product: _Product) -> Listing:
        rates = sorted(self._rates.get(sku, {}).values(), key=lambda one: one.begin)
        days = [one.effective for one in rates if one.effective]
        unlike, steps = self._steps(product.key.meter, rates)
        return Listing(steps, product.usage_type, _clean(sku), product.operation, max(days, default=None), unlike)

    def _steps(self, meter: str, rates: list[_Rate]) -> tuple[str, Steps]:
        """Why *rates* cannot be compared, and their tiers in pricing units if they can."""
        unit, multiple = self.catalogue.multiple(meter)
        for rate in rates:
            if rate.unit.lower() not in UNITS.get(unit, {unit.lower()}):
                return f"its unit is {shown(rate.unit)}, and the table's {unit}", ()
            if rate.price is None:
                return "it has no price in the region's currency", ()
        if not rates:
            return "it has no price on demand", ()
        begins, ends = [Decimal(0), *(rate.end for rate in rates)], [*(rate.begin for rate in rates), None]
        if begins != ends:
            return "its tiers do not follow each other from 0 to Inf", ()
        steps = [(EXACT.divide(one.begin, multiple), EXACT.multiply(one.price or Decimal(0), multiple)) for one in rates]
        return "", tuple(steps)

    def _free(self, sku: str, product: _Product) -> Decimal:
        ends = [one.end for one in self._rates.get(sku, {}).values() if one.price == 0 and one.end is not None]
        return EXACT.divide(max(ends, default=Decimal(0)), self.catalogue.multiple(product.key.meter)[1])

    def _number(self, sku: str, value: Any) -> Decimal:
        found = value if isinstance(value, Decimal) else scalar(value) if isinstance(value, str) else None
        if not isinstance(found, Decimal) or not found.is_finite() or found < 0 or abs(found.adjusted()) > LONGEST_NAME:
            self.refuse(f"SKU {shown(sku)} has {shown(value)} as a number")
        return found

    def _day(self, where: str, value: Any) -> date | None:
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(str(value)[: len("2026-11-01")])
        except ValueError:
            self.refuse(f"{shown(where)} has {shown(value)} as a day")


def _name(bare: str, usage_type: str) -> str:
    """The usage type under which one that is not known is counted."""
    if BY_RULE.fullmatch(bare):
        return "Lambda-Managed-Instances-<type>-Management-Hours"
    return _clean(GLOBAL + bare if usage_type.startswith(GLOBAL) else bare)


def _clean(text: str) -> str:
    """*text* as it may be shown: short, and with nothing in it that a terminal would obey."""
    return text[:LONGEST_NAME] if text.isprintable() else shown(text)


def _kept(names: Mapping[str, Any], name: str) -> str:
    return name if name in names or len(names) < MOST_NAMES else REST
