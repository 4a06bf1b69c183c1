"""Numbers of a scenario file that are not known exactly: what they may be, and what is likeliest.

`requests: {low: 1M, likely: 3M, high: 20M}`, `duration_ms: {p50: 120, p95: 900}`, `{low: 1M, high: 3M}`,
`{one_of: [512, 1024]}`, `{samples: durations.csv, column: ms}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lambda_cost import strict_yaml
from lambda_cost.document import LIKELY
from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.numbers.quantity import exactly, trimmed
from lambda_cost.numbers.text import decimal_text
from lambda_cost.numbers.units import Rate
from lambda_cost.scenario import month as months
from lambda_cost.scenario.defaults import TRAFFIC
from lambda_cost.scenario.editing import field_at, with_values
from lambda_cost.scenario.samples import MAX_SAMPLES, samples_of
from lambda_cost.services.described import fields_by_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.services.fields import Field
    from lambda_cost.strict_yaml import Document

Shape = Literal["triangular", "uniform", "lognormal", "one_of", "samples"]
FORMS: dict[frozenset[str], Shape] = {
    frozenset({"low", "likely", "high"}): "triangular",
    frozenset({"low", "high"}): "uniform",
    frozenset({"p50", "p95"}): "lognormal",
    frozenset({"one_of"}): "one_of",
    frozenset({"samples"}): "samples",
    frozenset({"samples", "column"}): "samples",
}
"""What is written, and the distribution that it means."""
ALLOWED = "{low, likely, high}, {low, high}, {p50, p95}, {one_of} or {samples, column}"
RATE = "rate"
RANGE_FIELD_ORDER = ("low", "likely", "p50", "high", "p95")


@dataclass(frozen=True)
class Spread:
    """What a number of a scenario may be."""

    keys: tuple[str, ...]
    """The keys of a scenario file that lead to it."""
    field: Field
    """Its field, whose bounds every draw keeps."""
    shape: Shape
    """Its distribution: of `one_of` and `samples`, each is as likely as the next."""
    numbers: tuple[Decimal, ...]
    """What is written, in the field's unit: low, likely, high; low, high; p50, p95; or all there are."""

    @property
    def path(self) -> str:
        """The field, as messages and reports write it."""
        return ".".join(self.keys)

    @property
    def per(self) -> str:
        """What follows its numbers where they are written: `/h` if it is the rate of a window of traffic, else nothing."""
        return "/h" if _is_window_rate(self.keys) else ""

    @property
    def likely(self) -> Decimal:
        """The value that an exact bill takes.

        The likely one of three, the middle of two, the median of a lognormal; of those that are listed the
        median, of two in the middle the lower.
        """
        if self.shape == "uniform":
            with exactly():
                middle = (self.numbers[0] + self.numbers[1]) / 2
                return middle if self.field.bounds.step is None else middle - middle % self.field.bounds.step
        if self.shape == "triangular":
            return self.numbers[1]
        return self.numbers[0] if self.shape == "lognormal" else sorted(self.numbers)[(len(self.numbers) - 1) // 2]


class Spreads(NamedTuple):
    """A scenario file, and what in it is not known exactly."""

    document: Document
    """The file with the likely value of each."""
    found: tuple[Spread, ...]
    """What each may be."""


def spreads_of(doc: Document) -> Spreads:
    """What in *doc* is not known exactly, and *doc* with the likely values in its place.

    Raises:
        ScenarioError: with every range that is wrong.
    """
    problems: list[Problem] = []
    spreads: list[Spread] = []
    for keys, field, value in _ranges(doc.data, doc.data, ()) if strict_yaml.is_mapping(doc.data) else ():
        try:
            spreads.append(_spread(doc, keys, field, value))
        except ValueError as error:
            problems.append(doc.problem(keys, str(error)))
    if problems:
        raise ScenarioError(problems)
    if not spreads:
        return Spreads(doc, ())
    values = {spread.keys: f"{decimal_text(spread.likely)}{spread.per}" if spread.per else spread.likely for spread in spreads}
    return Spreads(with_values(doc, values, LIKELY), tuple(spreads))


def _ranges(data: Any, below: dict[str, Any], keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Field, dict[str, Any]]]:
    """Each mapping in *below*, where *keys* lead, that stands where *data* should have a number."""
    field = _field_at(data, keys) if keys else None
    if field is not None and field.is_number:
        yield keys, field, below
        return
    for key, value in below.items():
        if strict_yaml.is_mapping(value):
            yield from _ranges(data, value, (*keys, key))


def _field_at(data: Any, keys: tuple[str, ...]) -> Field | None:
    """The field where *keys* lead in *data*, that of the rate of a window of traffic too."""
    if _is_window_rate(keys):
        from lambda_cost.scenario.traffic import TrafficWindow

        return fields_by_name(TrafficWindow)[RATE]
    return field_at(data, keys)


def _is_window_rate(keys: tuple[str, ...]) -> bool:
    """Whether *keys* lead to the rate of a window of traffic: `traffic.office.day.rate`."""
    return len(keys) == len((TRAFFIC, "office", "day", RATE)) and (keys[0], keys[-1]) == (TRAFFIC, RATE)


def _per_hour(field: Field, value: Any) -> Decimal:
    """How many an hour the rate *value* of a window is."""
    from lambda_cost.scenario.traffic import RATES

    rate: Any = field.checked(value)
    if type(rate) is not Rate or rate.per == "day":
        raise ValueError(f"has {shown(value)}; allowed: {RATES}")
    with exactly():
        return trimmed(rate.in_hours(Decimal(1)))


def _spread(doc: Document, keys: tuple[str, ...], field: Field, value: dict[str, Any]) -> Spread:
    """The spread that *value* means.

    Raises:
        ValueError: if it means none; the message continues the field's name.
    """
    shape = FORMS.get(frozenset(value))
    if shape is None:
        raise ValueError(f"has {', '.join(value) or 'nothing'}; allowed: a number, or {ALLOWED}")
    hours = months.described_hours(doc.data)
    if shape == "samples":
        given = samples_of(doc.file_of(keys), value["samples"], value.get("column"))
    else:
        given = value["one_of"] if shape == "one_of" else [value[name] for name in RANGE_FIELD_ORDER if name in value]
    if not strict_yaml.is_list(given) or not 0 < len(given) <= MAX_SAMPLES:
        raise ValueError(f"has {shown(given)}; allowed: a list of 1 to {MAX_SAMPLES:,} numbers")
    is_window = _is_window_rate(keys)
    numbers = tuple(_per_hour(field, value) if is_window else _checked(field, value, hours) for value in given)
    if shape in {"triangular", "uniform", "lognormal"} and list(numbers) != sorted(numbers):
        raise ValueError(f"has {' and '.join(value)} out of order; allowed: none greater than the next")
    if shape == "lognormal" and not numbers[0]:
        raise ValueError("has p50 0, of which there is no lognormal distribution; allowed: more than 0")
    return Spread(keys, field, shape, numbers)


def _checked(field: Field, value: Any, hours: Decimal) -> Decimal:
    if value is None:
        raise ValueError(f"has a value that is not there; allowed: {field.allowed}")
    checked: Any = field.checked(value)
    with exactly():
        return trimmed(checked.in_hours(hours)) if isinstance(checked, Rate) else checked
