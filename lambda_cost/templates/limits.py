"""How much work one import may ask for, however its file is written."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_cost.errors import Problem, ScenarioError

MAX_STEPS = 1_000_000
"""Values that may be evaluated."""
MAX_CHARACTERS = 32 * 1024 * 1024
"""Characters that functions of a template may put together."""


@dataclass
class WorkLimit:
    """How much work is left."""

    steps: int = MAX_STEPS
    """Values that may still be evaluated."""
    characters: int = MAX_CHARACTERS
    """Characters that may still be put together."""

    def spend(self, steps: int, characters: int, file: str) -> None:
        """Count *steps* and *characters* that *file* asks for.

        Raises:
            ScenarioError: if it asks for more than is left.
        """
        self.steps -= steps
        self.characters -= characters
        if self.steps < 0 or self.characters < 0:
            message = f"asks for more than {MAX_STEPS:,} steps or {MAX_CHARACTERS:,} characters of its functions"
            raise ScenarioError([Problem("", message, file)])
