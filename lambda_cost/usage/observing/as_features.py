"""What functions do spilled_text their requests, as numbers of a usage file, and the pollers that call them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from lambda_cost.numbers.quantity import divided, trimmed
from lambda_cost.services.aws_lambda.event_poller import MIN_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.usage.observing.configured import Configured, Poller
    from lambda_cost.usage.observing.entry import ObservedFunction

KB = 1024
TODAY = "as it is configured today"


class Number(NamedTuple):
    """One value of the file."""

    value: Any
    """A decimal or text; None if it is unknown."""
    comment: str
    """Where it is from, or why it is unknown."""


Keys: TypeAlias = tuple[str, ...]
"""Where a number stands in its resource: its key, or feature and key."""


def features_of(
    function: ObservedFunction, counted: ObservedFunction, configured: Configured, scale: Fraction, *, what_if: bool
) -> Iterator[tuple[Keys, Number]]:
    """The features of a function.

    Args:
        function: what its logs tell, or its metrics if there are none.
        counted: what tells its requests.
        configured: what is configured.
        scale: what requests of the window become in the file.
        what_if: whether time is that of the handler.
    """
    if function.restores:
        restores = Number(whole_of(function.restores * scale), f"{function.restores:,} were seen; the runtime is not")
        yield ("snap_start", "restores"), restores
        if what_if:
            yield (
                ("snap_start", "restore_ms"),
                Number(decimal_of(Fraction(function.billed_restore_ms or 0, function.restores)), "mean"),
            )
    yield from _provisioned(counted, configured, scale)
    yield from _logs(function, counted)
    if function.response_bytes is not None and function.requests:
        mean = decimal_of(Fraction(function.response_bytes, function.requests * KB * KB))
        if configured.is_streamed:
            yield ("response_streaming", "mb"), Number(mean, f"{function.response_bytes:,} bytes; its function URL streams")
        else:
            words = f"{mean} if responses are streamed: {function.response_bytes:,} bytes in all"
            yield ("response_streaming", "mb"), Number(None, words)
    elif configured.is_streamed:
        yield ("response_streaming", "mb"), Number(None, "its function URL streams; sizes of responses are in no metric")


def _provisioned(counted: ObservedFunction, configured: Configured, scale: Fraction) -> Iterator[tuple[Keys, Number]]:
    """Provisioned concurrency: its requests are metrics, its environments are configuration (rule O-07)."""
    served, environments = counted.provisioned_requests, configured.environments
    if not served and not any(environments.values()):
        return
    name, spilled = "provisioned_concurrency", counted.spilled_over_requests
    if served is None:
        yield (name, "requests"), Number(None, counted.unknown.get("provisioned_requests", "no metric was read"))
    else:
        spilled_text = "" if spilled is None else f"; {spilled:,} spilled over"
        yield (name, "requests"), Number(whole_of(served * scale), f"{served:,} were seen{spilled_text}")
    yield (name, "others"), Number(("spilled_over" if spilled else "outside") if spilled is not None else None, "")
    if environments:
        listed = ", ".join(f"{count:,} of {qualifier or 'the function'}" for qualifier, count in environments.items())
        yield (name, "environments"), Number(Decimal(sum(environments.values())), f"{TODAY}: {listed}")
    else:
        yield (name, "environments"), Number(None, "is configuration, not a metric (rule O-07)")


def _logs(function: ObservedFunction, counted: ObservedFunction) -> Iterator[tuple[Keys, Number]]:
    """Log bytes of a request, from events or, if those are not at hand, from what the log group took in (rule O-11)."""
    if function.log_bytes is not None and function.platform_log_bytes is not None and function.requests:
        for name, total, words in (
            ("kb", function.log_bytes, "own lines"),
            ("system_kb", function.platform_log_bytes, "Lambda's lines"),
        ):
            mean = decimal_of(Fraction(total, function.requests * KB))
            yield ("logs", name), Number(mean, f"{words}: {total:,} bytes, including 26 for each event")
    elif counted.ingested_log_bytes is not None and counted.requests:
        mean = decimal_of(Fraction(counted.ingested_log_bytes, counted.requests * KB))
        yield ("logs", "kb"), Number(mean, f"{counted.ingested_log_bytes:,} bytes by IncomingBytes, Lambda's lines with them")
        yield ("logs", "system_kb"), Number(Decimal(0), "in kb already")
    elif counted.ingested_log_bytes:
        words = "requests are not known" if counted.requests is None else "there were no requests"
        yield ("logs", "kb"), Number(None, f"{counted.ingested_log_bytes:,} bytes by IncomingBytes; {words}")


def pollers_of(poller: Poller) -> dict[Keys, Number]:
    """The fields of *poller*: units where their number is fixed, else unknown, since they scale with traffic (rule A-39)."""
    least = Decimal(MIN_UNITS[poller.source]) if poller.least is None else poller.least
    between = f"{least:f} to {'any number of' if poller.most is None else f'{poller.most:f}'} pollers"
    if poller.source == "sqs" and least == poller.most:
        units = Number(least, "pollers, at least and at most")
    else:
        words = "of which a unit has several" if poller.source == "kafka" else "which scale with traffic"
        units = Number(None, f"{between}, {words}: the mean is in no metric")
    return {("source",): Number(poller.source, ""), ("units",): units}


def decimal_of(mean: Fraction | None) -> Decimal | None:
    """*mean* to twelve decimal places."""
    return None if mean is None else trimmed(divided(Decimal(mean.numerator), Decimal(mean.denominator)))


def whole_of(number: Fraction) -> Decimal:
    """*number* to the nearest whole one."""
    return Decimal(int(number + Fraction(1, 2)))
