"""What the fields of a described class mean, in the words that stand below them."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.services.described import Described


@cache
def words(cls: type[Described[Any]]) -> dict[str, str]:
    """The first sentence of each field's docstring in *cls* and what it is made from, without its full stop."""
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("lambda_cost.services"):
            (body,) = [node.body for node in ast.parse(inspect.getsource(base)).body if isinstance(node, ast.ClassDef)]
            docs |= dict(_fields(body))
    return docs


def _fields(body: list[ast.stmt]) -> list[tuple[str, str]]:
    """The fields in the *body* of a class that have a docstring."""
    pairs: list[tuple[str, str]] = []
    for field, below in pairwise(body):
        match (field, below):
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                pairs.append((name, text.partition("; ")[0].partition(". ")[0].rstrip(".")))
            case _:
                pass
    return pairs
