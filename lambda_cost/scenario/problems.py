"""What is wrong with a scenario that is put together in Python, collected to be said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.scenario.defaults import TRAFFIC
from lambda_cost.services.described import Resource

if TYPE_CHECKING:
    from collections.abc import Callable


class Problems:
    """Collects the problems of a scenario's own fields."""

    def __init__(self) -> None:
        """Begin with none."""
        self.collected: list[Problem] = []

    def add(self, field: str, message: str) -> None:
        """Add the problem that *says* what is wrong with *field*."""
        self.collected.append(Problem(field, message))

    def checked(self, field: str, check: Callable[[Any], Any], value: Any) -> Any:
        """What *check* makes of *value*; None if there is none or, with a problem, if it is not allowed."""
        try:
            return None if value is None else check(value)
        except ValueError as error:
            return self.add(field, str(error))

    def resources(self, arguments: dict[str, Any]) -> tuple[Resource[Any], ...]:
        """The resources in *arguments*; anything else in them, or a resource of another section, is a problem."""
        resources: list[Resource[Any]] = []
        for argument, given in arguments.items():
            for item in [*given] if hasattr(given, "__iter__") and not hasattr(given, "keys") else [given]:
                section = _section_of(item)
                if section is not None and argument in {"resources", section}:
                    resources.append(item)
                    if profile := getattr(item, TRAFFIC, ""):
                        words = "which is no profile; allowed: one that stands under traffic, in a file or dict"
                        self.add(f"{item.path}.{TRAFFIC}", f"is {shown(profile)}, {words}")
                else:
                    what = "resources" if argument == "resources" else f"resources of {argument}"
                    self.add(argument, f"has {shown(item)}; allowed: a list of {what}")
        return tuple(resources)

    def raise_any(self) -> None:
        """Do nothing if there are none.

        Raises:
            ScenarioError: with all of them.
        """
        if self.collected:
            raise ScenarioError(self.collected)


def _section_of(item: object) -> str | None:
    """The section of a resource; None if *item* is none."""
    return item.section if isinstance(item, Resource) else None
