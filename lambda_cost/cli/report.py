"""`lambda-cost report`: an estimate as one HTML file, to look at and to send."""

from __future__ import annotations

from pathlib import Path

from lambda_cost import __version__
from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import flags
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.inputs.scenario_file import scenario_of
from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.reports.formats import PICTURES, SWEEP_FORMATS

OTHER_ENDINGS = {".pdf", ".xlsx", *{**SWEEP_FORMATS, **PICTURES}.values()} - {SWEEP_FORMATS["html"]}
"""Endings by which a page would be opened by a program that does not show it."""


def report(
    files: options.AccountFilesOrBills,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    by: options.By = None,
    out: options.Out = None,
) -> None:
    """Write an estimate or an explained bill as one HTML file.

    The file needs no network and no script, prints well, and follows the viewer's light or dark mode.
    Charts need the extra `charts`.

    \b
    Examples:
      lambda-cost report shop.yaml --out report.html
      lambda-cost report shop.yaml blog.yaml --by tag:team --out report.html
      lambda-cost report shop.yaml --set functions.checkout.memory_mb=1024 --out larger.html
      lambda-cost report cur.parquet --month 2026-09 --out september.html
    """
    from lambda_cost.cli.inputs import bills
    from lambda_cost.pages.reconciliation import report as bill_report
    from lambda_cost.pages.report import report as html_report

    if Path(out or "").suffix.lower() in OTHER_ENDINGS:
        raise ScenarioError([Problem("--out", f"is {shown(out)}, and a report is HTML; allowed: an ending such as .html")])
    if bills.are_bills(files):
        output.put(bill_report(bills.explain_bills(files, given, pricing_flags, by), __version__), out)
        return
    pricing = pricing_of(pricing_flags)
    bill = flags.grouped(pricing.priced(scenario_of(files, given, pricing.book.regions)), by)
    output.put(html_report(bill, __version__), out)
    pricing.enforce(bill.scenario)
