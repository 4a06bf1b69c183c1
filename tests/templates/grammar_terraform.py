"""The services of the grammar in Terraform: its language, the same in JSON, and the plan that Terraform would print of it."""

from __future__ import annotations

import json
from typing import Any

from tests.templates import plans
from tests.templates.grammar import CLUSTER, QUEUE, RUNTIME, Service, Work

RESOURCE = "resource"


def terraform(service: Service) -> dict[str, Any]:
    """*service* as Terraform in JSON; blocks are lists of mappings, and all that is `${…}` refers to something."""
    found: dict[str, dict[str, Any]] = {}
    works = service.works.values()
    if any(work.rest for work in works):
        found["aws_api_gateway_rest_api"] = {"rest": {"name": "rest"}}
    if any(work.http for work in works):
        found["aws_apigatewayv2_api"] = {"http": {"name": "http", "protocol_type": "HTTP"}}
    for name, work in service.works.items():
        for kind, attributes in _resources(name, work).items():
            found.setdefault(kind, {})[name] = attributes
    return {RESOURCE: found}


def _function(name: str, work: Work) -> dict[str, Any]:
    snap = {"snap_start": [{"apply_on": "PublishedVersions"}], "publish": True}
    kinds: dict[str, dict[str, Any]] = {
        "plain": {},
        "provisioned": {},
        "snap_start": snap,
        "tenants": {"tenancy_config": [{"tenant_isolation_mode": "PER_TENANT"}]},
        "durable": {"durable_config": [{"execution_timeout": 60, "retention_period": work.days}]},
        "image": {"package_type": "Image", **snap},
    }
    runtime = {} if work.kind == "image" else {"runtime": RUNTIME.get(work.kind, "nodejs22.x"), "handler": "a.b"}
    return {
        "function_name": name,
        **runtime,
        **({"memory_size": work.memory} if work.memory else {}),
        **({"timeout": work.timeout} if work.timeout else {}),
        **({"architectures": ["arm64"]} if work.arm else {}),
        **({"ephemeral_storage": [{"size": work.storage}]} if work.storage else {}),
        **kinds[work.kind],
    }


def _resources(name: str, work: Work) -> dict[str, Any]:
    """The resources of one function, one of each type."""
    function = f"aws_lambda_function.{name}"
    called = {"function_name": f"${{{function}.function_name}}"}
    found: dict[str, Any] = {"aws_lambda_function": _function(name, work)}
    if work.kind == "provisioned":
        config = {"qualifier": "1", "provisioned_concurrent_executions": work.concurrency}
        found["aws_lambda_provisioned_concurrency_config"] = called | config
    if work.url:
        found["aws_lambda_function_url"] = called | {"authorization_type": "NONE", "invoke_mode": work.url}
    if work.rate:
        found["aws_cloudwatch_event_rule"] = {"schedule_expression": f"rate({work.rate} hours)"}
        rule = f"${{aws_cloudwatch_event_rule.{name}.name}}"
        found["aws_cloudwatch_event_target"] = {"rule": rule, "arn": f"${{{function}.arn}}"}
    if work.pollers:
        group = {"poller_group_name": work.group} if work.group else {}
        config = {"minimum_pollers": work.pollers, "maximum_pollers": work.pollers, **group}
        source = {"event_source_arn": CLUSTER, "topics": ["t"]} if work.group else {"event_source_arn": QUEUE}
        found["aws_lambda_event_source_mapping"] = called | source | {"provisioned_poller_config": [config]}
    if work.rest:
        mode = {"response_transfer_mode": "STREAM"} if work.streams and not work.url else {}
        api = {"rest_api_id": "${aws_api_gateway_rest_api.rest.id}", "http_method": "GET", "type": "AWS_PROXY"}
        found["aws_api_gateway_integration"] = api | {"uri": f"${{{function}.invoke_arn}}"} | mode
    if work.http:
        api = {"api_id": "${aws_apigatewayv2_api.http.id}", "integration_type": "AWS_PROXY"}
        found["aws_apigatewayv2_integration"] = api | {"integration_uri": f"${{{function}.invoke_arn}}"}
    return found


def in_language(document: dict[str, Any]) -> str:
    """*document* as a file of the language."""
    blocks = [
        f"resource {json.dumps(kind)} {json.dumps(name)} {_body(attributes)}"
        for kind, resources in document[RESOURCE].items()
        for name, attributes in resources.items()
    ]
    return "\n".join([*blocks, ""])


def _body(attributes: dict[str, Any]) -> str:
    return "\n".join(["{", *(_attribute(name, value) for name, value in attributes.items()), "}"])


def _attribute(name: str, value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return "\n".join(f"{name} {_body(item)}" for item in value)
    refers = isinstance(value, str) and value.startswith("${")
    return f"{name} = {value[2:-1] if refers else json.dumps(value)}"


def in_plan(document: dict[str, Any]) -> dict[str, Any]:
    """*document* as the plan that `terraform show -json` prints of it."""
    return plans.plan(
        *(
            _planned(f"{kind}.{name}", attributes)
            for kind, resources in document[RESOURCE].items()
            for name, attributes in resources.items()
        )
    )


def _planned(address: str, attributes: dict[str, Any]) -> dict[str, Any]:
    refers = {name: value[2:-1] for name, value in attributes.items() if isinstance(value, str) and value.startswith("${")}
    known = {name: value for name, value in attributes.items() if name not in refers}
    written = {name: {"constant_value": value} for name, value in known.items()}
    written |= {name: plans.refs(reference) for name, reference in refers.items()}
    unknown: dict[str, Any] = dict.fromkeys(refers, True)
    if address.startswith("aws_lambda_function."):
        unknown |= {name: True for name in ("arn", "architectures", "ephemeral_storage") if name not in attributes}
        known = {"memory_size": 128, "timeout": 3, "publish": False} | known
    return plans.resource(address, known, unknown=unknown, written=written)
