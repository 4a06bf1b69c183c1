"""`lambda-cost import` and `lambda-cost usage`: infrastructure code as a scenario, and the numbers that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import options

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft

Template = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A template, a folder such as cdk.out, or - for standard input.", show_default=False),
]


def import_file(
    file: Template,
    usage: options.UsageFile = None,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    region: options.Region = None,
    root: options.Root = None,
    env: options.Environment = None,
    out: options.Out = None,
    force: options.Force = False,
) -> None:
    """Write the scenario that infrastructure code describes.

    What only traffic knows stands in it as comments to fill in; --usage fills them from a file.

    \b
    Examples:
      lambda-cost import template.yaml --out shop.yaml
      lambda-cost import template.yaml --parameter Stage=prod --usage usage.yaml | lambda-cost estimate -
      lambda-cost import cdk.out --region eu-west-1
    """
    from lambda_cost.cli import output

    flags = options.ScenarioFlags(
        region=region, usage=usage, parameter=parameter, parameter_file=parameter_file, root=root, env=env
    )
    output.put_new(draft_of(file, flags).to_yaml(), out, force=force)


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

    Beside each stands what it means, what bounds it, and what more of it costs at list prices.

    \b
    Examples:
      lambda-cost usage template.yaml --out usage.yaml
      lambda-cost estimate template.yaml --usage usage.yaml
    """
    from lambda_cost.cli import output
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
    from lambda_cost.cli.inputs import scenario_file
    from lambda_cost.loading import read_document
    from lambda_cost.scenario.draft import DraftDocument

    document = read_document(file, region=given.region, options=scenario_file.template_options(given))
    if not isinstance(document, DraftDocument):
        raise templates.no_template(document.name)
    scenario_file.warn_of(document.draft)
    return document.draft
