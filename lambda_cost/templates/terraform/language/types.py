"""Types of variables: what a value becomes by them, defaults of optional attributes included."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.lists import as_set
from lambda_cost.templates.terraform.language.syntax import kind_of, trees_in, word_of
from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown, to_boolean, to_number, to_text

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.language.expressions import Evaluator
    from lambda_cost.templates.terraform.language.names import Names

CONVERSIONS = {"string": to_text, "number": to_number, "bool": to_boolean}


def as_type(tree: Any, value: Any, evaluator: Evaluator, names: Names) -> Any:
    """*value* as the type that *tree* describes; as it is, where it does not fit or the type is not understood."""
    if value is None or isinstance(value, Unknown):
        return value
    name, arguments = _constructor(tree)
    if name in CONVERSIONS:
        with suppress(EvaluationError):
            return CONVERSIONS[name](value)
        return value
    if not arguments:
        return value
    inner = arguments[0]
    if name == "object" and is_mapping(value):
        return value | {
            key: as_type(kind, value.get(key), evaluator, names) if key in value else _default(kind, evaluator, names)
            for key, kind in _attributes(inner)
        }
    if name == "map" and is_mapping(value):
        return {key: as_type(inner, item, evaluator, names) for key, item in value.items()}
    if name in {"list", "set"} and is_list(value):
        items = [as_type(inner, item, evaluator, names) for item in value]
        return as_set(items) if name == "set" and evaluator.is_known(items) else items
    return as_type(inner, value, evaluator, names) if name == "optional" else value


def _constructor(tree: Any) -> tuple[str, list[Any]]:
    """The name of a type, and what stands in its brackets."""
    node = tree
    while kind_of(node) == "expr_term":
        node = trees_in(node)[0]
    if kind_of(node) == "identifier":
        return str(node.children[0]), []
    if kind_of(node) != "function_call":
        return "", []
    word, *rest = trees_in(node)
    return str(word.children[0]), trees_in(rest[-1]) if rest else []


def _attributes(tree: Any) -> list[tuple[str, Any]]:
    """The attributes of an object's type, and the type of each."""
    node = tree
    while kind_of(node) == "expr_term":
        node = trees_in(node)[0]
    if kind_of(node) != "object":
        return []
    pairs = [trees_in(element) for element in trees_in(node)]
    return [(word_of(key), kind) for key, kind in pairs]


def _default(tree: Any, evaluator: Evaluator, names: Names) -> Any:
    """What an attribute that is not given is: nothing, or the default of `optional(…)`."""
    name, arguments = _constructor(tree)
    if name != "optional" or len(arguments) < len(("type", "default")):
        return None
    return as_type(arguments[0], evaluator.evaluate(arguments[1], names), evaluator, names)
