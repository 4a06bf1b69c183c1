"""What ran, day by day: requests of each function."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from lambda_cost.charts import spec, theme
from lambda_cost.charts.chart import Chart
from lambda_cost.charts.labels import labels, others_last
from lambda_cost.charts.spec import legend
from lambda_cost.errors import LambdaCostError
from lambda_cost.reports.observed import sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.reports.sheet import Sheet
    from lambda_cost.usage.observing.observed import Observed

HEIGHT, LEGEND_COLUMN, MAX_DAYS_NAMED, MAX_DAYS = 320, 170, 14, 4000


def requests_by_day(observed: Observed) -> Chart:
    """The requests of *observed* by day and function.

    Raises:
        LambdaCostError: if no source has times.
    """
    if not any(function.days for function in observed.functions):
        raise LambdaCostError("there are no requests with times to draw")
    table = sheet(observed)._replace(title="Requests by day")
    return Chart("requests_by_day", table, partial(_draw, observed, table))


def _draw(observed: Observed, table: Sheet, width: int, look: Look) -> Spec:
    counted: Counter[tuple[str, str]] = Counter()
    sums: Counter[str] = Counter()
    for function in observed.functions:
        counted.update({(day, function.name): count for day, count in function.days.items()})
    for (_, name), count in counted.items():
        sums[name] += count
    names = labels(((name, Decimal(count)) for name, count in sums.items()), theme.MAX_KINDS)
    rows = [
        {"day": day, "function": names[name], "requests": count, "tooltip": f"{day}, {name}: {count:,} requests"}
        for (day, name), count in sorted(counted.items())
    ]
    first, last = (date.fromisoformat(end(day for day, _ in counted)) for end in (min, max))
    # days without anything are gaps, which are to be seen
    days = [str(first + timedelta(days=count)) for count in range(min((last - first).days, MAX_DAYS) + 1)]
    ticks = {"labelAngle": -45, "grid": False, "values": days[:: -(-len(days) // MAX_DAYS_NAMED)]}
    colours = legend("function", others_last(names.values()), look, width, LEGEND_COLUMN)
    channels: Spec = {
        "x": {"field": "day", "type": "ordinal", "title": "Day (UTC)", "sort": days, "axis": ticks, "scale": {"domain": days}},
        "y": spec.number_axis("requests", "Requests", {}),
        "color": colours.channel,
        "tooltip": spec.tooltip(),
    }
    bars = spec.layer(rows, {"type": "bar", "stroke": look.surface, "strokeWidth": 1}, channels)
    return spec.finish([bars], table, width=width, height=HEIGHT + colours.height, look=look)
