"""Durable functions: operations, the data that they keep, and the requests of every resume.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import ASK_EVEN_IF_OPTIONAL, PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co, divide_truncated, up_to_whole
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import ZERO, Feature, Metered
from lambda_cost.services.runs import MAX_RUN_MS, Runs

DAYS_A_MONTH = 30
"""What AWS's example prorates retention by (rule C-05)."""
KB_A_GB = {"decimal": 1000 * 1000, "binary": 1024 * 1024}
"""AWS's example counts decimal GB here, and 1,024 everywhere else (rule C-04)."""


@dataclass(frozen=True, kw_only=True)
class Durable(Feature[N_co]):
    """What one durable execution does; the function's requests are the executions."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    operations: Annotated[N_co, Ge(0), Le(3_000), PER_UNIT]
    """Durable operations of one execution; `durable_operations` counts them from its steps."""
    written_kb: Annotated[N_co, Ge(0), Le(102_400), PER_UNIT, ASK_EVEN_IF_OPTIONAL] = ZERO
    """Data that one execution writes."""
    retained_days: Annotated[N_co, Ge(0), Le(456), PER_UNIT, ASK_EVEN_IF_OPTIONAL] = ZERO
    """Days that it is kept, while the execution runs and after."""
    resumes: Annotated[N_co, Ge(0), Le(3_000), PER_UNIT, ASK_EVEN_IF_OPTIONAL] = ZERO
    """How often one execution is resumed; each is a request of its own."""
    resume_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT, ASK_EVEN_IF_OPTIONAL] = ZERO
    """Time of one resume."""
    counted_in: Literal["decimal", "binary"] = "decimal"
    """Whether a GB of data is 1,000,000 KB or 1,048,576 KB."""

    def further_runs(self, function: Function[N_co], /) -> tuple[Runs, ...]:
        """A run for each resume (rule A-44)."""
        return (Runs(function.requests * self.resumes, self.resume_ms, up_to_whole(self.resume_ms)),)

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """Operations, GB written and GB-months kept (rules A-44, A-46); a resume is an ordinary request."""
        written_gb = function.requests * self.written_kb / KB_A_GB[self.counted_in]
        resumes = function.requests * self.resumes
        return {
            "operations": function.requests * self.operations,
            "written": written_gb,
            "retained": divide_truncated(written_gb * self.retained_days, DAYS_A_MONTH),
            "function.requests": resumes,
            "function.duration": resumes * up_to_whole(self.resume_ms) / 1000 * function.memory_mb / 1024,
        }

    def assumptions(self) -> list[str]:
        """AWS's printed example and its own toolkit disagree (rule C-04)."""
        return [f"A GB of durable data is {KB_A_GB[self.counted_in]:,} KB; AWS does not say so (switch: counted_in)."]
