"""Update a whole book: every table with what offers say put into it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from lambda_cost.prices.price_lists import compare
from lambda_cost.prices.price_lists.update import update_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.compare import Finding
    from lambda_cost.prices.price_lists.model import Offer
    from lambda_cost.prices.price_lists.update import Change
    from lambda_cost.prices.table import Table


class UpdateResult(NamedTuple):
    """What an update makes of a book."""

    tables: dict[str, Table]
    """By address, the tables that an offer says something of."""
    changes: list[Change]
    """What is done to each price."""
    not_taken: list[str]
    """A sentence for whatever the offers list that no table has, or that an update does not take."""


def update_tables(offers: list[Offer], book: PriceBook) -> UpdateResult:
    """The tables of *book* with *offers* put into them."""
    findings = compare.findings(offers, book)
    by_table: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if not finding.term:
            by_table[finding.key.meter.rpartition(".")[0]].append(finding)
    tables: dict[str, Table] = {}
    changes: list[Change] = []
    for address, about in by_table.items():
        tables[address], done = update_table(book.table(address), about, [*book.regions])
        changes += done
    return UpdateResult(tables, changes, [*_not_taken(findings), *compare.not_in_tables(offers)])


def _not_taken(findings: Iterable[Finding]) -> list[str]:
    """A sentence for each finding that an update does not take."""
    sentences: list[str] = []
    for finding in findings:
        meter, region, choice = finding.key
        price = meter + (f" ({choice})" if choice else "") + (f" in {region}" if region else "")
        if finding.term and finding.status != "agrees":
            by_hand = "rates of plans are put into compute.yaml by hand"
            sentences.append(f"{price}, Savings Plan {finding.term}: {finding.status}; {by_hand}")
        elif finding.status in {"ambiguous", "earlier", "not comparable"} or (finding.status == "differs" and not region):
            sentences.append(f"{price}: {finding.why}; nothing is changed")
    return sentences
