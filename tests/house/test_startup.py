"""What starting costs is counted in modules, not in milliseconds, and what is optional is not needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_cost import services
from lambda_cost.cli.commands import COMMANDS, PRICE_COMMANDS
from tests.house.source import ROOT

HEAVY = {"numpy", "polars", "pandas", "altair", "pyarrow", "boto3", "ssl"}
ARTICLE = ["estimate", "--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]
# 1,000,000 requests at 0.20 a million, and 1,000,000 x 0.5 s x 0.5 GB at 0.0000166667: 0.20 + 4.166675.
ARTICLE_TOTAL = "4.366675"

LIST_MODULES = """
import json, runpy, sys
sys.argv[0] = "lambda-cost"
try:
    if sys.argv[1:]:
        runpy.run_module("lambda_cost", run_name="__main__", alter_sys=True)
    else:
        import lambda_cost
except SystemExit as left:
    assert not left.code, left.code
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"numpy", "polars", "pandas", "altair", "rich", "hypothesis", "boto3"}:
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, Blocked())
"""
LIBRARY = """
from lambda_cost import Function, Scenario, estimate
one = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
print(estimate(Scenario(free_tier="none", functions=[one])).total)
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that runs *code* on the checkout, its output into a pipe."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE", "COV_"))}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60)


def all_loaded(*arguments: str) -> list[str]:
    """The modules that are loaded after the command line has run with *arguments*."""
    done = run(LIST_MODULES, *arguments)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stderr.splitlines()[-1]))


def loaded(*arguments: str) -> set[str]:
    """Of those, the top-level ones."""
    return {name.partition(".")[0] for name in all_loaded(*arguments)}


def test_importing_the_package_loads_nothing_but_itself() -> None:
    """Public names are loaded on first use, so that `import lambda_cost` costs nothing."""
    found = loaded()
    assert "lambda_cost" in found
    assert not found & (HEAVY | {"yaml", "pydantic", "typer", "rich", "click", "decimal"})


@pytest.mark.parametrize("arguments", [["--help"], ["estimate", "--help"], ["--version"]])
def test_help_loads_neither_tables_nor_checks(arguments: list[str]) -> None:
    """Help is read more often than anything; it needs no YAML, no pydantic and no Rich."""
    found = loaded(*arguments)
    assert "typer" in found
    assert not found & (HEAVY | {"yaml", "pydantic", "pydantic_core", "rich", "click"})


def test_a_command_that_ends_is_not_searched_for_garbage() -> None:
    """What is frozen at the exit Python does not look through once more; the first handler that is registered runs last."""
    watched = "import atexit, gc, sys\natexit.register(lambda: sys.stderr.write(str(gc.get_freeze_count())))"
    done = run(f"{watched}\n{LIST_MODULES}", "--version")
    assert int(done.stderr.splitlines()[-1].rpartition("]")[2]) > 10_000


@pytest.mark.parametrize("to", ["table", "json", "csv", "markdown", "html"])
def test_an_estimate_into_a_pipe_loads_no_toolbox_and_no_rich(to: str) -> None:
    """A pipe takes plain text; the tables that come with lambda-cost need neither a YAML library nor pydantic."""
    found = loaded(*ARTICLE, "--format", to)
    assert "decimal" in found
    assert not found & (HEAVY | {"yaml", "pydantic", "pydantic_core", "rich", "click"})


@pytest.mark.parametrize(("arguments", "command"), [(ARTICLE, "estimate"), (["prices", "regions"], "prices"), (["--help"], "")])
def test_only_the_command_that_is_called_is_imported(arguments: list[str], command: str) -> None:
    """Each command has a module of its own, and no other is needed."""
    commands = {function.partition(":")[0] for function, _ in [*COMMANDS.values(), *PRICE_COMMANDS.values()]}
    imported = {name.removeprefix("lambda_cost.cli.") for name in all_loaded(*arguments)} & commands
    assert imported - {"importing"} == ({command} if command else set())


def test_an_estimate_imports_only_the_rule_that_it_needs() -> None:
    """A function without features is charged by one rule of more than twenty."""
    names = [name.partition(".services.")[2] for name in all_loaded(*ARTICLE) if name.startswith("lambda_cost.services.")]
    assert set(names) & set(services.addresses()) == {"aws_lambda.function"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "aws_lambda.function.duration"],
        ["list"],
        ["regions"],
        ["map", *ARTICLE[1:]],
        ["diff", "2026-01-01", "2026-02-01"],
    ],
)
def test_a_look_at_prices_loads_no_more_than_an_estimate(arguments: list[str]) -> None:
    """The bundled tables need no checking there either."""
    assert not loaded("prices", *arguments, "--format", "csv") & (HEAVY | {"pydantic", "pydantic_core", "rich", "click"})


def test_an_estimate_of_a_file_into_a_pipe_loads_no_toolbox_and_no_rich(tmp_path: Path) -> None:
    """A file takes the same way as flags: fields have bounds of their own, so its check needs no pydantic either."""
    path = tmp_path / "shop.yaml"
    path.write_text("functions: {checkout: {requests: 1M, duration_ms: 120, memory_mb: 512}}\n", encoding="utf-8")
    found = loaded("estimate", str(path))
    assert "yaml" in found
    assert not found & (HEAVY | {"pydantic", "pydantic_core", "rich", "click"})


def test_an_estimate_in_a_program_loads_no_toolbox_and_no_checks() -> None:
    """Scenarios check themselves, and the tables that come with lambda-cost are trusted."""
    done = run(f"{LIBRARY}\nimport json, sys\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))")
    total, names = done.stdout.splitlines()
    assert (total, done.stderr) == (ARTICLE_TOTAL, "")
    assert "decimal" in json.loads(names)
    assert not set(json.loads(names)) & (HEAVY | {"yaml", "pydantic", "pydantic_core", "typer", "rich", "click"})


def test_an_exact_estimate_works_where_no_toolbox_is_installed() -> None:
    """NumPy and Polars are optional: whoever has no arrays needs neither, nor Rich without a terminal."""
    done = run(f"{BLOCK}{LIBRARY}")
    assert (done.stdout.strip(), done.stderr) == (ARTICLE_TOTAL, "")


def test_the_command_line_works_where_no_toolbox_is_installed() -> None:
    """The same by the command, as plain data."""
    command = f"{BLOCK}\nimport runpy\nsys.argv[0] = 'lambda-cost'\nrunpy.run_module('lambda_cost', run_name='__main__')"
    done = run(command, *ARTICLE, "--free-tier", "none", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["total"] == ARTICLE_TOTAL


def test_blocking_blocks() -> None:
    """The two tests above would hold for nothing if the hook let everything through."""
    done = run(f"{BLOCK}\nimport numpy")
    assert done.returncode == 1
    assert "numpy is not installed" in done.stderr
