"""What grows in a scenario, and by how much: a rate, a season, or a series month by month."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, blame, shown
from lambda_cost.numbers.quantity import EXACT, trimmed
from lambda_cost.numbers.text import percent
from lambda_cost.numbers.units import Rate, number
from lambda_cost.scenario.names import matching
from lambda_cost.services.described import fields_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lambda_cost.services.described import Described, Resource

DECIMAL_PLACES = 6
"""Decimal places that a grown number is rounded to."""
FACTOR = "factor"
"""The column of a table that multiplies whatever grows."""


@dataclass(frozen=True)
class Growth:
    """How usage changes from the first month on."""

    rate: Decimal = Decimal(0)
    """Growth a month, compounded: 0.05 is 5 %."""
    rates: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    """Other rates, by the path of a resource, a feature or a field; a field named here grows whatever it is."""
    season: tuple[Decimal, ...] = ()
    """What each month is multiplied by, from the first on, over and over."""
    series: dict[date, dict[str, Decimal]] = field(default_factory=dict[date, dict[str, Decimal]])
    """For each month, values of fields by path that stand instead of growth, or a `factor` that multiplies it."""

    def grow(self, resource: Resource[Any], index: int, month: date) -> Resource[Any]:
        """*resource* in the month at *index*, counted from 0."""
        features = tuple(
            self._grow(feature, f"{resource.path}.{feature.path}", resource.path, index, month) for feature in resource.features
        )
        new: Any = self._grow(resource, resource.path, "", index, month)
        result: Resource[Any] = new if features == resource.features else new.replace_unchecked(features=features)
        return result

    def _grow(self, thing: Described[Any], path: str, above: str, index: int, month: date) -> Any:
        changes: dict[str, Any] = {}
        traffic = thing.traffic_numbers()
        for name, value in thing.numbers().items():
            key = f"{path}.{name}"
            given = self.series.get(month, {}).get(key)
            if given is not None:
                changes[name] = given
            elif name in traffic or key in self.rates:
                rate = next((self.rates[named] for named in (key, path, above) if named in self.rates), self.rate)
                changes[name] = _multiplied(value, self._factor(rate, index, month))
        changes = {name: value for name, value in changes.items() if value != getattr(thing, name)}
        return _replace_checked(thing, path, changes) if changes else thing

    def _factor(self, rate: Decimal, index: int, month: date) -> Fraction:
        season = self.season[index % len(self.season)] if self.season else 1
        return (1 + Fraction(rate)) ** index * Fraction(season) * Fraction(self.series.get(month, {}).get(FACTOR, 1))

    def named_in(self, resources: Sequence[Resource[Any]]) -> Growth:
        """The same with full paths: `checkout` is `functions.checkout`, and `requests` those of each of *resources*."""
        things = {resource.path: resource for resource in resources} | {
            f"{resource.path}.{f.path}": f for resource in resources for f in resource.features
        }
        known = [*things, *(f"{path}.{name}" for path, thing in things.items() for name in thing.numbers())]
        rates = {path: rate for name, rate in self.rates.items() for path in matching(name, known) or [name]}
        return replace(self, rates=rates)

    def sentences(self) -> list[str]:
        """How usage grows, a sentence for each rate, and whether so much was meant."""
        rates = {"Usage": self.rate} | self.rates
        return [
            f"{name} grows by {percent(rate)} a month, compounded."
            + (f" If {percent(rate.scaleb(-2, EXACT))} was meant, write {rate:f}%." if rate >= 1 else "")
            for name, rate in rates.items()
            if rate or name != "Usage"
        ]

    def unknown_paths(self, resources: Sequence[Resource[Any]]) -> list[str]:
        """The paths that it names and that lead to nothing in *resources*."""
        things = {resource.path: resource for resource in resources} | {
            f"{resource.path}.{f.path}": f for resource in resources for f in resource.features
        }
        numbers = {f"{path}.{name}" for path, thing in things.items() for name in thing.numbers()}
        named = {path for values in self.series.values() for path in values} - {FACTOR}
        return sorted((self.rates.keys() - things.keys() - numbers) | (named - numbers))


def _multiplied(value: Any, factor: Fraction) -> Any:
    """*value* by *factor*, rounded to six places; a rate stays one."""
    if isinstance(value, Rate):
        return Rate(_multiplied(value.amount, factor), value.per)
    return trimmed(Decimal(round(Fraction(value) * factor * 10**DECIMAL_PLACES)).scaleb(-DECIMAL_PLACES, EXACT))


def _replace_checked(thing: Any, path: str, changes: dict[str, Any]) -> Any:
    """*thing* with *changes*, each checked as its field is.

    Raises:
        ScenarioError: if growth leads out of what a field takes.
    """
    problems: list[Problem] = []
    for declared in fields_of(type(thing)):
        if declared.name in changes:
            try:
                declared.checked(changes[declared.name])
            except ValueError as error:
                problems.append(Problem(f"{path}.{declared.name}", f"{error} (grown)"))
    if problems:
        raise ScenarioError(problems)
    return thing.replace_unchecked(**changes)


def parse_rate(value: Any, name: str = "--growth") -> Decimal:
    """The growth that *value* is: `5%`, `0.05`, `-2%`.

    Raises:
        ScenarioError: if it is no share, or all would be gone.
    """
    with blame(name):
        rate: Any = number(value, "share")
    if rate <= -1:
        raise ScenarioError([Problem(name, f"is {shown(value)}; allowed: more than -100%")])
    return Decimal(rate)


def parse_rates(texts: Sequence[str]) -> tuple[Decimal, dict[str, Decimal]]:
    """The rate of everything, and those by path, that *texts* give: `5%`, `functions.checkout=10%`.

    Raises:
        ScenarioError: if one is no rate.
    """
    rates = {
        path.strip(): parse_rate(text, f"--growth {path}")
        for path, sign, text in (text.rpartition("=") for text in texts)
        if sign
    }
    everything = [text for text in texts if "=" not in text]
    if len(everything) > 1:
        raise ScenarioError(
            [Problem("--growth", f"is {' and '.join(everything)}; allowed: one rate for all, others as path=rate")]
        )
    return (parse_rate(everything[0]) if everything else Decimal(0)), rates


def parse_factors(text: str) -> tuple[Decimal, ...]:
    """The seasonal factors that *text* lists: `1,1,1.2`.

    Raises:
        ScenarioError: with every one that is no number from 0 on.
    """
    factors: list[Decimal] = []
    problems: list[Problem] = []
    for factor in text.split(","):
        try:
            factors.append(_amount(factor.strip(), "count"))
        except ValueError as error:
            problems.append(Problem("--season", str(error)))
    if problems:
        raise ScenarioError(problems)
    return tuple(factors)


def _amount(text: str, name: str) -> Decimal:
    """The number from 0 on that *text* is for the field called *name*."""
    amount = number(text, name)
    if isinstance(amount, Rate) or amount < 0:
        raise ValueError(f"is {shown(text)}; allowed: a number, 0 or more")
    return amount


def read_series(path: Path) -> dict[date, dict[str, Decimal]]:
    """The months of the CSV file at *path*: a column month, and a column for each path, or one called factor.

    Raises:
        ScenarioError: with everything that is wrong, and the lines.
        UnreadableFileError: if it cannot be read.
    """
    return _Months(str(path), files.parse_table(files.read_text(path), str(path))).read()


class _Months:
    """The months of a table, and what is wrong with it."""

    def __init__(self, file: str, table: files.Table) -> None:
        self.file, self.problems = file, list[Problem]()
        self.head, self._rows = table

    def read(self) -> dict[date, dict[str, Decimal]]:
        """Its months."""
        if self.head[:1] != ["month"] or len(self.head) == 1:
            message = "begins with other columns; allowed: month, then paths such as functions.checkout.requests, or factor"
            raise ScenarioError([Problem("the table", message, self.file, 1)])
        for name in {name for name in self.head if self.head.count(name) > 1}:
            self._add(name, "is there twice; allowed: once", 1)
        by_month: dict[date, dict[str, Decimal]] = {}
        for line, row in self._rows:
            month = self._month(row, line)
            if month in by_month:
                self._add(f"{month:%Y-%m}", "is there twice; allowed: once", line)
            if month is not None:
                by_month[month] = self._values(row, line)
        if not by_month and not self.problems:
            self._add("the table", "has no month", 1)
        if self.problems:
            raise ScenarioError(self.problems)
        return by_month

    def _month(self, row: list[str], line: int) -> date | None:
        if len(row) != len(self.head):
            self._add("the row", f"has {len(row)} cells; allowed: {len(self.head)}, as the first line", line)
            return None
        try:
            return parse_month(row[0])
        except ValueError as error:
            self._add("month", str(error), line)
            return None

    def _values(self, row: list[str], line: int) -> dict[str, Decimal]:
        values: dict[str, Decimal] = {}
        for name, cell in zip(self.head[1:], row[1:], strict=True):
            try:
                values[name] = _amount(cell, "count" if name == FACTOR else name.rpartition(".")[2])
            except ValueError as error:
                self._add(name, str(error), line)
        return values

    def _add(self, name: str, message: str, line: int) -> None:
        self.problems.append(Problem(name, message, self.file, line))


def parse_month(text: str) -> date:
    """The first day of the month *text*, `2026-12`; it may lie in the future.

    Raises:
        ValueError: if it is no month.
    """
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError(f"is {shown(text)}; allowed: a month, such as 2026-12") from None
