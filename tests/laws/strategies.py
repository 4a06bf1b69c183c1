"""Any resource, feature and scenario, drawn from the bounds that the rules themselves declare.

Nothing here names a rule: a new file in `lambda_cost/services` is drawn from the day it is there.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, replace
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from hypothesis import assume
from hypothesis import strategies as st

from lambda_cost import PriceBook, Scenario, ScenarioError, services
from lambda_cost.bill.usage import full_name
from lambda_cost.errors import MissingPriceError
from lambda_cost.services.described import Feature, Resource, address_of, fields_of

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from lambda_cost.services.fields import Field

DAY = date(2026, 11, 20)
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")
MOST = 10**12
"""The largest number where a rule sets no bound: a million million requests."""
OFFERS = st.sampled_from(["always", "none"])
"""On that day no account has the offer of the first year any more; `tests/oracle` has bills with it."""

RESOURCES: tuple[type[Resource[Any]], ...] = tuple(cls for one in services.resources().values() for cls in one.values())
FEATURES: tuple[type[Feature[Any]], ...] = tuple(
    cls for at in services.addresses() if issubclass(cls := services.rule(at), Feature)
)
HOSTED: tuple[tuple[type[Feature[Any]], type[Resource[Any]]], ...] = tuple(
    (cls, cast("type[Resource[Any]]", services.rule(host))) for cls in FEATURES for host in cls.of
)
"""Each feature beside each resource that may have it."""


def quantities(field: Field) -> SearchStrategy[Decimal]:
    """Numbers that *field* takes: whole ones, some with decimal places, and its bounds."""
    bounds = field.bounds.on(DAY)
    most = Decimal(MOST) if bounds.most is None else bounds.most
    edges = [most] if bounds.open_below else [bounds.least, most]
    steps = [bounds.step] if bounds.step else [Decimal(1), Decimal("0.1"), Decimal("0.001")]
    return st.one_of(
        *(_multiples(step, bounds.least, min(most, Decimal(2000)), past=bounds.open_below) for step in steps),
        *(_multiples(step, bounds.least, most, past=bounds.open_below) for step in steps),
        st.sampled_from(edges),
    )


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


@st.composite
def _given(draw: DrawFn, cls: type[Any]) -> dict[str, Any]:
    """Values for the fields of *cls*, one that may be left out perhaps left out."""
    values: dict[str, Any] = {field.name: draw(quantities(field)) for field in numeric(cls)}
    values |= {field.name: draw(st.sampled_from(field.choices)) for field in fields_of(cls) if field.choices}
    values.pop(draw(st.sampled_from(["", *_optional(cls)])), None)
    return values


@st.composite
def features(draw: DrawFn, cls: type[Feature[Any]]) -> Feature[Any]:
    """Any feature of class *cls*."""
    return cls(**draw(_given(cls)))


@st.composite
def resources(
    draw: DrawFn, cls: type[Resource[Any]], *, name: str = "it", region: str = "", having: Any = None
) -> Resource[Any]:
    """Any resource of class *cls*, with some of its features and with the feature class *having*.

    With a *region*, those features only that have a price there, for the choices that are drawn.
    """
    values = draw(_given(cls)) | {"name": name, "region": region}
    kinds = [kind for kind in services.features(address_of(cls)).values() if kind is having or draw(st.booleans())]
    parts = {kind: draw(features(kind)) for kind in kinds}
    for _ in range(4):
        try:
            made = cls(**values, features=tuple(_part_of(values, part) for part in parts.values()))
            return replace(made, features=tuple(part for part in made.features if is_priced(made, region, part)))
        except ScenarioError as error:
            _give_way(draw, cls, values, parts, having, error)
    assume(condition=False)
    raise AssertionError


def allowed(one: Resource[Any], field: Field) -> SearchStrategy[Decimal]:
    """Numbers that *field* of *one* may have: not less than the part of it that a feature has."""
    parts = [getattr(feature, field.name) for feature in one.features if field.name in unbounded(type(feature))]
    return quantities(field).map(lambda x: max(x, *parts, x))


def _part_of(whole: dict[str, Any], part: Feature[Any]) -> Feature[Any]:
    """*part* with no more use than its resource has of the same name: the requests that it serves are some of all."""
    names = [name for name in unbounded(type(part)) if name in whole]
    return replace(part, **{name: min(getattr(part, name), whole[name]) for name in names})


def _default(cls: type[Any], name: str) -> Any:
    """What the field *name* of *cls* is if it is not given; of one that must be given, 0."""
    default = next(field.default for field in dataclass_fields(cls) if field.name == name)
    return Decimal(0) if default is MISSING else default


def _give_way(
    draw: DrawFn, cls: type[Any], values: dict[str, Any], parts: dict[Any, Any], having: Any, error: ScenarioError
) -> None:
    """Take out of a description what its class refuses beside the rest, and put in what it misses."""
    fields = {field.name: field for field in numeric(cls)}
    for problem in error.problems:
        words, said = problem.field.split("."), re.findall(r"\w+", problem.message)
        refused = next((kind for kind, part in parts.items() if part.path in words), None)
        missing = {field.name: field for field in numeric(refused)} if refused else {}
        if words[-1] in missing and getattr(parts[refused], words[-1]) is None:
            parts[refused] = replace(parts[refused], **{words[-1]: draw(quantities(missing[words[-1]]))})
        elif refused is not None and words[-1] in missing and said[-1] in values:
            parts[refused] = replace(parts[refused], **{words[-1]: values[said[-1]]})
        elif refused is not None and words[-1] in missing:
            parts[refused] = replace(parts[refused], **{words[-1]: _default(refused, words[-1])})
        elif refused is not None:
            besides = [kind for kind, part in parts.items() if kind is not having and part.path in said]
            assume(refused is not having or besides)
            del parts[besides[0] if refused is having else refused]
        elif words[-1] in values:
            del values[words[-1]]
        elif words[-1] in fields:
            values[words[-1]] = draw(quantities(fields[words[-1]]))


def is_priced(resource: Resource[Any], region: str, feature: Feature[Any] | None = None) -> bool:
    """Whether all that *resource* itself, or *feature* of it, meters has a price in *region*; of no region, it is not asked."""
    month = resource.for_month(Decimal(730))
    thing: Any = month if feature is None else month.features[resource.features.index(feature)]
    book = PriceBook.bundled()
    for name in thing.meter() if feature is None else thing.meter(month):
        by = book.meter(full_name(thing, name)).by
        try:
            if region:
                choice = (getattr(thing, by, "") or getattr(resource, by)) if by else ""
                book.price(full_name(thing, name), region, choice, DAY)
        except MissingPriceError:
            return False
    return True


@st.composite
def placed(draw: DrawFn, cls: type[Resource[Any]], *, name: str, where: tuple[str, ...] = REGIONS) -> Resource[Any]:
    """Any resource of class *cls* in a region of *where* that sells it, else in another of REGIONS."""
    bare = replace(draw(resources(cls, name=name)), features=())
    sold = [region for region in REGIONS if is_priced(bare, region)]
    region = draw(st.sampled_from([one for one in sold if one in where] or sold))
    drawn = draw(resources(cls, name=name, region=region))
    return drawn if is_priced(drawn, region) else replace(bare, region=region)


@st.composite
def scenarios(
    draw: DrawFn, classes: tuple[type[Resource[Any]], ...] = RESOURCES, *, offers: SearchStrategy[str] = OFFERS
) -> Scenario[Any]:
    """Any month of one to six resources, of few kinds in few regions, so that they meet in pools."""
    kinds = draw(st.lists(st.sampled_from(classes), min_size=1, max_size=2, unique=True))
    where = tuple(draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3, unique=True)))
    parts: dict[str, Resource[Any]] = {}
    for index in range(draw(st.integers(1, 6))):
        made = draw(placed(draw(st.sampled_from(kinds)), name=f"r{index}", where=where))
        parts.setdefault(made.path, made)  # a section that is a resource itself is there once
    return Scenario(day=DAY, hours=draw(st.sampled_from([720, 730, 744])), free_tier=draw(offers), resources=parts.values())


def mapped(described: Any, make: Any) -> Any:
    """*described* with every quantity x replaced by `make(key, x)`, in its features too; each key is a name of its own.

    What must be nothing beside something else stays the exact 0 that it is: a column or a formula is refused there.
    """
    prefix = "" if isinstance(described, Resource) else f"{described.path}_"
    changes: dict[str, Any] = {name: make(f"{prefix}{name}", x) for name, x in described.numbers().items()}
    if isinstance(described, Resource):
        nothing = {"snap_start_restore_ms"} if getattr(described, "billed_duration_ms", None) is not None else set[str]()
        kept = lambda key, x: x if key in nothing else make(key, x)  # noqa: E731
        changes["features"] = tuple(mapped(feature, kept) for feature in described.features)
    return replace(described, **changes)


def values(resource: Resource[Any]) -> dict[str, Decimal]:
    """The quantities of *resource* and its features, by the keys that `mapped` has for them."""
    found: dict[str, Decimal] = dict(resource.numbers())
    return found | {f"{feature.path}_{name}": x for feature in resource.features for name, x in feature.numbers().items()}
