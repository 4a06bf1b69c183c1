"""Who calls which function: what is called by one API alone shares its requests, and a schedule says its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates import unresolved
from lambda_cost.templates.cloudformation.defaults import is_free
from lambda_cost.templates.cron import rate_text, times_a_day

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Item, Stack

SILENT = frozenset({"AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::Permission", "AWS::Lambda::Url"})
"""Types that name a function and do not call it, or that are looked at apart."""
WATCHING = ("AWS::CloudWatch::", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::SSM::")
"""How types begin that name a function to watch it."""
OWN_TYPES = frozenset({"apigateway", "events", "scheduler"})
"""Services that call functions by resources of their own, which are looked at."""
PREFLIGHT = "OPTIONS"
"""The method that browsers ask for before others; it is not counted."""


@dataclass
class Calls:
    """The callers of the functions of one stack."""

    apis: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """For each function, the APIs that pass requests on to it."""
    a_day: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    """For each function, how often a day its schedules run."""
    others: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """For each function, whatever else calls it."""
    mixed: set[str] = field(default_factory=set[str])
    """APIs that also pass requests on to what is no function of this stack."""

    def by_api_alone(self, function: str) -> bool:
        """Whether one API calls *function*, and nothing else does."""
        return len(self.apis[function]) == 1 and not self.others[function] and not self.a_day[function]


def calls_of(stack: Stack) -> Calls:
    """Who calls whom in *stack*."""
    found = Calls()
    for one in stack.resources.values():
        match one.kind:
            case "AWS::ApiGateway::Method":
                _method(found, one)
            case "AWS::ApiGatewayV2::Integration":
                _passed_on(found, one.value("ApiId"), one.functions("IntegrationUri"))
            case "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api":
                _described(found, one)
            case "AWS::Events::Rule":
                _rule(found, one, [target.get("Arn") for target in one.items("Targets") if is_mapping(target)])
            case "AWS::Scheduler::Schedule":
                _rule(found, one, [one.value("Target", "Arn")])
            case "AWS::Lambda::EventSourceMapping":
                if one.value("Enabled") is None or one.flag("Enabled"):
                    _else(found, one, one.functions("FunctionName"))
            case "AWS::Lambda::Url":
                _else(found, one, one.functions("TargetFunctionArn"))
            case _:
                _whatever(found, one)
    _permissions(stack, found)
    return found


def link(stack: Stack, found: Calls) -> None:
    """Say the requests that schedules make, and which functions take theirs from an API."""
    builder = stack.builder
    for name, per_day in found.a_day.items():
        section, own = stack.names.get(name, ("", ""))
        rate = rate_text(per_day)
        if not per_day or section != "functions":
            continue
        if found.apis[name] or found.others[name]:
            builder.note(f"{section}.{own}: {rate} of its requests are its schedule's.")
        else:
            builder.set(section, own, {"requests": rate})
            builder.note(f"{section}.{own}: its requests are those of its schedule, {rate}.")
    for one in stack.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        called = [name for name, apis in found.apis.items() if one.name in apis]
        section, own = stack.names.get(one.name, ("", ""))
        fields: dict[str, Any] = builder.data[section][own] if section else {}
        alone = all(found.by_api_alone(name) and stack.names.get(name, ("",))[0] == "functions" for name in called)
        alike = bool(fields) and fields["type"] != "websocket" and "cache" not in fields and one.name not in found.mixed
        if called and alone and alike:
            builder.set(section, own, {"functions": [stack.names[name][1] for name in called]})


def _passed_on(found: Calls, api: Any, functions: tuple[Item, ...]) -> None:
    for name in unresolved.references(api)[:1]:
        if not functions:
            found.mixed.add(name)
        for function in functions:
            found.apis[function.name][name] = None


def _method(found: Calls, one: Item) -> None:
    functions = one.functions("Integration", "Uri")
    if functions or one.value("HttpMethod") != PREFLIGHT:
        _passed_on(found, one.value("RestApiId"), functions)


def _described(found: Calls, one: Item) -> None:
    """An API that is described by an OpenAPI document, or has one function for all."""
    paths = one.value("Body", "paths")
    integrations = [*_integrations(paths)] if is_mapping(paths) else []
    if one.value("Target") is not None:
        integrations.append(one.value("Target"))
    for uri in integrations:
        _passed_on(found, unresolved.reference(one.name), one.stack.functions_in(uri))
    security = [one.value("Body", key) for key in ("securityDefinitions", "components")]
    _else(found, one, one.stack.functions_in(security))
    if one.value("BodyS3Location") is not None:
        found.mixed.add(one.name)


def _integrations(paths: dict[str, Any]) -> list[Any]:
    """What the methods of *paths* pass their requests on to."""
    methods = [(verb, one) for path in paths.values() if is_mapping(path) for verb, one in path.items()]
    wanted = [one for verb, one in methods if verb.upper() != PREFLIGHT and is_mapping(one)]
    return [one.get("x-amazon-apigateway-integration") or "" for one in wanted]


def _rule(found: Calls, one: Item, targets: list[Any]) -> None:
    """A rule or schedule: how often it runs, or that events call its targets."""
    functions = one.stack.functions_in(targets)
    expression = one.text("ScheduleExpression") if one.value("ScheduleExpression") is not None else None
    state = one.value("State")
    if not functions:
        return
    if isinstance(state, str) and state.upper().startswith("DISABLED"):
        one.stack.builder.note(f"{one.name} is disabled; it calls nothing.")
        return
    try:
        per_day = None if expression is None else times_a_day(expression)
    except ValueError as error:
        per_day = None
        one.warn(f"ScheduleExpression {error}; how often it runs is not known", "ScheduleExpression")
    if per_day is None or one.value("EventPattern") is not None:
        _else(found, one, functions)
    if per_day is not None:
        for function in functions:
            found.a_day[function.name] += per_day * sum(function in one.stack.functions_in(target) for target in targets)


def _else(found: Calls, one: Item, functions: tuple[Item, ...]) -> None:
    for function in functions:
        found.others[function.name][one.kind] = None


def _whatever(found: Calls, one: Item) -> None:
    """Anything that names a function calls it, but for what only says who may, and for itself."""
    calls = not is_free(one.kind) or one.kind.endswith(("::Authorizer", "::Subscription", "::TargetGroup"))
    if calls and one.kind not in SILENT and not one.kind.startswith(WATCHING):
        _else(found, one, tuple(other for other in one.stack.functions_in(one.properties) if other is not one))


def _permissions(stack: Stack, found: Calls) -> None:
    """Who may call a function and is not in this template calls it all the same."""
    for one in stack.of("AWS::Lambda::Permission"):
        principal = one.value("Principal")
        word = principal.partition(".")[0] if isinstance(principal, str) else "unknown"
        for function in one.functions("FunctionName"):
            name = function.name
            known = found.apis[name] if word == "apigateway" else found.a_day[name] or found.others[name]
            if word not in OWN_TYPES or not known:
                found.others[name][word] = None
