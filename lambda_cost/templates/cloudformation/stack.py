"""One template on its way to a draft: its resources, whose properties are evaluated when they are asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import unresolved
from lambda_cost.templates.cloudformation.defaults import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.intrinsics import Language
    from lambda_cost.templates.source import Source

DEEPEST_ALIAS = 5
"""How many aliases and versions may lead to a function."""


class Raw(NamedTuple):
    """A resource as it stands in a template, or as a transform writes it out."""

    kind: str
    """Its type."""
    properties: Any
    """Not evaluated."""
    home: tuple[str, ...]
    """Keys that lead to it in the document, or to what was transformed into it."""
    condition: Any = None
    """The name of its condition."""
    metadata: Any = None
    """Its metadata."""
    owner: str = ""
    """What the template calls it, where that is not the last of the keys."""

    @property
    def called(self) -> str:
        """What to call it in messages."""
        return self.owner or self.home[-1]


class Item:
    """A resource that is there."""

    def __init__(self, stack: Stack, name: str, raw: Raw) -> None:
        """The resource *name* of *stack*."""
        self.stack, self.name, self.kind, self.raw = stack, name, raw.kind, raw
        self.unreadable = False
        """Whether nothing of what it is given is understood, so that nothing is at its default."""

    @property
    def origin(self) -> Origin:
        """Where it is described."""
        return self.at()

    def at(self, *keys: str) -> Origin:
        """Where its property at *keys* is."""
        document = self.stack.source.document
        line = document.line((*self.raw.home, "Properties", *keys)) if keys else document.line(self.raw.home)
        return Origin(self.stack.source.name, line, self.raw.called)

    @cached_property
    def properties(self) -> dict[str, Any]:
        """What it is given, evaluated."""
        found = self.stack.language.value(self.raw.properties)
        if is_mapping(found):
            return found
        if found is not None:
            self.unreadable = True
            self.warn(f"has properties that are not understood{_because(found)}")
        return {}

    def value(self, *keys: str) -> Any:
        """Its property at *keys*; None if there is none."""
        found: Any = self.properties
        for key in keys:
            found = found.get(key) if is_mapping(found) else None
        return found

    def number(self, *keys: str) -> Decimal | None:
        """The number at *keys*, or AWS's default; None, with a warning, if it cannot be known."""
        found: Decimal | None = self._read(unresolved.number_of, keys)
        return found

    def flag(self, *keys: str) -> bool:
        """Whether *keys* is true; not if it is missing or, with a warning, if it cannot be known."""
        return bool(self._read(unresolved.flag_of, keys))

    def text(self, *keys: str) -> str | None:
        """The text at *keys*, or AWS's default; None, with a warning, if it cannot be known."""
        found: str | None = self._read(unresolved.known, keys)
        return found

    def mapping(self, *keys: str) -> dict[str, Any]:
        """The mapping at *keys*; empty if it is missing or, with a warning, no mapping."""
        found = self.value(*keys)
        if found is not None and not is_mapping(found):
            self.warn(f"{'.'.join(keys)} is not understood{_because(found)}", *keys)
        return found if is_mapping(found) else {}

    def items(self, *keys: str) -> list[Any]:
        """The list at *keys*; empty if it is missing or, with a warning, no list."""
        found = self.value(*keys)
        if found is not None and not is_list(found):
            self.warn(f"{'.'.join(keys)} is not understood{_because(found)}", *keys)
        return found if is_list(found) else []

    def functions(self, *keys: str) -> tuple[Item, ...]:
        """The functions that its property at *keys* leads to, by aliases and versions too."""
        return self.stack.functions_in(self.value(*keys))

    def warn(self, says: str, *keys: str) -> None:
        """Warn of what *says* about its property at *keys*."""
        self.stack.builder.warn(says, self.at(*keys))

    def _read(self, read: Callable[[Any], Any], keys: tuple[str, ...]) -> Any:
        name = ".".join(keys)
        found = self.value(*keys)
        if found is None and (self.unreadable or self._hidden(keys)):
            return None
        if found is None:
            self.stack.defaulted.update([name] if name in DEFAULTS else [])
            return DEFAULTS.get(name)
        try:
            return read(found)
        except ValueError as error:
            self.warn(f"{name} {error}", *keys)
            return None

    def _hidden(self, keys: tuple[str, ...]) -> bool:
        """Whether something above *keys* is no mapping, so that what is there is not known; it is warned about."""
        for depth in range(1, len(keys)):
            above = self.value(*keys[:depth])
            if above is not None and not is_mapping(above):
                self.warn(f"{'.'.join(keys[:depth])} is not understood{_because(above)}", *keys[:depth])
                return True
        return False


class Stack:
    """The resources of one template that are there, and what is collected of them."""

    def __init__(self, source: Source, language: Language, builder: Builder, resources: dict[str, Raw]) -> None:
        """The *resources* of *source*, evaluated by *language*; what is found goes into *builder*."""
        self.source, self.language, self.builder = source, language, builder
        self.defaulted: Counter[str] = Counter()
        self.names: dict[str, tuple[str, str]] = {}
        """Section and name in the draft, by the name of the resource."""
        self.resources = {name: Item(self, name, raw) for name, raw in resources.items() if self._is_there(name, raw)}
        self.by_kind: defaultdict[str, list[Item]] = defaultdict(list)
        """The same by their types."""
        for one in self.resources.values():
            self.by_kind[one.kind].append(one)
        self._about: dict[tuple[str, ...], defaultdict[str, list[Item]]] = {}

    def of(self, *kinds: str) -> Iterator[Item]:
        """The resources of these *kinds*."""
        return (one for kind in kinds for one in self.by_kind.get(kind, ()))

    def about(self, function: Item, kind: str, *keys: str) -> list[Item]:
        """The resources of a *kind* whose property at *keys* leads to *function*."""
        if (kind, *keys) not in self._about:
            found = self._about[kind, *keys] = defaultdict[str, list[Item]](list)
            for one in self.of(kind):
                for each in one.functions(*keys):
                    found[each.name].append(one)
        return self._about[kind, *keys][function.name]

    def functions_in(self, value: Any) -> tuple[Item, ...]:
        """The functions that *value* leads to: by reference, or by the name or ARN that it is."""
        found = {one.name: one for name in unresolved.references(value) for one in self.functions_of(name)}
        if not found and isinstance(value, str):
            name = value.partition(":function:")[2].partition(":")[0] or value
            found = {one.name: one for one in self.called.get(name, ())}
        return tuple(found.values())

    @cached_property
    def called(self) -> dict[str, list[Item]]:
        """The functions that are given a name, by that."""
        named: dict[str, list[Item]] = {}
        for one in self.of("AWS::Lambda::Function"):
            name = one.value("FunctionName")
            if isinstance(name, str) and not unresolved.why_unresolved(name):
                named.setdefault(name, []).append(one)
        return named

    def functions_of(self, name: str, depth: int = 0) -> tuple[Item, ...]:
        """The function that *name* is, or is an alias or a version of."""
        one = self.resources.get(name)
        if one is None or depth > DEEPEST_ALIAS:
            return ()
        if one.kind == "AWS::Lambda::Function":
            return (one,)
        if one.kind in {"AWS::Lambda::Version", "AWS::Lambda::Alias"}:
            above = unresolved.references(one.value("FunctionName"))
            return tuple(found for inner in above for found in self.functions_of(inner, depth + 1))
        return ()

    def _is_there(self, name: str, raw: Raw) -> bool:
        if raw.condition is None:
            return True
        holds = self.language.condition(raw.condition)
        if isinstance(holds, str):
            origin = Origin(self.source.name, self.source.document.line(raw.home), name)
            why = unresolved.why_unresolved(holds)
            self.builder.warn(f"is counted, though its condition {raw.condition} cannot be resolved: {why}", origin)
            return True
        return holds


def _because(found: Any) -> str:
    """Why *found* is not what it should be, if that is known."""
    why = unresolved.why_unresolved(found)
    return f": {why}" if why else ""
