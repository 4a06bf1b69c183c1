"""The reference of scenario files: every field with its unit, bounds, default and an example, from the classes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lambda_cost import services
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import TIMES_AN_HOUR, UNITS, unit_of
from lambda_cost.scenario.defaults import DEFAULTS, TRAFFIC
from lambda_cost.scenario.plan import NAMED, SavingsPlan
from lambda_cost.scenario.reading import HEAD, KEYS
from lambda_cost.scenario.schema import field_descriptions, schema
from lambda_cost.scenario.spreads import FORMS
from lambda_cost.scenario.traffic import TrafficWindow
from lambda_cost.scenario.unknown import example_of
from lambda_cost.services.described import Described, Feature, Resource, address_of, fields_of
from lambda_cost.services.fields import Field

HEAD_EXAMPLES = {
    "name": "shop",
    "region": "eu-west-1",
    "day": "2026-11-01",
    "hours": "720",
    "month": "2026-11",
    "free_tier": "none",
}
TEXT_EXAMPLES = {"traffic": "office", "window": "day", "days": "mon-fri", "rate": "40/s"}
BESIDE: dict[str, type[Described[Any]]] = {"savings_plan": SavingsPlan, **NAMED, TRAFFIC: TrafficWindow}
"""What a bill has beside its resources."""
UNIT_WORDS = {
    "ms": "milliseconds",
    "kb": "KB",
    "mb": "MB",
    "gb": "GB",
    "hours": "hours",
    "days": "days",
    "minutes": "minutes",
    "share": "part of 1",
    "count": "a number",
}
TABLE = ("| Field | Meaning | Unit | Allowed | Default | Example |", "| --- | --- | --- | --- | --- | --- |")
INTRO = """\
A scenario is YAML or JSON: what one account uses in a month. [One account](account.md) is about several files, spreadsheets,
`defaults`, tags and other costs. `lambda-cost init` writes a file to start from, and `lambda-cost schema` a JSON schema for
editors. [How a bill is made](how-a-bill-is-made.md) says what becomes of it. A key that is not on this page is an error.
"""
NUMBERS = """\
A number without a unit is in the unit of its field, with which the field's name ends: `duration_ms`, `memory_mb`. Text with
a unit is converted exactly; 1 GB is 1,024 MB. Counts in the month may be rates, which the hours of the month multiply.
"""
RANGES = """\
Any number may be a range or a distribution instead ([uncertainty](uncertainty.md)): {}.
"""


def reference(made: str) -> Iterator[str]:
    """The page, line by line; *made* says that it is generated."""
    yield from ("# The scenario file", "", made, "", *INTRO.splitlines(), "")
    yield from ("## Numbers and units", "", *NUMBERS.splitlines(), "", *_units(), "")
    forms = [f"`{{{', '.join(sorted(form, key=_order))}}}`" for form in FORMS]
    yield from (*RANGES.format(", ".join(forms)).splitlines(), "", "## The account", "", *_head(), "")
    for section in _sections():
        yield from _section(section, services.resources()[section])
    yield from ("## Beside the resources", "")
    for key, cls in BESIDE.items():
        yield from (f"### {key}", "", f"{_first_line(cls)} {_names(cls)}".strip(), "", *_table(cls), "")
    yield from ("## Features", "")
    for address in services.addresses():
        cls = services.rule(address)
        if issubclass(cls, Feature):
            yield from _feature(cls)


def _order(word: str) -> int:
    return ("low", "likely", "p50", "high", "p95", "one_of", "samples", "column").index(word)


def _units() -> Iterator[str]:
    yield from ("| Field ends in | Unit | Also written as |", "| --- | --- | --- |")
    for ending, units in UNITS.items():
        words = ", ".join(f"`{unit}`" for unit in units if unit)
        rates = f"; a rate: {', '.join(f'`/{per}`' for per in TIMES_AN_HOUR)}" if ending in {"count", "minutes"} else ""
        yield f"| {'anything else' if ending == 'count' else f'`_{ending}`'} | {UNIT_WORDS[ending]} | {words}{rates} |"


def _head() -> Iterator[str]:
    words = schema()["properties"]
    yield from ("| Key | Meaning | Example |", "| --- | --- | --- |")
    for key in HEAD:
        yield f"| `{key}` | {words[key]['description']} | `{HEAD_EXAMPLES[key]}` |"
    described = {key: _first_line(cls) for key, cls in BESIDE.items()} | {DEFAULTS: words[DEFAULTS]["description"]}
    for section, classes in services.resources().items():
        kinds = sorted(classes)
        described[section] = f"Of type {', '.join(kinds)}." if len(kinds) > 1 else _first_line(classes[""])
    for key in (*_sections(), *KEYS[len(HEAD) :]):
        where = "account.md#what-all-resources-of-a-section-have" if key == DEFAULTS else f"#{key}"
        yield f"| `{key}` | {described[key]} [Fields]({where}) | |"


def _sections() -> list[str]:
    """The sections, functions and APIs first."""
    return sorted(services.resources(), key=lambda section: {"functions": 0, "apis": 1}.get(section, 2))


def _section(section: str, classes: dict[str, type[Resource[Any]]]) -> Iterator[str]:
    yield from (f"## {section}", "")
    for kind, cls in sorted(classes.items()):
        if kind:
            yield from (f"### type: {kind}", "")
        yield from (f"{_first_line(cls)} {_names(cls)}".strip(), "", *_table(cls), "")
        features = services.features(address_of(cls))
        if features:
            yield from (f"Features: {', '.join(f'[`{key}`](#{key})' for key in sorted(features))}.", "")
        yield from ("```yaml", *_example(section, kind, cls), "```", "")


def _feature(cls: type[Feature[Any]]) -> Iterator[str]:
    key = services.name_of(address_of(cls))
    hosts: list[str] = []
    for host in map(services.rule, cls.of):
        kind, section = getattr(host, "kind", ""), getattr(host, "section", "")
        hosts.append(f"[{f'{kind} {section}'.strip()}](#{f'type-{kind}' if kind else section})")
    yield from (f"### {key}", "", f"{_first_line(cls)} Of {', '.join(hosts)}.", "", *_table(cls), "")


def _first_line(cls: type) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0]


def _names(cls: type[Described[Any]]) -> str:
    if getattr(cls, "alone", False) or cls is SavingsPlan:
        return ""
    if cls is TrafficWindow:
        return "A mapping of profiles, each a mapping of windows to these fields ([uneven traffic](traffic.md)):"
    return "A mapping of names to these fields:"


def _table(cls: type[Described[Any]]) -> Iterator[str]:
    """The fields of *cls*, one in each row."""
    words = field_descriptions(cls)
    yield from TABLE
    for field in fields_of(cls):
        if field.name != "name":
            cells = (f"`{field.name}`", words.get(field.name, ""), _unit(field), _allowed(field), _default(cls, field))
            yield f"| {' | '.join(' '.join(cell.split()) for cell in cells)} | {_example_cell(field)} |"


def _unit(field: Field) -> str:
    return UNIT_WORDS[unit_of(field.name)].replace("a number", "") if field.is_number else ""


def _allowed(field: Field) -> str:
    if field.is_number:
        return str(field.bounds)
    if field.choices:
        return ", ".join(f"`{choice}`" for choice in field.choices)
    if field.name == "region":
        return "a region's code"
    return "a day" if field.is_day else "names" if field.many else "names and text" if field.has_tags else "text"


def _default(cls: type[Described[Any]], field: Field) -> str:
    if field.required:
        return "required"
    if field.name in cls.one_of:
        return f"one of `{'`, `'.join(cls.one_of)}`"
    if isinstance(field.default, Decimal):
        return f"`{decimal_text(field.default)}`"
    return f"`{field.default}`" if field.choices else ""


def _example_cell(field: Field) -> str:
    if field.name in TEXT_EXAMPLES:
        return f"`{TEXT_EXAMPLES[field.name]}`"
    if field.many:
        return "`[checkout]`"
    if field.has_tags:
        return "`{team: shop}`"
    if field.name == "region":
        return "`eu-west-1`"
    if field.is_day:
        return "`2026-11-01`"
    return f"`{example_of(field)}`" if field.is_number or field.choices else ""


def _example(section: str, kind: str, cls: type[Resource[Any]]) -> Iterator[str]:
    """The shortest scenario with one resource of *cls*."""
    fields = {"type": kind} if kind else {}
    for field in fields_of(cls):
        needed = field.required or field.name in {"requests", *cls.one_of[:1]}
        if needed and field.name != "name":
            fields[field.name] = example_of(field)
    inner = f"{{{', '.join(f'{key}: {value}' for key, value in fields.items())}}}"
    yield f"{section}: {inner}" if cls.alone else f"{section}: {{example: {inner}}}"
