"""The text of Terraform's language as trees: bodies of attributes and blocks, and the expressions in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT_LENGTH = 1_000_000
"""Characters of the language that one import may read."""
MAX_GAP = 200
"""Blank lines in a row, which the parser would look at again and again."""
_GAP = re.compile(rf"(?:\n[ \t\r]*){{{MAX_GAP}}}")
_SPACES = re.compile(r"[ \t\r]{1000}")
NEWLINES = "new_line_or_comment"
WORDS = frozenset({"identifier", "keyword", "string", "literal_value"})
"""What the labels of blocks are."""
LAST_CHARACTER, SURROGATES = 0x10FFFF, range(0xD800, 0xE000)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([nrt"\\]))')


@dataclass(slots=True)
class Body:
    """The attributes and blocks between two braces, or of a file."""

    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    """Trees of expressions by name."""
    blocks: list[BlockText] = field(default_factory=list["BlockText"])
    """In their order."""

    def of_type(self, kind: str) -> Iterator[BlockText]:
        """The blocks of this *kind*."""
        return (block for block in self.blocks if block.kind == kind)


@dataclass(slots=True)
class BlockText:
    """One block as it is written: `resource "aws_lambda_function" "list" { … }`."""

    kind: str
    """Its first word: `resource`."""
    labels: tuple[str, ...]
    """The words after it: type and name of a resource."""
    body: Body
    """What is between its braces."""
    file: str
    """The file that it is in."""
    line: int
    """Its line, counted from 1."""


def parse_body(text: str, file: str) -> Body:
    """The body that is the *text* of a *file*.

    Raises:
        ScenarioError: if it is not well formed.
        UnreadableFileError: if the parser is not installed.
    """
    return _body(_tree(text, file).children[0], file)


def parse_expression(text: str, file: str) -> Any:
    """The tree of the expression that *text* is.

    Raises:
        ScenarioError: if it is not well formed.
    """
    body = parse_body(f"x = (\n{text}\n)\n", file)
    return body.attributes["x"]


def _tree(text: str, file: str) -> Any:
    try:
        parser: Any = import_module("hcl2.api")
        from lark.exceptions import LarkError
    except ImportError:
        message = f"{file} is Terraform's language, which needs a parser: {install_command('terraform')}"
        raise UnreadableFileError(message) from None
    if len(text) > MAX_TEXT_LENGTH or _GAP.search(text) or _SPACES.search(text):
        message = f"is too long; allowed: {MAX_TEXT_LENGTH:,} characters, {MAX_GAP} blank lines or 1,000 spaces in a row"
        raise ScenarioError([Problem("", message, file)])
    try:
        return parser.parses_to_tree(text)
    except (LarkError, RecursionError) as error:
        message = "is not well-formed Terraform, or a form of it that is not understood here"
        raise ScenarioError([Problem("", message, file, max(0, getattr(error, "line", 0)))]) from None


def _body(tree: Any, file: str) -> Body:
    """The body that *tree* is; blocks in blocks one after the other, however deep."""
    whole = Body()
    waiting = [(whole, tree)]
    repeated: list[Problem] = []
    while waiting:
        body, node = waiting.pop()
        lines: dict[str, int] = {}
        for child in node.children:
            line = getattr(getattr(child, "meta", None), "line", 0)
            if child.data == "attribute":
                name = _label(child.children[0])
                if name in lines:
                    message = f"has {name} twice in one block (first in line {lines[name]}), which Terraform refuses"
                    repeated.append(Problem("", message, file, line))
                lines.setdefault(name, line)
                body.attributes[name] = child.children[-1]
            elif child.data == "block":
                names = [_label(each) for each in child.children if kind_of(each) in WORDS]
                inner = BlockText(names[0], tuple(names[1:]), Body(), file, line)
                body.blocks.append(inner)
                waiting.append((inner.body, next(each for each in child.children if kind_of(each) == "body")))
    if repeated:
        raise ScenarioError(sorted(repeated, key=lambda problem: problem.line))
    return whole


def kind_of(node: Any) -> str:
    """What a *node* is: the rule of a tree, the type of a token."""
    return str(getattr(node, "data", None) or getattr(node, "type", ""))


def trees_in(node: Any) -> list[Any]:
    """The trees directly below *node* that mean something."""
    return [child for child in node.children if hasattr(child, "data") and child.data != NEWLINES]


def tokens_in(node: Any) -> list[str]:
    """The types of the tokens directly below *node*."""
    return [child.type for child in node.children if not hasattr(child, "data")]


def word_of(tree: Any) -> str:
    """The text of *tree* as it is written, without quotes: of a name or type that is never evaluated."""
    parts: list[Any] = [tree]
    text = ""
    while parts:
        part = parts.pop()
        if hasattr(part, "data"):
            parts += reversed(part.children)
        else:
            text += str(part)
    return text.strip('"')


def _label(node: Any) -> str:
    """The text of the label of a block."""
    return unescaped(word_of(node))


def unescaped(text: str) -> str:
    r"""*text* of a quoted string without its escapes.

    >>> unescaped('a\\n$${b}')
    'a\n${b}'
    """
    text = str(text).replace("$${", "${").replace("%%{", "%{")
    return _ESCAPE.sub(lambda match: ESCAPES[match[3]] if match[3] else _character(match[1] or match[2]), text)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= LAST_CHARACTER and code not in SURROGATES else "�"
