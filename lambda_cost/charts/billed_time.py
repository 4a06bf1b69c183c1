"""How long requests were billed for: how many of each time, cold starts apart."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.spec import legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.reports.observed import sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.usage.observing.observed import Observed

HEIGHT, LEGEND_COLUMN, MAX_BARS = 320, 170, 60
WARM, COLD = "warm", "cold starts"


def billed_time(observed: Observed, function: str = "") -> Chart:
    """The billed times of *observed*, or of one *function* of it, as a histogram.

    Raises:
        LambdaCostError: if no billed time of it is known.
    """
    counted = {WARM: Counter[int](), COLD: Counter[int]()}
    for each in observed.functions:
        if function in {"", each.name}:
            counted[WARM].update(each.warm_ms)
            counted[COLD].update(each.cold_ms)
    if not any(counted.values()):
        raise LambdaCostError(f"no billed time of {function or 'any function'} is known")
    table = sheet(observed)._replace(title=f"Billed time{f' of {function}' if function else ''}")
    return Chart("billed_time", table, partial(_draw, counted, table))


def _draw(counted: dict[str, Counter[int]], table: Sheet, width: int, look: Look) -> Spec:
    times = [time for counts in counted.values() for time in counts]
    least = -(-(max(times) - min(times) + 1) // MAX_BARS)
    step = next(step for power in range(len(str(least)) + 1) for by in (1, 2, 5) if (step := by * 10**power) >= least)
    bars: Counter[tuple[int, str]] = Counter()
    for kind, counts in counted.items():
        for time, count in counts.items():
            bars[time // step * step, kind] += count
    rows = [
        {"from": time, "to": time + step, "kind": kind, "count": count, "tooltip": f"from {time:,} ms: {count:,} {kind}"}
        for (time, kind), count in sorted(bars.items())
    ]
    colours = legend("kind", [WARM, COLD], look, width, LEGEND_COLUMN)
    channels: Spec = {
        "x": spec.number_axis("from", "Billed time (ms)", {}) | {"bin": "binned"},
        "x2": {"field": "to"},
        "y": spec.number_axis("count", "Requests", {}),
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    layer = spec.layer(rows, {"type": "bar", "stroke": look.surface, "strokeWidth": 1}, channels)
    return spec.finish([layer], table, width=width, height=HEIGHT + colours.height, look=look)
