"""What was read of a template, what costs nothing, and what is left over and named."""

import pytest

from lambda_cost.scenario.draft import Origin
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.left_over import FreeNames, ReadRecord, warn_left_over

ORIGIN = Origin("t.yaml", 3, "Fn")


def warnings_of(record: ReadRecord, free: str = "") -> list[str]:
    builder = Builder("t.yaml", "a test")
    warn_left_over(builder, record, FreeNames(free), ORIGIN)
    return [*map(str, builder.warnings)]


def test_what_nothing_read_is_named_with_its_resource_and_line() -> None:
    record = ReadRecord({"Memory": 1, "New": {"Price": 2, "Size": [{"Mb": 3}, {"Mb": 4}]}})
    assert record.read("Memory") == 1
    assert warnings_of(record) == [
        "t.yaml, line 3: Fn has New.Price, New.Size.Mb, which is not read here; if it costs money, that is not in the bill"
    ]


def test_reading_something_reads_all_below_it_and_looking_at_it_does_not() -> None:
    record = ReadRecord({"A": {"B": {"C": 1}}, "D": 2, "E": None, "F": [], "G": {}})
    assert record.peek("A", "B") == {"C": 1}
    assert record.left_over() == ["A.B.C", "D", "G"]
    assert record.read("A", "B") == {"C": 1}
    assert record.left_over() == ["D", "G"]
    record.mark("D")
    assert record.left_over() == ["G"]
    record.mark()
    assert record.left_over() == []


def test_what_is_no_mapping_is_read_where_something_below_it_was_looked_for() -> None:
    record = ReadRecord({"Storage": "much", "Other": 1})
    assert record.read("Storage", "Size") is None
    assert record.left_over() == ["Other"]


def test_free_names_cover_what_is_below_them_and_may_be_free_with_one_value_only() -> None:
    record = ReadRecord({"Code": {"Key": "k"}, "LogLevel": 1, "Mode": "BUFFERED", "Sub": {"On": False, "Off": True}})
    assert record.left_over(FreeNames("Code Log* Mode=buffered Sub.On=false")) == ["Sub.Off"]
    assert record.left_over(FreeNames("Code") | FreeNames("Log* Mode=STREAM")) == ["Mode", "Sub.On", "Sub.Off"]


def test_a_warning_lists_a_few_names_and_counts_the_others() -> None:
    record = ReadRecord({f"Key{number}": number for number in range(8)})
    assert "Key5 and 2 more, which" in warnings_of(record)[0]
    assert warnings_of(record, "Key*") == []


@pytest.mark.unmeasured
def test_what_refers_to_itself_over_and_over_is_named_in_no_time() -> None:
    """Aliases of YAML may make a mapping of a few lines that is larger than any memory, written out."""
    part: object = 1
    for _ in range(40):
        part = {"A": part, "B": [part, part]}
    assert len(ReadRecord({"Bomb": part, "Code": part}).left_over(FreeNames("Code"))) <= 20_000
