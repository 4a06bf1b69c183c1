"""`for` in Terraform's language: lists and mappings made of others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.syntax import tokens_in, trees_in
from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown, to_boolean, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.templates.terraform.language.names import Names


def comprehend(node: Any, names: Names, evaluate: Callable[[Any, Names], Any]) -> Any:
    """What the `for` expression *node* makes; unknown if what it goes through, a key or its condition is.

    Raises:
        EvaluationError: if it is wrong.
    """
    intro, *rest = trees_in(node)
    *variables, collection = trees_in(intro)
    keys = [str(each.children[0]) for each in variables]
    value = evaluate(collection, names)
    if isinstance(value, Unknown):
        return value
    is_object = node.data == "for_object_expr"
    condition = trees_in(rest[-1])[0] if rest[-1].data == "for_cond" else None
    made: list[tuple[Any, Any]] = []
    for key, item in pairs_of(value):
        inner = Local(names, dict(zip(reversed(keys), (item, key), strict=False)))
        holds = True if condition is None else evaluate(condition, inner)
        if isinstance(holds, Unknown):
            return holds
        if to_boolean(holds):
            made.append((evaluate(rest[0], inner), evaluate(rest[1], inner) if is_object else None))
    grouped = "ELLIPSIS" in tokens_in(node)
    return _collected(made, grouped=grouped) if is_object else [item for item, _ in made]


def pairs_of(value: Any) -> list[tuple[Any, Any]]:
    """Keys and items of what a loop goes through.

    Raises:
        EvaluationError: if it is no list or mapping.
    """
    if is_mapping(value):
        return sorted(value.items())
    if not is_list(value):
        raise EvaluationError("goes through what is no list or mapping")
    return [(Decimal(index), item) for index, item in enumerate(value)]


def _collected(made: list[tuple[Any, Any]], *, grouped: bool) -> Any:
    collected: dict[str, Any] = {}
    for key, value in made:
        if isinstance(key, Unknown):
            return key
        if grouped:
            collected.setdefault(to_text(key), []).append(value)
        else:
            collected[to_text(key)] = value
    return collected
