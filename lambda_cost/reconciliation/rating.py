"""Usage on a bill, priced again from the tables: at list, without what was free, and at the rates of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from lambda_cost.errors import MissingPriceError
from lambda_cost.invoices.pools import COVERED, ZERO, add_up
from lambda_cost.numbers.quantity import EXACT, divided
from lambda_cost.prices.usage_types import MANAGEMENT_FEE
from lambda_cost.tariff import Tariff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Price, PriceKey

PART_ROUNDED_AWAY = Decimal("0.00001")
"""What rounding may come to in sums over an unknown number of rows, as a part of their list cost (rule R-16)."""
UNDER_ALLOWANCE = Decimal("0.17")
"""By how much what was free has been seen to fall short of an allowance (rule R-12)."""
ROUNDED_TO = Decimal("0.00000000005")
"""AWS rounds the cost of each hour to ten decimal places: it is off by half of the last one at most."""


@dataclass
class MeteredUsage:
    """What was used of one meter in one region, and what it cost, in units of the usage type."""

    key: PriceKey
    """Meter, region and choice."""
    pools: list[LinePool]
    """Its rows, by day."""
    tariffs: list[Tariff]
    """What the tables say for the day of each of them, per unit of the usage type."""
    quantity: Decimal
    """All that was used."""
    list_cost: Decimal
    """What that costs at the tables' prices."""
    free: Decimal = ZERO
    """What of it was free."""
    paid_cost: Decimal = ZERO
    """What the rest costs at the tables' prices."""
    tiers: Decimal = ZERO
    """What the tiers of the bill's rows cost more than those of the tables."""
    rates: list[tuple[LinePool, Decimal, Decimal]] = field(default_factory=list["tuple[LinePool, Decimal, Decimal]"])
    """Rows whose rate no table has: the nearest price, and what they cost more than at that."""
    rounding: Decimal = ZERO
    """What rounding by the hour added."""
    unexplained: list[tuple[LinePool, Decimal, str]] = field(default_factory=list["tuple[LinePool, Decimal, str]"])
    """Rows whose cost does not follow from quantity and rate: how much does not, and why."""

    @property
    def usage_type(self) -> str:
        """AWS's name for it on this bill."""
        return self.pools[0].key.usage_type

    @property
    def is_priced_by_bill(self) -> bool:
        """Whether its price is the bill's own, since it follows from another price that no table has (rule A-41)."""
        return any(_is_of_an_instance_type(pool) for pool in self.pools)

    @property
    def is_covered(self) -> bool:
        """Whether a Savings Plan covers some of it: what that part costs nothing for is not free."""
        return any(pool.key.line_type == COVERED for pool in self.pools)

    @property
    def is_rated(self) -> bool:
        """Whether each of its rows says at which rate it was charged."""
        return all(pool.key.rate is not None for pool in self.pools)


def price_usage(
    key: PriceKey, pools: Iterable[LinePool], book: PriceBook, price_day: date | None, currency: str
) -> MeteredUsage | MissingPriceError:
    """What *pools*, all of them rows of *key*, cost at the prices of their days, or of *price_day*.

    Returns:
        The usage, or why there is no price for it.
    """
    by_day = sorted(pools, key=lambda pool: (pool.key.day, pool.key.rate is not None, pool.key.rate or ZERO))
    try:
        prices = [book.price(key.meter, key.region, key.choice, price_day or pool.key.day) for pool in by_day]
    except MissingPriceError as error:
        return error
    if any(price.currency != currency for price in prices):
        why = f"the table of {key.meter} in {key.region} is in {prices[0].currency}, and the bill in {currency}"
        return MissingPriceError(why, meter=key.meter, region=key.region, day="", why=why)
    if any(_is_of_an_instance_type(pool) and pool.key.rate is None for pool in by_day):
        why = f"{by_day[0].key.usage_type} costs a part of what its instances cost on demand, which no table has (rule A-41)"
        return MissingPriceError(why, meter=key.meter, region=key.region, day="", why=why)
    tariffs = [_tariff(pool, price) for pool, price in zip(by_day, prices, strict=True)]
    quantity = add_up(by_day, "quantity")
    return MeteredUsage(key, by_day, tariffs, quantity, _cost_over_days(tariffs, [pool.amounts.quantity for pool in by_day]))


def apply_rates(usage: MeteredUsage) -> None:
    """Split the cost of *usage*, whose rows have rates, into what was free, its tiers, other rates and rounding."""
    free = [pool.key.rate == 0 and not pool.amounts.cost for pool in usage.pools]
    usage.free = add_up((pool for pool, is_free in zip(usage.pools, free, strict=True) if is_free), "quantity")
    paid = [ZERO if is_free else pool.amounts.quantity for pool, is_free in zip(usage.pools, free, strict=True)]
    usage.paid_cost = _cost_over_days(usage.tariffs, paid)
    at_tiers = ZERO
    for pool, tariff, quantity, is_free in zip(usage.pools, usage.tariffs, paid, free, strict=True):
        rate = pool.key.rate
        if is_free or rate is None:
            continue
        nearest = _nearest([tier.price for tier in tariff.tiers], rate)
        at_tiers += quantity * nearest
        if nearest != rate:
            usage.rates.append((pool, nearest, quantity * (rate - nearest)))
        _round(usage, pool, pool.amounts.cost - quantity * rate)
    usage.tiers = at_tiers - usage.paid_cost


def apply_free_quantity(usage: MeteredUsage, free: Decimal) -> None:
    """Split the cost of *usage*, whose rows have no rates, into what is *free* and the rest."""
    usage.free, usage.paid_cost = free, cost_of(usage, usage.quantity - free)
    usage.list_cost = cost_of(usage, usage.quantity)
    difference = _difference(usage, free)
    if explains_cost(usage, free):
        usage.rounding += difference
    else:
        usage.unexplained.append((usage.pools[0], difference, "is not what the tables' prices come to"))


def cost_of(usage: MeteredUsage, quantity: Decimal) -> Decimal:
    """What *quantity* of the meter of *usage* costs at the prices of its last day."""
    return usage.tariffs[-1].cost(quantity)


def explains_cost(usage: MeteredUsage, free: Decimal) -> bool:
    """Whether *usage*, whose rows have no rates, costs what the tables say if *free* of it is free, but for rounding.

    What is left of an allowance has been seen to fall short of it by up to 0.17 GB-seconds (rule R-12).  How many
    rounded rows are behind a sum without resources is not known: it is allowed a part in a hundred thousand.
    """
    rounding = max(ROUNDED_TO * sum(pool.amounts.hours for pool in usage.pools), usage.list_cost * PART_ROUNDED_AWAY)
    short = UNDER_ALLOWANCE * usage.tariffs[-1].tiers[0].price if 0 < free < usage.quantity else ZERO
    return abs(_difference(usage, free)) <= rounding + short


def free_by_cost(usages: list[MeteredUsage], allowance: Decimal) -> list[Decimal]:
    """What of each of *usages*, whose rows have no rates, was free, told by their costs.

    AWS uses an allowance up region by region in no fixed order (rule R-12), so each is wholly charged, wholly
    free, or the one that took what was left of the *allowance*.
    """
    whole = [_nearest_part(usage, (ZERO, usage.quantity)) for usage in usages]
    known = [part if explains_cost(usage, part) else None for usage, part in zip(usages, whole, strict=True)]
    left = max(allowance - sum((part for part in known if part is not None), ZERO), ZERO)
    parts: list[Decimal] = []
    for usage, part in zip(usages, known, strict=True):
        parts.append(_nearest_part(usage, (ZERO, min(left, usage.quantity))) if part is None else part)
        left -= ZERO if part is not None else parts[-1]
    return parts


def _nearest_part(usage: MeteredUsage, parts: tuple[Decimal, ...]) -> Decimal:
    """Which of *parts*, if that is free, comes nearest to what *usage* cost."""
    return min(parts, key=lambda part: abs(_difference(usage, part)))


def _difference(usage: MeteredUsage, free: Decimal) -> Decimal:
    """What *usage* cost more than the tables say if *free* of it is free."""
    return add_up(usage.pools, "cost") - cost_of(usage, usage.quantity - free)


def _nearest(prices: list[Decimal], rate: Decimal) -> Decimal:
    return min(prices, key=lambda price: abs(price - rate))


def _round(usage: MeteredUsage, pool: LinePool, difference: Decimal) -> None:
    """Take *difference* for rounding if that can explain it."""
    if abs(difference) <= ROUNDED_TO * pool.amounts.hours:
        usage.rounding += difference
    else:
        usage.unexplained.append((pool, difference, "is not its quantity times its rate"))


def _is_of_an_instance_type(pool: LinePool) -> bool:
    """Whether *pool* is of the fee for instances of one type, whose price follows from theirs (rule A-41)."""
    return MANAGEMENT_FEE.search(pool.key.usage_type) is not None


def _tariff(pool: LinePool, price: Price) -> Tariff:
    """What the tables say for *pool* per unit of its usage type; of a fee on an instance's price, what the bill says."""
    if _is_of_an_instance_type(pool):
        return Tariff.of([(ZERO, pool.key.rate or ZERO)])
    return _per_unit(price.tariff, price.multiple)


def _per_unit(tariff: Tariff, multiple: Decimal) -> Tariff:
    """*tariff*, which is for *multiple* units each, for one."""
    return Tariff.of((EXACT.multiply(tier.above, multiple), _unit_price(tier.price, multiple)) for tier in tariff.tiers)


def _unit_price(price: Decimal, multiple: Decimal) -> Decimal:
    return EXACT.divide(price, multiple) if EXACT.normalize(multiple).as_tuple().digits == (1,) else divided(price, multiple)


def _cost_over_days(tariffs: list[Tariff], quantities: list[Decimal]) -> Decimal:
    """What *quantities*, one after the other in a month, cost at *tariffs*: tiers fill up over a change of price."""
    total, used, start = ZERO, ZERO, ZERO
    for index, (tariff, quantity) in enumerate(zip(tariffs, quantities, strict=True)):
        used += quantity
        if index + 1 == len(tariffs) or tariffs[index + 1] != tariff:
            total += tariff.cost(used) - tariff.cost(start)
            start = used
    return total
