"""A Lambda function on demand: requests, and the time they take.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le, MultipleOf
from lambda_cost.numbers.quantity import N_co, up_to_whole
from lambda_cost.services.described import NOT_GIVEN, Metered, Resource, known
from lambda_cost.services.runs import MAX_BILLED_MS, MAX_RUN_MS


@dataclass(frozen=True, kw_only=True)
class Function(Resource[N_co]):
    """One function and the work it does in a month."""

    section: ClassVar[str] = "functions"
    one_of: ClassVar[tuple[str, ...]] = ("duration_ms", "billed_duration_ms")

    requests: Annotated[N_co, Ge(0), TRAFFIC] = NOT_GIVEN
    """Invocations in the month."""
    traffic: str = ""
    """In a scenario file, the profile of its `traffic` that gives the requests."""
    duration_ms: Annotated[N_co, Ge(0), MAX_RUN_MS, PER_UNIT] = NOT_GIVEN
    """Time from the start of the handler to its return, for one request; rounded up as AWS does."""
    billed_duration_ms: Annotated[N_co, Ge(0), MAX_BILLED_MS, PER_UNIT] = NOT_GIVEN
    """Instead: the mean *billed* duration of a request, from logs; never rounded again."""
    memory_mb: Annotated[N_co, Ge(128), Le(10_240), MultipleOf(1), PER_UNIT]
    """Configured memory; AWS counts 1,024 MB to the GB."""
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    """The processor it runs on."""

    @property
    def billed_ms(self) -> N_co:
        """Billed time of one request: rounded up to the millisecond (rule A-02)."""
        return self.billed_duration_ms if known(self.billed_duration_ms) else up_to_whole(self.duration_ms)

    @property
    def handler_ms(self) -> N_co:
        """Time of one request before it is rounded; a billed duration is what it is."""
        return self.duration_ms if known(self.duration_ms) else self.billed_duration_ms

    @property
    def seconds(self) -> N_co:
        """Billed time of all requests."""
        seconds: N_co = self.requests * self.billed_ms / 1000
        return seconds

    def meter(self) -> Metered[N_co]:
        """Requests, and GB-seconds: time in seconds by memory in GB (rules A-01, A-05)."""
        return {
            "requests": self.requests,
            "duration": self.seconds * self.memory_mb / 1024,
        }

    def assumptions(self) -> list[str]:
        """A mean hides what rounding every request up adds (rule A-02)."""
        if not known(self.duration_ms):
            return []
        return [
            "Every request takes its duration_ms, rounded up to 1 ms; if that is a mean, AWS bills about 0.5 ms a request more."
        ]
