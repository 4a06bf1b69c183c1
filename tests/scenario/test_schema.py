"""The JSON schema says what the reader says: what the one takes, the other takes."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lambda_cost import Scenario, ScenarioError, strict_yaml
from lambda_cost.scenario.schema import schema
from lambda_cost.scenario.spreads import spreads_of

SCHEMA = schema()
ROOT = Path(__file__).parent.parent.parent
FUNCTION = {"requests": "1M", "duration_ms": "0.5s", "memory_mb": 512}


def as_json(value: Any) -> Any:
    """*value* as an editor's JSON: numbers, text and nothing else."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def faults(data: Any) -> list[str]:
    """What the schema says against *data*."""
    return [one.message for one in Draft202012Validator(SCHEMA).iter_errors(as_json(data))]


@pytest.mark.unmeasured
def test_the_schema_is_one() -> None:
    """An editor that cannot read it shows nothing."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "path", ["examples/shop.yaml", *(f"tests/cli/scenarios/{name}.yaml" for name in ("china", "first_year", "two_giants"))]
)
def test_the_examples_are_valid(path: str) -> None:
    """Nothing that we ship is underlined in an editor."""
    assert faults(strict_yaml.read((ROOT / path).read_text(encoding="utf-8"), path).data) == []


TAKEN: list[dict[str, Any]] = [
    {"functions": {"f": FUNCTION}},
    {"functions": {"f": FUNCTION | {"cold_starts": None}}, "day": None, "hours": "730"},
    {"functions": {"f": FUNCTION}, "hours": "30d", "region": "ap-southeast-7"},
    {"functions": {"f": FUNCTION}, "month": "2026-08", "free_tier": "none"},
    {
        "functions": {"f": FUNCTION | {"requests": "25/min", "architecture": "arm64"}},
        "apis": {"a": {"type": "rest", "functions": "f"}},
    },
    {"apis": {"a": {"type": "rest", "requests": 5, "cache": {"size_gb": Decimal("0.5")}}}},
    {"apis": {"a": {"type": "rest", "requests": 5, "cache": {"size_gb": "118", "hours": 5}}}},
]
REFUSED: list[dict[str, Any]] = [
    {"functions": {"f": {"requests": 1, "memory_mb": 128}}},
    {"functions": {"f": FUNCTION | {"billed_duration_ms": 5}}},
    {"functions": {"f": FUNCTION | {"memory_mb": 64}}},
    {"functions": {"f": FUNCTION | {"memory": 512}}},
    {"functions": {"f": FUNCTION | {"region": "mars-1"}}},
    {"functions": {"f": FUNCTION}, "region": "mars-1"},
    {"functions": {"f": FUNCTION}, "month": "2026-13"},
    {"functions": {"f": FUNCTION | {"requests": "5 parsecs"}}},
    {"apis": {"a": {"type": "grpc", "requests": 5}}},
    {"apis": {"a": {"type": "rest", "requests": 5, "cache": {"size_gb": 7}}}},
]


@pytest.mark.parametrize("data", TAKEN)
def test_what_the_reader_takes_the_schema_takes(data: dict[str, Any]) -> None:
    """A right file is not underlined."""
    Scenario.from_dict(data)
    assert faults(data) == []


RANGES: list[Any] = [
    {"low": "1M", "likely": "3M", "high": "20M"},
    {"low": 1, "high": 2},
    {"p50": 120, "p95": 900},
    {"one_of": [1, "2k"]},
    {"samples": [1, 2]},
    {"samples": "requests.csv", "column": "n"},
]
NO_RANGES: list[Any] = [
    {},
    {"low": 1},
    {"p50": 1, "p99": 2},
    {"one_of": []},
    {"low": 1, "high": 2, "unit": "M"},
    {"column": "n"},
]


@pytest.mark.parametrize("given", RANGES)
def test_a_range_may_stand_where_a_number_may(given: Any) -> None:
    """Every form that `spreads_of` takes, and no other."""
    assert faults({"functions": {"f": FUNCTION | {"requests": given}}}) == []


@pytest.mark.parametrize("given", NO_RANGES)
def test_what_is_no_range_is_underlined(given: Any) -> None:
    data = {"functions": {"f": FUNCTION | {"requests": given}}}
    with pytest.raises(ScenarioError):
        spreads_of(strict_yaml.Document(data, ""))
    assert faults(data)


@pytest.mark.parametrize("data", REFUSED)
def test_what_the_reader_refuses_for_its_form_the_schema_refuses(data: dict[str, Any]) -> None:
    """A wrong file is underlined before it is run."""
    with pytest.raises(ScenarioError):
        Scenario.from_dict(data)
    assert faults(data)
