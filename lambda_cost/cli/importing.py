"""`lambda-cost import` and `lambda-cost usage`: infrastructure code as a scenario, and the numbers that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import scenario_file
from lambda_cost.cli.inputs.bills import are_bills, refuse_options

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft

Template = Annotated[str, typer.Argument(metavar="FILE", help="A template, a folder such as cdk.out, or - for standard input.")]


Imported = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A template, a folder such as cdk.out, a bill as `reconcile` reads them, or - for standard input."
    ),
]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Only this month of a bill.")]
Payer = Annotated[str | None, typer.Option(metavar="ACCOUNT", help="Only what this account pays of a bill.")]


def import_file(
    file: Imported,
    usage: options.UsageFile = None,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    region: options.Region = None,
    root: options.Root = None,
    env: options.Environment = None,
    month: Month = None,
    payer: Payer = None,
    out: options.Out = None,
    force: options.Force = False,
) -> None:
    """Write the scenario that a template, plan or bill describes.

    Usage that the template does not state is left as comments to fill in; --usage fills them from a file. A bill states
    the usage; what it does not state, such as the memory of functions, is left to fill in.

    \b
    Examples:
      lambda-cost import template.yaml --out shop.yaml
      lambda-cost import template.yaml --parameter Stage=prod --usage usage.yaml | lambda-cost estimate -
      lambda-cost import cdk.out --region eu-west-1
      lambda-cost import cur.parquet --month 2026-09 --out september.yaml
    """
    flags = options.ScenarioFlags(
        region=region, usage=usage, parameter=parameter, parameter_file=parameter_file, root=root, env=env
    )
    if month is not None or payer is not None or are_bills([file]):
        refuse_options(flags._replace(usage=None))
        draft = draft_of_bill(file, month, payer, usage)
    else:
        draft = draft_of(file, flags)
    output.put_new(draft.to_yaml(), out, force=force)


def draft_of_bill(bill: str, month: str | None, payer: str | None, usage: str | None) -> Draft:
    """What the *bill* of a *month* and *payer* shows; warnings go to standard error.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not what it should be.
    """
    from lambda_cost.cli.reconcile import month_of
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.bill_scenario.draft import scenario_of_bill
    from lambda_cost.usage import Usage

    known = None if usage is None else Usage.read(usage)
    draft = scenario_of_bill(bill, month=month_of(month), payer=payer or "", usage=known, prices=PriceBook.current())
    scenario_file.warn_of(draft)
    return draft


def usage(
    file: Template,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    region: options.Region = None,
    root: options.Root = None,
    env: options.Environment = None,
    out: options.Out = None,
    force: options.Force = False,
) -> None:
    """Write the usage file of a template, to fill in.

    Each field has a comment: what it means, its allowed range, and the list cost of more of it.

    \b
    Examples:
      lambda-cost usage template.yaml --out usage.yaml
      lambda-cost estimate template.yaml --usage usage.yaml
    """
    from lambda_cost.reports.unit_cost import unit_cost_text
    from lambda_cost.what_if.unit_costs import unit_costs

    flags = options.ScenarioFlags(region=region, parameter=parameter, parameter_file=parameter_file, root=root, env=env)
    draft = draft_of(file, flags)
    costs = {path: unit_cost_text(cost) for path, cost in unit_costs(draft).items()}
    output.put_new(draft.usage_yaml(costs), out, force=force)


def draft_of(file: str, given: options.ScenarioFlags) -> Draft:
    """What the template *file* describes, its usage filled in; warnings go to standard error.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not what it should be.
    """
    from lambda_cost import templates
    from lambda_cost.loading import read_document
    from lambda_cost.scenario.draft import DraftDocument

    document = read_document(file, region=given.region, options=scenario_file.template_options(given))
    if not isinstance(document, DraftDocument):
        raise templates.no_template(document.name)
    scenario_file.warn_of(document.draft)
    return document.draft
