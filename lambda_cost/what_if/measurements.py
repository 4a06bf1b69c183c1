"""How long a function takes at some memory sizes: from the command line, a table, or AWS Lambda Power Tuning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.numbers.units import number
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import fields_of
from lambda_cost.what_if.power_tuning import power_tuning_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

EXAMPLE = "128=2400ms,512=620ms"
MEMORY = next(field for field in fields_of(Function) if field.name == "memory_mb")
"""What memory a function may have."""
DURATION, BILLED = "duration_ms", "billed_duration_ms"
"""The time of the handler, or instead the whole billed time with init or restore in it."""
PART_TIMES = ("init_ms", "restore_ms", "resume_ms")
"""Times of features that depend on memory too, and may be measured beside the duration, by the names of their fields."""


class Measurement(NamedTuple):
    """One measurement."""

    memory_mb: Decimal
    """Configured memory."""
    duration_ms: Decimal
    """Mean time of one request with that."""
    parts: tuple[tuple[str, Decimal], ...] = ()
    """Times that were measured beside it, by the names of their fields: `init_ms`."""
    billed: bool = False
    """Whether the duration is the whole billed one, with init or restore in it."""


class RawMeasurement(NamedTuple):
    """A measurement as it stands in an input."""

    memory: object
    duration: object
    file: str = ""
    line: int = 0
    parts: tuple[tuple[str, object], ...] = ()
    billed: bool = False


def parse_measurements(text: str) -> tuple[Measurement, ...]:
    """The measurements that *text* lists, `128=2400ms,512=620ms+3s` (with init), or those in the file that it names.

    Raises:
        ScenarioError: with every one that is wrong.
        UnreadableFileError: if it names a file that cannot be read.
    """
    if "=" not in text:
        return read_measurements(Path(text))
    raw: list[RawMeasurement] = []
    for part in text.split(","):
        memory, _, times = part.partition("=")
        duration, plus, init = times.partition("+")
        raw.append(RawMeasurement(memory, duration, parts=((PART_TIMES[0], init),) if plus else ()))
    return check_measurements(raw)


def read_measurements(path: Path) -> tuple[Measurement, ...]:
    """The measurements in the file at *path*: CSV with memory_mb and duration_ms, or Power Tuning's JSON.

    Raises:
        ScenarioError: with every one that is wrong, and its line.
        UnreadableFileError: if it cannot be read.
    """
    text, file = files.read_text(path), str(path)
    if not text.lstrip().startswith(("{", "[")):
        return check_measurements(_of_table(text, file))
    return check_measurements(RawMeasurement(*times, file) for times in power_tuning_times(text, file))


def check_measurements(given: Iterable[RawMeasurement]) -> tuple[Measurement, ...]:
    """The measurements *given*, by memory.

    Raises:
        ScenarioError: with every one that is wrong, there twice, without a time that others have, or if there are none.
    """
    by_memory: dict[Decimal, Measurement] = {}
    problems: list[Problem] = []
    measured: dict[str, None] = {}
    for raw in given:
        before = len(problems)
        memory = _number(raw, raw.memory, MEMORY.name, problems)
        duration = _number(raw, raw.duration, BILLED if raw.billed else DURATION, problems)
        parts = tuple((name, _number(raw, value, name, problems)) for name, value in raw.parts)
        if len(problems) > before:
            continue
        if memory in by_memory:
            problems.append(Problem(f"{memory} MB", "is measured twice; allowed: once", raw.file, raw.line))
        measured |= dict.fromkeys(name for name, _ in parts)
        by_memory[memory] = Measurement(memory, duration, parts, raw.billed)
    for name in measured:
        without = [str(measured.memory_mb) for measured in by_memory.values() if name not in dict(measured.parts)]
        if without:
            problems.append(Problem(name, f"is not measured at {', '.join(without)} MB; allowed: at every size or at none"))
    if not by_memory and not problems:
        problems.append(Problem("the measurements", f"are none; allowed: {EXAMPLE}, or a file with some"))
    if problems:
        raise ScenarioError(problems)
    return tuple(sorted(by_memory.values()))


def part_times(points: Sequence[Measurement], name: str) -> list[Measurement]:
    """What *points* measured of the time called *name*, as measurements of that."""
    return [Measurement(point.memory_mb, dict(point.parts)[name]) for point in points]


def _number(raw: RawMeasurement, value: Any, field: str, problems: list[Problem]) -> Any:
    """The number that *value*, of *raw*, is for *field*."""
    try:
        amount: Any = number(value.strip() if isinstance(value, str) else value, field)
    except ValueError as error:
        return problems.append(Problem(field, str(error), raw.file, raw.line))
    if field == MEMORY.name and not is_memory(amount):
        return problems.append(Problem(field, f"is {shown(value)}; Lambda takes {MEMORY.bounds}", raw.file, raw.line))
    if amount < 0 or (not amount and field not in PART_TIMES):
        least = "0 or more" if field in PART_TIMES else "more than 0"
        return problems.append(Problem(field, f"is {shown(value)}; allowed: {least}", raw.file, raw.line))
    return amount


def is_memory(size_mb: Decimal) -> bool:
    """Whether a function may have *size_mb* of memory."""
    return MEMORY.bounds.allow(size_mb)


def _of_table(text: str, file: str) -> list[RawMeasurement]:
    columns, rows = files.parse_table(text, file)
    billed = BILLED in columns and DURATION not in columns
    needed = (MEMORY.name, BILLED if billed else DURATION)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ScenarioError([Problem("the table", f"has no column {' and no '.join(missing)}", file, 1)])
    indexes = {name: columns.index(name) for name in (*needed, *PART_TIMES) if name in columns}

    def measurement(line: int, row: list[str]) -> RawMeasurement:
        memory, duration, *parts = (row[index] if index < len(row) else "" for index in indexes.values())
        return RawMeasurement(memory, duration, file, line, tuple(zip([*indexes][2:], parts, strict=True)), billed)

    return [measurement(line, row) for line, row in rows]
