"""Functions of Terraform's language that read files beside it."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from lambda_cost import files, strict_yaml
from lambda_cost.errors import LambdaCostError
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.templates.terraform.language.lists import as_map
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.values import Unknown, to_text

if TYPE_CHECKING:
    from lambda_cost.templates.source import Source
    from lambda_cost.templates.terraform.language.expressions import Evaluator
    from lambda_cost.templates.terraform.language.names import Names

MAX_FILE_DEPTH = 8
"""How many folders down files are listed."""
MAX_STARS = 4
"""How many stars a pattern may have."""
GLOB = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
"""What stands for other letters in a pattern, as regular expressions."""


def call(name: str, arguments: list[Any], folder: Source, evaluator: Evaluator, names: Names) -> Any:
    """What the function *name* makes of *arguments* in the module in *folder*; None if it reads no file."""
    match name, arguments:
        case "file", [path]:
            return _text(to_text(path), folder)
        case "fileexists", [path]:
            return not isinstance(_text(to_text(path), folder), Unknown)
        case "templatefile", [path, values]:
            text = _text(to_text(path), folder)
            return text if isinstance(text, Unknown) else evaluator.template(text, Local(names, as_map(values)))
        case "templatestring", [text, values]:
            return evaluator.template(to_text(text), Local(names, as_map(values)))
        case "fileset", [path, pattern]:
            return _names_of(to_text(path), to_text(pattern), folder)
        case "yamldecode", [text]:
            try:
                return strict_yaml.read(to_text(text), folder.name, TemplateReader).data
            except LambdaCostError:
                return Unknown("is YAML that is not understood")
        case "abspath" | "pathexpand", [path]:
            return to_text(path)
        case "basename", [path]:
            return PurePosixPath(to_text(path)).name
        case "dirname", [path]:
            return str(PurePosixPath(to_text(path)).parent)
        case _:
            return None


def _text(path: str, module: Source) -> Any:
    """The text of the file at *path*, as the language names it; unknown if it may not be read."""
    try:
        return module.sibling(str(_below(path, module))).text
    except (LambdaCostError, ValueError) as error:
        return Unknown(f"is in a file that is not read: {error}")


def _below(path: str, module: Source) -> PurePosixPath:
    """*path* as it is named from the folder of *module*."""
    return PurePosixPath(path).relative_to(module.name) if path.startswith(module.name) else PurePosixPath(path)


def _names_of(path: str, pattern: str, module: Source) -> Any:
    """The names of the files in the folder at *path* that fit a *pattern*; unknown if it may not be looked into."""
    root = module.files.root
    try:
        folder = (module.path or Path()) / _below(path, module)
        if root is None or not files.resolve(folder).is_relative_to(files.resolve(root)):
            return Unknown(f"is of files in {path}, which is outside of what is read")
        names = [str(path_.relative_to(folder)) for path_ in files.list_files(folder, "", depth=MAX_FILE_DEPTH)]
        fits = re.compile(_regular(pattern))
    except (LambdaCostError, ValueError) as error:
        return Unknown(f"is of files that are not listed: {error}")
    return sorted(name for name in names if fits.fullmatch(name))


def _regular(pattern: str) -> str:
    """The regular expression that a *pattern* of file names means; only `**` goes through folders.

    Raises:
        ValueError: if it has too much that stands for others, or something that is not understood.
    """
    if pattern.count("*") > MAX_STARS or set("[]\\") & set(pattern):
        raise ValueError(f"the pattern {pattern} is not understood")
    parts = re.split(r"(\*\*/?|\*|\?|\{[^{}]*\})", pattern)
    return "".join(
        GLOB.get(part) or (f"({'|'.join(map(re.escape, part[1:-1].split(',')))})" if part[:1] == "{" else re.escape(part))
        for part in parts
    )
