"""What every chargeable thing is: a frozen dataclass of numbers with a `meter()`.

A **resource** stands by itself in a scenario (a function, an API).  A **feature** is a part of a
resource that is charged for apart (cold starts, a cache).  Both say what the customer describes and
what AWS counts; neither knows a price.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Generic, Self

from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.quantity import N_co, constant
from lambda_cost.numbers.units import Rate
from lambda_cost.services.fields import Field, field_of
from lambda_cost.services.limits import Limit, exceeded, limits_of
from lambda_cost.services.runs import Outcome, Runs
from lambda_cost.tags import NO_TAGS, TagMapping

Metered = dict[str, N_co]
"""What AWS counts: the name of each meter of a rule, and the month's quantity of it."""

NOT_GIVEN: Any = None
"""The value of a number that is not given: it is asked for, never taken for zero."""
ZERO: Any = Decimal(0)
"""The default of a quantity that is nothing unless it is given."""
_EXACT_OR_NO_NUMBER = frozenset({Decimal, Rate, str, tuple, type(None)})


def known(number: Any) -> bool:
    """Whether *number* was given."""
    return number is not None


@dataclass(frozen=True, kw_only=True)
class Described(Generic[N_co]):
    """Something that a customer describes; its fields are checked however it is made.

    Numbers may be ints, Decimals, floats (taken at their shortest text), text such as `1M`, or
    arrays; decimals beside arrays become floats.

    Raises:
        ScenarioError: with every field that is wrong, what it is and what is allowed.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"use_attribute_docstrings": True}

    of: ClassVar[tuple[str, ...]] = ()
    """Addresses of the resources that a feature may belong to; empty for a resource."""
    one_of: ClassVar[tuple[str, ...]] = ()
    """Fields of which one, and only one, must be given."""

    def __post_init__(self) -> None:
        """Check every field, turn numbers into one kind, and refuse what does not fit together."""
        self._check(fields_of(type(self)), not_one(self, vars(self)))

    @classmethod
    def from_checked(cls, checked: dict[str, Any], **unchecked: Any) -> Self:
        """One of values that its fields, and `not_one`, have *checked*, and of others; a ScenarioError says what is wrong."""
        new = object.__new__(cls)
        vars(new).update(checked, **unchecked)
        new._check([fields_by_name(cls)[name] for name in unchecked], ())
        return new

    def _check(self, fields: Iterable[Field], wrong: Iterable[tuple[str, str]]) -> None:
        """Check *fields*, turn numbers into one kind, and refuse what is *wrong* or does not fit together."""
        problems: list[Problem] = []
        for field in fields:
            value = getattr(self, field.name)
            try:
                checked = field.checked(value)
            except ValueError as error:
                problems.append(Problem(f"{self.path}.{field.name}", str(error)))
            else:
                if checked is not value:
                    object.__setattr__(self, field.name, checked)
        problems += [Problem(f"{self.path}.{name}", message) for name, message in wrong]
        if not problems:
            problems = [Problem(f"{self.path}{name and '.'}{name}", message) for name, message in self.conflicts()]
        if problems:
            raise ScenarioError(problems)
        other = self.first_inexact()
        if other is not None:
            self._cast_fields_to(other)

    @property
    def path(self) -> str:
        """How this thing is called in messages and reports."""
        return self.address.rpartition(".")[2]

    @property
    def address(self) -> str:
        """Where its rule, its prices and its examples are: `aws_lambda.function`."""
        return address_of(type(self))

    def conflicts(self) -> list[tuple[str, str]]:
        """Fields that do not fit together, each with the rest of a sentence that says why."""
        return []

    def assumptions(self) -> list[str]:
        """What is assumed about this thing because nobody said or AWS does not publish it."""
        return []

    def warnings(self) -> list[str]:
        """What to know of this thing before believing its numbers."""
        return []

    def billed_on(self, day: date) -> bool:
        """Whether AWS charges for this on *day*."""
        return bool(day)

    def numbers(self) -> dict[str, Any]:
        """Its quantities by field name, unknown ones left out."""
        return {name: value for name in _number_names(type(self)) if (value := getattr(self, name)) is not None}

    def traffic_numbers(self) -> dict[str, Any]:
        """Those of its quantities that grow with use (`Field.is_traffic`)."""
        fields = fields_by_name(type(self))
        return {name: value for name, value in self.numbers().items() if fields[name].is_traffic}

    def first_inexact(self) -> Any:
        """A number of it that is an array, a column or a formula; None if all are exact."""
        if _EXACT_OR_NO_NUMBER.issuperset(map(type, vars(self).values())):  # what is not there has its default, which is exact
            return None
        names = _number_names(type(self))
        return next((x for name, x in vars(self).items() if name in names and type(x) not in _EXACT_OR_NO_NUMBER), None)

    def for_month(self, hours: Any) -> Self:
        """Itself in a month of *hours*: rates are counted out, hours not given are the whole month."""
        kinds = map(type, vars(self).values())
        changes = {name: x.in_hours(hours) for name, x in vars(self).items() if type(x) is Rate} if Rate in kinds else {}
        if "hours" in _number_names(type(self)) and getattr(self, "hours", None) is None:
            changes["hours"] = hours
        return self.replace_unchecked(**changes) if changes else self

    def cast_like(self, other: Any) -> Self:
        """Itself with its numbers of the kind that *other* is."""
        changes = {name: constant(x, other) for name, x in self.numbers().items() if isinstance(x, Decimal)}
        return self.replace_unchecked(**changes) if changes else self

    def replace_unchecked(self, **changes: Any) -> Self:
        """A copy with other values, which are known to be right and of one kind with the rest."""
        new = object.__new__(type(self))
        for name in self.__dataclass_fields__:
            object.__setattr__(new, name, changes.get(name, getattr(self, name)))
        return new

    def _cast_fields_to(self, other: Any) -> None:
        """Turn the decimals in place into the kind that *other* is."""
        for name, value in self.numbers().items():
            if isinstance(value, Decimal):
                object.__setattr__(self, name, constant(value, other))


class Feature(Described[N_co]):
    """A part of a resource that is charged for apart; a scenario names it as its file is named."""

    @property
    def keeps_free_tier(self) -> bool:
        """Whether a resource with this feature keeps its part in the free tier."""
        return True

    def conflicts_with(self, _resource: Any, /) -> list[tuple[str, str]]:
        """Fields (or itself, by no name) that do not fit its resource, each with the rest of a sentence that says why."""
        return []

    def limits(self, _resource: Any, /) -> list[Limit]:
        """Its numbers that may not be more than others of it or of its resource, for which all numbers are known."""
        return []

    def further_runs(self, _function: Any, /) -> tuple[Runs, ...]:
        """Runs of its function that it adds to those of its requests."""
        return ()

    def outcomes(self, _function: Any, /) -> tuple[Outcome, ...]:
        """Parts of its function's requests that take another time than the others."""
        return ()

    def served_runs(self, _function: Any, /) -> tuple[Runs, ...]:
        """Requests of its function that environments kept ready serve, as long as they take there if they do not fail."""
        return ()

    def not_free(self, _resource: Any, /) -> Metered[N_co]:
        """What of its resource's meters takes no part in the free tier because of it."""
        return {}

    def meter(self, resource: Any, /) -> Metered[N_co]:
        """What AWS counts in a month for this feature of *resource*."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Resource(Described[N_co]):
    """One component that incurs charges."""

    section: ClassVar[str]
    """The key of a scenario file under which such resources stand."""
    kind: ClassVar[str] = ""
    """The `type` that tells it from others in that section."""
    alone: ClassVar[bool] = False
    """Whether the section is the resource itself, and not a mapping of names to resources."""

    name: str
    """Its name, unique among the resources of its kind."""
    region: str = ""
    """The region it runs in; by default the scenario's."""
    tags: TagMapping = NO_TAGS
    """What to group it by in a bill, such as its team."""
    features: tuple[Feature[N_co], ...] = ()
    """What is charged for apart."""

    @property
    def path(self) -> str:
        """How this resource is called in messages and reports: `functions.checkout`."""
        return self.section if self.alone else f"{self.section}.{self.name}"

    @property
    def keeps_free_tier(self) -> bool:
        """Whether its usage takes part in the free tier."""
        return not self.features or all(feature.keeps_free_tier for feature in self.features)

    def conflicts(self) -> list[tuple[str, str]]:
        """Features of other things, one feature twice, and what its features say does not fit it."""
        if not self.features:
            return []
        keys = [feature.path for feature in self.features]
        wrong = [feature.path for feature in self.features if self.address not in feature.of]
        return [
            *((key, f"is no feature of {self.path}") for key in wrong),
            *((key, "is there twice; allowed: once") for key in {key for key in keys if keys.count(key) > 1}),
            *((f"{part.path}{name and '.'}{name}", text) for part in self.features for name, text in part.conflicts_with(self)),
            *exceeded(limits_of(self)),
        ]

    def meter(self) -> Metered[N_co]:
        """What AWS counts in a month for this resource, without its features."""
        raise NotImplementedError

    def first_inexact(self) -> Any:
        """A number of it or of its features that is not exact; None if all are."""
        own = super().first_inexact()
        if own is not None or not self.features:
            return own
        return next((number for feature in self.features if (number := feature.first_inexact()) is not None), None)

    def for_month(self, hours: Any) -> Self:
        """Itself and its features in a month of *hours*."""
        itself = super().for_month(hours)
        if not self.features:
            return itself
        features = tuple(feature.for_month(hours) for feature in self.features)
        same = all(new is old for new, old in zip(features, self.features, strict=True))
        return itself if same else itself.replace_unchecked(features=features)

    def cast_like(self, other: Any) -> Self:
        """Itself and its features with numbers of the kind that *other* is."""
        return super().cast_like(other).replace_unchecked(features=tuple(feature.cast_like(other) for feature in self.features))

    def _cast_fields_to(self, other: Any) -> None:
        super()._cast_fields_to(other)
        object.__setattr__(self, "features", tuple(feature.cast_like(other) for feature in self.features))


def not_one(cls: Described[Any] | type[Described[Any]], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which of the fields of *cls*, of which one must be *given*, is missing or too much, and what to do."""
    if not cls.one_of:
        return []
    names = [name for name in cls.one_of if given.get(name) is not None]
    if not names:
        return [(cls.one_of[0], f"is missing; give it, or {', or '.join(cls.one_of[1:])}")]
    return [(name, f"cannot be given with {names[0]}; give one of them") for name in names[1:]]


def _find_fields(cls: Any) -> tuple[Field, ...]:
    return tuple(field_of(field) for field in fields(cls) if field.name != "features")


def _find_number_names(cls: Any) -> dict[str, None]:
    return dict.fromkeys(field.name for field in fields_of(cls) if field.is_number)


# asked once for each class; mypy doubts that a class is hashable
address_of: Callable[[type], str] = cache(
    lambda cls: str(cls.__module__).partition(".services.")[2]  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType, reportUnknownLambdaType]
)
"""Where a rule is, below `services`."""
fields_of: Callable[[Any], tuple[Field, ...]] = cache(_find_fields)
"""The fields of a described class that a customer may give, with their bounds."""
fields_by_name: Callable[[Any], dict[str, Field]] = cache(
    lambda cls: {field.name: field for field in fields_of(cls)}  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
)
"""The same by their names."""
required_fields: Callable[[Any], tuple[Field, ...]] = cache(
    lambda cls: tuple(field for field in fields_of(cls) if field.required)  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
)
"""Those of them that must be given."""
_number_names: Callable[[Any], dict[str, None]] = cache(_find_number_names)
