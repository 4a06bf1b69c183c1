"""Changes to a scenario file before it is read: `functions.checkout.memory_mb=1024`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lambda_cost import services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.reading import AGREED, HEAD

if TYPE_CHECKING:
    from lambda_cost.strict_yaml import Document


def set_value(doc: Document, change: str, flag: str = "--set") -> tuple[str, ...]:
    """Make *change*, `path=value`, in *doc*, as *flag* asks for, and say which keys it went along.

    The path is that of a field, as messages and reports write it; the section may be left out where
    the resource's name is unique.  The value is YAML: `1024`, `1M`, `{size_gb: 0.5}`.

    Raises:
        ScenarioError: if the change is not of that form, or its path leads to no resource.
        ProblemsError: if the value is not YAML.
    """
    path, sign, text = change.partition("=")
    if not sign or not path.strip("."):
        raise ScenarioError(
            [Problem(flag, f"is {shown(change)}; allowed: path=value, such as functions.checkout.memory_mb=1024")]
        )
    value = strict_yaml.read(text, f"{flag} {path}").data
    if not strict_yaml.is_mapping(doc.data):
        return ()
    *above, last = _keys(doc.data, path, flag)
    into = doc.data
    for key in above:
        below: Any = into.setdefault(key, {})
        if not strict_yaml.is_mapping(below):
            raise ScenarioError([Problem(f"{flag} {path}", f"goes into {key}, which is {shown(below)} and no mapping")])
        into = below
    if value is None:
        into.pop(last, None)
    else:
        into[last] = value
    doc.changes[*above, last] = flag
    return (*above, last)


def _keys(data: dict[str, Any], path: str, flag: str) -> list[str]:
    """The keys that *path* goes along: a key of the scenario, a resource, or a field of a resource."""
    sections = {key: data.get(key) for key in services.resources()}
    section, _, name = path.partition(".")
    if path in HEAD:
        return [path]
    if section in AGREED:
        return path.split(".")
    alone = {key for key in sections if any(cls.alone for cls in services.resources()[key].values())}
    named = {key: items for key, items in sections.items() if strict_yaml.is_mapping(items) and key not in alone}
    resources = [[key, name] for key, items in named.items() for name in items]
    names = Counter(name for _, name in resources)
    for keys in sorted(resources, key=lambda keys: len(keys[1]), reverse=True):
        for prefix in (".".join(keys), keys[1]):
            unique = prefix != keys[1] or names[prefix] == 1
            if path == ".".join(keys) or (path.startswith(f"{prefix}.") and unique):
                return [*keys, *filter(None, path.removeprefix(prefix).split("."))]
    if section in sections and name and "." not in name:
        return [section, name]
    wanted = ".".join(path.split(".")[:2])
    says = f"leads to no resource; {did_you_mean(wanted, ['.'.join(keys) for keys in resources] + list(HEAD))}"
    raise ScenarioError([Problem(f"{flag} {path}", says)])
