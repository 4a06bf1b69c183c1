"""Make the documents that are made: the formulas, the command line reference, and what commands print.

python -m tools.docs            # writes them
python -m tools.docs --check    # says which pages are stale, and exits with 1; outputs are checked by the tests of documents
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import typer

from lambda_cost import PriceBook, ScenarioError, services
from lambda_cost.bill.usage import full_name
from lambda_cost.cli.commands import every_command, root
from lambda_cost.numbers.formula import Formula
from lambda_cost.services.described import Described, Feature, Resource, fields_of
from tools import scenario_reference
from tools.console import furnish, printed

ROOT = Path(__file__).parent.parent
CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=\n```$)", re.DOTALL | re.MULTILINE)
MADE = "<!-- Made by tools/docs.py (make docs). Change the code, not this page. -->"


def in_words(cls: type[Described[Any]], prefix: str = "") -> Any:
    """A thing of *cls* whose numbers are formulas that print their names."""
    names = [field.name for field in fields_of(cls) if field.is_number]
    while True:
        given: dict[str, Any] = {name: Formula(prefix + name) for name in names}
        given |= {field.name: field.choices[0] for field in fields_of(cls) if field.choices and field.required}
        given |= {"name": "any"} if issubclass(cls, Resource) else {}
        try:
            return cls(**given)
        except ScenarioError as error:
            names.remove(error.problems[0].field.rpartition(".")[2])


def formulas() -> Iterator[str]:
    """The page of formulas: every meter of every rule, by the rule itself."""
    yield from ("# Formulas", "", MADE, "", "Every meter as the rule itself computes it. ⌈x⌉ rounds up to a whole number.", "")
    book = PriceBook.bundled()
    for address in services.addresses():
        cls = services.rule(address)
        thing = in_words(cls, f"{address.rpartition('.')[2]}." if issubclass(cls, Feature) else "")
        meters = thing.meter(in_words(services.rule(cls.of[0]))) if issubclass(cls, Feature) else thing.meter()
        yield from (f"## {address}", "", (sys.modules[cls.__module__].__doc__ or "").partition("\n")[0], "")
        yield from ("| meter | counts | priced in |", "| --- | --- | --- |")
        for name, formula in meters.items():
            meter = full_name(thing.address, name)
            yield f"| `{meter}` | {str(formula).replace('|', '')} | {book.meter(meter).unit} |"
        yield ""


def reference() -> Iterator[str]:
    """The command line reference: every command's own help."""
    yield from ("# The command line", "", MADE, "")
    app = root()
    whole = typer.Context(app, info_name="lambda-cost", **app.context_settings, terminal_width=100, max_content_width=100)
    for words, one in every_command(app):
        name = f"lambda-cost {words}".strip()
        context = whole if one is app else typer.Context(one, info_name=words, parent=whole)
        yield from (f"## {name}", "", "```text", one.get_help(context).rstrip(), "```", "")


def with_output(text: str, folder: Path) -> str:
    """*text* with what its console blocks print."""
    return CONSOLE.sub(lambda match: printed(match[0], folder), text)


def pages() -> Iterator[tuple[Path, str]]:
    """The documents that are made as a whole: of the classes of charges, and of the commands."""
    yield ROOT / "docs" / "formulas.md", "\n".join(formulas()).rstrip() + "\n"
    yield ROOT / "docs" / "scenario.md", "\n".join(scenario_reference.reference(MADE)).rstrip() + "\n"
    yield ROOT / "docs" / "cli.md", "\n".join(reference()).rstrip() + "\n"


def outputs() -> Iterator[tuple[Path, str]]:
    """The documents that show what commands print, as they should be."""
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            if path.name not in {"formulas.md", "cli.md", "scenario.md"}:
                yield path, with_output(path.read_text(encoding="utf-8"), Path(folder))


def main() -> None:
    """Write the documents, or say which are stale."""
    check = "--check" in sys.argv
    made = pages() if check else chain(pages(), outputs())
    stale = [(path, text) for path, text in made if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        print(f"{path.relative_to(ROOT)} {'is stale; make docs' if check else 'is made anew'}")
        if not check:
            path.write_text(text, encoding="utf-8")
    sys.exit(bool(stale) and check)


if __name__ == "__main__":
    main()
