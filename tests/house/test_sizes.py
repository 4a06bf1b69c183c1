"""A module can be read in one sitting, a function on one screen, and each says what it is."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import PACKAGE, Def, definitions, modules

MAX_MODULE_LENGTH = 300
MAX_LINES = 30
MAX_RULE_LENGTH = 90

each_module = pytest.mark.parametrize("path", modules())


def length(function: Def) -> int:
    """The lines of what *function* does; its signature and docstring, which only say what it takes, are not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@each_module
def test_a_module_is_at_most_three_hundred_lines(path: str) -> None:
    """Longer, it is about two things."""
    assert len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LENGTH


@pytest.mark.parametrize("path", [path for path in modules() if path.count("/") == 2 and path.startswith("services/")])
def test_a_rule_is_at_most_ninety_lines(path: str) -> None:
    """A charge is explained in one look, or it is two charges."""
    assert len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) <= MAX_RULE_LENGTH


@each_module
def test_a_function_is_at_most_thirty_lines(path: str) -> None:
    """Without signature and docstring; a longer one has a step that deserves a name."""
    functions = [(name, node) for name, node in definitions(modules()[path]) if isinstance(node, Def)]
    long = [f"{path}, line {node.lineno}: {name} has {length(node)}" for name, node in functions if length(node) > MAX_LINES]
    assert long == [], "\n".join(long)


@each_module
def test_every_public_name_says_what_it_is(path: str) -> None:
    """Modules, classes, functions and methods have a docstring; a field of a dataclass has one below it, with its unit."""
    silent = sorted(_silent(modules()[path]))
    assert silent == [], "\n".join(f"{path}, line {line}: {name}" for line, name in silent)


def _silent(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is public in *tree* and has no docstring."""
    if tree.body and ast.get_docstring(tree) is None:
        yield 1, "the module"
    inner = {id(one) for name, node in definitions(tree) if isinstance(node, Def) for one in ast.walk(node) if one is not node}
    for name, node in definitions(tree):
        if any(part.startswith("_") for part in name.split(".")) or id(node) in inner:
            continue
        overload = any(ast.unparse(one) == "overload" for one in node.decorator_list)
        if ast.get_docstring(node) is None and not overload:
            yield node.lineno, name
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list):
            yield from ((line, f"{name}.{field}") for line, field in _silent_fields(node))


def _silent_fields(cls: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for index, field in enumerate(cls.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and not field.target.id.startswith("_"):
            below = cls.body[index + 1] if index + 1 < len(cls.body) else None
            says = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
            if not says and not ast.unparse(field.annotation).startswith("ClassVar"):
                yield field.lineno, field.target.id


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = 1", ["the module"]),
        ('"""M."""\ndef f(): pass', ["f"]),
        ('"""M."""\ndef _f(): pass', []),
        ('"""M."""\nclass C:\n    """C."""\n    def m(self): pass\n    def _m(self): pass', ["C.m"]),
        ('"""M."""\n@dataclass\nclass C:\n    """C."""\n    a: int\n    b: int\n    """B."""\n', ["C.a"]),
        ('"""M."""\ndef f():\n    """F."""\n    def g(): pass', []),
    ],
)
def test_silence_is_found(text: str, names: list[str]) -> None:
    """The law above can be broken in each of these ways, and only in these."""
    assert [name for _, name in _silent(ast.parse(text))] == names


def test_the_length_of_a_function_leaves_its_signature_and_its_docstring_out() -> None:
    """Explaining is not punished."""
    (function,) = [
        node
        for node in ast.parse('def f(\n    a,\n):\n    """One\n\n    two.\n    """\n    a = 1\n    return a\n').body
        if isinstance(node, Def)
    ]
    assert length(function) == 2
