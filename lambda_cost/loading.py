"""The front door: a scenario, a template or a plan, from a file, standard input, text or a dict, ready to be priced.

>>> from lambda_cost import estimate, load
>>> shop = load({"free_tier": "none", "functions": {"checkout": {"requests": "1M", "duration_ms": 500, "memory_mb": 512}}})
>>> estimate(shop).total
Decimal('4.366675')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files, services
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.scenario import editing, reading, sheet
from lambda_cost.scenario.defaults import with_defaults
from lambda_cost.scenario.draft import DraftDocument
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.strict_yaml import Document, is_list, is_mapping
from lambda_cost.templates.source import Source
from lambda_cost.usage import Usage

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.usage.observing.observed import Observed

BILL_ENDINGS = (".csv", ".gz", ".zip", ".parquet")
"""Of which files it is asked whether they are bills; others are not opened twice."""
TEMPLATE = "the template"
"""What a template is called in messages that came as text or as a dict."""


class TemplateOptions(NamedTuple):
    """What only a template needs: the traffic that it meets, and how it is read."""

    usage: str | Path | Mapping[str, Any] | Usage | Observed | None = None
    """What traffic does to it: a usage file, what one would say, what was read of one, or what was observed."""
    parameters: Mapping[str, Any] | None = None
    """Values of its parameters, by name."""
    root: str | Path | None = None
    """The folder in which further files may be read that it names; by default its own."""
    environment: Mapping[str, str] | None = None
    """Environment variables that it may ask for; by default none."""


NO_OPTIONS = TemplateOptions()


def load(
    source: str | Path | Mapping[str, Any] | Sequence[str | Path | Mapping[str, Any]] | None = None,
    *,
    text: str | None = None,
    usage: str | Path | Mapping[str, Any] | Usage | Observed | None = None,
    changes: Mapping[str, Any] | None = None,
    region: str | None = None,
    day: str | None = None,
    month: str | None = None,
    hours: Any = None,
    free_tier: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    root: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
    prices: PriceBook | None = None,
) -> Scenario[Decimal] | Draft:
    """What is described by a scenario file, a SAM or CloudFormation template, `cdk.out`, a Terraform plan, a serverless.yml.

    Which of them it is shows in its content.  A template does not know its traffic: with all of it in *usage*
    it is a scenario, and else a draft, whose `unknown` lists what is missing.  Several files are one account's
    month: the free tier and the tiers apply to all together, and `bill.by("file")` has the cost of each.

    Args:
        source: a path, always, if it is a `str`; `-` is standard input; a dict is what a file would say; or a list of them.
        text: instead of a source, what a file would say, in YAML or JSON.
        usage: what traffic does to a template: a usage file, a dict of what one would say, a `Usage`, or what `observe` found.
        changes: values by path, `{"functions.checkout.memory_mb": 1024}`, as `--set` makes them.
        region: the region, instead of what the file says; so with *day*, *month*, *hours* and *free_tier*.
        day: the day whose prices apply, `2026-11-01`.
        month: the month, `2026-11`, for its real hours.
        hours: the hours of the month.
        free_tier: `always`, `first_year` or `none`.
        parameters: values of a template's parameters, by name.
        root: the folder in which further files may be read that a template names; by default its own.
        environment: environment variables that a template may ask for; by default none.
        prices: a price book with regions of its own.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: with everything that is wrong, and the lines; also if *usage* and the like come with a scenario.
        IncompleteScenarioError: if one of several files is a template whose traffic is not known.
    """
    options = TemplateOptions(usage, parameters, root, environment)
    sources = source if isinstance(source, Sequence) and not isinstance(source, str) else [source]
    documents = read_documents(sources, text=text, region=region, options=options)
    if not any(isinstance(document, DraftDocument) for document in documents) and any(option is not None for option in options):
        message = "is a scenario; usage, parameters, root and environment go with a template"
        raise ScenarioError([Problem("", message, document.name) for document in documents])
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    document = merge_documents(documents, head)
    for path, value in (changes or {}).items():
        editing.put_value(document, path, _exact(value), "changes")
    if isinstance(document, DraftDocument):
        draft = replace(document.draft, data=document.data)
        if draft.unknown:
            return draft
    document.check_known()
    return Scenario.of(document, None if prices is None else prices.regions)


def read_documents(
    sources: Sequence[str | Path | Mapping[str, Any] | None],
    *,
    text: str | None = None,
    region: str | None = None,
    options: TemplateOptions = NO_OPTIONS,
) -> list[Document]:
    """The document of each of *sources*, as `read_document` has it; what one template uses of a usage file, no other misses.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: as `read_document`.
    """
    documents = [read_document(source, text=text, region=region, options=options) for source in sources]
    drafts = [document.draft for document in documents if isinstance(document, DraftDocument)]
    own_files = {origin.file for draft in drafts for origin in draft.origins.values()} | {draft.source for draft in drafts}
    missed = Counter((warning.field, warning.file, warning.line) for draft in drafts for warning in {*draft.warnings})
    for document in documents if len(drafts) > 1 else ():
        if isinstance(document, DraftDocument):
            warnings = document.draft.warnings
            kept = [
                warning
                for warning in warnings
                if warning.file in own_files or missed[warning.field, warning.file, warning.line] == len(drafts)
            ]
            document.draft = replace(document.draft, warnings=tuple(kept))
            document.warnings = document.draft.warning_texts
    return documents


def merge_documents(documents: Sequence[Document], head: Mapping[str, Any]) -> Document:
    """*documents* as one, the month of one account, with the options *head*, such as the region, over what they say.

    Raises:
        ScenarioError: if there is none, one is there twice, or two say different things of what holds for all.
    """
    if not documents:
        raise ScenarioError([Problem("load", "has no file; allowed: one or more")])
    for document in documents:
        editing.override(document, head)
    if len(documents) == 1:
        return documents[0]
    from lambda_cost.scenario.merging import merge

    return merge([_labelled(document, index) for index, document in enumerate(documents, 1)])


def _labelled(document: Document, index: int) -> Document:
    """*document* with a name of its own: one that came as a dict has that of its scenario."""
    if document.name:
        return document
    given = document.data.get("name") if is_mapping(document.data) else None
    return replace(document, name=str(given or f"scenario {index}"))


def read_document(
    source: str | Path | Mapping[str, Any] | None,
    *,
    text: str | None = None,
    region: str | None = None,
    options: TemplateOptions = NO_OPTIONS,
) -> Document:
    """The document of *source*, before it is a scenario: of a template a `DraftDocument`, with its usage filled in.

    The file is opened once and parsed once, whatever it is.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: if one is not well formed, or a folder has nothing that can be read.
    """
    return document_of(open_source(source, text=text, region=region, options=options), options)


def open_source(
    source: str | Path | Mapping[str, Any] | None,
    *,
    text: str | None = None,
    region: str | None = None,
    options: TemplateOptions = NO_OPTIONS,
) -> Source:
    """The text of *source*, not yet parsed.

    Raises:
        UnreadableFileError: if it cannot be read.
    """
    known = {"parameters": options.parameters or {}, "region": region or "", "environment": options.environment or {}}
    if (source is None) == (text is None):
        raise ScenarioError([Problem("load", "takes a path, a dict or text=; allowed: one of them")])
    if text is not None:
        return Source.of(text, TEMPLATE, **known)
    if isinstance(source, Mapping):
        return Source.of_document(Document(_exact(source), TEMPLATE), **known)
    _refuse_bill(str(source))
    if str(source).lower().endswith(sheet.WORKBOOK):
        return Source.of_document(sheet.read_workbook(files.read_bytes(source or ""), str(source)), **known)
    opened = Source.open(source or "", root=options.root, **known)
    if not opened.is_folder and sheet.is_table(opened.name, opened.text):
        return Source.of_document(sheet.read_table(opened.text, opened.name), **known)
    return opened


def _refuse_bill(path: str) -> None:
    """Refuse the file at *path* if it is a bill, which has many months and payers, and no memory (decision 0063).

    Raises:
        ScenarioError: if it is one.
    """
    if not path.lower().endswith(BILL_ENDINGS):
        return
    from lambda_cost.invoices.beginnings import is_bill

    if is_bill(path):
        message = "is a bill; lambda-cost import makes a scenario of a month of it, lambda-cost reconcile explains it"
        raise ScenarioError([Problem("", message, path)])


def document_of(source: Source, options: TemplateOptions = NO_OPTIONS) -> Document:
    """What *source* describes, as `read_document` has it.

    Raises:
        ScenarioError: if it is not well formed, or a folder has nothing that can be read.
    """
    from lambda_cost import templates

    if not _is_scenario(source.data):
        reader = templates.reader_of(source)
        if reader is not None or source.is_folder:
            draft = templates.drafted(source, reader)
            return (draft if options.usage is None else draft.with_usage(read_usage(options.usage))).document()
    document = source.document
    if document.data is None:
        raise ScenarioError([Problem("", "is empty; allowed: a scenario, a template or a plan", source.name)])
    if document.not_in_scenarios is not None:
        raise ScenarioError([document.not_in_scenarios])
    document = with_defaults(document)
    return document if source.name != TEMPLATE else replace(document, name="")


def read_usage(usage: str | Path | Mapping[str, Any] | Usage | Observed) -> Usage:
    """The usage in a file, in what one would say, or as it was read.

    Raises:
        UnreadableFileError: if a file cannot be read.
        ScenarioError: with everything that is wrong in it.
    """
    if isinstance(usage, Mapping):
        return Usage.of(Document(_exact(usage), "usage"))
    if isinstance(usage, str | Path):
        return Usage.read(usage)
    return usage if isinstance(usage, Usage) else usage.to_usage()


def _is_scenario(data: Any) -> bool:
    """Whether *data* is a scenario beyond doubt: none of its keys is another file's."""
    return is_mapping(data) and data.keys() <= {*reading.KEYS, *services.resources()}


def _exact(value: Any) -> Any:
    """*value*, of a program, as a file would say it: keys are text, and numbers decimals."""
    if isinstance(value, Mapping):
        items: Mapping[Any, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return {str(key): _exact(inner) for key, inner in items.items()}
    if is_list(value):
        return [_exact(inner) for inner in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value
