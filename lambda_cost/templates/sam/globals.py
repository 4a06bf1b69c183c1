"""`Globals`: what holds for every resource of a kind that does not say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.includes import KEY

if TYPE_CHECKING:
    from lambda_cost.templates.intrinsics import Evaluator


def decided(value: Any, evaluator: Evaluator) -> Any:
    """*value*, evaluated at once where a function or an included file says what it is: SAM's own decides on resources."""
    is_decided_later = is_mapping(value) and (is_function(value) or KEY in value)
    return evaluator.evaluate(value) if is_decided_later else value


def with_globals(above: Any, own: dict[str, Any]) -> dict[str, Any]:
    """A resource's *own* properties over those of all: mappings are merged, lists are joined, the rest is its own.

    Of two lists of architectures, the resource's own holds (the translator's one exception that costs money).
    """
    merged = _merged(above, own)
    return merged if is_mapping(merged) else own


def _merged(above: Any, own: Any) -> Any:
    if is_list(above) and is_list(own):
        return [*above, *own]
    if not is_mapping(above) or not is_mapping(own) or is_function(above) or is_function(own):
        return own
    merges = {key for key in own if key in above and key != "Architectures"}
    return {**above, **{key: _merged(above[key], given) if key in merges else given for key, given in own.items()}}


def is_function(value: dict[str, Any]) -> bool:
    """Whether *value* is an intrinsic function, which is not merged into."""
    return len(value) == 1 and (next(iter(value)) == "Ref" or next(iter(value)).startswith("Fn::"))
