"""`lambda-cost break-even`: where designs cost the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import drawing, options, output
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.inputs.scenario_file import document_of
from lambda_cost.errors import Problem, ScenarioError, blame

if TYPE_CHECKING:
    from decimal import Decimal

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.strict_yaml import Document
    from lambda_cost.what_if.break_even.break_even import BreakEven

QUESTIONS = ["arm64", "provisioned", "api-type"]


def break_even(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Scenarios or templates, each a design; - is standard input.")
    ],
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    over: Annotated[
        str | None, typer.Option(metavar="PATH[,PATH]=LOW:HIGH", help="The field that changes, and its range.")
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=A,B", help="Make several designs of each file: apis.public.type=http,rest."),
    ] = None,
    against: Annotated[str | None, typer.Option(metavar="AMOUNT", help="Also compare with a fixed cost a month.")] = None,
    question: Annotated[
        str | None,
        options.choice(QUESTIONS, "A common question about the file, instead of --over and --vary."),
    ] = None,
    of: Annotated[str | None, typer.Option(metavar="NAME", help="The function or API that --question is about.")] = None,
    at: Annotated[str | None, typer.Option(metavar="VALUE", help="Also show what each design costs at this value.")] = None,
) -> None:
    """Show where designs cost the same, and where each is cheapest.

    Designs are files, or one file with --vary. --question answers a common question:
    arm64 (how much slower it may run and still cost less);
    provisioned (the utilisation from which provisioned concurrency costs less);
    api-type (HTTP API, REST API or load balancer: cheapest by requests a month).

    \b
    Examples:
      lambda-cost break-even shop.yaml --vary apis.public.type=http,rest --over apis.public.requests=0:1B
      lambda-cost break-even http.yaml balancer.yaml --over apis.public.requests,load_balancers.public.processed_gb=0:100M
      lambda-cost break-even shop.yaml --against 150 --over functions.checkout.requests=0:1B
      lambda-cost break-even shop.yaml --question arm64 --at 1.1
      lambda-cost break-even shop.yaml --question provisioned --of checkout
    """
    from lambda_cost.scenario.scenario import Scenario

    pricing = pricing_of(pricing_flags)
    book = pricing.book
    docs = {file: _require_mapping(document_of(file, given)) for file in files}
    if question is None:
        _check_unasked(of)
        result = _find_break_even(docs, over, vary or [], against, book)
    else:
        result = _answer_question(docs, question, of or "", book, mixed=bool(over or vary or against))
    if not drawing.write_chart_of(result, to.out):
        value = None if at is None else _parse_value(at, result)
        output.show(result, to, pricing.conversion, at=value)
    pricing.enforce(*(Scenario.of(doc, book.regions) for doc in docs.values()))


def _require_mapping(doc: Document) -> Document:
    """*doc* if it is a mapping; else the usual error."""
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.strict_yaml import is_mapping

    if not is_mapping(doc.data):
        Scenario.of(doc)
    return doc


def _check_unasked(of: str | None) -> None:
    """Refuse --of where nothing is asked that it could be about."""
    if of is not None:
        raise ScenarioError([Problem("--of", "says what a --question is about; give one, or name the resource in --over")])


def _answer_question(docs: dict[str, Document], question: str, of: str, book: PriceBook, *, mixed: bool) -> BreakEven:
    from lambda_cost.what_if.break_even.presets import answer_preset

    if mixed:
        raise ScenarioError([Problem("--question", "cannot be combined with --over, --vary or --against; remove one of them")])
    if len(docs) > 1:
        raise ScenarioError([Problem("--question", "is asked of one file; give the others each by itself")])
    return answer_preset(question, next(iter(docs.values())), of, book)


def _find_break_even(
    docs: dict[str, Document], over: str | None, vary: list[str], against: str | None, book: PriceBook
) -> BreakEven:
    from lambda_cost.what_if.break_even.break_even import break_even_of_documents
    from lambda_cost.what_if.budget.budget import parse_amount
    from lambda_cost.what_if.variants import varied_documents

    paths, sign, ends = (over or "").partition("=")
    low, colon, high = ends.partition(":")
    if not (paths and sign and colon):
        message = "allowed: PATH=LOW:HIGH, such as apis.public.requests=0:1B; or ask a --question"
        raise ScenarioError([Problem("--over", f"is {over!r}; {message}" if over else f"is missing; {message}")])
    designs: dict[str, Document | Decimal] = {}
    left_out: list[str] = []
    for file, doc in docs.items():
        made = varied_documents(doc, vary) if vary else {}
        prefix = f"{file}, " if len(docs) > 1 else ""
        designs |= {f"{prefix}{name}": design for name, (design, _) in made.items()} or {file: doc}
        left_out += [sentence for _, dropped in made.values() for sentence in dropped]
    if against is not None:
        designs["--against"] = parse_amount(against, "--against")
    return break_even_of_documents(designs, paths.split(","), (low, high), book, list(dict.fromkeys(left_out)))


def _parse_value(at: str, result: BreakEven) -> Decimal:
    """*at* as a number in the unit of the field that changes."""
    from lambda_cost.numbers.units import Rate, number

    with blame("--at"):
        value = number(at, result.over.rpartition(".")[2])
    if isinstance(value, Rate) or not result.low <= value <= result.high:
        raise ScenarioError([Problem("--at", f"is {at}; allowed: {result.low:,f} to {result.high:,f}")])
    return value
