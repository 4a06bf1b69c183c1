"""How a comparison of the tables with AWS's price lists, and an update of them, look."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import decimal_text
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from pathlib import Path

    from lambda_cost.prices.price_lists.compare import Finding, Status
    from lambda_cost.prices.price_lists.maintain import UpdateResult
    from lambda_cost.prices.price_lists.model import Offer, Steps
    from lambda_cost.prices.price_lists.update import Change

NOTHING = "nothing that a table has"
MAX_LISTS = 3
"""How many price lists a subtitle names."""
STATUS_ORDER: tuple[Status, ...] = ("differs", "new", "gone", "ambiguous", "not comparable", "earlier", "agrees")
"""What matters first."""
CHECK_COLUMNS = (
    Column("status", "Status"),
    Column("meter", "Meter"),
    Column("choice", "Choice"),
    Column("region", "Region"),
    Column("tables", "Tables"),
    Column("offer", "Price list"),
    Column("published", "Published", "day"),
    Column("why", "Note", "sentence"),
)
UPDATE_COLUMNS = (
    Column("what", "Change"),
    Column("meter", "Meter"),
    Column("choice", "Choice"),
    Column("region", "Region"),
    Column("day", "Since", "day"),
    Column("before", "Before"),
    Column("price", "Price"),
    Column("why", "Note", "sentence"),
)


def steps_in_line(steps: Steps) -> str:
    """*steps* in one line: `3.5; above 333: 2.8`."""
    prices = ((f"above {decimal_text(above)}: " if above else "", decimal_text(price)) for above, price in steps)
    return "; ".join(f"{above}{price}" for above, price in prices)


def check(findings: list[Finding], not_in_tables: list[str], offers: list[Offer]) -> Sheet:
    """What *offers* say of the tables; what agrees is one row for each meter and choice."""
    findings = sorted(findings, key=lambda finding: STATUS_ORDER.index(finding.status))
    counts = {status: sum(finding.status == status for finding in findings) for status in STATUS_ORDER}
    agreeing: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.status == "agrees":
            same = (finding.key.meter, finding.key.choice, finding.ours, finding.term, finding.offer.published)
            agreeing[same].append(finding)
    rows = [_finding_row(finding, finding.key.region) for finding in findings if finding.status != "agrees"]
    rows += [_finding_row(alike[0], _regions(alike)) for alike in agreeing.values()]
    summary = ", ".join(f"{count:,} {'agree' if status == 'agrees' else status}" for status, count in counts.items() if count)
    return Sheet(
        schema="prices-check/1",
        title="Price tables against AWS's price lists",
        subtitle=f"{summary or NOTHING} in {_lists(offers)}",
        columns=CHECK_COLUMNS,
        rows=tuple(rows),
        notes=(("Not in the tables", tuple(not_in_tables)),),
        document={
            "offers": [_offer_document(offer) for offer in offers],
            "counts": counts,
            "findings": [_finding_document(finding) for finding in findings],
            "unlisted": not_in_tables,
        },
    )


def bill_check(findings: list[Finding], not_in_tables: list[str], offers: list[Offer], bills: Sequence[str]) -> Sheet:
    """The same of *bills*, which *offers* were made of."""
    made = check(findings, not_in_tables, offers)
    renamed = {"offer": "Bill", "published": "Last used"}
    columns = tuple(column._replace(title=renamed.get(column.key, column.title)) for column in made.columns)
    summary = made.subtitle.partition(" in ")[0] if findings else NOTHING
    return made._replace(title="Price tables against a bill", subtitle=f"{summary} in {', '.join(bills)}", columns=columns)


def update(result: UpdateResult, folder: Path) -> Sheet:
    """What an update did to the tables in *folder*; what was confirmed is one row for each meter."""
    rows = [_change_row(change, change.finding.key.region) for change in result.changes if change.what != "confirmed"]
    confirmed: dict[Hashable, list[Change]] = defaultdict(list)
    for change in result.changes:
        if change.what == "confirmed":
            key = change.finding.key
            confirmed[key.meter, key.choice, change.finding.offer.published].append(change)
    rows += [_change_row(alike[0], _regions(change.finding for change in alike)) for alike in confirmed.values()]
    return Sheet(
        schema="prices-update/1",
        title=f"Prices in {folder.name}",
        subtitle=_summary(result.changes),
        columns=UPDATE_COLUMNS,
        rows=tuple(rows),
        notes=(("Not taken", tuple(result.not_taken)),),
    )


def dry_run_notes(result: UpdateResult) -> list[str]:
    """What is said beside the diff of a dry run."""
    left = [
        f"{change.finding.key.meter} in {change.finding.key.region}: {change.why}" for change in result.changes if change.why
    ]
    not_taken = [f"not taken: {sentence}" for sentence in result.not_taken]
    return [f"{_summary(result.changes)} (dry run: nothing is written)", *left, *not_taken]


def _lists(offers: Sequence[Offer]) -> str:
    if len(offers) <= MAX_LISTS:
        return "; ".join(f"{offer.code} of {offer.published}" for offer in offers)
    days = sorted({offer.published for offer in offers})
    return f"{len(offers)} price lists of {' to '.join(map(str, dict.fromkeys((days[0], days[-1]))))}"


def _summary(changes: Iterable[Change]) -> str:
    """How many prices were appended, confirmed and left."""
    done = [change.what for change in changes]
    counts = [f"{done.count(word):,} {word}" for word in ("appended", "confirmed", "left") if word in done]
    return ", ".join(counts) or "nothing new"


def _regions(findings: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(finding.key.region for finding in findings))


def _finding_row(finding: Finding, regions: str) -> Row:
    choice = " ".join(word for word in (finding.key.choice, finding.term) if word)
    ours = steps_in_line(finding.ours)
    theirs = "" if finding.status == "agrees" else steps_in_line(finding.theirs)
    which = (finding.status, finding.key.meter, choice, regions)
    return Row((*which, ours, theirs, finding.offer.published, finding.why))


def _change_row(change: Change, regions: str) -> Row:
    finding = change.finding
    before, after = steps_in_line(finding.ours), steps_in_line(finding.theirs)
    return Row((change.what, finding.key.meter, finding.key.choice, regions, finding.day, before, after, change.why))


def _offer_document(offer: Offer) -> dict[str, Any]:
    days = {"published": offer.published.isoformat(), "version": offer.version}
    return {"name": offer.name, "code": offer.code} | days | {"regions": sorted(offer.regions)}


def _finding_document(finding: Finding) -> dict[str, Any]:
    return {
        "status": finding.status,
        "meter": finding.key.meter,
        "choice": finding.key.choice or None,
        "region": finding.key.region or None,
        "plan": finding.term or None,
        "day": finding.day.isoformat(),
        "tables": _steps_document(finding.ours),
        "offer": _steps_document(finding.theirs),
        "usage_type": finding.usage_type or None,
        "why": finding.why or None,
    }


def _steps_document(steps: Steps) -> list[dict[str, str]] | None:
    return [{"above": decimal_text(above), "price": decimal_text(price)} for above, price in steps] or None
