"""Break-even questions that are asked often: which designs, and which number is unknown."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.numbers.bounds import PER_UNIT
from lambda_cost.numbers.units import unit_of
from lambda_cost.scenario.editing import with_values
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.services.described import fields_of
from lambda_cost.what_if.break_even.break_even import VARIANT_ORIGIN, find_break_even
from lambda_cost.what_if.break_even.curves import Curve, known_regions
from lambda_cost.what_if.variants import varied_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.strict_yaml import Document
    from lambda_cost.what_if.break_even.break_even import BreakEven

Places = dict[tuple[str, ...], Fraction]
SLOWDOWN = (Fraction(1, 2), Fraction(2))
MAX_REQUESTS = Fraction(10**9)
KB_PER_GB = 1024**2
MS_PER_HOUR = 3_600_000
API_TYPE_ASSUMPTIONS = (
    "A function URL costs nothing itself, and so less than each of these, however many requests there are.",
    "The load balancer is taken to have a new connection for every request, which is the most that there can be.",
)


def arm64(doc: Document, name: str, prices: PriceBook | None) -> BreakEven:
    """How much slower arm64 may be before it costs more; the scenario's times are those on x86_64."""
    functions, day = _functions(doc, prices, name), _scenario(doc, prices).day
    keys = [("functions", function.name, "architecture") for function in functions]
    variants = {arch: with_values(doc, dict.fromkeys(keys, arch), VARIANT_ORIGIN) for arch in ("x86_64", "arm64")}
    slower = [time for function in functions for time in _times(function, day)]
    times = {path: ms for path, ms, _ in slower}
    curves = [Curve("x86_64", variants["x86_64"], {}, prices), Curve("arm64", variants["arm64"], times, prices)]
    least, most = SLOWDOWN
    most = min([most, *(longest / ms for _, ms, longest in slower if ms)])
    assumption = (
        f"The times of {', '.join(function.path for function in functions)} in the scenario are taken to be those on x86_64;"
        " on arm64 all of them, initialisation too, are longer by the same factor."
    )
    return find_break_even(curves, "duration on arm64 / duration on x86_64", (least, most), [assumption])


def _times(function: Any, day: date) -> Iterator[tuple[tuple[str, ...], Fraction, Fraction]]:
    """Every time that a slower processor makes longer: its path, its milliseconds, and the most that AWS allows on *day*."""
    timeouts = [feature.timeout_ms for feature in function.features if feature.path == "timeouts"]
    for path, thing in ((), function), *(((feature.path,), feature) for feature in function.features):
        numbers = thing.numbers()
        for field in fields_of(type(thing)):
            if unit_of(field.name) == "ms" and field.scaling is PER_UNIT and field.name in numbers:
                longest: Any = field.bounds.on(day).most
                longest = longest if path else min([longest, *timeouts])
                yield ("functions", function.name, *path, field.name), Fraction(numbers[field.name]), Fraction(longest)


def provisioned(doc: Document, name: str, prices: PriceBook | None) -> BreakEven:
    """From which utilisation of its environments provisioned concurrency costs less than on demand."""
    function = _only_one(_functions(doc, prices, name), "functions", "provisioned_concurrency")
    ready: Any = next(
        (
            feature
            for feature in function.for_month(_scenario(doc, prices).hours).features
            if feature.path == "provisioned_concurrency"
        ),
        None,
    )
    if ready is None:
        message = "has none; give what is kept ready, such as provisioned_concurrency: {environments: 10, requests: 0}"
        raise ScenarioError([Problem(f"{function.path}.provisioned_concurrency", message)])
    served_ms = Fraction(ready.duration_ms if ready.duration_ms is not None else function.billed_ms)
    if not served_ms:
        raise ScenarioError(
            [Problem(f"{function.path}.duration_ms", "is 0; allowed: more, to say what keeps an environment busy")]
        )
    full_requests = Fraction(ready.environments) * Fraction(ready.windows) * Fraction(ready.hours) * MS_PER_HOUR / served_ms
    path = ("functions", function.name)
    without = with_values(doc, {(*path, "provisioned_concurrency"): None}, VARIANT_ORIGIN)
    requests: Places = {(*path, "requests"): full_requests}
    served: Places = requests | {(*path, "provisioned_concurrency", "requests"): full_requests}
    curves = [Curve("on demand", without, requests, prices), Curve("provisioned", doc, served, prices)]
    return find_break_even(curves, "utilisation of the provisioned environments (share)", (Fraction(0), Fraction(1)))


def api_type(doc: Document, name: str, prices: PriceBook | None) -> BreakEven:
    """HTTP API, REST API or load balancer, by requests a month.

    The load balancer stands in the API's region, with its payload and a new connection for every request.
    """
    scenario = _scenario(doc, prices)
    apis = [api for api in scenario.apis if name in {"", api.name, api.path} and api.kind != "websocket"]
    api = _only_one(apis, "apis", "type")
    kb = sum((Fraction(getattr(api, key)) for key in ("request_kb", "response_kb")), Fraction(0))
    path = ("apis", api.name)
    called: Places = {("functions", function, "requests"): Fraction(1) for function in api.functions if len(api.functions) == 1}
    calls: Places = called | {(*path, "requests"): Fraction(1)}
    other_apis = {key: described for key, described in doc.data["apis"].items() if key != api.name}
    without_api = with_values(doc, {("apis",): other_apis}, VARIANT_ORIGIN)
    taken = {resource.name for resource in scenario.resources if resource.section == "load_balancers"}
    balancer = ("load_balancers", next(name for name in (f"{api.name}{'-' * n}" for n in count()) if name not in taken))
    loads: Places = {
        (*balancer, "processed_gb"): kb / KB_PER_GB,
        (*balancer, "new_connections_per_second"): 1 / (Fraction(scenario.hours) * 3600),
    }
    kinds = varied_documents(doc, [f"{api.path}.type=http,rest"])
    empty = {"processed_gb": 0} | ({"region": api.region} if api.region else {})
    curves = [
        *(Curve(label, kind, calls, prices) for label, (kind, _) in zip(("HTTP API", "REST API"), kinds.values(), strict=True)),
        Curve("load balancer", with_values(without_api, {balancer: empty}, VARIANT_ORIGIN), called | loads, prices),
    ]
    assumptions = [*(sentence for _, dropped in kinds.values() for sentence in dropped), *API_TYPE_ASSUMPTIONS]
    return find_break_even(curves, f"requests of {api.path}", (Fraction(0), MAX_REQUESTS), assumptions)


PRESETS: dict[str, Callable[[Document, str, PriceBook | None], BreakEven]] = {
    "arm64": arm64,
    "provisioned": provisioned,
    "api-type": api_type,
}
"""The questions, by name."""
OLD_NAMES = {"front-door": "api-type"}
"""Names that questions had before, which still work."""


def answer_preset(question: str, doc: Document, name: str, prices: PriceBook | None = None) -> BreakEven:
    """The answer to *question* about the resource called *name* of *doc* (empty: the only one, or all).

    Raises:
        ScenarioError: if there is no such question, or the scenario has not what it is about.
    """
    question = OLD_NAMES.get(question, question)
    if question not in PRESETS:
        raise ScenarioError([Problem("--question", f"is {question!r}; {did_you_mean(question, PRESETS)}")])
    return PRESETS[question](doc, name, prices)


def _scenario(doc: Document, prices: PriceBook | None) -> Scenario[Any]:
    return Scenario.of(doc, known_regions(prices))


def _functions(doc: Document, prices: PriceBook | None, name: str) -> list[Any]:
    """The functions of *doc* that are called *name*, or all.

    Raises:
        ScenarioError: if there is none.
    """
    every = _scenario(doc, prices).functions
    functions = [function for function in every if name in {"", function.name, function.path}]
    if every and not functions:
        raise ScenarioError([Problem("--of", f"is {shown(name)}; {did_you_mean(name, [function.name for function in every])}")])
    if not every:
        raise ScenarioError([Problem("", "there are no functions, of which alone this can be asked")])
    return functions


def _only_one(candidates: list[Any], section: str, about: str) -> Any:
    """The one of *candidates*, by preference that which has a feature called *about*.

    Raises:
        ScenarioError: if it is not one.
    """
    chosen = [thing for thing in candidates if any(feature.path == about for feature in thing.features)] or candidates
    if len(chosen) != 1:
        names = ", ".join(thing.name for thing in chosen) or "none"
        raise ScenarioError([Problem(section, f"has {names}; say which by --of NAME")])
    return chosen[0]
