"""Resources that follow a profile of `traffic:`: their requests, and environments kept ready for one of its windows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from lambda_cost import services
from lambda_cost.document import LIKELY
from lambda_cost.errors import did_you_mean, shown
from lambda_cost.numbers.quantity import at_most, constant, divided, exactly, is_exact, up_to_whole
from lambda_cost.numbers.text import quantity
from lambda_cost.scenario.defaults import TRAFFIC, WINDOW
from lambda_cost.scenario.traffic import COUNTED_OUT, Calendar, TrafficWindow, WindowOfMonth, overlaps, windows_of_month
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import fields_by_name
from lambda_cost.services.runs import add_up_runs, all_runs, with_outcomes
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lambda_cost.document import Document, Path
    from lambda_cost.services.described import Described
    from lambda_cost.services.runs import Runs

READY = "provisioned_concurrency"
EXAMPLE = "windows such as day: {days: mon-fri, hours: 8-18, rate: 25/s}"


class ScenarioReader(Protocol):
    """What reads a scenario, and collects what is wrong in it."""

    document: Document
    calendar: Calendar | None

    def described(self, path: Path, cls: type[Described[Any]], given: Any, **own: Any) -> Any:
        """The *cls* that *given* describes; None, with problems, if something is wrong."""
        ...

    def described_or_none(self, path: Path, cls: type[Described[Any]], given: Any, **own: Any) -> Any:
        """The same without problems."""
        ...

    def add(self, path: Path, message: str) -> None:
        """Add a problem."""
        ...


class ProfileExpander:
    """The data of a scenario in which resources that name a profile have the requests that follow from it."""

    def __init__(self, reader: ScenarioReader) -> None:
        """Fill in what the document of *reader* leaves to its profiles; it is told what is wrong with them."""
        self._reader, self._changes = reader, reader.document.changes
        data: dict[str, Any] = reader.document.data
        self.assumptions: list[str] = []
        """What was counted out, a sentence for each resource."""
        self._calendar = reader.calendar or Calendar.of(data)
        with exactly():
            self._profiles = self._read_profiles(data[TRAFFIC])
            self.data: dict[str, Any] = {key: self._section(key, items) for key, items in data.items() if key != TRAFFIC}
        """The document without profiles."""
        if self.assumptions:
            self.assumptions.insert(0, self._month())

    def _month(self) -> str:
        if self._calendar.weekdays:
            return f"{COUNTED_OUT} the weekdays of the month, in days of 24 hours."
        hours = quantity(self._calendar.hours)
        return f"{COUNTED_OUT} {hours} hours, in which each weekday is as frequent (switch: month)."

    def _read_profiles(self, profiles: Any) -> dict[str, dict[str, WindowOfMonth]]:
        """What each of *profiles* is in the month, by the names of its windows; nothing of one that is wrong."""
        if not is_mapping(profiles):
            self._reader.add((TRAFFIC,), f"is {shown(profiles)}; allowed: a mapping of names to profiles")
            return {}
        return {name: self._read_profile((TRAFFIC, name), windows) for name, windows in profiles.items()}

    def _read_profile(self, path: Path, given: Any) -> dict[str, WindowOfMonth]:
        if not is_mapping(given) or not given:
            self._reader.add(path, f"is {shown(given)}; allowed: {EXAMPLE}")
            return {}
        windows = [self._reader.described((*path, key), TrafficWindow, window, name=key) for key, window in given.items()]
        if None in windows:
            return {}
        wrong = overlaps(windows)
        for name, message in wrong:
            self._reader.add((*path, name), message)
        return {} if wrong else windows_of_month(windows, self._calendar)

    def _section(self, section: str, items: Any) -> Any:
        classes = services.section(section)
        if not classes or not is_mapping(items):
            return items
        return {
            name: self._resource((section, name), fields, classes.get("") or classes.get(str(fields.get("type"))))
            if is_mapping(fields) and fields.get(TRAFFIC) is not None
            else fields
            for name, fields in items.items()
        }

    def _resource(self, path: Path, given: dict[str, Any], cls: Any) -> dict[str, Any]:
        """What is *given* of a *cls* at *path* with the requests of its profile."""
        if cls is None or TRAFFIC not in fields_by_name(cls):
            return given
        profile = str(given[TRAFFIC])
        fields = {key: value for key, value in given.items() if key != TRAFFIC}
        windows = self._profiles.get(profile)
        if windows is None:
            self._reader.add((*path, TRAFFIC), f"is {shown(given[TRAFFIC])}; {did_you_mean(profile, self._profiles)}")
        is_given = fields.get("requests") is not None
        if is_given and not self._is_changed((*path, TRAFFIC)) and not self._is_changed((*path, "requests")):
            self._reader.add((*path, "requests"), f"cannot be given with {TRAFFIC}, which sets it; remove one of them")
        if not windows:
            return {key: value for key, value in fields.items() if key != READY}
        if not is_given or self._is_changed((*path, TRAFFIC)):
            fields["requests"] = sum((window.requests for window in windows.values()), Decimal(0))
            others = {key: value for key, value in fields.items() if key != READY}
            self._say_requests(path, profile, windows, self._attempt(path, others) if cls is Function else None)
        if is_mapping(fields.get(READY)) and fields[READY].get(WINDOW) is not None:
            fields[READY] = self._ready(path, fields, windows, profile)
        return fields

    def _ready(self, path: Path, fields: dict[str, Any], windows: dict[str, WindowOfMonth], profile: str) -> dict[str, Any]:
        """Provisioned concurrency of the function of *fields* at *path* that is ready in one of the *windows* of *profile*."""
        where = (*path, READY)
        given = {key: value for key, value in fields[READY].items() if value is not None}
        name = str(given.pop(WINDOW))
        window = windows.get(name)
        if window is None or window.hours is None:
            wrong = did_you_mean(name, windows) if window is None else "its stretches differ; allowed: one with days or hours"
            self._reader.add((*where, WINDOW), f"is {shown(name)}; {wrong}")
            return {"environments": 0, "requests": 0} | given
        follows = {"hours": window.hours, "windows": window.stretches, "requests": window.requests}
        for key in follows.keys() & given:
            if not self._is_changed((*where, key)):
                self._reader.add((*where, key), "cannot be given with window, which sets it; remove one of them")
        ready: dict[str, Any] = {"environments": 0} | follows | given
        function = self._attempt(path, fields | {READY: ready})
        if function is None:
            return ready
        feature = next(feature for feature in function.features if feature.path == READY)
        at_once = _concurrency(function, window, lambda rate: _served(function, feature.replace_unchecked(requests=rate)))
        if "environments" not in given:
            ready = {"others": "outside"} | ready | {"environments": up_to_whole(at_once)}
            self._say(path, f"is ready in window {name} of {profile} for all its requests", at_once)
        elif "requests" not in given:
            share: Any = at_most(divided(feature.environments, at_once), 1)
            ready["requests"] = share * window.requests
        return ready

    def _attempt(self, path: Path, fields: dict[str, Any]) -> Any:
        return self._reader.described_or_none(path, Function, fields, name=path[-1])

    def _say_requests(self, path: Path, profile: str, windows: dict[str, WindowOfMonth], function: Any) -> None:
        """Say what the *windows* of *profile* are for the resource at *path*, a *function* if that is known."""
        if not all(is_exact(window.per_second) for window in windows.values()):
            return  # a draw says nothing of itself
        peak = max(windows.values(), key=lambda window: window.per_second)
        requests = quantity(sum((window.requests for window in windows.values()), Decimal(0)))
        words = f"takes {requests} requests from traffic {profile}, at most {quantity(peak.per_second)}/s"
        at_once: Any = None
        if function is not None:
            at_once = _concurrency(function, peak, lambda rate: all_runs(function.replace_unchecked(requests=rate)))
        self._say(path, words, at_once)

    def _say(self, path: Path, words: str, at_once: Any) -> None:
        """Say *words* of the resource at *path*, and how many of its runs there are *at_once*, if that is known."""
        if is_exact(at_once):
            words += f": {quantity(at_once)} at once on the average (rate x time), more in bursts"
        self.assumptions.append(f"{'.'.join(path)} {words}.")

    def _is_changed(self, path: Path) -> bool:
        """Whether what stands at *path* was put there by somebody, such as `--set`, and is not the file's own."""
        return self._changes.get(path, LIKELY) != LIKELY


def _served(function: Any, feature: Any) -> list[Runs]:
    """The runs of *function* that *feature* serves."""
    return [runs for served in feature.served_runs(function) for runs in with_outcomes(function, served)]


def _concurrency(function: Any, window: WindowOfMonth, runs_of: Callable[[Any], Iterable[Runs]]) -> Any:
    """How many runs of *function* there are at once in *window*: the time of those that *runs_of* its requests a second are."""
    other = function.first_inexact()
    rate = constant(window.per_second, other) if other is not None and is_exact(window.per_second) else window.per_second
    return add_up_runs(runs_of(rate), lambda run: run.handler_ms) / 1000
