"""Price lists for a command: the options that say which, and their offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lambda_cost.cli import options  # noqa: TC001 - the annotations of groups are read
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError
from lambda_cost.numbers.units import read_number
from lambda_cost.prices.price_lists import downloads, sources
from lambda_cost.scenario import month

if TYPE_CHECKING:
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer

OptionalPriceLists = Annotated[
    list[str] | None,
    typer.Argument(metavar="PRICE_LIST", help="AWS's price lists, as for prices update.  [default: those that AWS publishes]"),
]
MaxSize = Annotated[
    str | None, typer.Option("--max-size", metavar="SIZE", help="Largest list to read (uncompressed).  [default: 4GB]")
]
Timeout = Annotated[
    str | None, typer.Option(metavar="TIME", help="Time limit for all downloads together: 90s, 30min.  [default: 30min]")
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", metavar="CODE", help="Only this price list, such as AWSLambda; may be given again."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Download without asking.")]


class LimitFlags(NamedTuple):
    """How much may be read, and for how long."""

    max_size: MaxSize = None
    timeout: Timeout = None

    @property
    def limits(self) -> downloads.Limits:
        """The limits, as numbers.

        Raises:
            ScenarioError: if one is no size or no time.
        """
        return downloads.Limits(
            int(_number(self.max_size, "max_size_mb", downloads.LIMITS.bytes / 1024**2) * 1024**2),
            float(_number(self.timeout, "timeout_ms", downloads.LIMITS.seconds * 1000) / 1000),
        )


class ChoiceFlags(NamedTuple):
    """Which of AWS's public lists to fetch."""

    region: options.Regions = None
    service: Services = None
    yes: Yes = False

    def refuse_with(self, given: str) -> None:
        """Refuse a choice among AWS's lists, as something else was *given* to compare with.

        Raises:
            ScenarioError: if there is one.
        """
        if self.region or self.service:
            message = "cannot be combined with --region or --service, which choose among AWS's lists"
            raise ScenarioError([Problem(given, message if given == "PRICE_LIST" else f"{message}, or with a PRICE_LIST")])


def read_offers(price_lists: list[str], book: PriceBook, limits: downloads.Limits) -> list[Offer]:
    """The offers in *price_lists*, each a place that may have several, with progress.

    Raises:
        ScenarioError: if one is empty.
        UnreadableFileError: if one cannot be read, or is of a day to come.
    """
    if not all(map(str.strip, price_lists)):
        raise ScenarioError([Problem("PRICE_LIST", "is empty; allowed: a file, a folder, an https address, or aws:AWSLambda")])
    with progress("Reading price lists", sum(map(sources.size, price_lists)) or None) as advance:
        offers = [offer for where in price_lists for offer in sources.read(where, book, limits, advance)]
    for offer in offers:
        sources.check_published(offer, month.today())
    return offers


def _number(text: str | None, field: str, default: float) -> float:
    """The number that an option's *text* is, in the unit of *field*."""
    if text is None:
        return default
    name = f"--{field.rpartition('_')[0].replace('_', '-')}"
    return float(read_number(name, text, field, lambda given: given > 0, "more than 0"))
