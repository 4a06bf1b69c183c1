"""One field of a described thing: what may stand in it, read off its annotation.

`requests: Annotated[N_co, Ge(0), TRAFFIC]` is a number that is not negative and doubles with twice the
traffic; `Literal["x86_64", "arm64"]` is one of two words.  The same annotations check Python objects and
scenario files, make the JSON schema, draw the examples of the property tests, and say what grows in a forecast.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import MISSING
from dataclasses import Field as DataclassField
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from lambda_cost.errors import did_you_mean, shown
from lambda_cost.numbers.bounds import (
    ASK_EVEN_IF_OPTIONAL,
    IN_MONTH,
    LOAD,
    TRAFFIC,
    Ge,
    Gt,
    Le,
    LeSince,
    MultipleOf,
    NotOffered,
    Scaling,
)
from lambda_cost.numbers.quantity import EXACT, is_array
from lambda_cost.numbers.units import MAX_WHOLE_DIGITS, Rate, example, number, unit_of
from lambda_cost.strict_yaml import scalar
from lambda_cost.tags import TagMapping, tags_of

_SCALARS = (Decimal, int, float, str, Rate)
_WHOLE = Decimal(1)
_LARGEST = Decimal(10) ** (MAX_WHOLE_DIGITS - 1)
"""A number that has fewer digits than a whole number may have."""


class Bounds(NamedTuple):
    """The numbers that a field takes, in its own unit."""

    least: Decimal
    most: Decimal | None
    open_below: bool
    step: Decimal | None
    dated: LeSince | None = None
    """What *most* was before a day, if it was something else."""

    def on(self, day: date) -> Bounds:
        """The numbers that the field takes on *day*."""
        return self._replace(most=Decimal(self.dated.before), dated=None) if self.dated and day < self.dated.since else self

    def __str__(self) -> str:
        whole = "whole numbers " if self.step == 1 else ""
        if self.most is not None:
            return f"{whole}{'more than ' if self.open_below else ''}{self.least:,} to {self.most:,}"
        return f"{whole}{'more than' if self.open_below else 'at least'} {self.least:,}"

    def allow(self, value: Decimal) -> bool:
        """Whether *value* is within, and a whole number of steps."""
        return self.contain(value, value) and not (self.step and EXACT.remainder(value, self.step))

    def allow_whole(self, value: Decimal) -> bool:
        """Whether *value* is a whole number, written as one, that is surely within; others have to be looked at."""
        least, most, _, step, _ = self
        return bool(
            value.same_quantum(_WHOLE)
            and least < value <= (_LARGEST if most is None else most)
            and (step is None or step == _WHOLE)
        )

    def contain(self, low: Any, high: Any) -> bool:
        """Whether numbers from *low* to *high* are within."""
        above = low > self.least if self.open_below else low >= self.least
        return bool(above and (self.most is None or high <= self.most))


class Field(NamedTuple):
    """A field's name and what it takes."""

    name: str
    is_number: bool
    required: bool
    bounds: Bounds
    choices: tuple[str, ...]
    many: bool
    """Whether it is a list of names."""
    is_day: bool = False
    """Whether it is a date."""
    has_tags: bool = False
    """Whether it is a mapping of names to words."""
    default: Any = None
    """What it is if it is not given."""
    scaling: Scaling | None = None
    """What twice the traffic does to it; None only if it is no number."""
    may_be_rate: bool = False
    """Whether it counts something over the month, and so may be so many a minute, an hour or a day."""
    asked: bool = False
    """Whether a draft asks for it though it may be left out."""
    not_offered: tuple[NotOffered, ...] = ()
    """Words that somebody would expect among its choices."""

    @property
    def is_traffic(self) -> bool:
        """Whether it grows with use: twice the traffic doubles it."""
        return self.scaling in {TRAFFIC, LOAD}

    @property
    def is_monthly_count(self) -> bool:
        """Whether it counts what happens in a month, which may be millions: requests, messages, restores."""
        return self.scaling is TRAFFIC and unit_of(self.name) == "count"

    @property
    def allowed(self) -> str:
        """What may stand in it, for messages."""
        if self.choices:
            return ", ".join(self.choices)
        words = "a list of names" if self.many else "a mapping of text to text" if self.has_tags else "text"
        return f"a number, such as {example(self.name)}" if self.is_number else words

    def checked(self, value: Any) -> Any:
        """*value* as the field keeps it.

        Raises:
            ValueError: if it is not allowed; the message continues the field's name.
        """
        if self.is_number:
            if type(value) is Decimal and self.bounds.allow_whole(value):  # most of what there is; the rest takes longer
                return value
            return self.default if value is None and not self.required else self._number(value)
        if value is None and not self.required:
            return self.default
        if self.choices:
            return self._choice(value)
        if self.many:
            return self._names(value)
        if self.is_day:
            return self._day(value)
        if self.has_tags:
            return tags_of(value)
        if not isinstance(value, str) or not value.isprintable() or (self.required and not value):
            raise ValueError(f"is {shown(value)}; allowed: text without control characters")
        return value

    def _number(self, value: Any) -> Any:
        if type(value) is not Decimal and not isinstance(value, _SCALARS) and hasattr(value, "clip"):
            return self._many(value.to_numpy() if hasattr(value, "to_numpy") else value)
        exact = value if isinstance(value, Rate) else number(value, self.name)
        if isinstance(exact, Rate) and not self.may_be_rate:
            raise ValueError(f"is {shown(value)}, a rate; allowed: {self.bounds}")
        amount = exact.amount if isinstance(exact, Rate) else exact
        if not self.bounds.allow(amount):
            raise ValueError(f"is {shown(value)}; allowed: {self.bounds}{_unit(self.name)}")
        return exact

    def _many(self, value: Any) -> Any:
        """An array (or what was a series of one) within the bounds; or a column or formula, whose numbers are not there yet."""
        if not getattr(value, "ndim", 1):  # a number of numpy, which is an array of no dimension from numpy 2.1 on
            return self._number(value.item())
        if not is_array(value):
            return value
        xp = value.__array_namespace__()
        if not xp.isdtype(value.dtype, "real floating") and not xp.isdtype(value.dtype, "integral"):
            raise ValueError(f"is an array of {value.dtype}; allowed: numbers")
        floats = xp.asarray(value, dtype=xp.float64)
        fits = (
            floats.size
            and xp.all(abs(floats) < 10.0**MAX_WHOLE_DIGITS)
            and xp.all(xp.isfinite(floats))
            and self.bounds.contain(xp.min(floats), xp.max(floats))
        )
        if not fits or (self.bounds.step and xp.any(floats % float(self.bounds.step))):
            raise ValueError(f"is an array with values that are not allowed; allowed: {self.bounds}{_unit(self.name)}")
        return floats

    def _choice(self, value: Any) -> str:
        word = str(value)
        if unit_of(self.name) != "count" and not isinstance(value, bool):
            with suppress(ValueError):  # a size is a number, which may carry its unit
                word = f"{EXACT.normalize(Decimal(str(number(value, self.name)))):f}"
        if word not in self.choices:
            why = next((choice.why for choice in self.not_offered if choice.word == word), "")
            hint = f"allowed: {', '.join(self.choices)}; {why}" if why else did_you_mean(word, self.choices)
            raise ValueError(f"is {shown(value)}; {hint}")
        return word

    def _day(self, value: Any) -> date | None:
        day = scalar(value) if isinstance(value, str) else value
        if day is not None and type(day) is not date:
            raise ValueError(f"is {shown(value)}; allowed: a day, such as 2026-11-01")
        return day

    def _names(self, value: Any) -> tuple[str, ...]:
        names: list[Any] = [*value] if type(value) in {list, tuple} else [value]
        if not all(isinstance(name, str) for name in names):
            raise ValueError(f"is {shown(value)}; allowed: a list of names")
        return tuple(names)


def field_of(field: DataclassField[Any]) -> Field:
    """The field that a dataclass *field* declares by its annotation.

    Raises:
        TypeError: if it is a number and nobody decided what twice the traffic does to it, or has a marker that is none.
    """
    kind, marks = field.type, list[Any]()
    if get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
    is_number = isinstance(kind, TypeVar)
    scaling = next((mark for mark in marks if isinstance(mark, Scaling)), None)
    if is_number and scaling is None:
        raise TypeError(f"{field.name} has no marker; add TRAFFIC, LOAD, CAPACITY or PER_UNIT to its annotation")
    required = field.default is MISSING and field.default_factory is MISSING
    return Field(
        name=field.name,
        is_number=is_number,
        required=required,
        bounds=_bounds(marks),
        choices=get_args(kind) if get_origin(kind) is Literal else (),
        many=get_origin(kind) is tuple,
        is_day=kind == date | None,
        has_tags=kind == TagMapping,
        default=None if required else field.default,
        scaling=scaling,
        may_be_rate=scaling is TRAFFIC or IN_MONTH in marks,
        asked=ASK_EVEN_IF_OPTIONAL in marks,
        not_offered=tuple(mark for mark in marks if isinstance(mark, NotOffered)),
    )


def _bounds(marks: list[Any]) -> Bounds:
    """The bounds that *marks* of an annotation give."""
    least, most, open_below, step, dated = Decimal(0), None, False, None, None
    for mark in marks:
        match mark:
            case Ge(ge=low):
                least = Decimal(low)
            case Gt(gt=low):
                least, open_below = Decimal(low), True
            case Le(le=high):
                most = Decimal(high)
            case LeSince(le=high):
                most, dated = Decimal(high), mark
            case MultipleOf(multiple_of=each):
                step = Decimal(each)
            case _ if not isinstance(mark, Scaling | NotOffered) and mark not in {ASK_EVEN_IF_OPTIONAL, IN_MONTH}:
                raise TypeError(mark)
            case _:
                pass
    return Bounds(least, most, open_below, step, dated)


def _unit(name: str) -> str:
    """The unit in brackets, where a bound would be misread without it."""
    unit = unit_of(name)
    return "" if unit in {"count", "share"} else f" ({unit.upper() if unit.endswith('b') else unit})"
