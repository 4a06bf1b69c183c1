"""Where scenarios come from: files that describe infrastructure, and say nothing of traffic.

Each sort of file has a module here (or a package) with three names, and is found by them:

    WHAT: str                                       what it reads, for people
    def reads(source: Source) -> bool               whether it is the one for this file, by its content
    def draft(source: Source) -> Draft              what it makes of it

`draft` is a pure function of the source: its text, its parameters, and the further files that it may
ask for by `source.beside(…)`.  It collects resources, warnings and what is not priced in a `Builder`.
None imports another (but SAM, which stands on CloudFormation), and none knows prices.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError, Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

KINDS: tuple[str, ...] = ("terraform", "serverless", "cdk", "sam", "cloudformation")
"""The importers, in the order in which they are asked."""
MARKS = (
    "AWSTemplateFormatVersion",
    "Resources",
    "Transform",
    "artifacts",
    "format_version",
    "provider",
    "terraform",
    "resource",
)
"""Words of which every file that is imported has one, so that others need not be asked about."""

SURE = "AWS::"
"""What no scenario has in it, so that a file with it is meant to be a template."""


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


def drafted(source: Source) -> Draft:
    """What *source* describes.

    Raises:
        ScenarioError: if it is no file that can be imported, or not well formed.
    """
    importer = importer_of(source)
    if importer is None:
        readable = "; ".join(module.WHAT for module in _importers())
        raise ScenarioError([Problem("", f"is nothing that can be imported; allowed: {readable}", source.name)])
    found: Draft = importer.draft(source)
    return found


def importer_of(source: Source) -> Any:
    """The importer that reads *source*; None if there is none.

    Raises:
        ScenarioError: if it is not well formed.
    """
    return next((module for module in _importers() if module.reads(source)), None)


def is_importable(path: str | Path) -> bool:
    """Whether the file or folder at *path* is one that can be imported, and no scenario.

    Raises:
        ScenarioError: if it has types of AWS in it and is not well formed.
    """
    from lambda_cost.templates.source import Source

    try:
        source = Source.open(path)
    except LambdaCostError:
        return False
    return is_meant(source)


def is_meant(source: Source) -> bool:
    """Whether *source* is to be imported, and is no scenario.

    Raises:
        ScenarioError: if it has types of AWS in it and is not well formed.
    """
    marked = source.is_folder or any(mark in source.text for mark in MARKS)
    try:
        return marked and importer_of(source) is not None
    except LambdaCostError:
        if SURE in source.text:
            raise
        return False


def _importers() -> list[Any]:
    return [import_module(f"{__name__}.{kind}") for kind in KINDS]
