"""How results are shown: what their methods `plot`, `report` and `explain` call, and what a notebook shows."""

from lambda_cost.charts import chart_kinds, plot
from lambda_cost.explanation.explanation import Explanation
from lambda_cost.explanation.tracer import explain
from lambda_cost.reports import html_part, report

__all__ = ["Explanation", "chart_kinds", "explain", "html_part", "plot", "report"]
