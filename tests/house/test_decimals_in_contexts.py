"""Decimals are calculated in contexts of ours: what the program's own context would round or refuse is never asked of it.

That context is the user's: it has 28 digits if nobody changed it, rounds beyond them without a word, and
raises `InvalidOperation` for a step of 1e-30.  Here it has a single digit and refuses to round, so that any
sum which is not made `exactly()`, with `EXACT` or with another context by name, fails.
"""

import ast
import pkgutil
from collections.abc import Iterator
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Rounded, Subnormal, localcontext
from importlib import import_module
from pathlib import Path

import pytest
import typer

import lambda_cost
from lambda_cost.cli.commands import root
from tests.house.source import modules

ONE_DIGIT = Context(prec=1, Emax=1, Emin=-1, traps=[DivisionByZero, Inexact, InvalidOperation, Rounded, Subnormal])
FLAGS = "--requests 10.5M --duration 123.4ms --memory 640MB"
SHOP = "examples/shop.yaml"
SERVICE = "examples/service-usage.yaml"
MEASURED = "128=2400ms,256=1200ms,512=620ms,1024=400ms"
COMMANDS = [
    f"estimate {FLAGS} --api http --format html",
    f"estimate {FLAGS} --currency EUR --rate 0.92 --format markdown",
    f"estimate {FLAGS} --format json",
    f"estimate {FLAGS} --budget 20",
    "estimate examples/everything.yaml --format csv",
    "estimate examples/launch.yaml --format html",
    f"estimate examples/serverless.yml --usage {SERVICE}",
    "explain examples/everything.yaml",
    f"explain {SHOP} --format json",
    f"compare {SHOP} --vary architecture=x86_64,arm64 --budget 70 --format html",
    f"compare {SHOP} --vary architecture=x86_64,arm64 --out chart.svg",
    f"diff {SHOP} examples/everything.yaml --format markdown --max-increase 10%",
    f"sweep {SHOP} functions.checkout.memory_mb=128:1024:128 --format csv",
    f"sweep {SHOP} functions.checkout.memory_mb=128:1024:x1.5 --out chart.svg",
    f"break-even {SHOP} --vary apis.public.type=http,rest --over apis.public.requests=0:1B --format html",
    f"break-even {SHOP} --question arm64 --at 1.1",
    f"commit {SHOP} --months 12 --growth 5.5%",
    f"tune {SHOP} checkout --measured {MEASURED} --sizes 300,777 --format html",
    f"forecast {SHOP} --growth 5.5% --season 1,1.25 --budget 70",
    f"forecast {SHOP} --growth 5.5% --out chart.svg",
    "import examples/template.yaml",
    "import examples/plan.json --usage examples/infracost-usage.yml",
    "import tests/templates/shapes/cfn_scheduled_concurrency.yaml",
    "usage examples/template.yaml",
    "report examples/everything.yaml --out report.html",
    "report examples/launch.yaml --out report.html",
    f"plot growth {SHOP} --out chart.svg",
    f"plot regions {SHOP} --out chart.svg",
    f"plot memory {SHOP} --function checkout --out chart.svg",
    "prices list --format json",
    "prices compare eu-west-1 af-south-1",
    "prices check examples/price-list.json",
]
CALLED_WITH_A_CONTEXT = {"fma", "normalize", "quantize", "remainder_near", "scaleb", "sqrt", "to_integral_exact"}
"""Methods of decimals that take the program's own context, unless they are given one."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_no_digits_of_the_users_context(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in pkgutil.walk_packages(lambda_cost.__path__, "lambda_cost."):
        if not module.name.endswith("__main__"):  # constants are made when a module is imported
            import_module(module.name)
    (tmp_path / "examples").symlink_to(Path("examples").absolute())
    (tmp_path / "tests").symlink_to(Path("tests").absolute())
    monkeypatch.chdir(tmp_path)
    with localcontext(ONE_DIGIT):
        try:
            root()(command.split(), standalone_mode=False)
        except typer.Exit as check_that_failed:
            assert check_that_failed.exit_code == 1  # noqa: PT017 - a command may end in this way
    assert capsys.readouterr().out or list(tmp_path.glob("*.*"))


def methods_without_context(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls in *tree* of a decimal's method that are given no context."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLED_WITH_A_CONTEXT:
            whole = ast.unparse(node)
            if not any(name in whole for name in ("EXACT", "context=", "CONTEXT", "_DIGITS")):
                yield node.lineno, whole


@pytest.mark.parametrize("path", modules())
def test_a_method_that_rounds_is_given_its_context(path: str) -> None:
    assert [f"{path}, line {line}: {words}" for line, words in methods_without_context(modules()[path])] == []


def test_a_method_without_a_context_is_found() -> None:
    assert list(methods_without_context(ast.parse("x.quantize(y)")))
    assert not list(methods_without_context(ast.parse("x.quantize(y, context=EXACT); EXACT.normalize(x)")))


def test_a_sum_in_the_users_context_fails() -> None:
    with localcontext(ONE_DIGIT), pytest.raises(Inexact):
        _ = Decimal("0.5") + Decimal("0.25")
