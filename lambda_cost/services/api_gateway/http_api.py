"""An HTTP API: requests in blocks of 512 KB.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, up_to_whole
from lambda_cost.services.described import NOT_GIVEN, ZERO, Metered, Resource

BLOCK_KB = 512


@dataclass(frozen=True, kw_only=True)
class HttpApi(Resource[N_co]):
    """One HTTP API and the requests it takes in a month."""

    section: ClassVar[str] = "apis"
    kind: ClassVar[str] = "http"

    requests: Annotated[N_co, Ge(0), TRAFFIC] = NOT_GIVEN
    """API calls in the month; by default those of its functions."""
    traffic: str = ""
    """In a scenario file, the profile of its `traffic` that gives the requests."""
    request_kb: Annotated[N_co, Ge(0), Le(10_240), PER_UNIT] = ZERO
    """Size of one request."""
    response_kb: Annotated[N_co, Ge(0), Le(10_240), PER_UNIT] = ZERO
    """Size of one response."""
    sized_by: Literal["larger", "request", "sum"] = "larger"
    """Which size counts: the larger of request and response, the request alone, or both together."""
    functions: tuple[str, ...] = ()
    """The functions that it calls, by name."""

    @property
    def size_kb(self) -> N_co:
        """The size of one call that is metered (rule B-01b)."""
        sizes: dict[str, N_co] = {
            "larger": at_least(self.request_kb, self.response_kb),
            "request": self.request_kb,
            "sum": self.request_kb + self.response_kb,
        }
        return sizes[self.sized_by]

    def meter(self) -> Metered[N_co]:
        """Each 512 KB of a call, or part of it, is one request (rule B-01)."""
        return {"requests": self.requests * at_least(up_to_whole(self.size_kb / BLOCK_KB), 1)}

    def assumptions(self) -> list[str]:
        """AWS publishes an example of a large request and none of a large response (rule B-01b)."""
        what = {
            "larger": "the larger of request and response",
            "request": "the request",
            "sum": "request and response together",
        }
        unsaid = "AWS does not say whether the response counts (switch: sized_by)"
        return [f"An HTTP API request is metered by each 512 KB of {what[self.sized_by]}; {unsaid}."]
