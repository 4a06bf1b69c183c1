"""Attributes of a resource, and of the blocks in it: which are known, which are not yet, and which were read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.left_over import ReadRecord
from lambda_cost.templates.terraform.attribute_types import as_attribute

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotKnown:
    """A value that Terraform knows only once it has been applied."""

    def __repr__(self) -> str:
        return "(known after apply)"


NOT_KNOWN = NotKnown()
EXPRESSION = frozenset({"references", "constant_value"})
"""The keys of an expression in the configuration; what has one of them is an attribute and no block."""
_IDENTIFIER = re.compile(r"(.*[._])?(arn|id|uri)(\[\d+\])?")
"""How names of attributes end that say which resource is meant: no number and no mode comes from one."""


def as_mapping(value: object) -> dict[str, Any]:
    """*value* if it is a mapping; an empty one otherwise."""
    return value if is_mapping(value) else {}


def as_list(value: object) -> list[Any]:
    """*value* if it is a list; an empty one otherwise."""
    return value if is_list(value) else []


def _nothing_read() -> ReadRecord:
    return ReadRecord({})


@dataclass(frozen=True, slots=True)
class Block:
    """Attributes of a resource or of a block in it, and which of them are not known yet."""

    values: dict[str, Any]
    """What is known."""
    unknown: dict[str, Any]
    """In the same shape, `true` for what is not."""
    written: dict[str, Any] | None
    """The expressions of the configuration; None where there is no configuration."""
    record: ReadRecord = field(default_factory=_nothing_read, compare=False)
    """What was read of the whole resource."""
    path: tuple[str, ...] = ()
    """The blocks that lead to this one."""

    def get(self, name: str) -> Any:
        """The value called *name*; None if it is not set, `NOT_KNOWN` if it is set to what is known only after apply.

        What nobody wrote and the provider will fill in is not set: AWS's default applies.
        """
        self.mark(name)
        return self.peek(name)

    def peek(self, name: str) -> Any:
        """The same without counting it as read."""
        if self.unknown.get(name) is True:
            return None if self.written is not None and name not in self.written else NOT_KNOWN
        return as_attribute(name, self.values.get(name))

    def mark(self, *names: str) -> None:
        """Count *names*, with all below them, as read; without any, everything."""
        self.record.mark(*(".".join((*self.path, name)) for name in names))

    def blocks(self, name: str) -> list[Block]:
        """The blocks called *name*; one that is known only after apply has nothing that is known."""
        if self.peek(name) is NOT_KNOWN:
            return [Block({}, {}, None, self.record, (*self.path, name))]
        values, unknown, written = (_blocks_in(part, name) for part in (self.values, self.unknown, self.written or {}))
        return [
            # a dynamic block is not among the expressions, and set all the same
            Block(known, mask, _written_below(texts, known, mask), self.record, (*self.path, name))
            for known, mask, texts in (
                (as_mapping(known), as_mapping(mask), texts)
                for known, mask, texts in zip_longest(values, unknown, written[: max(len(values), len(unknown))])
            )
        ]

    def block(self, name: str) -> Block:
        """The one block called *name*; an empty one if there is none."""
        return next(iter(self.blocks(name)), Block({}, {}, self.written and {}, self.record, (*self.path, name)))

    def with_unknowns(self) -> dict[str, Any]:
        """All that is set, with what is not known yet in its place: what must be read, or free, or named."""
        return _with_unknowns(self.values, self.unknown, self.written)


def _blocks_in(part: dict[str, Any], name: str) -> list[Any]:
    """The blocks called *name* in *part*, which has one as a mapping or several in a list."""
    return [part[name]] if is_mapping(part.get(name)) else as_list(part.get(name))


def _written_below(texts: Any, values: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any] | None:
    """The expressions of a block of *values*; None for a dynamic block, which has none."""
    return None if texts is None else expressions_below(as_mapping(texts), values, unknown)


def expressions_below(texts: dict[str, Any], values: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any]:
    """The expressions of the attributes of a block or an attribute that is written as *texts*.

    A plan has one expression for an attribute with attributes, and does not say which of them it sets.  Each that is known
    or *unknown* is taken to be set by it, unless it refers to nothing but ARNs and ids, of which no number or mode is made.

    >>> expressions_below({"references": ["aws_lambda_function.a.invoke_arn"]}, {}, {"uri": True, "mode": True})
    {'uri': {'references': ['aws_lambda_function.a.invoke_arn']}}
    >>> expressions_below({"constant_value": {"size": 512}}, {"size": 512}, {"kind": True})
    {'size': {'constant_value': 512}}
    """
    if not EXPRESSION & texts.keys():
        return texts
    if is_mapping(texts.get("constant_value")):
        return {name: {"constant_value": value} for name, value in texts["constant_value"].items()}
    whole = whole_references(texts)
    only_identifiers = bool(whole) and all(_IDENTIFIER.fullmatch(text) for text in whole)
    filled_in = {name for name in unknown if only_identifiers and unknown[name] is True and not _IDENTIFIER.fullmatch(name)}
    return {name: texts for name in dict.fromkeys((*values, *unknown)) if name not in filled_in}


def whole_references(expression: dict[str, Any]) -> list[str]:
    """What *expression* refers to, without what is only the beginning of another reference.

    >>> whole_references({"references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"]})
    ['aws_sqs_queue.q.arn']
    """
    texts = [str(text) for text in as_list(expression.get("references"))]
    return [text for text in texts if not any(other.startswith((f"{text}.", f"{text}[")) for other in texts)]


def _with_unknowns(values: dict[str, Any], unknown: dict[str, Any], written: dict[str, Any] | None) -> dict[str, Any]:
    declared: dict[str, Any] = {}
    for name in dict.fromkeys((*values, *unknown)):
        value, mask = values.get(name), unknown.get(name)
        if mask is True:
            declared |= {} if written is not None and name not in written else {name: NOT_KNOWN}
        elif is_mapping(value) or is_mapping(mask):
            declared[name] = _with_unknowns(as_mapping(value), as_mapping(mask), None)
        elif is_list(value) or is_list(mask):
            declared[name] = [*_items_said(as_list(value), as_list(mask))]
        elif value not in (None, "", False):
            declared[name] = value
    return {name: value for name, value in declared.items() if value not in ({}, [])}


def _items_said(values: list[Any], unknown: list[Any]) -> Iterable[Any]:
    for value, mask in zip_longest(values, unknown):
        if mask is True:
            yield NOT_KNOWN
        else:
            yield _with_unknowns(as_mapping(value), as_mapping(mask), None) if is_mapping(value) or is_mapping(mask) else value
