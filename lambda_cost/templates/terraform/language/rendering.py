"""What templates of Terraform's language come to: values in text, conditions and loops."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.comprehensions import pairs_of
from lambda_cost.templates.terraform.language.names import Local
from lambda_cost.templates.terraform.language.templates import ELSE, ENDFOR, ENDIF, FOR, IF, TEXT, VALUE, Piece
from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown, to_boolean, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.templates.terraform.language.names import Names


class Group(NamedTuple):
    """A directive with what stands between it and its end."""

    piece: Piece
    """The directive: `if` or `for`."""
    body: list[Piece | Group]
    """What it is about."""
    otherwise: list[Piece | Group]
    """What stands behind `else`."""


class UnknownPartError(Exception):
    """A condition or a loop of which nothing is known, so that the whole text is not."""

    def __init__(self, unknown: Unknown) -> None:
        """Carry the *unknown* value."""
        self.unknown = unknown
        super().__init__(unknown.why)


def rendered(
    pieces: list[Piece], names: Names, evaluate: Callable[[Any, Names], Any], spend: Callable[[int], None]
) -> list[Any]:
    """The values that *pieces* come to, to be joined; *spend* is told how many characters of text there are.

    Raises:
        EvaluationError: if directives do not fit together, or something is wrong in one.
        UnknownPartError: if a condition or a loop cannot be known.
    """
    waiting = [*reversed(pieces)]
    nodes = _nested(waiting, "")

    def values(nodes: list[Piece | Group], names: Names) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, Piece):
                spend(len(node.content) if node.kind == TEXT else 1)
                yield node.content if node.kind == TEXT else evaluate(node.content, names)
                continue
            given = evaluate(node.piece.content, names)
            if isinstance(given, Unknown):
                raise UnknownPartError(given)
            if node.piece.kind == IF:
                yield from values(node.body if to_boolean(given) else node.otherwise, names)
                continue
            for key, item in pairs_of(given):
                spend(1)
                meant = dict(zip(reversed(node.piece.variables), (item, key), strict=False))
                yield from values(node.body, Local(names, meant))

    return [*values(nodes, names)]


def joined(parts: list[Any]) -> Any:
    """*parts* as one text; unknown if one of them is, or is no text."""
    unknown = next((part for part in parts if not isinstance(part, str | Decimal | bool | None)), None)
    if unknown is not None:
        what = "a list or a mapping" if is_list(unknown) or is_mapping(unknown) else unknown
        return unknown if isinstance(unknown, Unknown) else Unknown(f"is made of {what}")
    return "".join(map(to_text, parts))


def _nested(waiting: list[Piece], end: str) -> list[Piece | Group]:
    """The pieces that are *waiting*, those of each directive in it, up to the one that is its *end*."""
    nodes: list[Piece | Group] = []
    while waiting:
        piece = waiting.pop()
        if piece.kind in {TEXT, VALUE}:
            nodes.append(piece)
        elif piece.kind == IF:
            body = _nested(waiting, ELSE)
            last = waiting.pop().kind
            nodes.append(Group(piece, body, _nested_to(waiting, ENDIF) if last == ELSE else []))
        elif piece.kind == FOR:
            nodes.append(Group(piece, _nested_to(waiting, ENDFOR), []))
        elif piece.kind in {end, ENDIF if end == ELSE else end}:
            waiting.append(piece)
            return nodes
        else:
            break
    if end or waiting:
        raise EvaluationError("has a template whose directives do not fit together")
    return nodes


def _nested_to(waiting: list[Piece], end: str) -> list[Piece | Group]:
    nodes = _nested(waiting, end)
    waiting.pop()
    return nodes
