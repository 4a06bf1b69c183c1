"""What Lambda costs under a Compute Savings Plan: published rates, and percentages where none is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lambda_cost import files, strict_yaml
from lambda_cost.errors import MissingPriceError, TableError
from lambda_cost.numbers.quantity import divided

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PlanRate:
    """What a unit of a meter costs under a plan."""

    price: Decimal
    """Price of one pricing unit."""
    saving: Decimal
    """What it saves of the price on demand, from 0 to 1."""
    published: bool
    """Whether AWS publishes this very rate, or it follows from a published percentage."""
    source: str
    """Address of the publication."""
    since: date
    """Day of it."""


@dataclass(frozen=True)
class SavingsPlanRates:
    """The rates of one file, `savings_plans/compute.yaml`."""

    data: dict[str, Any]
    """What the file says."""

    @classmethod
    def read(cls, path: Path) -> SavingsPlanRates:
        """The rates in the file at *path*.

        Raises:
            TableError: if it is not in the form.
        """
        document = files.read_document(path, name=path.name, error=TableError)
        wanted = {"title", "sources", "covers", "rates", "elsewhere"}
        if not strict_yaml.is_mapping(document.data) or document.data.keys() != wanted:
            raise TableError([document.problem((), f"is not in the form: {', '.join(sorted(wanted))}")])
        return cls(document.data)

    def rate(self, meter: str, region: str, choice: str, on_demand: Decimal, term: str, payment: str) -> PlanRate | None:
        """What *meter* costs under a plan; None if no plan covers it.

        A published rate is taken where one fits the region, term and payment and was published beside the same
        price on demand; elsewhere the published percentage below *on_demand* (rule A-57).

        Raises:
            MissingPriceError: if neither is known for the region.
        """
        usage_type = self.data["covers"].get(meter, {}).get(choice)
        if usage_type is None:
            return None
        for day, rates in sorted(self.data["rates"].get(region, {}).items(), reverse=True):
            for rate in rates:
                fits = rate["usage_type"] == usage_type and rate.get("payment") == payment and term in rate.get("terms", [term])
                if fits and rate["on_demand"] == on_demand:
                    source = self.data["sources"][rate["source"]]["url"]
                    saving = 1 - divided(rate["price"], on_demand)
                    return PlanRate(rate["price"], saving, published=True, source=source, since=date.fromisoformat(day))
        offer = self.data["elsewhere"][payment]
        percent = offer["percent"][meter]
        if percent and region in offer["unknown"]:
            words = payment.replace("_", " ")
            why = f"No rate of Compute Savings Plans with {words} is known for Lambda in {region}"
            raise MissingPriceError(f"{why} ({meter}).", meter=meter, region=region, day="", why=why)
        published = next((other for other in offer.get("regions", ()) if percent and region in other["regions"]), None)
        saving = (published["percent"] if published else percent) / 100
        stated = published or offer
        source = self.data["sources"][stated["source"]]["url"]
        return PlanRate(on_demand * (1 - saving), saving, published=False, source=source, since=stated["checked"])
