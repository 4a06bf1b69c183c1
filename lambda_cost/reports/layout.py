"""A table in the width available: whole, with names above their numbers, or row by row as blocks.

Money, prices and names are never cut and never left out, however narrow the terminal is. Cell texts wrap between words;
a single word wider than the column wraps after `.`, `-`, `_`, `/` or `=`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import east_asian_width

from lambda_cost.reports.page import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lambda_cost.reports.page import Page, TableRow

GAP = "  "
UNBOUNDED = 1_000_000
"""The width of a file or a pipe."""
MAX_LINES_PER_ROW = 3
"""Lines that a row may take; with more, the table is laid out in another way."""
NONE_BELOW = frozenset[int]()
BREAK_POINTS = re.compile(r"[^._/=-]*[._/=-]+|[^._/=-]+")
"""The pieces of a name, after each of which a line may end."""

Style = Level | Literal["heads", "sum"]
"""What a line of text is; `sum` is an empty one before the sums."""


class _Text(NamedTuple):
    """A line of text."""

    style: Style
    text: str
    is_outside_row: bool = False
    """Whether it is a name above its row or a sentence below it."""


class _Widths(NamedTuple):
    """How wide each column is; 0 for names above their numbers and for sentences below them."""

    columns: tuple[int, ...]
    below: frozenset[int]
    """The columns of sentences, which stand below their rows."""
    available_width: int
    formats: tuple[str, ...] = ()
    """How `%` writes the cells of a row that all fit, each with the gap before it; there may be hundreds of thousands."""


def layout_table(page: Page, available_width: int = UNBOUNDED) -> Iterator[tuple[str, str]]:
    """The table of *page*, a line after the other, in *available_width* columns of a terminal; nothing without rows."""
    if not page.lines and not page.total_rows:
        return
    for names_above, below in ((False, NONE_BELOW), (False, page.sentences), (0 in page.left_aligned_columns, page.sentences)):
        widths = _fit_columns(page, available_width, below, names_above=names_above)
        if widths is not None:
            if available_width == UNBOUNDED:
                yield from _whole(page, widths)
                return
            table = [[*lines] for lines in _table(page, widths)]
            if all(sum(not line.is_outside_row for line in lines) <= MAX_LINES_PER_ROW for lines in table):
                yield from ((line.style, line.text) for lines in table for line in lines)
                return
    yield from ((line.style, line.text) for line in _blocks(page, available_width))


def wrap(text: str, width: int) -> list[str]:
    """*text* in lines of *width* columns at most; nothing of it is lost, and an address stays whole.

    >>> wrap("API calls of functions.checkout", 12)
    ['API calls of', 'functions.', 'checkout']
    """
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            separator = " " if lines[-1] and piece.begins else ""
            if lines[-1] and display_width(lines[-1] + separator + piece.text) > width:
                lines.append(piece.text)
            else:
                lines[-1] += separator + piece.text
    return lines


def display_width(text: str) -> int:
    """How many columns of a terminal *text* takes.

    >>> display_width("money"), display_width("値段")
    (5, 4)
    """
    return len(text) if text.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


class _Piece(NamedTuple):
    text: str
    begins: bool
    """Whether a word begins with it."""


def _pieces(word: str, width: int) -> Iterator[_Piece]:
    """*word*, if it fits; else what of it fits."""
    if display_width(word) <= width or "://" in word:
        yield _Piece(word, begins=True)
        return
    begins = True
    for part in BREAK_POINTS.findall(word):
        rest = part
        while rest:
            size = next((n for n in range(len(rest), 1, -1) if display_width(rest[:n]) <= width), 1)
            yield _Piece(rest[:size], begins)
            rest, begins = rest[size:], False


def _fit_columns(page: Page, available_width: int, below: frozenset[int], *, names_above: bool) -> _Widths | None:
    """Column widths that fit into *available_width* (terminal columns) without breaking a word; None if there are none."""
    rows, left = (*page.lines, *page.total_rows), page.left_aligned_columns
    rows_with_numbers = [row for row in rows if 0 not in left or len(row.cells) == 1 or row.cells[1]]
    names = [GAP * row.indent + row.cells[0] for row in rows_with_numbers]
    columns = [names, *([row.cells[column] for row in rows] for column in range(1, len(page.column_titles)))]
    table_columns = [column for column in range(len(columns)) if column not in below and not (names_above and column == 0)]
    widest = {column: _widest(columns[column]) for column in table_columns}
    heads = {column: display_width(page.column_titles[column]) for column in table_columns}
    widths: dict[int, int] | None = {column: max(widest[column], heads[column]) for column in table_columns}
    if available_width < UNBOUNDED:
        words = {column: _longest_word(columns[column]) if column in left else widest[column] for column in table_columns}
        least = {column: max(words[column], _longest_piece(page.column_titles[column])) for column in table_columns}
        head_words = {column: _longest_word([page.column_titles[column]]) for column in table_columns}
        widths = _widen_columns(least, (head_words, widest, heads), available_width - len(GAP) * (len(table_columns) - 1))
    if widths is None:
        return None
    formats = tuple(f"{GAP if column else ''}%{'-' if column in left else ''}{widths[column]}s" for column in table_columns)
    return _Widths(tuple(widths.get(column, 0) for column in range(len(columns))), below, available_width, formats)


def _widen_columns(widths: dict[int, int], targets: Iterable[dict[int, int]], available: int) -> dict[int, int] | None:
    """Widen the narrowest columns first, towards each target in turn; None if even the minimum does not fit."""
    spare = available - sum(widths.values())
    for wanted in targets:
        while spare > 0 and (narrow := [column for column in widths if widths[column] < wanted[column]]):
            column = min(narrow, key=widths.__getitem__)
            widths, spare = widths | {column: widths[column] + 1}, spare - 1
    return None if spare < 0 else widths


def _widest(texts: Sequence[str]) -> int:
    return max(map(len if "".join(texts).isascii() else display_width, texts), default=0)


def _longest_word(texts: Sequence[str]) -> int:
    """The widest word of *texts*, with the margin before a text."""
    return max((len(text) - len(text.lstrip()) + max(map(display_width, text.split()), default=0) for text in texts), default=0)


def _longest_piece(head: str) -> int:
    """The widest part of a *head*, which may be broken at `BREAK_POINTS`."""
    return max((display_width(part) for word in head.split() for part in BREAK_POINTS.findall(word)), default=0)


def _whole(page: Page, widths: _Widths) -> Iterator[tuple[str, str]]:
    """The table of a file, of which there may be hundreds of thousands of rows: most need one formatted line."""
    yield ("heads", ("".join(widths.formats) % page.column_titles).rstrip())
    yield from _formatted(page.lines, widths, page.left_aligned_columns)
    if page.total_rows:
        yield ("sum", _rule(page, widths))
    yield from _formatted(page.total_rows, widths, page.left_aligned_columns)


def _formatted(rows: Iterable[TableRow], widths: _Widths, left: frozenset[int]) -> Iterator[tuple[str, str]]:
    """The lines of *rows*, each with its style; a name that is wider than its column needs more than one format."""
    formats: dict[int, tuple[int, str]] = {}
    for level, indent, cells in rows:
        if indent not in formats:
            room = max(widths.columns[0] - len(GAP) * indent, 0)
            name = f"{GAP * indent}%{'-' if 0 in left else ''}{room}s"
            formats[indent] = room, "".join((name, *widths.formats[1:]))
        room, line = formats[indent]
        text = (line % cells).rstrip()
        if text.isascii() and len(cells[0]) <= room:
            yield (level, text)
        else:
            yield from ((row.style, row.text) for row in _rows(level, cells, widths, left, indent))


def _table(page: Page, widths: _Widths) -> Iterator[Iterator[_Text]]:
    """Each row of the table, in as many lines as it needs."""
    yield _rows("heads", page.column_titles, widths, page.left_aligned_columns)
    yield from (_lines(page, line, widths) for line in page.lines)
    for index, line in enumerate(page.total_rows):
        if not index:
            yield iter([_Text("sum", _rule(page, widths))])
        yield _lines(page, line, widths)


def _lines(page: Page, line: TableRow, widths: _Widths) -> Iterator[_Text]:
    """One row of the table, and below it its sentences."""
    yield from _rows(line.level, line.cells, widths, page.left_aligned_columns, line.indent)
    margin = GAP * (line.indent + 1)
    for column in sorted(widths.below):
        yield from (
            _Text("detail", margin + text, is_outside_row=True)
            for text in wrap(line.cells[column], widths.available_width - len(margin))
            if text
        )


def _rule(page: Page, widths: _Widths) -> str:
    """A line below the last amounts that are summed up."""
    cells = page.total_rows[0].cells
    last = max((index for index, width in enumerate(widths.columns) if width and index and cells[index]), default=0)
    before = [width for width in widths.columns[:last] if width]
    return " " * (sum(before) + len(GAP) * len(before)) + "-" * widths.columns[last]


def _rows(style: Style, cells: Sequence[str], widths: _Widths, left: frozenset[int], indent: int = 0) -> Iterator[_Text]:
    """One row of the table, in as many lines as its words need; a name may reach over empty cells behind it."""
    margin = GAP * indent
    name, width = margin + cells[0], widths.columns[0]
    columns = [
        wrap(cell, column_width) if column_width else [] for cell, column_width in zip(cells, widths.columns, strict=True)
    ]
    first, *rows = [*_joined([[], *columns[1:]], widths, left)] or [""]
    if 0 not in left:
        lines = [*_joined(columns, widths, left)]
    elif not first[: display_width(name) + len(GAP)].strip():
        lines = [name + first[display_width(name) :], *rows]
    elif width and _longest_word([name]) <= width:
        names = [margin + part for part in wrap(cells[0], width - len(margin))]
        lines = [*_joined([names, *columns[1:]], widths, left)]
    else:
        space = widths.available_width - len(margin)
        above, *more = [cells[0]] if display_width(cells[0]) <= space else wrap(cells[0], space - len(GAP))
        yield from (_Text(style, margin + part, is_outside_row=True) for part in (above, *(GAP + part for part in more)))
        lines = [first, *rows]
    yield from (_Text(style, line) for line in lines)


def _joined(columns: Sequence[Sequence[str]], widths: _Widths, left: frozenset[int]) -> Iterator[str]:
    """The lines of one row, of which each column has some."""
    for cells in zip_longest(*columns, fillvalue=""):
        padded = [
            _padded(cell, width, to_left=index in left)
            for index, (cell, width) in enumerate(zip(cells, widths.columns, strict=True))
            if width
        ]
        yield GAP.join(padded).rstrip()


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - display_width(text))
    return text + space if to_left else space + text


def _blocks(page: Page, available_width: int) -> Iterator[_Text]:
    """Each row a block: its name, and below it a line for each cell, with the head of its column."""
    lines = (*page.lines, *page.total_rows)
    numbers = [cell for line in lines for index, cell in enumerate(line.cells) if index not in page.left_aligned_columns]
    label, number = (max(map(display_width, texts), default=0) for texts in (page.column_titles, numbers))
    for index, line in enumerate(lines):
        if index:
            yield _Text("plain", "")
        yield from _block(page, line, _Widths((min(label, available_width // 2), number), NONE_BELOW, available_width))


def _block(page: Page, line: TableRow, widths: _Widths) -> Iterator[_Text]:
    """One row as a block: *widths* are those of the heads and of numbers."""
    named = 0 in page.left_aligned_columns
    margin = GAP if named else ""
    if named:
        yield from (_Text(line.level, text) for text in wrap(line.cells[0], widths.available_width))
    level: Style = "plain" if line.level == "head" else line.level
    for index in range(int(named), len(page.column_titles)):
        head = wrap(page.column_titles[index], widths.columns[0])
        cell = line.cells[index]
        value = cell if index in page.left_aligned_columns else _padded(cell, widths.columns[1], to_left=False)
        text = f"{margin}{_padded(head[-1], widths.columns[0], to_left=True)}{GAP}{value}"
        fits = display_width(text) <= widths.available_width
        yield from (_Text(level, margin + part) for part in (head[:-1] if fits else head) if cell)
        parts = [text] if fits else [margin + GAP + part for part in wrap(cell, widths.available_width - len(margin + GAP))]
        yield from (_Text(level, part) for part in parts if cell)
