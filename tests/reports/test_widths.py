"""However wide a terminal is, every command's table has every figure of its JSON, and nothing is cut."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost.cli import output
from lambda_cost.cli.app import main
from lambda_cost.cli.commands import every_command, root
from lambda_cost.numbers import text as texts
from lambda_cost.prices.refreshed import VARIABLE
from lambda_cost.reports import sheet, terminal
from lambda_cost.reports.layout import BREAK_POINTS, display_width
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reports.sheet import Sheet

ROOT = Path(__file__).parents[2]
MEASURED = "128=2400ms,256=1200ms,512=620ms,1024=400ms"
REGIONS = "region=eu-west-1,us-east-1,cn-north-1"
CASES = {
    "estimate": "everything.yaml",
    "estimate with a budget": "shop.yaml --budget 50",
    "estimate of ranges": "launch.yaml --draws 200",
    "explain": "shop.yaml",
    "compare": f"shop.yaml --vary architecture=x86_64,arm64 --vary {REGIONS}",
    "compare two": "shop.yaml --set memory_mb=1024",
    "compare four": "shop.yaml --vary architecture=x86_64,arm64 --vary functions.checkout.memory_mb=512,10240",
    "diff": "shop.yaml everything.yaml",
    "sweep": "shop.yaml functions.checkout.memory_mb=256,512 functions.checkout.requests=1M,10M --by meter",
    "break-even": "shop.yaml --against 150 --over apis.public.requests=0:1B",
    "commit": "shop.yaml --months 12 --growth 5%",
    "tune": f"shop.yaml checkout --measured {MEASURED} --sizes 384",
    "forecast": "shop.yaml --growth 5% --budget 90",
    "observe": "samples --function f --format table",
    "reconcile": "bills/2026-09.csv",
    "prices show": "aws_lambda.function --region eu-west-1",
    "prices list": "",
    "prices history": "aws_lambda.function.duration --region eu-west-1",
    "prices compare": "us-east-1 cn-north-1",
    "prices regions": "",
    "prices diff": "2022-07-31 2022-08-01",
    "prices validate": "our-prices",
    "prices map": "shop.yaml",
    "prices check": "price-list.json",
    "prices check of a bill": "--bill bills/2026-09.csv",
    "prices update": "price-list.json --tables tables",
    "prices status": "",
    "prices refresh": "price-list.json",
}
"""Each command that shows a table, by its words, and some of them in more than one way."""
NO_FIGURES = {"rank_correlation", "version", "schema"}
"""Keys of JSON that are a digest or an identifier; a correlation is shown with two digits."""
ONLY_FOR_PROGRAMS = {"list_cost", "effective_cost", "quantity", "resources", "details"}
"""What a table leaves to JSON: other cost columns of each charge, how much of its one tier is paid, each resource in each
month of a forecast, and the meters in each step of a bill."""
NOT_REPEATED = {
    "compare": {"costs", "change"},
    "compare four": {"change"},
    "commit": {"commitment", "exact_commitment"},
    "observe": {"duration_ms_sum", "init_ms_sum"},
}
"""What a table does not repeat: lines that cost what they cost in the first of many variants, the change of each of four,
sums of times beside their means,
and the digits beyond those in which a Savings Plan is bought."""


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheet]:
    """What each command shows."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "examples", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "pricing_data", folder / "tables")
    shutil.copytree(ROOT / "tests" / "usage" / "samples" / "logs", folder / "samples")
    found: dict[str, Sheet] = {}
    for name, arguments in CASES.items():
        words = next(words for words in sorted(_commands(), key=len, reverse=True) if name.startswith(words))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setenv(VARIABLE, str(folder / "data"))
            patch.setattr("sys.argv", ["lambda-cost", *words.split(), *arguments.split()])
            patch.setattr(output, "show_sheet", partial(_keep, found, name))
            with pytest.raises(SystemExit):
                main()
    return found


def _keep(found: dict[str, Sheet], name: str, made: Sheet, *_: object, **__: object) -> None:
    """Take *made* for what the command *name* shows."""
    found[name] = made


def _commands() -> list[str]:
    """The words of each command that shows a table."""
    return [words for words, command in every_command(root()) if words and any(one.name == "to" for one in command.params)]


def _figures(document: Any, key: str = "") -> Iterator[tuple[str, Decimal]]:
    """Every number of *document*, with its key."""
    if is_mapping(document):
        for name, value in document.items():
            if name not in NO_FIGURES | ONLY_FOR_PROGRAMS:
                yield from _figures(value, name)
    elif is_list(document):
        for value in document:
            yield from _figures(value, key)
    elif isinstance(document, str) and document.lstrip("-").replace(".", "", 1).isdigit():
        yield key, Decimal(document)


def _forms(number: Decimal) -> set[str]:
    """How *number* may be shown: as money, as a price, as a quantity, also of a price for a million, or as percent."""
    forms = [texts.quantity(number), texts.quantity(number * 10**6), texts.percent(number), texts.decimal_text(number)]
    for currency in ("USD", "CNY"):
        forms += [texts.money(number, currency), texts.exact_money(number, currency)]
    return _numbers(" ".join(forms))


def _numbers(text: str) -> set[str]:
    """The numbers in *text*, amounts with the sign of their currency."""
    return set(re.findall(r"[$¥]?\d+(?:,\d{3})*(?:\.\d+)?", text))


def _missing(name: str, made: Sheet, shown: str) -> set[tuple[str, str]]:
    """The figures of *made* as JSON that are not among the numbers *shown*; nothing is no figure."""
    numbers, unsaid = _numbers(shown), NOT_REPEATED.get(name, set())
    figures = set(_figures(json.loads(sheet.write(made, "json"))))
    return {
        (key, str(number)) for key, number in figures if number and key not in unsaid and numbers.isdisjoint(_forms(number))
    }


def test_every_command_that_shows_a_table_is_here() -> None:
    words = _commands()
    assert {word for word in words if not any(name.startswith(word) for name in CASES)} == set()
    assert len(words) > 15


@pytest.mark.parametrize("name", CASES)
def test_a_pipe_has_every_figure(name: str, sheets: dict[str, Sheet]) -> None:
    assert _missing(name, sheets[name], sheet.write(sheets[name], "table")) == set()


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("name", CASES)
def test_a_terminal_has_every_figure_and_every_name_and_no_line_is_too_long(
    name: str, width: int, sheets: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures and addresses stay whole; heads, and names wider than the terminal, are broken behind a dot or a dash."""
    monkeypatch.setenv("COLUMNS", str(width))
    made = sheets[name]
    terminal.show(made)
    shown = capsys.readouterr().out
    assert max(display_width(line) for line in shown.splitlines() if "://" not in line) <= width
    assert _missing(name, made, shown) == set()
    if "table" not in made.writers:
        page = sheet.page(made)
        lines = [*page.lines, *page.total_rows]
        words = {word for line in lines for cell in line.cells for word in cell.split() if len(word) < width - 6}
        assert words - set(shown.split()) == set()
        filled = {place for line in lines for place, cell in enumerate(line.cells) if place and cell} - page.sentences
        heads = {
            piece for place in filled for word in page.column_titles[place].split() for piece in BREAK_POINTS.findall(word)
        }
        assert {piece for piece in heads if piece not in shown} == set()
