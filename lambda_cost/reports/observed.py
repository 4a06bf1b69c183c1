"""What really ran, as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import divided
from lambda_cost.reports.sheet import Column, Row, Sheet
from lambda_cost.usage.observing.entry import zoned

if TYPE_CHECKING:
    from fractions import Fraction

    from lambda_cost.usage.observing.entry import ObservedApi, ObservedFunction
    from lambda_cost.usage.observing.observed import Observed

COLUMNS = (
    Column("name", "Function or API"),
    Column("memory_mb", "MB", "quantity"),
    Column("requests", "Requests", "quantity"),
    Column("billed_ms", "Billed ms", "quantity", "data"),
    Column("mean_billed_ms", "Mean billed ms", "quantity"),
    Column("mean_duration_ms", "Mean ms", "quantity"),
    Column("cold_share", "Cold", "percent"),
    Column("mean_init_ms", "Init ms", "quantity"),
    Column("timeouts", "Timeouts", "quantity"),
    Column("errors", "Errors", "quantity"),
    Column("from", "From", "text", "data"),
    Column("to", "To", "text", "data"),
)


def sheet(observed: Observed) -> Sheet:
    """*observed* as a table."""
    days = observed.days
    window = f"{days[0]} to {days[-1]}, UTC" if days else "no times"
    skipped = tuple(f"{count:,}: {reason}" for reason, count in observed.skipped.items())
    rows = (*map(_function, observed.functions), *map(_api, observed.apis))
    return Sheet(
        schema="observed/1",
        title="What ran",
        subtitle=window,
        columns=COLUMNS,
        rows=rows,
        notes=(
            ("Warnings", observed.warnings),
            ("Unknown", tuple(_unknown(observed))),
            ("Lines and events that are no requests", skipped),
        ),
        document=observed.to_dict(),
    )


def _function(function: ObservedFunction) -> Row:
    means = (function.mean_billed_ms, function.mean_duration_ms, function.cold_share, function.mean_init_ms)
    numbers = (
        function.memory_mb,
        function.requests,
        function.billed_ms,
        *map(_decimal, means),
        function.timeouts,
        function.errors,
    )
    return Row((function.name, *map(_number, numbers), zoned(function.first), zoned(function.last)))


def _api(api: ObservedApi) -> Row:
    count = api.messages if api.type == "websocket" else api.requests
    nothing = [None] * (len(COLUMNS) - 5)
    return Row(
        (f"{api.name} ({api.type or 'API'}), at most", None, _number(count), *nothing, zoned(api.first), zoned(api.last))
    )


def _unknown(observed: Observed) -> list[str]:
    """Why numbers are unknown, those of one reason together."""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    everything: tuple[ObservedFunction | ObservedApi, ...] = (*observed.functions, *observed.apis)
    for item in everything:
        for name, reason in item.unknown.items():
            reasons.setdefault((item.name, reason), {})[name] = None
    return [f"{name}: {', '.join(keys)}: {reason}" for (name, reason), keys in reasons.items()]


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _decimal(mean: Fraction | None) -> Any:
    return None if mean is None else divided(Decimal(mean.numerator), Decimal(mean.denominator))
