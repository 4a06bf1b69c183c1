"""The regions file, and that every region prices what is sold in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lambda_cost import (
    Function,
    HttpApi,
    MissingPriceError,
    PriceBook,
    RestApi,
    Scenario,
    TableError,
    WebsocketApi,
    estimate,
    regions,
)

DAY = "2026-11-01"
D = Decimal
PRICED = sorted(code for code, one in regions.bundled().items() if one.partition != "aws-cn")
NO_HTTP = {"ap-east-2", "ap-southeast-6", "mx-central-1"}
NO_WEBSOCKET = {"ap-east-2", "ap-southeast-5", "ap-southeast-6"}


def test_there_are_thirty_six_regions_and_two_of_china() -> None:
    """What the published calculator files hold, and China."""
    assert len(PRICED) == 36
    assert set(regions.bundled()) - set(PRICED) == {"cn-north-1", "cn-northwest-1"}


@pytest.mark.parametrize("region", PRICED)
def test_every_region_prices_a_function_on_both_architectures_and_a_rest_api(region: str) -> None:
    """The bill is price times quantity, by the tables of that region and no other."""
    functions = [
        Function(name=arch, requests=1_000_000, duration_ms=1000, memory_mb=1024, architecture=arch)
        for arch in ("x86_64", "arm64")
    ]
    scenario = Scenario(
        region=region, day=DAY, free_tier="none", functions=functions, apis=[RestApi(name="api", requests=1_000_000)]
    )
    book, day = PriceBook.bundled(), date.fromisoformat(DAY)
    expected = D(0)
    for arch in ("x86_64", "arm64"):
        expected += book.price("aws_lambda.function.requests", region, arch, day).tariff.tiers[0].price
        expected += book.price("aws_lambda.function.duration", region, arch, day).tariff.tiers[0].price * 1_000_000
    expected += book.price("api_gateway.rest_api.requests", region, "", day).tariff.tiers[0].price
    assert estimate(scenario).total == expected


@pytest.mark.parametrize("region", PRICED)
def test_http_and_websocket_apis_are_priced_where_they_are_sold_and_refused_elsewhere(region: str) -> None:
    """No price is ever taken from another region."""
    http = Scenario(region=region, day=DAY, apis=[HttpApi(name="http", requests=1_000_000)])
    live = Scenario(region=region, day=DAY, apis=[WebsocketApi(name="live", messages=1_000_000, connection_minutes=1)])
    for scenario, absent in ((http, NO_HTTP), (live, NO_WEBSOCKET)):
        if region in absent:
            with pytest.raises(MissingPriceError, match=rf"in {region} on {DAY}\. It is listed as not sold there"):
                estimate(scenario)
        else:
            assert estimate(scenario).total > 0


@pytest.mark.parametrize(
    "text",
    [
        "regions: {}\n",
        "partitions: {aws: {currency: USD}}\nregions: {us-east-1: {name: Virginia}}\n",
        "partitions: {aws: {currency: USD}}\nregions: {us-east-1: {name: V, billing_code: USE1, partition: moon}}\n",
        "partitions: {aws: {currency: USD}}\nregions: {us-east-1: {name: V, billing_code: USE1, colour: red}}\n",
        "[]\n",
    ],
)
def test_a_regions_file_of_another_form_is_refused(text: str, tmp_path: Path) -> None:
    """A region without a currency would be a bill without one."""
    path = tmp_path / "regions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=r"regions\.yaml: is not in the form: partitions with a currency"):
        regions.read(path)
