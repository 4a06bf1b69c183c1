"""Nothing of a template that costs money vanishes in silence, however the template is made."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from lambda_cost import Scenario, estimate, templates
from lambda_cost.document import Document
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage
from tests.templates.grammar import SERVICES, USAGE, Service, cloudformation, number_of, sam, serverless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.scenario.draft import Draft

WRITERS: dict[str, Callable[[Service], dict[str, Any]]] = {
    "sam": sam,
    "cloudformation": cloudformation,
    "serverless": serverless,
}
FREE = frozenset(
    [
        *("AuthType", "ExecutionTimeout", "Handler", "HttpMethod", "Id", "Method", "Name", "Path", "Runtime", "Topics", "Type"),
        *("arn", "executionTimeout", "image", "method", "path", "runtime", "topic"),
        # what is polled, and by which function, makes no difference to pollers; an alias only to what hangs on it
        *("EventSourceArn", "ProtocolType", "Queue", "Stream", "AutoPublishAlias"),
    ]
)
"""What the grammar writes and costs nothing by itself: without it a template is none, or only says less."""
OF_KAFKA = frozenset(["MinimumPollers", "MaximumPollers", "min", "max"])
"""What bounds the units of Kafka's pollers, which are asked for."""
LINKS = frozenset(["ApiId", "Ask", "Call", "Integration", "IntegrationUri", "Properties", "RestApiId", "Uri"])
"""What says which function an API calls: where others call it as well, its requests are asked for either way."""
SOME = settings(max_examples=settings().max_examples // 2)
"""Each example is a service with some forty mutants of it in each language."""
OF_OTHERS = frozenset(["Targets", "Arn", "ScheduleExpression", "Schedule"])
"""What belongs to a schedule, which is none of Lambda's."""


def drafted(document: dict[str, Any]) -> Draft:
    return templates.drafted(Source.of_document(Document(number_of(document), "made"), region="us-east-1"))


def charges(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    draft = drafted(document).with_usage(Usage.of(Document(number_of(USAGE), "usage")))
    assert draft.unknown == (), [unknown.path for unknown in draft.unknown]
    found = draft.document()
    found.data |= {"day": "2026-11-01"}
    return sorted(
        (one.meter, one.choice, one.pricing_quantity, one.billed_cost) for one in estimate(Scenario.of(found)).charges
    )


def said(document: dict[str, Any]) -> tuple[Any, ...]:
    """All that is said of what *document* describes."""
    draft = drafted(document)
    return draft.data, draft.unknown, draft.warnings, draft.not_priced, draft.assumptions


def settings_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every key in *value*, below functions and resources, that costs money."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        below = "Properties" in path or (path[:1] == ("functions",) and len(path) > 1)
        bounds = key in OF_KAFKA and not {"PollerGroupName", "group"}.isdisjoint(value)
        calls = key == "FunctionName" and "ProvisionedPollerConfig" in value
        if below and isinstance(key, str) and key not in FREE and key[:3] not in {"Ref", "Fn:"} and not bounds and not calls:
            yield (*path, key)
        if not str(key).startswith("Fn::"):
            yield from settings_of(inner, (*path, key))


def changed(document: dict[str, Any], path: tuple[Any, ...], name: str = "") -> dict[str, Any]:
    """*document* without what stands at *path*, or with that called *name*."""
    copy = deepcopy(document)
    part: Any = copy
    for key in path[:-1]:
        part = part[key]
    value = part.pop(path[-1])
    if name:
        part[name] = value
    return copy


@SOME
@given(SERVICES)
def test_one_service_has_one_bill_in_every_language(service: Service) -> None:
    """To the digit; what each tool calls its resources does not matter."""
    bills = {name: charges(write(service)) for name, write in WRITERS.items()}
    assert bills["cloudformation"] == bills["sam"]
    assert bills["serverless"] == bills["sam"]


@pytest.mark.parametrize("language", WRITERS)
@SOME
@given(SERVICES)
def test_whatever_costs_money_and_is_taken_out_changes_what_is_said(language: str, service: Service) -> None:
    document = WRITERS[language](service)
    whole = said(document)
    for path in settings_of(document):
        if path[-1] in LINKS:
            continue
        assert said(changed(document, path)) != whole, f"without {path} nothing changes"


@pytest.mark.parametrize("language", WRITERS)
@SOME
@given(SERVICES)
def test_whatever_costs_money_and_is_misspelt_is_named(language: str, service: Service) -> None:
    """As would be what is new since this was written."""
    document = WRITERS[language](service)
    for path in settings_of(document):
        if path[-1] in OF_OTHERS or path[-2] == "Events":
            continue
        misspelt = f"{path[-1]}Turbo"
        warnings = " ".join(map(str, drafted(changed(document, path, misspelt)).warnings))
        assert misspelt in warnings, f"{path} as {misspelt} is not named"
