"""The free offers of AWS that a scenario may have taken off: the one list of their names."""

from __future__ import annotations

from typing import Literal, get_args

FreeTier = Literal["always", "first_year", "none"]
FREE_TIERS: tuple[FreeTier, ...] = get_args(FreeTier)
