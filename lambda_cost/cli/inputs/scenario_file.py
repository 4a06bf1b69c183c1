"""How a command comes to its scenario: a file, what only a template needs, and the flags that go over its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lambda_cost.cli.options import ScenarioFlags
    from lambda_cost.loading import TemplateOptions
    from lambda_cost.regions import Region
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.scenario.spreads import Spreads
    from lambda_cost.strict_yaml import Document

TEMPLATE_OPTIONS = "--usage, --parameter, --parameter-file, --root and --env"


def scenario_of(file: str | Sequence[str], given: ScenarioFlags, known: Mapping[str, Region] | None = None) -> Scenario[Any]:
    """The scenario in *file*, or of infrastructure code there, with the flags *given* over it.

    Several files are priced as one account.

    Its regions are among those *known*: a book's `regions`, or the bundled ones.

    Raises:
        UnreadableFileError: if the file cannot be read.
        ScenarioError: with everything that is wrong in it.
    """
    return scenario_in(spreads_in(file, given), known)


def scenario_in(spreads: Spreads, known: Mapping[str, Region] | None = None) -> Scenario[Any]:
    """The scenario of *spreads*, with the likely value of each.

    Raises:
        ScenarioError: with everything that is wrong in it, or all that is not known of a template's traffic.
    """
    from lambda_cost.scenario.scenario import Scenario

    doc = likely(spreads)
    doc.check_known()
    return Scenario.of(doc, known)


def document_of(file: str | Sequence[str], given: ScenarioFlags) -> Document:
    """The same before it is read, for commands that change it further; its ranges are taken at their likely values."""
    return likely(spreads_in(file, given))


def spreads_in(file: str | Sequence[str], given: ScenarioFlags) -> Spreads:
    """The same, with what in it is not known exactly."""
    from lambda_cost.loading import merge_documents, read_documents
    from lambda_cost.scenario.draft import DraftDocument
    from lambda_cost.scenario.spreads import spreads_of

    files = [file] if isinstance(file, str) else file
    documents = read_documents(files, region=given.region, options=template_options(given))
    drafts = [document.draft for document in documents if isinstance(document, DraftDocument)]
    for draft in drafts:
        warn_of(draft)
    if not drafts:
        refuse_without_template(given, documents[0].name)
    return spreads_of(changed(merge_documents(documents, head_of(given)), given))


def likely(spreads: Spreads) -> Document:
    """The document of *spreads* with the likely value of each, which is said on standard error."""
    import typer

    if spreads.found:
        values = ", ".join(f"{spread.path} {spread.likely}{spread.per}" for spread in spreads.found)
        typer.echo(f"{spreads.document.name}: ranges are taken at their likely values: {values}", err=True)
    return spreads.document


def changed(doc: Document, given: ScenarioFlags) -> Document:
    """*doc* with the flags *given* over its own keys."""
    from lambda_cost.scenario import editing

    editing.override(doc, head_of(given), "--{}")
    for discount in given.discount or ():
        editing.add_discount(doc, discount)
    for change in given.changes or ():
        editing.set_value(doc, change)
    return doc


def head_of(given: ScenarioFlags) -> dict[str, Any]:
    """The keys that go over those of the scenario; None for what was not given."""
    return {key: getattr(given, key) for key in ("region", "day", "month", "hours", "free_tier")}


def template_options(given: ScenarioFlags) -> TemplateOptions:
    """What only a template needs, as the library takes it.

    Raises:
        UnreadableFileError: if the file of parameters cannot be read.
        ScenarioError: if a parameter is not one.
    """
    from lambda_cost.loading import TemplateOptions
    from lambda_cost.templates.parameter_files import parameters_of, read_parameter_file

    of_file = read_parameter_file(given.parameter_file) if given.parameter_file else {}
    parameters = of_file | parameters_of(given.parameter or ())
    return TemplateOptions(given.usage, parameters, given.root, _environment(given.env or ()))


def is_for_template(given: ScenarioFlags) -> bool:
    """Whether anything is *given* that only a template needs."""
    return any((given.usage, given.parameter, given.parameter_file, given.root, given.env))


def refuse_without_template(given: ScenarioFlags, file: str = "") -> None:
    """Refuse what only a template needs where there is none: in *file*, or in no file at all.

    Raises:
        ScenarioError: if any of it is given.
    """
    if is_for_template(given):
        message = f"{'is a scenario; ' if file else ''}{TEMPLATE_OPTIONS} go with a template{'' if file else '; give it first'}"
        raise ScenarioError([Problem("", message, file)])


def warn_of(draft: Draft) -> None:
    """Say on standard error what was not understood in *draft*, or is not priced."""
    import typer

    for warning in draft.warning_texts:
        typer.echo(f"warning: {warning}", err=True)


def _environment(given: Iterable[str]) -> dict[str, str]:
    """The environment variables that the user handed over: with a value, or by name as they are."""
    import os

    pairs = [assignment.partition("=") for assignment in given]
    values = {name: value if sign else os.environ.get(name) for name, sign, value in pairs}
    return {name: value for name, value in values.items() if value is not None}
