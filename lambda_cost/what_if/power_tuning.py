"""What AWS Lambda Power Tuning writes: its result, and what Step Functions puts around it.

Reference: https://github.com/alexcasalboni/aws-lambda-power-tuning
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from decimal import Decimal
from typing import Any

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError
from lambda_cost.strict_yaml import is_list, is_mapping

ENVELOPES = ("output", "results", "result", "analysis")
"""Keys of what is around a result: of an execution (there the result is JSON in a text), and of earlier steps' states."""
MAX_ENVELOPES = 8


def power_tuning_times(text: str, file: str) -> list[tuple[Any, Any]]:
    """Memory and mean duration of each size in *text* of *file*: the list of statistics, or the address of the picture.

    Raises:
        UnreadableFileError: if it is no JSON.
        ScenarioError: if it has neither.
    """
    data = _json(text, file)
    for _ in range(MAX_ENVELOPES):
        if is_list(data):
            return [_times(size) for size in data]
        if not is_mapping(data):
            break
        if is_list(data.get("stats")):
            return [_times(size) for size in data["stats"]]
        pictured = _pictured(data)
        if pictured is not None:
            return pictured
        data = next((data[key] for key in ENVELOPES if key in data), None)
        data = _json(data, file) if isinstance(data, str) else data
    message = "has neither stats (includeOutputResults) nor stateMachine.visualization as Power Tuning writes them"
    raise ScenarioError([Problem("", message, file)])


def _json(text: str, file: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise UnreadableFileError(f"{file} cannot be read: it is no JSON") from None


def _times(size: Any) -> tuple[Any, Any]:
    """Memory and mean duration of a *size*; nothing where it does not say them."""
    given: Any = size if is_mapping(size) else {}
    return given.get("value", given.get("power")), given.get("averageDuration", given.get("duration"))


def _pictured(data: Any) -> list[tuple[Any, Any]] | None:
    """The sizes and times in the address of the picture of *data*; None if there is none."""
    machine: Any = data.get("stateMachine")
    address: Any = machine.get("visualization") if is_mapping(machine) else None
    return _in_address(address) if isinstance(address, str) else None


def _in_address(address: str) -> list[tuple[Any, Any]] | None:
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
