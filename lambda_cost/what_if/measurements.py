"""How long a function takes at some memory sizes: from the command line, a table, or AWS Lambda Power Tuning.

Reference: https://github.com/alexcasalboni/aws-lambda-power-tuning
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, shown
from lambda_cost.numbers.units import number
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import fields_of
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLE = "128=2400ms,512=620ms"
COLUMNS = ("memory_mb", "duration_ms")
MEMORY = next(field for field in fields_of(Function) if field.name == "memory_mb")
"""What memory a function may have."""


class Measurement(NamedTuple):
    """One measurement."""

    memory_mb: Decimal
    """Configured memory."""
    duration_ms: Decimal
    """Mean time of one request with that."""


class RawMeasurement(NamedTuple):
    """A measurement as it stands in an input."""

    memory: object
    duration: object
    file: str = ""
    line: int = 0


def parse_measurements(text: str) -> tuple[Measurement, ...]:
    """The measurements that *text* lists, `128=2400ms,512=620ms`, or those in the file that it names.

    Raises:
        ScenarioError: with every one that is wrong.
        UnreadableFileError: if it names a file that cannot be read.
    """
    if "=" in text:
        parts = [part.partition("=") for part in text.split(",")]
        return check_measurements(RawMeasurement(memory, duration) for memory, _, duration in parts)
    return read_measurements(Path(text))


def read_measurements(path: Path) -> tuple[Measurement, ...]:
    """The measurements in the file at *path*: CSV with memory_mb and duration_ms, or Power Tuning's JSON.

    Raises:
        ScenarioError: with every one that is wrong, and its line.
        UnreadableFileError: if it cannot be read.
    """
    text = files.read_text(path)
    return check_measurements(_of_json(text, str(path)) if text.lstrip().startswith(("{", "[")) else _of_table(text, str(path)))


def check_measurements(given: Iterable[RawMeasurement]) -> tuple[Measurement, ...]:
    """The measurements *given*, by memory.

    Raises:
        ScenarioError: with every one that is wrong, there twice, or if there are none.
    """
    by_memory: dict[Decimal, Measurement] = {}
    problems: list[Problem] = []
    for raw in given:
        before = len(problems)
        memory, duration = (_number(raw, field, problems) for field in COLUMNS)
        if len(problems) > before:
            continue
        if memory in by_memory:
            problems.append(Problem(f"{memory} MB", "is measured twice; allowed: once", raw.file, raw.line))
        by_memory[memory] = Measurement(memory, duration)
    if not by_memory and not problems:
        problems.append(Problem("the measurements", f"are none; allowed: {EXAMPLE}, or a file with some"))
    if problems:
        raise ScenarioError(problems)
    return tuple(sorted(by_memory.values()))


def _number(raw: RawMeasurement, field: str, problems: list[Problem]) -> Any:
    """The number that *raw* has for *field*."""
    value: Any = raw.memory if field == "memory_mb" else raw.duration
    try:
        amount: Any = number(value.strip() if isinstance(value, str) else value, field)
    except ValueError as error:
        return problems.append(Problem(field, str(error), raw.file, raw.line))
    if field == "memory_mb" and not is_memory(amount):
        return problems.append(Problem(field, f"is {shown(value)}; Lambda takes {MEMORY.bounds}", raw.file, raw.line))
    if amount <= 0:
        return problems.append(Problem(field, f"is {shown(value)}; allowed: more than 0", raw.file, raw.line))
    return amount


def is_memory(size_mb: Decimal) -> bool:
    """Whether a function may have *size_mb* of memory."""
    return MEMORY.bounds.contain(size_mb, size_mb) and size_mb == size_mb.to_integral_value()


def _of_table(text: str, file: str) -> list[RawMeasurement]:
    columns, rows = files.parse_table(text, file)
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise ScenarioError([Problem("the table", f"has no column {' and no '.join(missing)}", file, 1)])
    indexes = [columns.index(name) for name in COLUMNS]
    return [RawMeasurement(*_cells(row, indexes), file, line) for line, row in rows]


def _cells(row: list[str], indexes: list[int]) -> tuple[str, str]:
    """The cells of *row* at two *indexes*; empty where it is too short."""
    memory, duration = (row[index] if index < len(row) else "" for index in indexes)
    return memory, duration


def _of_json(text: str, file: str) -> list[RawMeasurement]:
    """The measurements of Power Tuning: its list of statistics, or the numbers in the address of its picture."""
    try:
        data: Any = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        message = f"{file} cannot be read: it is no JSON"
        raise UnreadableFileError(message) from None
    data = data.get("output", data) if is_mapping(data) else data
    stats: Any = data.get("stats") if is_mapping(data) else data
    if is_list(stats):
        rows = [one if is_mapping(one) else {} for one in stats]
        return [
            RawMeasurement(one.get("value", one.get("power")), one.get("averageDuration", one.get("duration")), file, 0)
            for one in rows
        ]
    machine: Any = data.get("stateMachine")
    address: Any = machine.get("visualization") if is_mapping(machine) else None
    found = _in_address(address) if isinstance(address, str) else None
    if found is None:
        reason = "has neither stats (includeOutputResults) nor stateMachine.visualization as Power Tuning writes them"
        raise ScenarioError([Problem("", reason, file)])
    return [RawMeasurement(memory, duration, file, 0) for memory, duration in found]


def _in_address(address: str) -> list[tuple[int, Decimal]] | None:
    """The sizes and times in the *address* of a picture: whole numbers of 16 bits; times and costs of 32, each in base 64."""
    parts = address.partition("#")[2].split(";")
    try:
        sizes, times = (base64.b64decode(part, validate=True) for part in parts[:2])
        memories = struct.unpack(f"<{len(sizes) // 2}h", sizes)
        durations = struct.unpack(f"<{len(times) // 4}f", times)
    except (ValueError, binascii.Error, struct.error):
        return None
    if len(memories) != len(durations):
        return None
    return [(memory, Decimal(f"{time:.7g}")) for memory, time in zip(memories, durations, strict=True)]
