"""JSON as a stream of values, however large the whole is: values behind each other, lines, arrays, and lists in objects.

An object that is larger than `WHOLE` is opened: what stands in its lists comes one by one, with what stood before them, and
at last all that is in no list.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WHOLE = 4 << 20
"""Characters of an object that is read as one."""
MAX_ITEM = 4 << 20
"""Characters of one item of a list."""
_SPACE = re.compile(r"[\s,\x1e]*")
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=str)


class NotJsonError(Exception):
    """What stands where a value should; `text` is the rest of its line."""

    def __init__(self, text: str) -> None:
        """Keep *text*."""
        self.text = text
        super().__init__(text)


class Values:
    """The values of a stream of *chunks*."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        """Read *chunks* of UTF-8."""
        self.chunks = chunks
        self.text, self.place = "", 0
        self.decoder = getincrementaldecoder("utf-8")("replace")
        self.is_done = False

    def __iter__(self) -> Iterator[Any]:
        """Each value; of a large object, one object for each item of its lists; `NotJsonError` for a line that is none."""
        while self._next_character():
            sign = self.text[self.place]
            if sign == "[":
                yield from self._items({}, "")
            elif sign == "{":
                yield from self._object()
            else:
                yield self._line()

    def _fill(self, room: int) -> bool:
        """Read until *room* characters are there; whether any came."""
        before = len(self.text) - self.place
        parts = [self.text[self.place :]]
        have = before
        while have < room and not self.is_done:
            chunk = next(self.chunks, None)
            self.is_done = chunk is None
            parts.append(self.decoder.decode(chunk or b"", final=self.is_done))
            have += len(parts[-1])
        self.text, self.place = "".join(parts), 0
        return have > before

    def _next_character(self) -> bool:
        """Go to the next sign that is no space and no comma; whether there is one."""
        while True:
            match = _SPACE.match(self.text, self.place)
            self.place = match.end() if match else self.place
            if self.place < len(self.text):
                return True
            if not self._fill(1):
                return False

    def _line(self) -> NotJsonError:
        """The rest of the line, which is no value."""
        end = self.text.find("\n", self.place)
        while end < 0 and len(self.text) - self.place < MAX_ITEM and self._fill(len(self.text) - self.place + 1):
            end = self.text.find("\n", self.place)
        end = len(self.text) if end < 0 else end
        line, self.place = self.text[self.place : end], end
        return NotJsonError(line)

    def _value(self, most: int) -> Any:
        """The value that begins here; a NotJsonError if there is none within *most* characters, and then nothing is taken."""
        room = 1 << 16
        while True:
            try:
                value, self.place = _DECODER.raw_decode(self.text, self.place)
            except (ValueError, RecursionError) as error:
                too_early = (
                    isinstance(error, json.JSONDecodeError)
                    and error.pos < len(self.text) - 64
                    and error.msg[:12] != "Unterminated"
                )
                if too_early or room > most or not self._fill(room):
                    return NotJsonError("")
                room *= 4
            else:
                return value

    def _object(self) -> Iterator[Any]:
        """The object that begins here, or its parts if it is large."""
        value = self._value(WHOLE)
        if not isinstance(value, NotJsonError):
            yield value
        elif len(self.text) - self.place < WHOLE and self.is_done:
            yield self._line()
        else:
            yield from self._parts()

    def _parts(self) -> Iterator[Any]:
        """An object for each item of the lists of the object that begins here, with the members that stood before."""
        self.place += 1
        head: dict[str, Any] = {}
        while self._next_character():
            if self.text[self.place] == "}":
                self.place += 1
                yield head
                return
            key = self._value(MAX_ITEM)
            if not isinstance(key, str) or not self._next_character() or self.text[self.place] != ":":
                yield self._line()
                return
            self.place += 1
            if self._next_character() and self.text[self.place] == "[":
                yield from self._items(head, key)
            else:
                value = self._value(MAX_ITEM)
                if isinstance(value, NotJsonError):
                    yield self._line()
                    return
                head[key] = value
        yield self._line()

    def _items(self, head: dict[str, Any], key: str) -> Iterator[Any]:
        """Each item of the list that begins here: by itself, or under *key* beside *head*."""
        self.place += 1
        while self._next_character():
            if self.text[self.place] == "]":
                self.place += 1
                return
            value = self._value(MAX_ITEM)
            if isinstance(value, NotJsonError):
                yield self._line()
                return
            yield {**head, key: [value]} if key else value
        yield self._line()
