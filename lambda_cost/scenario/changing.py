"""A resource with other values of some of its fields."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import Problem, ScenarioError, did_you_mean
from lambda_cost.services.described import fields_by_name

if TYPE_CHECKING:
    from lambda_cost.services.described import Resource


def with_fields(old: Resource[Any], changes: dict[str, Any]) -> Resource[Any]:
    """*old* with *changes*: fields, and features as they are or as mappings of their fields; None takes a feature away.

    Raises:
        ScenarioError: if there is no such field, or a value is not allowed.
    """
    features = services.features(old.address)
    fields = [*fields_by_name(type(old))]
    unknown = [key for key in changes if key not in fields and key not in features and key != "features"]
    if unknown:
        known = [*fields, *features]
        raise ScenarioError(Problem(f"{old.path}.{key}", f"is no field of it; {did_you_mean(key, known)}") for key in unknown)
    given = {key: changes.pop(key) for key in features if key in changes}
    if given:
        new = {key: features[key](**value) if isinstance(value, dict) else value for key, value in given.items()}
        kept = (feature for feature in old.features if feature.path not in new)
        changes["features"] = (*kept, *(feature for feature in new.values() if feature is not None))
    return replace(old, **changes)
