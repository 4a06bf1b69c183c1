"""The regions file, and that every region prices what is sold in it."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from lambda_cost import (
    Function,
    HttpApi,
    MissingPriceError,
    RestApi,
    Scenario,
    TableError,
    WebsocketApi,
    estimate,
    regions,
)

DAY = "2026-11-01"
D = Decimal
PUBLISHED = Path(__file__).parent / "tables" / "published" / "prices.csv"
"""AWS's published prices, as `tests/tables` has them; the price book is made from others of its files too."""
PRICED = sorted(code for code, one in regions.bundled().items() if one.partition != "aws-cn")
NO_HTTP = {"ap-east-2", "ap-southeast-6", "mx-central-1"}
NO_WEBSOCKET = {"ap-east-2", "ap-southeast-5", "ap-southeast-6"}


@cache
def _first_tiers() -> dict[tuple[str, str], Decimal]:
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["tier_begin"] == "0"]
    return {(row["region"], row["usagetype"]): D(row["price_usd"]) for row in rows}


def published(region: str, usage_type: str) -> Decimal:
    """What AWS's calculator file of December 2025 says of the first tier of *usage_type*, for one unit."""
    return _first_tiers()[region, usage_type]


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
    requests, seconds = D(1_000_000), D(1_000_000)
    expected = published(region, "Request") * requests + published(region, "Lambda-GB-Second") * seconds
    expected += published(region, "Request-ARM") * requests + published(region, "Lambda-GB-Second-ARM") * seconds
    expected += published(region, "ApiGatewayRequest") * 1_000_000
    assert estimate(scenario).total == expected


@pytest.mark.parametrize("region", PRICED)
def test_http_and_websocket_apis_are_priced_where_they_are_sold_and_refused_elsewhere(region: str) -> None:
    """No price is ever taken from another region."""
    http = Scenario(region=region, day=DAY, apis=[HttpApi(name="http", requests=1_000_000)])
    live = Scenario(region=region, day=DAY, apis=[WebsocketApi(name="live", messages=1_000_000, connection_minutes=1)])
    of_http = {"ApiGatewayHttpRequest": 1_000_000}
    of_live = {"ApiGatewayMessage": 1_000_000, "ApiGatewayMinute": 1}
    for scenario, absent, used in ((http, NO_HTTP, of_http), (live, NO_WEBSOCKET, of_live)):
        if region in absent:
            with pytest.raises(MissingPriceError, match=rf"in {region} on {DAY}\. It is listed as not sold there"):
                estimate(scenario)
        else:
            assert estimate(scenario).total == sum(published(region, kind) * count for kind, count in used.items())


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
