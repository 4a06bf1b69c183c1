"""Values of a template's parameters: `--parameter K=V`, and files of them in each of the forms that AWS's tools take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.strict_yaml import Document

KEY, VALUE = "ParameterKey", "ParameterValue"


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
