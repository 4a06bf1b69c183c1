"""Any resource, feature and scenario, drawn from the bounds that the rules themselves declare.

Nothing here names a rule: a new file in `lambda_cost/services` is drawn from the day it is there.
Strategies are made once: Hypothesis looks at each new one for as long as it draws from it.
"""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from hypothesis import strategies as st

from lambda_cost import PriceBook, Scenario, services
from lambda_cost.bill.usage import full_name
from lambda_cost.errors import MissingPriceError
from lambda_cost.services.described import Feature, Resource, address_of, fields_of
from tests.laws.fitting import resolve_conflicts

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

    from lambda_cost.services.fields import Field

Of = ParamSpec("Of")
Made = TypeVar("Made")
DAY = date(2026, 11, 20)
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
MOST = 10**12
"""The largest number where a rule sets no bound: a million million requests."""
OFFERS_ON_DAY = st.sampled_from(["always", "none"])
"""Offers that an account can have on `DAY`, for what is true of that day only."""
BEFORE = date(2026, 7, 14)
"""The last day on which an account had the offer of the first year."""
OFFERS = st.sampled_from(["always", "none", "first_year"])
"""The offers; months with that of the first year are of the day `BEFORE`."""

RESOURCES: tuple[type[Resource[Any]], ...] = tuple(cls for one in services.resources().values() for cls in one.values())
FEATURES: tuple[type[Feature[Any]], ...] = tuple(
    cls for at in services.addresses() if issubclass(cls := services.rule(at), Feature)
)
HOSTED: tuple[tuple[type[Feature[Any]], type[Resource[Any]]], ...] = tuple(
    (cls, cast("type[Resource[Any]]", services.rule(host))) for cls in FEATURES for host in cls.of
)
"""Each feature beside each resource that may have it."""


def made_once(make: Callable[Of, Made]) -> Callable[Of, Made]:
    """*make*, whose answer to the same arguments is made once."""
    return cast("Callable[Of, Made]", cache(make))


@made_once
def quantities(field: Field, day: date = DAY) -> SearchStrategy[Decimal]:
    """Numbers that *field* takes on *day*: whole ones, some with decimal places, and its bounds."""
    bounds = field.bounds.on(day)
    most = Decimal(MOST) if bounds.most is None else bounds.most
    edges = [most] if bounds.open_below else [bounds.least, most]
    steps = [bounds.step] if bounds.step else [Decimal(1), Decimal("0.1"), Decimal("0.001")]
    return st.one_of(
        *(_multiples(step, bounds.least, min(most, Decimal(2000)), past=bounds.open_below) for step in steps),
        *(_multiples(step, bounds.least, most, past=bounds.open_below) for step in steps),
        st.sampled_from(tuple(edges)),
    )


@made_once
@st.composite
def _multiples(draw: DrawFn, step: Decimal, least: Decimal, most: Decimal, *, past: bool) -> Decimal:
    """A multiple of *step* from *least*, or just past it, to *most*."""
    return draw(st.integers(ceil(least / step) + past, int(most / step))) * step


def numeric(cls: type[Any]) -> list[Field]:
    """The fields of *cls* that hold quantities."""
    return [field for field in fields_of(cls) if field.is_number]


def unbounded(cls: type[Any]) -> list[str]:
    """The fields of *cls* that say how much is used, not how big one use is: those without an upper bound."""
    return [field.name for field in numeric(cls) if field.bounds.most is None]


def _optional(cls: type[Any]) -> list[str]:
    """The fields that may be left unknown, as something else says the same; requests are always given here."""
    unknown = {field.name for field in dataclass_fields(cls) if field.default is None}
    return [field.name for field in numeric(cls) if field.name in unknown - {"requests"}]


@made_once
@st.composite
def _given(draw: DrawFn, cls: type[Any], day: date) -> dict[str, Any]:
    """Values for the fields of *cls*: one of those that exclude each other, and one that may be left out perhaps not."""
    values: dict[str, Any] = {field.name: draw(quantities(field, day)) for field in numeric(cls)}
    values |= {field.name: draw(st.sampled_from(field.choices)) for field in fields_of(cls) if field.choices}
    only = draw(st.sampled_from(cls.one_of)) if cls.one_of else ""
    left_out = draw(st.sampled_from(("", *(name for name in _optional(cls) if name not in cls.one_of))))
    return {name: value for name, value in values.items() if name not in {left_out, *cls.one_of} or name == only}


@made_once
@st.composite
def features(draw: DrawFn, cls: type[Feature[Any]], *, day: date = DAY) -> Feature[Any]:
    """Any feature of class *cls*."""
    return cls(**draw(_given(cls, day)))


@made_once
@st.composite
def resources(
    draw: DrawFn, cls: type[Resource[Any]], *, name: str = "it", region: str = "", having: Any = None, day: date = DAY
) -> Resource[Any]:
    """Any resource of class *cls*, with some of its features and with the feature class *having*.

    With a *region*, those features only that have a price there, for the choices that are drawn.
    What is drawn is allowed: a refusal of it fails the law.
    """
    bare = cls(**draw(_given(cls, day)), name=name, region=region)
    kinds = [kind for kind in services.features(address_of(cls)).values() if kind is having or draw(st.booleans())]
    parts = [_part_of(bare, draw(features(kind, day=day))) for kind in kinds]

    def ask(field: Field) -> Decimal:
        return draw(quantities(field, day))

    made = resolve_conflicts(bare.replace_unchecked(features=tuple(parts)), having, ask)
    priced = tuple(part for part in made.features if is_priced(made, region, part, day=day))
    return replace(resolve_conflicts(made.replace_unchecked(features=priced), having, ask))


def allowed(one: Resource[Any], field: Field) -> SearchStrategy[Decimal]:
    """Numbers that *field* of *one* may have beside its others; one that they exclude gives way to the one that is there."""
    now = getattr(one, field.name)
    return quantities(field).map(lambda x: now if one.replace_unchecked(**{field.name: x}).conflicts() else x)


def _part_of(whole: Resource[Any], part: Feature[Any]) -> Feature[Any]:
    """*part* with no more use than its resource has of the same name: the requests that it serves are some of all."""
    numbers = whole.numbers()
    names = [name for name in unbounded(type(part)) if name in numbers]
    return replace(part, **{name: min(getattr(part, name), numbers[name]) for name in names})


def is_priced(resource: Resource[Any], region: str, feature: Feature[Any] | None = None, *, day: date = DAY) -> bool:
    """Whether all that *resource* itself, or *feature* of it, meters has a price in *region*; of no region, it is not asked."""
    month = resource.for_month(Decimal(730))
    thing: Any = month if feature is None else month.features[resource.features.index(feature)]
    book = PriceBook.bundled()
    for name in thing.meter() if feature is None else thing.meter(month):
        by = book.meter(full_name(thing.address, name)).by
        try:
            if region:
                choice = (getattr(thing, by, "") or getattr(resource, by)) if by else ""
                book.price(full_name(thing.address, name), region, choice, day)
        except MissingPriceError:
            return False
    return True


@made_once
@st.composite
def placed(
    draw: DrawFn, cls: type[Resource[Any]], *, name: str, where: tuple[str, ...] = REGIONS, day: date = DAY
) -> Resource[Any]:
    """Any resource of class *cls* in a region of *where* that sells it on *day*, else in another of REGIONS."""
    bare = replace(draw(resources(cls, name=name, day=day)), features=())
    sold = [region for region in REGIONS if is_priced(bare, region, day=day)]
    region = draw(st.sampled_from(tuple([one for one in sold if one in where] or sold)))
    drawn = draw(resources(cls, name=name, region=region, day=day))
    return drawn if is_priced(drawn, region, day=day) else replace(bare, region=region)


@made_once
@st.composite
def scenarios(
    draw: DrawFn, classes: tuple[type[Resource[Any]], ...] = RESOURCES, *, offers: SearchStrategy[str] = OFFERS
) -> Scenario[Any]:
    """Any month of one to six resources, of few kinds in few regions, so that they meet in pools."""
    offer = draw(offers)
    day = BEFORE if offer == "first_year" else DAY
    kinds = draw(st.lists(st.sampled_from(classes), min_size=1, max_size=2, unique=True))
    where = tuple(draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3, unique=True)))
    parts: dict[str, Resource[Any]] = {}
    for index in range(draw(st.integers(1, 6))):
        made = draw(placed(draw(st.sampled_from(tuple(kinds))), name=f"r{index}", where=where, day=day))
        parts.setdefault(made.path, made)  # a section that is a resource itself is there once
    return Scenario(day=day, hours=draw(st.sampled_from((720, 730, 744))), free_tier=offer, resources=parts.values())


def mapped(resource: Resource[Any], make: Any) -> Any:
    """*resource* with every quantity x replaced by `make(key, x)`, in its features too; each key is a name of its own.

    What must be nothing beside something else stays the exact 0 that it is: a column or a formula is refused there.
    """
    changed = {key: make(key, x) for key, x in values(resource).items()}
    refused = {name.replace(".", "_") for name, _ in _with(resource, changed).conflicts()}
    nothing = {key: x for key, x in values(resource).items() if x == 0 and key in refused}
    return replace(_with(resource, changed | nothing))


def _with(resource: Resource[Any], numbers: dict[str, Any]) -> Resource[Any]:
    """*resource* with the *numbers* of the keys that `values` has, unchecked."""
    parts = (
        part.replace_unchecked(**{name: numbers[f"{part.path}_{name}"] for name in part.numbers()})
        for part in resource.features
    )
    return resource.replace_unchecked(**{name: numbers[name] for name in resource.numbers()}, features=tuple(parts))


def values(resource: Resource[Any]) -> dict[str, Decimal]:
    """The quantities of *resource* and its features, by the keys that `mapped` has for them."""
    found: dict[str, Decimal] = dict(resource.numbers())
    return found | {f"{feature.path}_{name}": x for feature in resource.features for name, x in feature.numbers().items()}
