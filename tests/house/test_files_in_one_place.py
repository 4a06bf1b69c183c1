"""Users' files are opened, listed, looked at and replaced by one module, so that whatever fails there is a message."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import modules

HOME = "files.py"
OWN_FILES = {
    "__init__.py": "the list of its public names",
    "data.py": "the folder of the package itself",
    "extras.py": "what an installer noted beside the package",
    "pages/rendering.py": "templates of the package",
    "prices/price_lists/fetch.py": "the system's certificates",
    "prices/price_lists/downloads.py": "price lists in a folder of lambda-cost's own",
    "cli/app.py": "the null device, for a stream that is closed",
    "cli/streams.py": "the null device, once standard output is broken",
    "cli/drawing.py": "the temporary file that is to take a picture",
}
"""Modules that open no file that a user names, and what they open."""
METHODS = {
    *("exists", "glob", "is_dir", "is_file", "iterdir", "lstat", "mkdir", "open", "read_bytes", "read_text", "rename"),
    *("replace", "resolve", "rglob", "rmdir", "stat", "touch", "unlink", "walk", "write_bytes", "write_text"),
}
"""Methods of a path; a text is replaced by another, and so by two arguments."""
NO_PATHS = {"files", "webbrowser", "Source", "dumper", "archive", "names", "part"}
"""What else has such methods."""


def opened(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines of *tree* in which a file may be opened or looked at, and what they say."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            yield node.lineno, ast.unparse(node)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            whose = ast.unparse(node.func.value)
            if whose not in NO_PATHS and not (node.func.attr == "replace" and (len(node.args) != 1 or node.keywords)):
                yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize("path", [path for path in modules() if path not in {HOME, *OWN_FILES}])
def test_a_module_opens_no_file_but_by_the_one_that_does(path: str) -> None:
    """Ask `lambda_cost.files` instead: it knows pipes, bounds, long names, and what to say."""
    found = [f"{path}, line {line}: {words}" for line, words in opened(modules()[path])]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("path", OWN_FILES)
def test_each_exception_is_needed(path: str) -> None:
    assert list(opened(modules()[path])), OWN_FILES[path]


@pytest.mark.parametrize(
    "line",
    ["open(x)", "Path(x).open()", "path.read_text()", "path.exists()", "folder.glob('*')", "new.replace(old)", "os.walk(x)"],
)
def test_a_file_that_is_opened_is_found(line: str) -> None:
    assert list(opened(ast.parse(line)))


@pytest.mark.parametrize("line", ["files.exists(x)", "text.replace('a', 'b')", "replace(one, a=1)"])
def test_what_opens_no_file_is_not_found(line: str) -> None:
    assert not list(opened(ast.parse(line)))
