"""What an expression refers to, as a plan lists it: `aws_lambda_function.list.arn`, `var.size`, `each.value`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import ScenarioError
from lambda_cost.templates.terraform.language.syntax import kind_of, parse_expression, trees_in, word_of
from lambda_cost.templates.terraform.language.templates import heredoc_text, split_template, with_trees

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.language.modules import ModuleScope

CHAINS = frozenset({"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"})
MOST = 500
"""References of one expression."""


def references_in(tree: Any, scope: ModuleScope) -> dict[str, Any]:
    """The expression of a configuration that *tree* would be in a plan; locals are followed to what they refer to."""
    addresses: dict[str, None] = {}
    followed: set[str] = set()
    waiting = [tree]
    while waiting and len(addresses) < MOST:
        node = waiting.pop()
        scope.evaluator.limit.spend(1, 0, scope.source.name)
        kind = kind_of(node)
        if kind in CHAINS:
            text = _chain(node, waiting)
            word, _, name = text.partition(".")
            local = name.partition(".")[0].partition("[")[0]
            if word == "local" and local in scope.locals and local not in followed:
                followed.add(local)
                waiting.append(scope.locals[local])
            elif name:
                addresses[text] = None
        elif kind.startswith("heredoc"):
            with suppress(ScenarioError):
                pieces = split_template(heredoc_text(str(node.children[0]))) or []
                parsed = with_trees(pieces, lambda part: parse_expression(part, scope.source.name))
                waiting += [piece.content for piece in parsed if hasattr(piece.content, "data")]
        elif hasattr(node, "children"):
            waiting += reversed(node.children)
    return {"references": [*addresses]}


def _chain(node: Any, waiting: list[Any]) -> str:
    """The text of a chain of names as far as it is fixed; what is in its brackets is put to *waiting*."""
    links: list[Any] = []
    while kind_of(node) in {*CHAINS, "expr_term"}:
        inner = trees_in(node)
        if kind_of(node) in CHAINS:
            links.append(inner[1])
        node = inner[0]
    if kind_of(node) != "identifier":
        waiting.append(node)
        waiting += links
        return ""
    text, fixed = str(node.children[0]), True
    for link in reversed(links):
        key = _fixed(link)
        if not key:
            waiting.append(link)
        fixed = fixed and bool(key)
        text += key if fixed else ""
    return text


def _fixed(link: Any) -> str:
    """`.name` or `[0]` of a *link*, if it is fixed."""
    kind = kind_of(link)
    if kind == "get_attr":
        return f".{trees_in(link)[0].children[0]}"
    if kind == "short_index":
        return f"[{link.children[-1]}]"
    if kind == "braces_index":
        key = trees_in(link)[0]
        while kind_of(key) == "expr_term":
            key = trees_in(key)[0]
        word = word_of(key)
        if kind_of(key) == "int_lit":
            return f"[{word}]"
        if kind_of(key) == "string" and "{" not in word:
            return f'["{word}"]'
    return ""
