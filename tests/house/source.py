"""The source of the program, read and not run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "lambda_cost"

Def = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its path in it, `services/aws_lambda/function.py`."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


class Import(NamedTuple):
    """One module that another imports."""

    of: str
    """Full name of the module that is imported."""
    line: int
    inside: str
    """The function that imports it, with its class; empty at module level."""
    checking: bool
    """Whether it is for type checkers only."""


@cache
def imports(path: str) -> list[Import]:
    """Every import in the module at *path*, wherever it stands."""
    return list(_imports(modules()[path], _package(path), "", checking=False))


def _package(path: str) -> str:
    return ".".join(["lambda_cost", *path.split("/")[:-1]])


def _imports(node: ast.AST, package: str, inside: str, *, checking: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(one.name, child.lineno, inside, checking) for one in child.names)
        elif isinstance(child, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - child.level + 1] if child.level else []
            of = ".".join([*above, *([child.module] if child.module else [])])
            # `from lambda_cost import regions` imports a module, `from lambda_cost.regions import Region` a name.
            yield from (
                Import(f"{of}.{one.name}" if is_module(f"{of}.{one.name}") else of, child.lineno, inside, checking)
                for one in child.names
            )
        elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for one in child.body:
                yield from _imports(ast.Module([one], []), package, inside, checking=True)
        elif isinstance(child, Def | ast.ClassDef):
            yield from _imports(child, package, f"{inside}.{child.name}".strip("."), checking=checking)
        else:
            yield from _imports(child, package, inside, checking=checking)


@cache
def is_module(name: str) -> bool:
    """Whether *name* is a module or folder of the package."""
    place = ROOT.joinpath(*name.split("."))
    return name.startswith("lambda_cost.") and (place.is_dir() or place.with_suffix(".py").exists())


def definitions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, Def | ast.ClassDef]]:
    """Every function and class in *tree* with its dotted name, those in classes and functions too."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, Def | ast.ClassDef):
            name = f"{inside}.{child.name}".strip(".")
            yield name, child
            yield from definitions(child, name)
        elif not isinstance(child, ast.expr):
            yield from definitions(child, inside)
