"""`lambda-cost diff`: what a change costs, and whether that is too much."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import scenario_file
from lambda_cost.cli.inputs.flags import grouped
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.regions import Region
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.strict_yaml import Document


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The scenario or template before the change; /dev/null if there was none.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same after the change; /dev/null if it is removed.")],
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    usage_old: Annotated[
        str | None, typer.Option(metavar="FILE", help="Usage file of OLD.  [default: that of --usage]")
    ] = None,
    max_increase: Annotated[
        str | None, typer.Option(metavar="10%|AMOUNT", help="Exit with 1 if the monthly cost rises by more than this.")
    ] = None,
    by: options.By = None,
) -> None:
    """Show what a change costs, resource by resource.

    Templates need a usage file (--usage); a scenario states its own usage.

    \b
    Examples:
      lambda-cost diff before.yaml after.yaml
      lambda-cost diff old/template.yaml new/template.yaml --usage usage.yaml --format markdown
      lambda-cost diff state.json plan.json --usage infracost-usage.yml --max-increase 10% --budget 500
      git show main:template.yaml > main.yaml; lambda-cost diff main.yaml template.yaml -u usage.yaml
    """
    from lambda_cost.reports.difference import verdict
    from lambda_cost.what_if.diff import diff as compute_difference
    from lambda_cost.what_if.diff import parse_limit

    limit = None if max_increase is None else parse_limit(max_increase)
    pricing = pricing_of(pricing_flags)
    before, after = _sides((old, new), [given._replace(usage=usage_old or given.usage), given], pricing.book.regions)
    if (limit, pricing.budget) != (None, None) and not (before.resources or after.resources):
        message = "describe nothing to price: there is nothing that a limit could be held to"
        raise ScenarioError([Problem("", message, f"{old} and {new}")])
    difference = grouped(compute_difference(before, after, prices=pricing.book), by)
    budget = pricing.budgeted(difference.after)
    output.show(difference, to, pricing.conversion, limit=limit, budget=budget)
    pricing.enforce_price_age(difference.before, difference.after)
    if limit is not None and limit.exceeded_by(difference):
        typer.echo(verdict(limit, difference), err=True)
        output.exit_if_exceeded(budget)
        output.fail()
    output.exit_if_exceeded(budget)
    output.exit_if_partial(*([before, after] if limit is not None or budget is not None else []))


def _sides(files: tuple[str, str], given: list[options.ScenarioFlags], known: Mapping[str, Region]) -> list[Scenario[Any]]:
    """The scenarios of both *files*; one that is nothing is in the region of the other."""
    from lambda_cost.scenario.scenario import Scenario

    documents = _documents(files, given)
    if not any(documents):
        raise ScenarioError([Problem("", "are both nothing: there is nothing to compare", " and ".join(files))])
    scenarios = [None if document is None else _scenario(document, given[1], known) for document in documents]
    head = {key: value for key, value in scenario_file.head_of(given[1]).items() if value is not None}
    head["region"] = next((scenario.region for scenario in scenarios if scenario is not None), head.get("region", "us-east-1"))
    nothing: Scenario[Any] = Scenario(**head)
    return [nothing if scenario is None else scenario for scenario in scenarios]


def _documents(files: tuple[str, str], given: list[options.ScenarioFlags]) -> list[Document | None]:
    """The document of each of *files*, None for /dev/null: an empty file is what a command leaves that failed.

    Of a usage file that both share, only what neither side knows is warned about.
    """
    from lambda_cost.loading import document_of, open_source, read_usage
    from lambda_cost.scenario.draft import DraftDocument

    if files == ("-", "-"):
        raise ScenarioError([Problem("OLD and NEW", "are both -; allowed: standard input for one of them")])
    usages = {name: read_usage(name) for name in {flags.usage for flags in given} if name}
    how = [scenario_file.template_options(flags)._replace(usage=flags.usage and usages[flags.usage]) for flags in given]
    sources = [
        open_source(file, region=given[1].region, options=read_options) for file, read_options in zip(files, how, strict=True)
    ]
    documents = [
        None if file == os.devnull else document_of(source, read_options)
        for file, source, read_options in zip(files, sources, how, strict=True)
    ]
    if scenario_file.is_for_template(given[1]) and not any(isinstance(document, DraftDocument) for document in documents):
        message = f"are scenarios; {scenario_file.TEMPLATE_OPTIONS} go with a template"
        raise ScenarioError([Problem("", message, " and ".join(files))])
    return _without_lone_warnings(documents, [flags.usage for flags in given])


def _without_lone_warnings(documents: list[Document | None], usages: list[str | None]) -> list[Document | None]:
    """*documents*; of two templates without the warnings of a usage file that only one of them has."""
    from lambda_cost.files import name_of
    from lambda_cost.scenario.draft import DraftDocument

    drafts = [document.draft for document in documents if isinstance(document, DraftDocument)]
    if len(drafts) < len(documents):
        return documents
    names = [name_of(usage or "") for usage in usages]
    unused = [
        {(warning.field, warning.line) for warning in draft.warnings if warning.file == name}
        for draft, name in zip(drafts, names, strict=True)
    ]
    lone = unused[0] ^ unused[1]
    kept = [
        tuple(warning for warning in draft.warnings if warning.file != name or (warning.field, warning.line) not in lone)
        for draft, name in zip(drafts, names, strict=True)
    ]
    return [replace(draft, warnings=warnings).document() for draft, warnings in zip(drafts, kept, strict=True)]


def _scenario(document: Document, given: options.ScenarioFlags, known: Mapping[str, Region]) -> Scenario[Any] | None:
    """The scenario of *document*; None if it is a template that describes no resource."""
    from lambda_cost.scenario.draft import DraftDocument
    from lambda_cost.scenario.reading import HEAD
    from lambda_cost.scenario.spreads import spreads_of

    if isinstance(document, DraftDocument) and not document.data.keys() - {*HEAD}:
        return None
    return scenario_file.scenario_in(spreads_of(scenario_file.changed(document, given)), known)
