"""Price lists in AWS's published forms, written from the published prices in `tests/tables/published`.

The forms are those of the Price List documentation: `bulk_json`, `bulk_csv`, `answers` of the query API,
`region_index`, and `plans_json` and `plans_csv` of Savings Plans.  SKUs are made of what they are of.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from tests.tables.publications import PUBLISHED

TERM, RATE = "JRTCKXETXF", "6YS6EN2CT7"
DISCLAIMER = (
    "This pricing list is for informational purposes only. All prices are subject to the additional terms included in"
    " the pricing pages on http://aws.amazon.com. All Free Tier prices are also subject to the terms included at"
    " https://aws.amazon.com/free/"
)
PREFIXES = {
    "us-east-1": "USE1",
    "us-east-2": "USE2",
    "us-west-2": "USW2",
    "eu-west-1": "EU",
    "eu-central-1": "EUC1",
    "ap-northeast-1": "APN1",
    "ap-east-1": "APE1",
    "ap-south-1": "APS3",
    "ap-southeast-1": "APS1",
    "ap-southeast-2": "APS2",
    "eu-west-2": "EUW2",
    "us-gov-west-1": "UGW1",
    "cn-north-1": "CNN1",
}
LOCATIONS = {
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-2": "US West (Oregon)",
    "eu-west-1": "EU (Ireland)",
    "eu-central-1": "EU (Frankfurt)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-east-1": "Asia Pacific (Hong Kong)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "eu-west-2": "EU (London)",
    "us-gov-west-1": "AWS GovCloud (US-West)",
    "cn-north-1": "China (Beijing)",
}
BARE_IN_VIRGINIA = {"AWSLambda", "AWSDataTransfer", "AWSELB"}
"""Rule E-04: us-east-1 has no prefix there."""


class Row(NamedTuple):
    """One tier of a price, as `prices.csv` has it."""

    region: str
    usage_type: str
    operation: str
    unit: str
    begin: str
    end: str
    price: str
    currency: str = "USD"


@cache
def published(code: str, *regions: str) -> tuple[Row, ...]:
    """The published prices of *code* in *regions*, without network load balancers and what has no Price List name."""
    with (PUBLISHED / "prices.csv").open(encoding="utf-8", newline="") as file:
        found = [
            Row(
                row["region"],
                row["usagetype"],
                row["operation"],
                row["unit"],
                row["tier_begin"],
                row["tier_end"],
                f"{Decimal(row['price_usd']):.10f}",
            )
            for row in csv.DictReader(file)
            if row["service"] == code and row["region"] in regions
        ]
    assert found, code
    return tuple(found)


def sku(code: str, row: Row) -> str:
    """A number for what *row* is of."""
    return sha256(f"{code} {row.region} {row.usage_type} {row.operation}".encode()).hexdigest()[:16].upper()


def usage_type(code: str, row: Row) -> str:
    """The usage type with the region's billing code."""
    bare = not row.region or (row.region == "us-east-1" and code in BARE_IN_VIRGINIA)
    return row.usage_type if bare else f"{PREFIXES[row.region]}-{row.usage_type}"


def attributes(code: str, row: Row) -> dict[str, str]:
    """The attributes of a product."""
    place = {"location": LOCATIONS[row.region], "locationType": "AWS Region", "regionCode": row.region} if row.region else {}
    place = place or {"location": "Any", "locationType": "Other"}
    return {"servicecode": code, **place, "usagetype": usage_type(code, row), "operation": row.operation, "servicename": code}


def version(published_at: str) -> str:
    """`20261120120000` for `2026-11-20T12:00:00Z`."""
    return "".join(sign for sign in published_at if sign.isdigit())


def bulk(code: str, rows: Iterable[Row], published_at: str = "2026-11-20T12:00:00Z", effective: str = "") -> dict[str, Any]:
    """A price list as JSON has it, with reserved terms for one product, as other services have."""
    products: dict[str, Any] = {}
    on_demand: dict[str, Any] = {}
    reserved: dict[str, Any] = {}
    day = effective or f"{published_at[:8]}01T00:00:00Z"
    for row in rows:
        one = sku(code, row)
        products[one] = {"sku": one, "productFamily": "Serverless", "attributes": attributes(code, row)}
        dimensions = on_demand.setdefault(one, {f"{one}.{TERM}": _term(one, day)})[f"{one}.{TERM}"]["priceDimensions"]
        rate_code = f"{one}.{TERM}.{RATE if row.begin == '0' else sha256(row.begin.encode()).hexdigest()[:10].upper()}"
        dimensions[rate_code] = {
            "rateCode": rate_code,
            "description": f"{row.usage_type} in {row.region or 'all regions'}",
            "beginRange": row.begin,
            "endRange": row.end,
            "unit": row.unit,
            "pricePerUnit": {row.currency: row.price},
            "appliesTo": [],
        }
        if not reserved:
            reserved[one] = {f"{one}.38NPMPTW36": _term(one, day) | {"termAttributes": {"LeaseContractLength": "1yr"}}}
    return {
        "formatVersion": "v1.0",
        "disclaimer": DISCLAIMER,
        "offerCode": code,
        "version": version(published_at),
        "publicationDate": published_at,
        "products": products,
        "terms": {"OnDemand": on_demand, "Reserved": reserved},
        "attributesList": {},
    }


def _term(one: str, day: str) -> dict[str, Any]:
    return {"offerTermCode": TERM, "sku": one, "effectiveDate": day, "priceDimensions": {}, "termAttributes": {}}


COLUMNS = [
    "SKU",
    "OfferTermCode",
    "RateCode",
    "TermType",
    "PriceDescription",
    "EffectiveDate",
    "StartingRange",
    "EndingRange",
    "Unit",
    "PricePerUnit",
    "Currency",
]
ABOUT = ["Product Family", "serviceCode", "Location", "Location Type", "Group", "usageType", "operation", "Region Code"]


def bulk_csv(code: str, rows: Iterable[Row], published_at: str = "2026-11-20T12:00:00Z", effective: str = "") -> str:
    """The same as CSV has it: a line for each tier, those of reserved terms too."""
    made = bulk(code, rows, published_at, effective)
    text = io.StringIO()
    write = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
    for name, key in (
        ("FormatVersion", "formatVersion"),
        ("Disclaimer", "disclaimer"),
        ("Publication Date", "publicationDate"),
    ):
        write([name, made[key]])
    write(["Version", made["version"]])
    write(["OfferCode", code])
    write([*COLUMNS, *ABOUT])
    for kind, terms in made["terms"].items():
        for one, by_term in terms.items():
            product = made["products"][one]["attributes"]
            about = ["Serverless", product["servicecode"], product["location"], product["locationType"], ""]
            about += [product["usagetype"], product["operation"], product.get("regionCode", "")]
            for term in by_term.values():
                for rate in term["priceDimensions"].values() or [{"pricePerUnit": {"USD": "1"}}]:
                    (currency, price), *_ = rate["pricePerUnit"].items()
                    rest = [rate.get(key, "") for key in ("description",)]
                    bounds = [rate.get(key, "") for key in ("beginRange", "endRange", "unit")]
                    head = [one, TERM, rate.get("rateCode", ""), kind, *rest, term["effectiveDate"][:10], *bounds]
                    write([*head, price, currency, *about])
    return text.getvalue()


def answers(code: str, rows: Iterable[Row], published_at: str = "2026-11-20T12:00:00Z") -> list[str]:
    """The products as the query API gives them: each the text of a mapping."""
    made = bulk(code, rows, published_at)
    return [
        json.dumps(
            {
                "product": product,
                "serviceCode": code,
                "terms": {"OnDemand": made["terms"]["OnDemand"][one]},
                "version": made["version"],
                "publicationDate": published_at,
            }
        )
        for one, product in made["products"].items()
    ]


def region_index(code: str, regions: Sequence[str], published_at: str = "2026-11-20T12:00:00Z") -> dict[str, Any]:
    """The index of a service's lists by region."""
    place = f"/offers/v1.0/aws/{code}/{version(published_at)}"
    named = {region: {"regionCode": region, "currentVersionUrl": f"{place}/{region}/index.json"} for region in regions}
    return {"formatVersion": "v1.0", "disclaimer": DISCLAIMER, "publicationDate": published_at, "regions": named}


class PlanRow(NamedTuple):
    """One rate of a Savings Plan."""

    region: str
    usage_type: str
    years: int
    payment: str
    price: str


def plans(rows: Iterable[PlanRow], published_at: str = "2026-11-20T12:00:00Z") -> dict[str, Any]:
    """A price list of Compute Savings Plans as JSON has it."""
    products: list[Any] = []
    terms: dict[str, Any] = {}
    for row in rows:
        one = f"PLAN{row.years}{row.payment[:2].upper()}"
        if one not in terms:
            about = {"purchaseOption": row.payment, "purchaseTerm": f"{row.years}yr", "granularity": "hourly"}
            products.append(
                {"sku": one, "productFamily": "ComputeSavingsPlans", "serviceCode": "ComputeSavingsPlans", "attributes": about}
            )
            terms[one] = {
                "sku": one,
                "description": f"{row.years} year {row.payment} Compute Savings Plan",
                "effectiveDate": published_at,
                "leaseContractLength": {"duration": row.years, "unit": "year"},
                "rates": [],
            }
        flat = Row(row.region, row.usage_type, "", "", "0", "Inf", row.price)
        terms[one]["rates"].append(
            {
                "discountedSku": sku("AWSLambda", flat),
                "discountedUsageType": usage_type("AWSLambda", flat),
                "discountedOperation": "",
                "discountedServiceCode": "AWSLambda",
                "rateCode": f"{one}.{sku('AWSLambda', flat)}",
                "unit": "Lambda-GB-Second",
                "discountedRate": {"price": row.price, "currency": "USD"},
                "discountedRegionCode": row.region,
                "discountedInstanceType": "",
            }
        )
    head = {"version": version(published_at), "publicationDate": published_at, "regionCode": "us-east-1"}
    return head | {"products": products, "terms": {"savingsPlan": list(terms.values())}}


PLAN_COLUMNS = (
    "SKU,RateCode,Unit,EffectiveDate,DiscountedRate,Currency,DiscountedSKU,DiscountedServiceCode,DiscountedUsageType,"
    "DiscountedOperation,PurchaseOption,LeaseContractLength,LeaseContractLengthUnit,DiscountedRegionCode"
)


def plans_csv(rows: Iterable[PlanRow], published_at: str = "2026-11-20T12:00:00Z") -> str:
    """The same as CSV has it."""
    head = f"FormatVersion,v1.0\nDisclaimer,{DISCLAIMER}\nPublication Date,{published_at}\n"
    head += f"Version,{version(published_at)}\nOfferCode,AmazonComputeSavingsPlan\n{PLAN_COLUMNS}\n"
    made = plans(rows, published_at)
    payments = {one["sku"]: one["attributes"]["purchaseOption"] for one in made["products"]}
    lines: list[str] = []
    for term in made["terms"]["savingsPlan"]:
        for rate in term["rates"]:
            price = rate["discountedRate"]["price"]
            cells = [
                term["sku"],
                rate["rateCode"],
                rate["unit"],
                published_at,
                price,
                "USD",
                rate["discountedSku"],
                "AWSLambda",
            ]
            cells += [
                rate["discountedUsageType"],
                "",
                payments[term["sku"]],
                str(term["leaseContractLength"]["duration"]),
                "year",
            ]
            lines.append(",".join([*cells, rate["discountedRegionCode"]]))
    return head + "".join(f"{line}\n" for line in lines)
