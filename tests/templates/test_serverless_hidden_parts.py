"""serverless.yml: a part that is a variable which nobody can resolve hides what it describes, and is named."""

import pytest

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source

UNKNOWN = "${file(./settings.js):all}"
PROVIDER = "provider: {name: aws}\n"
FUNCTION = "functions: {run: {handler: a.b, memorySize: 1024, events: [{http: GET /}]}}\n"
KNOWN = {"memory_mb": 1024, "architecture": "x86_64"}


def read(text: str) -> Draft:
    return templates.drafted(Source.of(f"service: shop\n{text}", "serverless.yml"))


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("custom: {}", "custom"),
        ("mcp: {}", "mcp"),
        ("mcp: {{servers: {}}}", "mcp.servers"),
        ("mcp: {{servers: {{tools: {}}}}}", "mcp.servers"),
        ("plugins: {}", "plugins"),
        ("plugins: [serverless-offline, {}]", "plugins.1"),
        ("plugins: {{modules: [{}]}}", "plugins.modules"),
        ("sandboxes: {}", "sandboxes"),
        ("sandboxes: {{box: {}}}", "sandboxes.box"),
        ("resources: {}", "resources"),
        ("resources: [{}]", "resources.0"),
        ("resources: [{{Resources: {}}}]", "resources.0"),
        ("resources: {{Conditions: {}}}", "resources.Conditions"),
        ("resources: {{extensions: {}}}", "resources.extensions"),
    ],
)
def test_a_section_that_nobody_can_resolve_is_named(part: str, named: str) -> None:
    found = read(f"{PROVIDER}{FUNCTION}{part.format(repr(UNKNOWN))}\n")
    assert found.data["functions"]["run"] == KNOWN
    (warning,) = found.warnings
    assert f"{named} cannot be resolved: './settings.js' is a program or a text, and not read" in str(warning)


@pytest.mark.parametrize("key", ["apiGateway", "capacityProviders", "httpApi"])
def test_a_setting_of_the_provider_that_nobody_can_resolve_is_named(key: str) -> None:
    (warning,) = read(f"provider: {{name: aws, {key}: '{UNKNOWN}'}}\n{FUNCTION}").warnings
    assert f"provider.{key} cannot be resolved" in str(warning)


@pytest.mark.parametrize("provider", [f"'{UNKNOWN}'", f"{{name: '{UNKNOWN}'}}"])
def test_a_provider_that_nobody_can_resolve_is_taken_for_aws_with_a_warning(provider: str) -> None:
    found = read(f"provider: {provider}\n{FUNCTION}")
    assert found.data["functions"]["run"] == KNOWN
    (warning,) = found.warnings
    assert "provider cannot be resolved" in str(warning)


@pytest.mark.parametrize("part", ["sandboxes: [1]", "sandboxes: {box: 1}", "mcp: {servers: [1]}", "custom: 3", "plugins: one"])
def test_a_part_that_holds_no_others_is_named(part: str) -> None:
    (warning,) = read(f"{PROVIDER}{FUNCTION}{part}\n").warnings
    assert "and not read; what it describes is not in the bill" in str(warning)


@pytest.mark.parametrize(
    "part", ["sandboxes: ", "mcp: {servers: {}}", "plugins: {modules: [a]}", "resources: [{}]", "custom: {}"]
)
def test_a_part_that_is_empty_or_says_nothing_that_costs_is_not_named(part: str) -> None:
    assert read(f"{PROVIDER}{FUNCTION}{part}\n").warnings == ()


@pytest.mark.parametrize("kind", ["http", "httpApi", "websocket", "sqs", "kafka", "msk", "eventBridge"])
def test_an_event_that_nobody_can_resolve_is_named(kind: str) -> None:
    (warning,) = read(f"{PROVIDER}functions: {{run: {{handler: a.b, events: [{{{kind}: '{UNKNOWN}'}}]}}}}").warnings
    assert f"functions.run has {kind} that cannot be resolved: './settings.js'" in str(warning)


def test_an_event_of_which_nobody_knows_the_kind_says_why() -> None:
    (warning,) = read(f"{PROVIDER}functions: {{run: {{handler: a.b, events: ['{UNKNOWN}']}}}}").warnings
    assert "has an event that is not known: './settings.js' is a program or a text, and not read" in str(warning)


def test_pollers_of_a_group_that_nobody_can_resolve_are_charged_by_themselves() -> None:
    kafka = f"{{kafka: {{topic: t, provisionedPollers: {{min: 1, group: '{UNKNOWN}'}}}}}}"
    found = read(f"{PROVIDER}functions: {{run: {{handler: a.b, events: [{kafka}, {kafka}]}}}}")
    assert list(found.data["event_pollers"]) == ["run", "run-2"]
    assert "provisionedPollers.group cannot be resolved" in str(found.warnings[0])


def test_a_size_of_a_cache_that_nobody_can_resolve_is_asked_for() -> None:
    cache = f"custom: {{stageSettings: {{CacheClusterEnabled: true, CacheClusterSize: '{UNKNOWN}'}}}}"
    found = read(f"{PROVIDER}{FUNCTION}{cache}\nplugins: [serverless-api-stage]\n")
    assert "apis.http.cache.size_gb" in [unknown.path for unknown in found.unknown]
    assert "CacheClusterSize cannot be resolved" in str(found.warnings[0])


def test_what_stands_in_no_section_of_resources_or_mcp_is_named_and_macros_too() -> None:
    found = read(f"{PROVIDER}{FUNCTION}mcp: {{agents: {{a: 1}}}}\nresources: {{Turbo: 1, Outputs: {{A: {{Value: 1}}}}}}\n")
    assert ["agents" in str(found.warnings[0]), "Turbo" in str(found.warnings[1])] == [True, True]
    queue = "resources: {Transform: Doubled, Resources: {Jobs: {Type: 'AWS::SQS::Queue'}}}"
    (warning,) = read(f"{PROVIDER}{FUNCTION}{queue}").warnings
    assert "the macro Doubled is not run" in str(warning)


@pytest.mark.parametrize(
    ("settings", "feature", "expected"),
    [
        ("tenancy: PER_TENANT", "tenant_isolation", {}),
        ("provisionedConcurrency: {alias: live}", "provisioned_concurrency", {}),
        (
            "provisionedConcurrency: 2, concurrencyAutoscaling: {enabled: false, maximum: 9}",
            "provisioned_concurrency",
            {"environments": 2},
        ),
        ("provisionedConcurrency: 2, concurrencyAutoscaling: {maximum: 9}", "provisioned_concurrency", {}),
    ],
)
def test_short_forms_of_settings_are_read(settings: str, feature: str, expected: dict[str, int]) -> None:
    found = read(f"{PROVIDER}functions: {{run: {{handler: a.b, {settings}}}}}")
    assert found.data["functions"]["run"][feature] == expected


def test_settings_of_a_cache_of_a_plugin_of_ones_own_are_named() -> None:
    settings = "plugins: [./plugins/cache]\ncustom: {apiGatewayCaching: {enabled: true}}"
    (warning,) = read(f"{PROVIDER}{FUNCTION}{settings}").warnings
    assert "custom has apiGatewayCaching.enabled, settings of a cache that are not read" in str(warning)
