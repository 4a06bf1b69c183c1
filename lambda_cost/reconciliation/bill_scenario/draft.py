"""A month of a bill as a draft of a scenario."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.invoices.pools import COVERED, PLAN_FEES, USAGE, ZERO, add_up
from lambda_cost.numbers.bounds import MAX_MONTH_HOURS
from lambda_cost.numbers.quantity import divide_truncated, divided, exactly, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.prices.book import PriceBook
from lambda_cost.reconciliation.attribution import function_of
from lambda_cost.reconciliation.bill_scenario import used as meters
from lambda_cost.reconciliation.bill_scenario.functions import describe_function
from lambda_cost.reconciliation.bill_scenario.memory import infer_memory_mb
from lambda_cost.reconciliation.bill_scenario.offers import OWN, free_on_bill
from lambda_cost.reconciliation.bill_scenario.used import main_region, resource_names, used_resources
from lambda_cost.reconciliation.reconciliation import reconcile
from lambda_cost.reconciliation.scope import plan_terms
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.scenario.draft import Draft
from lambda_cost.scenario.month import month_of
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lambda_cost.invoices.pools import LinePool
    from lambda_cost.reconciliation.bill_scenario.used import UsedResource
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation
    from lambda_cost.scenario.unknown import Unknown

KIND = "a bill"
CACHE = "api_gateway.cache.hours"
KB_A_GB = 1024 * 1024
PARTIAL = "partial_upfront"
"""The payment of plans that a scenario cannot have: AWS publishes no rate for it."""


def scenario_of_bill(
    bills: str | Path | Iterable[str | Path],
    *,
    month: str = "",
    payer: str = "",
    usage: Usage | None = None,
    prices: PriceBook | None = None,
) -> Draft:
    """What was used in a month of *bills* as a scenario: functions with their billed mean, APIs, plans and agreements.

    What a bill cannot tell is unknown in it, and asked for; what no scenario can say is a line under `other_costs`.

    Args:
        bills: files or folders, as `reconcile` reads them.
        month: `2026-09`, where they have several.
        payer: an account number, where they have several.
        usage: what is known besides, such as the memory of functions.
        prices: the price book; by default the one that comes with lambda-cost.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if a file is no bill, has more than one month, payer or currency, or nothing of Lambda and API Gateway.
    """
    book = prices or PriceBook.bundled()
    reconciliation = reconcile(bills, prices=book, month=month, payer=payer, functions=True)
    with exactly():
        source = ", ".join(source.partition(": ")[0] for source in reconciliation.sources)
        draft = _BillToDraft(_the_month(reconciliation), book, usage or Usage(), source).draft()
    return draft if usage is None else draft.with_usage(usage)


def _the_month(reconciliation: Reconciliation) -> ReconciledMonth:
    """The one month of *reconciliation*.

    Raises:
        ScenarioError: if there are several, or no usage in it is of Lambda or API Gateway.
    """
    for option, values in {
        "--month": {each.month for each in reconciliation.months},
        "--payer": {each.payer for each in reconciliation.months},
        "currency": {each.currency for each in reconciliation.months},
    }.items():
        if len(values) > 1:
            message = f"is missing: the bill has {', '.join(sorted(values))}, and a scenario is of one of them"
            raise ScenarioError([Problem(option, message)])
    (month,) = reconciliation.months
    if not any(entry.pool.key.line_type in USAGE for entry in month.classified):
        raise ScenarioError(
            [Problem("", f"the bill of {month.month} has no usage of Lambda, API Gateway or what belongs to them")]
        )
    return month


class _BillToDraft:
    """A scenario that is being made of a month."""

    def __init__(self, month: ReconciledMonth, book: PriceBook, usage: Usage, source: str) -> None:
        self.month, self.source, self.hours = month, source, month_of(month.month)[1]
        self.known_memory = _known_memory(usage)
        self.free = free_on_bill(month.usages, book, max(entry.pool.key.day for entry in month.classified))
        self.used = used_resources(month.by_owner)
        self.logs = {_place(used): used for used in self.used if used.key.section == "logs" and self._are_usable(used)}
        self.names = resource_names(self.used)
        self.region = main_region(self.used)
        self.sections: dict[str, dict[str, Any]] = {}
        self.left: dict[str, list[LinePool]] = {}
        self.questions: list[Unknown] = []
        self.notes: list[str] = []
        self.warnings: list[Problem] = []

    def draft(self) -> Draft:
        """The draft."""
        for used in self.used:
            self._add(used)
        for logs in self.logs.values():
            self._leave(logs.pools)
        plan = self._plan()
        data: dict[str, Any] = {"name": f"bill of {self.month.month}", "region": self.region, "month": self.month.month}
        data["free_tier"] = self.free.free_tier
        data |= {section: self.sections[section] for section in services.resources() if section in self.sections}
        other_sections = {"savings_plan": plan, "discounts": self._discounts(), "other_costs": self._other_costs()}
        data |= {name: value for name, value in other_sections.items() if value}
        asked = {question.path.replace(".billed_duration_ms", ".duration_ms"): question for question in self.questions}
        self._warn_of_the_rest()
        return Draft(self.source, KIND, data, questions=asked, warnings=tuple(self.warnings), assumptions=tuple(self.notes))

    def _add(self, used: UsedResource) -> None:
        """Describe *used*, or leave it as a cost of its own."""
        match used.key.section:
            case _ if used.is_negative:
                self._leave(used.pools)
            case "functions":
                self._add_function(used)
            case "logs" if self._are_usable(used):
                pass  # a function has them, or they are left in the end
            case "apis":
                self._add_api(used)
            case "nat_gateways":
                hours = used.of("vpc.nat_gateway.hours")
                of_one = {"hours": hours} if hours <= MAX_MONTH_HOURS else {"gateways": divided(hours, self.hours)}
                self._put(used, of_one | {"processed_gb": used.of("vpc.nat_gateway.processed")})
            case "data_transfer" if used.key.region == self.region and self._is_free_alike(used):
                self.sections["data_transfer"] = {"internet_gb": used.of("data_transfer.internet.out")}
            case _:
                self._leave(used.pools)

    def _add_function(self, used: UsedResource) -> None:
        name = self.names[used.key]
        inferred_mb = infer_memory_mb(used)
        known = self.known_memory.get(name) or self.known_memory.get(used.key.name)
        if inferred_mb and not known:
            self.notes.append(
                f"{name} has {inferred_mb:,} MB: the GB-seconds of each of its days are whole milliseconds of that."
            )
        described = describe_function(name, used, known or (Decimal(inferred_mb) if inferred_mb else None), self.hours)
        if described is None:
            self._leave(used.pools)
            return
        logs = self.logs.pop(_place(used), None)
        if logs is not None:
            ((_, choice), ingested), *_ = logs.quantities.items()
            kb = divided(ingested * KB_A_GB, used.of(meters.REQUESTS))
            described.fields["logs"] = {"kb": kb, "system_kb": ZERO, "log_class": choice, "retained_days": ZERO}
        self.questions += described.questions
        self._put(used, described.fields)
        self._leave([pool for pool, meter in used.rows if meter in described.left])

    def _are_usable(self, logs: UsedResource) -> bool:
        """Whether a function may be described with *logs*: they are of one class, and as free as in a scenario."""
        return len(logs.quantities) == 1 and not logs.is_negative and self._is_free_alike(logs)

    def _add_api(self, used: UsedResource) -> None:
        kind = used.key.kind
        fields: dict[str, Any] = {"type": kind}
        if kind == "websocket":
            fields |= {
                "messages": used.of("api_gateway.websocket_api.messages"),
                "connection_minutes": used.of("api_gateway.websocket_api.minutes"),
            }
        else:
            fields["requests"] = used.of(f"api_gateway.{kind}_api.requests")
        caches = {size: hours for (meter, size), hours in used.quantities.items() if meter == CACHE}
        if len(caches) == 1 and (hours := max(caches.values())) <= MAX_MONTH_HOURS:
            fields["cache"] = {"size_gb": Decimal(next(iter(caches))), "hours": hours}
        elif caches:
            self._leave([pool for pool, meter in used.rows if meter == CACHE])
        self._put(used, fields)

    def _put(self, used: UsedResource, fields: dict[str, Any]) -> None:
        """Make a resource of *used* with *fields*."""
        key = used.key
        region = {} if key.region == self.region else {"region": key.region}
        tags = {"tags": used.constant_tags} if used.constant_tags else {}
        self.sections.setdefault(key.section, {})[self.names[key]] = _trimmed(fields) | region | tags

    def _is_free_alike(self, used: UsedResource) -> bool:
        """Whether a scenario takes off of the meters of *used* what was free of them on the bill."""
        return not any(meter in self.free.otherwise for meter, _ in used.quantities)

    def _leave(self, pools: Iterable[LinePool]) -> None:
        """Make *pools*, which no resource of a scenario is, other costs of the account."""
        for pool in pools:
            of = function_of(pool.key.resource)
            name = " ".join(filter(None, (pool.key.usage_type, f"of {of}" if of else "", pool.key.region)))
            self.left.setdefault(name, []).append(pool)

    def _other_costs(self) -> dict[str, dict[str, Any]]:
        for entry in self.month.classified:
            if entry.scope in {"unpriced", "unknown"} and entry.pool.key.line_type not in USAGE:
                self.left.setdefault(entry.pool.key.description or entry.pool.key.line_type, []).append(entry.pool)
        costs: dict[str, dict[str, Any]] = {}
        for name, pools in self.left.items():
            amount = trimmed(add_up([pool for pool in pools if pool.key.line_type != COVERED], "net_cost"))
            note = f"{decimal_text(trimmed(add_up(pools, 'quantity')))} on the bill of {self.month.month}"
            if amount < 0:
                self._warn(name, f"is {decimal_text(amount)} on the bill, which no scenario can say")
            elif amount:
                costs[name] = {"amount": amount, "note": note}
            elif any(pool.key.line_type == COVERED for pool in pools):
                self.notes.append(f"Not in a scenario, and covered by the Savings Plan: {name}, {note}.")
            else:
                self.notes.append(f"Not in a scenario, and free: {name}, {note}.")
        return costs

    def _plan(self) -> dict[str, Any]:
        """The Savings Plan, so large that what it paid for elsewhere is left out."""
        details = self.month.step("plans").details
        kinds = {entry.pool.key.usage_type for entry in self.month.classified if entry.pool.key.line_type in PLAN_FEES}
        terms = plan_terms(next(iter(kinds))) if len(kinds) == 1 else None
        fees = sum((Decimal(detail["fee"]) - Decimal(detail["used_elsewhere"]) for detail in details), ZERO)
        if not details:
            return {}
        if terms is None or terms[1] == PARTIAL or not fees:
            self._warn(
                "savings_plan", f"is {', '.join(sorted(kinds)) or 'one whose fee the bill lacks'}, which no scenario has"
            )
            return {}
        if any(Decimal(detail["unused"]) for detail in details):
            self._warn("savings_plan", "was not used up on the bill; a scenario has usage in every hour, so it covers more")
        return {"commitment": divide_truncated(fees, int(self.hours)), "term": terms[0], "payment": terms[1]}

    def _discounts(self) -> dict[str, dict[str, Any]]:
        """Agreements that hold for a whole service; of others only the amount is known."""
        discounts: dict[str, dict[str, Any]] = {}
        for detail in self.month.step("agreements").details:
            if "discounts" in detail:
                discounts[f"agreed-{detail['service']}"] = {
                    "service": detail["service"],
                    "percent": Decimal(detail["discounts"]["agreed"]["percent"]),
                }
            else:
                what = f"{detail['amount']} of {detail['usage_type'] or detail['service']}"
                self._warn("discounts", f"lack {what}, which is no percentage of a service")
        return discounts

    def _warn_of_the_rest(self) -> None:
        """What else of the bill is not in the scenario, with its amount."""
        for meter, (free, taken) in self.free.otherwise.items():
            if meter.startswith(OWN):
                quantities = f"{decimal_text(free)} were free on the bill, and {decimal_text(taken)} are in the scenario"
                self._warn("free_tier", f"differs for {meter}: {quantities}; other accounts of the payer share it")
        order = sum(
            (Decimal(detail["amount"]) for detail in self.month.step("free").details if detail["part"] == "order"), ZERO
        )
        if order:
            words = "the order in which the free tier was applied to regions"
            self.notes.append(f"Not in a scenario: {words}, {decimal_text(trimmed(order))}.")
        for name in ("tiers", "rates", "credits", "tax"):
            step = self.month.step(name)
            if step.amount:
                self.notes.append(f"Not in a scenario: {STEPS[name].lower()}, {decimal_text(step.amount)}.")
        self.notes.append(
            "Times are means of billed time; requests of APIs are counted as they were billed, by blocks of size."
        )

    def _warn(self, field: str, message: str) -> None:
        self.warnings.append(Problem(field, message, self.source))


def _place(used: UsedResource) -> tuple[str, str, str]:
    """What a function and its logs have in common."""
    return used.key.name, used.key.region, used.key.account


def _known_memory(usage: Usage) -> dict[str, Decimal]:
    """The memory of functions by name, as far as *usage* says it."""
    given = ((entry.pattern.partition(".")[2], entry.fields.get("memory_mb")) for entry in usage.entries if not entry.is_wild)
    return {name: Decimal(str(memory)) for name, memory in given if memory is not None}


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    """*fields* with numbers as short as they can be written."""
    return {
        name: _trimmed(value) if is_mapping(value) else trimmed(value) if isinstance(value, Decimal) else value
        for name, value in fields.items()
    }
