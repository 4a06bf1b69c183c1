"""The regions and what usage types begin with in each."""

from datetime import date

import pytest

from lambda_cost.prices.book import PriceBook
from tests.tables.publications import rows

BOOK = PriceBook.bundled()
DAY = date(2026, 9, 22)

# AWS's page on region billing codes, as rule E-05 has it, and the four that are not on that page.
ON_THE_PAGE = """
USE1 us-east-1  USE2 us-east-2  USW1 us-west-1  USW2 us-west-2  CAN1 ca-central-1  CAN2 ca-west-1  MXC1 mx-central-1
SAE1 sa-east-1  AFS1 af-south-1  APE1 ap-east-1  APE2 ap-east-2  APN1 ap-northeast-1  APN2 ap-northeast-2  APN3 ap-northeast-3
APS1 ap-southeast-1  APS2 ap-southeast-2  APS3 ap-south-1  APS4 ap-southeast-3  APS5 ap-south-2  APS6 ap-southeast-4
APS7 ap-southeast-5  APS8 ap-southeast-6  APS9 ap-southeast-7  EU eu-west-1  EUW2 eu-west-2  EUW3 eu-west-3  EUC1 eu-central-1
EUC2 eu-central-2  EUN1 eu-north-1  EUS1 eu-south-1  EUS2 eu-south-2  ILC1 il-central-1  MEC1 me-central-1  MES1 me-south-1
"""
ELSEWHERE = "UGW1 us-gov-west-1  UGE1 us-gov-east-1  CNN1 cn-north-1  CNW1 cn-northwest-1"


def test_the_regions_are_those_of_the_calculator_and_the_two_of_china() -> None:
    """36 regions by AWS's own names; China is in neither of AWS's files and named by hand."""
    published = {row["region"]: row["name"] for row in rows("regions.csv")}
    china = {"cn-north-1": "China (Beijing)", "cn-northwest-1": "China (Ningxia)"}
    assert {code: region.name for code, region in BOOK.regions.items()} == published | china
    assert len(BOOK.regions) == 38
    assert all(code == region.code for code, region in BOOK.regions.items())


def test_billing_codes_are_those_of_awss_page() -> None:
    """APS3 is Mumbai and APS4 Jakarta, EU is Ireland: the codes do not follow the regions' names."""
    words = f"{ON_THE_PAGE} {ELSEWHERE}".split()
    expected = dict(zip(words[1::2], words[::2], strict=True))
    assert {code: region.billing_code for code, region in BOOK.regions.items()} == expected
    assert len(set(expected.values())) == 38


def test_accounts_of_govcloud_and_china_are_apart_and_only_china_pays_in_yuan() -> None:
    """A free tier or a tier is never shared over partitions."""
    apart = {"us-gov-east-1": "aws-us-gov", "us-gov-west-1": "aws-us-gov", "cn-north-1": "aws-cn", "cn-northwest-1": "aws-cn"}
    for code, region in BOOK.regions.items():
        assert region.partition == apart.get(code, "aws")
        assert region.currency == ("CNY" if region.partition == "aws-cn" else "USD")


@pytest.mark.parametrize(
    ("meter", "region", "choice", "usage_type"),
    [
        ("aws_lambda.function.duration", "us-east-1", "x86_64", "Lambda-GB-Second"),
        ("aws_lambda.function.duration", "us-east-1", "arm64", "Lambda-GB-Second-ARM"),
        ("aws_lambda.function.requests", "us-east-1", "x86_64", "Request"),
        ("aws_lambda.function.requests", "us-east-2", "x86_64", "USE2-Request"),
        ("aws_lambda.function.duration", "us-east-2", "x86_64", "USE2-Lambda-GB-Second"),
        ("aws_lambda.function.duration", "eu-west-1", "arm64", "EU-Lambda-GB-Second-ARM"),
        ("aws_lambda.function.requests", "ap-south-1", "arm64", "APS3-Request-ARM"),
        ("aws_lambda.function.duration", "ap-southeast-3", "x86_64", "APS4-Lambda-GB-Second"),
        ("aws_lambda.function.duration", "us-gov-west-1", "x86_64", "UGW1-Lambda-GB-Second"),
        ("aws_lambda.function.duration", "cn-north-1", "x86_64", "CNN1-Lambda-GB-Second"),
        ("aws_lambda.provisioned_concurrency.concurrency", "us-east-1", "x86_64", "Lambda-Provisioned-Concurrency"),
        ("aws_lambda.provisioned_concurrency.duration", "eu-west-1", "arm64", "EU-Lambda-Provisioned-GB-Second-ARM"),
        ("api_gateway.rest_api.requests", "us-east-1", "", "USE1-ApiGatewayRequest"),
        ("api_gateway.rest_api.requests", "eu-west-1", "", "EU-ApiGatewayRequest"),
        ("api_gateway.http_api.requests", "us-east-1", "", "USE1-ApiGatewayHttpRequest"),
        ("api_gateway.http_api.requests", "ap-south-1", "", "APS3-ApiGatewayHttpRequest"),
        ("api_gateway.websocket_api.messages", "us-east-1", "", "USE1-ApiGatewayMessage"),
        ("api_gateway.websocket_api.minutes", "eu-central-1", "", "EUC1-ApiGatewayMinute"),
        ("api_gateway.cache.hours", "us-east-1", "0.5", "USE1-ApiGatewayCacheUsage:0.5GB"),
        ("api_gateway.cache.hours", "us-west-2", "237", "USW2-ApiGatewayCacheUsage:237GB"),
    ],
)
def test_usage_types_begin_with_the_billing_code_except_lambdas_in_virginia(
    meter: str, region: str, choice: str, usage_type: str
) -> None:
    """Rules E-02, E-04: `Lambda-GB-Second` in us-east-1 beside `USE1-ApiGatewayRequest`; bills are compared by these."""
    assert BOOK.price(meter, region, choice, DAY).usage_type == usage_type


def test_a_region_that_does_not_exist_is_refused_with_the_nearest_that_does() -> None:
    """A misspelt region must not be priced as another."""
    with pytest.raises(ValueError, match=r"is 'eu-west-9'; did you mean eu-west-\d\?"):
        BOOK.region("eu-west-9")


@pytest.mark.parametrize(("code", "place"), [("me-west-1", "Saudi Arabia"), ("sa-west-1", "Chile")])
def test_a_region_without_a_published_price_is_said_to_have_none(code: str, place: str) -> None:
    """It exists, so another one is not what was meant."""
    says = f"^is '{code}', in {place}, where AWS publishes no price; allowed: a region with prices$"
    with pytest.raises(ValueError, match=says):
        PriceBook.bundled().region(code)
