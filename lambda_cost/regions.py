"""The regions there are, the partitions they belong to, and their billing codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path  # noqa: TC003 - part of what `cache` compares
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost import canonical_yaml
from lambda_cost.data import pricing_data
from lambda_cost.errors import TableError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping


class Region(NamedTuple):
    """One AWS region."""

    code: str
    """`eu-west-1`."""
    name: str
    """`EU (Ireland)`."""
    billing_code: str
    """What its usage types begin with on a bill: `EU`."""
    partition: str
    """`aws`, `aws-us-gov` or `aws-cn`: each has accounts of its own."""
    currency: str
    """ISO 4217 code of its prices."""


@cache
def without_prices() -> dict[str, str]:
    """The places of the regions that are known to exist and have no published price, by code."""
    document = canonical_yaml.read_document(pricing_data() / "regions.yaml", "regions.yaml")
    return dict(document.data["without_prices"])


def bundled() -> dict[str, Region]:
    """The regions that lambda-cost knows, by code."""
    return read(pricing_data() / "regions.yaml")


def find_region(code: str, known: Mapping[str, Region]) -> Region:
    """The region called *code*.

    Raises:
        ValueError: if it is none of *known*; the message continues the field's name.
    """
    if code not in known:
        if code in without_prices():
            message = f"is {code!r}, in {without_prices()[code]}, where AWS publishes no price; allowed: a region with prices"
            raise ValueError(message)
        raise ValueError(f"is {code!r}; {did_you_mean(code, known)}")
    return known[code]


@cache
def read(path: Path) -> dict[str, Region]:
    """The regions that the file at *path* lists, by code.

    Raises:
        TableError: if the file is not in the form.
    """
    document = canonical_yaml.read_document(path, path.name)
    try:
        currencies = {name: partition["currency"] for name, partition in document.data["partitions"].items()}
        return {code: _region(code, currencies, **described) for code, described in document.data["regions"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        message = f"is not in the form: partitions with a currency, regions with name, billing_code and partition ({error})"
        raise TableError([document.problem((), message)]) from None


def _region(code: str, currencies: dict[str, str], *, name: str, billing_code: str, partition: str = "aws") -> Region:
    return Region(code, name, billing_code, partition, currencies[partition])
