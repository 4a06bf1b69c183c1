"""A draft as text: a scenario file with what is unknown as comments, and the usage file to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.unknown import UNSAID, resources_in
from lambda_cost.strict_yaml import is_mapping, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.unknown import Unknown

STEP = "  "


def scenario_file(draft: Draft) -> str:
    """*draft* as a scenario file that reads back as the same, and asks for what is missing."""
    return "\n".join(_scenario(draft)) + "\n"


def usage_file(draft: Draft, costs: Mapping[str, str]) -> str:
    """The usage file that would say all that *draft* lacks, with what each number *costs*, by its path."""
    lines = [f"# What {draft.source} does in a month; the numbers are examples.".replace("\n", " ")]
    lines += ["# Costs are of one resource by itself, at list prices, with the numbers of this file."] if costs else []
    for section, items in resources_in(draft.data):
        for name in items:
            missing = [one for one in draft.unknown if (one.section, one.name) == (section, name)]
            if missing:
                lines += [f"{written(missing[0].resource)}:", *_asked_usage(missing, costs)]
    return "\n".join(lines) + "\n"


def _asked_usage(missing: list[Unknown], costs: Mapping[str, str]) -> Iterator[str]:
    """A line for each field, those of one feature together."""
    features = dict.fromkeys(one.keys[:-1] for one in missing)
    for above in sorted(features, key=len):
        if above:
            yield f"{STEP}{written(above[0])}:"
        for one in missing:
            if one.keys[:-1] == above:
                says = "; ".join(filter(None, [one.says, costs.get(one.path)]))
                yield f"{STEP * (1 + len(above))}{one.keys[-1]}: {one.example}  # {says}"


def _scenario(draft: Draft) -> Iterator[str]:
    yield f"# From {written(draft.source)} ({draft.kind})."
    for remark in (*draft.warning_texts, *draft.assumptions):
        yield f"# {remark}"
    if draft.unknown:
        yield f"# Unknown ({len(draft.unknown)}): take the # from the lines of what is missing, and say it."
    sections = dict(resources_in(draft.data))
    for key, value in draft.data.items():
        if key not in sections:
            yield f"{key}: {written(value)}"
    for section, items in sections.items():
        yield f"{section}:"
        for name, fields in items.items():
            missing = [one for one in draft.unknown if (one.section, one.name) == (section, name)]
            yield from _mapping(written(name) if name else "", fields, missing, (), STEP if name else "")


def _mapping(
    key: str, fields: dict[str, Any], missing: Iterable[Unknown], above: tuple[str, ...], indent: str
) -> Iterator[str]:
    """The lines of *fields* under *key*; what is *missing* directly in them is a comment that may become a line."""
    inside = [one for one in missing if one.keys[: len(above)] == above]
    own = [one for one in inside if one.keys[:-1] == above]
    if key and not fields:
        yield f"{indent}{key}: {{"
        for one in own:
            value = f"{one.keys[-1]}: {UNSAID}," if one.has_default else f"# {one.keys[-1]}: {one.example},"
            yield f"{indent}{STEP}{value}  # {one.says}"
        yield f"{indent}{STEP}}}"
    elif key and above and not inside:
        yield f"{indent}{key}: {written(fields)}"
    else:
        if key:
            yield f"{indent}{key}:"
        for one in own:
            value = f"{one.keys[-1]}: {UNSAID}" if one.has_default else f"# {one.keys[-1]}: {one.example}"
            yield f"{indent}{STEP}{value}  # {one.says}"
        for name, value in fields.items():
            if is_mapping(value):
                yield from _mapping(name, value, inside, (*above, name), indent + STEP)
            else:
                yield f"{indent}{STEP}{name}: {written(value)}"
