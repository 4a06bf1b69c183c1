"""JSON that is read as it comes: a list of 400 MB is never in memory, only the item that is being read.

A reader asks for the fields of a mapping or the items of a list, and for each takes its value whole,
goes into it, or leaves it out.  What one item may measure and how deep the text may go is bounded.
"""

from __future__ import annotations

import re
from decimal import Decimal
from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from lambda_cost.errors import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 256 * 1024
"""Characters that are read at a time."""
MAX_ITEM_LENGTH = 4 * 1024 * 1024
"""Characters that one item may have: a product, or all prices of one.  AWS's have some thousand."""
MAX_DEPTH = 24
"""How many lists and mappings may stand in each other in what is left out."""
SPACE = re.compile(r"[ \t\n\r]*")


class Text(Protocol):
    """What characters are read from."""

    def read(self, size: int, /) -> str:
        """At most *size* characters; none at the end."""
        ...


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


_DECODER = JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)


class JsonStream:
    """A place in a JSON text, which moves on."""

    def __init__(self, text: Text, name: str) -> None:
        """Stand at the beginning of *text*, which messages call *name*."""
        self.name = name
        self._text = text
        self._ahead, self._at, self._gone = "", 0, 0

    def kind(self) -> str:
        """The first sign of what comes next: `{`, `[`, a quotation mark, a digit; empty at the end."""
        blank = 0
        while True:
            begin, self._at = self._at, SPACE.match(self._ahead, self._at).end()  # type: ignore[union-attr] # it matches nothing too
            blank += self._at - begin
            if blank > MAX_ITEM_LENGTH:
                self._refuse(f"more than {MAX_ITEM_LENGTH:,} blanks follow each other")
            if self._at < len(self._ahead):
                return self._ahead[self._at]
            if not self._more():
                return ""

    def fields(self) -> Iterator[str]:
        """The key of each field of the mapping that comes next; its value must be taken before the next key."""
        for _ in self._members("{", "}"):
            if self.kind() != '"':
                self._refuse("a key is missing")
            key = self.value()
            self._take(":")
            yield key

    def items(self) -> Iterator[None]:
        """Once for each item of the list that comes next; it must be taken before the next."""
        return self._members("[", "]")

    def value(self) -> Any:
        """The whole value that comes next, its numbers exact.

        Raises:
            UnreadableFileError: if it is not well formed, too large or too deep.
        """
        self.kind()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._ahead, self._at)
            except RecursionError:
                self._refuse("lists and mappings stand in each other too deep")
            except (JSONDecodeError, ValueError) as error:
                if len(self._ahead) - self._at > MAX_ITEM_LENGTH:
                    self._refuse(f"one item has more than {MAX_ITEM_LENGTH:,} characters, or is not well formed")
                if not self._more():
                    self._refuse(getattr(error, "msg", None) or str(error))
                continue
            if end == len(self._ahead) and self._more():  # a number may go on
                continue
            self._at = end
            return value

    def skip(self, depth: int = 0) -> None:
        """Leave out the value that comes next, however long it is."""
        if depth > MAX_DEPTH:
            self._refuse(f"more than {MAX_DEPTH} levels deep")
        match self.kind():
            case "{":
                for _ in self.fields():
                    self.skip(depth + 1)
            case "[":
                for _ in self.items():
                    self.skip(depth + 1)
            case _:
                self.value()

    def end(self) -> None:
        """Refuse whatever else comes."""
        if self.kind():
            self._refuse("more text follows the end")

    def _members(self, opens: str, closes: str) -> Iterator[None]:
        self._take(opens)
        if self.kind() == closes:
            self._at += 1
            return
        while True:
            yield
            if self._take(f",{closes}") == closes:
                return

    def _take(self, allowed: str) -> str:
        kind = self.kind()
        if not kind or kind not in allowed:
            self._refuse(f"{' or '.join(allowed)} is missing")
        self._at += 1
        return kind

    def _more(self) -> bool:
        """Read on, and forget what was taken; False at the end."""
        chunk = self._text.read(CHUNK)
        self._gone += self._at
        self._ahead, self._at = self._ahead[self._at :] + chunk, 0
        return bool(chunk)

    def _refuse(self, why: str) -> NoReturn:
        position = self._gone + self._at
        cut = "it ends in the middle: " if self._at >= len(self._ahead) else ""
        raise UnreadableFileError(f"{self.name} is not well-formed JSON at character {position:,}: {cut}{why}") from None
