"""Templates outside of quotes, in heredocs and files: their text, and the expressions in it."""

from __future__ import annotations

import re

_HEREDOC = re.compile(r"<<(-?)[^\r\n]*\r?\n(.*?)[ \t]*[\w.-]+\r?\n?\Z", re.DOTALL)
_STARTS = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
ESCAPED = {"$${": "${", "%%{": "%{"}
"""What stands for the marks themselves."""
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')
"""What matters for finding the end of an expression."""


def heredoc_text(token: str) -> str:
    """The text between the marks of a heredoc; with `<<-` without the spaces that all its lines begin with."""
    found = _HEREDOC.match(token)
    if found is None:
        return ""
    lines = found[2].splitlines(keepends=True)
    if found[1]:
        shortest = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
        lines = [line[shortest:] if line.strip() else line.lstrip(" \t") for line in lines]
    return "".join(lines)


def split_template(text: str) -> list[tuple[str, bool]] | None:
    """The parts of *text*, and whether each is an expression; None if it has directives, or an expression does not end.

    >>> split_template("a ${b} $${c}")
    [('a ', False), ('b', True), (' ${c}', False)]
    """
    parts: list[tuple[str, bool]] = []
    plain, done = "", 0
    for start in _STARTS.finditer(text):
        if start.start() < done:
            continue
        plain += text[done : start.start()]
        if start[0] in ESCAPED:
            plain, done = plain + ESCAPED[start[0]], start.end()
            continue
        end = -1 if start[0] == "%{" else _end_of_expression(text, start.end())
        if end < 0:
            return None
        parts += [(plain, False), (text[start.end() : end].removeprefix("~").removesuffix("~").strip(), True)]
        plain, done = "", end + 1
    parts.append((plain + text[done:], False))
    return [part for part in parts if part[0] or part[1]]


def _end_of_expression(text: str, start: int) -> int:
    """Where the expression that begins at *start* ends with its brace; -1 if it does not."""
    depth = 1
    for found in _PARTS.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return -1
