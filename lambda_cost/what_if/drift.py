"""A scenario against what was observed: two bills, and which input explains how much of the difference.

Inputs become what was observed one after the other, and each is said to explain what the total changes by then.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import services
from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import exactly, trimmed
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.scenario.unknown import resource_class
from lambda_cost.services.described import address_of, fields_by_name
from lambda_cost.services.runs import INCLUDED_IN_BILLED
from lambda_cost.strict_yaml import is_mapping, yaml_text
from lambda_cost.what_if.compare import Comparison, PricedVariant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document
    from lambda_cost.usage import Usage

NEW, TRAFFIC, MEMORY, TIME, OTHER = "resources that are not described", "requests", "memory", "time", "all else"
COLD_STARTS = "cold starts"
INPUTS = (TRAFFIC, MEMORY, TIME, COLD_STARTS, OTHER, NEW)
"""What can explain a difference, in the order in which it is changed."""


class Explained(NamedTuple):
    """What one input explains of the difference."""

    input: str
    """One of `INPUTS`."""
    difference: Decimal
    """What a month costs more by it."""
    changes: tuple[str, ...]
    """What was described, and what was observed."""


@dataclass(frozen=True)
class Drift(Comparison):
    """A scenario as it is described, and as it was observed."""

    explained: tuple[Explained, ...] = ()
    """What each input explains, those without changes left out."""
    not_observed: tuple[str, ...] = ()
    """Resources that nothing was observed of, which stay as they are described."""

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data, and what explains the difference."""
        rows = [
            reason._asdict() | {"difference": f"{reason.difference:f}", "changes": [*reason.changes]}
            for reason in self.explained
        ]
        return super().to_dict() | {"explained": rows, "not_observed": [*self.not_observed]}


def drift(
    document: Document, usage: Usage, prices: PriceBook | None = None, known: Mapping[str, Region] | None = None
) -> Drift:
    """What is described in *document* against what was observed, *usage*.

    Raises:
        ScenarioError: if one of them cannot be read, or nothing in them is of the same resource.
        MissingPriceError: if something has no price.
    """
    observed = _by_resource(usage)
    data: dict[str, Any] = document.data
    described = {(section, name) for section, items in data.items() if section in services.resources() for name in items}
    if not observed:
        raise ScenarioError([Problem("--observed", "has no numbers of resources; allowed: what observe writes")])
    bills = [estimate(Scenario.of(document, known), prices)]
    explained: list[Explained] = []
    # what is observed stands instead of a profile of traffic, as what is set does
    numbers = {(*path, key): "--observed" for path, fields in observed.items() for key in fields}
    changed = replace(document, changes=document.changes | numbers)
    for kind in INPUTS:
        changes = [*_change(data := deepcopy(data), observed, kind)]
        if changes:
            bills.append(estimate(Scenario.of(replace(changed, data=data), known), prices))
            with exactly():
                explained.append(Explained(kind, trimmed(bills[-1].total - bills[-2].total), tuple(changes)))
    variants = (PricedVariant("described", bills[0]), PricedVariant("observed", bills[-1]))
    missing = tuple(f"{section}.{name}" for section, name in sorted(described - observed.keys()))
    return Drift(variants, explained=tuple(explained), not_observed=missing)


def _by_resource(usage: Usage) -> dict[tuple[str, str], dict[str, Any]]:
    """The fields that are observed of each resource; wildcards are of none."""
    usage_by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in usage.entries:
        section, sign, name = entry.pattern.partition(".")
        if sign and not entry.is_wild:
            usage_by_key[section, name] = {key: deepcopy(value) for key, value in entry.fields.items()}
    return usage_by_key


def _change(data: dict[str, Any], observed: Mapping[tuple[str, str], dict[str, Any]], kind: str) -> Iterator[str]:
    """Make the inputs of one *kind* in *data* what was *observed*; what changes, in words."""
    for (section, name), fields in observed.items():
        items = data.setdefault(section, {})
        if name not in items:
            if kind == NEW:
                items[name] = deepcopy(fields)
                yield f"{section}.{name}"
            continue
        own = items[name]
        cls = resource_class(section, own)
        for key, value in fields.items():
            before = own.get(key)
            merged = before | value if is_mapping(before) and is_mapping(value) else value
            if _kind_of(cls, key) == kind and before != merged:
                own[key] = merged
                others = _drop_contradicting(own, key, cls.one_of)
                described = others if before is None and others else ", ".join(filter(None, (_words(before), others)))
                yield f"{section}.{name}.{key}: {described} described, {_words(value)} observed"


def _drop_contradicting(own: dict[str, Any], key: str, one_of: tuple[str, ...]) -> str:
    """Take out of *own* what *key* says too, such as init within billed time and retries among requests; what that was."""
    others = [other for other in one_of if key in one_of and other != key]
    others += {"billed_duration_ms": INCLUDED_IN_BILLED, "requests": ("retries",)}.get(key, ())
    taken = [f"{other} {_words(own.pop(other))}" for other in others if other in own]
    snap_start = own.get("snap_start")
    if key == "billed_duration_ms" and is_mapping(snap_start) and "restore_ms" in snap_start:
        taken.append(f"snap_start.restore_ms {_words(snap_start['restore_ms'])}")
        own["snap_start"] = {name: value for name, value in snap_start.items() if name != "restore_ms"}
    return ", ".join(taken)


def _kind_of(cls: type[Any], key: str) -> str:
    """Which kind of input the field or feature *key* of a *cls* is."""
    if key in services.features(address_of(cls)):
        return COLD_STARTS if key in {"cold_starts", "snap_start"} else OTHER
    field = fields_by_name(cls).get(key)
    if field is not None and field.is_traffic:
        return TRAFFIC
    return MEMORY if key == "memory_mb" else TIME if key in cls.one_of else OTHER


def _words(value: Any) -> str:
    return "nothing" if value is None else yaml_text(value)
