"""YAML (and so JSON) in which nothing is guessed and nothing can explode.

A number is the decimal of its text; only `true` and `false` are booleans; `2026-11-01` is a date; a key stands once;
everything else is text.  No tag is ever executed, depth and size are bounded, and an alias costs what it stands for.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from lambda_cost import strict_json
from lambda_cost.document import Document as Document  # noqa: PLC0414 - what `read` returns is asked for here
from lambda_cost.errors import Problem, ProblemsError, UnreadableFileError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import TypeIs

MAX_BYTES = 8 * 1024 * 1024
MAX_VALUES = 1_000_000
TAB = "a tab begins the line; allowed: blanks"
"""Values in a document, each alias counted as often as it is used."""
MAX_DEPTH = 24
MERGE_KEY = "merge keys are not allowed; write the values out"
TAG = "the tag {} is not allowed; write the value without it"

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_DIGITS = frozenset("0123456789")
_STARTS = _DIGITS | frozenset("+-.")
_NUMERIC = _STARTS | frozenset("_eE")
_MAX_NUMBER_LENGTH = 64
_SIMPLE = r"[A-Za-z0-9][A-Za-z0-9_./-]*"


def read(text: str, name: str, reader: type[Reader] | None = None, *, is_bounded: bool = True) -> Document:
    """The document that *text* is.

    Args:
        text: YAML or JSON.
        name: how to call it in messages.
        reader: what builds the values, where tags or merge keys mean something.
        is_bounded: whether JSON may be no deeper and larger than YAML; if not, `check_bounds` is for the caller.

    Raises:
        ProblemsError: if it is not well formed, repeats a key, or is too deep or too large.
    """
    if is_bounded:
        check_size(text, name)
    taking = (reader or Reader)(name)
    data = strict_json.parse(text, scalar)
    if data is not None:
        if is_bounded:
            check_bounds(data, name, taking.max_depth)
        return Document(data, name, json_text=text)
    check_size(text, name)
    import yaml  # takes a fifth of the time of an estimate by flags, which needs none of it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events: Iterable[Any] = yaml.parse(text, Loader=loader)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - untyped in its stubs
        taking.take(events)
    except yaml.YAMLError as error:
        line = mark.line + 1 if (mark := getattr(error, "problem_mark", None)) else 0
        if "nesting depth" in str(error):  # the parser's own limit, from PyYAML 6.0.4 on
            raise ProblemsError([Problem("", f"more than {taking.max_depth} levels deep", name, line)]) from None
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "a character that is not allowed"
        if "cannot start any token" in why and mark is not None:
            sign = text[mark.index]
            why = TAB if sign == "\t" else f"the character {sign} cannot begin a value; quote the value"
        raise ProblemsError([Problem("", f"not well-formed YAML: {why}", name, line)]) from None
    return Document(
        taking.data, name, taking.lines, not_in_scenarios=taking.not_in_scenarios, repeated_keys=(*taking.repeated_keys,)
    )


def check_size(text: str, name: str) -> None:
    """Refuse *text* with an UnreadableFileError if it is too long to be read."""
    if len(text) > MAX_BYTES:
        raise UnreadableFileError(f"{name} has {len(text):,} characters; allowed: at most {MAX_BYTES:,}")


def check_bounds(data: Any, name: str, max_depth: int) -> None:
    """Refuse *data* with a ProblemsError if it is deeper than *max_depth*, as aliases can stack up, or has too many values."""
    too_much = strict_json.exceeds(data, max_depth, MAX_VALUES)
    if too_much:
        raise ProblemsError([Problem("", too_much, name)])


def is_mapping(value: object) -> TypeIs[dict[str, Any]]:
    """Whether *value*, of a document, is a mapping."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeIs[list[Any]]:
    """Whether *value*, of a document, is a list."""
    return isinstance(value, list)


def scalar(text: str) -> Any:
    """What an unquoted *text* is: a number, a date, true, false, nothing, or itself."""
    if text.isdigit() and text.isascii() and len(text) <= _MAX_NUMBER_LENGTH:
        return Decimal(text)
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS or len(text) > _MAX_NUMBER_LENGTH:
        return text
    try:
        if _NUMERIC.issuperset(text):
            return Decimal(text.replace("_", ""))
    except InvalidOperation:
        pass
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-01") and text[4] == text[7] == "-" else text
    except ValueError:
        return text


def yaml_text(value: Any) -> str:
    """*value*, of a document, on one line that reads back as the same."""
    if is_mapping(value):
        return f"{{{', '.join(f'{yaml_text(str(key))}: {yaml_text(one)}' for key, one in value.items())}}}"
    if is_list(value):
        return f"[{', '.join(map(yaml_text, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < _MAX_NUMBER_LENGTH else str(value)
    text = str(value)
    return text if re.fullmatch(_SIMPLE, text) and (scalar(text) == text or isinstance(value, date)) else _quoted(text)


def _quoted(text: str) -> str:
    """*text* in quotes, with everything escaped that could mean something."""
    signs = (f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text)
    return f'"{"".join(signs)}"'


_Open = tuple[Any, tuple[str, ...], tuple[str | None, int]]
"""A collection, its path, and its anchor with what was `left` when it was opened."""


class Reader:
    """Builds values from events; one open collection for each level of depth."""

    max_depth: ClassVar[int] = MAX_DEPTH
    """Levels that a document may have."""

    def __init__(self, name: str) -> None:
        """Begin the document called *name*."""
        self.name = name
        self.data: Any = None
        self.lines: dict[tuple[str, ...], int] = {}
        self.not_in_scenarios: Problem | None = None
        self.repeated_keys: list[Problem] = []
        self.left = MAX_VALUES
        self.documents = 0
        self.stack: list[_Open] = []
        """Open collections around `into`."""
        self.into: Any = None
        """The collection that is open; None at the top of the document."""
        self.path: tuple[str, ...] = ()
        """Where it is."""
        self.anchor: tuple[str | None, int] = (None, 0)
        """Its anchor, and `left` when it was opened."""
        self.key: str | None = None
        """The key whose value comes next, if `into` is a mapping."""
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.plain_values: dict[str, Any] = {}
        """What each unquoted text is that was read before: many values stand in a document often."""

    def take(self, events: Iterable[Any]) -> None:
        """Take the *events* of the document."""
        from yaml import events as kinds

        takers: dict[Any, Callable[[Any], None]] = {
            kinds.ScalarEvent: self._scalar,
            kinds.MappingStartEvent: lambda event: self._open({}, event),
            kinds.SequenceStartEvent: lambda event: self._open([], event),
            kinds.MappingEndEvent: self._close,
            kinds.SequenceEndEvent: self._close,
            kinds.AliasEvent: self._alias,
            kinds.DocumentStartEvent: self._begin,
        }
        for event in events:
            taker = takers.get(event.__class__)
            if taker is not None:
                taker(event)

    def plain(self, text: str) -> Any:
        """What an unquoted *text* is."""
        return scalar(text)

    def tagged(self, value: Any, event: Any) -> tuple[Any, tuple[str, ...]]:
        """What *value* under the tag of *event* is, and the keys that lead to it within that."""
        del value
        self.refuse(event, TAG.format(shown(event.tag)))

    def merge_key(self, event: Any) -> None:
        """Take the key `<<`."""
        self.refuse(event, MERGE_KEY)

    def repeated_key(self, event: Any, message: str) -> None:
        """Take a key that a mapping has already; *message* says which."""
        self.refuse(event, message)

    def _begin(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse(event, "a second document begins; allowed: one in a file")

    def _scalar(self, event: Any) -> None:
        value, into = event.value, self.into
        is_mapping = type(into) is dict
        if is_mapping and self.key is None:
            if event.tag or value in into or value == "<<":
                self._check_key(value, event)
            self.key = value
            self.lines[self.path + (value,)] = event.start_mark.line + 1  # noqa: RUF005 - half the time of unpacking
            return
        if event.tag:
            value = self.tagged(value, event)[0]
        elif not event.style:
            if value not in self.plain_values:
                self.plain_values[value] = self.plain(value)
            value = self.plain_values[value]
        if is_mapping and self.left and not event.anchor:  # as `_put` does: most of what is in a large document
            self.left -= 1
            into[self.key], self.key = value, None
        else:
            self._put(value, event)

    def _check_key(self, key: str, event: Any) -> None:
        """Check a *key* with a tag, of a merge, or that the mapping has already."""
        if event.tag:
            self.tagged(key, event)
        if key == "<<":
            self.merge_key(event)
        if key in self.into:
            where = ".".join(self.path)
            self.repeated_key(event, f"the key {shown(key)} is here a second time{f' (in {where})' if where else ''}")

    def _put(self, value: Any, event: Any, *, size: int = 1) -> None:
        """Put *value* where the document is."""
        self.left -= size
        if self.left < 0:
            self.refuse(event, f"more than {MAX_VALUES:,} values (aliases counted as often as used)")
        if event.anchor and type(event).__name__ != "AliasEvent":
            self.anchors[event.anchor] = (value, size)
        into = self.into
        if type(into) is dict:
            into[self.key], self.key = value, None
        elif into is None:
            self.data = value
        else:
            self.lines[*self.path, str(len(into))] = event.start_mark.line + 1
            into.append(value)

    def _open(self, value: Any, event: Any) -> None:
        if len(self.stack) >= self.max_depth:
            self.refuse(event, f"more than {self.max_depth} levels deep")
        path = self.path
        if is_mapping(self.into):
            if self.key is None:
                self.refuse(event, "a key is a list or a mapping; allowed: text")
            path = (*path, self.key)
        elif self.into is not None:
            path = (*path, str(len(self.into)))
        before = self.left
        whole, inner = self.tagged(value, event) if event.tag else (value, ())
        self._put(whole, event)
        self.stack.append((self.into, self.path, self.anchor))
        self.into, self.path, self.anchor = value, (*path, *inner) if inner else path, (event.anchor, before)

    def _close(self, _event: Any) -> None:
        anchor, before = self.anchor
        if anchor:
            self.anchors[anchor] = (self.into, before - self.left)
        self.into, self.path, self.anchor = self.stack.pop()

    def _alias(self, event: Any) -> None:
        open_anchors = {self.anchor[0], *(anchor for _, _, (anchor, _) in self.stack)}
        if event.anchor not in self.anchors or event.anchor in open_anchors:
            self.refuse(event, f"the alias *{event.anchor} stands for nothing that is complete before it")
        if self.key is None and type(self.into) is dict:
            self.refuse(event, "a key is an alias; allowed: text")
        value, size = self.anchors[event.anchor]
        self._put(value, event, size=size)

    def refuse(self, event: Any, message: str) -> NoReturn:
        """Refuse the document for what *event* is."""
        raise ProblemsError([self.problem(event, message)])

    def problem(self, event: Any, message: str) -> Problem:
        """A problem with what *event* is."""
        return Problem("", message, self.name, event.start_mark.line + 1)
