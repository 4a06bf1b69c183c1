"""Variants of a scenario: one document, changed in several ways."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import services
from lambda_cost.errors import IncompleteScenarioError, Problem, ScenarioError
from lambda_cost.scenario import editing, names
from lambda_cost.scenario.scenario import Scenario
from lambda_cost.services.described import address_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lambda_cost.regions import Region
    from lambda_cost.strict_yaml import Document

MAX_VARIANTS = 1_000
OPENS, CLOSES = "{[", "}]"


class Variant(NamedTuple):
    """One way to change a scenario."""

    name: str
    """What to call it: its changes, or a file."""
    scenario: Scenario[Any] | None
    """The scenario; None if it is not complete in this way."""
    reason: str = ""
    """Why there is none."""
    dropped: tuple[str, ...] = ()
    """What the changes left out, a sentence each."""
    changes: tuple[str, ...] = ()
    """How it differs from the scenario as it was given, as `--set` has it."""


def make_variant(
    doc: Document, changes: Sequence[str], name: str, chosen: Sequence[str] = (), known: Mapping[str, Region] | None = None
) -> Variant:
    """*doc* with *changes* made, each `path=value`; the document itself stays as it is.

    A resource that becomes one of another `type` keeps the fields and features that both have.

    Args:
        doc: a scenario, not read yet.
        changes: what `--set` says.
        name: what to call the variant.
        chosen: what `--vary` says, for messages.
        known: the regions that there are; by default those of the bundled prices.

    Raises:
        ScenarioError: if a change leads nowhere, or makes a scenario that is wrong.
    """
    copy, dropped = _changed_copy(doc, changes, chosen)
    made = Variant(name, None, dropped=dropped, changes=(*changes, *chosen))
    try:
        return made._replace(scenario=Scenario.of(copy, known))
    except IncompleteScenarioError as error:
        return made._replace(reason=str(error))


def _changed_copy(doc: Document, changes: Sequence[str], chosen: Sequence[str]) -> tuple[Document, tuple[str, ...]]:
    """A copy of *doc* with *changes* and what was *chosen* made in it, and what that left out."""
    copy = replace(doc, data=deepcopy(doc.data), changes=dict(doc.changes))
    dropped: list[str] = []
    for flag, change in (*(("--set", change) for change in changes), *(("--vary", change) for change in chosen)):
        for keys in editing.set_value(copy, change, flag):
            if keys[-1:] == ("type",):
                dropped += _drop_unknown_fields(copy, keys)
    return copy, tuple(dropped)


def make_variants(
    doc: Document, axes: Sequence[str], changes: Sequence[str] = (), known: Mapping[str, Region] | None = None
) -> list[Variant]:
    """Every combination of the values of *axes*, each `path=value,value`, in *doc* with *changes* made.

    Raises:
        ScenarioError: if an axis is not of that form, leads nowhere or makes a scenario that is wrong; or if
            there are too many combinations.
    """
    return [make_variant(doc, changes, ", ".join(chosen), chosen, known) for chosen in _combinations(axes)]


def varied_documents(doc: Document, axes: Sequence[str]) -> dict[str, tuple[Document, tuple[str, ...]]]:
    """The same combinations before they are read, by their names, each with what it leaves out.

    Raises:
        ScenarioError: if an axis is not of that form or leads nowhere; or if there are too many combinations.
    """
    return {", ".join(chosen): _changed_copy(doc, (), chosen) for chosen in _combinations(axes)}


def _combinations(axes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every combination of the values of *axes*, as changes."""
    changes_by_axis = [[*_parse_axis(axis)] for axis in axes]
    count = prod(len(changes) for changes in changes_by_axis)
    if count > MAX_VARIANTS:
        raise ScenarioError(
            [Problem("--vary", f"makes {count:,} variants; allowed: at most {MAX_VARIANTS:,} (sweep has no limit)")]
        )
    return product(*changes_by_axis)


def _parse_axis(axis: str) -> Iterator[str]:
    """The changes that *axis* stands for: one for each of its values."""
    path, sign, values = axis.partition("=")
    listed = [value.strip() for value in _split_at_commas(values)]
    if not sign or not path or not all(listed):
        raise ScenarioError([Problem("--vary", f"is {axis!r}; allowed: path=value,value such as architecture=x86_64,arm64")])
    yield from (f"{path}={value}" for value in listed)


def _split_at_commas(values: str) -> list[str]:
    """*values* at their commas, but for those in brackets."""
    depth, parts = 0, [""]
    for sign in values:
        depth += (sign in OPENS) - (sign in CLOSES)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _drop_unknown_fields(doc: Document, keys: tuple[str, ...]) -> list[str]:
    """Take out of the resource whose type is at *keys* what its new class does not know, and say what that was."""
    path = ".".join(keys[:-1])
    for section, name, described, cls in names.typed_resources(doc.data):
        if (section, name) == keys[:-1]:
            known = {"type", *(field.name for field in fields_of(cls)), *services.features(address_of(cls))}
            unknown = [key for key in described if key not in known]
            for key in unknown:
                del described[key]
            return [f"{path} is left without {key}, which type {cls.kind} does not have." for key in unknown]
    return []
