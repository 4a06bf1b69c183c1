"""Where scenarios come from: files that describe infrastructure, and say nothing of traffic.

Each sort of file has a module here (or a package) with three names, and is found by them:

    WHAT: str                                       what it reads, for people
    def claims(source: Source) -> bool              whether this file is its own, by what is parsed of it
    def draft(source: Source) -> Draft              what it makes of it

`draft` is a pure function of the source: its text, its parameters, and the further files that it may
ask for by `source.sibling(…)`.  It collects resources, warnings and what is not priced in a `Builder`.
None imports another (but those that stand on CloudFormation: SAM, the CDK and serverless.yml), and none knows prices.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

READERS = ("terraform", "serverless", "cdk", "sam", "cloudformation", "project")
"""The readers, in the order in which they are asked."""


def read(
    path: str | Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    region: str = "",
    root: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Draft:
    """What the infrastructure code at *path* describes, as a scenario without traffic.

    Args:
        path: a file or folder; which sort it is shows in its content.
        parameters: values of a template's parameters, by name.
        region: where it is to be deployed; by default unsaid, and us-east-1 to whatever asks.
        root: the folder in which further files may be read that the file names; by default its own.
        environment: environment variables that the file may ask for; by default none.

    Raises:
        UnreadableFileError: if it cannot be read.
        ScenarioError: if it is no file that can be imported, or not well formed.
    """
    from lambda_cost.templates.source import Source

    known = {"parameters": parameters or {}, "region": region, "environment": environment or {}}
    return drafted(Source.open(path, root=root, **known))


def drafted(source: Source, reader: Any = None) -> Draft:
    """What *source* describes, by the *reader* that claims it, where that is known.

    Raises:
        ScenarioError: if it is no file that can be imported, or not well formed.
    """
    reader = reader or reader_of(source)
    if reader is None:
        _ = source.is_folder or source.document  # which says what is not well formed
        raise no_template(source.name)
    try:
        draft: Draft = reader.draft(replace(source, _draft=drafted))
    except RecursionError:
        message = "goes too deep: its functions, conditions or files lead to one another too often"
        raise ScenarioError([Problem("", message, source.name)]) from None
    keys = () if source.is_folder else source.repeated_keys
    repeated = [replace(problem, message=f"{problem.message}; the last one is taken") for problem in keys]
    return replace(draft, warnings=(*repeated, *draft.warnings)) if repeated else draft


def no_template(name: str) -> ScenarioError:
    """What is wrong with the file called *name* where a template is needed."""
    readable = "; ".join(reader.WHAT for reader in _readers())
    return ScenarioError([Problem("", f"is nothing that can be imported; allowed: {readable}", name)])


def reader_of(source: Source) -> Any:
    """The module that reads *source*; None if there is none."""
    return next((reader for reader in _readers() if reader.claims(source)), None)


def _readers() -> Iterator[Any]:
    return (import_module(f"{__name__}.{name}") for name in READERS)
