"""JSON is read with its lines, and within its bounds."""

import json
from decimal import Decimal

import yaml

from lambda_cost import (
    Draft,
    load,
    strict_json,
    strict_yaml,
)


class TestJson:
    """The parser that every JSON document goes through."""

    def test_every_key_and_item_has_the_line_that_yaml_gives_it(self) -> None:
        text = '{"a": {"b": [1,\n {"c": "x: [\\"y\\", {"},\n[]]},\n\n"d\\u0065": null, "f": [true, [2,\n3]]\n}'
        document = strict_json_and_yaml(text)
        assert document[0] == document[1]
        assert document[0]["a", "b", "1", "c"] == 2
        assert document[0]["f", "1", "1"] == 6

    def test_what_is_no_json_is_left_to_yaml(self) -> None:
        for text in ("a: 1", "{a: 1}", '{"a": 1, "a": 2}', "[" * 100_000, "{", "", "5"):
            assert strict_json.parse(text, Decimal) is None
        assert strict_json.parse(' {"a": [1.50, 2, NaN]}', Decimal) == {"a": [Decimal("1.50"), Decimal(2), "NaN"]}

    def test_depth_and_number_of_values_are_counted(self) -> None:
        assert strict_json.exceeds([[1, [2]], {"a": 3}], 3, 6) == ""
        assert strict_json.exceeds([[1, [2]], {"a": 3}], 2, 6) == "more than 2 levels deep"
        assert strict_json.exceeds([[1, [2]], {"a": 3}], 3, 5) == "more than 5 values"

    def test_a_plan_may_be_larger_than_any_other_document(self) -> None:
        """A plan of some thousand resources has tens of megabytes; no template has."""
        function = {
            "address": "aws_lambda_function.a",
            "type": "aws_lambda_function",
            "name": "a",
            "values": {"memory_size": 128},
        }
        values = {"root_module": {"resources": [function], "other": "x" * 9_000_000}}
        loaded = load(text=json.dumps({"format_version": "1.2", "planned_values": values}))
        assert isinstance(loaded, Draft)
        assert list(loaded.data["functions"]) == ["a"]


def strict_json_and_yaml(text: str) -> list[dict[tuple[str, ...], int]]:
    reader = strict_yaml.Reader("it.json")
    reader.take(yaml.parse(text, Loader=yaml.SafeLoader))
    return [strict_json.lines_of(text), reader.lines]
