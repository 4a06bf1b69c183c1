"""Functions of Terraform's language that read files beside it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import LambdaCostError
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.templates.terraform.language.functions import as_map
from lambda_cost.templates.terraform.language.values import Unknown, to_text

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.language.modules import ModuleScope


def call(name: str, arguments: list[Any], scope: ModuleScope) -> Any:
    """What the function *name* makes of *arguments* in a module; None if it reads no file."""
    match name, arguments:
        case "file", [path]:
            return _text(to_text(path), scope)
        case "fileexists", [path]:
            return not isinstance(_text(to_text(path), scope), Unknown)
        case "templatefile", [path, values]:
            text = _text(to_text(path), scope)
            return text if isinstance(text, Unknown) else _filled(text, as_map(values), scope)
        case "yamldecode", [text]:
            try:
                return strict_yaml.read(to_text(text), scope.source.name, TemplateReader).data
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


def _text(path: str, scope: ModuleScope) -> Any:
    """The text of the file at *path*, as the language names it; unknown if it may not be read."""
    folder = scope.source.name
    try:
        relative = PurePosixPath(path).relative_to(folder) if path.startswith(folder) else PurePosixPath(path)
        return scope.source.sibling(str(relative)).text
    except (LambdaCostError, ValueError) as error:
        return Unknown(f"is in a file that is not read: {error}")


def _filled(text: str, values: dict[str, Any], scope: ModuleScope) -> Any:
    from lambda_cost.templates.terraform.language.expressions import Local

    return scope.evaluator.template(text, Local(scope, values))
