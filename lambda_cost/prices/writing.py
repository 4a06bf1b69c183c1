"""A price table as text, in its one canonical form: a change of a price is a change of its line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.strict_yaml import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lambda_cost.prices.table import Entry, Meter, Table

SCHEMA_LINE = "# yaml-language-server: $schema=../schema.json"
MIN_DIGITS_GROUPED = 5
RISKY = frozenset(":#{}[],&*?|>'\"%@`!\\")
"""Signs that may mean something in YAML."""


def text(table: Table) -> str:
    """The file that *table* is read from."""
    return "\n".join(_table(table)) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield SCHEMA_LINE
    yield f"title: {_quoted(table.title)}"
    for key in ("price_list", "operation"):
        if getattr(table, key):
            yield f"{key}: {_quoted(getattr(table, key))}"
    if table.unprefixed:
        yield f"unprefixed: {_list(table.unprefixed)}"
    yield "sources:"
    for key, source in table.sources.items():
        yield f"  {key}:"
        yield f"    title: {_quoted(source.title)}"
        yield f"    url: {source.url or _quoted('')}"
        if source.strong:
            yield "    strong: true"
    if table.groups:
        yield "groups:"
        for name, regions in table.groups.items():
            yield f"  {name}: {_list(regions)}"
    yield "meters:"
    for name, meter in table.meters.items():
        yield f"  {name}:"
        yield from (f"    {line}" for line in _meter(meter))


def _meter(meter: Meter) -> Iterator[str]:
    yield f"title: {_quoted(meter.title)}"
    yield f"unit: {_quoted(meter.unit)}"
    if meter.by:
        yield f"by: {meter.by}"
    yield f"usage_type: {meter.usage_type if isinstance(meter.usage_type, str) else _map(meter.usage_type)}"
    if meter.free:
        yield "free:"
        for free in meter.free:
            pairs = {"offer": free.offer, "quantity": _number(free.quantity), "since": free.since.isoformat()}
            pairs |= {"partitions": _list(free.partitions), "source": free.source, "checked": free.checked.isoformat()}
            pairs |= {"begins": free.begins} if free.begins else {}
            pairs |= {"until": free.until.isoformat()} if free.until else {}
            yield f"  - {_map(pairs, quote=False)}"
    if meter.known_since:
        yield "known_since:"
        for known in meter.known_since:
            pairs = {"since": known.since.isoformat()} | ({"choice": _quoted(known.choice)} if known.choice else {})
            yield f"  - {_map(pairs | {'source': known.source, 'regions': _list(known.regions)}, quote=False)}"
    for key in ("absent", "unpriced"):
        if getattr(meter, key):
            yield f"{key}: {_list(getattr(meter, key))}"
    yield "prices:"
    for key, entries in meter.prices.items():
        yield f"  {key}:"
        for since in sorted(entries):
            yield f"    {since.isoformat()}:"
            yield from (f"      {line}" for line in _entry(entries[since]))


def _entry(entry: Entry) -> Iterator[str]:
    if isinstance(entry.price, dict):
        yield "price:"
        for choice, schedule in entry.price.items():
            yield f"  {_quoted(choice)}: {_schedule(schedule)}"
    else:
        yield f"price: {_schedule(entry.price)}"
    yield f"source: {entry.source if isinstance(entry.source, str) else _map(entry.source)}"
    yield f"checked: {entry.checked.isoformat()}"
    if entry.begins:
        yield f"begins: {entry.begins}"
    if entry.until:
        yield f"until: {entry.until.isoformat()}"
    if entry.note:
        yield f"note: {_quoted(entry.note)}"
    if entry.rechecked:
        yield "rechecked:"
        for again in entry.rechecked:
            pairs = {"checked": again.checked.isoformat()} | ({"choice": _quoted(again.choice)} if again.choice else {})
            pairs |= {"tiers": str(again.tiers)} if again.tiers else {}
            yield f"  - {_map(pairs | {'source': again.source, 'regions': _list(again.regions)}, quote=False)}"
    if entry.corrected:
        yield "corrected:"
        for old in entry.corrected:
            pairs = {"day": old.day.isoformat()} | ({"choice": _quoted(old.choice)} if old.choice else {})
            yield f"  - {_map(pairs | {'was': _schedule(old.was), 'reason': _quoted(old.reason)}, quote=False)}"


def _schedule(schedule: Any) -> str:
    if isinstance(schedule, Decimal):
        return _price(schedule)
    first, *steps = schedule
    tiers = [f"{{above: {_number(step.above)}, price: {_price(step.price)}}}" for step in steps]
    return f"[{', '.join([_price(first), *tiers])}]"


def _price(price: Decimal) -> str:
    """*price* with two decimal places at least, as price lists print it."""
    plain = f"{EXACT.normalize(price):f}"
    whole, _, decimals = plain.partition(".")
    return f"{whole}.{decimals:0<2}"


def _number(number: Decimal) -> str:
    """*number* with its thousands apart, once it is long."""
    plain = f"{EXACT.normalize(number):f}"
    return f"{EXACT.normalize(number):,f}".replace(",", "_") if len(plain.partition(".")[0]) >= MIN_DIGITS_GROUPED else plain


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _map(pairs: Mapping[str, str], *, quote: bool = True) -> str:
    return f"{{{', '.join(f'{_quoted(key)}: {_quoted(value) if quote else value}' for key, value in pairs.items())}}}"


def _quoted(text: str) -> str:
    """*text*, in quotes where YAML would read it as something else."""
    plain = text and scalar(text) == text and text == text.strip() and text.isprintable() and not RISKY.intersection(text)
    return text if plain and not text.startswith("- ") else json.dumps(text, ensure_ascii=False)
