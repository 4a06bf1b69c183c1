"""`lambda-cost import` and `lambda-cost usage`: infrastructure code as a scenario, and the numbers that it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from lambda_cost.cli import options  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.strict_yaml import Document


OPTIONS = "--usage, --parameter, --parameter-file, --root and --env"


class Importing(NamedTuple):
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

    def check_unsaid(self, file: str = "") -> None:
        """Refuse what is said here where there is no template: in *file*, or in no file at all.

        Raises:
            ScenarioError: if anything is said.
        """
        from lambda_cost.errors import Problem, ScenarioError

        if any(self):
            says = f"{'is a scenario; ' if file else ''}{OPTIONS} go with a template{'' if file else '; give it first'}"
            raise ScenarioError([Problem("", says, file)])


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
    draft = draft_of(file, region, Importing(usage, parameter, parameter_file, root, env))
    _put(draft.to_yaml(), out)


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
    from lambda_cost.reports.numbers import unit_cost
    from lambda_cost.what_if.unit_costs import unit_costs

    draft = draft_of(file, region, Importing(None, parameter, parameter_file, root, env))
    _put(draft.usage_yaml({path: unit_cost(cost) for path, cost in unit_costs(draft).items()}), out)


def draft_of(file: str, region: str | None, how: Importing) -> Draft:
    """What *file* describes, its usage filled in; warnings go to standard error.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not what it should be.
    """
    return _warned(read_draft(file, region, how))


def _warned(draft: Draft) -> Draft:
    for remark in draft.warning_texts:
        typer.echo(f"warning: {remark}", err=True)
    return draft


def read_draft(file: str, region: str | None, how: Importing) -> Draft:
    """The same without a word.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not what it should be.
    """
    from lambda_cost import files

    return _drafted(files.read_text(file) if file == "-" else None, file, region, how)


def _drafted(text: str | None, file: str, region: str | None, how: Importing) -> Draft:
    """What *file* describes, or the *text* that was on standard input."""
    from lambda_cost import files, templates
    from lambda_cost.templates.parameter_files import parameters_in, parameters_of
    from lambda_cost.templates.source import Source
    from lambda_cost.usage.usage import Usage

    given: dict[str, Any] = parameters_in(files.read_document(how.parameter_file)) if how.parameter_file else {}
    said = given | parameters_of(how.parameters or ())
    known: dict[str, Any] = {"parameters": said, "region": region or "", "environment": _environment(how.environment or ())}
    if text is None:
        draft = templates.read(file, root=how.root, **known)
    else:
        draft = templates.drafted(Source.of(text, files.STANDARD_INPUT, **known))
    return draft.with_usage(Usage.read(how.usage)) if how.usage else draft


def document_of(file: str, region: str | None, how: Importing | None) -> Document | None:
    """The document of the scenario that *file* describes; None if it is no infrastructure code.

    Standard input can be read but once, so of that it is the document of a scenario, too.

    Raises:
        ScenarioError: if *how* is said and *file* is a scenario.
    """
    from lambda_cost import files, templates
    from lambda_cost.templates.source import Source

    given = how or Importing()
    if file == "-":
        text = files.read_text(file)
        if templates.is_meant(Source.of(text, files.STANDARD_INPUT)):
            return _warned(_drafted(text, file, region, given)).document()
        given.check_unsaid(file)
        return files.parse_document(text, files.STANDARD_INPUT)
    if templates.is_importable(file):
        return draft_of(file, region, given).document()
    given.check_unsaid(file)
    return None


def _environment(given: Iterable[str]) -> dict[str, str]:
    """The environment variables that the user handed over: with a value, or by name as they are."""
    import os

    pairs = [one.partition("=") for one in given]
    found = {name: value if sign else os.environ.get(name) for name, sign, value in pairs}
    return {name: value for name, value in found.items() if value is not None}


def _put(text: str, out: str | None) -> None:
    from lambda_cost import files
    from lambda_cost.cli import output

    if out is None:
        output.put(text)
    else:
        files.write_text(out, text)
