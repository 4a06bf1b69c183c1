"""What tests of fetched price lists share."""

from collections.abc import Callable
from datetime import date

from tests.price_lists.fixtures import Row, published
from tests.price_lists.servers import Aws, stored

TODAY = date(2026, 11, 24)
"""The day that tests take for today."""


REQUESTS = "aws_lambda.function.requests"


DEARER = "0.0000002100"
"""What a request costs after a change that a test invents: 0.21 a million."""


def dearer(region: str) -> list[Row]:
    """The published prices of Lambda in *region*, but for requests on x86_64."""
    rows = published("AWSLambda", region)
    return [row._replace(price=DEARER) if row.usage_type == "Request" else row for row in rows]


LAMBDA = ["--service", "AWSLambda", "--yes", "--format", "json"]


Lie = Callable[[Aws, str], None]


def content(raw: bytes) -> Lie:
    """A list of *raw* bytes."""
    return lambda aws, path: aws.server.pages.update({path: stored(raw)})
