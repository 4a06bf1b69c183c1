"""What was observed as a usage file: numbers for functions and APIs, each with its source, and a reason for what is unknown."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.text import count_in_words
from lambda_cost.strict_yaml import Document, yaml_text
from lambda_cost.usage.entries import read_entries
from lambda_cost.usage.observing.as_features import TODAY, Number, decimal_of, features_of, pollers_of, whole_of
from lambda_cost.usage.observing.configured import Configured
from lambda_cost.usage.observing.windows import Window, window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.usage.entries import Entry
    from lambda_cost.usage.observing.entry import Found, ObservedApi, ObservedFunction

INDENT = "  "


class UsageOfResource(NamedTuple):
    """One resource of the file."""

    path: tuple[str, str]
    """Its section and name."""
    comment: str
    """Its sources and window."""
    fields: dict[tuple[str, ...], Number]
    """Its numbers by key, those of features by two."""


class UsageFile(NamedTuple):
    """A usage file before it is written."""

    comments: tuple[str, ...]
    """What stands above all."""
    resources: tuple[UsageOfResource, ...]

    @property
    def data(self) -> dict[str, Any]:
        """The file as a document, without what is unknown."""
        data: dict[str, Any] = {}
        for resource in self.resources:
            fields = data.setdefault(resource.path[0], {}).setdefault(resource.path[1], {})
            for keys, number in resource.fields.items():
                if number.value is not None:
                    inner = fields
                    for key in keys[:-1]:
                        inner = inner.setdefault(key, {})
                    inner[keys[-1]] = number.value
        return data

    def entries(self) -> tuple[Entry, ...]:
        """The same as entries of a usage file."""
        return read_entries(Document(self.data, "observed usage"))

    def text(self) -> str:
        """The file as YAML, with comments."""
        lines = [f"# {comment}" for comment in self.comments]
        by_section: defaultdict[str, list[UsageOfResource]] = defaultdict(list)
        for resource in self.resources:
            by_section[resource.path[0]].append(resource)
        for section, resources in by_section.items():
            lines.append(f"{section}:")
            for resource in resources:
                lines += _lines(resource)
        return "\n".join(lines if by_section else [*lines, "{}"]) + "\n"


def usage_file(observed: Found, *, what_if: bool = False, extrapolate: bool = False, month: str = "") -> UsageFile:
    """The usage file of *observed*; see `Observed.to_usage`.

    Raises:
        ScenarioError: if it cannot be scaled.
    """
    window = window_of(observed, month) if extrapolate else None
    comments = ["Observed by lambda-cost observe; times are in UTC."]
    comments += (
        [f"Requests are {window.text}.", *window.warnings] if window else ["Requests are those of the window, not of a month."]
    )
    comments += observed.warnings
    resources: list[UsageOfResource] = []
    for function in observed.functions:
        metrics, requests = _metrics_of(function, observed), count_in_words(function.requests or 0, "request")
        if function.memory_mb is None and any(
            other.name == function.name.partition(":")[0] != function.name for other in observed.functions
        ):
            comments.append(f"Not in it: {requests} of {function.name}, which are in those of the function.")
        elif function.memory_mb is None and _logged(function, observed) and metrics is not function:
            reason = function.unknown.get("memory_mb") or function.unknown.get("billed_ms", "")
            comments.append(f"Not in it: {requests} of {function.name} without a memory size: {reason}.")
        elif function.memory_mb is not None or not _logged(function, observed):
            resources.append(_function(function, observed, metrics, window, what_if=what_if))
    pollers = [UsageOfResource(("event_pollers", poller.name), TODAY, pollers_of(poller)) for poller in observed.pollers]
    return UsageFile(tuple(comments), (*resources, *(_api(api, window) for api in observed.apis), *pollers))


def _logged(function: ObservedFunction, observed: Found) -> list[ObservedFunction]:
    """What logs tell of *function*, by memory size."""
    return [
        observed_function
        for observed_function in observed.functions
        if observed_function.name == function.name and observed_function.memory_mb is not None
    ]


def _key(function: ObservedFunction, observed: Found) -> str:
    """What *function* is called in the file: with its memory size if there are several."""
    return f"{function.name}@{function.memory_mb}" if len(_logged(function, observed)) > 1 else function.name


def _metrics_of(function: ObservedFunction, observed: Found) -> ObservedFunction | None:
    """What metrics tell of *function*, if logs tell of one memory size (rule O-13)."""
    others = [
        observed_function
        for observed_function in observed.functions
        if observed_function.name == function.name and observed_function.memory_mb is None
    ]
    return others[0] if others and len(_logged(function, observed)) == 1 and others[0].requests is not None else None


def _function(
    function: ObservedFunction,
    observed: Found,
    metrics: ObservedFunction | None,
    window: Window | None,
    *,
    what_if: bool,
) -> UsageOfResource:
    counted = metrics or function
    fields: dict[tuple[str, ...], Number] = {("requests",): _requests(counted, window)}
    if what_if or function.billed_ms is None:
        fields |= _handler_time(function, observed.packaging)
    else:
        total = f"{function.billed_today_ms:,} ms in {count_in_words(function.requests or 0, 'request')}"
        printed = (
            ""
            if function.billed_today_ms == function.billed_ms
            else f"; printed: {function.billed_ms:,} ms, by the rules of its day"
        )
        fields["billed_duration_ms",] = Number(
            decimal_of(function.mean_billed_ms), f"mean with init and restore: {total}{printed}"
        )
    configured = observed.configured.get(function.name, Configured())
    if function.memory_mb is None and configured.memory_mb is not None:
        fields["memory_mb",] = Number(Decimal(configured.memory_mb), TODAY)
    elif function.memory_mb is None:
        fields["memory_mb",] = Number(None, function.unknown.get("memory_mb", "no source tells"))
    else:
        fields["memory_mb",] = Number(Decimal(function.memory_mb), "")
    if configured.architecture:
        fields["architecture",] = Number(configured.architecture, TODAY)
    scale = Fraction(1) if window is None or not counted.requests else window.scaled(counted.days) / counted.requests
    fields |= dict(features_of(function, counted, configured, scale, what_if=what_if))
    return UsageOfResource(("functions", _key(function, observed)), _origin(function, metrics), fields)


def _requests(resource: ObservedFunction | ObservedApi, window: Window | None) -> Number:
    """The requests of a month, or of the window."""
    if resource.requests is None:
        return Number(None, resource.unknown.get("requests", ""))
    if window is None:
        return Number(Decimal(resource.requests), "")
    return Number(whole_of(window.scaled(resource.days)), f"{resource.requests:,} were seen")


def _handler_time(function: ObservedFunction, packaging: str) -> Iterator[tuple[tuple[str, ...], Number]]:
    """Time without init, and cold starts beside it (rules O-04, O-05)."""
    mean = function.mean_duration_ms
    took = (
        f"mean of the handler: {function.duration_ms_sum:,} ms in {count_in_words(function.requests or 0, 'request')}"
        if mean is not None
        else ""
    )
    yield ("duration_ms",), Number(decimal_of(mean), took or function.unknown.get("duration_ms_sum", "there were no requests"))
    if function.restores or function.cold_starts == 0:
        return
    for name, value, reason in (
        ("share", function.cold_share, "cold_starts"),
        ("init_ms", function.mean_init_ms, "init_ms_sum"),
    ):
        words = (
            f"{function.cold_starts:,} cold starts"
            if value is not None
            else function.unknown.get(reason, "there were no requests")
        )
        yield ("cold_starts", name), Number(decimal_of(value), words)
    if packaging != "zip":
        yield ("cold_starts", "packaging"), Number(packaging, "")


def _api(api: ObservedApi, window: Window | None) -> UsageOfResource:
    """An API: its metrics count at least what is billed."""
    fields: dict[tuple[str, ...], Number] = {
        ("type",): Number(api.type or None, "" if api.type else "rest or http: its metrics fit both")
    }
    if api.type == "websocket":
        scaled = (
            None if api.messages is None else Decimal(api.messages) if window is None else whole_of(window.scaled(api.days))
        )
        fields["messages",] = Number(scaled, api.unknown.get("messages", "at most"))
        fields["connection_minutes",] = Number(None, api.unknown["connection_minutes"])
    else:
        requests = _requests(api, window)
        fields["requests",] = requests._replace(comment="; ".join(filter(None, (requests.comment, api.unknown["requests"]))))
    return UsageOfResource(("apis", api.name), _between(api.first, api.last, api.sources), fields)


def _origin(function: ObservedFunction, metrics: ObservedFunction | None) -> str:
    words = _between(function.first, function.last, function.sources)
    return f"{words}; requests: {_between(metrics.first, metrics.last, metrics.sources)}" if metrics else words


def _between(first: str, last: str, sources: tuple[str, ...]) -> str:
    """Sources and window, in words."""
    listed = f"{sources[0]} and {len(sources) - 1:,} more" if len(sources) > 1 else "".join(sources)
    return f"{listed}, {first[:16]} to {last[:16]}" if last else f"{listed}, without times"


def _lines(resource: UsageOfResource) -> Iterator[str]:
    """The lines of *resource*; what is unknown is a comment."""
    yield f"{INDENT}{yaml_text(resource.path[1])}:  # {resource.comment}"
    features: set[str] = set()
    for keys, (value, comment) in resource.fields.items():
        feature, name = ".".join(keys[:-1]), keys[-1]
        is_open = any(number.value is not None for other, number in resource.fields.items() if other[:-1] == keys[:-1])
        if feature and is_open and feature not in features:
            features.add(feature)
            yield f"{INDENT * 2}{feature}:"
        line = f"{name if is_open else '.'.join(keys)}: {'unknown' if value is None else yaml_text(value)}"
        indent = INDENT * (3 if feature and is_open else 2)
        yield f"{indent}{'# ' if value is None else ''}{line}{'  # ' if comment else ''}{comment}"
