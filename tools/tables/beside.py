"""The tables of what comes with a function or an API: logs, transfer, traces, and what stands in the network."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from lambda_cost.prices.table import Allowance, Entry, KnownSince, Source, Table
from tools.tables.maker import (
    Later,
    Spec,
    always,
    first_seen,
    price,
    schedule,
    table,
)
from tools.tables.publications import (
    BALANCERS,
    CHINA,
    ENDPOINTS,
    EVERY,
    LOGS,
    MILLION,
    NAT,
    OFFERS,
    SOURCES,
    TRACES,
    TRANSFER,
    rows,
)

ONE_DAY = timedelta(days=1)


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
"""From this day Lambda's logs are vended logs, with tiers (rule A-55)."""


FLAT = {"VendedLog-Bytes": "DataProcessing-Bytes", "VendedLogIA-Bytes": "DataProcessingIA-Bytes"}
"""What Lambda's logs were counted as before they were vended logs."""
FLAT_NOTE = "On a bill of these days its usage type is DataProcessing-Bytes, or DataProcessingIA-Bytes for infrequent access."
VENDED_NOTE = (
    "AWS publishes five GB of free log ingestion a month for the usage type DataProcessing-Bytes;"
    " whether they cover Lambda's logs, which are VendedLog-Bytes since 2025-05-01, is not published."
)


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


TABLES: dict[str, Callable[[], Table]] = {
    "cloudwatch/logs": logs,
    "data_transfer/internet": internet,
    "privatelink/endpoint": endpoint,
    "vpc/nat_gateway": nat_gateway,
    "xray/traces": traces,
    "elb/application_load_balancer": application_load_balancer,
}
OTHER_SOURCES = {
    "cloudwatch/logs": LOGS_READ_AGAIN,
    "data_transfer/internet": {
        "ireland": Source("AWSDataTransfer offer file, version 20260916132208, eu-west-1", SOURCES["ireland"].url),
        "review": read_again("AWSDataTransfer", "2026-09-05", "ap-northeast-1"),
    },
    "vpc/nat_gateway": {"review": read_again("AmazonEC2", "2026-09-06", "ap-northeast-1")},
    "elb/application_load_balancer": {"review": read_again("AWSELB", "2026-09-05", "ap-northeast-1")},
}
"""By address: the sources that are others there under the same key."""
