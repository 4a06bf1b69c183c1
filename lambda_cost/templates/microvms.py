"""MicroVMs in a draft: no template says how long they run, so that what they use is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.builder import Builder


def add_microvms(builder: Builder, name: str, least_mib: object, origin: Origin) -> None:
    """Add the MicroVMs of the image called *name*; the least memory of one, in MiB, is a hint (rule A-47)."""
    added = builder.add("microvms", name, {}, origin)
    hint = f" Each has {least_mib} MiB at least, and a processor for each 2,048 MiB." if least_mib is not None else ""
    builder.assume(f"microvms.{added}: snapshots and storage are taken as 0 until a usage file says them.{hint}")
