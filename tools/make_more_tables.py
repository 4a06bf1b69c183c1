"""Make the tables of everything else on a serverless bill, as `make_tables` made those of the core.

    python -m tools.make_more_tables            # writes the tables that are not there yet
    python -m tools.make_more_tables --again    # writes all of them anew

Once a table exists it is kept by hand: a new price is appended with its date.  The tool stays because
it says, line by line, which publication each first price and each date came from.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from lambda_cost.prices import writing
from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Source, Table
from tools.make_tables import (
    CALCULATOR,
    CHINA,
    ROOT,
    SOURCES,
    Maker,
    Spec,
    price,
    rechecks,
    rows,
    schedule,
    table,
    with_sources,
)

MILLION = Decimal(10) ** 6
EVERY = [row["region"] for row in rows("regions.csv")]
ONE_DAY = timedelta(days=1)

LAMBDA = ("lambda-calculator-2025-12-02", date(2025, 12, 2))
LOGS = ("cloudwatch-calculator-2025-12-03", date(2025, 12, 3))
TRANSFER = ("transfer-calculator-2025-12-02", date(2025, 12, 2))
ENDPOINTS = ("vpc-calculator-2025-11-19", date(2025, 11, 19))
NAT = ("nat-calculator-2025-10-28", date(2025, 10, 28))
TRACES = ("xray-calculator-2025-08-28", date(2025, 8, 28))
BALANCERS = ("elb-calculator-2025-11-03", date(2025, 11, 3))

OFFERS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
MORE_SOURCES = SOURCES | {
    LOGS[0]: Source("AWS pricing calculator file for CloudWatch, published 2025-12-03", f"{CALCULATOR}/cloudwatch.json"),
    TRANSFER[0]: Source(
        "AWS pricing calculator file for data transfer, about 2025-12-02",
        "https://github.com/v0rts/aws-price-watcher/blob/c4a0470/processed/datatransfer.json",
    ),
    ENDPOINTS[0]: Source("AWS pricing calculator file for VPC, published 2025-11-19", f"{CALCULATOR}/vpc.json"),
    NAT[0]: Source(
        "AWS pricing calculator file for NAT gateways, published 2025-10-28",
        "https://github.com/lamngockhuong/aws-price/blob/508fb45/lib/data/pricing/natgateway.json",
    ),
    TRACES[0]: Source("AWS pricing calculator file for X-Ray, published 2025-08-28", f"{CALCULATOR}/xray.json"),
    BALANCERS[0]: Source("AWS pricing calculator file for load balancers, published 2025-11-03", f"{CALCULATOR}/elb.json"),
    "lambda-logs-2025-05-01": Source(
        "CloudWatchCashBack of the Duckbill Group: tiers for Lambda's logs, in force from 2025-05-01",
        "https://github.com/DuckbillGroup/CloudWatchCashBack/blob/7ed5d81/README.md",
    ),
    "microvms-2026": Source(
        "AWS page on Lambda pricing, copy made after the launch of MicroVMs on 2026-06-22",
        "https://aws.amazon.com/lambda/pricing/",
    ),
    "instances-2026": Source(
        "AWS page on Lambda pricing, copy made after 2026-06-22: the fee on managed instances",
        "https://aws.amazon.com/lambda/pricing/",
    ),
    "free-transfer-2021-12-01": Source(
        "AWS News Blog on 100 GB of free transfer out a month from 2021-12-01",
        "https://aws.amazon.com/blogs/aws/aws-free-tier-data-transfer-expansion-100-gb-from-regions"
        "-and-1-tb-from-amazon-cloudfront-per-month/",
    ),
    "logs-page-2026-09-18": Source(
        "AWS page on CloudWatch pricing, read 2026-09-18 (notes of a public repository)",
        "https://aws.amazon.com/cloudwatch/pricing/",
    ),
    "xray-page-2026-09-18": Source(
        "AWS page on X-Ray pricing and AWSXRay offer file, read 2026-09-18 (notes of a public repository)",
        "https://aws.amazon.com/xray/pricing/",
    ),
    # Publications of 2026 in which single prices were read again.
    "ocel": Source(
        "Offer files AWSLambda and AWSDataTransfer of 2026-08-31 and AmazonEC2 of 2026-09-05, us-east-1",
        "https://github.com/ocelhq/ocel/blob/b3c9bd1/docs/research/price-book.md",
    ),
}
"""The sources of the core, and those of the tables made here."""


def read_again(service: str, day: str, region: str) -> Source:
    """The offer file of *service* that was read by query on *day*, for the tables of that service."""
    title = f"Price List query API, {service}, {region}, read {day} (notes of a public repository)"
    return Source(title, f"{OFFERS}/{service}/current/{region}/index.json")


LOGS_READ_AGAIN = {
    "sdlc": Source("AmazonCloudWatch offer file of 2026-09-22, eu-west-1", SOURCES["sdlc"].url),
    "malssum": Source("AmazonCloudWatch offer file of 2026-09-22", SOURCES["malssum"].url),
}
"""The same readings as in other tables, but of another offer file."""

EGRESS_BEGINS = date(2021, 12, 1)
"""Before, one GB a month was free in each region, which an allowance over all regions cannot say."""
VENDED = date(2025, 5, 1)
"""From this day Lambda's logs are vended logs, with tiers (RULES A-55)."""
MICROVMS_BEGIN = date(2026, 6, 22)
INSTANCES = ("instances-2026", MICROVMS_BEGIN)
"""The page that says the fee, and the first day on which its copy can have been made."""
FEE_NOTE = "the fee is 0.15 USD for each USD of the on-demand price of EC2 instances, whatever is paid for them."
INSTANCES_NOTE = "the price of EC2 instances is the scenario's own."

FLAT = {"VendedLog-Bytes": "DataProcessing-Bytes", "VendedLogIA-Bytes": "DataProcessingIA-Bytes"}
"""What Lambda's logs were counted as before they were vended logs."""
FLAT_NOTE = "On a bill of these days its usage type is DataProcessing-Bytes, or DataProcessingIA-Bytes for infrequent access."
VENDED_NOTE = (
    "AWS publishes five GB of free log ingestion a month for the usage type DataProcessing-Bytes;"
    " whether they cover Lambda's logs, which are VendedLog-Bytes since 2025-05-01, is not published."
)


class Later(Maker):
    """Makes a meter of what came after the core: nothing before the calculator files says its prices."""

    def known_since(self, region: str, usage_type: str) -> tuple[date, str]:
        """The first publication in the calculator files' history, else the calculator file itself."""
        days = [
            row["first_publication"]
            for row in rows("seen.csv")
            if (row["region"], row["usagetype"]) == (region, usage_type) and not row["calculator_name"].startswith("Network")
        ]
        return (date.fromisoformat(max(days)), "calculator-history") if days else (self.checked, self.calculator)


class Egress(Later):
    """Makes the meter of transfer to the internet, of which the offer file of 2016 says prices too."""

    def known_since(self, region: str, usage_type: str) -> tuple[date, str]:
        """The day from which 100 GB were free, where every tier was the same in 2016 already."""
        if prices_of_2016(region) == schedule(region, usage_type, self.spec.multiple):
            return EGRESS_BEGINS, "offer-2016-12-07"
        return super().known_since(region, usage_type)


def prices_of_2016(region: str) -> tuple[tuple[Decimal, Decimal], ...]:
    """The tiers of transfer to the internet in 2016, without the GB that was free then."""
    name = next(row["name"] for row in rows("regions.csv") if row["region"] == region)
    return tuple(
        sorted(
            (Decimal(row["begin"] if row["begin"] != "1" else "0"), Decimal(row["price_usd"]))
            for row in rows("history-lambda-2016.csv")
            if row["location"] == name and row["usagetype"].endswith("DataTransfer-Out-Bytes") and row["end"] != "1"
        )
    )


class Vended(Later):
    """Makes the meters of logs; what was ingested had a flat price until Lambda's logs became vended logs."""

    def entries(self, members: list[str]) -> tuple[dict[date, Entry], list[KnownSince]]:
        """The tiers, and the flat price before them where it is known."""
        entries, later = super().entries(members)
        types = self.spec.usage_types
        if not set(types.values()) <= set(FLAT):
            return entries, later
        ((begin, tiers),) = entries.items()
        tiers = replace(tiers, note=VENDED_NOTE)
        if begin >= VENDED:
            return {begin: tiers}, later
        held = {choice: {schedule(r, FLAT[usage], Decimal(1)) for r in members} for choice, usage in types.items()}
        flat = {choice: one for choice, (one,) in held.items()}
        early = Entry(price(flat, len(flat)), "calculator-history", VENDED - ONE_DAY, note=FLAT_NOTE, begins=tiers.begins)
        return {begin: early, VENDED: replace(tiers, begins="lambda-logs-2025-05-01")}, later


def first_seen(usage_type: str) -> date:
    """The first day on which *usage_type* has a price anywhere in the calculator files' history."""
    return min(date.fromisoformat(row["first_publication"]) for row in rows("seen.csv") if row["usagetype"] == usage_type)


def always(quantity: Decimal, source: str, checked: date, since: date, partitions: list[str]) -> list[Allowance]:
    """What is free for everybody, said of the days since which its price is known."""
    return [Allowance("always", quantity, since, partitions, source, checked, "calculator-history")]


def architectures(usage_type: str) -> dict[str, str]:
    """Its two usage types."""
    return {"x86_64": usage_type, "arm64": f"{usage_type}-ARM"}


def of_lambda(title: str, **specs: Spec) -> Table:
    """A table of the calculator file for Lambda, whose usage types have no prefix in us-east-1."""
    return table(title, specs, *LAMBDA, unprefixed=["us-east-1"], maker=Later)


def ephemeral_storage() -> Table:
    """Storage beyond 512 MB, with the prices in CNY that were found."""
    types = architectures("Lambda-Storage-GB-Second")
    made = of_lambda("Ephemeral storage", storage=Spec("Ephemeral storage", "GB-Seconds", types, "architecture"))
    found = {(row["region"], row["usagetype"]): Decimal(row["price"]) for row in rows("china.csv")}
    early, late = date(2024, 12, 31), date(2026, 9, 22)
    dated = made.meters["storage"].prices
    for region in CHINA:
        dated[region] = {}
        if (region, types["x86_64"]) in found:
            dated[region][early] = Entry({"x86_64": found[region, types["x86_64"]]}, "china-infracost-2024-12-31", early)
        dated[region][late] = Entry({"arm64": found[region, types["arm64"]]}, "china-remotion-2026-09-22", late)
    return made


def snap_start() -> Table:
    """Cached snapshots and their restores."""
    return of_lambda(
        "SnapStart",
        cache=Spec("SnapStart cache", "GB-Seconds", {"": "Lambda-SnapStart-Cached-GB-S"}, unpriced=CHINA),
        restore=Spec("SnapStart restore", "GB", {"": "Lambda-SnapStart-Restored-GB"}, unpriced=CHINA),
    )


def response_streaming() -> Table:
    """Streamed bytes; sold in all commercial regions since 2026-04-07, of which not all have a published price."""
    name = "Lambda-Streaming-Response-Processed-Bytes"
    [gigabytes] = [Decimal(row["tier_end"]) for row in rows("prices.csv") if row["usagetype"] == f"Global-{name}"]
    free = always(gigabytes, *LAMBDA, first_seen(name), ["aws", "aws-us-gov"])
    unpriced = [r for r in EVERY if not r.startswith("us-gov-") and not schedule(r, name, Decimal(1))]
    spec = Spec("Streamed responses", "GB", architectures(name), "architecture", free=free, unpriced=[*unpriced, *CHINA])
    return of_lambda("Response streaming", processed=spec)


def edge_function() -> Table:
    """Functions of a CloudFront distribution; the same prices wherever they are sold."""
    return of_lambda(
        "Functions at the edge",
        requests=Spec("Edge requests", "1000000 Requests", {"": "Lambda-Edge-Request"}, "", MILLION, unpriced=CHINA),
        duration=Spec("Edge duration", "GB-Seconds", {"": "Lambda-Edge-GB-Second"}, unpriced=CHINA),
    )


def durable() -> Table:
    """Durable functions: published for us-east-2 in 2025 and for us-east-1 in 2026, sold in more regions without a price."""
    own, read = "us-east-2", "us-east-1"
    unpriced = [region for region in [*EVERY, *CHINA] if region not in (own, read)]
    name = "Lambda-Durable-Execution"
    types = {
        "operations": ("Durable operations", "1000000 Operations", f"{name}-Operations", MILLION),
        "written": ("Durable data written", "GB", f"{name}-Written-Bytes", Decimal(1)),
        "retained": ("Durable data retained", "GB-Months", f"{name}-TimedStorage-ByteHrs", Decimal(1)),
    }
    specs = {
        meter: Spec(title, unit, {"": usage}, "", multiple, unpriced=[*unpriced, read])
        for meter, (title, unit, usage, multiple) in types.items()
    }
    made = of_lambda("Durable functions", **specs)
    for meter, (_, _, usage, multiple) in types.items():
        [again] = rechecks(read, "", usage, 1)
        [held] = [row for row in rows("verify-2026.csv") if (row["region"], row["usagetype"]) == (read, usage)]
        entry = Entry(Decimal(held["price_usd"]) * multiple, again.source, again.checked)
        priced = made.meters[meter].prices
        made.meters[meter] = replace(made.meters[meter], unpriced=unpriced, prices={read: {again.checked: entry}, **priced})
    return made


def tenant_isolation() -> Table:
    """Environments created for one tenant, by their memory."""
    types = architectures("Lambda-Tenant-Isolated-Environment-Memory-GB")
    spec = Spec("Tenant-isolated environments", "GB", types, "architecture", unpriced=CHINA)
    return of_lambda("Tenant isolation", environments=spec)


def event_poller() -> Table:
    """Provisioned pollers; those for Kafka are not sold everywhere that those for SQS are."""
    types = {"kafka": "Lambda-Event-Poller-Unit-Hour", "sqs": "Lambda-SQS-Event-Poller-Unit-Hour"}
    return of_lambda("Event pollers", hours=Spec("Event pollers", "Event-Poller-Unit-Hours", types, "source", unpriced=CHINA))


def managed_instances() -> Table:
    """Requests to functions on managed instances; the regions added after the calculator file have no published price."""
    name = "Lambda-Managed-Instances-Request"
    # The CloudFormation registry of 2026-10-20 has no capacity provider in these (RULES D-05).
    none = ["ap-southeast-6", "me-central-1", "us-gov-east-1", "us-gov-west-1"]
    unpriced = [region for region in EVERY if region not in none and not schedule(region, name, MILLION)]
    spec = Spec("Requests on managed instances", "1000000 Requests", {"": name}, "", MILLION, unpriced=[*unpriced, *CHINA])
    made = of_lambda("Managed instances", requests=spec)
    meters = {
        "management": ("Management of instances", f"{name.removesuffix('Request')}Management-Hours", Decimal("0.15"), FEE_NOTE),
        "instances": ("EC2 instances", "BoxUsage", Decimal(1), INSTANCES_NOTE),
    }
    requests = made.meters["requests"]
    for meter, (title, usage, rate, note) in meters.items():
        prices = {
            place: {day: Entry(rate, *INSTANCES, begins=entry.begins, note=note) for day, entry in entries.items()}
            for place, entries in requests.prices.items()
        }
        made.meters[meter] = replace(requests, title=title, unit="USD", usage_type=usage, prices=prices)
    return made


def microvm() -> Table:
    """MicroVMs, at the rates that AWS's page uses in its examples for us-east-1 (RULES A-47)."""
    rounded = "AWS's page rounds this price; its price list has {}."
    storage = "AWS's page prices a GB-month of 720 hours and rounds; its price list has 0.0001111111 a GB-hour."
    rates = {
        "vcpu": ("MicroVM vCPU", "vCPU-Seconds", "vCPU-Second-ARM", "0.0000276944", ""),
        "memory": ("MicroVM memory", "GB-Seconds", "Memory-GB-Second-ARM", "0.0000036667", ""),
        "snapshot_read": ("MicroVM snapshots read", "GB", "Snapshot-Read-GB", "0.00155", rounded.format("0.0015467699")),
        "snapshot_write": ("MicroVM snapshots written", "GB", "Snapshot-Write-GB", "0.0038", rounded.format("0.0037977138")),
        "storage": ("MicroVM snapshot storage", "GB-Months", "Snapshot-Storage-GB-Hour", "0.08", storage),
    }
    meters = {}
    for name, (title, unit, usage, rate, note) in rates.items():
        entry = Entry(Decimal(rate), "microvms-2026", MICROVMS_BEGIN, note=note)
        if not note:  # the offer file has the same price, to the last digit
            entry.rechecked.append(Recheck(date(2026, 9, 19), "regimes", ["us-east-1"]))
        unpriced = [region for region in [*EVERY, *CHINA] if region != "us-east-1"]
        prices = {"us-east-1": {MICROVMS_BEGIN: entry}}
        meters[name] = Meter(title, unit, f"Lambda-MicroVM-{usage}", prices, unpriced=unpriced)
    return Table("MicroVMs", {}, meters, unprefixed=["us-east-1"])


def logs() -> Table:
    """Logs of functions: ingested at a flat price, then in the tiers of vended logs; and stored."""
    types = {"standard": "VendedLog-Bytes", "infrequent_access": "VendedLogIA-Bytes"}
    free = always(Decimal(5), "logs-page-2026-09-18", date(2026, 9, 18), first_seen("VendedLog-Bytes"), ["aws"])
    specs = {
        "ingested": Spec("Logs ingested", "GB", types, "log_class", free=free, unpriced=CHINA),
        "stored": Spec("Logs stored", "GB-Months", {"": "TimedStorage-ByteHrs"}, free=free, unpriced=CHINA),
    }
    return table("Logs of functions", specs, *LOGS, unprefixed=[], maker=Vended)


def internet() -> Table:
    """Transfer to the internet: 100 GB free over all commercial regions, then tiers."""
    free = Allowance("always", Decimal(100), EGRESS_BEGINS, ["aws"], "ocel", date(2026, 8, 31), "free-transfer-2021-12-01")
    spec = Spec("Transfer to the internet", "GB", {"": "DataTransfer-Out-Bytes"}, free=[free], unpriced=CHINA)
    return table("Transfer to the internet", {"out": spec}, *TRANSFER, unprefixed=["us-east-1"], maker=Egress)


def endpoint() -> Table:
    """Interface endpoints, by zone and hour, and what goes through them."""
    specs = {
        "hours": Spec("Endpoint hours", "Hours", {"": "VpcEndpoint-Hours"}, unpriced=CHINA),
        "processed": Spec("Data through endpoints", "GB", {"": "VpcEndpoint-Bytes"}, unpriced=CHINA),
    }
    return table("Interface endpoints", specs, *ENDPOINTS, unprefixed=[], maker=Later)


def nat_gateway() -> Table:
    """NAT gateways, by the hour, and what goes through them."""
    specs = {
        "hours": Spec("NAT gateway hours", "Hours", {"": "NatGateway-Hours"}, unpriced=CHINA),
        "processed": Spec("Data through NAT gateways", "GB", {"": "NatGateway-Bytes"}, unpriced=CHINA),
    }
    return table("NAT gateways", specs, *NAT, unprefixed=["us-east-1"], maker=Later)


def traces() -> Table:
    """Traces recorded, and traces accessed: retrieved or scanned, which share one usage type and one free amount."""
    stored, retrieved = first_seen("XRay-TracesStored"), "XRay-TracesRetrieved"
    page = ("xray-page-2026-09-18", date(2026, 9, 18))
    recorded = always(Decimal("0.1"), *page, stored, ["aws"])
    accessed = always(Decimal(1), *page, first_seen(retrieved), ["aws"])
    # Paris has a price for recording only in the calculator file, and cannot be without the others.
    unpriced = ["eu-west-3", *CHINA]
    # The calculator file has two names for what is one on a bill, at one price.
    assert all(schedule(r, retrieved, MILLION) == schedule(r, "XRay-TracesScanned", MILLION) for r in EVERY)
    specs = {
        "recorded": Spec("Traces recorded", "1000000 Traces", {"": "XRay-TracesStored"}, "", MILLION, recorded, CHINA),
        "accessed": Spec("Traces accessed", "1000000 Traces", {"": retrieved}, "", MILLION, accessed, unpriced),
    }
    made = table("X-Ray traces", specs, *TRACES, unprefixed=[], maker=Later)
    made.meters["accessed"] = replace(made.meters["accessed"], usage_type="XRay-TracesAccessed")
    return made


def application_load_balancer() -> Table:
    """Application load balancers, by the hour, and their capacity units."""
    specs = {
        "hours": Spec("Load balancer hours", "Hours", {"": "LoadBalancerUsage"}, unpriced=CHINA),
        "lcu": Spec("Load balancer capacity units", "LCU-Hours", {"": "LCUUsage"}, unpriced=CHINA),
    }
    return table("Application load balancers", specs, *BALANCERS, unprefixed=["us-east-1"], maker=Later)


TABLES: dict[str, tuple[Callable[[], Table], dict[str, Source]]] = {
    "aws_lambda/ephemeral_storage": (ephemeral_storage, {}),
    "aws_lambda/snap_start": (snap_start, {}),
    "aws_lambda/response_streaming": (response_streaming, {}),
    "aws_lambda/edge_function": (edge_function, {}),
    "aws_lambda/durable": (durable, {}),
    "aws_lambda/tenant_isolation": (tenant_isolation, {}),
    "aws_lambda/event_poller": (event_poller, {}),
    "aws_lambda/managed_instances": (managed_instances, {}),
    "aws_lambda/microvm": (microvm, {}),
    "cloudwatch/logs": (logs, LOGS_READ_AGAIN),
    "data_transfer/internet": (
        internet,
        {
            "ireland": Source("AWSDataTransfer offer file, version 20260916132208, eu-west-1", SOURCES["ireland"].url),
            "review": read_again("AWSDataTransfer", "2026-09-05", "ap-northeast-1"),
        },
    ),
    "privatelink/endpoint": (endpoint, {}),
    "vpc/nat_gateway": (nat_gateway, {"review": read_again("AmazonEC2", "2026-09-06", "ap-northeast-1")}),
    "xray/traces": (traces, {}),
    "elb/application_load_balancer": (
        application_load_balancer,
        {"review": read_again("AWSELB", "2026-09-05", "ap-northeast-1")},
    ),
}
"""By address: what makes the table, and the sources that are others there under the same key."""


def main() -> None:
    """Write the tables that are not there yet, or all of them."""
    for address, (make, sources) in TABLES.items():
        path = ROOT / "pricing_data" / f"{address}.yaml"
        if "--again" in sys.argv or not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(writing.text(with_sources(make(), MORE_SOURCES | sources)), encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
