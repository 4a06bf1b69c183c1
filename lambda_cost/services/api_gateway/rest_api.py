"""A REST API: calls, whatever their size.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import NOT_GIVEN, ZERO, Metered, Resource


@dataclass(frozen=True, kw_only=True)
class RestApi(Resource[N_co]):
    """One REST API and the calls it takes in a month."""

    section: ClassVar[str] = "apis"
    kind: ClassVar[str] = "rest"

    requests: Annotated[N_co, Ge(0), TRAFFIC] = NOT_GIVEN
    """API calls in the month; by default those of its functions."""
    traffic: str = ""
    """In a scenario file, the profile of its `traffic` that gives the requests."""
    request_kb: Annotated[N_co, Ge(0), Le(10_240), PER_UNIT] = ZERO
    """Size of one request; a REST API does not charge by it."""
    response_kb: Annotated[N_co, Ge(0), Le(10_240), PER_UNIT] = ZERO
    """Size of one response; a REST API does not charge by it."""
    functions: tuple[str, ...] = ()
    """The functions that it calls, by name."""

    def meter(self) -> Metered[N_co]:
        """One call is one request, of any size up to 10 MB (rule B-02)."""
        return {"requests": self.requests}
