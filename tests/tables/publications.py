"""The published prices, read from their files by code that shares nothing with the program.

What is expected of the tables comes from here: from the CSV files beside this module, and, where a
date stands in no file, from the constants below, each with where it is from.
"""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

PUBLISHED = Path(__file__).parent / "published"
PRICING_DATA = Path(__file__).parent.parent.parent / "pricing_data"

BY_THE_MILLISECOND = date(2020, 12, 1)
"""Durations were billed by 100 ms before (rule A-02); nothing is known of earlier bills."""
TIERS_BEGIN = date(2022, 8, 1)
"""history.csv: "duration tiers … 10 and 20 percent less"."""
COPY_OF_2021 = date(2021, 9, 29)
"""SOURCES.md: the copy is without a day, "before arm64, so before 2021-09-30"; this is the last day that it can be of."""
OSAKA = "ap-northeast-3"
OSAKA_OLD = (date(2021, 3, 2), date(2021, 9, 29))
"""From the day on which Osaka became a full region to the last day that the copy can be of."""
OSAKA_NEW = date(2025, 4, 17)
"""The first publication in seen.csv with Osaka's present price."""
EGRESS_BEGINS = date(2021, 12, 1)
"""AWS News Blog: 100 GB free over all regions from this day; before, 1 GB in each, which no allowance of a table can say."""
VENDED = date(2025, 5, 1)
"""history.csv: "Lambda logs billed in the vended-log tiers ... instead of flat" (rule A-55)."""
FLAT = {"VendedLog-Bytes": "DataProcessing-Bytes", "VendedLogIA-Bytes": "DataProcessingIA-Bytes"}
"""What Lambda's logs were counted as before, when every GB had the same price."""

# The AWS News Blog's list of 2021-09-29 and the announcement's list of 2022-10-06.  Jakarta, the
# twelfth of the second list, had no x86 price that is known, of which arm is 20 percent less; nor had
# Osaka, the eleventh: what it paid for x86 between the copy of 2021 and the calculator's file is not known.
ARM_2021 = """
us-east-1 us-east-2 us-west-2 eu-central-1 eu-west-1 eu-west-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1
"""
ARM_2022 = """
us-west-1 af-south-1 ap-east-1 ap-northeast-2 ca-central-1 eu-south-1 eu-west-3 eu-north-1 me-south-1 sa-east-1
"""
ARM_DAYS = {date(2021, 9, 29): ARM_2021.split(), date(2022, 10, 6): ARM_2022.split()}

PULL_REQUESTS = {  # infracost's golden files, made with the Price List API, by the day of the pull request
    "ApiGatewayHttpRequest": date(2020, 11, 8),
    "ApiGatewayMessage": date(2020, 11, 8),
    "ApiGatewayMinute": date(2021, 2, 24),
    "ApiGatewayRequest": date(2021, 3, 9),
}

CHINA = ("cn-north-1", "cn-northwest-1")
CACHE_SIZES = ("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237")


class Sold(NamedTuple):
    """Where the tables must have a usage type, and how many of it are one pricing unit."""

    meter: str
    choice: str
    multiple: Decimal


ONE, MILLION = Decimal(1), Decimal(1_000_000)
DURABLE = "Lambda-Durable-Execution"
BY_ARCHITECTURE = {  # usage types without the ending of arm64
    "Request": ("aws_lambda.function.requests", MILLION),
    "Lambda-GB-Second": ("aws_lambda.function.duration", ONE),
    "Lambda-Provisioned-Concurrency": ("aws_lambda.provisioned_concurrency.concurrency", ONE),
    "Lambda-Provisioned-GB-Second": ("aws_lambda.provisioned_concurrency.duration", ONE),
    "Lambda-Storage-GB-Second": ("aws_lambda.ephemeral_storage.storage", ONE),
    "Lambda-Streaming-Response-Processed-Bytes": ("aws_lambda.response_streaming.processed", ONE),
    "Lambda-Tenant-Isolated-Environment-Memory-GB": ("aws_lambda.tenant_isolation.environments", ONE),
}
SINGLE = {
    "ApiGatewayRequest": ("api_gateway.rest_api.requests", MILLION),
    "ApiGatewayHttpRequest": ("api_gateway.http_api.requests", MILLION),
    "ApiGatewayMessage": ("api_gateway.websocket_api.messages", MILLION),
    "ApiGatewayMinute": ("api_gateway.websocket_api.minutes", MILLION),
    "Lambda-SnapStart-Cached-GB-S": ("aws_lambda.snap_start.cache", ONE),
    "Lambda-SnapStart-Restored-GB": ("aws_lambda.snap_start.restore", ONE),
    "Lambda-Edge-Request": ("aws_lambda.edge_function.requests", MILLION),
    "Lambda-Edge-GB-Second": ("aws_lambda.edge_function.duration", ONE),
    f"{DURABLE}-Operations": ("aws_lambda.durable.operations", MILLION),
    f"{DURABLE}-Written-Bytes": ("aws_lambda.durable.written", ONE),
    f"{DURABLE}-TimedStorage-ByteHrs": ("aws_lambda.durable.retained", ONE),
    "Lambda-Managed-Instances-Request": ("aws_lambda.managed_instances.requests", MILLION),
    "TimedStorage-ByteHrs": ("cloudwatch.logs.stored", ONE),
    "DataTransfer-Out-Bytes": ("data_transfer.internet.out", ONE),
    "VpcEndpoint-Hours": ("privatelink.endpoint.hours", ONE),
    "VpcEndpoint-Bytes": ("privatelink.endpoint.processed", ONE),
    "NatGateway-Hours": ("vpc.nat_gateway.hours", ONE),
    "NatGateway-Bytes": ("vpc.nat_gateway.processed", ONE),
    "XRay-TracesStored": ("xray.traces.recorded", MILLION),
    "XRay-TracesRetrieved": ("xray.traces.accessed", MILLION),
    "LoadBalancerUsage": ("elb.application_load_balancer.hours", ONE),
    "LCUUsage": ("elb.application_load_balancer.lcu", ONE),
}
BY_CHOICE = {
    "Lambda-Event-Poller-Unit-Hour": Sold("aws_lambda.event_poller.hours", "kafka", ONE),
    "Lambda-SQS-Event-Poller-Unit-Hour": Sold("aws_lambda.event_poller.hours", "sqs", ONE),
    "VendedLog-Bytes": Sold("cloudwatch.logs.ingested", "standard", ONE),
    "VendedLogIA-Bytes": Sold("cloudwatch.logs.ingested", "infrequent_access", ONE),
}

SOLD: dict[str, Sold] = BY_CHOICE | {name: Sold(meter, "", multiple) for name, (meter, multiple) in SINGLE.items()}
"""The usage types whose every published price must be in the tables."""
for _choice, _ending in (("x86_64", ""), ("arm64", "-ARM")):
    SOLD |= {f"{name}{_ending}": Sold(meter, _choice, each) for name, (meter, each) in BY_ARCHITECTURE.items()}
SOLD |= {f"ApiGatewayCacheUsage:{size}GB": Sold("api_gateway.cache.hours", size, ONE) for size in CACHE_SIZES}

NAMES = {(sold.meter, sold.choice): name for name, sold in SOLD.items()}
"""The published usage type by meter and choice."""
TWIN = ("XRay-TracesRetrieved", "XRay-TracesScanned")
BILLED_AS = {TWIN[0]: "XRay-TracesAccessed"}
"""The calculator has two names where a bill has one; elsewhere it has the bill's."""
NO_FILE = (
    *(f"aws_lambda.microvm.{name}" for name in ("vcpu", "memory", "snapshot_read", "snapshot_write", "storage")),
    *(f"aws_lambda.managed_instances.{name}" for name in ("management", "instances")),
)
"""Meters whose rates stand in no file that is copied here: see test_rates_without_a_file.py."""

TIERS_SINCE = dict.fromkeys(("Lambda-GB-Second", "Lambda-GB-Second-ARM"), TIERS_BEGIN) | dict.fromkeys(FLAT, VENDED)
"""From when a price has the tiers of today, where it was flat before."""


class Row(NamedTuple):
    """One tier of one published price, for each single unit."""

    begin: Decimal
    end: Decimal | None
    price: Decimal
    day: date


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of one file."""
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _tiers(name: str, day: str) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(name):
        if row["usagetype"] in SOLD and row["operation"] != "LoadBalancing:Network":
            end = None if row["tier_end"] == "Inf" else Decimal(row["tier_end"])
            tier = Row(Decimal(row["tier_begin"]), end, Decimal(row["price_usd"]), date.fromisoformat(row[day]))
            found[row["region"], row["usagetype"]].append(tier)
    return {key: sorted(tiers, key=lambda tier: tier.begin) for key, tiers in found.items()}


@cache
def calculator() -> dict[tuple[str, str], list[Row]]:
    """By region and usage type, the tiers in the calculator's files."""
    return _tiers("prices.csv", "effective_date")


@cache
def read_again() -> dict[tuple[str, str], list[Row]]:
    """By region and usage type, the tiers that were read again in 2026."""
    return _tiers("verify-2026.csv", "publication_date")


@cache
def flat_logs() -> dict[tuple[str, str], Decimal]:
    """By region and usage type of vended logs, the flat price in the calculator's file of what they were counted as before."""
    flat = {(row["region"], row["usagetype"]): Decimal(row["price_usd"]) for row in rows("prices.csv")}
    return {(region, name): flat[region, FLAT[name]] for region, name in calculator() if name in FLAT}


@cache
def offer_of_2016() -> dict[tuple[str, str], tuple[tuple[Decimal, Decimal], ...]]:
    """By region and usage type, the tiers of the offer file of 2016: bound and price, without a first GB that was free."""
    codes = {row["name"]: row["region"] for row in rows("regions.csv")}
    names = {"Lambda-GB-Second": "Serverless", "Request": "Serverless", "DataTransfer-Out-Bytes": "Data Transfer"}
    found: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row in rows("history-lambda-2016.csv"):
        name = next((one for one in names if row["usagetype"].endswith(one) and row["family"] == names[one]), "")
        if name and row["location"] != "Any" and (row["begin"], row["end"]) != ("0", "1"):
            begin = Decimal(0) if row["begin"] == "1" else Decimal(row["begin"])
            found[codes[row["location"]], name].append((begin, Decimal(row["price_usd"])))
    return {key: tuple(sorted(tiers)) for key, tiers in found.items()}


@cache
def copy_of_2021() -> dict[tuple[str, str], Decimal]:
    """By region and usage type, the prices of the copy of 2021."""
    return {(row["region"], row["usagetype"]): Decimal(row["price_2021_usd"]) for row in rows("history-lambda-2021.csv")}


@cache
def seen(region: str, usage_type: str) -> tuple[dict[str, str], ...]:
    """The lines of seen.csv on a usage type; those of network load balancers, which have the same, left out."""
    network = "Network Load Balancer"
    every = (row for row in rows("seen.csv") if not row["calculator_name"].startswith(network))
    return tuple(row for row in every if (row["region"], row["usagetype"]) == (region, usage_type))


@cache
def known_since(region: str, usage_type: str) -> date:
    """The first day on which the calculator's price is known to have held: the earliest that any publication says."""
    now = calculator()[region, usage_type]
    first = [date.fromisoformat(row["first_publication"]) for row in seen(region, usage_type)]
    days = [max(first, default=now[0].day)]
    if usage_type == "DataTransfer-Out-Bytes":
        same = offer_of_2016().get((region, usage_type)) == tuple((tier.begin, tier.price) for tier in now)
        days += [EGRESS_BEGINS] if same else []
    elif offer_of_2016().get((region, usage_type)) == ((Decimal(0), now[0].price),):
        days.append(BY_THE_MILLISECOND)
    if copy_of_2021().get((region, usage_type)) == now[0].price:
        days.append(COPY_OF_2021)
    if usage_type.endswith("-ARM") and usage_type.startswith(("Request", "Lambda-GB-Second", "Lambda-Provisioned")):
        days += [day for day, regions in ARM_DAYS.items() if region in regions]
    if region == "us-east-1" and usage_type in PULL_REQUESTS:
        days.append(max(PULL_REQUESTS[usage_type], BY_THE_MILLISECOND))
    return min(days)
