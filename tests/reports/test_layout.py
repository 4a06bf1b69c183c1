"""A table takes the room that there is: names move above their numbers, and rows become blocks, before anything is cut."""

from lambda_cost.reports.layout import display_width, layout_table, wrap
from lambda_cost.reports.page import Page, TableRow

NAMES = Page(
    "title",
    "",
    ("", "much", "of what"),
    frozenset({0, 2}),
    [TableRow("plain", 1, ("a name of some length", "1,234,567.89", "kilograms")), TableRow("plain", 0, ("b", "", ""))],
    [],
    [],
)
REGIONS = Page(
    "title",
    "",
    ("Region", "Per month", "Missing"),
    frozenset({0, 2}),
    [
        TableRow("plain", 0, ("eu-west-1", "$71.55", "")),
        TableRow("plain", 0, ("cn-north-1", "", "no published price of an HTTP API")),
    ],
    [TableRow("total", 0, ("All", "$71.55", ""))],
    [],
    sentences=frozenset({2}),
)


def laid(page: Page, room: int) -> list[str]:
    """The lines of *page* in *room* columns."""
    return [text for _, text in layout_table(page, room)]


def test_where_there_is_room_a_row_is_a_line() -> None:
    assert laid(NAMES, 80) == [
        "                                 much  of what",
        "  a name of some length  1,234,567.89  kilograms",
        "b",
    ]


def test_names_stand_above_their_numbers_where_there_is_no_room_beside_them() -> None:
    assert laid(NAMES, 24) == [
        "        much  of what",
        "  a name of some length",
        "1,234,567.89  kilograms",
        "b",
    ]


def test_a_row_becomes_a_block_where_its_numbers_have_no_room_beside_each_other() -> None:
    """Sixteen columns are less than twelve of the number, two of the gap and nine of the unit."""
    assert laid(NAMES, 16) == [
        "a name of some",
        "length",
        "  much",
        "    1,234,567.89",
        "  of what",
        "    kilograms",
        "",
        "b",
    ]


def test_a_block_of_numbers_alone_has_no_name() -> None:
    page = Page("", "", ("memory_mb", "total", "unit"), frozenset(), [TableRow("plain", 0, ("512", "$71.55", ""))], [], [])
    assert laid(page, 18) == ["memory_mb     512", "total      $71.55"]


def test_sentences_stand_below_their_rows_where_there_is_no_room_beside_them() -> None:
    assert laid(REGIONS, 30) == [
        "Region     Per month",
        "eu-west-1     $71.55",
        "cn-north-1",
        "  no published price of an",
        "  HTTP API",
        "           ---------",
        "All           $71.55",
    ]
    assert laid(REGIONS, 80)[2] == "cn-north-1            no published price of an HTTP API"


def test_what_is_wider_than_the_terminal_is_broken_behind_a_dot_and_then_anywhere() -> None:
    assert wrap("functions.checkout.memory_mb", 12) == ["functions.", "checkout.", "memory_mb"]
    assert wrap("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("値段値段", 4) == ["値段", "値段"]
    assert wrap("see https://aws.amazon.com", 8) == ["see", "https://aws.amazon.com"]
    assert wrap("", 4) == [""]


def test_a_sign_of_east_asia_takes_two_columns() -> None:
    page = Page(
        "", "", ("", "x"), frozenset({0}), [TableRow("plain", 0, ("値段", "1")), TableRow("plain", 0, ("ab", "2"))], [], []
    )
    assert laid(page, 80) == ["      x", "値段  1", "ab    2"]
    assert display_width("値段") == 4
