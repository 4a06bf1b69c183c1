"""Who may know whom: arrows go down only."""

from tests.house.rooms import DECLARED_UP, FLOORS, TOP, Arrow, arrows, circles, room, undeclared, upward
from tests.house.source import Import, imports, modules

NETWORK = "prices/price_lists/fetch.py"
"""The one module that fetches."""
LIVE = "usage/observing/live.py"
"""Asks AWS what there is, when `observe --aws` says so."""
BILLS = "invoices/s3.py"
"""Asks S3 for a bill, when an address of it is given."""
LISTENING = "serve/running.py"
"""The one module that listens, on this machine alone."""

TOOLBOXES = {"numpy", "polars", "pandas", "altair", "pyarrow"}


def every_import() -> list[tuple[str, Import]]:
    """All imports, with the module that has them."""
    return [(path, one) for path in modules() for one in imports(path)]


def test_every_file_is_in_a_room() -> None:
    """One outside could import whatever it likes."""
    rooms = {name for floor in FLOORS for name in floor}
    assert {room(path) for path in modules()} <= {*rooms, "top"}


def test_a_file_imports_only_from_its_own_room_and_from_rooms_below() -> None:
    """Imports for type checkers count, those in functions, and those by name: they are knowledge too."""
    found = {(one.source, one.target) for one in upward()}
    assert found - DECLARED_UP == set()


def test_every_arrow_up_that_is_declared_is_there() -> None:
    """The exceptions are worth having only as long as they are few."""
    assert DECLARED_UP - {(one.source, one.target) for one in upward()} == set()


def test_no_file_imports_itself_by_way_of_others() -> None:
    """Files in a circle can only be understood, and only be loaded, all at once."""
    found = circles(undeclared())
    assert found == [], "\n".join(", ".join(sorted(one)) for one in found)


def test_a_circle_is_found_whichever_way_it_goes() -> None:
    """The rule above would hold for nothing if none were found."""
    there, back, beside = (Arrow(*ends) for ends in (("a", "b"), ("b", "c"), ("a", "c")))
    again = Arrow("c", "a", 9, "in_a_function")
    assert circles([there, back, beside]) == []
    assert circles([there, back, beside, again]) == [{"a", "b", "c"}]
    assert circles([there, Arrow("b", "a"), back, Arrow("c", "d")]) == [{"a", "b"}]


def test_an_import_by_name_is_an_arrow_to_every_file_that_it_can_name() -> None:
    """`import_module(f"{__name__}.{kind}")` may load any file of its folder."""
    named = {one.target for one in arrows() if one.source == "charts/__init__.py" and one.inside == "import_module"}
    assert named == {path for path in modules() if path.startswith("charts/") and path != "charts/__init__.py"}


def test_nothing_imports_the_front_door_or_the_whole_package_from_inside() -> None:
    """`from lambda_cost import X` inside the package would load by name what has a place; a version has none."""
    for path, one in every_import():
        if path.removesuffix(".py") not in TOP and not path.startswith("cli/"):
            assert one.of != "lambda_cost", (path, one.line)


def test_the_toolboxes_of_arrays_and_charts_are_imported_nowhere() -> None:
    """A number is recognised by what it can do, so nothing needs NumPy; four rooms may, inside functions."""
    for path, one in every_import():
        if one.of.split(".")[0] in TOOLBOXES:
            assert room(path) in {"numbers", "what_if", "charts", "notebook", "invoices", "usage"} or one.checking, (
                path,
                one.line,
            )
            assert one.inside or one.checking, (path, one.line)


def test_pydantic_is_imported_only_inside_functions_of_the_two_doors_through_which_text_comes_in() -> None:
    """It costs half of the start of a command, and only checks of files and schemas need it."""
    doors = [(path, one) for path, one in every_import() if one.of.split(".")[0] in {"pydantic", "pydantic_core"}]
    assert doors, "the rule below would hold for nothing"
    for path, one in doors:
        assert room(path) in {"prices", "scenario"}, (path, one.line)
        assert one.inside, (path, one.line)
        assert not one.checking, (path, one.line)


def test_nothing_imports_click() -> None:
    """Typer has its own Click inside since it took it in; a second one would be another program's."""
    assert [(path, one.line) for path, one in every_import() if one.of.split(".")[0] == "click"] == []


def test_the_network_is_imported_by_one_module_inside_its_functions_and_a_socket_where_the_local_page_listens() -> None:
    """Nothing is fetched unless an address is given; whatever is, comes through the limits of one module."""
    fetching = {"socket", "urllib", "http", "requests", "httpx", "boto3", "botocore", "ssl"}
    found = [(path, one) for path, one in every_import() if one.of.split(".")[0] in fetching]
    asking = {(path, one.of.split(".")[0]) for path, one in found if path in {LIVE, BILLS}}
    assert asking == {(path, library) for path in (LIVE, BILLS) for library in ("boto3", "botocore")}, "by its own library"
    assert {(path, one.of) for path, one in found if path not in {NETWORK, LIVE, BILLS}} == {(LISTENING, "socket")}
    assert NETWORK in {path for path, _ in found}
    assert all(one.inside and not one.checking for _, one in found)
