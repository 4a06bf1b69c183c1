"""Logs of a function: what is ingested, Lambda's own lines with it, and what is kept.

Reference: https://aws.amazon.com/cloudwatch/pricing/
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, divide_truncated
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import NOT_GIVEN, ZERO, Feature, Metered, known
from lambda_cost.services.runs import invocations

DAYS_A_MONTH = 30
# "START RequestId: … Version: $LATEST" 71 bytes, "END RequestId: …" 52, "REPORT RequestId: … Max Memory Used: 73 MB"
# 141 (rule O-11), with their ends of line; and for each of the three the 26 bytes that CloudWatch adds to an event.
SYSTEM_KB = Decimal(71 + 52 + 141 + 3 * 26) / 1024
STORED_SHARE = Decimal("0.15")
"""The storage compression factor of AWS's pricing calculator."""


@dataclass(frozen=True, kw_only=True)
class Logs(Feature[N_co]):
    """What a function writes to CloudWatch Logs."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    kb: Annotated[N_co, Ge(0), Le(1_048_576), PER_UNIT]
    """What its own code writes in one run, with 26 bytes for each event; retries and resumes are runs too."""
    system_kb: Annotated[N_co, Ge(0), Le(1_024), PER_UNIT] = ZERO + SYSTEM_KB
    """What Lambda writes in one run: its START, END and REPORT lines."""
    log_class: Literal["standard", "infrequent_access"] = "standard"
    """Class of the log group."""
    retained_days: Annotated[N_co, Ge(0), Le(3_653), PER_UNIT] = NOT_GIVEN
    """Days that they are kept; by default one month's logs are stored, as in AWS's calculator."""
    stored_share: Annotated[N_co, Ge(0), Le(1), PER_UNIT] = ZERO + STORED_SHARE
    """What is left of them after compression."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """GB ingested in the month, and GB-months of all that is kept once logs are as old as they get (rule A-56)."""
        ingested = invocations(function) * (self.kb + self.system_kb) / 1024 / 1024
        months = divide_truncated(self.retained_days, DAYS_A_MONTH) if known(self.retained_days) else 1
        return {"ingested": ingested, "stored": ingested * self.stored_share * months}

    def assumptions(self) -> list[str]:
        """What AWS does not publish, and what grows from month to month."""
        own = "Lambda's START, END and REPORT lines are counted with the logs of a function (switch: system_kb)."
        stored = "Logs are stored compressed, by the factor of AWS's calculator unless stored_share says another."
        ever = "Of logs without retained_days one month's are stored; AWS keeps them for ever, so this grows every month."
        steady = "Logs with retained_days are stored as in a log group that is at least as old."
        return [own, stored, steady if known(self.retained_days) else ever]
