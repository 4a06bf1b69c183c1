"""Expressions of Terraform's language as values, as far as they can be known; nothing runs for long."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import ScenarioError
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.comprehensions import comprehend
from lambda_cost.templates.terraform.language.functions import NEED_ALL_KNOWN, call
from lambda_cost.templates.terraform.language.operators import binary, unary
from lambda_cost.templates.terraform.language.rendering import UnknownPartError, joined, rendered
from lambda_cost.templates.terraform.language.syntax import kind_of, parse_expression, tokens_in, trees_in
from lambda_cost.templates.terraform.language.templates import VALUE, heredoc_text, pieces_of_string, split_template, with_trees
from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown, to_boolean, to_number, to_text, to_whole

if TYPE_CHECKING:
    from lambda_cost.templates.limits import WorkLimit
    from lambda_cost.templates.terraform.language.names import Names
    from lambda_cost.templates.terraform.language.templates import Piece

MAX_DEPTH = 150
"""How many expressions may lead to one value."""
COST_OF_ITEM = 32
"""How many characters an item of a list counts as."""
BARE_WORDS = frozenset({"expr_term", "identifier", "keyword", "literal_value"})
"""What a key is that is not quoted and not in brackets."""


@dataclass
class Evaluator:
    """Evaluates the expressions of one import, within what it may take."""

    limit: WorkLimit
    """What is left of it."""
    file: str
    """What to call the import in messages."""
    depth: int = 0
    """How many expressions lead to the one that is being evaluated."""
    sizes: dict[int, tuple[Any, int]] = field(default_factory=dict[int, tuple[Any, int]])
    """By the id of each list and mapping that was made, itself and how many values are in it, however deep."""

    def value(self, node: Any, names: Names) -> Any:
        """What *node* comes to: unknown, with the reason, where that cannot be known or is wrong."""
        try:
            return self.evaluate(node, names)
        except EvaluationError as error:
            return Unknown(str(error))
        except (ArithmeticError, RecursionError):
            return Unknown("is nested too deeply, or a number that is too large")

    def evaluate(self, node: Any, names: Names) -> Any:
        """What *node* comes to.

        Raises:
            EvaluationError: if it is wrong.
            ScenarioError: if it takes more than is left.
        """
        kind = kind_of(node)
        method = _HANDLERS.get(kind)
        if method is None:
            return Unknown(f"has a {kind.replace('_', ' ')}, which is not evaluated here")
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                return Unknown("is nested too deeply")
            result = getattr(self, method)(node, names)
        finally:
            self.depth -= 1
        self.limit.spend(1, self._size(result) * COST_OF_ITEM, self.file)
        return result

    def is_known(self, value: Any) -> bool:
        """Whether nothing in *value* is unknown."""
        return self.first_unknown(value) is None

    def first_unknown(self, value: Any) -> Unknown | None:
        """The first thing in *value* that is unknown, or is no value but something of a module."""
        waiting = [value]
        while waiting:
            self.limit.spend(1, 0, self.file)
            part = waiting.pop()
            if isinstance(part, Unknown):
                return part
            if is_list(part) or is_mapping(part):
                waiting += reversed(part if is_list(part) else [*part.values()])
            elif part is not None and not isinstance(part, str | Decimal | bool):
                return Unknown(f"is {part}, of which only parts are known here")
        return None

    def _size(self, value: Any) -> int:
        """How many values there are in *value*, each place counted; long text counts by its length."""
        if isinstance(value, str):
            return 1 + len(value) // COST_OF_ITEM
        if not is_list(value) and not is_mapping(value):
            return 1
        made = self.sizes.get(id(value))
        if made is not None:
            return 1
        inner = value if is_list(value) else [*value.values()]
        size = 1 + sum(self.sizes[id(each)][1] if id(each) in self.sizes else self._size(each) for each in inner)
        self.sizes[id(value)] = (value, size)
        return size

    def _charged(self, value: Any) -> Any:
        """*value*, counted as often as there are values in it, as it is looked at as a whole."""
        self.limit.spend(self.sizes[id(value)][1] if id(value) in self.sizes else self._size(value), 0, self.file)
        return value

    def _only(self, node: Any, names: Names) -> Any:
        return self.evaluate(trees_in(node)[0], names)

    def _literal(self, node: Any, _names: Names) -> Any:
        return {"true": True, "false": False}.get(str(node.children[0]))

    def _number(self, node: Any, _names: Names) -> Any:
        return to_number("".join(str(child) for child in node.children))

    def _identifier(self, node: Any, names: Names) -> Any:
        return names.root(str(node.children[0]))

    def _string(self, node: Any, names: Names) -> Any:
        pieces = pieces_of_string(node)
        is_value = [piece.kind for piece in pieces] == [VALUE]
        return self.evaluate(pieces[0].content, names) if is_value else self._rendered(pieces, names)

    def _rendered(self, pieces: list[Piece], names: Names) -> Any:
        """The text that *pieces* of a template come to."""
        try:
            return joined(rendered(pieces, names, self.evaluate, lambda count: self.limit.spend(1, count, self.file)))
        except UnknownPartError as error:
            return error.unknown

    def _heredoc(self, node: Any, names: Names) -> Any:
        return self.template(heredoc_text(str(node.children[0])), names)

    def template(self, text: str, names: Names) -> Any:
        """What a template is that stands outside of quotes, as in a heredoc or a file."""
        pieces = split_template(text)
        with suppress(ScenarioError):
            if pieces is not None:
                return self._rendered(with_trees(pieces, lambda part: parse_expression(part, self.file)), names)
        return Unknown("has a template that is not understood")

    def _tuple(self, node: Any, names: Names) -> Any:
        return [self.evaluate(each, names) for each in trees_in(node)]

    def _object(self, node: Any, names: Names) -> Any:
        items: dict[str, Any] = {}
        for element in trees_in(node):
            key, value = trees_in(element)
            name = self._key(key.children[0], names)
            if isinstance(name, Unknown):
                return name
            items[to_text(name)] = self.evaluate(value, names)
        return items

    def _key(self, key: Any, names: Names) -> Any:
        """The key of an element of a mapping: a bare word is itself."""
        word = key
        while kind_of(word) in BARE_WORDS and len(word.children) == 1:
            word = word.children[0]
        return str(word) if not hasattr(word, "data") else self.evaluate(key, names)

    def _conditional(self, node: Any, names: Names) -> Any:
        condition, yes, no = trees_in(node)
        value = self.evaluate(condition, names)
        if isinstance(value, Unknown):
            return value
        return self.evaluate(yes if to_boolean(value) else no, names)

    def _binary(self, node: Any, names: Names) -> Any:
        left, term = trees_in(node)
        operator, right = trees_in(term)
        return binary(operator.children[0].type, self._charged(self.evaluate(left, names)), lambda: self.evaluate(right, names))

    def _unary(self, node: Any, names: Names) -> Any:
        return unary(node.children[0].type, self.evaluate(trees_in(node)[0], names))

    def _attribute(self, node: Any, names: Names) -> Any:
        of, accessor = trees_in(node)
        return self.attribute(self.evaluate(of, names), str(trees_in(accessor)[0].children[0]), names)

    def attribute(self, of: Any, name: str, names: Names) -> Any:
        """The attribute *name* of a value, or of something that only a module knows."""
        if isinstance(of, Unknown):
            return of
        if is_mapping(of):
            if name not in of:
                raise EvaluationError(f"has no attribute {name}")
            return of[name]
        if of is None or isinstance(of, list | str | Decimal | bool):
            raise EvaluationError(f"has no attribute {name}")
        return names.attribute(of, name)

    def _index(self, node: Any, names: Names) -> Any:
        of, accessor = trees_in(node)
        return self._indexed(self.evaluate(of, names), accessor, names)

    def _indexed(self, of: Any, accessor: Any, names: Names) -> Any:
        inner = trees_in(accessor)
        key = self.evaluate(inner[0], names) if inner else Decimal(str(accessor.children[-1]))
        for each in (of, key):
            if isinstance(each, Unknown):
                return each
        if is_list(of):
            index = to_whole(key)
            if not 0 <= index < len(of):
                raise EvaluationError(f"has no item {index}")
            return of[index]
        return self.attribute(of, to_text(key), names)

    def _splat(self, node: Any, names: Names) -> Any:
        of, splat = trees_in(node)
        value = self.evaluate(of, names)
        if isinstance(value, Unknown):
            return value
        items: list[Any] = value if is_list(value) else [] if value is None else [value]
        for accessor in trees_in(splat):
            if accessor.data == "get_attr":
                name = str(trees_in(accessor)[0].children[0])
                items = [self.attribute(item, name, names) for item in items]
            else:
                items = [self._indexed(item, accessor, names) for item in items]
        return items

    def _for(self, node: Any, names: Names) -> Any:
        return comprehend(node, names, self.evaluate)

    def _call(self, node: Any, names: Names) -> Any:
        *words, last = trees_in(node)
        has_arguments = last.data == "arguments"
        words = words if has_arguments else [*words, last]
        name = "::".join(str(word.children[0]) for word in words)
        trees = trees_in(last) if has_arguments else []
        if name in {"try", "can"}:
            return self._tried(name, trees, names)
        arguments = [self.evaluate(tree, names) for tree in trees]
        if has_arguments and "ELLIPSIS" in tokens_in(last) and arguments:
            spread = arguments.pop()
            arguments += spread if is_list(spread) else [spread]
        unknown = next((each for each in arguments if isinstance(each, Unknown)), None)
        if unknown is None and name in NEED_ALL_KNOWN:
            unknown = next((inner for each in arguments if (inner := self.first_unknown(each)) is not None), None)
        if unknown is not None:
            return unknown
        for each in arguments:
            self._charged(each)
        function = names.function(name, arguments)
        return call(name, arguments) if function is None else function

    def _tried(self, name: str, trees: list[Any], names: Names) -> Any:
        """The first of *trees* that is not wrong; of `can`, whether one is."""
        for tree in trees:
            try:
                value = self.evaluate(tree, names)
            except EvaluationError:
                continue
            return True if name == "can" and not isinstance(value, Unknown) else value
        if name == "can":
            return False
        raise EvaluationError("tries what is all wrong")


_HANDLERS: dict[str, str] = {
    "expr_term": "_only",
    "literal_value": "_literal",
    "int_lit": "_number",
    "float_lit": "_number",
    "identifier": "_identifier",
    "string": "_string",
    "heredoc_template": "_heredoc",
    "heredoc_template_trim": "_heredoc",
    "tuple": "_tuple",
    "object": "_object",
    "conditional": "_conditional",
    "binary_op": "_binary",
    "unary_op": "_unary",
    "get_attr_expr_term": "_attribute",
    "index_expr_term": "_index",
    "attr_splat_expr_term": "_splat",
    "full_splat_expr_term": "_splat",
    "for_tuple_expr": "_for",
    "for_object_expr": "_for",
    "function_call": "_call",
}
"""By the rule of the grammar, the method that evaluates its tree."""
