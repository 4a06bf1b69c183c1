"""Observed numbers put into a file that people wrote: their lines and comments stay, and what changes is listed."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files, strict_json, strict_yaml
from lambda_cost.errors import ProblemsError, ScenarioError
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.strict_yaml import is_list, is_mapping, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lambda_cost.strict_yaml import Document
    from lambda_cost.usage.observing.as_usage import UsageFile

INDENT = "  "
_SCALAR = re.compile(
    r"(?P<key>\s*(?:\"[^\"]*\"|'[^']*'|[^\s#'\"{}\[\]]+)\s*:\s+)(?P<value>[^#\s{\[][^#]*?|\"[^\"]*\")(?P<rest>\s+#.*|\s*)"
)
"""A line with a key and a value."""


class Merged(NamedTuple):
    """A file with observed numbers in it."""

    text: str
    """The file."""
    changes: tuple[str, ...]
    """What is other than before, a sentence each."""


def merge_onto(usage: UsageFile, path: str | Path) -> Merged:
    """*usage* put into the usage file or scenario at *path*; what it does not tell stays as it is.

    Raises:
        UnreadableFileError: if the file cannot be read.
        ScenarioError: if it is not well formed, or no mapping.
    """
    name = files.name_of(path)
    text = files.read_text(path)
    document = strict_yaml.read(text, name)
    if not is_mapping(document.data):
        raise ScenarioError([document.problem((), "is no mapping of resources; allowed: a usage file or a scenario")])
    is_json = strict_json.parse(text, Decimal) is not None
    if is_json:
        text = "".join(f"{yaml_text(key)}: {yaml_text(value)}\n" for key, value in document.data.items())
        document = strict_yaml.read(text, name)
    edit = _Edit(document, text)
    for section, items in usage.data.items():
        for resource, fields in items.items():
            edit.put(section, resource, fields)
    merged = _json_text(edit.document.data) if is_json else "\n".join(edit.lines)
    return Merged(merged + "\n", tuple(edit.changes))


class _Edit:
    """The lines of a file while they are changed."""

    def __init__(self, document: Document, text: str) -> None:
        self.name = document.name
        self.lines = text.splitlines()
        self.document = document
        self.changes: list[str] = []

    def put(self, section: str, resource: str, fields: Mapping[str, Any]) -> None:
        """Put *fields* of one resource into the file."""
        path = f"{section}.{resource}"
        inside: Any = self.document.data.get(section)
        keys: tuple[str, ...] = (section, resource) if is_mapping(inside) and resource in inside else (path,)
        own: Any = inside.get(resource) if len(keys) > 1 and is_mapping(inside) else self.document.data.get(path)
        if not is_mapping(own):
            self._append(section, resource, fields)
            self.changes.append(f"{path}: added")
            return
        for key in _contradicting(own, fields):
            self.changes.append(f"{path}.{key}: {yaml_text(own[key])} taken out; the observed time has it in it")
            own = {name: value for name, value in own.items() if name != key}
            self._replace(keys, own, removed=key)
        for key, value in fields.items():
            before = own.get(key)
            merged = before | value if is_mapping(before) and is_mapping(value) else value
            if before != merged:
                was = "not given" if before is None else yaml_text(before)
                self.changes.append(f"{path}.{key}: {was} -> {yaml_text(merged)}")
                own = own | {key: merged}
                self._replace(keys, own, changed=key)

    def _replace(self, keys: tuple[str, ...], fields: Mapping[str, Any], *, changed: str = "", removed: str = "") -> None:
        """Write *fields* at *keys*, of which one was *changed* or *removed*."""
        edited = [*self.lines]
        begin, end = self._extent(keys)
        own = self._extent((*keys, changed or removed)) if (*keys, changed or removed) in self.document.lines else None
        is_block = end - begin > 1 and not self.lines[begin].split("#")[0].rstrip().endswith("}")
        indent = _indent(self.lines[begin]) + INDENT
        if not is_block:
            head = self.lines[begin].partition(":")[0]
            edited[begin:end] = [f"{head}: {yaml_text(dict(fields))}"]
        elif own is None:
            edited[end:end] = [f"{indent}{changed}: {yaml_text(fields[changed])}"]
        elif removed:
            del edited[own[0] : own[1]]
        else:
            match = _SCALAR.fullmatch(self.lines[own[0]])
            value = yaml_text(fields[changed])
            new = f"{match['key']}{value}{match['rest']}" if match else f"{_indent(self.lines[own[0]])}{changed}: {value}"
            edited[own[0] : own[1]] = [new.rstrip()]
        self._accept(edited, keys, fields)

    def _append(self, section: str, resource: str, fields: Mapping[str, Any]) -> None:
        """Add a resource: to its section if that is in lines of its own, else by its path at the end."""
        edited = [*self.lines]
        if is_mapping(self.document.data.get(section)):
            begin, end = self._extent((section,))
            inner = (line for line in self.lines[begin + 1 : end] if line.strip() and not line.strip().startswith("#"))
            indent = _indent(next(inner, ""))
            edited[end:end] = [f"{indent}{yaml_text(resource)}:", *_block(fields, indent + INDENT)]
        else:
            edited += [f"{section}:", f"{INDENT}{yaml_text(resource)}:", *_block(fields, INDENT * 2)]
        self._accept(edited, (section, resource), fields)

    def _accept(self, edited: list[str], keys: tuple[str, ...], fields: Mapping[str, Any]) -> None:
        """Take the *edited* lines, if they say that there are *fields* at *keys* and nothing else is other than before.

        They do not where braces reach over several lines, or something is repeated by its name: then the section is
        written on one line, or else every section is.
        """
        data = self.document.data
        top, *below = keys
        inside: Any = data.get(top)
        section = (inside if is_mapping(inside) else {}) | {below[0]: dict(fields)} if below else dict(fields)
        wanted = data | {top: section}
        begins = sorted(self.document.line((key,)) - 1 for key in data)
        begin = self.document.line((top,)) - 1 if top in data else len(self.lines)
        end = next((line for line in begins if line > begin), len(self.lines))
        while end > begin + 1 and (not self.lines[end - 1].strip() or self.lines[end - 1].startswith("#")):
            end -= 1
        on_one_line = [*self.lines[:begin], f"{yaml_text(top)}: {yaml_text(section)}", *self.lines[end:]]
        if not self._take(edited, wanted) and not self._take(on_one_line, wanted):
            self._take([f"{yaml_text(key)}: {yaml_text(value)}" for key, value in wanted.items()], wanted)

    def _take(self, lines: list[str], wanted: dict[str, Any]) -> bool:
        """Take *lines* if they say what is *wanted*; whether they do."""
        try:
            document = strict_yaml.read("\n".join(lines) + "\n", self.name)
        except ProblemsError:
            return False
        if document.data == wanted:
            self.document, self.lines = document, lines
        return document is self.document

    def _extent(self, keys: tuple[str, ...]) -> tuple[int, int]:
        """The lines of what is at *keys*, comments and empty lines behind it not counted."""
        begin = self.document.line(keys) - 1
        depth = len(_indent(self.lines[begin]))
        end = last = begin + 1
        while end < len(self.lines):
            line = self.lines[end]
            end += 1
            if line.strip() and not line.strip().startswith("#"):
                if len(_indent(line)) <= depth:
                    break
                last = end
        return begin, last


def _contradicting(own: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[str]:
    """The keys of *own* that cannot stand beside *fields*: the other way to say the time, and init within billed time."""
    for key in Function.one_of:
        if key in own and key not in fields and any(other in fields for other in Function.one_of):
            yield key
    if "billed_duration_ms" in fields and "cold_starts" in own:
        yield "cold_starts"


def _json_text(value: Any, indent: str = "") -> str:
    """*value* of a document as JSON, each key of a mapping in a line of its own, and numbers as they are."""
    if is_mapping(value):
        inner = indent + INDENT
        items = (f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {_json_text(item, inner)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + f"\n{indent}}}" if value else "{}"
    if is_list(value):
        return f"[{', '.join(_json_text(item, indent) for item in value)}]"
    return yaml_text(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _block(fields: Mapping[str, Any], indent: str) -> list[str]:
    return [f"{indent}{key}: {yaml_text(value)}" for key, value in fields.items()]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
