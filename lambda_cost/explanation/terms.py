"""How a quantity was counted: the rule run on formulas, once with the names of its fields, once with their numbers."""

from __future__ import annotations

import re
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.bill.usage import metered_quantities
from lambda_cost.numbers.formula import Formula
from lambda_cost.numbers.quantity import trimmed
from lambda_cost.numbers.units import Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.services.described import Described, Resource


class Term(NamedTuple):
    """What one thing adds to a quantity."""

    thing: str
    """The feature that adds it; empty for the resource itself."""
    formula: str
    """How it is counted, with the names of fields: `requests × ⌈duration_ms⌉ ÷ 1,000`."""
    filled: str
    """The same with the numbers in it: `10,000,000 × ⌈120⌉ ÷ 1,000`."""
    quantity: Decimal
    """What that comes to."""


class FormulaInput(NamedTuple):
    """A number that a formula has a name for."""

    name: str
    """As the formula has it."""
    value: Decimal
    """The number, in the unit that ends the name."""
    origin: str
    """Where it is from, if not from the scenario as it stands there."""


def terms(resource: Resource[Decimal], day: date, book: PriceBook) -> dict[tuple[str, str], list[Term]]:
    """Every term of what *resource*, in its month, is charged for; by meter and choice."""
    in_names = metered_quantities(_written(resource, lambda name, _: name), day, book)
    in_numbers = metered_quantities(_written(resource, lambda _, x: number(x)), day, book)
    terms: dict[tuple[str, str], list[Term]] = {}
    for (thing, meter, choice, quantity), named, filled in zip(
        metered_quantities(resource, day, book), in_names, in_numbers, strict=True
    ):
        path = "" if thing is resource else thing.path
        terms.setdefault((meter, choice), []).append(Term(path, _text(named[3]), _text(filled[3]), trimmed(quantity)))
    return terms


def inputs(given: Resource[Any], resource: Resource[Decimal], formulas: str) -> list[FormulaInput]:
    """The numbers that *formulas* have names for, of *resource* in its month, and where they are from.

    Args:
        given: the resource as the scenario describes it.
        resource: the same in its month, with what it takes from others.
        formulas: all formulas of the quantity in question.
    """
    pairs: list[tuple[Any, Any]] = [(given, resource), *zip(given.features, resource.features, strict=True)]
    every = [
        FormulaInput(_name(thing, resource, name), trimmed(value), _origin(described, name))
        for described, thing in pairs
        for name, value in thing.numbers().items()
    ]
    return [each for each in every if re.search(rf"(?<![\w.]){re.escape(each.name)}(?![\w.])", formulas)]


def number(x: Decimal) -> str:
    """*x* as a formula has it: every digit, thousands apart."""
    return f"{trimmed(x):,f}"


def _origin(given: Any, name: str) -> str:
    """Where the number called *name* of what is *given* is from; empty if it stands there."""
    value = getattr(given, name)
    if isinstance(value, Rate):
        return f"{value} over the month"
    if value is None:
        return "all hours of the month" if name == "hours" else "those of the functions or APIs that it is linked to"
    default = next(field.default for field in dataclass_fields(given) if field.name == name)
    return "by default" if value is default else ""


def _written(resource: Resource[Any], write: Callable[[str, Any], str]) -> Any:
    """*resource* with a formula for each number of it and of its features."""

    def made(thing: Described[Any]) -> Any:
        return thing.replace_unchecked(
            **{name: Formula(write(_name(thing, resource, name), x)) for name, x in thing.numbers().items()}
        )

    return made(resource).replace_unchecked(features=tuple(map(made, resource.features)))


def _name(thing: Described[Any], resource: Resource[Any], name: str) -> str:
    """What a formula calls the number *name* of *thing*: fields of features have their feature before them."""
    return name if thing is resource else f"{thing.path}.{name}"


def _text(quantity: Any) -> str:
    """A formula as it is printed, or a number that no field is in."""
    return quantity.text if isinstance(quantity, Formula) else f"{quantity:,}"


def line_term(formula: str, values: dict[str, Decimal], quantity: Decimal) -> Term:
    """The term of a line that no rule makes, written as *formula* of *values*."""
    filled = re.sub("|".join(map(re.escape, values)), lambda match: number(values[match[0]]), formula)
    return Term("", formula, filled, trimmed(quantity))


def ceilings(terms_of: list[Term]) -> Iterator[str]:
    """The durations that the formulas of *terms_of* round up by themselves, each once."""
    times = re.findall(r"⌈((?:\w+\.)?duration_ms)(?: \+ [\w.]+)*⌉", " ".join(term.formula for term in terms_of))
    yield from dict.fromkeys(times)
