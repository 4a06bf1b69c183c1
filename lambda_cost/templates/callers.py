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

AT_DEPLOYMENT = 10
AT_DEPLOYMENT_MS = 3000
"""How often in a month, and how long, a function is taken to run that only deployments call."""


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
        self._at_deployment: set[str] = set()
        """Functions that run at deployment, and perhaps at other times."""
        self._functions_calling: defaultdict[str, set[str]] = defaultdict(set)
        """By function, the functions that may call it."""

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

    def add_deployment(self, functions: Iterable[str]) -> None:
        """Add what runs at deployment alone, such as a custom resource, as a caller of *functions*."""
        self._at_deployment |= {*functions}

    def add_function(self, caller: str, functions: Iterable[str]) -> None:
        """Add the function *caller* as one that may call *functions*, as it is told their names."""
        for function in functions:
            self._functions_calling[function].add(caller)

    def has_api(self, function: str) -> bool:
        """Whether an API calls *function*."""
        return function in self._apis_of

    def has_schedule(self, function: str) -> bool:
        """Whether a schedule calls *function*."""
        return function in self._runs_a_day

    def settle(self, builder: Builder) -> None:
        """Give functions the requests that schedules and deployments make, and APIs the functions whose requests they share."""
        self._settle_deployment(builder)
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

    def _settle_deployment(self, builder: Builder) -> None:
        """Functions that run at deployment alone have a few requests; all others may be called by those that call them."""
        called = {*self._others_of, *self._apis_of, *self._runs_a_day}
        waiting = [*(self._at_deployment - called)]
        alone: dict[str, None] = {}
        while waiting:
            function = waiting.pop()
            alone[function] = None
            for other, callers in self._functions_calling.items():
                if other not in alone and other not in called and callers <= {*alone, other}:
                    waiting.append(other)
        for function in sorted(alone):
            fields = builder.data["functions"][function]
            given = {"requests": AT_DEPLOYMENT, "duration_ms": AT_DEPLOYMENT_MS}
            builder.update("functions", function, {key: value for key, value in given.items() if key not in fields})
        if alone:
            builder.assume(
                f"What runs at deployment alone ({', '.join(sorted(alone))}) is taken to run {AT_DEPLOYMENT} times a month, "
                f"{AT_DEPLOYMENT_MS // 1000} seconds each."
            )
        for function, callers in self._functions_calling.items():
            if function not in alone and callers - {function}:
                self.add_other([function], "another function")

    def _is_called_only_by(self, api: str, function: str) -> bool:
        return self._apis_of[function] == {api} and function not in self._others_of and function not in self._runs_a_day
