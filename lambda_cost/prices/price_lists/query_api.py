"""The Price List query API, by way of boto3: the same lists, asked for region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.errors import UnreadableFileError, did_you_mean
from lambda_cost.prices.price_lists import fetch
from lambda_cost.prices.price_lists.bulk_json import take_answer
from lambda_cost.prices.price_lists.collector import Gathering

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.prices.price_lists.model import Offer
    from lambda_cost.prices.usage_types import Catalogue

SCHEME = "aws:"
"""What an offer that is asked for begins with: `aws:AWSLambda/eu-west-1`."""


def read(where: str, catalogue: Catalogue, advance: Callable[[int], None]) -> list[Offer]:
    """The offer of the service that *where* names: `aws:AWSLambda`, or `aws:AWSLambda/eu-west-1`.

    Raises:
        UnreadableFileError: if there is no such service or region, boto3 is not installed, or AWS refuses.
    """
    code, _, region = where.removeprefix(SCHEME).partition("/")
    if code not in catalogue.price_lists:
        raise UnreadableFileError(f"{where} names no service; {did_you_mean(code, catalogue.price_lists)}")
    if region and region not in catalogue.regions:
        raise UnreadableFileError(f"{where} names no region; {did_you_mean(region, catalogue.regions)}")
    into = Gathering(catalogue, where)
    into.head["offerCode"] = code
    filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": region}] if region else []
    for answer in fetch.pages(code, filters, where):
        for one in answer:
            take_answer(one, into)
        advance(len(answer))
    return [into.offer()]
