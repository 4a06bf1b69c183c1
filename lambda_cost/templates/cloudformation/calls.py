"""Who calls which function of a stack: APIs, schedules, and everything else that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.cloudformation.defaults import is_free
from lambda_cost.templates.unresolved import reference_mark, referenced_resources

if TYPE_CHECKING:
    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

NOT_CALLING = frozenset({"AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::Permission", "AWS::Lambda::Url"})
"""Types that name a function and do not call it, or are looked at by themselves."""
WATCHING = ("AWS::CloudWatch::", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::SSM::")
"""How types begin that name a function to watch it."""
FREE_CALLERS = ("::Authorizer", "::Subscription", "::TargetGroup")
"""How types end that cost nothing and call functions all the same."""
PREFLIGHT = "OPTIONS"
"""The method that browsers ask for before others; it is not counted."""
TRANSFER_MODE = "ResponseTransferMode"
STREAMED = frozenset({"STREAM", "RESPONSE_STREAM"})
"""How API Gateway and SAM say that responses are streamed."""


def add_callers(stack: Stack) -> None:
    """Add everything that calls a function of *stack*."""
    for resource in stack.resources.values():
        match resource.type:
            case "AWS::ApiGateway::Method":
                _add_method(stack, resource)
            case "AWS::ApiGatewayV2::Integration":
                _add_api(stack, resource.value("ApiId"), resource.functions("IntegrationUri"))
            case "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api":
                _add_described_api(stack, resource)
            case "AWS::Events::Rule":
                targets = [target.get("Arn") for target in resource.items("Targets") if is_mapping(target)]
                _add_rule(stack, resource, targets)
            case "AWS::Scheduler::Schedule":
                _add_rule(stack, resource, [resource.value("Target", "Arn")])
            case "AWS::Lambda::EventSourceMapping":
                if resource.value("Enabled") is None or resource.flag("Enabled"):
                    _add_other(stack, resource.functions("FunctionName"), "an event source")
            case "AWS::Lambda::Url":
                _add_other(stack, resource.functions("TargetFunctionArn"), "a URL")
            case _:
                _add_any_other(stack, resource)
    _add_permissions(stack)


def _add_api(stack: Stack, api: Any, functions: tuple[StackResource, ...]) -> None:
    """The API that *api* refers to calls *functions*."""
    for reference in referenced_resources(api)[:1]:
        section, name = stack.names.get(reference, ("", ""))
        names = stack.draft_names(functions)
        if section != "apis":
            stack.callers.add_other(names, "an API")
            continue
        stack.callers.add_api(name, names)
        if len(names) < len(functions) or not functions:
            stack.callers.add_shared_api(name)


def _add_method(stack: Stack, method: StackResource) -> None:
    """A method of a REST API: what it calls, and whether it streams what that answers."""
    functions = method.functions("Integration", "Uri")
    api = method.value("RestApiId")
    if functions or method.value("HttpMethod") != PREFLIGHT:
        _add_api(stack, api, functions)
    if method.has("Integration", TRANSFER_MODE) and method.text("Integration", TRANSFER_MODE) in STREAMED:
        _add_streaming(stack, method, api, functions)


def _add_streaming(stack: Stack, resource: StackResource, api: Any, functions: tuple[StackResource, ...]) -> None:
    """The REST API that *api* refers to streams the responses of *functions*: both charge by their size."""
    section, name = next((stack.names[one] for one in referenced_resources(api) if one in stack.names), ("", ""))
    if section == "apis" and stack.builder.data[section][name]["type"] == "rest":
        stack.builder.add_feature(section, name, "streaming", {})
    else:
        resource.warn(
            "streams responses of what is no REST API of this template; the requests that they count as are not priced"
        )
    for function in stack.draft_names(functions):
        stack.builder.add_feature("functions", function, "response_streaming", {})


def _add_described_api(stack: Stack, api: StackResource) -> None:
    """An API that is described by an OpenAPI document, or has one function for all."""
    paths = api.value("Body", "paths")
    integrations: list[Any] = [*_integrations(paths)] if is_mapping(paths) else []
    if api.value("Target") is not None:
        integrations.append(api.value("Target"))
    for integration in integrations:
        functions = stack.functions_in(integration)
        _add_api(stack, reference_mark(api.name), functions)
        if is_mapping(integration) and str(integration.get("responseTransferMode")) in STREAMED:
            _add_streaming(stack, api, reference_mark(api.name), functions)
    security = [api.value("Body", key) for key in ("securityDefinitions", "components")]
    _add_other(stack, stack.functions_in(security), "an authorizer")
    if api.value("BodyS3Location") is not None:
        stack.callers.add_shared_api(stack.names.get(api.name, ("", ""))[1])


def _integrations(paths: dict[str, Any]) -> list[Any]:
    """What the methods of *paths* pass their requests on to."""
    methods = [(verb, method) for path in paths.values() if is_mapping(path) for verb, method in path.items()]
    counted = [method for verb, method in methods if verb.upper() != PREFLIGHT and is_mapping(method)]
    return [method.get("x-amazon-apigateway-integration") or "" for method in counted]


def _add_rule(stack: Stack, rule: StackResource, targets: list[Any]) -> None:
    """A rule or schedule: how often it runs, or that events call its targets."""
    functions = [name for target in targets for name in stack.draft_names(stack.functions_in(target))]
    state = rule.value("State")
    if not functions:
        return
    if isinstance(state, str) and state.upper().startswith("DISABLED"):
        stack.builder.assume(f"{rule.name} is disabled; it calls nothing.")
        return
    expression = rule.value("ScheduleExpression")
    if expression is None or rule.value("EventPattern") is not None:
        stack.callers.add_other(functions, "events")
    if expression is not None:
        stack.callers.add_schedule(functions, expression, lambda message: rule.warn(message, "ScheduleExpression"))


def _add_other(stack: Stack, functions: tuple[StackResource, ...], caller: str) -> None:
    stack.callers.add_other(stack.draft_names(functions), caller)


def _add_any_other(stack: Stack, resource: StackResource) -> None:
    """Anything else that names a function calls it, unless it only says who may, or watches it."""
    calls = not is_free(resource.type) or resource.type.endswith(FREE_CALLERS)
    if calls and resource.type not in NOT_CALLING and not resource.type.startswith(WATCHING):
        functions = stack.functions_in(resource.properties)
        _add_other(stack, tuple(function for function in functions if function is not resource), resource.type)


def _add_permissions(stack: Stack) -> None:
    """A service that may call a function does, unless resources of the template say how it does."""
    for permission in stack.of_type("AWS::Lambda::Permission"):
        principal = permission.value("Principal")
        service = principal.partition(".")[0] if isinstance(principal, str) else "unknown"
        for name in stack.draft_names(permission.functions("FunctionName")):
            by_api = service == "apigateway" and stack.callers.has_api(name)
            by_schedule = service in {"events", "scheduler"} and stack.callers.has_schedule(name)
            if not by_api and not by_schedule:
                stack.callers.add_other([name], service)
