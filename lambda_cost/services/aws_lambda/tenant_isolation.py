"""Tenant isolation: so much for each environment that is created for a tenant, by its memory.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import TRAFFIC, Ge
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered


@dataclass(frozen=True, kw_only=True)
class TenantIsolation(Feature[N_co]):
    """Environments that serve one tenant only."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    environments: Annotated[N_co, Ge(0), TRAFFIC]
    """Environments created in the month, over all tenants."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """GB of the environments that are created (rule A-37)."""
        return {"environments": self.environments * function.memory_mb / 1024}

    def conflicts_with(self, function: Function[N_co], /) -> list[tuple[str, str]]:
        """Tenants share neither a snapshot nor environments that are kept ready (rule A-37)."""
        others = [feature.path for feature in function.features if feature.path in {"provisioned_concurrency", "snap_start"}]
        return [("", f"cannot be combined with {other}; remove one of them") for other in others]
