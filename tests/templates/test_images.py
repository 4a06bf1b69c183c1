"""Functions that are images or bring a runtime along: before 2025-08-01 these alone paid for the init of cold starts."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, estimate, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.strict_yaml import read
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage
from tests.templates.plans import function, plan, resource, text

CLOUDFORMATION = "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: 1024, %s}}}"
SAM = CLOUDFORMATION.replace("AWS::Lambda", "AWS::Serverless")
SERVERLESS = "service: s\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions: {Fn: {memorySize: 1024, %s}}"
LANGUAGE = 'resource "aws_lambda_function" "Fn" {\n  function_name = "Fn"\n  memory_size = 1024\n  %s\n}\n'


def planned(**values: Any) -> str:
    return text(plan(function("aws_lambda_function.Fn", memory_size=1024, **values)))


IMAGES = {
    "sam.yaml": SAM % "PackageType: Image",
    "cfn.yaml": CLOUDFORMATION % "PackageType: Image",
    "serverless.yml": SERVERLESS % "image: base",
    "plan.json": planned(package_type="Image"),
    "awscc.json": text(plan(resource("awscc_lambda_function.Fn", {"memory_size": 1024, "package_type": "Image"}))),
    "main.tf": LANGUAGE % 'package_type = "Image"',
}
CUSTOM = {
    "sam.yaml": SAM % "Runtime: provided.al2023",
    "cfn.yaml": CLOUDFORMATION % "Runtime: provided.al2",
    "serverless.yml": SERVERLESS % "runtime: provided.al2023",
    "plan.json": planned(runtime="provided.al2023"),
    "main.tf": LANGUAGE % 'runtime = "provided"',
}
ZIPPED = {
    "sam.yaml": SAM % "Runtime: java21",
    "serverless.yml": SERVERLESS % "handler: a.b",
    "plan.json": planned(package_type="Zip", runtime="python3.13"),
    "main.tf": LANGUAGE % "",
}
USAGE = "functions.Fn: {requests: 1M, duration_ms: 100, cold_starts: {share: 0.1, init_ms: 1000}}"


def duration(draft: Draft, day: str, usage: str = USAGE) -> Decimal:
    doc = draft.with_usage(Usage.of(read(usage, "usage.yaml"))).document()
    doc.data |= {"free_tier": "none", "day": day}
    return estimate(Scenario.of(doc)).by_meter["aws_lambda.function.duration"].billed_cost


def drafted(name: str, content: str) -> Draft:
    return templates.drafted(Source.of(content, name))


@pytest.mark.parametrize(("name", "content"), [*IMAGES.items(), *CUSTOM.items()])
def test_images_and_custom_runtimes_paid_for_init_before_all_others_did(name: str, content: str) -> None:
    """1M x 0.1 s, and 0.1M x 1 s of init, at 1 GB and 0.0000166667: 100,000 and 100,000 GB-seconds."""
    draft = drafted(name, content)
    assert "cold_starts" not in draft.data["functions"]["Fn"]
    assert duration(draft, "2025-07-31") == duration(draft, "2025-08-01") == Decimal("3.33334")


@pytest.mark.parametrize(("name", "content"), ZIPPED.items())
def test_a_managed_runtime_paid_for_init_from_that_day_on(name: str, content: str) -> None:
    draft = drafted(name, content)
    assert duration(draft, "2025-07-31") == Decimal("1.66667")
    assert duration(draft, "2025-08-01") == Decimal("3.33334")


def test_what_the_usage_file_says_of_the_package_holds() -> None:
    usage = USAGE.replace("share", "packaging: zip, share")
    assert duration(drafted("cfn.yaml", IMAGES["cfn.yaml"]), "2025-07-31", usage) == Decimal("1.66667")


def test_a_nested_stack_and_two_parts_of_one_name_keep_what_they_are() -> None:
    image, zipped = (drafted("cfn.yaml", content) for content in (IMAGES["cfn.yaml"], ZIPPED["sam.yaml"]))
    builder = Builder("whole", "test")
    for part in (zipped, image):
        builder.merge(part, "Stack.")
    assert builder.build().presets == {"functions.Stack.Fn-2.cold_starts": {"packaging": "image"}}


@pytest.mark.parametrize("name", ["plan.json", "main.tf"])
def test_snap_start_of_an_image_is_charged_as_that_of_an_image(name: str) -> None:
    """An image with a snapshot of 1 GB, kept for 730 hours: 2,628,000 GB-seconds at 0.0000015046."""
    snap = {"package_type": "Image", "publish": True, "snap_start": [{"apply_on": "PublishedVersions"}]}
    block = 'package_type = "Image"\n  publish = true\n  snap_start {\n    apply_on = "PublishedVersions"\n  }'
    content = planned(**snap) if name == "plan.json" else LANGUAGE % block
    draft = drafted(name, content)
    assert draft.data["functions"]["Fn"]["snap_start"] == {"runtime": "image"}
    doc = draft.with_usage(
        Usage.of(read("functions.Fn: {requests: 1, duration_ms: 1, snap_start: {restores: 0}}", "u"))
    ).document()
    doc.data |= {"day": "2026-11-01"}
    assert estimate(Scenario.of(doc)).by_meter["aws_lambda.snap_start.cache"].list_cost == Decimal("3.9540888")
