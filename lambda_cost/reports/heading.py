"""The head of an answer: where, at whose prices, under which offer, how old the prices are, and what is not in it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lambda_cost.bill.assumptions import LEFT_OUT, left_out_of
from lambda_cost.numbers.text import count_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.scenario.scenario import Scenario

FREE_TIERS: dict[str, str] = {"always": "always-free tier", "first_year": "first-year free tier", "none": "no free tier"}
"""The free tiers of scenarios, in words."""
PRICES_OF = "prices of "
FEW = 4
"""Regions or days that a head names."""


def headed(made: Sheet, bills: Sequence[Estimate[Any]]) -> Sheet:
    """*made* with a head that says what *bills* are of, of which it is the answer; what it says then is no assumption below."""
    where = "" if PRICES_OF in made.subtitle else conditions(*bills)
    notes = tuple(
        (head, tuple(sentence for sentence in items if not sentence.startswith(LEFT_OUT))) for head, items in made.notes
    )
    return made._replace(subtitle=" · ".join(filter(None, (where, made.subtitle))), scope=scope(*bills), notes=notes)


def conditions_of(scenario: Scenario[Any], varied: Mapping[str, Sequence[str]] = MappingProxyType({})) -> str:
    """The same of a *scenario* that has no bill; *varied* are the values that are tried of a field, by its path."""
    regions = [*varied.get("region", (scenario.region,))]
    regions += [region for path, values in varied.items() if path.endswith(".region") for region in values]
    days = [*varied.get("day", (str(scenario.day),))]
    offers = ", ".join(FREE_TIERS[offer] for offer in varied.get("free_tier", (scenario.free_tier,)))
    return f"{_few(regions, 'regions')} · {PRICES_OF}{_few(days, 'days')} · {offers}"


def _few(words: Iterable[str], many: str) -> str:
    """Different *words*, or how *many* of what they are."""
    distinct = [*dict.fromkeys(words)]
    return ", ".join(distinct) if len(distinct) <= FEW else f"{len(distinct)} {many}"


def conditions(*bills: Estimate[Any]) -> str:
    """Where, at whose prices and under which offer *bills* are."""
    regions = sorted({charge.region for bill in bills for charge in bill.charges if charge.region})
    where = _few(regions, "regions")
    days = ", ".join(sorted({str(bill.scenario.day) for bill in bills}))
    offers = dict.fromkeys(FREE_TIERS[bill.scenario.free_tier] for bill in bills)
    return " · ".join(filter(None, (where, f"{PRICES_OF}{days}", ", ".join(offers))))


def scope(*bills: Estimate[Any]) -> tuple[str, ...]:
    """How old the prices of *bills* are, and what is not included in all of them."""
    checks = [check.day for bill in bills for check in bill.age.checks]
    left_out = left_out_of([bill.pools for bill in bills])
    if not checks:
        return (left_out,)
    oldest, newest = min(checks), max(checks)
    span = f"on {oldest}," if oldest == newest else f"between {oldest} and {newest}, the oldest"
    ago = count_in_words(max((bills[0].today - oldest).days, 0), "day")
    return (f"Prices last checked {span} {ago} ago.", left_out)


def assumed(bill: Estimate[Any]) -> tuple[str, ...]:
    """What *bill* assumes, without what its head says."""
    return tuple(sentence for sentence in bill.assumptions if not sentence.startswith(LEFT_OUT))
