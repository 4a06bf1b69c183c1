"""A function as it is configured, and the pollers of an event source mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(slots=True)
class Configured:
    """One function as it is configured."""

    memory_mb: int | None = None
    """Memory; None if that was not listed."""
    architecture: str = ""
    """`x86_64` or `arm64`; empty if that was not listed."""
    environments: dict[str, int] = field(default_factory=dict[str, int])
    """Provisioned environments that are asked for, by alias or version."""
    is_streamed: bool = False
    """Whether a function URL streams its responses."""


class Poller(NamedTuple):
    """The pollers of one event source mapping in provisioned mode."""

    name: str
    """The function that they call, and what they poll."""
    source: str
    """`kafka` or `sqs`."""
    least: Decimal | None
    """Pollers at least."""
    most: Decimal | None
    """Pollers at most."""
