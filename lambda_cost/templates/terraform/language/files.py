"""Functions of Terraform's language that read files beside it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import LambdaCostError
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.templates.terraform.language.lists import as_map
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.values import Unknown, to_text

if TYPE_CHECKING:
    from lambda_cost.templates.source import Source
    from lambda_cost.templates.terraform.language.expressions import Evaluator
    from lambda_cost.templates.terraform.language.names import Names


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
    folder = module.name
    try:
        relative = PurePosixPath(path).relative_to(folder) if path.startswith(folder) else PurePosixPath(path)
        return module.sibling(str(relative)).text
    except (LambdaCostError, ValueError) as error:
        return Unknown(f"is in a file that is not read: {error}")
