"""Documents are tests: every Python session and every command in them runs, and prints what stands there."""

import os
import tempfile
from doctest import ELLIPSIS
from pathlib import Path
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from lambda_cost.prices.refreshed import VARIABLE
from lambda_cost.scenario.month import TODAY
from tools.console import DAY, furnish, printed

os.environ[TODAY] = DAY
os.environ[VARIABLE] = os.devnull  # no refreshed prices of whoever runs the tests


def run_commands(example: Example) -> str | None:
    """Run each command of a console block; what it prints is what stands below it."""
    stands = str(example.parsed).strip()
    found = printed(stands, Path.cwd())
    return None if found == stands else f"the commands print\n{found}\nand the document says\n{stands}"


def begin(namespace: dict[str, Any]) -> None:
    """A folder of its own for each document, with the examples of the repository in it."""
    namespace["_home"], namespace["_folder"] = Path.cwd(), tempfile.TemporaryDirectory()
    furnish(Path(namespace["_folder"].name))
    os.chdir(namespace["_folder"].name)


def end(namespace: dict[str, Any]) -> None:
    """Leave the folder, and nothing of it."""
    os.chdir(namespace["_home"])
    namespace["_folder"].cleanup()


documents = Sybil(
    parsers=[CodeBlockParser("console", run_commands), PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
    patterns=["README.md", "docs/*.md", "docs/decisions/*.md"],
    setup=begin,
    teardown=end,
)
docstrings = Sybil(parsers=[DocTestParser(optionflags=ELLIPSIS)], patterns=["lambda_cost/**/*.py", "lambda_cost/*.py"])

pytest_collect_file = (documents + docstrings).pytest()


def pytest_configure() -> None:
    """Tests name files from the top of the repository, wherever pytest was started."""
    os.chdir(Path(__file__).parent)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the golden bills anew; the change then stands in the diff of the commit."""
    parser.addoption("--update", action="store_true", help="write the golden bills in tests/cli/golden anew")
    parser.addoption("--unmeasured", action="store_true", help="of files with tests that are marked so, only these")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slowest tests are marked `unmeasured`: coverage makes them slower still, and others reach their lines."""
    if config.getoption("--unmeasured"):
        mixed = {item.path for item in items if item.get_closest_marker("unmeasured")}
        items[:] = [item for item in items if item.path not in mixed or item.get_closest_marker("unmeasured")]
