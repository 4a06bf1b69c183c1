"""The public interface has types; mypy and pyright check `tests/typing/api.py` (`make types`), and here it runs."""

import ast
import runpy

import lambda_cost
from tests.house.source import ROOT

PROGRAM = ROOT / "tests" / "typing" / "api.py"


def test_the_program_that_is_type_checked_also_runs() -> None:
    """What type checkers accept must not fail for users; a `part` that raised would."""
    names = runpy.run_path(str(PROGRAM), run_name="__main__")
    assert names["Estimate"] is lambda_cost.Estimate


def test_the_program_uses_every_public_name() -> None:
    """A public name that is not in it could lose its type unseen."""
    names = {node.id for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert {name for name in lambda_cost.__all__ if name != "__version__"} <= names


def test_the_package_says_that_it_is_typed_and_lists_what_it_exports() -> None:
    """`dir(lambda_cost)` and completion show the public names although they are loaded on first use; others are refused."""
    assert (ROOT / "lambda_cost" / "py.typed").exists()
    assert set(dir(lambda_cost)) >= set(lambda_cost.__all__)
    assert all(getattr(lambda_cost, name) is not None for name in lambda_cost.__all__)
