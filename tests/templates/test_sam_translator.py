"""AWS's own translator of SAM as an oracle: what it writes out costs what this program reads from SAM directly.

The translator is what CloudFormation runs for `Transform: AWS::Serverless-2016-10-31`.  A function, poller, schedule or API
that the SAM reader loses stands in its output, which `make translated` writes beside each template.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Estimate, estimate, load

FOLDER = Path(__file__).parent / "translated"
USAGE = {
    "default": {
        "requests": "3M",
        "duration_ms": 120,
        "messages": "2M",
        "connection_minutes": "1M",
        "provisioned_concurrency": {"requests": "1M"},
        "response_streaming": {"mb": 8},
        "snap_start": {"restores": "10k"},
    }
}


def bill_of(template: Path) -> Estimate[Decimal]:
    return estimate(load(template, usage=USAGE, region="us-east-1", day="2026-11-01"))


def charges(bill: Estimate[Decimal]) -> list[tuple[Any, ...]]:
    """Every charge; SAM names a poller `Worker.Orders`, and its output `WorkerOrders`."""
    return sorted(
        (one.resource.replace(".", ""), one.meter, one.choice, one.pricing_quantity, one.billed_cost) for one in bill.charges
    )


@pytest.mark.parametrize("template", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_the_translator_writes_out_costs_the_same(template: Path) -> None:
    written_out = template.with_suffix(".json")
    assert "AWS::Serverless" not in written_out.read_text(encoding="utf-8")
    bill = bill_of(template)
    assert bill.list_total > 0
    assert charges(bill_of(written_out)) == charges(bill)


def test_a_functions_own_architecture_holds_over_that_of_all() -> None:
    """3M x 0.12 s x 2 GB = 720,000 GB-seconds; at the list price of x86_64, 0.0000166667, they are 12.000024."""
    (large,) = [
        one
        for one in bill_of(FOLDER / "globals_and_what_a_function_says_itself.yaml").charges
        if (one.resource, one.meter) == ("functions.Large", "aws_lambda.function.duration")
    ]
    assert (large.choice, large.pricing_quantity, large.list_cost) == ("x86_64", Decimal(720_000), Decimal("12.000024"))
