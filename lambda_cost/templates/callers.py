"""What calls each function, and what follows for its requests.

A function that only schedules call has as many requests as they fire.  An API without a cache, whose
functions nothing else calls, has theirs, so that one number says both.  All else only traffic knows.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from lambda_cost.errors import shown
from lambda_cost.templates import cron

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Origin
    from lambda_cost.templates.builder import Builder


class Triggers:
    """Collects what calls the functions of one draft, by their names in it."""

    def __init__(self) -> None:
        """Begin with functions that nothing calls."""
        self.scheduled: dict[str, list[Fraction]] = defaultdict(list)
        self.apis: dict[str, dict[str, None]] = defaultdict(dict)
        """By API, the functions that it calls."""
        self.callers: dict[str, set[str]] = defaultdict(set)
        """By function, what calls it beside schedules: an API by name, or a word."""
        self.unlinked: set[str] = set()
        """APIs that call something else too."""

    def schedule(self, function: str, expression: object, builder: Builder, origin: Origin) -> None:
        """The schedule *expression* calls *function*; one that cannot be counted is warned about."""
        try:
            if not isinstance(expression, str):
                message = f"is {shown(expression)}, which is not known yet"
                raise ValueError(message)  # noqa: TRY004, TRY301 - said as any other that cannot be counted
            count = cron.times_a_day(expression)
        except ValueError as error:
            builder.warn(f"has a schedule that {error}; its requests are not counted", origin)
            self.other(function, "a schedule")
        else:
            self.scheduled[function].append(count)

    def api(self, api: str, function: str) -> None:
        """The API called *api* calls *function*."""
        self.apis[api][function] = None
        self.callers[function].add(api)

    def unlink(self, api: str) -> None:
        """The API called *api* calls what is no function here, too."""
        self.unlinked.add(api)

    def other(self, function: str, what: str) -> None:
        """*what* calls *function*: `SQS`, `a URL`."""
        self.callers[function].add(f" {what}")

    def settle(self, builder: Builder) -> None:
        """Say in *builder* what is known of requests, and which API takes them from which functions."""
        functions = builder.data.get("functions", {})
        for name, counts in self.scheduled.items():
            total = sum(counts, Fraction(0))
            if self.callers.get(name):
                builder.note(f"functions.{name}: its schedules are {_shown(total)} of its requests.")
            else:
                builder.set("functions", name, {"requests": cron.rate_text(total)})
                builder.note(f"functions.{name}: its requests are those of its schedules, {_shown(total)}.")
        for api, called in self.apis.items():
            names = list(called)
            alone = all(self.callers[name] == {api} and name not in self.scheduled for name in names)
            # a cache answers calls that no function sees
            cached = "cache" in builder.data["apis"][api]
            if alone and not cached and api not in self.unlinked and all(name in functions for name in names):
                builder.set("apis", api, {"functions": names})


def _shown(per_day: Fraction) -> str:
    return f"about {round(per_day * cron.DAYS_A_YEAR / 12):,} in a month"
