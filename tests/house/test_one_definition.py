"""Each rule has one home: nothing outside the core calculates with a tariff, and only the fields say what traffic is."""

import ast
from collections.abc import Iterator

import pytest

from lambda_cost.numbers.bounds import PER_UNIT
from lambda_cost.services.described import fields_of
from tests.house.source import modules
from tests.laws.strategies import FEATURES, RESOURCES

CORE = (
    "bill/",
    "explanation/",
    "prices/",
    "reconciliation/rating.py",
    "services/",
    "scenario/",
    "tariff.py",
    "numbers/quantity.py",
    "numbers/formula.py",
)
PRICES = {"price", "list_unit_price", "unit_price"}
"""Attributes that hold what a unit costs."""
TURNED = {"constant", "float", "Decimal", "Fraction"}
"""Functions that make a price another kind of number."""
WAYS = {"cost", "share"}
"""Methods of a tariff or tier that calculate with one; `marginal_price` only looks one up."""

OUTSIDE = [path for path in modules() if not path.startswith(CORE)]


def arithmetic(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines of *tree* that calculate with prices or ask a tariff to, and what they say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
            if any(_is_price(side) for side in sides):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and _asks_a_tariff(node.func):
            yield node.lineno, ast.unparse(node)


def _asks_a_tariff(function: ast.expr) -> bool:
    """Whether *function* is a method of a tariff or a tier."""
    if not isinstance(function, ast.Attribute) or function.attr not in WAYS:
        return False
    return any(word in ast.unparse(function.value).lower() for word in ("tier", "tariff"))


def _is_price(side: ast.AST) -> bool:
    """Whether a side of an operation is a price, as it is or as another kind of number."""
    if isinstance(side, ast.Call) and ast.unparse(side.func).rpartition(".")[2] in TURNED:
        return any(_is_price(argument) for argument in side.args)
    return isinstance(side, ast.Attribute) and side.attr in PRICES


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_tariff_is_calculated_with_outside_the_core(path: str) -> None:
    """Ask `estimate()` or `total_of()` instead."""
    found = [f"{path}, line {line}: {words}" for line, words in sorted(arithmetic(modules()[path]))]
    assert found == [], "\n".join(found)


def test_what_is_asked_is_there_to_be_found() -> None:
    """The core itself does all of this; a law that found nothing there would hold for nothing."""
    core = [words for path in modules() if path.startswith(CORE) for _, words in arithmetic(modules()[path])]
    assert any("tier.price" in words for words in core)
    assert any("tariff.cost(" in words for words in core)
    assert len(OUTSIDE) > 20


@pytest.mark.parametrize(
    "line",
    [
        "cost = quantity * tier.price",
        "total += one.list_unit_price * n",
        "cost = constant(tier.price, x) * x",
        "cost = price.tariff.cost(quantity)",
        "part = tier.share(quantity)",
        "cost = float(tier.price) * x",
    ],
)
def test_arithmetic_of_a_tariff_is_found(line: str) -> None:
    """The law above can be broken in each of these ways."""
    assert list(arithmetic(ast.parse(line)))


@pytest.mark.parametrize("line", ["total = a.total - b.total", "text = unit_price(tier.price) + per", "x = bill.cost * 2"])
def test_differences_of_bills_are_no_arithmetic_of_a_tariff(line: str) -> None:
    """Comparing what was calculated is what the rest of the program is for."""
    assert not list(arithmetic(ast.parse(line)))


COUNTED = {field.name for cls in (*RESOURCES, *FEATURES) for field in fields_of(cls) if field.scaling not in {None, PER_UNIT}}
"""The fields that say how much is used or set up."""


def lists_of_fields(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines of *tree* that list two or more of those fields by name, and what they say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            names = {elt.value for elt in node.elts if isinstance(elt, ast.Constant)}
            if len(names & COUNTED) > 1:
                yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize("path", [path for path in modules() if not path.startswith("services/")])
def test_no_list_of_names_says_what_traffic_is(path: str) -> None:
    """Ask `Field.is_traffic` or `Field.scaling`: a list beside the fields misses the next charge."""
    found = [f"{path}, line {line}: {words}" for line, words in lists_of_fields(modules()[path])]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("line", ['TRAFFIC = ("requests", "messages")', 'STANDING = frozenset(["environments", "gateways"])'])
def test_a_list_of_such_names_is_found(line: str) -> None:
    """The law above can be broken in each of these ways."""
    assert list(lists_of_fields(ast.parse(line)))
