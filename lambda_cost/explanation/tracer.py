"""How charges are traced: each step of a bill, asked again for one charge."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.bill import assumptions as sentences
from lambda_cost.bill.pool import add_up
from lambda_cost.bill.rating import allocate_allowances
from lambda_cost.bill.savings_plan import PlanSpending
from lambda_cost.bill.usage import full_name
from lambda_cost.errors import LambdaCostError, did_you_mean
from lambda_cost.explanation.explanation import Explanation
from lambda_cost.explanation.free_tier_order import cost_ranges
from lambda_cost.explanation.margins import MarginalCosts
from lambda_cost.explanation.terms import Term, ceilings, inputs, line_term, terms
from lambda_cost.explanation.trace import FreePart, Rounding, Trace
from lambda_cost.numbers.quantity import exactly, require_exact, trimmed, up_to_whole
from lambda_cost.scenario.traffic import COUNTED_OUT

if TYPE_CHECKING:
    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.bill.rating import Allocation
    from lambda_cost.explanation.free_tier_order import CostRange
    from lambda_cost.scenario.plan import Discount


def explain(bill: Estimate[Any], what: str = "") -> Explanation:
    """The charges of *bill* that *what* names, each with its trace.

    Args:
        bill: an exact bill.
        what: a meter (`aws_lambda.function.duration`, or the end of it), a service, a resource
            (`functions.checkout`, or its name), a section (`functions`), a field (`checkout.memory_mb`), whose
            resource is meant; by default everything.

    Raises:
        LambdaCostError: if nothing is called so, or the bill is one of arrays.
    """
    require_exact(bill.total, "explain one of them, with a number for each array")
    having = {path for path, fields in _fields(bill).items() if what in fields}
    chosen = [charge for charge in bill.charges if not what or _is_called(charge, what)]
    chosen = chosen or [charge for charge in bill.charges if charge.resource in having]
    if not chosen:
        known = dict.fromkeys(
            name for charge in bill.charges for name in (charge.resource, charge.meter, charge.resource.partition(".")[2])
        )
        raise LambdaCostError(f"{what!r} is no meter and no resource of this bill; {did_you_mean(what, known)}")
    with exactly():
        tracer = _Tracer(bill)
        return Explanation(bill, tuple(tracer.trace(charge) for charge in chosen))


def _fields(bill: Estimate[Any]) -> dict[str, set[str]]:
    """What the fields of each resource of *bill* are called, with and without the resource before them."""
    return {
        resource.path: {
            f"{before}{name}" for name in resource.numbers() for before in ("", f"{resource.name}.", f"{resource.path}.")
        }
        for resource in bill.scenario.resources
    }


def _is_called(charge: Charge[Any], what: str) -> bool:
    """Whether *charge* is of the meter, service or resource *what*."""
    meter, resource = charge.meter, charge.resource
    named = what in {meter, resource, resource.partition(".")[2]}
    return named or f".{meter}".endswith(f".{what}") or any(name.startswith(f"{what}.") for name in (meter, resource))


class _Tracer:
    def __init__(self, bill: Estimate[Decimal]) -> None:
        self.bill = bill
        self.scenario = bill.scenario
        self.month: dict[str, Any] = {resource.path: resource for resource in self.scenario.in_month()}
        self.given: dict[str, Any] = {resource.path: resource for resource in self.scenario.resources}
        self.handed = allocate_allowances(bill.pools, bill.prices, self.scenario.free_tier, self.scenario.day)
        self.positions = {
            (usage.resource, pool.meter, pool.choice): (index, seat)
            for index, pool in enumerate(bill.pools)
            for seat, usage in enumerate(pool.usages)
        }
        self.terms: dict[str, dict[tuple[str, str], list[Term]]] = {}
        self.spans: dict[str, dict[tuple[str, str, str], CostRange]] = {}
        self.later: dict[tuple[str, str], dict[str, Decimal]] = {}
        self.margins = MarginalCosts(bill)

    def trace(self, charge: Charge[Decimal]) -> Trace:
        key = (charge.resource, charge.meter, charge.choice)
        if key not in self.positions:
            return self._line(charge)
        index, seat = self.positions[key]
        pool = self.bill.pools[index]
        resource = self.month[charge.resource]
        if charge.resource not in self.terms:
            self.terms[charge.resource] = terms(resource, self.scenario.day, self.bill.prices)
        if charge.meter not in self.spans:
            self.spans[charge.meter] = cost_ranges(self.bill, charge.meter)
        of_charge = self.terms[charge.resource][charge.meter, charge.choice]
        formulas = " ".join(term.formula for term in of_charge)
        return Trace(
            charge=charge,
            terms=tuple(of_charge),
            inputs=tuple(inputs(self.given[charge.resource], resource, formulas)),
            consumed=trimmed(pool.usages[seat].quantity),
            free=self._free(index, seat),
            pool=trimmed(pool.quantity),
            sharers=len(pool.usages),
            rate=self.bill.spending.covers[index].rate,
            roundings=tuple(self._rounding(charge, field) for field in ceilings(of_charge)),
            span=self.spans[charge.meter].get(key),
            assumptions=self._assumptions(charge, index, of_charge),
            warnings=tuple(sentences.warnings(self.scenario, [pool])),
        )

    def _free(self, index: int, seat: int) -> FreePart | None:
        grants: list[Allocation] = [grant for grant in self.handed if index in grant.pool_indices]
        if not grants:
            return None
        return FreePart(
            allowance=add_up([Decimal(grant.allowance.quantity) for grant in grants]),
            offers=tuple(grant.allowance.offer for grant in grants),
            demand=trimmed(add_up(grants[0].demands)),
            eligible=trimmed(self.bill.pools[index].eligible[seat]),
        )

    def _rounding(self, charge: Charge[Decimal], field: str) -> Rounding:
        feature, _, name = field.rpartition(".")
        resource = self.month[charge.resource]
        thing = next((candidate for candidate in resource.features if candidate.path == feature), resource)
        given = getattr(thing, name)
        counted = up_to_whole(given)
        if (charge.resource, field) not in self.later:
            self.later[charge.resource, field] = self.margins.of_one_more_unit(resource, _a_ms_longer(resource, thing, name))
        more = self.later[charge.resource, field][charge.meter]
        least = given - counted
        return Rounding(
            field, trimmed(given), trimmed(counted), *map(trimmed, (least, least + Decimal("0.5"), least + 1, more))
        )

    def _assumptions(self, charge: Charge[Decimal], index: int, terms: list[Term]) -> tuple[str, ...]:
        bill, pool = self.bill, self.bill.pools[index]
        resource = self.month[charge.resource]
        things = [
            part
            for part in (resource, *resource.features)
            if ("" if part is resource else part.path) in {t.thing for t in terms}
        ]
        formulas = " ".join(term.formula for term in terms)
        assumed = [
            assumption for thing in things for assumption in thing.assumptions() if _concerns(thing, assumption, formulas)
        ]
        own = [assumption for assumption in self.scenario.assumptions if assumption.startswith(f"{resource.path} ")]
        assumed += [
            *(assumption for assumption in self.scenario.assumptions if own and assumption.startswith(COUNTED_OUT)),
            *own,
        ]
        spending = PlanSpending((bill.spending.covers[index],), bill.spending.committed, bill.spending.unused)
        plan = sentences.plan_assumptions(self.scenario, [pool], spending) if charge.covered_quantity else ()
        assumed += [
            f"{resource.path}.{feature.path} is not billed on {self.scenario.day}."
            for feature in resource.features
            if not feature.billed_on(self.scenario.day)
            and charge.meter in {full_name(feature.address, name) for name in feature.meter(resource)}
        ]
        of_month = sentences.of_month(self.scenario, [self.given[charge.resource]])
        return tuple(dict.fromkeys([*assumed, *of_month, *self._notes_of_pools(charge, pool.region), *plan]))

    def _notes_of_pools(self, charge: Charge[Decimal], region: str) -> list[str]:
        """What is assumed of the pools of the meter of *charge*: of all regions, or of its *region*."""
        bill = self.bill
        same = [(pool, free) for pool, free in zip(bill.pools, bill.free, strict=True) if pool.meter == charge.meter]
        of_pools = sentences.of_pools(self.scenario, [pool for pool, _ in same], [free for _, free in same], bill.prices)
        of_region = f"{charge.meter} in {region}:"
        return [text for text in of_pools if not text.startswith(charge.meter) or text.startswith(of_region)]

    def _line(self, charge: Charge[Decimal]) -> Trace:
        """The trace of a line that no meter makes."""
        own = [
            term
            for term in self._line_terms(charge)
            if term.quantity == charge.billed_cost + charge.effective_cost * (not charge.billed_cost)
        ]
        quantity = trimmed(charge.pricing_quantity)
        return Trace(charge, tuple(own), (), quantity, None, quantity, 1, None, (), None, (), ())

    def _line_terms(self, charge: Charge[Decimal]) -> list[Term]:
        spending, plan = self.bill.spending, self.scenario.savings_plan
        if plan is not None and charge.resource == "savings_plan":
            values = {"commitment": plan.commitment, "hours": self.scenario.hours}
            if charge.meter.endswith(".commitment"):
                return [line_term("commitment × hours", values, spending.committed)]
            covered = spending.committed - spending.unused
            return [line_term("commitment × hours − covered", {**values, "covered": covered}, spending.unused)]
        other = [cost for cost in self.scenario.other_costs if cost.path == charge.resource]
        stated = [line_term("amount", {"amount": cost.amount}, cost.amount) for cost in other]
        return stated + [self._discounted(discount) for discount in self.scenario.discounts if discount.path == charge.resource]

    def _discounted(self, discount: Discount[Decimal]) -> Term:
        met = [charge.billed_cost for charge in self.bill.charges if discount.covers(charge.meter, self.scenario.day)]
        values = {"billed": add_up(met), "percent": discount.percent}
        return line_term("0 − billed × percent ÷ 100", values, 0 - add_up(met) * discount.percent / 100)


def _a_ms_longer(resource: Any, thing: Any, name: str) -> Any:
    """*resource* with every request of *thing*, itself or a feature, a millisecond longer."""
    longer = thing.replace_unchecked(**{name: getattr(thing, name) + 1})
    if thing is resource:
        return longer
    return resource.replace_unchecked(features=tuple(longer if feature is thing else feature for feature in resource.features))


def _concerns(thing: Any, assumption: str, formulas: str) -> bool:
    """Whether what *thing* assumes is about something in *formulas*: a sentence that names other fields is not."""
    named = [name for name in thing.numbers() if "_" in name and name in assumption]
    return not named or any(name in formulas for name in named)
