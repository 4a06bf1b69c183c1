"""Terraform's language written in JSON (`*.tf.json`): the same blocks, in which text is a template.

Which of the mappings in a resource are blocks only its provider knows; they are taken for attributes here, which are
read as blocks wherever these are meant.

Reference: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.syntax import BlockText, Body, parse_body
from lambda_cost.templates.terraform.language.templates import TEXT, mark_of, split_template
from lambda_cost.templates.unresolved import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.strict_yaml import Document

LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
"""By kind of block, how many labels it has; all other kinds say nothing of what is there."""
COMMENT, DYNAMIC, VARIABLE = "//", "dynamic", "variable"


def body_of_json(document: Document) -> Body:
    """The body that the *document* of a file in JSON says.

    Raises:
        ScenarioError: if a template in it is not well formed.
    """
    data = document.data if is_mapping(document.data) else {}
    whole = Body()
    for kind, count in LABELS.items():
        for labels, content in _blocks(data.get(kind), count):
            texts = [_attribute(kind, name, value) for name, value in content.items() if name != COMMENT]
            body = parse_body("\n".join([*texts, ""]), document.name)
            whole.blocks.append(BlockText(kind, labels, body, document.name, document.line((kind, *labels))))
    return whole


def _blocks(value: Any, count: int) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The labels and the content of each block in *value*; on each level there may be a list of mappings."""
    for part in value if is_list(value) else [value]:
        if is_mapping(part) and not count:
            yield (), part
        elif is_mapping(part):
            for label, inner in part.items():
                if label != COMMENT:
                    yield from (((label, *labels), content) for labels, content in _blocks(inner, count - 1))


def _attribute(kind: str, name: str, value: Any) -> str:
    """One attribute as the language writes it; types are no templates, and dynamic blocks are blocks."""
    if kind == VARIABLE and name == "type" and isinstance(value, str):
        return f"type = {value}"
    if name == DYNAMIC:
        return "\n".join(_dynamic(labels[0], content) for labels, content in _blocks(value, 1))
    return f"{_name(name)} = {_expression(value)}"


def _dynamic(label: str, content: dict[str, Any]) -> str:
    own = [f"{_name(name)} = {_expression(value)}" for name, value in content.items() if name not in {COMMENT, "content"}]
    inner = [_attribute("", name, value) for _, each in _blocks(content.get("content"), 0) for name, value in each.items()]
    return "\n".join([f"dynamic {_quoted(label)} {{", *own, "content {", *inner, "}", "}"])


def _expression(value: Any) -> str:
    if is_mapping(value):
        pairs = (f"{_template(key)} = {_expression(item)}" for key, item in value.items() if key != COMMENT)
        return f"{{ {', '.join(pairs)} }}"
    if is_list(value):
        return f"[{', '.join(map(_expression, value))}]"
    if isinstance(value, str):
        return _template(value)
    return "null" if value is None else as_text(value) if isinstance(value, bool | Decimal) else _quoted(str(value))


def _template(text: str) -> str:
    """*text* in quotes, its expressions as they are."""
    pieces = split_template(text)
    if pieces is None:
        return _quoted(text)
    return f'"{"".join(_escaped(piece.content) if piece.kind == TEXT else mark_of(piece) for piece in pieces)}"'


def _quoted(text: str) -> str:
    """*text* in quotes, with nothing in it that means more."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    # a mark that means itself is made of its sign, as the parser takes what ends with it for an escaped expression
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("${", '${"$"}{').replace("%{", '${"%"}{')


def _name(name: str) -> str:
    """The name of an attribute, without what would end it."""
    return "".join(letter for letter in name if letter.isalnum() or letter in "_-") or "_"
