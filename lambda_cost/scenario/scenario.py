"""A scenario: the resources of one payer, and the month in which they are priced."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self, cast

from lambda_cost import files
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.numbers.quantity import N_co, constant, exactly
from lambda_cost.scenario import month as months
from lambda_cost.scenario.free_tiers import FREE_TIERS
from lambda_cost.scenario.links import linked
from lambda_cost.scenario.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from lambda_cost.numbers.quantity import Quantity
    from lambda_cost.regions import Region
    from lambda_cost.scenario.free_tiers import FreeTier
    from lambda_cost.scenario.plan import Discount, OtherCost, SavingsPlan
    from lambda_cost.scenario.reading import Profiles
    from lambda_cost.services.api_gateway.http_api import HttpApi
    from lambda_cost.services.api_gateway.rest_api import RestApi
    from lambda_cost.services.api_gateway.websocket_api import WebsocketApi
    from lambda_cost.services.aws_lambda.function import Function
    from lambda_cost.services.described import Resource
    from lambda_cost.strict_yaml import Document


@dataclass(frozen=True, init=False)
class Scenario(Generic[N_co]):
    """Everything that is to be priced together, as one account or one organisation pays it.

    A number may be an array: each element is then a scenario of its own, never a resource.
    """

    resources: tuple[Resource[N_co], ...]
    """The functions, APIs and others."""
    name: str
    """What to call it in reports."""
    region: str
    """Where a resource runs that names no region of its own."""
    day: date
    """The day whose prices apply."""
    hours: Any
    """Hours in the month; a decimal, as long as all numbers are."""
    free_tier: FreeTier
    """Which free offers are taken off."""
    savings_plan: SavingsPlan[Any] | None
    """A commitment that the bill is lowered by."""
    discounts: tuple[Discount[Any], ...]
    """What was negotiated."""
    other_costs: tuple[OtherCost[Any], ...] = ()
    """What is not computed here and belongs in the bill."""
    files: dict[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)
    """The file that describes each resource, and each line of the bill beside them, by its path."""
    source_locations: dict[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)
    """Where in a file each resource stands, for messages."""
    warnings: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """What to be warned of that is not in its numbers."""
    assumptions: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """What was assumed when it was made of something else."""
    partial: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Why it is not the whole of what will be there, such as an errored plan; its warnings say so too, and a gate fails."""
    profiles: Profiles | None = field(default=None, compare=False, repr=False)
    """Its profiles of traffic, which are counted out in its numbers already."""

    def __init__(
        self,
        *,
        name: str = "",
        region: str = "us-east-1",
        day: date | str | None = None,
        hours: Decimal | float | None = None,
        month: str | None = None,
        free_tier: str = "always",
        functions: Iterable[Function[N_co]] = (),
        apis: Iterable[Resource[N_co]] = (),
        resources: Iterable[Resource[N_co]] = (),
        savings_plan: SavingsPlan[Any] | None = None,
        discounts: Iterable[Discount[Any]] = (),
        other_costs: Iterable[OtherCost[Any]] = (),
    ) -> None:
        """Describe a month.

        Args:
            name: what to call it.
            region: default region.
            day: whose prices apply; by default today, or the first day of *month*.
            hours: in the month; by default 730.
            month: `2026-08` instead of *hours*, for that month's real hours.
            free_tier: `always` (what every account has), `first_year` (and the offers of the first
                year, for accounts opened before 2025-07-15), or `none`.
            functions: Lambda functions.
            apis: APIs of any kind.
            resources: resources of any sort, functions and APIs included.
            savings_plan: a Compute Savings Plan.
            discounts: percentages that were negotiated.
            other_costs: what other services cost, which is not computed here.

        Raises:
            ScenarioError: with everything that is wrong.
        """
        problems = Problems()
        everything = problems.resources({"resources": resources, "functions": functions, "apis": apis})
        first, real_hours = problems.checked("month", months.month_of, month) or (None, months.USUAL_HOURS)
        if month is not None and hours is not None:
            problems.add("hours", "cannot be given with month, which sets it; give one of them")
        set_field = object.__setattr__
        set_field(self, "resources", everything)
        for key, text in (("name", name), ("region", region)):
            if type(text) is not str or not text.isprintable():
                problems.add(key, f"is {shown(text)}; allowed: text without control characters")
            set_field(self, key, text)
        set_field(self, "hours", problems.checked("hours", months.hours_of, hours) or real_hours)
        set_field(self, "day", problems.checked("day", months.day_of, day) or months.price_day(first))
        for key, value in {"free_tier": free_tier, "savings_plan": savings_plan, "discounts": tuple(discounts)}.items():
            set_field(self, key, value)
        set_field(self, "other_costs", tuple(other_costs))
        set_field(self, "files", {})
        set_field(self, "source_locations", {})
        set_field(self, "assumptions", months.to_come(first, self.day))
        if first and day and (self.day.year, self.day.month) != (first.year, first.month):
            problems.add("day", f"is {self.day}, outside month {month}; allowed: a day in it")
        if str(free_tier) not in FREE_TIERS:
            problems.add("free_tier", f"is {shown(free_tier)}; {did_you_mean(str(free_tier), FREE_TIERS)}")
        for path, count in Counter(resource.path for resource in everything).items():
            if count > 1:
                problems.add(path, f"is there {count} times; allowed: once")
        problems.raise_any()

    @classmethod
    def read(cls, path: str | Path, *, regions: Mapping[str, Any] | None = None) -> Scenario[Decimal]:
        """The scenario in the YAML or JSON file at *path* (`-` is standard input), in one of *regions* if given.

        Raises:
            ScenarioError: with everything that is wrong in it, and the lines.
            UnreadableFileError: if it cannot be read.
        """
        return cls.of(files.read_document(path), regions)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, regions: Mapping[str, Any] | None = None) -> Scenario[Decimal]:
        """The scenario that *data* describes, in the form of a scenario file, in one of *regions* if given.

        Raises:
            ScenarioError: with everything that is wrong in it.
        """
        from lambda_cost.scenario.reading import with_text_keys
        from lambda_cost.strict_yaml import Document

        return cls.of(Document(with_text_keys(data), ""), regions)

    @classmethod
    def of(cls, document: Document, regions: Mapping[str, Region] | None = None) -> Scenario[Decimal]:
        """The scenario that *document* describes, in one of *regions*, by default the bundled ones.

        Raises:
            ScenarioError: with everything that is wrong, in the order of the lines.
            IncompleteScenarioError: if nothing is wrong but fields are missing.
        """
        from lambda_cost.scenario.defaults import with_defaults
        from lambda_cost.scenario.reading import Reader

        reader = Reader(with_defaults(document), regions)
        parts = reader.parts()
        try:
            scenario: Scenario[Decimal] = Scenario(**parts)
            if not reader.problems:
                about = reader.provenance(parts)
                scenario = scenario.replace_unchecked(**about | {"assumptions": (*scenario.assumptions, *about["assumptions"])})
                scenario.promoted_to_common_kind().in_month()
        except ScenarioError as error:
            raise reader.error(error.problems, parts["resources"]) from None
        if reader.problems:
            raise reader.error()
        return scenario

    def to_dict(self) -> dict[str, Any]:
        """The scenario in the form of a scenario file, without what is the default; numbers are decimals."""
        from lambda_cost.scenario.as_yaml import scenario_document

        return scenario_document(self)

    def to_yaml(self) -> str:
        """The scenario as a scenario file, which reads back as the same.

        >>> print(Scenario(name="shop", day="2026-11-01", functions=[]).to_yaml(), end="")
        name: shop
        region: us-east-1
        day: 2026-11-01
        hours: 730
        free_tier: always
        """
        from lambda_cost.scenario.as_yaml import scenario_yaml

        return scenario_yaml(self.to_dict())

    @property
    def functions(self) -> tuple[Function[N_co], ...]:
        """Its Lambda functions."""
        functions = (resource for resource in self.resources if resource.section == "functions")
        return tuple(cast("Iterable[Function[N_co]]", functions))

    @property
    def apis(self) -> tuple[RestApi[N_co] | HttpApi[N_co] | WebsocketApi[N_co], ...]:
        """Its APIs."""
        apis = (resource for resource in self.resources if resource.section == "apis")
        return tuple(cast("Iterable[RestApi[N_co] | HttpApi[N_co] | WebsocketApi[N_co]]", apis))

    def resource(self, name: str) -> Resource[N_co]:
        """The resource called *name*, with or without its section: `checkout`, `functions.checkout`.

        Raises:
            ScenarioError: if there is none, or more than one.
        """
        matching = [resource for resource in self.resources if name in {resource.name, resource.path}]
        if not matching:
            known = [resource.path for resource in self.resources]
            raise ScenarioError([Problem(name, f"is no resource; {did_you_mean(name, known)}")])
        if len(matching) > 1:
            paths = ", ".join(resource.path for resource in matching)
            raise ScenarioError([Problem(name, f"is the name of several: {paths}")])
        return matching[0]

    def with_(self, name: str, /, **changes: Any) -> Scenario[Quantity]:
        """The scenario in which the resource called *name* has other values.

        Raises:
            ScenarioError: if there is no such resource or field, or a value is not allowed.
        """
        from lambda_cost.scenario.changing import with_fields

        old = self.resource(name)
        new = with_fields(old, changes)
        changed = tuple(new if resource is old else resource for resource in self.resources)
        return cast("Scenario[Quantity]", self.replace_unchecked(resources=changed))

    def on(self, day: date | str) -> Self:
        """The scenario at the prices of *day*.

        Raises:
            ScenarioError: if it is no day, or lies in the future.
        """
        problems = Problems()
        checked = problems.checked("day", months.day_of, day)
        problems.raise_any()
        return self.replace_unchecked(day=checked)

    def in_region(self, region: str) -> Self:
        """The scenario in *region*; resources that name a region of their own stay there."""
        return self.replace_unchecked(region=region)

    def promoted_to_common_kind(self) -> Scenario[Any]:
        """Itself if every number is exact; with floats for decimals if one of them is an array."""
        return self if self._first_inexact is None else self._cast_like(self._first_inexact)

    @cached_property
    def _first_inexact(self) -> Any:
        """A number of it that is an array, a column or a formula; None if all are exact."""
        everything = (*self.resources, *self.discounts, *self.other_costs, *filter(None, [self.savings_plan]))
        return next((number for part in everything if (number := part.first_inexact()) is not None), None)

    def _cast_like(self, other: Any) -> Scenario[Any]:
        """Itself with its numbers of the kind that *other* is."""
        return self.replace_unchecked(
            hours=constant(self.hours, other),
            resources=tuple(resource.cast_like(other) for resource in self.resources),
            savings_plan=self.savings_plan and self.savings_plan.cast_like(other),
            discounts=tuple(discount.cast_like(other) for discount in self.discounts),
            other_costs=tuple(cost.cast_like(other) for cost in self.other_costs),
        )

    def in_month(self) -> tuple[Resource[N_co], ...]:
        """Its resources as they are metered: rates counted out, linked requests filled in.

        Raises:
            ScenarioError: if a link leads nowhere.
            IncompleteScenarioError: if a number is still unknown.
        """
        return self._resources_in_month

    @cached_property
    def _resources_in_month(self) -> tuple[Resource[N_co], ...]:
        with exactly():
            return linked([resource.for_month(self.hours) for resource in self.resources], self.day)

    def replace_unchecked(self, **changes: Any) -> Self:
        """A copy with other fields, which are known to be right; its day may be a future one, as in forecasts."""
        new = object.__new__(type(self))
        for name in self.__dataclass_fields__:
            object.__setattr__(new, name, changes.get(name, getattr(self, name)))
        return new
