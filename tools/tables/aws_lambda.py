"""The tables of Lambda."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lambda_cost.prices.table import Allowance, Entry, Meter, Recheck, Table
from tools.tables.maker import (
    COPY_OF_2021,
    TABLES_BEGIN,
    Later,
    Spec,
    always,
    architectures,
    first_seen,
    rechecks,
    schedule,
    table,
)
from tools.tables.publications import (
    CHINA,
    EVERY,
    LAMBDA,
    MILLION,
    rows,
)

MICROVMS_BEGIN = date(2026, 6, 22)
INSTANCES = ("instances-2026", MICROVMS_BEGIN)
"""The page that says the fee, and the first day on which its copy can have been made."""
FEE_NOTE = "the fee is 0.15 USD for each USD of the on-demand price of EC2 instances, whatever is paid for them."
INSTANCES_NOTE = "the price of EC2 instances is the scenario's own."


def allowance(quantity: int, source: str, offer: str, partitions: list[str], since: date, checked: date) -> Allowance:
    """One free amount."""
    begins = "offer-2016-12-07"
    return Allowance(offer, Decimal(quantity), since, partitions, source, checked, begins)  # type: ignore[arg-type]


def function() -> Table:
    """Requests and duration, with Osaka's history and the two regions of China."""
    source, day = "lambda-calculator-2025-12-02", date(2025, 12, 2)
    always = ["aws", "aws-us-gov"]
    types = {"x86_64": "Request", "arm64": "Request-ARM"}
    specs = {
        "requests": Spec(
            "Requests",
            "1000000 Requests",
            types,
            "architecture",
            Decimal(10) ** 6,
            [allowance(1, source, "always", always, TABLES_BEGIN, day)],
        ),
        "duration": Spec(
            "Duration",
            "GB-Seconds",
            {"x86_64": "Lambda-GB-Second", "arm64": "Lambda-GB-Second-ARM"},
            "architecture",
            free=[allowance(400_000, source, "always", always, TABLES_BEGIN, day)],
        ),
    }
    made = table("Lambda functions on demand", specs, source, day, unprefixed=["us-east-1"], alone="ap-northeast-3")
    osaka_of_2021(made)
    china(made)
    return made


def osaka_of_2021(made: Table) -> None:
    """Put Osaka's old price before its present one; the day between them is not known."""
    note = "Osaka's old price, from a copy of 2021 without a day, made before 2021-09-30; the day it ended is not known."
    for name, meter in made.meters.items():
        usage_type = {"requests": "Request", "duration": "Lambda-GB-Second"}[name]
        old = next(
            Decimal(row["price_2021_usd"])
            for row in rows("history-lambda-2021.csv")
            if (row["region"], row["usagetype"]) == ("ap-northeast-3", usage_type)
        )
        multiple = Decimal(10) ** 6 if name == "requests" else Decimal(1)
        # 2021-03-02: the day on which Osaka became a full region.
        meter.prices["ap-northeast-3"][date(2021, 3, 2)] = Entry(
            {"x86_64": old * multiple},
            "calculator-2021",
            COPY_OF_2021,
            until=COPY_OF_2021,
            note=note,
            begins="osaka-2021-03-02",
        )


def china(made: Table) -> None:
    """The prices in CNY that were found; a choice that is not there has none."""
    found = {(row["region"], row["usagetype"]): row for row in rows("china.csv")}
    note = "The source gives one request price for the region, without naming an architecture."
    for region in ("cn-north-1", "cn-northwest-1"):
        request = Decimal(found[region, "Request"]["price"]) * 10**6
        arm = Decimal(found[region, "Lambda-GB-Second-ARM"]["price"])
        early, late = date(2024, 12, 31), date(2026, 9, 22)
        requests = {late: Entry({"x86_64": request, "arm64": request}, "china-remotion-2026-09-22", late, note=note)}
        duration = {late: Entry({"arm64": arm}, "china-remotion-2026-09-22", late)}
        if (region, "Lambda-GB-Second") in found:
            x86 = Decimal(found[region, "Lambda-GB-Second"]["price"])
            requests[early] = Entry({"x86_64": request}, "china-infracost-2024-12-31", early)
            duration[early] = Entry({"x86_64": x86}, "china-infracost-2024-12-31", early)
            duration[late] = Entry({"x86_64": x86, "arm64": arm}, "china-remotion-2026-09-22", late)
        made.meters["requests"].prices[region] = requests
        made.meters["duration"].prices[region] = duration


def provisioned_concurrency() -> Table:
    """Capacity, and the lower duration rate of the requests that it serves."""
    specs = {
        "concurrency": Spec(
            "Provisioned concurrency",
            "GB-Seconds",
            {"x86_64": "Lambda-Provisioned-Concurrency", "arm64": "Lambda-Provisioned-Concurrency-ARM"},
            "architecture",
            unpriced=CHINA,
        ),
        "duration": Spec(
            "Duration on provisioned concurrency",
            "GB-Seconds",
            {"x86_64": "Lambda-Provisioned-GB-Second", "arm64": "Lambda-Provisioned-GB-Second-ARM"},
            "architecture",
            unpriced=CHINA,
        ),
    }
    return table("Provisioned concurrency", specs, "lambda-calculator-2025-12-02", date(2025, 12, 2), unprefixed=["us-east-1"])


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
    # The CloudFormation registry of 2026-10-20 has no capacity provider in these (rule D-05).
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
    """MicroVMs, at the rates that AWS's page uses in its examples for us-east-1 (rule A-47)."""
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


TABLES: dict[str, Callable[[], Table]] = {
    "aws_lambda/function": function,
    "aws_lambda/provisioned_concurrency": provisioned_concurrency,
    "aws_lambda/ephemeral_storage": ephemeral_storage,
    "aws_lambda/snap_start": snap_start,
    "aws_lambda/response_streaming": response_streaming,
    "aws_lambda/edge_function": edge_function,
    "aws_lambda/durable": durable,
    "aws_lambda/tenant_isolation": tenant_isolation,
    "aws_lambda/event_poller": event_poller,
    "aws_lambda/managed_instances": managed_instances,
    "aws_lambda/microvm": microvm,
}
