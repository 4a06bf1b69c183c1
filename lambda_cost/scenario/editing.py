"""Changes to a scenario file before it is read: `functions.checkout.memory_mb=1024`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost import services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.reading import HEAD

if TYPE_CHECKING:
    from lambda_cost.strict_yaml import Document


def set_value(doc: Document, change: str) -> None:
    """Make *change*, `path=value`, in *doc*.

    The path is that of a field, as messages and reports write it; the section may be left out where
    the resource's name is unique.  The value is YAML: `1024`, `1M`, `{size_gb: 0.5}`.

    Raises:
        ScenarioError: if the change is not of that form, or its path leads to no resource.
        ProblemsError: if the value is not YAML.
    """
    path, sign, text = change.partition("=")
    if not sign or not path.strip("."):
        raise ScenarioError(
            [Problem("--set", f"is {shown(change)}; allowed: path=value, such as functions.checkout.memory_mb=1024")]
        )
    value = strict_yaml.read(text, f"--set {path}").data
    if not strict_yaml.is_mapping(doc.data):
        return
    into, keys = _resource(doc.data, path)
    for key in keys[:-1]:
        below: Any = into.setdefault(key, {})
        if not strict_yaml.is_mapping(below):
            raise ScenarioError([Problem(f"--set {path}", f"goes into {key}, which is {shown(below)} and no mapping")])
        into = below
    into[keys[-1]] = value


def _resource(data: dict[str, Any], path: str) -> tuple[dict[str, Any], list[str]]:
    """The mapping that *path* starts from, and the keys from there on."""
    if path in HEAD:
        return data, [path]
    sections = {key: data[key] for key in services.resources() if strict_yaml.is_mapping(data.get(key))}
    alone = {key: items for key, items in sections.items() if any(cls.alone for cls in services.resources()[key].values())}
    resources = alone | {
        f"{section}.{name}": described
        for section, items in sections.items()
        if section not in alone
        for name, described in items.items()
        if strict_yaml.is_mapping(described)
    }
    for name in sorted(resources, key=len, reverse=True):
        for prefix in (name, name.partition(".")[2]):
            if path.startswith(f"{prefix}.") and (prefix == name or _unique(prefix, resources)):
                return resources[name], path.removeprefix(f"{prefix}.").split(".")
    wanted = ".".join(path.split(".")[:2])
    raise ScenarioError([Problem(f"--set {path}", f"leads to no resource; {did_you_mean(wanted, [*resources, *HEAD])}")])


def _unique(name: str, resources: dict[str, Any]) -> bool:
    return sum(path.partition(".")[2] == name for path in resources) == 1
