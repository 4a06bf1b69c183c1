"""Tags of templates: `--by tag:team` works on what people deploy; a value that nobody knows yet is left out with a word."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import Scenario, estimate
from lambda_cost.strict_yaml import read
from lambda_cost.templates.builder import MAX_TAGS
from lambda_cost.usage import Usage
from tests.templates import plans
from tests.templates.drafts import drafted
from tests.templates.terraform_folders import drafted as folder_draft

if TYPE_CHECKING:
    from pathlib import Path

    from lambda_cost.scenario.draft import Draft

SAM = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: prod}}
Globals: {Function: {Runtime: python3.13, Handler: a.b, Tags: {team: web, stage: !Ref Stage}}}
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Shop: {Type: AWS::Serverless::Function, Properties: {CodeUri: ., Tags: {team: shop, owner: !GetAtt Topic.TopicName, cost: 5}}}
  Web: {Type: AWS::Serverless::Function, Properties: {CodeUri: .}}
  Plain: {Type: AWS::Lambda::Function, Properties: {Code: {}, Role: r, Tags: [{Key: team, Value: net}, {Key: empty}, none]}}
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: a, Tags: {team: web}}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: s, Tags: [{Key: team, Value: net}]}}
"""
SERVICE = """
service: s
provider: {name: aws, stackTags: {stack: all, team: nobody}, tags: {team: web}}
functions:
  shop: {handler: a.b, tags: {team: shop, owner: "${cf:other.Owner}"}}
  web: {handler: a.b, events: [{httpApi: "*"}]}
"""
TERRAFORM = """
variable "owner" {}
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { stack = "all", team = "nobody", owner = var.owner } }
}
resource "aws_lambda_function" "shop" {
  function_name = "shop"
  tags = { team = "shop" }
}
resource "aws_lambda_function" "bare" {
  function_name = "bare"
}
"""


def tags_in(draft: Draft, section: str = "functions") -> dict[str, Any]:
    """The tags of each resource of a section."""
    return {name: fields.get("tags") for name, fields in draft.data[section].items()}


def test_a_bill_of_a_template_has_subtotals_by_its_tags() -> None:
    """1M requests of each function at 0.20: Shop is of shop, Web of web by Globals, Plain of net, as is the gateway."""
    usage = (
        "functions: {'*': {requests: 1M, duration_ms: 0}}\napis: {Api: {requests: 1M}}\nnat_gateways: {Nat: {processed_gb: 0}}"
    )
    draft = drafted(SAM).with_usage(Usage.of(read(usage, "u")))
    doc = draft.document()
    doc.data |= {"free_tier": "none", "day": "2026-11-01", "region": "us-east-1"}
    bill = estimate(Scenario.of(doc))
    # an HTTP API is 1.00 a million, a NAT gateway 0.045 an hour of 730
    assert bill.by("tag:team") == {"shop": Decimal("0.2"), "web": Decimal("1.2"), "net": Decimal("0.2") + Decimal("32.85")}


def test_tags_of_sam_and_cloudformation_are_read() -> None:
    """A resource's own over those of Globals; as a list or as a mapping; numbers are text."""
    draft = drafted(SAM)
    assert tags_in(draft) == {
        "Shop": {"team": "shop", "stage": "prod", "cost": "5"},
        "Web": {"team": "web", "stage": "prod"},
        "Plain": {"team": "net", "empty": ""},
    }
    assert tags_in(draft, "apis") == {"Api": {"team": "web"}}
    assert "Tags whose values the file does not say are left out: owner (1 ×)." in draft.assumptions


def test_tags_of_a_service_are_read() -> None:
    """The stack's, over them the provider's, over them the function's."""
    draft = drafted(SERVICE)
    assert tags_in(draft) == {"shop": {"stack": "all", "team": "shop"}, "web": {"stack": "all", "team": "web"}}
    assert tags_in(draft, "apis") == {"httpApi": {"stack": "all", "team": "web"}}
    assert any("left out: owner (1 ×)" in sentence for sentence in draft.assumptions)


def test_a_plan_says_the_tags_of_its_provider_too() -> None:
    """In tags_all; where that is not known yet, the resource's own over those that the configuration says."""
    provider = {"expressions": {"default_tags": [{"tags": {"constant_value": {"stack": "all", "team": "nobody"}}}]}}
    whole = plans.function("aws_lambda_function.whole", tags={"team": "shop"}, tags_all={"team": "shop", "stack": "all"})
    half = plans.function(
        "aws_lambda_function.half", unknown={"tags_all": True, "tags": {"owner": True}}, tags={"team": "shop"}
    )
    bare = plans.function("aws_lambda_function.bare")
    draft = drafted(json.dumps(plans.plan(whole, half, bare, providers={"aws": provider})))
    assert tags_in(draft) == {
        "whole": {"team": "shop", "stack": "all"},
        "half": {"stack": "all", "team": "shop"},
        "bare": {"stack": "all", "team": "nobody"},
    }
    assert any("left out: owner (1 ×)" in sentence for sentence in draft.assumptions)


def test_cloud_control_has_tags_in_a_list() -> None:
    tags = [{"key": "team", "value": "shop"}]
    made = plans.resource("awscc_lambda_function.a", {"function_name": "a", "memory_size": 128, "tags": tags})
    assert tags_in(drafted(json.dumps(plans.plan(made)))) == {"a": {"team": "shop"}}


def test_terraforms_source_says_the_tags_of_its_provider(tmp_path: Path) -> None:
    draft = folder_draft(tmp_path, {"main.tf": TERRAFORM})
    assert tags_in(draft) == {"shop": {"stack": "all", "team": "shop"}, "bare": {"stack": "all", "team": "nobody"}}
    assert any("left out: owner (2 ×)" in sentence for sentence in draft.assumptions)


@pytest.mark.parametrize("tags", ["{a b: 1, team: [x]}", "text", "[1]", '{"\\u001b[31m": x, team: "a\\nb"}'])
def test_what_is_no_tag_is_left_out(tags: str) -> None:
    """A hostile template gives no resource a name that a terminal would obey, and fails no bill."""
    text = f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {{Code: {{}}, Role: r, Tags: {tags}}}}}}}"
    draft = drafted(text)
    assert "team" not in (tags_in(draft)["F"] or {})
    assert all(sentence.isprintable() for sentence in draft.assumptions)


def test_of_many_unknown_tags_a_few_are_named() -> None:
    tags = ", ".join(f"t{number}: [x]" for number in range(MAX_TAGS + 2))
    text = f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {{Code: {{}}, Role: r, Tags: {{{tags}}}}}}}}}"
    assert any(sentence.endswith("t4 (1 ×) and 2 more.") for sentence in drafted(text).assumptions)


def test_a_usage_file_may_have_tags() -> None:
    draft = drafted(SAM).with_usage(Usage.of(read("functions.Web: {tags: {team: blog}}\n", "usage.yaml")))
    assert tags_in(draft)["Web"] == {"team": "blog"}


def test_an_event_with_a_key_that_no_event_has_is_named() -> None:
    events = "Events: {Get: {Type: HttpApi, Condition: Prod, Properties: {Path: /x, Method: GET}}}"
    draft = drafted(SAM.replace("{CodeUri: .}", f"{{CodeUri: ., {events}}}"))
    assert any("has an event Get with Condition, which no event has" in str(warning) for warning in draft.warnings)
