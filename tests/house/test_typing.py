"""The public interface has types; mypy and pyright check `tests/typing/api.py` (`make types`), and here it runs."""

import ast
import runpy

import pytest

import lambda_cost
import tools.names
from lambda_cost import services
from tests.house.source import ROOT

PROGRAM = ROOT / "tests" / "typing" / "api.py"


def test_the_program_that_is_type_checked_also_runs() -> None:
    """What type checkers accept must not fail for users; a `part` that raised would."""
    names = runpy.run_path(str(PROGRAM), run_name="__main__")
    assert names["Estimate"] is lambda_cost.Estimate


def test_the_program_uses_every_public_name_but_those_of_charges() -> None:
    """A public name that is not in it could lose its type unseen; the class of a charge is a generated line of the stub."""
    names = {node.id for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    charges = {services.rule(address).__name__ for address in services.addresses()}
    assert set(lambda_cost.__all__) - charges - {"__version__"} <= names


def test_every_charge_has_a_public_class() -> None:
    """`make lock` adds the line to the stub."""
    assert tools.names.text() == tools.names.STUB.read_text(encoding="utf-8")
    assert all(getattr(lambda_cost, services.rule(address).__name__) for address in services.addresses())


def test_two_charges_cannot_have_one_public_name() -> None:
    """The second would hide the first."""
    line = "from lambda_cost.other import Function as Function"
    with pytest.raises(ValueError, match="Function: two modules have this public name"):
        tools.names.lines([line])


def test_the_package_says_that_it_is_typed_and_lists_what_it_exports() -> None:
    """`dir(lambda_cost)` and completion show the public names although they are loaded on first use; others are refused."""
    assert (ROOT / "lambda_cost" / "py.typed").exists()
    assert set(dir(lambda_cost)) >= set(lambda_cost.__all__)
    assert all(getattr(lambda_cost, name) is not None for name in lambda_cost.__all__)
    with pytest.raises(AttributeError, match="module 'lambda_cost' has no attribute 'Lambda'"):
        _ = lambda_cost.Lambda  # type: ignore[attr-defined]
