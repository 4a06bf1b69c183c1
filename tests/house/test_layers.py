"""Who may know whom: arrows go down only."""

import pytest

from tests.house.source import Import, imports, modules

LAYERS = {
    "ground": ("numbers",),
    "numbers": ("ground",),
    "services": ("numbers", "ground"),
    "prices": ("numbers", "ground"),
    "scenario": ("services", "numbers", "ground"),
    "usage": ("scenario", "services", "numbers", "ground"),
    "templates": ("usage", "scenario", "services", "numbers", "ground"),
    "bill": ("scenario", "services", "prices", "numbers", "ground"),
    "explanation": ("bill", "scenario", "services", "prices", "numbers", "ground"),
    "what_if": ("explanation", "bill", "scenario", "services", "prices", "numbers", "ground"),
}
BELOW_REPORTS = ("templates", "usage", *LAYERS["what_if"], "what_if")
LAYERS |= {
    "reports": BELOW_REPORTS,
    "charts": ("reports", *BELOW_REPORTS),
    "pages": ("charts", "reports", *BELOW_REPORTS),
    "notebook": ("pages", "charts", "reports", *BELOW_REPORTS),
    "serve": ("pages", "charts", "reports", *BELOW_REPORTS),
    "cli": ("serve", "pages", "charts", "reports", *BELOW_REPORTS),
}
"""What each layer may import beside itself.  `services` does not know that prices exist, nor `prices` what a function is."""

GROUND = {"errors", "tariff", "strict_yaml", "data", "regions", "charted"}
"""Modules beside the folders, of which everything may be made."""
TOP = {"__init__", "__main__"}
"""What the world sees: they may know everybody."""

ARROWS_UP = {
    ("bill/estimate.py", "lambda_cost.explanation.explanation", ""),
    ("bill/estimate.py", "lambda_cost.explanation.tracer", "Estimate.explain"),
    ("scenario/draft.py", "lambda_cost.usage.usage", ""),
    ("what_if/unit_costs.py", "lambda_cost.reports.numbers", "_cost"),
    ("bill/estimate.py", "lambda_cost.reports.html", "Estimate._repr_html_"),
    ("explanation/explanation.py", "lambda_cost.reports.explain", "Explanation.written"),
    ("charted.py", "lambda_cost.charts", "Charted._picture"),
}
"""A notebook asks the bill itself how it looks; an explanation is there to be read, and a result to be seen."""

NETWORK = "prices/price_lists/fetch.py"
"""The one module that fetches."""
LISTENING = "serve/running.py"
"""The one module that listens, on this machine alone."""

TOOLBOXES = {"numpy", "polars", "pandas", "altair", "pyarrow"}


def layer(name: str) -> str:
    """The layer that a module belongs to, by its full name."""
    first = name.split(".")[1]
    return "ground" if first in GROUND else first


def own_name(path: str) -> str:
    """The full name of the module at *path*."""
    return ".".join(["lambda_cost", *path.removesuffix(".py").split("/")])


def within(path: str) -> list[Import]:
    """The imports of lambda_cost's own modules in the one at *path*; of a bare `lambda_cost`, none needs a layer."""
    return [one for one in imports(path) if one.of.startswith("lambda_cost.")]


def every_import() -> list[tuple[str, Import]]:
    """All imports, with the module that has them."""
    return [(path, one) for path in modules() for one in imports(path)]


def test_every_module_belongs_to_a_layer() -> None:
    """A module without one could import whatever it likes."""
    known = {*LAYERS, *TOP}
    assert {layer(own_name(path)) for path in modules()} <= known
    assert all((name in {path.removesuffix(".py") for path in modules()}) for name in GROUND)


@pytest.mark.parametrize("path", [path for path in modules() if path.removesuffix(".py") not in TOP])
def test_a_module_imports_only_from_layers_below_its_own(path: str) -> None:
    """Imports for type checkers count: they are knowledge too."""
    own = layer(own_name(path))
    up = [one for one in within(path) if layer(one.of) not in {own, *LAYERS[own]}]
    wrong = [one for one in up if (path, one.of, one.inside) not in ARROWS_UP]
    assert wrong == [], "\n".join(f"{path}, line {one.line}: {own} may not know {layer(one.of)}" for one in wrong)


@pytest.mark.parametrize(("path", "of", "inside"), sorted(ARROWS_UP))
def test_an_arrow_up_is_there_once_and_inside_its_method(path: str, of: str, inside: str) -> None:
    """The exceptions are worth having only as long as they are few."""
    assert [one.inside for one in within(path) if one.of == of] == [inside]


def test_nothing_imports_the_front_door_or_the_whole_package_from_inside() -> None:
    """`from lambda_cost import X` inside the package would load by name what has a place; a version has none."""
    for path, one in every_import():
        if path.removesuffix(".py") not in TOP and not path.startswith("cli/"):
            assert one.of != "lambda_cost", (path, one.line)


def test_the_toolboxes_of_arrays_and_charts_are_imported_nowhere() -> None:
    """A number is recognised by what it can do, so nothing needs NumPy; what_if and charts may, inside their functions."""
    for path, one in every_import():
        if one.of.split(".")[0] in TOOLBOXES:
            assert layer(own_name(path)) in {"numbers", "what_if", "charts", "notebook"} or one.checking, (path, one.line)
            assert one.inside or one.checking, (path, one.line)


def test_pydantic_is_imported_only_inside_functions_of_the_two_doors_through_which_text_comes_in() -> None:
    """It costs half of the start of a command, and only checks of files and schemas need it."""
    doors = [(path, one) for path, one in every_import() if one.of.split(".")[0] in {"pydantic", "pydantic_core"}]
    assert doors, "the rule below would hold for nothing"
    for path, one in doors:
        assert layer(own_name(path)) in {"prices", "scenario"}, (path, one.line)
        assert one.inside, (path, one.line)
        assert not one.checking, (path, one.line)


def test_nothing_imports_click() -> None:
    """Typer has its own Click inside since it took it in; a second one would be another program's."""
    assert [(path, one.line) for path, one in every_import() if one.of.split(".")[0] == "click"] == []


def test_the_network_is_imported_by_one_module_inside_its_functions_and_a_socket_where_the_local_page_listens() -> None:
    """Nothing is fetched unless an address is given; whatever is, comes through the limits of one module."""
    fetching = {"socket", "urllib", "http", "requests", "httpx", "boto3", "botocore", "ssl"}
    found = [(path, one) for path, one in every_import() if one.of.split(".")[0] in fetching]
    assert {(path, one.of) for path, one in found if path != NETWORK} == {(LISTENING, "socket")}
    assert NETWORK in {path for path, _ in found}
    assert all(one.inside and not one.checking for _, one in found)
