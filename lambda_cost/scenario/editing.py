"""Changes to a scenario file before it is read: `functions.checkout.memory_mb=1024`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from lambda_cost import services, strict_yaml
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario import names
from lambda_cost.scenario.defaults import TRAFFIC
from lambda_cost.scenario.reading import AGREED, HEAD
from lambda_cost.services.described import Described, Resource, address_of, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lambda_cost.services.fields import Field
    from lambda_cost.strict_yaml import Document


REPLACED_BY = {"day": {"day", "month"}, "month": {"day", "month", "hours"}, "hours": {"month", "hours"}}
"""Keys of a file, and the options that replace each: a month says its hours, and a day says its month."""


def override(document: Document, options: Mapping[str, Any], flag: str = "{}") -> None:
    """Put *options*, such as the region, over the keys of *document* that they replace; what is None was not given.

    Messages call the option `region` as *flag* has it: `--{}`.
    """
    given = {key: value for key, value in options.items() if value is not None}
    if strict_yaml.is_mapping(document.data):
        replaced = {key for key, others in REPLACED_BY.items() if others.intersection(given)}
        document.data = {key: value for key, value in document.data.items() if key not in replaced} | given
        document.changes |= {(key,): flag.format(key.replace("_", "-")) for key in given}


def add_discount(doc: Document, discount: str) -> None:
    """Take *discount* off in *doc*: `10%`, of every service, or `aws_lambda=10%`, of a service or a meter.

    Raises:
        ScenarioError: if it is neither.
    """
    what, sign, text = discount.rpartition("=")
    percent = strict_yaml.scalar(text.strip().removesuffix("%").rstrip())
    if not isinstance(percent, Decimal) or (sign and not what):
        allowed = "a percentage such as 10%, or aws_lambda=10%"
        raise ScenarioError([Problem("--discount", f"is {shown(discount)}; allowed: {allowed}")])
    if 0 < percent < 1 and "%" not in text:
        as_share, as_percent = (decimal_text(number) for number in (percent.scaleb(2, EXACT), percent))
        message = f"is {shown(discount)}, which may mean {as_share}% or {as_percent}%; write one of them"
        raise ScenarioError([Problem("--discount", message)])
    if not strict_yaml.is_mapping(doc.data):
        return
    every = dict.fromkeys(address.partition(".")[0] for address in services.addresses())
    for name in [what] if what else every:
        key = "meter" if "." in name else "service"
        discounts: dict[str, Any] = {**(doc.data.get("discounts") or {}), name: {key: name, "percent": percent}}
        doc.data = doc.data | {"discounts": discounts}
        doc.changes["discounts", name] = "--discount"


def set_value(doc: Document, change: str, flag: str = "--set") -> list[tuple[str, ...]]:
    """Make *change*, `path=value`, in *doc*, as *flag* asks for, and say which keys it went along.

    The path is that of a field, as messages and reports write it; the section may be left out where
    the resource's name is unique, and so may the unit.  A field alone is that of every
    resource that has it.  The value is YAML: `1024`, `1M`, `{size_gb: 0.5}`.

    Raises:
        ScenarioError: if the change is not of that form, or its path leads to no resource.
        ProblemsError: if the value is not YAML.
    """
    path, sign, text = change.partition("=")
    if not sign or not path.strip("."):
        raise ScenarioError(
            [Problem(flag, f"is {shown(change)}; allowed: path=value, such as functions.checkout.memory_mb=1024")]
        )
    if not strict_yaml.is_mapping(doc.data):
        return []
    value = strict_yaml.read(text, f"{flag} {path}").data
    return [put_value(doc, keys, value, flag) for keys in names.resolve(doc.data, path)]


def put_value(doc: Document, path: str, value: Any, flag: str) -> tuple[str, ...]:
    """Put *value* at *path* in *doc*, as *flag* asks for, and say which keys it went along; None takes away what is there.

    Raises:
        ScenarioError: if the path leads to no resource.
    """
    if not strict_yaml.is_mapping(doc.data):
        return ()
    *above, last = keys_of(doc.data, path, f"{flag} ")
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


def keys_of(data: dict[str, Any], path: str, what: str = "--set ") -> list[str]:
    """The keys that *path* goes along: a key of the scenario, a resource, or a field of a resource.

    Raises:
        ScenarioError: if it leads to no resource; the message names the path after *what*.
    """
    sections = {key: data.get(key) for key in services.resources()}
    section, _, name = path.partition(".")
    if path in HEAD:
        return [path]
    if section in AGREED or section in data.keys() & {TRAFFIC}:
        return path.split(".")
    alone = {key for key in sections if any(cls.alone for cls in services.resources()[key].values())}
    named = {key: items for key, items in sections.items() if strict_yaml.is_mapping(items) and key not in alone}
    along = max(_resources_along(named, path), key=lambda resource: len(resource[1]), default=None)
    if along is not None:
        section, name, rest = along
        return [section, name, *filter(None, rest.split("."))]
    if section in sections and name and "." not in name:
        return [section, name]
    wanted = ".".join(path.split(".")[:2])
    resources = [f"{key}.{name}" for key, items in named.items() for name in items]
    raise ScenarioError([Problem(f"{what}{path}", f"leads to no resource; {did_you_mean(wanted, resources + list(HEAD))}")])


def _resources_along(named: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    """Section and name of each resource of the sections *named* that *path* may lead into, and the rest of the path.

    Names may have dots, so each beginning of the path is looked up; a name without its section has to be unique.
    """
    dots = [index for index, sign in enumerate(path) if sign == "."]
    for end in (*dots, len(path)):
        section, dot, name = path[:end].partition(".")
        if dot and name in named.get(section, ()):
            yield section, name, path[end:]
    for end in dots:
        homes = [section for section, items in named.items() if path[:end] in items]
        if len(homes) == 1:
            yield homes[0], path[:end], path[end:]


def named_resources(data: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every resource of the scenario *data* that has a name and is a mapping: its section, its name and its fields."""
    for section, classes in services.resources().items():
        items: Any = data.get(section) if strict_yaml.is_mapping(data) else None
        if strict_yaml.is_mapping(items) and not any(cls.alone for cls in classes.values()):
            yield from ((section, name, fields) for name, fields in items.items() if strict_yaml.is_mapping(fields))


def with_values(doc: Document, values: Mapping[tuple[str, ...], Any], what: str) -> Document:
    """A copy of *doc* with other *values*, by the keys that lead to each; *what* put them there, in messages."""
    data = doc.data
    for keys, value in values.items():
        data = _put(data, keys, value)
    return replace(doc, data=data, changes=doc.changes | dict.fromkeys(values, what))


def _put(data: Any, keys: tuple[str, ...], value: Any) -> Any:
    """*data* with *value* where *keys* lead; what is not on the way is not copied."""
    if not keys:
        return value
    below = data if strict_yaml.is_mapping(data) else {}
    return below | {keys[0]: _put(below.get(keys[0]), keys[1:], value)}


def field_at(data: Any, keys: Sequence[str]) -> Field | None:
    """The field where *keys* lead in the scenario *data*; None if that is none, such as a resource or its `type`."""
    section, *below = keys
    if len(below) == 1 and _has_names(section):
        return None
    cls, left = _class_at(data, list(keys))
    if cls is not None and len(left[1:]) == 1 and issubclass(cls, Resource):
        cls, left = services.features(address_of(cls)).get(left[0]), left[1:]
    if cls is None or len(left) != 1 or left[0] == "name":
        return None
    return next((field for field in fields_of(cls) if field.name == left[0]), None)


@cache
def _has_names(section: str) -> bool:
    """Whether *section* maps names to resources, so that its keys are no fields."""
    classes = services.resources().get(section)
    return classes is not None and not any(cls.alone for cls in classes.values())


def _class_at(data: Any, keys: list[str]) -> tuple[type[Described[Any]] | None, list[str]]:
    """The class of the thing that *keys* lead into, and what of them is left."""
    section = keys[0]
    if section in AGREED:
        from lambda_cost.scenario.plan import NAMED, SavingsPlan

        return (NAMED[section], keys[2:]) if section in NAMED else (SavingsPlan, keys[1:])
    classes = services.resources().get(section, {})
    if any(cls.alone for cls in classes.values()):
        return classes[""], keys[1:]
    resources: Any = data.get(section)
    given: Any = resources.get(keys[1]) if len(keys) > 1 and strict_yaml.is_mapping(resources) else None
    kind = str(given.get("type", "")) if strict_yaml.is_mapping(given) and "" not in classes else ""
    return classes.get(kind), keys[2:]
