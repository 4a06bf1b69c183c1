"""How a check of the tables, and an update of them, look."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.price_lists.model import Offer, Steps
    from lambda_cost.prices.price_lists.update import Change

ORDER = ("differs", "new", "gone", "ambiguous", "not comparable", "earlier", "agrees")
"""What matters first."""
CHECK = (
    Column("status", "Status"),
    Column("meter", "Meter"),
    Column("choice", "Choice"),
    Column("region", "Region"),
    Column("tables", "Tables"),
    Column("offer", "Offer"),
    Column("published", "Published", "day"),
    Column("why", "Note"),
)
UPDATE = (
    Column("what", "Change"),
    Column("meter", "Meter"),
    Column("choice", "Choice"),
    Column("region", "Region"),
    Column("day", "Since", "day"),
    Column("before", "Before"),
    Column("price", "Price"),
    Column("why", "Note"),
)


def steps(found: Steps) -> str:
    """*found* in one line: `3.5; above 333: 2.8`."""
    return "; ".join(
        f"above {decimal_text(above)}: {decimal_text(price)}" if above else decimal_text(price) for above, price in found
    )


def check(found: list[Finding], unlisted: list[str], offers: list[Offer]) -> Sheet:
    """What *offers* say of the tables; what agrees is one row for each meter and choice."""
    counts = {status: sum(one.status == status for one in found) for status in ORDER}
    rows = [_row(one, one.key.region) for one in sorted(found, key=_weight) if one.status != "agrees"]
    rows += [_row(same[0], ", ".join(dict.fromkeys(one.key.region for one in same))) for same in _agreeing(found)]
    said = ", ".join(f"{count:,} {'agree' if status == 'agrees' else status}" for status, count in counts.items() if count)
    return Sheet(
        schema="prices-check/1",
        title="Price tables against AWS's price lists",
        subtitle=f"{said or 'nothing that a table has'} in {_lists(offers)}",
        columns=CHECK,
        rows=tuple(rows),
        notes=(("Not in the tables", tuple(unlisted)),),
        document={
            "offers": [_offer(one) for one in offers],
            "counts": counts,
            "findings": [_document(one) for one in sorted(found, key=_weight)],
            "unlisted": unlisted,
        },
    )


def update(changes: list[Change], notes: list[str], folder: Path) -> Sheet:
    """What an update did to the tables in *folder*; what was confirmed is one row for each meter."""
    rows = [_changed(one, one.finding.key.region) for one in changes if one.what != "confirmed"]
    same: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for one in changes:
        if one.what == "confirmed":
            same[one.finding.key.meter, one.finding.key.choice, one.finding.offer.published].append(one)
    rows += [_changed(alike[0], ", ".join(one.finding.key.region for one in alike)) for alike in same.values()]
    return Sheet(
        schema="prices-update/1",
        title=f"Prices in {folder.name}",
        subtitle=summary(changes),
        columns=UPDATE,
        rows=tuple(rows),
        notes=(("Not taken", tuple(notes)),),
    )


def summary(changes: Iterable[Change]) -> str:
    """How many prices were appended, confirmed and left."""
    what = [one.what for one in changes]
    return (
        ", ".join(f"{what.count(word):,} {word}" for word in ("appended", "confirmed", "left") if word in what) or "nothing new"
    )


def asides(changes: list[Change], notes: list[str]) -> list[str]:
    """What is said beside the diff of a dry run."""
    left = [f"{one.finding.key.meter} in {one.finding.key.region}: {one.why}" for one in changes if one.why]
    return [f"{summary(changes)} (dry run: nothing is written)", *left, *(f"not taken: {note}" for note in notes)]


def _weight(one: Finding) -> int:
    return ORDER.index(one.status)


def _agreeing(found: Iterable[Finding]) -> list[list[Finding]]:
    same: dict[tuple[Any, ...], list[Finding]] = defaultdict(list)
    for one in found:
        if one.status == "agrees":
            same[one.key.meter, one.key.choice, one.ours, one.term, one.offer.published].append(one)
    return list(same.values())


def _row(one: Finding, region: str) -> Row:
    choice = " ".join(word for word in (one.key.choice, one.term) if word)
    theirs = "" if one.status == "agrees" else steps(one.theirs)
    values = (one.status, one.key.meter, choice, region, steps(one.ours), theirs, one.offer.published, one.why)
    return Row(values)


def _changed(one: Change, region: str) -> Row:
    finding = one.finding
    before, after = steps(finding.ours), steps(finding.theirs)
    return Row((one.what, finding.key.meter, finding.key.choice, region, finding.day, before, after, one.why))


def _lists(offers: list[Offer]) -> str:
    return "; ".join(f"{one.code} of {one.published}" for one in offers)


def _offer(one: Offer) -> dict[str, Any]:
    days = {"published": one.published.isoformat(), "version": one.version}
    return {"name": one.name, "code": one.code} | days | {"regions": sorted(one.regions)}


def _document(one: Finding) -> dict[str, Any]:
    return {
        "status": one.status,
        "meter": one.key.meter,
        "choice": one.key.choice or None,
        "region": one.key.region or None,
        "plan": one.term or None,
        "day": one.day.isoformat(),
        "tables": _steps(one.ours),
        "offer": _steps(one.theirs),
        "usage_type": one.usage_type or None,
        "why": one.why or None,
    }


def _steps(found: Steps) -> list[dict[str, str]] | None:
    return [{"above": decimal_text(above), "price": decimal_text(price)} for above, price in found] or None
