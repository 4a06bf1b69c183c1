"""AWS's public price lists for a command: it says what it will fetch, asks, fetches, and keeps nothing afterwards."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from lambda_cost import files
from lambda_cost.cli.exits import WRONG_INPUT
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, did_you_mean
from lambda_cost.prices import saving
from lambda_cost.prices.price_lists import downloads, fetch, public_lists
from lambda_cost.prices.refreshed import data_folder
from lambda_cost.scenario import month

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price_lists.model import Offer
    from lambda_cost.prices.price_lists.public_lists import PublicList

DOWNLOADS = "price-lists"
"""The folder, in the user's data folder, in which lists are kept until they have been read."""
KB, MB = 1024, 1024**2


@contextmanager
def public_offers(
    book: PriceBook,
    regions: list[str],
    services: list[str] | None,
    limits: downloads.Limits,
    *,
    yes: bool,
) -> Generator[list[Offer]]:
    """The offers of AWS's public price lists, fetched into the user's data folder, which nobody else changes meanwhile.

    What was fetched is removed when all of it has been read, and kept for the next command if something fails.

    Raises:
        ScenarioError: if an option is wrong, or nobody can be asked.
        UnreadableFileError: if another command fetches lists, or one cannot be fetched.
        Exit: if the answer is no.
    """
    wanted = _wanted(book, regions, services)
    if not yes and not _can_ask():
        allowed = "--yes, which fetches AWS's price lists without asking; or files, folders and addresses of lists"
        raise ScenarioError([Problem("PRICE_LIST", f"is missing, and there is no terminal to ask on; allowed: {allowed}")])
    folder = data_folder()
    files.make_folder(folder / DOWNLOADS, "made")
    with saving.changing(folder, patience_s=0):
        deadline = fetch.Deadline(limits.seconds)
        lists = _find(book, wanted, folder / DOWNLOADS, deadline)
        _say_plan(lists)
        if not yes and not _agreed():
            typer.echo("nothing was fetched", err=True)
            raise typer.Exit(WRONG_INPUT)
        offers = _fetch(lists, folder / DOWNLOADS, book, limits, fetch.Deadline(limits.seconds))
        downloads.remove(folder / DOWNLOADS)
        yield offers


def _can_ask() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _agreed() -> bool:
    typer.echo("Fetch them? [y/N] ", nl=False, err=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _wanted(book: PriceBook, regions: list[str], services: list[str] | None) -> list[tuple[str, str]]:
    """The code and region of each list that is to be fetched."""
    known = book.usage_types.price_lists
    problems = [
        Problem("--service", f"is {service!r}; {did_you_mean(service, known)}")
        for service in services or []
        if service not in known
    ]
    if problems:
        raise ScenarioError(problems)
    return [
        (code, region)
        for region in regions or public_lists.default_regions(book)
        for code in public_lists.codes_for(book, region)
        if code in (services or known)
    ]


def _find(book: PriceBook, wanted: list[tuple[str, str]], folder: Path, deadline: fetch.Deadline) -> list[PublicList]:
    with _with_hint("Without a network, name price lists that were downloaded elsewhere."):
        lists = public_lists.find_lists(book, wanted, folder, deadline)
    if not lists:
        raise UnreadableFileError("AWS has no price list for these services and regions; nothing was changed")
    return public_lists.with_sizes(lists, deadline)


def _fetch(
    lists: Iterable[PublicList], folder: Path, book: PriceBook, limits: downloads.Limits, deadline: fetch.Deadline
) -> list[Offer]:
    sizes = [price_list.bytes for price_list in lists]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    with (
        _with_hint("What was fetched is kept, and the same command goes on there."),
        progress("Fetching price lists", total) as advance,
    ):
        return [
            public_lists.read_list(price_list, folder, book, limits, deadline, month.today(), advance) for price_list in lists
        ]


@contextmanager
def _with_hint(hint: str) -> Generator[None]:
    """Say, after what cannot be fetched, that nothing was changed, and the *hint*."""
    try:
        yield
    except UnreadableFileError as error:
        raise UnreadableFileError(f"{error}; nothing was changed. {hint}") from None


def _say_plan(lists: list[PublicList]) -> None:
    """Say on standard error what will be fetched, with sizes."""
    regions = len({price_list.region for price_list in lists})
    typer.echo(f"AWS's public price lists for {regions} {_plural('region', regions)}, from {lists[0].server}:", err=True)
    codes = dict.fromkeys(price_list.code for price_list in lists)
    for code in codes:
        typer.echo(_line(code, [price_list for price_list in lists if price_list.code == code]), err=True)
    if len(codes) > 1:
        typer.echo(_line("in all", lists), err=True)


def _line(name: str, lists: list[PublicList]) -> str:
    sizes = [price_list.bytes for price_list in lists]
    size = "size unknown" if None in sizes else _in_words(sum(size or 0 for size in sizes))
    return f"  {name:<18}{len(lists):>5} {_plural('list', len(lists)):<5}{size:>14}"


def _in_words(size: int) -> str:
    return f"{size / MB:,.0f} MB" if size >= 10 * MB else f"{size / KB:,.0f} KB"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
