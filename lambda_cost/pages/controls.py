"""What can be moved in a scenario: its controls, and a scenario after one of them was moved.

A scenario is a document here, plain data in the form of a scenario file: it can be shared, and it may
be incomplete for a while, as when a WebSocket API has no minutes yet.
"""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import regions, services
from lambda_cost.errors import LambdaCostError
from lambda_cost.numbers.quantity import EXACT
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import Rate, number, unit_of
from lambda_cost.scenario.editing import named_resources
from lambda_cost.scenario.free_tiers import FREE_TIERS
from lambda_cost.scenario.month import USUAL_HOURS
from lambda_cost.services.described import address_of, fields_of
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.fields import Field

Path = tuple[str, ...]
"""Where a value stands in a document: its keys from the top."""
Document = dict[str, Any]

ACRONYMS = {"mb": "MB", "kb": "KB", "gb": "GB"}
SLIDER_STEPS = (1, 1.5, 2, 3, 5, 7)
MEMORY_MB = (128, 256, 384, 512, 768, 1024, 1536, 1769, 2048, 2560, 3008, 4096, 5120, 6144, 8192, 10_240)
API_KINDS = ("", "http", "rest", "websocket")
NEW_API = "api"
"""The name of an API that a scenario without one is given."""
NEW_PLAN = {"term": "1yr", "payment": "no_upfront"}


class Control(NamedTuple):
    """One value that can be moved."""

    path: Path
    """Where it stands."""
    label: str
    """What it is, with its unit."""
    value: str
    """What it is now, as people write it; empty if it is not given."""
    choices: tuple[str, ...] = ()
    """The words it can be; empty for a number."""
    stops: tuple[str, ...] = ()
    """Where a slider may stand, ascending, the value among them; empty where a slider makes no sense."""
    hint: str = ""
    """What may be written."""


def document(scenario: Scenario[Any]) -> Document:
    """*scenario* as plain data: numbers and days are text.

    Raises:
        LambdaCostError: if its numbers are arrays.
    """
    if scenario.promoted_to_common_kind() is not scenario:
        raise LambdaCostError("a scenario with arrays is many scenarios; controls move one: give each number as one number")
    made: Document = _plain(scenario.to_dict())
    return made


def resources(doc: Document) -> list[str]:
    """The path of every resource of *doc* that has a name."""
    return [f"{section}.{name}" for section, name, _ in named_resources(doc)]


def of_scenario(doc: Document) -> list[Control]:
    """The controls of the whole: where, whose prices, which offers; and the API, where one is to be added."""
    controls = [
        Control(("region",), "Region", str(doc.get("region", "us-east-1")), tuple(regions.bundled())),
        Control(("free_tier",), "Free tier", str(doc.get("free_tier", "always")), FREE_TIERS),
        Control(("day",), "Prices of", str(doc.get("day", "")), hint="2026-11-01"),
    ]
    apis = _mapping(doc.get("apis"))
    if not {*apis} - {NEW_API}:
        kind = str(_mapping(apis.get(NEW_API)).get("type", ""))
        controls.append(Control(("apis", NEW_API, "type"), "API in front", kind, API_KINDS))
    return [*controls, *_of_plan(_mapping(doc.get("savings_plan")))]


def of_resource(doc: Document, resource: str) -> list[Control]:
    """The controls of one *resource* and its features; none if there is no such resource."""
    return [
        control
        for section, name, given in named_resources(doc)
        if f"{section}.{name}" == resource
        for control in _of(section, name, given)
    ]


def moved(doc: Document, path: Path, value: str) -> Document:
    """A copy of *doc* with *value* at *path*; an empty one is taken away."""
    new = deepcopy(doc)
    match path:
        case ("savings_plan", "commitment"):
            new["savings_plan"] = NEW_PLAN | _mapping(new.get("savings_plan")) | {"commitment": value}
            if value in {"", "0"}:
                del new["savings_plan"]
        case ("apis", name, "type"):
            _with_kind(new, name, value)
        case _:
            _put(new, path, value)
    return new


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return [_plain(item) for item in value] if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownVariableType]


def _mapping(value: Any) -> dict[str, Any]:
    """*value* if it is a mapping; a document may have anything anywhere."""
    return value if is_mapping(value) else {}


def _of(section: str, name: str, given: dict[str, Any]) -> list[Control]:
    kinds = services.resources()[section]
    cls = kinds.get(str(given.get("type", "")))
    controls = [Control((section, name, "type"), "Kind", str(given.get("type", "")), tuple(kinds))] if "" not in kinds else []
    if cls is None:
        return controls
    controls += [_control((section, name), field, given) for field in fields_of(cls) if _moves(field, cls, given)]
    for key, feature in services.features(address_of(cls)).items():
        below = given.get(key)
        if is_mapping(below):
            controls += [
                _control((section, name, key), field, below) for field in fields_of(feature) if _moves(field, feature, below)
            ]
    return controls


def _moves(field: Field, cls: Any, given: dict[str, Any]) -> bool:
    """Whether *field* is moved: one of several alternatives only if it is the one that is given."""
    if not (field.is_number or field.choices or field.name == "region"):
        return False
    return (
        field.name not in cls.one_of or field.name in given or (field.name == cls.one_of[0] and not set(cls.one_of) & {*given})
    )


def _control(above: Path, field: Field, given: dict[str, Any]) -> Control:
    path = (*above, field.name)
    prefix = f"{_words(above[-1])}: " if len(above) > len(("functions", "checkout")) else ""
    label = f"{prefix}{_words(field.name) if prefix else _words(field.name).capitalize()}{_unit(field.name)}"
    if field.name == "region":
        return Control(path, label, str(given.get("region", "")), ("", *regions.bundled()))
    if field.choices:
        return Control(path, label, str(given.get(field.name, field.choices[0])), field.choices)
    value = short(str(given.get(field.name, "")), field.name)
    return Control(path, label, value, stops=_stops(field, value), hint=field.allowed)


def _words(name: str) -> str:
    """*name* as words, without the unit at its end."""
    words = name.split("_")
    return " ".join(words[:-1] if len(words) > 1 and unit_of(name) != "count" else words)


def _unit(name: str) -> str:
    unit = unit_of(name)
    return "" if unit in {"count", name} else f" ({ACRONYMS.get(unit, unit)})"


def short(value: str, field: str) -> str:
    """*value* as people write it: 10M for a count of ten millions; anything else as it is."""
    if unit_of(field) != "count" or not value.isdigit():
        return value
    for zeros, letter in ((9, "B"), (6, "M"), (3, "k")):
        if len(value) > zeros and value.endswith("0" * (zeros - 1)):
            return decimal_text(Decimal(value).scaleb(-zeros, EXACT)) + letter
    return value


def _stops(field: Field, value: str) -> tuple[str, ...]:
    """Where the slider of *field* may stand, with *value* in its place among them."""
    series: Sequence[float] = ()
    if field.is_monthly_count:
        series = [step * 10**power for power in range(3, 10) for step in SLIDER_STEPS]
    elif field.name == "duration_ms":
        series = [step * 10**power for power in range(1, 6) for step in SLIDER_STEPS][:-1]
    elif field.name == "memory_mb":
        series = MEMORY_MB
    if not series:
        return ()
    texts = [short(decimal_text(Decimal(str(size))), field.name) for size in series]
    here = _size(value, field.name)
    if here is None:
        return tuple(texts)
    sizes = {text: size for text in texts if (size := _size(text, field.name)) is not None and size != here}
    return tuple(sorted([*sizes, value], key=lambda text: sizes.get(text, here)))


def _size(value: str, field: str) -> Decimal | None:
    """How much *value* is in a usual month; None if it is no number."""
    try:
        read = number(value, field)
    except ValueError:
        return None
    return read.in_hours(USUAL_HOURS) if isinstance(read, Rate) else read


def _of_plan(plan: dict[str, Any]) -> list[Control]:
    above = ("savings_plan",)
    commitment = Control((*above, "commitment"), "Savings Plan ($/hour)", str(plan.get("commitment", "")), hint="0.50")
    if not plan:
        return [commitment]
    terms = Control((*above, "term"), "Term", str(plan.get("term", "")), ("1yr", "3yr"))
    payment = Control((*above, "payment"), "Payment", str(plan.get("payment", "")), ("no_upfront", "all_upfront"))
    return [commitment, terms, payment]


def _with_kind(doc: Document, name: str, kind: str) -> None:
    """Make the API called *name* one of *kind*, with what it keeps of its fields; take it away if that is none."""
    apis = doc["apis"] = _mapping(doc.get("apis"))
    old = _mapping(apis.get(name)) or {"functions": [*_mapping(doc.get("functions"))]}
    cls = services.resources()["apis"].get(kind)
    if cls is None:
        apis.pop(name, None)
        if not apis:
            del doc["apis"]
        return
    known = {field.name for field in fields_of(cls)} | {*services.features(address_of(cls))}
    calls = next((old[key] for key in _call_counts() if key in old), None)
    kept = {key: value for key, value in old.items() if key in known}
    kept |= {key: calls for key in _call_counts() & known if calls is not None}
    apis[name] = {"type": kind} | kept


def _call_counts() -> set[str]:
    """The fields that say how often an API of some kind is called: its requests, or its messages."""
    fields = (field for cls in services.resources()["apis"].values() for field in fields_of(cls))
    return {field.name for field in fields if field.is_monthly_count}


def _put(doc: Document, path: Path, value: str) -> None:
    into: Any = doc
    for key in path[:-1]:
        into = into.setdefault(key, {}) if is_mapping(into) else {}
    if not is_mapping(into):
        return
    if value:
        into[path[-1]] = value
    else:
        into.pop(path[-1], None)
