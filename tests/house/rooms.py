"""The rooms of the house, and the arrows between its files: every import counts, whoever needs it.

    python -m tests.house.rooms

prints the rooms with their lines, the circles of imports, and the arrows that go up.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from tests.house.source import PACKAGE, imports, is_module, modules

FLOORS: tuple[tuple[str, ...], ...] = (
    ("numbers", "ground"),
    ("services", "prices"),
    ("scenario",),
    ("bill", "templates", "usage", "invoices"),
    ("loading", "what_if", "explanation", "reconciliation"),
    ("reports",),
    ("charts",),
    ("pages",),
    ("serve", "notebook"),
    ("cli",),
)
"""The rooms from the bottom to the top: a file may import from its own room and from the floors below."""

NEIGHBOURS = {
    "numbers": ("ground",),
    "ground": ("numbers",),
    "what_if": ("explanation",),
    "templates": ("usage",),
}
"""Rooms that may also be known on the same floor."""

STRANGERS = {
    "scenario": ("prices",),
    "templates": ("prices",),
    "usage": ("prices",),
    "invoices": ("scenario", "services"),
}
"""Rooms that may not be known although they are below: a scenario is described without prices, an invoice read without one."""

GROUND = {
    "document",
    "errors",
    "files",
    "strict_json",
    "tariff",
    "strict_yaml",
    "canonical_yaml",
    "data",
    "regions",
    "results",
    "extras",
    "tags",
}
"""Files beside the folders, of which everything may be made."""
TOP = {"__init__", "__main__", "display"}
"""What the world sees: they may know everybody."""

DECLARED_UP = {
    ("results.py", "display.py"),
}
"""The arrows that go up: a result asks the top how it looks.  Drop an entry when it is gone, and add none."""


class Arrow(NamedTuple):
    """One file that imports another."""

    source: str
    """Path of the file with the import, within the package."""
    target: str
    """Path of the file that is imported."""
    line: int = 1
    inside: str = ""
    """The function that imports it, with its class; empty at module level."""


def room(path: str) -> str:
    """The room of the file at *path*: its folder, or for files beside the folders `ground`, `loading` or `top`."""
    first = path.partition("/")[0].removesuffix(".py")
    if first in TOP:
        return "top"
    return "ground" if first in GROUND else first


def below(name: str) -> set[str]:
    """The rooms that files of the room *name* may import from, beside it."""
    floor = next((index for index, rooms in enumerate(FLOORS) if name in rooms), None)
    lower = {one for rooms in FLOORS[:floor] for one in rooms}
    return (lower | {*NEIGHBOURS.get(name, ())}) - {*STRANGERS.get(name, ())}


def path_of(module: str) -> str:
    """The path in the package of the *module* with this full name."""
    path = "/".join(module.split(".")[1:])
    return f"{path}.py" if f"{path}.py" in modules() else f"{path}/__init__.py".lstrip("/")


@cache
def arrows() -> tuple[Arrow, ...]:
    """Every import between files of the package: when it runs, for type checkers, in functions, by `import_module`."""
    found: list[Arrow] = []
    for path in modules():
        own = (one for one in imports(path) if one.of.split(".")[0] == "lambda_cost")
        found += [Arrow(path, path_of(one.of), one.line, one.inside) for one in own]
        found += [Arrow(path, target, line, "import_module") for target, line in _by_name(path)]
    return tuple(one for one in found if one.source != one.target and one.target in modules())


def _by_name(path: str) -> Iterator[tuple[str, int]]:
    """What the file at *path* imports by a text: a literal, or every file of a folder of which the text has the beginning."""
    own = ".".join(["lambda_cost", *path.removesuffix(".py").removesuffix("/__init__").split("/")])
    for node in ast.walk(modules()[path]):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in {"import_module", "__import__"}:
            continue
        text = node.args[0]
        parts = text.values if isinstance(text, ast.JoinedStr) else [text]
        start = "".join(_beginning(parts, own))
        exact = len(parts) == 1 and isinstance(text, ast.Constant)
        if not start.startswith("lambda_cost."):
            continue
        folder = "/".join(start.split(".")[1:-1])
        names = [path_of(start)] if exact and is_module(start) else [one for one in modules() if one.startswith(f"{folder}/")]
        yield from ((one, node.lineno) for one in names if not one.endswith("__init__.py") or one != path)


def _beginning(parts: Iterable[ast.expr], own: str) -> Iterator[str]:
    """The parts of a text up to the first that only a run of the program knows."""
    for part in parts:
        if isinstance(part, ast.Constant):
            yield str(part.value)
        elif isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "__name__":
            yield own
        else:
            return


def circles(found: Iterable[Arrow]) -> list[set[str]]:
    """The files that can reach each other by *found*, several at a time, the largest circle first (Tarjan)."""
    after: dict[str, set[str]] = {}
    for one in found:
        after.setdefault(one.source, set()).add(one.target)
        after.setdefault(one.target, set())
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    closed: set[str] = set()
    result: list[set[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for other in after[node]:
            if other not in number:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other not in closed:
                low[node] = min(low[node], number[other])
        if low[node] == number[node]:
            place = stack.index(node)
            members = {*stack[place:]}
            del stack[place:]
            closed.update(members)
            if len(members) > 1:
                result.append(members)

    for node in sorted(after):
        if node not in number:
            visit(node)
    return sorted(result, key=lambda one: (-len(one), sorted(one)))


def upward() -> list[Arrow]:
    """The arrows that do not go down, or lead to a stranger; the command line may ask the top for the version."""
    return [
        one
        for one in arrows()
        if room(one.source) != "top"
        and room(one.target) not in {room(one.source), *below(room(one.source))}
        and not (room(one.source) == "cli" and one.target == "__init__.py")
    ]


def undeclared() -> list[Arrow]:
    """All arrows but those that are declared to go up, of which none may make a circle."""
    return [one for one in arrows() if (one.source, one.target) not in DECLARED_UP]


def plan() -> Iterator[str]:
    """The floor plan as it is: rooms, circles, arrows up."""
    lines = {path: len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    for name in (name for floor in reversed(FLOORS) for name in floor):
        files = [path for path in modules() if room(path) == name]
        yield f"{name:16}{len(files):4} files {sum(lines[path] for path in files):7,} lines"
    yield f"{'all':16}{len(lines):4} files {sum(lines.values()):7,} lines, {len(arrows()):,} imports of each other"
    found = circles(undeclared())
    yield f"circles: {len(found)}"
    yield from (f"  {', '.join(sorted(members))}" for members in found)
    up = dict.fromkeys((one.source, one.target) for one in upward())
    yield f"arrows up: {len(up)}"
    for ends in up:
        yield f"  {' -> '.join(ends)}{' (declared)' if ends in DECLARED_UP else ''}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(plan()) + "\n")
