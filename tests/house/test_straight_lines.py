"""Rules are straight lines of arithmetic: one definition runs on decimals, arrays, columns and formulas."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import Def, modules

NO_RULES = {"__init__.py", "described.py", "field_docs.py", "fields.py", "limits.py", "runs.py", "dated_limits.py"}
FREE_TO_BRANCH = {"billed_on", "conflicts", "conflicts_with", "limits", "assumptions"}
"""They say something about days and words, not about quantities."""

INSTEAD = {
    ast.If: "`if` sees one number; use at_least, at_most, or a dict by choice",
    ast.IfExp: "`… if … else …` sees one number; only known(x) or `x is None` may choose, else at_least, at_most or a dict",
    ast.Compare: "a comparison of arrays is no yes or no; use at_least or at_most",
    ast.BoolOp: "`and` and `or` see one number; use at_least or at_most",
    ast.For: "a loop is not a formula; write the sum",
    ast.While: "a loop is not a formula; write the sum",
    ast.comprehension: "a loop is not a formula; write the sum",
    ast.Try: "a rule does not fail for some elements; bounds are declared in the fields",
    ast.Match: "`match` sees one number; use a dict by choice",
    ast.Assert: "bounds are declared in the fields",
    ast.FloorDiv: "`//` rounds down; AWS rounds up: up_to_whole",
    ast.Mod: "`%` is a remainder; AWS rounds up: up_to_whole",
}
CALLS = {
    "min": "use at_most",
    "max": "use at_least",
    "round": "AWS rounds up: up_to_whole",
    "ceil": "use up_to_whole",
    "floor": "AWS rounds up: up_to_whole",
    "int": "a rule keeps the kind of number that it is given",
    "float": "a rule keeps the kind of number that it is given",
    "Decimal": "a rule keeps the kind of number that it is given; plain integers fit every kind",
    "abs": "use at_least(x, 0)",
    "sum": "write the sum with +",
    "bool": "a quantity is no yes or no",
}


def straight_lines(tree: ast.Module) -> list[Def]:
    """The methods of a rule that calculate: `meter` and whatever else gives quantities of meters, and every property."""
    found = []
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for method in (node for node in cls.body if isinstance(node, Def)):
            decorators = {ast.unparse(one).rpartition(".")[2] for one in method.decorator_list}
            metered = method.returns is not None and ast.unparse(method.returns).startswith("Metered")
            if method.name == "meter" or metered or decorators & {"property", "cached_property"}:
                found.append(method)
    return [one for one in found if one.name not in FREE_TO_BRANCH]


def bends(method: Def) -> Iterator[tuple[int, str]]:
    """The lines in which *method* does not go straight, and what to use instead."""
    allowed = {id(node.test) for node in ast.walk(method) if isinstance(node, ast.IfExp) and _is_none(node.test)}
    allowed |= {id(node) for node in ast.walk(method) if isinstance(node, ast.Compare) and _is_of_words(node)}
    for node in ast.walk(method):
        chosen = isinstance(node, ast.IfExp) and id(node.test) in allowed and _is_none(node.test)
        if id(node) in allowed or chosen:
            continue
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in CALLS:
                yield node.lineno, f"{name}(): {CALLS[name]}"
        for kind, instead in INSTEAD.items():
            if isinstance(node, kind):
                yield getattr(node, "lineno", method.lineno), instead
            elif isinstance(node, ast.BinOp) and isinstance(node.op, kind):
                yield node.lineno, instead


def _is_of_words(test: ast.Compare) -> bool:
    """Whether *test* compares a choice with words, which are not quantities."""
    return all(isinstance(comparator, ast.Constant) and isinstance(comparator.value, str) for comparator in test.comparators)


def _is_none(test: ast.expr) -> bool:
    """Whether *test* asks if something was given, which is no question about its amount."""
    if isinstance(test, ast.Call):
        return ast.unparse(test.func) == "known"
    return (
        isinstance(test, ast.Compare)
        and all(isinstance(one, ast.Is | ast.IsNot) for one in test.ops)
        and all(isinstance(comparator, ast.Constant) and comparator.value is None for comparator in test.comparators)
    )


RULES = {path: tree for path, tree in modules().items() if path.startswith("services/") and path.split("/")[-1] not in NO_RULES}


@pytest.mark.parametrize("path", RULES)
def test_a_rule_is_a_straight_line_of_arithmetic(path: str) -> None:
    """The message says which line bends, and what to use instead."""
    methods = straight_lines(RULES[path])
    assert [method.name for method in methods if method.name == "meter"] == ["meter"], f"{path} has one class with one meter()"
    wrong = sorted({f"{path}, line {line}: {instead}" for method in methods for line, instead in bends(method)})
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("if self.a: return {}", "`if` sees one number"),
        ("return {'x': self.a if self.a > 1 else 1}", "only known(x) or `x is None` may choose"),
        ("return {'x': self.a if self.choice == 'one' else self.b}", "only known(x) or `x is None` may choose"),
        ("return {'x': self.a if self.b is None or self.a else 1}", "only known(x) or `x is None` may choose"),
        ("return {'x': self.a > 1}", "a comparison of arrays"),
        ("return {'x': self.a or 1}", "`and` and `or` see one number"),
        ("return {'x': min(self.a, 1)}", "use at_most"),
        ("return {'x': max(self.a, 1)}", "use at_least"),
        ("return {'x': round(self.a)}", "AWS rounds up"),
        ("return {'x': math.ceil(self.a)}", "use up_to_whole"),
        ("return {'x': int(self.a)}", "keeps the kind of number"),
        ("return {'x': float(self.a)}", "keeps the kind of number"),
        ("return {'x': self.a * Decimal('0.5')}", "keeps the kind of number"),
        ("return {'x': abs(self.a)}", "use at_least"),
        ("return {'x': self.a // 2}", "`//` rounds down"),
        ("return {'x': -(-self.a % 2)}", "`%` is a remainder"),
        ("return {'x': sum([self.a, self.b])}", "write the sum with +"),
        ("return {k: self.a for k in 'xy'}", "a loop is not a formula"),
        ("for _ in range(2): return {}", "a loop is not a formula"),
        ("while True: return {}", "a loop is not a formula"),
    ],
)
def test_a_rule_that_bends_is_told_what_to_use_instead(line: str, instead: str) -> None:
    """The law above can be broken in each of these ways, and says so."""
    tree = ast.parse(f"class Rule:\n    def meter(self):\n        {line}\n")
    assert any(instead in says for method in straight_lines(tree) for _, says in bends(method))


@pytest.mark.parametrize(
    "line",
    [
        "return self.choice == 'one'",
        "return {'x': self.a if self.b is None else self.b}",
        "return {'x': self.a if known(self.a) else up_to_whole(self.c)}",
        "return {'x': self.a if self.b is not None else up_to_whole(self.c)}",
        "return {'x': {'one': self.a, 'two': self.b}[self.choice] * 2 / 1024}",
        "return {'x': at_least(up_to_whole(self.a / 512), 1)}",
    ],
)
def test_what_every_kind_of_number_can_do_is_a_straight_line(line: str) -> None:
    """Whether a number was given, and which word was chosen, may decide."""
    tree = ast.parse(f"class Rule:\n    @property\n    def amount(self):\n        {line}\n")
    assert [says for method in straight_lines(tree) for _, says in bends(method)] == []
