"""Custom regions: a private data centre, or a region that lambda-cost does not know yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, shown
from lambda_cost.regions import Region
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from lambda_cost.strict_yaml import Document

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
KEYS = {"regions", "partitions", "without_prices"}
"""What the file may have; the last is taken from the bundled file alone, of which this may be a copy."""
CURRENCY = re.compile(r"[A-Z]{3}")


def regions_in(
    document: Document, known: dict[str, Region], *, standalone: bool = False
) -> tuple[dict[str, Region], list[Problem]]:
    """The regions that *document* lists, by code, and what is wrong with it.

    They are new beside those *known*; or, *standalone*, they may say otherwise what those are.
    """
    data = document.data
    if not is_mapping(data) or not is_mapping(data.get("regions")) or not data.keys() <= KEYS:
        return {}, [document.problem((), "is not in the form; allowed: regions, and partitions with a currency")]
    currencies, problems = _currencies(document, {region.partition: region.currency for region in known.values()})
    custom: dict[str, Region] = {}
    for code, fields in data["regions"].items():
        region = _region(code, fields, currencies)
        if region is None:
            message = "is not in the form; allowed: name, billing_code, and a partition that has a currency"
            problems.append(document.problem(("regions", code), message))
        elif known.get(code, region) != region and not standalone:
            problems.append(document.problem(("regions", code), "is a region already; allowed: a code of its own"))
        else:
            custom[code] = region
    return custom, problems


def _currencies(document: Document, known: dict[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The currency of each partition, those *known* and those of *document*, and what is wrong there."""
    given = document.data.get("partitions")
    if not is_mapping(given):
        problem = document.problem(("partitions",), f"is {shown(given)}; allowed: a mapping of names")
        return known, [] if given is None else [problem]
    currencies = dict(known)
    problems: list[Problem] = []
    for partition, fields in given.items():
        currency = fields.get("currency") if is_mapping(fields) and len(fields) == 1 else None
        allowed = known.get(partition)
        if not isinstance(currency, str) or not CURRENCY.fullmatch(currency) or currency != (allowed or currency):
            message = f"is {shown(fields)}; allowed: {{currency: {allowed or 'EUR'}}}"
            problems.append(document.problem(("partitions", partition), message))
        currencies[partition] = str(currency)
    return currencies, problems


def _region(code: str, fields: Any, currencies: dict[str, str]) -> Region | None:
    """The region called *code*, which *fields* describe; None if they are not in the form."""
    if not CODE.fullmatch(code) or not is_mapping(fields):
        return None
    if not {"name"} <= fields.keys() <= {"name", "billing_code", "partition"}:
        return None
    texts = {"billing_code": code.upper(), "partition": "aws"} | fields
    if not all(isinstance(text, str) and text and text.isprintable() for text in texts.values()):
        return None
    if texts["partition"] not in currencies:
        return None
    return Region(code, texts["name"], texts["billing_code"], texts["partition"], currencies[texts["partition"]])
