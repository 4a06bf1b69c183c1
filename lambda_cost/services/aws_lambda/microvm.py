"""MicroVMs: virtual processors and memory by the second, and snapshots.

Reference: https://aws.amazon.com/lambda/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import TRAFFIC, Ge
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.described import ZERO, Metered, Resource


@dataclass(frozen=True, kw_only=True)
class Microvm(Resource[N_co]):
    """What a group of MicroVMs uses in a month, added up over all of them."""

    section: ClassVar[str] = "microvms"

    vcpu_seconds: Annotated[N_co, Ge(0), TRAFFIC]
    """Processors by seconds: the baseline while running, and what is used above it."""
    memory_gb_seconds: Annotated[N_co, Ge(0), TRAFFIC]
    """GB of memory by seconds: the baseline while running, and what is used above it."""
    snapshot_read_gb: Annotated[N_co, Ge(0), TRAFFIC] = ZERO
    """GB of snapshots that launches and resumes read."""
    snapshot_write_gb: Annotated[N_co, Ge(0), TRAFFIC] = ZERO
    """GB of snapshots that suspends write."""
    storage_gb_months: Annotated[N_co, Ge(0), TRAFFIC] = ZERO
    """GB of images and suspended MicroVMs, by months of 720 hours; an image counts a week at least."""

    def meter(self) -> Metered[N_co]:
        """As described: AWS counts every second, idle ones too (rule A-47)."""
        return {
            "vcpu": self.vcpu_seconds,
            "memory": self.memory_gb_seconds,
            "snapshot_read": self.snapshot_read_gb,
            "snapshot_write": self.snapshot_write_gb,
            "storage": self.storage_gb_months,
        }
