"""Templates of Terraform's language, in quotes, heredocs and files: text, expressions, and directives such as `%{ if … }`.

Reference: https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.templates.terraform.language.syntax import kind_of, trees_in, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT, VALUE = "text", "value"
IF, ELSE, ENDIF, FOR, ENDFOR = "if", "else", "endif", "for", "endfor"
_HEREDOC = re.compile(r"<<(-?)[^\r\n]*\r?\n(.*?)[ \t]*[\w.-]+\r?\n?\Z", re.DOTALL)
_STARTS = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
ESCAPED = {"$${": "${", "%%{": "%{"}
"""What stands for the marks themselves."""
_INSIDE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')
"""What matters for finding the end of an expression."""
_DIRECTIVE = re.compile(r"(if)\s(.+)|(for)\s+(\w+)(?:\s*,\s*(\w+))?\s+in\s(.+)|(else|endif|endfor)", re.DOTALL)
TREES = {
    "interpolation": VALUE,
    "template_if_start": IF,
    "template_else": ELSE,
    "template_endif": ENDIF,
    "template_for_start": FOR,
    "template_endfor": ENDFOR,
}
"""By the rule of the grammar of quoted text, what it is a piece of."""


class Piece(NamedTuple):
    """A part of a template."""

    kind: str
    """`text`, `value`, or the first word of a directive."""
    content: Any = ""
    """Text; of a value, a condition or what a loop goes through the expression, as text or as its tree."""
    variables: tuple[str, ...] = ()
    """What a loop calls its items, and their keys before them."""


def heredoc_text(token: str) -> str:
    """The text between the marks of a heredoc; with `<<-` without the spaces that all its lines begin with."""
    match = _HEREDOC.match(token)
    if match is None:
        return ""
    lines = match[2].splitlines(keepends=True)
    if match[1]:
        shortest = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
        lines = [line[shortest:] if line.strip() else line.lstrip(" \t") for line in lines]
    return "".join(lines)


def split_template(text: str) -> list[Piece] | None:
    """The pieces of *text*; None if one of them does not end, or is no directive.

    >>> [(piece.kind, piece.content) for piece in split_template("a ${b} %{ if c ~} d")]
    [('text', 'a '), ('value', 'b'), ('if', 'c'), ('text', 'd')]
    """
    pieces: list[Piece] = []
    strips: list[tuple[bool, bool]] = []
    plain, done = "", 0
    for start in _STARTS.finditer(text):
        if start.start() < done:
            continue
        plain += text[done : start.start()]
        if start[0] in ESCAPED:
            plain, done = plain + ESCAPED[start[0]], start.end()
            continue
        end = _end_of_expression(text, start.end())
        inside = text[start.end() : end]
        piece = _piece(start[0], inside.removeprefix("~").removesuffix("~").strip()) if end >= 0 else None
        if piece is None:
            return None
        pieces += [Piece(TEXT, plain), piece]
        strips += [(False, False), (inside.startswith("~"), inside.endswith("~"))]
        plain, done = "", end + 1
    return _stripped([*pieces, Piece(TEXT, plain + text[done:])], [*strips, (False, False)])


def pieces_of_string(node: Any) -> list[Piece]:
    """The pieces of the tree of a quoted string."""
    parts = [part.children[0] for part in trees_in(node)]
    pieces = [_piece_of_tree(part) if hasattr(part, "data") else Piece(TEXT, unescaped(part)) for part in parts]
    strips = [(_has_mark(part, 1), _has_mark(part, -2)) if hasattr(part, "data") else (False, False) for part in parts]
    return _stripped(pieces, strips)


def with_trees(pieces: list[Piece], parse: Callable[[str], Any]) -> list[Piece]:
    """*pieces* with the trees of their expressions, which *parse* makes."""
    return [piece._replace(content=parse(piece.content)) if piece.kind != TEXT and piece.content else piece for piece in pieces]


def _piece(mark: str, inside: str) -> Piece | None:
    if mark == "${":
        return Piece(VALUE, inside)
    match = _DIRECTIVE.fullmatch(inside)
    if match is None:
        return None
    if match[1]:
        return Piece(IF, match[2])
    if match[3]:
        return Piece(FOR, match[6], tuple(filter(None, (match[4], match[5]))))
    return Piece(match[7])


def _piece_of_tree(tree: Any) -> Piece:
    kind = TREES.get(kind_of(tree), kind_of(tree))
    inner = trees_in(tree)
    if kind != FOR:
        return Piece(kind, inner[0] if inner else "")
    return Piece(FOR, inner[-1], tuple(str(word.children[0]) for word in inner[:-1]))


def _has_mark(tree: Any, position: int) -> bool:
    """Whether the child of *tree* at *position* is the mark `~`, which takes the space beside it away."""
    child = tree.children[position]
    return not hasattr(child, "data") and str(child) == "~"


def _stripped(pieces: list[Piece], strips: list[tuple[bool, bool]]) -> list[Piece]:
    """*pieces* without the space that the marks beside it take away: on one line, with its end."""
    texts = [*pieces]
    for index, (before, after) in enumerate(strips):
        if before and index and texts[index - 1].kind == TEXT:
            texts[index - 1] = Piece(TEXT, re.sub(r"(?:\n|\A)[^\S\n]*\Z|[^\S\n]+\Z", "", texts[index - 1].content))
        if after and index + 1 < len(texts) and texts[index + 1].kind == TEXT:
            texts[index + 1] = Piece(TEXT, re.sub(r"\A[^\S\n]*\n?", "", texts[index + 1].content))
    return [piece for piece in texts if piece.kind != TEXT or piece.content]


def _end_of_expression(text: str, start: int) -> int:
    """Where the expression that begins at *start* ends with its brace; -1 if it does not."""
    depth = 1
    for match in _INSIDE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.start()
    return -1


def mark_of(piece: Piece) -> str:
    """*piece*, which is no text and has its expression as text, as it is written."""
    if piece.kind == VALUE:
        return f"${{{piece.content}}}"
    words = [piece.kind, *([", ".join(piece.variables), "in"] if piece.kind == FOR else []), piece.content]
    return f"%{{ {' '.join(filter(None, words))} }}"
