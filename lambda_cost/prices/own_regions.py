"""Regions of one's own: a data centre, a region that lambda-cost does not know yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, shown
from lambda_cost.regions import Region
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from lambda_cost.strict_yaml import Document

CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
CURRENCY = re.compile(r"[A-Z]{3}")


def regions_of(document: Document, below: dict[str, Region], *, alone: bool = False) -> tuple[dict[str, Region], list[Problem]]:
    """The regions that *document* lists beside those *below*, or otherwise than these if *alone*, and what is wrong."""
    data = document.data
    if not is_mapping(data) or not is_mapping(data.get("regions")) or not data.keys() <= {"regions", "partitions"}:
        return {}, [document.problem((), "is not in the form; allowed: regions, and partitions with a currency")]
    currencies, problems = _currencies(document, {one.partition: one.currency for one in below.values()})
    found: dict[str, Region] = {}
    for code, one in data["regions"].items():
        region = _region(code, one, currencies)
        if region is None:
            says = "is not in the form; allowed: name, billing_code, and a partition that has a currency"
            problems.append(document.problem(("regions", code), says))
        elif below.get(code, region) != region and not alone:
            problems.append(document.problem(("regions", code), "is a region already; allowed: a code of its own"))
        else:
            found[code] = region
    return found, problems


def _currencies(document: Document, known: dict[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The currency of each partition, those *known* and those of *document*, and what is wrong there."""
    given = document.data.get("partitions")
    if not is_mapping(given):
        problem = document.problem(("partitions",), f"is {shown(given)}; allowed: a mapping of names")
        return known, [] if given is None else [problem]
    found = dict(known)
    problems: list[Problem] = []
    for partition, one in given.items():
        currency = one.get("currency") if is_mapping(one) and len(one) == 1 else None
        allowed = known.get(partition)
        if not isinstance(currency, str) or not CURRENCY.fullmatch(currency) or currency != (allowed or currency):
            says = f"is {shown(one)}; allowed: {{currency: {allowed or 'EUR'}}}"
            problems.append(document.problem(("partitions", partition), says))
        found[partition] = str(currency)
    return found, problems


def _region(code: str, one: Any, currencies: dict[str, str]) -> Region | None:
    """The region that *one* describes; None if it is not in the form."""
    if not CODE.fullmatch(code) or not is_mapping(one) or not {"name"} <= one.keys() <= {"name", "billing_code", "partition"}:
        return None
    texts = {"billing_code": code.upper(), "partition": "aws"} | one
    if not all(isinstance(text, str) and text and text.isprintable() for text in texts.values()):
        return None
    if texts["partition"] not in currencies:
        return None
    return Region(code, texts["name"], texts["billing_code"], texts["partition"], currencies[texts["partition"]])
