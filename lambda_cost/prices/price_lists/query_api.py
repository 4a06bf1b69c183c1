"""The Price List query API, by way of boto3: the same lists, asked for region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.errors import UnreadableFileError, did_you_mean
from lambda_cost.prices.price_lists import fetch
from lambda_cost.prices.price_lists.bulk_json import add_answer
from lambda_cost.prices.price_lists.collector import OfferCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer

SCHEME = "aws:"
"""What an offer that is asked for begins with: `aws:AWSLambda/eu-west-1`."""


def read(where: str, book: PriceBook, advance: Callable[[int], None]) -> list[Offer]:
    """The offer of the service that *where* names: `aws:AWSLambda`, or `aws:AWSLambda/eu-west-1`.

    Raises:
        UnreadableFileError: if there is no such service or region, boto3 is not installed, or AWS refuses.
    """
    code, _, region = where.removeprefix(SCHEME).partition("/")
    if code not in book.usage_types.price_lists:
        raise UnreadableFileError(f"{where} names no service; {did_you_mean(code, book.usage_types.price_lists)}")
    if region and region not in book.regions:
        raise UnreadableFileError(f"{where} names no region; {did_you_mean(region, book.regions)}")
    collector = OfferCollector(book, where)
    collector.head["offerCode"] = code
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}] if region else []
    for page in fetch.pages(code, filters, where):
        for answer in page:
            add_answer(answer, collector)
        advance(len(page))
    return [collector.offer()]
