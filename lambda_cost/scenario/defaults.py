"""`defaults:` of a scenario file: fields of all resources of a section that do not say them themselves.

`defaults: {functions: {architecture: arm64, memory_mb: 512, tags: {team: shop}}}`
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import did_you_mean, shown
from lambda_cost.services.described import address_of, fields_by_name
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.document import Document, Path
    from lambda_cost.services.described import Resource

DEFAULTS = "defaults"
"""The key of a scenario file under which they stand."""
TRAFFIC = "traffic"
"""The key of a scenario file under which profiles of traffic stand, and the field of a resource that names one."""
WINDOW = "window"
"""The field of provisioned concurrency that names a window of a profile, from which all that must be given follows."""


def with_defaults(document: Document) -> Document:
    """*document* with its defaults written out in each resource, and without them; those that are wrong stay."""
    data = document.data
    if not is_mapping(data) or not is_mapping(data.get(DEFAULTS)):
        return document
    wrong = {path[1:] for path, _ in problems(data)}
    written = {key: value for key, value in data.items() if key != DEFAULTS}
    copied: dict[Path, Path] = {}
    for section, defaults in data[DEFAULTS].items():
        if (section,) in wrong or not is_mapping(written.get(section)):
            continue
        right = {key: value for key, value in defaults.items() if (section, key) not in wrong}
        written[section] = {
            name: _filled((section, name), fields, right, copied) if is_mapping(fields) else fields
            for name, fields in written[section].items()
        }
    if wrong:
        written[DEFAULTS] = data[DEFAULTS]
    return replace(document, data=written, copied=document.copied | {path: (document, there) for path, there in copied.items()})


def problems(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """What is wrong with the defaults of the scenario *data*: the keys that lead to each, and a message."""
    defaults = data.get(DEFAULTS)
    sections = [key for key, classes in services.resources().items() if not any(cls.alone for cls in classes.values())]
    if defaults is not None and not is_mapping(defaults):
        yield (DEFAULTS,), f"is {shown(defaults)}; allowed: a mapping of sections, such as functions"
        return
    for section, fields in (defaults or {}).items():
        if section not in sections:
            yield (DEFAULTS, section), f"is no section of named resources; {did_you_mean(section, sections)}"
        elif not is_mapping(fields):
            yield (DEFAULTS, section), f"is {shown(fields)}; allowed: a mapping of fields"
        else:
            yield from (((DEFAULTS, section, key), message) for key, message in _wrong_fields(section, fields))


def _wrong_fields(section: str, fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the default *fields* of *section*."""
    classes = services.resources()[section]
    kinds = [kind for kind in classes if kind]
    known = {name: field for cls in classes.values() for name, field in fields_by_name(cls).items() if name != "name"}
    features = {key for cls in classes.values() for key in services.features(address_of(cls))}
    for key, value in fields.items():
        if key == "type" and kinds:
            if str(value) not in kinds:
                yield key, f"is {shown(value)}; {did_you_mean(str(value), kinds)}"
        elif key not in known and key not in features:
            yield key, f"is no key here; {did_you_mean(key, [*known, *features])}"
        elif key in known and value is not None and not (known[key].is_number and is_mapping(value)):
            try:
                known[key].checked(value)
            except ValueError as error:
                yield key, str(error)


def _filled(path: Path, fields: dict[str, Any], defaults: dict[str, Any], copied: dict[Path, Path]) -> dict[str, Any]:
    """The *fields* of the resource at *path* with the *defaults* that are for it; what was *copied* is noted."""
    section = path[0]
    classes = services.resources()[section]
    cls = classes.get("") or classes.get(str(fields.get("type", defaults.get("type"))))
    filled = dict(fields)
    for key, value in defaults.items():
        there = (DEFAULTS, section, key)
        if key not in fields and _is_for(cls, key, fields):
            filled[key] = deepcopy(value)
            copied[*path, key] = there
        elif is_mapping(value) and is_mapping(fields.get(key)) and not _is_number(cls, key):
            filled[key] = deepcopy(value) | fields[key]
            copied |= {(*path, key, inner): (*there, inner) for inner in value.keys() - fields[key].keys()}
    return filled


def _is_for(cls: type[Resource[Any]] | None, key: str, fields: dict[str, Any]) -> bool:
    """Whether the default *key* is for a resource of *cls* with *fields*: one of several that exclude each other is not."""
    if cls is None or key == "type":
        return key == "type"
    for excluding in (cls.one_of, ("requests", TRAFFIC)):
        if key in excluding and any(fields.get(other) is not None for other in excluding):
            return False
    return key in fields_by_name(cls) or key in services.features(address_of(cls))


def _is_number(cls: type[Resource[Any]] | None, key: str) -> bool:
    """Whether a mapping at *key* of a *cls* is a range of one number."""
    field = None if cls is None else fields_by_name(cls).get(key)
    return field is not None and field.is_number
