"""Errors: one base class, six kinds, each with a message that says what to do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

_CREDENTIALS = re.compile(r"(https?:/{1,2})\S*@")
"""What stands before the host in an address; a path has one of its two slashes."""

_LONG_WORD = re.compile(r"\S{301,}")
_LONG_LINE = re.compile(r".{2001,}")

MAX_VALUE_LENGTH = 60
MAX_PROBLEMS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in an input: where it is, what is there, what is allowed."""

    field: str
    """Dotted path of the field, `functions.checkout.memory_mb`; empty for the whole input."""
    message: str
    """What is wrong and what is allowed, as the rest of a sentence that begins with the field."""
    file: str = ""
    """The file's name as the user gave it; empty for Python objects and flags."""
    line: int = 0
    """Line in that file, counted from 1; 0 where there is none."""
    column: str = ""
    """The column of a table, whose rows are its lines; empty elsewhere."""

    def __str__(self) -> str:
        position = f"row {self.line}, column {self.column}" if self.column else f"line {self.line}"
        location = f"{self.file}, {position}" if self.line else self.file
        if location == f"--{self.field.replace('_', '-')}":  # a flag that goes over a key is blamed itself
            return f"{location} {self.message}"
        sentence = f"{self.field} {self.message}".strip()
        return f"{location}: {sentence}" if location else sentence


class LambdaCostError(Exception):
    """Anything that lambda-cost refuses, with a text meant for people: no address keeps its password, no name is endless."""

    def __init__(self, message: str) -> None:
        """Keep *message*, without the user names and passwords of addresses, and without the middle of what is too long."""
        super().__init__(without_long_middles(_CREDENTIALS.sub(r"\1…@", message)))


class ProblemsError(LambdaCostError):
    """An input with one or more problems, all of them in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep *problems*; the message is one line for each."""
        self.problems = tuple(problems)
        more = len(self.problems) - MAX_PROBLEMS_SHOWN
        lines = [str(problem) for problem in self.problems[:MAX_PROBLEMS_SHOWN]]
        super().__init__("\n".join([*lines, f"… and {more:,} more"] if more > 0 else lines))


class ScenarioError(ProblemsError):
    """A scenario that is wrong or cannot be priced as it is described."""


class IncompleteScenarioError(ScenarioError):
    """A scenario in which nothing is wrong but something is still unknown."""


class TableError(ProblemsError):
    """A price table that is wrong."""


class MissingPriceError(LambdaCostError):
    """A price that is not in the tables: not sold there, not published, or not known for that day."""

    def __init__(self, message: str, *, meter: str, region: str, day: str, why: str = "") -> None:
        """Keep what was asked for, and *why* there is none, beside the *message*."""
        self.meter, self.region, self.day, self.why = meter, region, day, why
        super().__init__(message)


class UnreadableFileError(LambdaCostError):
    """A file that is missing, too large, not text or not to be written."""


class RoundingError(LambdaCostError):
    """A calculation that would have to round where lambda-cost is exact."""


@contextmanager
def blame(field: str) -> Generator[None]:
    """Read the value of *field*: if that is refused, it is a problem of the scenario.

    Raises:
        ScenarioError: in place of a ValueError, whose message continues the field's name.
    """
    try:
        yield
    except ValueError as error:
        raise ScenarioError([Problem(field, str(error))]) from None


def shown(value: object) -> str:
    """*value* as it stands in a message: quoted if it is text, cut if it is long."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"


def without_long_middles(message: str) -> str:
    """*message* in which words of more than 300 letters, and lines of more than 2,000, have lost their middle.

    >>> len(without_long_middles("functions." + "f" * 5000))
    281
    """
    message = _LONG_WORD.sub(lambda word: f"{word[0][:200]}…{word[0][-80:]}", message)
    return _LONG_LINE.sub(lambda line: f"{line[0][:1700]} … {line[0][-200:]}", message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest of *known*, or at all of them where none is near."""
    choices = list(known)
    near = get_close_matches(word, choices, n=1)
    return f"did you mean {near[0]}?" if near else f"allowed: {', '.join(choices)}"
