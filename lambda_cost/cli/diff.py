"""`lambda-cost diff`: what a change costs, and whether that is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from lambda_cost.cli import options  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.cli.importing import Importing
    from lambda_cost.regions import Region
    from lambda_cost.scenario.draft import Draft, DraftDocument
    from lambda_cost.scenario.scenario import Scenario


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A scenario or template as it was; /dev/null if it is new.", show_default=False),
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="NEW", help="The same as it is to be; /dev/null if it goes.", show_default=False),
    ],
    usage: options.UsageFile = None,
    usage_old: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="What traffic did to OLD.  [default: what --usage says]", show_default=False),
    ] = None,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    root: options.Root = None,
    env: options.Environment = None,
    region: options.Region = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    prices: options.Prices = None,
    budget: options.BudgetOption = None,
    max_increase: Annotated[
        str | None,
        typer.Option(metavar="10%|AMOUNT", help="Exit with 1 if a month becomes dearer by more than that.", show_default=False),
    ] = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show what a change costs, resource by resource.

    Templates need the traffic that they meet (--usage); a scenario says its own.

    \b
    Examples:
      lambda-cost diff before.yaml after.yaml
      lambda-cost diff old/template.yaml new/template.yaml --usage usage.yaml --format markdown
      lambda-cost diff state.json plan.json --usage infracost-usage.yml --max-increase 10% --budget 500
      git show main:template.yaml > main.yaml; lambda-cost diff main.yaml template.yaml -u usage.yaml
    """
    from lambda_cost.cli import output
    from lambda_cost.cli.importing import Importing
    from lambda_cost.cli.inputs import flags
    from lambda_cost.cli.inputs.prices import book_of
    from lambda_cost.reports import diff as looks
    from lambda_cost.reports import sheet
    from lambda_cost.what_if.budget.budget import amount_of
    from lambda_cost.what_if.diff import diff as between
    from lambda_cost.what_if.diff import limit

    most = None if max_increase is None else limit(max_increase)
    _ = None if budget is None else amount_of(budget)
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    hows = [Importing(one, parameter, parameter_file, root, env) for one in (usage_old or usage, usage)]
    book = book_of(prices)
    before, after = _sides((old, new), head, hows, book.regions)
    found = between(before, after, prices=book)
    held = flags.held(found.after, budget)
    output.show_text(
        lambda one: looks.report(found, one, most, held), to, out, lambda: sheet.page(looks.made(found, most, held))
    )
    if most is not None and most.exceeded_by(found):
        typer.echo(looks.verdict(most, found), err=True)
        output.hold(held)
        output.fail()
    output.hold(held)


def _sides(
    files: tuple[str, str], head: dict[str, Any], hows: list[Importing], known: Mapping[str, Region]
) -> list[Scenario[Any]]:
    """The scenarios of both *files*; one that is nothing is in the region of the other."""
    from lambda_cost.scenario.scenario import Scenario

    given: dict[str, Any] = {key: value for key, value in head.items() if value is not None}
    drafts = _drafts(files, head["region"], hows)
    found = [
        None if _is_nothing(file) else _scenario(file, draft, head, known) for file, draft in zip(files, drafts, strict=True)
    ]
    given["region"] = next((one.region for one in found if one is not None), given.get("region", "us-east-1"))
    nothing: Scenario[Any] = Scenario(**given)
    return [nothing if one is None else one for one in found]


def _is_nothing(file: str) -> bool:
    """Whether *file* is empty, as /dev/null is."""
    import os

    from lambda_cost import files

    return file == os.devnull or (files.is_file(file) and not files.size(file))


def _drafts(files: tuple[str, str], region: str | None, hows: list[Importing]) -> list[Draft | None]:
    """The drafts of what is infrastructure code; of the usage file, what neither knows is warned about."""
    from dataclasses import replace

    from lambda_cost import templates
    from lambda_cost.cli.importing import OPTIONS, read_draft
    from lambda_cost.errors import Problem, ScenarioError

    found = [
        read_draft(file, region, how) if not _is_nothing(file) and templates.is_importable(file) else None
        for file, how in zip(files, hows, strict=True)
    ]
    if any(hows[1]) and not any(found):
        says = f"are scenarios; {OPTIONS} go with a template"
        raise ScenarioError([Problem("", says, " and ".join(files))])
    told = [
        {(one.field, one.line) for one in draft.warnings if one.file == how.usage} if draft else set[tuple[str, int]]()
        for draft, how in zip(found, hows, strict=True)
    ]
    alone = told[0] ^ told[1] if all(found) else set[tuple[str, int]]()

    def of_both(draft: Draft, how: Importing) -> Draft:
        kept = (one for one in draft.warnings if one.file != how.usage or (one.field, one.line) not in alone)
        return replace(draft, warnings=tuple(kept))

    return [draft and of_both(draft, how) for draft, how in zip(found, hows, strict=True)]


def _scenario(file: str, draft: Draft | None, head: dict[str, Any], known: Mapping[str, Region]) -> Scenario[Any] | None:
    """The scenario of *file*, or of its *draft*; None if that has no resource."""
    from lambda_cost.cli.inputs import scenario_file
    from lambda_cost.scenario.reading import HEAD
    from lambda_cost.scenario.reading import scenario as read

    if draft is None:
        return scenario_file.scenario_of(file, head, None, known)
    if not draft.data.keys() - {*HEAD}:
        return None
    doc = cast("DraftDocument", draft.document())
    scenario_file.changed(doc, head, None)
    doc.check_known()
    return read(doc, known)
