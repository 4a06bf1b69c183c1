"""How a command comes to its scenario: a file, the flags over it, and the changes of `--set`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lambda_cost.cli.importing import TemplateFlags
    from lambda_cost.regions import Region
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.scenario.spreads import Spreads
    from lambda_cost.strict_yaml import Document


def scenario_of(
    file: str | Sequence[str], head: dict[str, Any], changes: list[str] | None, known: Mapping[str, Region] | None = None
) -> Scenario[Any]:
    """The scenario in *file*, or of infrastructure code there, with the flags *head* over its own keys, and *changes* made.

    Several files are one account's month.

    Its regions are among those *known*: a book's `regions`, or the bundled ones.

    Raises:
        UnreadableFileError: if the file cannot be read.
        ScenarioError: with everything that is wrong in it.
    """
    return scenario_in(spreads_in(file, head, changes), known)


def scenario_in(spreads: Spreads, known: Mapping[str, Region] | None = None) -> Scenario[Any]:
    """The scenario of *spreads*, with the likely value of each.

    Raises:
        ScenarioError: with everything that is wrong in it.
    """
    from lambda_cost.scenario.scenario import Scenario

    doc = likely(spreads)
    doc.check_known()
    return Scenario.of(doc, known)


def document_of(file: str | Sequence[str], head: dict[str, Any], changes: list[str] | None) -> Document:
    """The same before it is read, for commands that change it further; its ranges are taken at their likely values."""
    return likely(spreads_in(file, head, changes))


def spreads_in(
    file: str | Sequence[str], head: dict[str, Any], changes: list[str] | None, how: TemplateFlags | None = None
) -> Spreads:
    """The same, with what in it is not known exactly; *how* infrastructure code is to be read."""
    from lambda_cost.cli import importing
    from lambda_cost.loading import merge_documents, read_documents
    from lambda_cost.scenario.draft import DraftDocument
    from lambda_cost.scenario.spreads import spreads_of

    how = how or importing.TemplateFlags()
    files = [file] if isinstance(file, str) else file
    documents = read_documents(files, region=head.get("region"), options=how.options())
    drafts = [document.draft for document in documents if isinstance(document, DraftDocument)]
    for draft in drafts:
        importing.warn_of(draft)
    if not drafts:
        how.refuse_without_template(documents[0].name)
    return spreads_of(changed(merge_documents(documents, head), head, changes))


def likely(spreads: Spreads) -> Document:
    """The document of *spreads* with the likely value of each, which is said on standard error."""
    import typer

    if spreads.found:
        values = ", ".join(f"{one.path} {one.likely}" for one in spreads.found)
        typer.echo(f"{spreads.document.name}: ranges are taken at their likely values: {values}", err=True)
    return spreads.document


def changed(doc: Document, head: dict[str, Any], changes: list[str] | None) -> Document:
    """*doc* with the flags *head* over its own keys, and *changes* made; what is None in *head* was not given."""
    from lambda_cost.scenario import editing

    editing.override(doc, head)
    for change in changes or ():
        editing.set_value(doc, change)
    return doc
