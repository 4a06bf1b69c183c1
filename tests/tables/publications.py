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
"""Durations were billed by 100 ms before (RULES A-02); nothing is known of earlier bills."""
TIERS_BEGIN = date(2022, 8, 1)
"""history.csv: "duration tiers … 10 and 20 percent less"."""
COPY_OF_2021 = date(2021, 9, 29)
"""SOURCES.md: the copy is without a day, "before arm64, so before 2021-09-30"; this is the last day that it can be of."""
OSAKA = "ap-northeast-3"
OSAKA_OLD = (date(2021, 3, 2), date(2021, 9, 29))
"""From the day on which Osaka became a full region to the last day that the copy can be of."""
OSAKA_NEW = date(2025, 4, 17)
"""The first publication in seen.csv with Osaka's present price."""

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


def _sold() -> dict[str, Sold]:
    one, million = Decimal(1), Decimal(1_000_000)
    found = {
        "ApiGatewayRequest": Sold("api_gateway.rest_api.requests", "", million),
        "ApiGatewayHttpRequest": Sold("api_gateway.http_api.requests", "", million),
        "ApiGatewayMessage": Sold("api_gateway.websocket_api.messages", "", million),
        "ApiGatewayMinute": Sold("api_gateway.websocket_api.minutes", "", million),
    }
    for choice, ending in (("x86_64", ""), ("arm64", "-ARM")):
        concurrency = "aws_lambda.provisioned_concurrency"
        found[f"Request{ending}"] = Sold("aws_lambda.function.requests", choice, million)
        found[f"Lambda-GB-Second{ending}"] = Sold("aws_lambda.function.duration", choice, one)
        found[f"Lambda-Provisioned-Concurrency{ending}"] = Sold(f"{concurrency}.concurrency", choice, one)
        found[f"Lambda-Provisioned-GB-Second{ending}"] = Sold(f"{concurrency}.duration", choice, one)
    for size in CACHE_SIZES:
        found[f"ApiGatewayCacheUsage:{size}GB"] = Sold("api_gateway.cache.hours", size, one)
    return found


CORE = _sold()
"""The usage types whose every published price must be in the tables."""
TIERED = ("Lambda-GB-Second", "Lambda-GB-Second-ARM")


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
        if row["usagetype"] in CORE:
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
def offer_of_2016() -> dict[tuple[str, str], Decimal]:
    """By region and usage type, the Lambda prices of the offer file of 2016."""
    codes = {row["name"]: row["region"] for row in rows("regions.csv")}
    found = {}
    for row in rows("history-lambda-2016.csv"):
        name = next((one for one in ("Lambda-GB-Second", "Request") if row["usagetype"].endswith(one)), "")
        if row["family"] == "Serverless" and name and row["location"] != "Any":
            found[codes[row["location"]], name] = Decimal(row["price_usd"])
    return found


@cache
def copy_of_2021() -> dict[tuple[str, str], Decimal]:
    """By region and usage type, the prices of the copy of 2021."""
    return {(row["region"], row["usagetype"]): Decimal(row["price_2021_usd"]) for row in rows("history-lambda-2021.csv")}


@cache
def known_since(region: str, usage_type: str) -> date:
    """The first day on which the calculator's price is known to have held: the earliest that any publication says."""
    first_tier = calculator()[region, usage_type][0].price
    seen = [row for row in rows("seen.csv") if (row["region"], row["usagetype"]) == (region, usage_type)]
    days = [max(date.fromisoformat(row["first_publication"]) for row in seen)]
    if offer_of_2016().get((region, usage_type)) == first_tier:
        days.append(BY_THE_MILLISECOND)
    if copy_of_2021().get((region, usage_type)) == first_tier:
        days.append(COPY_OF_2021)
    if usage_type.endswith("-ARM"):
        days += [day for day, regions in ARM_DAYS.items() if region in regions]
    if region == "us-east-1" and usage_type in PULL_REQUESTS:
        days.append(max(PULL_REQUESTS[usage_type], BY_THE_MILLISECOND))
    return min(days)
