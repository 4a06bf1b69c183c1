"""Who calls which function of a stack: APIs, schedules, and everything else that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.aws_defaults import is_mode
from lambda_cost.templates.cloudformation.defaults import is_free
from lambda_cost.templates.unresolved import reason_unresolved, reference_mark, referenced_resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.templates.cloudformation.stack import Stack, StackResource

NOT_CALLING = frozenset({"AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::Permission", "AWS::Lambda::Url"})
"""Types that name a function and do not call it, or are looked at by themselves."""
WATCHING = ("AWS::CloudWatch::", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::SSM::")
"""How types begin that name a function to watch it."""
FREE_CALLERS = ("::Authorizer", "::Subscription", "::TargetGroup")
"""How types end that cost nothing and call functions all the same."""
INTEGRATION = "x-amazon-apigateway-integration"
"""What of a method in an OpenAPI document says what it passes its requests on to."""
PREFLIGHT = "OPTIONS"
"""The method that browsers ask for before others; it is not counted."""
TRANSFER_MODE = "ResponseTransferMode"
WAITER = "waiterstatemachine"
"""What the CDK calls the state machine that waits for a custom resource."""
CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
"""How types of custom resources begin."""
STREAMED = ("STREAM", "RESPONSE_STREAM")
"""How API Gateway and SAM say that responses are streamed."""


def add_callers(stack: Stack) -> None:
    """Add everything that calls a function of *stack*."""
    for resource in stack.resources.values():
        if resource.type.startswith(CUSTOM):
            # whatever else a custom resource names is what it is about
            stack.callers.add_deployment(stack.draft_names(resource.functions("ServiceToken")))
        else:
            _CALLERS.get(resource.type, _add_any_other)(stack, resource)
    _add_permissions(stack)


def _add_integration(stack: Stack, integration: StackResource) -> None:
    _add_api(stack, integration.value("ApiId"), integration.functions("IntegrationUri"))


def _add_events_rule(stack: Stack, rule: StackResource) -> None:
    _add_rule(stack, rule, [target.get("Arn") for target in rule.items("Targets") if is_mapping(target)])


def _add_schedule(stack: Stack, schedule: StackResource) -> None:
    _add_rule(stack, schedule, [schedule.value("Target", "Arn")])


def _add_mapping(stack: Stack, mapping: StackResource) -> None:
    if mapping.flag("Enabled", otherwise=True):
        _add_other(stack, mapping.functions("FunctionName"), "an event source")


def _add_subscription(stack: Stack, subscription: StackResource) -> None:
    """Logs are sent to a function; that whose logs they are is not called."""
    _add_other(stack, subscription.functions("DestinationArn"), "logs")


def _add_invoke_config(stack: Stack, config: StackResource) -> None:
    """What a function answers, or fails at, is sent to another one, which is called; that whose config it is is not."""
    _add_other(stack, stack.functions_in(config.value("DestinationConfig")), "a destination")


def _add_macro(stack: Stack, macro: StackResource) -> None:
    stack.callers.add_deployment(stack.draft_names(macro.functions("FunctionName")))


def _add_url(stack: Stack, url: StackResource) -> None:
    _add_other(stack, url.functions("TargetFunctionArn"), "a URL")


def _add_state_machine(stack: Stack, machine: StackResource) -> None:
    if WAITER in machine.name.lower():
        stack.callers.add_deployment(stack.draft_names(stack.functions_in(machine.properties)))
    else:
        _add_any_other(stack, machine)


def _add_function(stack: Stack, function: StackResource) -> None:
    """A function that is told the name of another may call it."""
    named = stack.draft_names(stack.functions_in(function.record.peek("Environment")))
    section, name = stack.names.get(function.name, ("", ""))
    if section == "functions":
        stack.callers.add_function(name, [other for other in named if other != name])
    else:
        stack.callers.add_other(named, "another function")


def _add_api(stack: Stack, api: Any, functions: tuple[StackResource, ...]) -> None:
    """The API that *api* refers to calls *functions*; one of another template does too."""
    names = stack.draft_names(functions)
    section, name = stack.names.get(next(iter(referenced_resources(api)), ""), ("", ""))
    if section != "apis":
        stack.callers.add_other(names, "an API")
        return
    stack.callers.add_api(name, names)
    if len(names) < len(functions) or not functions:
        stack.callers.add_shared_api(name)


def _add_method(stack: Stack, method: StackResource) -> None:
    """A method of a REST API: what it calls, and whether it streams what that answers."""
    functions = method.functions("Integration", "Uri")
    api = method.value("RestApiId")
    if functions or method.value("HttpMethod") != PREFLIGHT:
        _add_api(stack, api, functions)
    if method.has("Integration", TRANSFER_MODE) and is_mode(method.text("Integration", TRANSFER_MODE), *STREAMED):
        _add_streaming(stack, method, api, functions)


def _add_streaming(stack: Stack, resource: StackResource, api: Any, functions: tuple[StackResource, ...]) -> None:
    """The REST API that *api* refers to streams the responses of *functions*: both charge by their size."""
    section, name = next((stack.names[api_name] for api_name in referenced_resources(api) if api_name in stack.names), ("", ""))
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
    if api.has("Body") and not is_mapping(api.value("Body")):
        api.warn(f"Body is not understood: {reason_unresolved(api.value('Body')) or 'it is no mapping'}", "Body")
        integrations.append("")
    for why in filter(None, map(reason_unresolved, _parts_of_paths(paths))):
        api.warn(f"Body.paths has what cannot be resolved: {why}; a method or its responseTransferMode is not seen", "Body")
    if api.value("Target") is not None:
        integrations.append(api.value("Target"))
    for integration in integrations:
        uri = integration.get("uri") if is_mapping(integration) else integration
        functions = stack.functions_in(integration) or stack.functions_in(uri, api.part)
        _add_api(stack, reference_mark(api.name), functions)
        if is_mapping(integration) and is_mode(integration.get("responseTransferMode"), *STREAMED):
            _add_streaming(stack, api, reference_mark(api.name), functions)
    security = [api.value("Body", key) for key in ("securityDefinitions", "components")]
    _add_other(stack, stack.functions_in(security), "an authorizer")
    if api.value("BodyS3Location") is not None:
        if api.type.endswith("RestApi"):
            message = "has its document in S3, which is not read; whether a method streams (responseTransferMode) is not seen"
            api.warn(message, "BodyS3Location")
        stack.callers.add_shared_api(stack.names.get(api.name, ("", ""))[1])


def _parts_of_paths(paths: Any) -> Iterator[Any]:
    """The *paths* of an OpenAPI document, each path and method, what that is passed on to, and how that answers."""
    yield paths
    for path in paths.values() if is_mapping(paths) else ():
        yield path
        for method in path.values() if is_mapping(path) else ():
            integration = method.get(INTEGRATION) if is_mapping(method) else None
            yield from (method, integration, integration.get("responseTransferMode") if is_mapping(integration) else None)


def _integrations(paths: dict[str, Any]) -> list[Any]:
    """What the methods of *paths* pass their requests on to."""
    methods = [(verb, method) for path in paths.values() if is_mapping(path) for verb, method in path.items()]
    counted = [method for verb, method in methods if verb.upper() != PREFLIGHT and is_mapping(method)]
    return [method.get(INTEGRATION) or "" for method in counted]


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


_CALLERS: Final[dict[str, Callable[[Stack, StackResource], None]]] = {
    "AWS::ApiGateway::Method": _add_method,
    "AWS::ApiGateway::RestApi": _add_described_api,
    "AWS::ApiGatewayV2::Api": _add_described_api,
    "AWS::ApiGatewayV2::Integration": _add_integration,
    "AWS::CloudFormation::Macro": _add_macro,
    "AWS::Events::Rule": _add_events_rule,
    "AWS::Lambda::EventInvokeConfig": _add_invoke_config,
    "AWS::Lambda::EventSourceMapping": _add_mapping,
    "AWS::Lambda::Function": _add_function,
    "AWS::Lambda::Url": _add_url,
    "AWS::Logs::SubscriptionFilter": _add_subscription,
    "AWS::Scheduler::Schedule": _add_schedule,
    "AWS::StepFunctions::StateMachine": _add_state_machine,
}
"""By type: what adds its calls; `_add_any_other` for every other."""
