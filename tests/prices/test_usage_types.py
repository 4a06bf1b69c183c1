"""AWS's usage types are found for meters, and meters for usage types, whichever way one asks."""

from pathlib import Path

import pytest

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price import PriceKey
from lambda_cost.prices.usage_types import add_region_prefix
from tests.prices.books import BUNDLED, DURATION, HOME, HOME_PRICES, REQUESTS, overlaid

TYPES = BUNDLED.usage_types


def usage_type_of(key: PriceKey, book: PriceBook) -> str:
    """AWS's name for the usage that *key* prices, with the billing code of its region."""
    address, _, name = key.meter.rpartition(".")
    table = book.table(address)
    return add_region_prefix(table.meters[name].usage_types[key.choice], book.regions[key.region], table.unprefixed)


BY_RULE = {"aws_lambda.managed_instances.management", "aws_lambda.managed_instances.instances"}
METERS = [meter for meter in BUNDLED.meters() if meter not in BY_RULE]


@pytest.mark.parametrize("meter", METERS)
def test_every_usage_type_leads_back_to_its_meter(meter: str) -> None:
    """In every region and for every choice: with the region of the row, and by the billing code alone."""
    product_code = BUNDLED.table(meter.rpartition(".")[0]).price_list
    for region in BUNDLED.regions:
        for choice in BUNDLED.choices(meter):
            key = PriceKey(meter, region, choice)
            usage_type = usage_type_of(key, BUNDLED)
            assert TYPES.meter_of(usage_type, product_code=product_code, region=region) == key
            assert TYPES.meter_of(usage_type) == key


def test_no_two_meters_have_one_usage_type() -> None:
    """Else a row of a bill without its product code would be priced as something else."""
    names = [usage_type for _, usage_type in TYPES.meters]
    assert len(names) == len(set(names))
    assert len(names) == sum(len(BUNDLED.choices(meter)) for meter in METERS)


@pytest.mark.parametrize(
    ("usage_type", "meter", "region", "choice"),
    [
        ("EU-Lambda-GB-Second", DURATION, "eu-west-1", "x86_64"),
        ("EUW1-Lambda-GB-Second", DURATION, "eu-west-1", "x86_64"),
        ("APS3-Request-ARM", REQUESTS, "ap-south-1", "arm64"),
        ("Lambda-GB-Second-ARM", DURATION, "us-east-1", "arm64"),
        ("USE1-Lambda-GB-Second-ARM", DURATION, "us-east-1", "arm64"),
        ("USE1-ApiGatewayRequest", "api_gateway.rest_api.requests", "us-east-1", ""),
        ("ApiGatewayRequest", "api_gateway.rest_api.requests", "", ""),
        ("USE2-ApiGatewayCacheUsage:1.55GB", "api_gateway.cache.hours", "us-east-2", "1.6"),
        ("USW2-Lambda-Managed-Instances-Request-ARM", "aws_lambda.managed_instances.requests", "us-west-2", ""),
        (
            "USW2-Lambda-Managed-Instances-m7g.xlarge-Management-Hours",
            "aws_lambda.managed_instances.management",
            "us-west-2",
            "",
        ),
        ("Lambda-Managed-Instances-c7i.xlarge-Management-Hours", "aws_lambda.managed_instances.management", "us-east-1", ""),
    ],
)
def test_usage_types_as_bills_spell_them(usage_type: str, meter: str, region: str, choice: str) -> None:
    """Billing codes of rule E-05, us-east-1 with its code and without, a cache's size, instances' own usage types."""
    assert TYPES.meter_of(usage_type) == PriceKey(meter, region, choice)


def test_the_region_of_the_row_decides_where_the_usage_type_has_no_billing_code() -> None:
    """A code is taken off only if it is that of the row's region: `EU-` of a row in another region is part of a name."""
    assert TYPES.meter_of("ApiGatewayRequest", region="us-east-2") == PriceKey("api_gateway.rest_api.requests", "us-east-2", "")
    assert TYPES.meter_of("EU-Request", region="us-east-1") is None


@pytest.mark.parametrize(
    ("usage_type", "product_code", "operation", "meter"),
    [
        ("EU-TimedStorage-ByteHrs", "AmazonCloudWatch", "HourlyStorageMetering", "cloudwatch.logs.stored"),
        ("EU-TimedStorage-ByteHrs", "AmazonS3", "StandardStorage", None),
        ("EU-LCUUsage", "AWSELB", "LoadBalancing:Application", "elb.application_load_balancer.lcu"),
        ("EU-LCUUsage", "AWSELB", "LoadBalancing:Network", None),
        ("EU-Lambda-GB-Second", "AWSLambda", "Shutdown", DURATION),
        ("EU-DataTransfer-Out-Bytes", "AWSLambda", "Invoke", "data_transfer.internet.out"),
        ("EU-DataTransfer-Out-Bytes", "AmazonApiGateway", "", "data_transfer.internet.out"),
        ("USE1-USW2-AWS-Out-Bytes", "AWSLambda", "Invoke", None),
        ("Lambda-Managed-Instances-m7g.xlarge-Management-Hours", "AmazonEC2", "", None),
        ("NoUsageType", "", "", None),
    ],
)
def test_the_product_code_and_the_operation_decide_between_equal_names(
    usage_type: str, product_code: str, operation: str, meter: str | None
) -> None:
    """Transfer stands under the service that caused it; the storage of other services is not that of logs."""
    found = TYPES.meter_of(usage_type, product_code=product_code, operation=operation)
    assert (found and found.meter) == meter


def test_custom_regions_have_usage_types_of_their_own(tmp_path: Path) -> None:
    """With their billing code, which is the region's name if none is given."""
    book = overlaid(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
    assert usage_type_of(PriceKey(REQUESTS, "xx-home-1", "arm64"), book) == "XX-HOME-1-Request-ARM"
