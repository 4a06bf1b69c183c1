"""Whole bills of templates, worked by hand: each line is quantity times the price that AWS prints, in us-east-1 by default.

A golden draft shows what a reader makes of a file; only arithmetic that does not come from this program shows that the
money is right.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lambda_cost import Scenario, estimate, templates
from lambda_cost.bill.estimate import Estimate
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage

D = Decimal
TEMPLATES = Path(__file__).parent / "worked"


class Worked(NamedTuple):
    """A template with its usage, and the bill that arithmetic gives."""

    template: str
    usage: dict[str, Any]
    lines: dict[str, tuple[Decimal, Decimal]]
    """By meter: the quantity in what AWS counts, and the cost."""
    region: str = "us-east-1"
    free_tier: str = "none"


WORKED = [
    Worked(
        "rest_api_with_a_cache.yaml",
        {"functions.Catalog": {"requests": "5M", "duration_ms": 80}, "apis.Shop": {"requests": "5M"}},
        {
            # 5M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(5), D("1.00")),
            # 5,000,000 x 0.080 s x 256/1,024 GB = 100,000 GB-s at $0.0000166667.
            "aws_lambda.function.duration": (D(100_000), D("1.66667")),
            # 5M calls at $3.50 a million.
            "api_gateway.rest_api.requests": (D(5), D("17.50")),
            # A cache of 0.5 GB for 730 hours at $0.020.
            "api_gateway.cache.hours": (D(730), D("14.60")),
        },
    ),
    Worked(
        "provisioned_alias.yaml",
        {"functions.Checkout": {"requests": "20M", "duration_ms": 200, "provisioned_concurrency": {"requests": "20M"}}},
        {
            # 20M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(20), D("4.00")),
            # Everything runs on provisioned concurrency, so nothing is left for the usual rate.
            "aws_lambda.function.duration": (D(0), D(0)),
            # 10 environments x 1 GB x 730 h x 3,600 s = 26,280,000 GB-s at $0.0000041667.
            "aws_lambda.provisioned_concurrency.concurrency": (D(26_280_000), D("109.500876")),
            # 20,000,000 x 0.2 s x 1 GB = 4,000,000 GB-s at $0.0000097222.
            "aws_lambda.provisioned_concurrency.duration": (D(4_000_000), D("38.8888")),
        },
    ),
    Worked(
        "http_api_plan.json",
        {"functions.orders": {"requests": "400M", "duration_ms": 50}, "apis.shop": {"requests": "400M"}},
        {
            # 400M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(400), D("80.00")),
            # 400,000,000 x 0.050 s x 128/1,024 GB = 2,500,000 GB-s on arm64 at $0.0000133334.
            "aws_lambda.function.duration": (D(2_500_000), D("33.3335")),
            # The first 300M calls at $1.00 a million, 100M more at $0.90.
            "api_gateway.http_api.requests": (D(400), D("390.00")),
        },
    ),
    Worked(
        "websocket_serverless.yml",
        {
            "functions.send": {"requests": "100M", "duration_ms": 20},
            "apis.*": {"messages": "100M", "connection_minutes": "10M"},
        },
        {
            # 100M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(100), D("20.00")),
            # 100,000,000 x 0.020 s x 1 GB (the framework's default of 1,024 MB) = 2,000,000 GB-s at $0.0000166667.
            "aws_lambda.function.duration": (D(2_000_000), D("33.3334")),
            # 100M messages at $1.00 a million, 10M minutes at $0.25 a million.
            "api_gateway.websocket_api.messages": (D(100), D("100.00")),
            "api_gateway.websocket_api.minutes": (D(10), D("2.50")),
        },
    ),
    Worked(
        "every_five_minutes.yaml",
        {"functions.Poll": {"duration_ms": 30_000}},
        {
            # 12 an hour x 24 x 365 / 12 = 8,760 requests, all of them free: less than 1M a month.
            "aws_lambda.function.requests": (D("0.00876"), D(0)),
            # 8,760 x 30 s x 1 GB = 262,800 GB-s, all of them free: less than 400,000 a month.
            "aws_lambda.function.duration": (D(262_800), D(0)),
        },
        free_tier="always",
    ),
    Worked(
        "snap_start.template.json",
        {"functions.Predict": {"requests": "1M", "duration_ms": 100, "snap_start": {"restores": 10_000}}},
        {
            # 1M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(1), D("0.20")),
            # 1,000,000 x 0.1 s x 1 GB = 100,000 GB-s at $0.0000166667.
            "aws_lambda.function.duration": (D(100_000), D("1.66667")),
            # One version of 1 GB kept for 730 h x 3,600 s = 2,628,000 GB-s at $0.0000015046.
            "aws_lambda.snap_start.cache": (D(2_628_000), D("3.9540888")),
            # 10,000 restores of 1 GB at $0.0001397998.
            "aws_lambda.snap_start.restore": (D(10_000), D("1.397998")),
        },
    ),
    Worked(
        "at_the_edge.yaml",
        {"edge_functions.Rewrite": {"requests": "10M", "duration_ms": 10}},
        {
            # 10M requests at $0.60 a million.
            "aws_lambda.edge_function.requests": (D(10), D("6.00")),
            # 10,000,000 x 0.010 s x 128/1,024 GB = 12,500 GB-s at $0.00005001.
            "aws_lambda.edge_function.duration": (D(12_500), D("0.625125")),
        },
    ),
    Worked(
        "storage_in_frankfurt.yaml",
        {"functions.Convert": {"requests": "1M", "duration_ms": 2_000}, "apis.Api": {"requests": "1M"}},
        {
            # 1M requests at $0.20 a million.
            "aws_lambda.function.requests": (D(1), D("0.20")),
            # 1,000,000 x 2 s x 2 GB = 4,000,000 GB-s on arm64 at $0.0000133334.
            "aws_lambda.function.duration": (D(4_000_000), D("53.3336")),
            # 10 GB less the 0.5 GB included: 1,000,000 x 2 s x 9.5 GB = 19,000,000 GB-s at $0.0000000367.
            "aws_lambda.ephemeral_storage.storage": (D(19_000_000), D("0.6973")),
            # 1M calls at $3.70 a million.
            "api_gateway.rest_api.requests": (D(1), D("3.70")),
        },
        region="eu-central-1",
    ),
]


def bill_of(worked: Worked) -> Estimate[Decimal]:
    """The bill that the program makes of the template and its usage."""
    draft = templates.read(TEMPLATES / worked.template, region=worked.region)
    document = draft.with_usage(Usage.of(Document(worked.usage, "usage"))).document()
    document.data |= {"free_tier": worked.free_tier, "day": "2026-11-01"}
    return estimate(Scenario.of(document))


@pytest.mark.parametrize("worked", WORKED, ids=[worked.template for worked in WORKED])
def test_a_template_costs_what_arithmetic_says(worked: Worked) -> None:
    """Every line, no line more, and their sum."""
    bill = bill_of(worked)
    assert {meter: (line.pricing_quantity, line.billed_cost) for meter, line in bill.by_meter.items()} == worked.lines
    assert bill.total == sum(cost for _, cost in worked.lines.values())
