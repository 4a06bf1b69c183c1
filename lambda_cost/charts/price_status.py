"""How fresh the prices are: for each region and service, the days since they were last checked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.charts import spec
from lambda_cost.charts.chart import Chart
from lambda_cost.reports.price_status import sheet

if TYPE_CHECKING:
    from lambda_cost.charts.spec import Spec
    from lambda_cost.charts.theme import Look
    from lambda_cost.prices.status import PriceStatus
    from lambda_cost.reports.sheet import Sheet

PITCH = 20
"""Height of a line, in pixels."""
TOP_AXIS = {"orient": "top", "labelAngle": -30, "grid": False}
YEAR_DAYS = 365
MAX_DAYS = 10**9
LEGEND_COLUMN = 110


class _Shade(NamedTuple):
    """A range of ages that has a colour."""

    name: str
    """What the legend says."""
    days: int
    """The most days that are in it."""


def price_status(status: PriceStatus) -> Chart:
    """The median age of the checks of *status*, by region and service, in numbers and colours."""
    table = sheet(status)
    table = table._replace(subtitle=f"Median days since the last check · {table.subtitle}")
    return Chart("price_status", table, partial(_draw, status, table))


def _draw(status: PriceStatus, table: Sheet, width: int, look: Look) -> Spec:
    shades = _shades(status.max_days)
    rows = _cells(status, shades)
    colours = spec.legend("age", [shade.name for shade in shades], _colours(look), width, LEGEND_COLUMN, rest="")
    regions = list(status.by_region)
    services: Spec = {"field": "service", "type": "nominal", "title": None, "axis": TOP_AXIS}
    channels: Spec = {"x": services, "y": spec.name_axis("region", regions, look, width // 3)}
    square = {"type": "rect", "stroke": look.surface, "strokeWidth": 2}
    layers = [
        spec.layer(rows, square, channels | {"color": colours.channel, "tooltip": spec.tooltip()}),
        spec.layer(rows, {"type": "text", "color": look.surface}, channels | {"text": {"field": "days"}}),
    ]
    return spec.finish(layers, table, width=width, height=PITCH * len(regions) + 150 + colours.height, look=look)


def _shades(max_days: int) -> list[_Shade]:
    half = max_days // 2
    return [
        _Shade(f"up to {half} days", half),
        _Shade(f"up to {max_days} days", max_days),
        _Shade("up to a year", YEAR_DAYS),
        _Shade("older", MAX_DAYS),
    ]


def _cells(status: PriceStatus, shades: list[_Shade]) -> list[dict[str, Any]]:
    return [
        {
            "service": service.replace("_", " "),
            "region": region,
            "days": fresh.median_days,
            "age": next(shade.name for shade in shades if fresh.median_days <= shade.days),
            "tooltip": f"{service} in {region}: {fresh.prices} prices, half of them checked within {fresh.median_days} days",
        }
        for (service, region), fresh in status.by_both.items()
    ]


def _colours(look: Look) -> Look:
    """*look* with the colours of new, ageing and old prices first."""
    return look._replace(colours=tuple(look.colours[index] for index in (2, 5, 1, 4)))
