"""`lambda-cost observe`: what really ran, as the usage file of an estimate."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost import files
from lambda_cost.cli import live as asking
from lambda_cost.cli import options, output
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.reports.formats import OBSERVED_FORMATS

if TYPE_CHECKING:
    from collections.abc import Generator

    from lambda_cost.usage.observing.as_usage import UsageFile
    from lambda_cost.usage.observing.observed import Observed

FORMS = ("billed", "what-if")


def observe(
    live: asking.LiveFlags,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE…", help="Logs and metrics: files, or folders of them, gzip or not; - is standard input."
        ),
    ] = None,
    function: Annotated[str | None, typer.Option(metavar="NAME", help="Function of sources that do not name one.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day that counts, in UTC.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day that counts, in UTC.")] = None,
    extrapolate: Annotated[
        bool, typer.Option("--extrapolate", help="Scale the days observed to a month, by the mean of each weekday.")
    ] = False,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="With --extrapolate: the month.  [default: one of 730 hours]")
    ] = None,
    form: Annotated[
        str | None,
        options.choice(
            FORMS,
            "Billed time, as in the logs; or handler time and cold starts, for what-if changes.  [default: billed]",
            "--as",
        ),
    ] = None,
    onto: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Put the numbers into this usage file or scenario, and list the changes; the rest stays as it is.",
        ),
    ] = None,
    packaging: Annotated[
        str | None,
        options.choice(
            ("zip", "image"),
            "Package type, for logs before 2025-08-01, when ZIP functions were not billed for INIT.  [default: zip]",
        ),
    ] = None,
    to: Annotated[str | None, options.format_option(OBSERVED_FORMATS, "yaml")] = None,
    out: options.Out = None,
    force: options.Force = False,
) -> None:
    """Write the usage file of what really ran, from logs and metrics.

    The format is detected from the content: REPORT lines and JSON logs as text, exports to S3, answers of filter-log-events,
    get-log-events, logs tail, Logs Insights, GetMetricData and get-metric-statistics, subscriptions, Firehose, Lambda
    Insights.  What they do not state stays unknown, with the reason; what is left out is counted.

    \b
    Examples:
      lambda-cost observe export/ --function checkout --out usage.yaml
      lambda-cost estimate template.yaml --usage usage.yaml
      lambda-cost observe export/ --function checkout --onto shop.yaml --out shop.yaml
      lambda-cost observe events.json metrics.json --format table
      lambda-cost observe --aws --region eu-west-1 --save answers
      lambda-cost observe export/ --from 2026-11-02 --to 2026-11-29 --extrapolate --as what-if
    """
    with _sources(sources or [], live, first, last) as every:
        observed = _read(every, function, first, last, packaging)
    kind = output.chosen_format(to, out if onto is None else None, OBSERVED_FORMATS, "yaml")
    what_if = _is_what_if(form)
    _refuse_alone(month is not None and not extrapolate, "--month", "goes with --extrapolate")
    _refuse_alone(onto is not None and kind != "yaml", "--onto", "writes the form of its file; allowed: no --format")
    if kind == "yaml":
        from lambda_cost.usage.observing.as_usage import usage_file

        file = usage_file(observed, what_if=what_if, extrapolate=extrapolate, month=month or "")
        for warning in observed.warnings:
            typer.echo(f"warning: {warning}", err=True)
        output.put_new(file.text() if onto is None else _merged(file, onto), out, force=force or out == onto)
    else:
        output.show(observed, options.OutputFlags(kind, out))


@contextmanager
def _sources(sources: list[str], live: asking.LiveFlags, first: str | None, last: str | None) -> Generator[list[str]]:
    """All there is to read: *sources*, and what AWS answers, which is kept for as long as it is read, or for good."""
    if not live.aws:
        given = [name for name, value in zip(("--profile", "--region", "--logs", "--save"), live[1:], strict=True) if value]
        _refuse_alone(bool(given), ", ".join(given), "goes with --aws")
        _refuse_alone(not sources, "SOURCE", "is missing; give logs or metrics, or --aws")
        yield sources
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        yield [*sources, asking.ask(live, first, last, folder)]


def _read(sources: list[str], function: str | None, first: str | None, last: str | None, packaging: str | None) -> Observed:
    """What *sources* tell, with a bar of what is read."""
    from lambda_cost.usage.observing.inputs import list_inputs
    from lambda_cost.usage.observing.reading import observe as observed_in

    total = sum(files.size(item.path) for item in list_inputs(sources) if item.path != "-")
    with progress("Reading", total) as advance:
        return observed_in(
            sources, function=function or "", first=first, last=last, packaging=packaging or "zip", advance=advance
        )


def _refuse_alone(is_alone: bool, option: str, message: str) -> None:
    """Refuse an *option* without what it goes with."""
    if is_alone:
        raise ScenarioError([Problem(option, message)])


def _merged(file: UsageFile, onto: str) -> str:
    """The file *onto* with the numbers of *file*; what changes is said on standard error."""
    from lambda_cost.usage.observing.onto import merge_onto

    merged = merge_onto(file, onto)
    for change in merged.changes or ("nothing changes",):
        typer.echo(f"{onto}: {change}", err=True)
    return merged.text


def _is_what_if(form: str | None) -> bool:
    """Whether the numbers are to be changed, and not those of the bill."""
    if form is not None and form not in FORMS:
        raise ScenarioError([Problem("--as", f"is {form!r}; {did_you_mean(form, FORMS)}")])
    return form == "what-if"
