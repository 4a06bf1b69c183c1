"""Nothing of a template that costs money vanishes in silence, however the template is made."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from lambda_cost import Scenario, estimate, templates
from lambda_cost.document import Document
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage
from tests.templates.grammar import SERVICES, USAGE, Service, cdk, cloudformation, number_of, sam, serverless
from tests.templates.grammar_terraform import in_language, in_plan, terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.scenario.draft import Draft

WRITERS: dict[str, Callable[[Service], dict[str, Any]]] = {
    "sam": sam,
    "cloudformation": cloudformation,
    "serverless": serverless,
    "cdk": cdk,
    "plan": terraform,
    "hcl": terraform,
    "hcl in json": terraform,
}
"""By language: what writes a service in it, as a document; one of Terraform becomes text or a plan when it is read."""
FREE = frozenset(
    [
        *("AuthType", "ExecutionTimeout", "Handler", "HttpMethod", "Id", "Method", "Name", "Path", "Runtime", "Topics", "Type"),
        *("arn", "executionTimeout", "image", "method", "path", "runtime", "topic"),
        # what is polled, and by which function, makes no difference to pollers; an alias only to what hangs on it
        *("EventSourceArn", "ProtocolType", "Queue", "Stream", "AutoPublishAlias"),
        # the same of Terraform, where an HTTP API says its protocol, and a function its name
        *("authorization_type", "event_source_arn", "execution_timeout", "handler", "http_method", "integration_type", "name"),
        *("qualifier", "topics", "type"),
    ]
)
"""What the grammar writes and costs nothing by itself: without it a template is none, or only says less."""
OF_KAFKA = frozenset(["MinimumPollers", "MaximumPollers", "min", "max", "minimum_pollers", "maximum_pollers"])
"""What bounds the units of Kafka's pollers, which are asked for."""
LINKS = frozenset(
    [
        *("ApiId", "Ask", "Call", "Events", "Integration", "IntegrationUri", "Properties", "RestApiId", "Uri"),
        *("api_id", "events", "integration_uri", "rest_api_id", "uri"),
    ]
)
"""What says which function an API calls: where others call it as well, its requests are asked for either way."""
SOME = settings(max_examples=settings().max_examples // 2)
FEW = settings(max_examples=max(2, settings().max_examples // 20))
"""Each example is a service with some forty mutants of it in each language; to parse one of Terraform's takes long."""
CHEAP, DEAR = [*WRITERS][:3], [*WRITERS][3:]
NAMES = frozenset(["FunctionName", "function_name"])
"""What a function is called, and which one is polled for: neither makes a difference."""
UNKNOWN = {"serverless": "${file(./settings.js):all}", "hcl in json": "${var.other}"}
"""By language, what nobody can know before it is deployed; in CloudFormation's, an import of another stack is."""
BELOW = {"functions": 1, "resource": 2}
"""By section, how many keys lead to a function or a resource in it."""
OF_OTHERS = frozenset(["Targets", "Arn", "ScheduleExpression", "Schedule", "schedule_expression", "rule", "arn"])
"""What belongs to a schedule, which is none of Lambda's."""


def drafted(document: dict[str, Any], language: str) -> Draft:
    match language:
        case "cdk":
            return _program(document)
        case "hcl":
            source = Source.of(in_language(document), "main.tf", region="us-east-1")
        case "hcl in json":
            source = Source.of(json.dumps(document), "main.tf.json", region="us-east-1")
        case _:
            written = in_plan(document) if language == "plan" else document
            source = Source.of_document(Document(number_of(written), "made"), region="us-east-1")
    return templates.drafted(source)


def _program(stacks: dict[str, Any]) -> Draft:
    """The draft of a folder cdk.out with these *stacks*."""
    with TemporaryDirectory() as folder:
        artifacts = {
            name: {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.json"}} for name in stacks
        }
        for name, data in (stacks | {"manifest": {"version": "48.0.0", "artifacts": artifacts}}).items():
            Path(folder, f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
        found = templates.read(folder, region="us-east-1")
    return replace(found, warnings=tuple(replace(each, file=Path(each.file).name) for each in found.warnings))


def charges(document: dict[str, Any], language: str) -> list[tuple[Any, ...]]:
    draft = drafted(document, language).with_usage(Usage.of(Document(number_of(USAGE), "usage")))
    assert draft.unknown == (), [unknown.path for unknown in draft.unknown]
    found = draft.document()
    found.data |= {"day": "2026-11-01"}
    return sorted(
        (charge.meter, charge.choice, charge.pricing_quantity, charge.billed_cost)
        for charge in estimate(Scenario.of(found)).charges
    )


def said(document: dict[str, Any], language: str) -> tuple[Any, ...]:
    """All that is said of what *document* describes."""
    draft = drafted(document, language)
    return draft.data, draft.unknown, draft.warnings, draft.not_priced, draft.assumptions


def settings_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every key in *value*, below functions and resources, that costs money."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        below = "Properties" in path or len(path) > BELOW.get(path[0] if path else "", len(path))
        bounds = key in OF_KAFKA and not {"PollerGroupName", "group", "poller_group_name"}.isdisjoint(value)
        polled = key in NAMES and not {"ProvisionedPollerConfig", "provisioned_poller_config"}.isdisjoint(value)
        calls = polled or (key in NAMES and path[1:2] == ("aws_lambda_function",))
        if below and isinstance(key, str) and key not in FREE and key[:3] not in {"Ref", "Fn:"} and not bounds and not calls:
            yield (*path, key)
        if not str(key).startswith("Fn::"):
            yield from settings_of(inner, (*path, key))


def changed(document: dict[str, Any], path: tuple[Any, ...], name: str = "", value: Any = None) -> dict[str, Any]:
    """*document* without what stands at *path*, or with that called *name*, or with another *value* there."""
    copy = deepcopy(document)
    part: Any = copy
    for key in path[:-1]:
        part = part[key]
    old = part.pop(path[-1])
    if name or value is not None:
        part[name or path[-1]] = old if value is None else value
    return copy


def told(draft: Draft) -> set[str]:
    """What *draft* warns of, asks for and does not price."""
    return {*map(str, draft.warnings), *(unknown.path for unknown in draft.unknown), *draft.not_priced}


def check_unknown(language: str, service: Service) -> None:
    document = WRITERS[language](service)
    before = told(drafted(document, language))
    for path in settings_of(document):
        if path[-1] not in LINKS | OF_OTHERS:
            hidden = changed(document, path, value=UNKNOWN.get(language, {"Fn::ImportValue": "Other"}))
            assert told(drafted(hidden, language)) - before, f"{path} is not known, and nothing is said of it"


def check_taken_out(language: str, service: Service) -> None:
    document = WRITERS[language](service)
    whole = said(document, language)
    for path in settings_of(document):
        if path[-1] not in LINKS:
            assert said(changed(document, path), language) != whole, f"without {path} nothing changes"


def check_misspelt(language: str, service: Service) -> None:
    document = WRITERS[language](service)
    for path in settings_of(document):
        if path[-1] not in OF_OTHERS and path[-2] != "Events":
            misspelt = f"{path[-1]}Turbo"
            warnings = " ".join(map(str, drafted(changed(document, path, misspelt), language).warnings))
            assert misspelt in warnings, f"{path} as {misspelt} is not named"


@pytest.mark.parametrize("language", [*WRITERS][1:])
@FEW
@given(SERVICES)
def test_one_service_has_one_bill_in_every_language(language: str, service: Service) -> None:
    """To the digit; what each tool calls its resources does not matter."""
    assert charges(WRITERS[language](service), language) == charges(sam(service), "sam")


@pytest.mark.parametrize("language", CHEAP)
@SOME
@given(SERVICES)
def test_whatever_costs_money_and_is_taken_out_changes_what_is_said(language: str, service: Service) -> None:
    check_taken_out(language, service)


@pytest.mark.parametrize("language", DEAR)
@FEW
@given(SERVICES)
def test_whatever_costs_money_and_is_taken_out_elsewhere_changes_what_is_said(language: str, service: Service) -> None:
    check_taken_out(language, service)


@pytest.mark.parametrize("language", CHEAP)
@SOME
@given(SERVICES)
def test_whatever_costs_money_and_is_misspelt_is_named(language: str, service: Service) -> None:
    """As would be what is new since this was written."""
    check_misspelt(language, service)


@pytest.mark.parametrize("language", DEAR)
@FEW
@given(SERVICES)
def test_whatever_costs_money_and_is_misspelt_elsewhere_is_named(language: str, service: Service) -> None:
    check_misspelt(language, service)


@pytest.mark.parametrize("language", [*CHEAP, "hcl in json"])
@FEW
@given(SERVICES)
def test_whatever_costs_money_and_nobody_can_know_is_named_or_asked_for(language: str, service: Service) -> None:
    """A plan says itself what is not known; its tests are in test_terraform_left_over.py."""
    check_unknown(language, service)
