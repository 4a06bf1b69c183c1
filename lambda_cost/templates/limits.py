"""What one import may take: no file, nor all that it leads to, can ask for more than that."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_cost.errors import Problem, ScenarioError

MOST_STEPS = 1_000_000
"""Values that may be evaluated."""
MOST_CHARACTERS = 32 * 1024 * 1024
"""Characters that functions of a template may put together."""


@dataclass
class Budget:
    """What is left."""

    steps: int = MOST_STEPS
    """Values that may still be evaluated."""
    characters: int = MOST_CHARACTERS
    """Characters that may still be put together."""

    def spend(self, steps: int, characters: int, file: str) -> None:
        """Take *steps* and *characters* off it, for *file*.

        Raises:
            ScenarioError: if nothing is left.
        """
        self.steps -= steps
        self.characters -= characters
        if self.steps < 0 or self.characters < 0:
            says = f"asks for more than {MOST_STEPS:,} steps or {MOST_CHARACTERS:,} characters of its functions"
            raise ScenarioError([Problem("", says, file)])
