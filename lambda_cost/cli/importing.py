"""`lambda-cost import` and `lambda-cost usage`: infrastructure code as a scenario, and the numbers that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lambda_cost.cli import options  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.loading import TemplateOptions
    from lambda_cost.scenario.draft import Draft


OPTIONS = "--usage, --parameter, --parameter-file, --root and --env"


class TemplateFlags(NamedTuple):
    """How a template is to be read, as the options say."""

    usage: str | None = None
    """The usage file."""
    parameters: list[str] | None = None
    """Parameters, `NAME=VALUE`."""
    parameter_file: str | None = None
    """A file of parameters."""
    root: str | None = None
    """The folder in which further files may be read."""
    environment: list[str] | None = None
    """Environment variables that may be asked for, `NAME` or `NAME=VALUE`."""

    def options(self) -> TemplateOptions:
        """The same as the library takes it.

        Raises:
            UnreadableFileError: if the file of parameters cannot be read.
            ScenarioError: if a parameter is not one.
        """
        from lambda_cost import files
        from lambda_cost.loading import TemplateOptions
        from lambda_cost.templates.parameter_files import parameters_in, parameters_of

        of_file = parameters_in(files.read_document(self.parameter_file)) if self.parameter_file else {}
        parameters = of_file | parameters_of(self.parameters or ())
        return TemplateOptions(self.usage, parameters, self.root, _environment(self.environment or ()))

    def refuse_without_template(self, file: str = "") -> None:
        """Refuse what is said here where there is no template: in *file*, or in no file at all.

        Raises:
            ScenarioError: if anything is said.
        """
        from lambda_cost.errors import Problem, ScenarioError

        if any(self):
            message = f"{'is a scenario; ' if file else ''}{OPTIONS} go with a template{'' if file else '; give it first'}"
            raise ScenarioError([Problem("", message, file)])


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

    draft = draft_of(file, region, TemplateFlags(usage, parameter, parameter_file, root, env))
    output.put(draft.to_yaml(), out)


def usage(
    file: Template,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    region: options.Region = None,
    root: options.Root = None,
    env: options.Environment = None,
    out: options.Out = None,
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

    draft = draft_of(file, region, TemplateFlags(None, parameter, parameter_file, root, env))
    output.put(draft.usage_yaml({path: unit_cost_text(cost) for path, cost in unit_costs(draft).items()}), out)


def draft_of(file: str, region: str | None, how: TemplateFlags) -> Draft:
    """What the template *file* describes, its usage filled in; warnings go to standard error.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not what it should be.
    """
    from lambda_cost import templates
    from lambda_cost.loading import read_document
    from lambda_cost.scenario.draft import DraftDocument

    document = read_document(file, region=region, options=how.options())
    if not isinstance(document, DraftDocument):
        raise templates.no_template(document.name)
    warn_of(document.draft)
    return document.draft


def warn_of(draft: Draft) -> None:
    """Say on standard error what was not understood in *draft*, or is not priced."""
    for warning in draft.warning_texts:
        typer.echo(f"warning: {warning}", err=True)


def _environment(given: Iterable[str]) -> dict[str, str]:
    """The environment variables that the user handed over: with a value, or by name as they are."""
    import os

    pairs = [one.partition("=") for one in given]
    found = {name: value if sign else os.environ.get(name) for name, sign, value in pairs}
    return {name: value for name, value in found.items() if value is not None}
