"""One service in SAM, as the CDK writes it, as a Terraform plan and source, and as serverless.yml: one bill, to the digit."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Scenario, estimate, templates
from lambda_cost.bill.estimate import Estimate
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage

HERE = Path(__file__).parent / "same"
WAYS = ("template.yaml", "cdk.template.json", "plan.json", "terraform", "serverless.yml")
USAGE: dict[str, Any] = {
    "default": {
        "requests": "10M",
        "duration_ms": 120,
        "provisioned_concurrency": {"requests": "1M"},
        "response_streaming": {"mb": 8},
    }
}


def bill(way: str) -> Estimate[Decimal]:
    draft = templates.read(HERE / way, region="us-east-1").with_usage(Usage.of(Document(USAGE, "usage")))
    assert draft.unknown == ()
    doc = draft.document()
    doc.data |= {"day": "2026-11-01"}
    return estimate(Scenario.of(doc))


def charges(found: Estimate[Decimal]) -> list[tuple[Any, ...]]:
    """Every charge but for the name of its resource, which each tool gives in its own way."""
    return sorted((one.meter, one.choice, one.region, one.pricing_quantity, one.billed_cost) for one in found.charges)


@pytest.mark.parametrize("way", WAYS[1:])
def test_the_bill_does_not_depend_on_the_tool(way: str) -> None:
    assert bill(way).total == bill(WAYS[0]).total
    assert charges(bill(way)) == charges(bill(WAYS[0]))


@pytest.mark.unmeasured
@pytest.mark.parametrize("way", WAYS)
def test_the_bill_is_what_arithmetic_says(way: str) -> None:
    found = {meter: sum(one.billed_cost for one in bill(way).charges if one.meter == meter) for meter in bill(way).by_meter}
    # The API is called as often as its two functions: 20M at 1.00 a million.
    assert found["api_gateway.http_api.requests"] == Decimal(20)
    # 2 environments of 1 GB, 730 hours: 5,256,000 GB-seconds at 0.0000041667.
    assert found["aws_lambda.provisioned_concurrency.concurrency"] == Decimal("21.9001752")
    # 1M requests of 0.12 s and 1 GB on provisioned concurrency: 120,000 GB-seconds at 0.0000097222.
    assert found["aws_lambda.provisioned_concurrency.duration"] == Decimal("1.166664")
    # 1.5 GB beyond the included 0.5, 10M x 0.12 s: 1,800,000 GB-seconds at 0.0000000309.
    assert found["aws_lambda.ephemeral_storage.storage"] == Decimal("0.05562")
    # 2 MB beyond the included 6, 10M times: 19,531.25 GB, less 100 free, at 0.008.
    assert found["aws_lambda.response_streaming.processed"] == Decimal("155.45")


@pytest.mark.parametrize("way", WAYS)
def test_every_tool_says_how_often_the_schedules_fire(way: str) -> None:
    """Five of seven days, and 24 a day: (5/7 + 24) x 365 / 12, rounded up in the last place that is kept."""
    (nightly,) = [one for one in bill(way).scenario.in_month() if one.name.endswith("nightly")]
    requests: Decimal = nightly.numbers()["requests"]
    assert abs(requests - (Decimal(5) / 7 + 24) * 365 / 12) < Decimal("1e-11")
