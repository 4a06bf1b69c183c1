"""What varies in a sweep: a field of the scenario, and the values that it takes one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import Problem, ScenarioError, blame, shown
from lambda_cost.numbers.quantity import exactly, is_array
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import Rate, number
from lambda_cost.scenario.editing import field_at, keys_of
from lambda_cost.scenario.names import resolve_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lambda_cost.services.fields import Field
    from lambda_cost.strict_yaml import Document

MAX_VALUES = 1_000_000
"""Values of one axis, without which their text alone would fill the memory."""
MAX_CASES = 10**12
"""Cases of a sweep: hours of work.  It also bounds what all axes together write out."""
TWELVE_DIGITS = Context(prec=12)
EXAMPLE = "path=value,value or path=start:stop:step, such as functions.checkout.memory_mb=128:3008:64"


@dataclass(frozen=True)
class Axis:
    """One field, and the values that it takes."""

    path: str
    """The field, as messages and reports write it: `functions.checkout.memory_mb`."""
    keys: tuple[str, ...]
    """The keys of a scenario file that lead to it."""
    values: Any
    """Decimals or an array, in the field's unit; or words, such as regions."""
    is_number: bool
    """Whether it is a quantity, which can be calculated with in arrays."""

    def exact(self, index: int) -> Any:
        """The value at *index*: a decimal, or a word."""
        value = self.values[index]
        return Decimal(repr(float(value))) if is_array(self.values) else value

    def floats(self) -> Any:
        """Its values as an array of floats."""
        import numpy as np

        return self.values if is_array(self.values) else np.array([float(value) for value in self.values])

    def text(self, index: int) -> str:
        """The value at *index* as it is written into a table."""
        value = self.exact(index)
        return decimal_text(value) if isinstance(value, Decimal) else str(value)

    def ends(self) -> list[Any]:
        """Its least and its greatest value."""
        if is_array(self.values):
            return [self.exact(int(index)) for index in (self.values.argmin(), self.values.argmax())]
        return [min(self.values), max(self.values)]


SINGLE_CASE_AXIS = Axis("", (), (Decimal(1),), is_number=True)
"""What varies where nothing does."""


def parse_axes(doc: Document, given: Mapping[str, Any], *, paired: bool = False) -> tuple[Axis, ...]:
    """The axes that *given* describes, each a path in *doc* and its values; those of words come first.

    Args:
        doc: a scenario.
        given: for each path an array, values, or the text of a command: `1M,10M`, `128:3008:64`, `1M:1B:x10`.
        paired: whether the axes are gone through together instead of combined.

    Raises:
        ScenarioError: with every axis that leads nowhere, and every value that is not allowed.
    """
    problems: list[Problem] = []
    axes: dict[tuple[str, ...], Axis] = {}
    cases = 1
    for path, values in given.items():
        try:
            axis = _axis(doc, path, values, MAX_CASES // cases)
        except ScenarioError as error:
            problems += error.problems
            continue
        if axis.keys in axes:
            problems.append(Problem(path, f"varies already, as {axes[axis.keys].path}; allowed: one axis for a field"))
        axes[axis.keys] = axis
        cases *= 1 if paired else len(axis.values)
    if problems:
        raise ScenarioError(problems)
    return tuple(sorted(axes.values(), key=lambda axis: axis.is_number))


def _axis(doc: Document, path: str, given: Any, most: int) -> Axis:
    """The axis of the field at *path*, with *most* values at most."""
    data: Any = doc.data
    if not path.strip("."):
        raise ScenarioError([Problem("an axis", f"is {shown(path)}; allowed: {EXAMPLE}")])
    known = data if strict_yaml.is_mapping(data) else {}
    keys = tuple(keys_of(known, resolve_one(known, path), ""))
    field = field_at(data, keys)
    with blame(path):
        if field is None or not field.is_number:
            return Axis(path, keys, _words(given, most), is_number=False)
        if is_array(given):
            return Axis(path, keys, _array(field, given, most), is_number=True)
        values = _numbers(field, given, most)
    return Axis(path, keys, values, is_number=not any(isinstance(value, Rate) for value in values))


def _array(field: Field, given: Any, most: int) -> Any:
    """*given*, an array of one dimension, as the field keeps it."""
    if given.ndim != 1:
        raise ValueError(f"is an array of {given.ndim} dimensions; allowed: one")
    _check_count(len(given), most, of_array=True)
    return field.checked(given)


def _listed(given: Any) -> list[Any]:
    """The values that are *given* one by one."""
    if isinstance(given, str):
        return given.split(",")
    return list(islice(given, MAX_VALUES + 1)) if hasattr(given, "__iter__") else [given]


def _words(given: Any, most: int) -> tuple[Any, ...]:
    """Values that are not quantities, as a file would have them."""
    values = [strict_yaml.read(value, "a value").data if isinstance(value, str) else value for value in _listed(given)]
    _check_count(len(values), most)
    return tuple(values)


def _numbers(field: Field, given: Any, most: int) -> tuple[Any, ...]:
    """Quantities of *field*, each checked; of a range its beginning and its end."""
    numbers: list[Any] = []
    enough = min(MAX_VALUES, most) + 1
    for value in _listed(given):
        if isinstance(value, str) and ":" in value:
            numbers += _range(field, value, enough - len(numbers))
        else:
            numbers.append(field.checked(value))
        if len(numbers) >= enough:
            break
    _check_count(len(numbers), most)
    return tuple(numbers)


def _check_count(count: int, most: int, *, of_array: bool = False) -> None:
    """Refuse no values, or more than *most*, with which the sweep has all the cases that it may have."""
    if count > most:
        raise ValueError(f"makes more than {MAX_CASES:,} cases; allowed: at most so many")
    if not count or (count > MAX_VALUES and not of_array):
        raise ValueError(f"has {'more' if count else 'no'} values; allowed: 1 to {MAX_VALUES:,} for one field")


def _range(field: Field, text: str, most: int) -> list[Decimal]:
    """The values that `start:stop:step` means, *stop* among them where a step reaches it; the first *most* of them."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 3:  # noqa: PLR2004 - start, stop and step
        raise ValueError(f"is {shown(text)}; allowed: start:stop:step, such as 128:3008:64, or start:stop:xfactor")
    grows = parts[2].startswith("x")
    start, stop = (_plain(field, part) for part in parts[:2])
    step = _plain(field, parts[2]) if not grows else Decimal(str(number(parts[2][1:], "factor")))
    if start > stop or step <= (1 if grows else 0) or (grows and not start):
        allowed = "a factor above 1, and a start above 0" if grows else "a step above 0"
        raise ValueError(f"is {shown(text)}; allowed: from a number to one that is not less, by {allowed}")
    values = _geometric(start, stop, step) if grows else _arithmetic(start, stop, step)
    with exactly():
        numbers = list(islice(values, most))
    for value in numbers if grows else dict.fromkeys([*numbers[:2], numbers[-1]]):
        field.checked(value)
    return numbers


def _plain(field: Field, text: str) -> Decimal:
    """The number that *text* is, in the unit of *field*."""
    value = number(text, field.name)
    if isinstance(value, Rate):
        raise ValueError(f"is {shown(text)}; allowed in a range: a number")  # noqa: TRY004 - every wrong value is a ValueError
    return value


def _arithmetic(start: Decimal, stop: Decimal, step: Decimal) -> Iterator[Decimal]:
    yield from (start + index * step for index in range(int((stop - start) // step) + 1))


def _geometric(start: Decimal, stop: Decimal, factor: Decimal) -> Iterator[Decimal]:
    """From *start*, each *factor* times the one before, to twelve digits: products have ever more of them."""
    value = start
    while value <= stop:
        yield value
        value = TWELVE_DIGITS.multiply(value, factor)
