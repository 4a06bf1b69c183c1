"""Values of a template's parameters: `--parameter K=V`, and files of them, as AWS's tools take and keep them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.strict_yaml import Document

_PAIR = re.compile(r"ParameterKey=([^,]+),ParameterValue=(.*)", re.DOTALL)
KEY, VALUE = "ParameterKey", "ParameterValue"
SAM_CONFIG = "samconfig.toml"
"""Where the SAM CLI keeps what it deploys with."""


class SamConfig(NamedTuple):
    """What a samconfig.toml says of a deployment."""

    parameters: dict[str, str]
    """Values of parameters."""
    region: str = ""
    """Where it is deployed; empty if it does not say."""
    template: str = ""
    """The template's path beside it; empty if it does not say."""


def read_parameter_file(path: str) -> dict[str, Any]:
    """The parameters in the file at *path*, in any of the forms that AWS's tools take, or Terraform's.

    Raises:
        UnreadableFileError: if it cannot be read.
        ScenarioError: if it has none of these forms.
    """
    if path.endswith((".tfvars", ".tfvars.json")):
        from lambda_cost.templates.source import Source
        from lambda_cost.templates.terraform.language.loading import values_in

        return values_in(Source.open(path))
    if path.endswith(".toml"):
        return dict(sam_config(files.read_text(path), path).parameters)
    return parameters_in(files.read_document(path))


def sam_config(text: str, name: str) -> SamConfig:
    """What the samconfig.toml of *text*, called *name*, deploys with: its default environment.

    >>> sam_config('[default.deploy.parameters]\\nparameter_overrides = "Memory=512 Stage=dev"', "s").parameters
    {'Memory': '512', 'Stage': 'dev'}

    Raises:
        ScenarioError: if it is no TOML, or its overrides are in no form that is known.
    """
    import tomllib

    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([Problem("", f"is no TOML: {error}", name)]) from None
    commands: Any = data.get("default")
    commands = commands if is_mapping(commands) else {}
    given: dict[str, Any] = {}
    for command in ("global", "build", "deploy"):
        section = commands.get(command)
        parameters = section.get("parameters") if is_mapping(section) else None
        given |= parameters if is_mapping(parameters) else {}
    words = given.get("parameter_overrides", "")
    listed = words if is_list(words) else shlex.split(words) if isinstance(words, str) else []
    return SamConfig(
        parameters_of([_override(word) for word in listed if isinstance(word, str)]),
        *(value if isinstance(value := given.get(key), str) else "" for key in ("region", "template_file")),
    )


def _override(word: str) -> str:
    """An override as `K=V`; `ParameterKey=K,ParameterValue=V` is an older form of it."""
    match = _PAIR.fullmatch(word)
    return f"{match[1]}={match[2]}" if match else word


def parameters_in(doc: Document) -> dict[str, Any]:
    """The parameters that *doc* says: a mapping, one under `Parameters`, or a list of keys and values.

    Raises:
        ScenarioError: if it has none of these forms.
    """
    data: Any = doc.data
    if is_mapping(data) and is_mapping(data.get("Parameters")):
        data = data["Parameters"]
    if is_list(data) and all(is_mapping(pair) and isinstance(pair.get(KEY), str) and VALUE in pair for pair in data):
        return {pair[KEY]: pair[VALUE] for pair in data}
    if not is_mapping(data):
        raise ScenarioError([doc.problem((), f"has no parameters; allowed: a mapping, or a list of {KEY} and {VALUE}")])
    return data


def parameters_of(words: Iterable[str]) -> dict[str, str]:
    """The parameters in *words* of the form `K=V`.

    Raises:
        ScenarioError: with all that have another form.
    """
    parts = [(word, *word.partition("=")) for word in words]
    wrong = [word for word, name, sign, _ in parts if not name or not sign]
    if wrong:
        raise ScenarioError(Problem("--parameter", f"is {shown(word)}; allowed: NAME=VALUE") for word in wrong)
    return {name: value for _, name, _, value in parts}
