"""Who calls each function, and what follows for its requests.

A function that only schedules call has as many requests as they make.  An API without a cache whose
functions nothing else calls has as many requests as they have, so one number says both.  All other
requests are traffic, which no template knows.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost.templates import cron
from lambda_cost.templates.unresolved import resolved_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambda_cost.templates.builder import Builder


class Callers:
    """Collects who calls the functions of one draft; functions and APIs go by their names in it."""

    def __init__(self) -> None:
        """Begin with functions that nothing calls."""
        self._runs_a_day: dict[str, Fraction] = {}
        self._functions_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        """By API, the functions that it calls."""
        self._apis_of: defaultdict[str, set[str]] = defaultdict(set)
        """By function, the APIs that call it."""
        self._others_of: defaultdict[str, set[str]] = defaultdict(set)
        """By function, what calls it beside schedules and APIs."""
        self._shared_apis: set[str] = set()

    def add_schedule(self, functions: Iterable[str], expression: object, warn: Callable[[str], None]) -> None:
        """Add the schedule *expression* as a caller of *functions*; if it cannot be counted, *warn*."""
        try:
            runs = cron.times_a_day(resolved_text(expression))
        except ValueError as error:
            warn(f"has a schedule that {error}; the requests that it makes are not counted")
            self.add_other(functions, "a schedule")
            return
        for function in functions:
            self._runs_a_day[function] = self._runs_a_day.get(function, Fraction(0)) + runs

    def add_api(self, api: str, functions: Iterable[str]) -> None:
        """Add *api* as a caller of *functions*."""
        for function in functions:
            self._functions_of[api][function] = None
            self._apis_of[function].add(api)

    def add_shared_api(self, api: str) -> None:
        """Note that *api* also passes requests on to something else than functions of this draft."""
        self._shared_apis.add(api)

    def add_other(self, functions: Iterable[str], caller: str) -> None:
        """Add *caller*, `SQS` or `a URL`, as a caller of *functions*."""
        for function in functions:
            self._others_of[function].add(caller)

    def has_api(self, function: str) -> bool:
        """Whether an API calls *function*."""
        return function in self._apis_of

    def has_schedule(self, function: str) -> bool:
        """Whether a schedule calls *function*."""
        return function in self._runs_a_day

    def settle(self, builder: Builder) -> None:
        """Give functions the requests that schedules make, and APIs the functions whose requests they share."""
        for function, runs in self._runs_a_day.items():
            monthly = f"about {round(runs * cron.DAYS_A_YEAR / 12):,} a month"
            if function in self._apis_of or function in self._others_of:
                builder.assume(f"functions.{function}: {monthly} of its requests are made by its schedules.")
            else:
                builder.update("functions", function, {"requests": cron.rate_text(runs)})
                builder.assume(f"functions.{function}: all of its requests are made by its schedules, {monthly}.")
        apis: dict[str, Any] = builder.data.get("apis", {})
        for api, functions in self._functions_of.items():
            # a cache answers requests that no function sees, and of a WebSocket API's messages only some call one
            same = "cache" not in apis[api] and apis[api]["type"] != "websocket" and api not in self._shared_apis
            if same and all(self._is_called_only_by(api, function) for function in functions):
                builder.update("apis", api, {"functions": [*functions]})

    def _is_called_only_by(self, api: str, function: str) -> bool:
        return self._apis_of[function] == {api} and function not in self._others_of and function not in self._runs_a_day
