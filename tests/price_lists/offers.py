"""What tests of reading price lists share."""

from collections.abc import Callable

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists.model import Offer

BOOK = PriceBook.bundled()


REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1", "us-gov-west-1")


Read = Callable[..., Offer]
