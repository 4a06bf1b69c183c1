"""What tests of commands on price lists share."""

from collections.abc import Callable

from tests.price_lists.fixtures import Row, published
from tests.program import Done

Run = Callable[..., Done]


SINCE_2025 = (
    Row("eu-west-1", "Lambda-Durable-Execution-Operations", "", "DurableOperations", "0", "Inf", "0.0000086"),
    Row("eu-west-1", "Lambda-Durable-Execution-Written-Bytes", "", "GB", "0", "Inf", "0.26"),
    Row("eu-west-1", "Lambda-Durable-Execution-TimedStorage-ByteHrs", "", "GB-Mo", "0", "Inf", "0.16"),
    Row("eu-west-1", "Lambda-MicroVM-vCPU-Second-ARM", "", "vCPU-Seconds", "0", "Inf", "0.0000291572"),
    Row("eu-west-1", "Lambda-MicroVM-Memory-GB-Second-ARM", "", "GB-Seconds", "0", "Inf", "0.0000038603"),
    Row("eu-west-1", "Lambda-MicroVM-Snapshot-Read-GB", "", "GB", "0", "Inf", "0.0016403088"),
    Row("eu-west-1", "Lambda-MicroVM-Snapshot-Write-GB", "", "GB", "0", "Inf", "0.0040636422"),
    Row("eu-west-1", "Lambda-MicroVM-Snapshot-Storage-GB-Hour", "", "GB-Hours", "0", "Inf", "0.0001322222"),
)
"""What verify-2026-11.csv has of Ireland and the calculator's files of 2025 have not."""


AGREEING = (*published("AWSLambda", "eu-west-1"), *SINCE_2025)


REQUEST = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002100")


CHANGED = [REQUEST if row.usage_type == "Request" else row for row in AGREEING]
