"""`observe --aws`: what is asked of AWS, and what it costs, said before it is asked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from lambda_cost import files
from lambda_cost.cli.progress import progress
from lambda_cost.errors import LambdaCostError, Problem, ScenarioError, shown


class LiveFlags(NamedTuple):
    """Whether AWS is asked, with whose rights, where, and for what."""

    aws: Annotated[bool, typer.Option("--aws", help="Ask AWS for metrics, with read-only calls; needs the extra aws.")] = False
    profile: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="With --aws: an AWS profile; repeat for several.")
    ] = None
    region: Annotated[
        list[str] | None, typer.Option("--region", metavar="REGION", help="With --aws: a region; repeat for several.")
    ] = None
    logs: Annotated[bool, typer.Option("--logs", help="With --aws: also search logs, which AWS charges by their size.")] = False
    save: Annotated[str | None, typer.Option(metavar="DIR", help="With --aws: keep the answers of AWS in this folder.")] = None


USUAL_DAYS = 28
"""Days that are asked for where none are given: four weeks, to yesterday."""


def ask(flags: LiveFlags, first: str | None, last: str | None, folder: str) -> str:
    """Ask AWS; the folder with the answers, which is *folder* if they are not to be saved.

    Raises:
        ScenarioError: if a day is none.
        LambdaCostError: if AWS cannot be asked, or refuses everything.
    """
    from lambda_cost.scenario.month import today
    from lambda_cost.usage.observing.live import Request, read_live

    end = _day("--to", last) or today() - timedelta(days=1)
    begin = _day("--from", first) or end - timedelta(days=USUAL_DAYS - 1)
    target = folder if flags.save is None else flags.save
    files.make_folder(target)
    request = Request(tuple(flags.region or ()), begin, end, flags.logs)
    profiles = tuple(dict.fromkeys(flags.profile or ()))
    with progress("Asking AWS", (len(profiles) or 1) * (len(flags.region or ()) or 1)) as advance:
        refused = read_live(
            request, Path(target), lambda words: typer.echo(words, err=True), profiles=profiles, advance=advance
        )
    for message in refused:
        typer.echo(f"warning: {message}", err=True)
    if not files.list_files(Path(target), ".json"):
        raise LambdaCostError("AWS refused every call; nothing is known")
    return target


def _day(option: str, text: str | None) -> date | None:
    from lambda_cost.strict_yaml import scalar

    day = None if text is None else scalar(text)
    if day is not None and not isinstance(day, date):
        raise ScenarioError([Problem(option, f"is {shown(text)}; allowed: a day, such as 2026-11-01")])
    return day
