"""How fast a large bill is explained: against DuckDB's own group-by of the same columns, and on Spark against DuckDB.

python -m benchmarks.bills                # 2 million rows
python -m benchmarks.bills 20000000       # 20 million
python -m benchmarks.bills 2000000 spark  # and the same on Spark, where it is installed
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import process, say

USUAL_ROWS, FULL_ROWS = 2_000_000, 20_000_000
OURS = (
    ("AWSLambda", "Request", "Invoke", 0.0000002),
    ("AWSLambda", "Lambda-GB-Second", "Invoke", 0.0000166667),
    ("AWSLambda", "Request-ARM", "Invoke", 0.0000002),
    ("AWSLambda", "Lambda-GB-Second-ARM", "Invoke", 0.0000133334),
    ("AWSLambda", "Lambda-Provisioned-Concurrency", "", 0.0000041667),
    ("AWSLambda", "Lambda-Provisioned-GB-Second", "", 0.0000097222),
    ("AWSLambda", "Lambda-Storage-GB-Second", "", 0.0000000309),
    ("AWSLambda", "DataTransfer-Out-Bytes", "Invoke", 0.09),
    ("AmazonApiGateway", "ApiGatewayRequest", "ApiGatewayRequest", 0.0000035),
    ("AmazonApiGateway", "ApiGatewayHttpRequest", "ApiGatewayHttpApi", 0.000001),
    ("AmazonApiGateway", "ApiGatewayMessage", "ApiGatewayWebSocket", 0.000001),
    ("AmazonCloudWatch", "VendedLog-Bytes", "PutLogEvents", 0.5),
    ("AmazonEC2", "NatGateway-Hours", "NatGateway", 0.045),
    ("AmazonEC2", "NatGateway-Bytes", "NatGateway", 0.045),
)
OTHERS = (
    ("AmazonEC2", "BoxUsage:m7g.large", "RunInstances", 0.0816),
    ("AmazonEC2", "EBS:VolumeUsage.gp3", "CreateVolume-Gp3", 0.08),
    ("AmazonS3", "TimedStorage-ByteHrs", "StandardStorage", 0.023),
    ("AmazonS3", "Requests-Tier1", "PutObject", 0.000005),
    ("AmazonDynamoDB", "ReadRequestUnits", "PayPerRequestThroughput", 0.000000125),
    ("AWSQueueService", "Requests", "SendMessage", 0.0000004),
    ("AmazonRDS", "InstanceUsage:db.t4g.medium", "CreateDBInstance", 0.065),
    ("AmazonVPC", "PublicIPv4:InUseAddress", "", 0.005),
)
"""Product code, usage type, operation and rate: 22 usage types, 14 of which are explained."""
RESOURCES = 2000
HASH = "(h % 1000003 / 1024.0)"
ROWS = """
copy (
    with kinds as (select * from (values {kinds}) t (kind, product, usage_type, operation, rate)),
    chosen as (select i, hash(i) as h, i % {count} as kind, (hash(i + 7) % {resources})::int as resource,
                      (hash(i + 13) % 720)::int as hour from range({rows}) t(i))
    select 'line-' || i as identity_line_item_id,
           'INV-1' as bill_invoice_id,
           '11112222333' || (resource % 2) as bill_payer_account_id,
           timestamp '2026-09-01' as bill_billing_period_start_date,
           '2222333344' || (10 + resource % 10) as line_item_usage_account_id,
           case when h % 10 = 0 then 'SavingsPlanCoveredUsage' else 'Usage' end as line_item_line_item_type,
           timestamp '2026-09-01' + to_hours(hour) as line_item_usage_start_date,
           timestamp '2026-09-01' + to_hours(hour + 1) as line_item_usage_end_date,
           product as line_item_product_code,
           usage_type as line_item_usage_type,
           operation as line_item_operation,
           case product when 'AmazonCloudWatch' then 'arn:aws:logs:us-east-1:222233334410:log-group:/aws/lambda/f-' || resource
                else 'arn:aws:lambda:us-east-1:222233334410:function:f-' || resource end as line_item_resource_id,
           {hash}::double as line_item_usage_amount,
           'USD' as line_item_currency_code,
           printf('%.10f', rate) as line_item_unblended_rate,
           round({hash} * rate, 10)::double as line_item_unblended_cost,
           'per unit of ' || usage_type as line_item_line_item_description,
           'SKU' || kind || '.JRTCKXETXF.6YS6EN2CT7' as pricing_rate_code,
           'us-east-1' as product_region_code,
           case when h % 10 = 0 then 'arn:aws:savingsplans::2222:savingsplan/one' end as savings_plan_savings_plan_a_r_n,
           case when h % 10 = 0 then round({hash} / 2 * rate, 10)::double end as savings_plan_savings_plan_effective_cost,
           'team-' || resource % 7 as resource_tags_user_team
    from chosen join kinds using (kind)
) to '{path}' (format parquet, compression zstd)
"""
GROUP_BY = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("set enable_progress_bar = false")
connection.execute("create table sums as select bill_payer_account_id, bill_billing_period_start_date, line_item_usage_type, "
                   "product_region_code, line_item_resource_id, line_item_line_item_type, sum(line_item_usage_amount), "
                   f"sum(line_item_unblended_cost) from read_parquet('{sys.argv[1]}') group by all")
"""
"""DuckDB's own group-by of the columns that a bill is about, in doubles: what an exact explanation is measured against."""
MOST_TIMES, MAX_MEMORY_MB = 2.0, 2000


def write(path: Path, rows: int) -> None:
    """Write a bill of so many *rows* to *path*, by DuckDB."""
    import duckdb

    kinds = ", ".join(str((place, *kind)) for place, kind in enumerate((*OURS, *OTHERS)))
    count = len(OURS) + len(OTHERS)
    connection: Any = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute(ROWS.format(kinds=kinds, count=count, resources=RESOURCES, rows=rows, path=path, hash=HASH))


def explain(path: Path, engines: list[str], runs: int = 3, *, has_limit: bool = True) -> list[bool]:
    """The whole command on the bill at *path*, in turns with the group-by: the best of *runs*, in seconds on the clock.

    Processor time is that of the command's own process: the one that Spark starts is not counted.
    """
    commands = {"group-by": [sys.executable, "-c", GROUP_BY, str(path)]}
    command = [sys.executable, "-m", "lambda_cost", "reconcile", str(path), "--max-difference", "1000000000", "--engine"]
    commands |= {engine: [*command, engine] for engine in engines}
    best = dict.fromkeys(commands, float("inf"))
    memory_mb: dict[str, float] = {}
    processor_s: dict[str, float] = {}
    for _ in range(runs):
        for name, one in commands.items():
            begun = time.perf_counter()
            used = process(one)
            best[name] = min(best[name], time.perf_counter() - begun)
            memory_mb[name] = used.ru_maxrss / 1024
            processor_s[name] = used.ru_utime + used.ru_stime
    print(
        f"{'DuckDB alone: the same columns, in doubles':<58} {best['group-by']:>18.1f} s   {processor_s['group-by']:.1f} s CPU"
    )
    held: list[bool] = []
    for name in engines:
        times = best[name] / best["group-by"]
        text = f"{times:.2f} x ({best[name]:.1f} s, {processor_s[name]:.1f} s CPU)"
        is_limited = has_limit and name == "duckdb"
        limit = f"<= {MOST_TIMES} x" if is_limited else ""
        held.append(say(f"reconcile --engine {name}", text, limit, held=not is_limited or times <= MOST_TIMES))
        if name != "duckdb":
            print(f"{'… against --engine duckdb':<58} {best[name] / best['duckdb']:>20.2f} x")
    is_held = memory_mb["duckdb"] <= MAX_MEMORY_MB
    return [*held, say("… its memory", f"{memory_mb['duckdb']:.0f} MB", f"<= {MAX_MEMORY_MB} MB", held=is_held)]


def main() -> None:
    """Measure; exit with 1 if a limit is not held."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bill.parquet"
        write(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        # the start of a process outweighs two million rows, so the limit is one of twenty million and more
        held = explain(path, ["duckdb", *sys.argv[2:]], has_limit=rows >= FULL_ROWS)
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
