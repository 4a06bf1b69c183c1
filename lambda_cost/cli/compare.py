"""`lambda-cost compare`: scenarios, or variants of one, beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lambda_cost.cli import drawing, options, output
from lambda_cost.cli.inputs import flags, scenario_file
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.cli.progress import progress
from lambda_cost.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.regions import Region
    from lambda_cost.what_if.compare import Comparison, PricedVariant
    from lambda_cost.what_if.variants import Variant


TWO = 2


def compare(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Scenarios or templates; - is standard input.")],
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="PATH=VALUE,VALUE",
            help="Variants of one scenario; several --vary make every combination. A field without a path"
            " (architecture, memory_mb) applies to every resource that has it.",
        ),
    ] = None,
    observed: Annotated[
        str | None,
        typer.Option("--observed", metavar="FILE", help="Compare one scenario with a usage file written by `observe`."),
    ] = None,
    by: options.By = None,
) -> None:
    """Compare scenarios, or variants of one, side by side.

    With one file, --set compares it with the same file changed, and --vary makes variants of it (with --set in all
    of them).  A variant that has no price is shown with the reason. --budget checks the cost of a scenario: with two
    scenarios, that of the second; with more, that of the cheapest.

    \b
    Examples:
      lambda-cost compare before.yaml after.yaml
      lambda-cost compare shop.yaml --set functions.checkout.memory_mb=1024 --format markdown
      lambda-cost compare shop.yaml --vary architecture=x86_64,arm64
      lambda-cost compare shop.yaml --vary region=eu-west-1,eu-central-1 --vary apis.public.type=http,rest
      lambda-cost compare main.yaml branch.yaml --budget 500
      lambda-cost compare shop.yaml --observed usage.yaml
    """
    from lambda_cost.what_if.compare import compare as compare_variants

    pricing = pricing_of(pricing_flags)
    if observed is not None:
        comparison: Comparison = _drift(files, given, vary, observed, pricing.book)
    else:
        variants = _variants(files, given, vary or [], pricing.book.regions)
        with progress("Comparing", len(variants)) as advance:
            comparison = compare_variants(*variants, prices=pricing.book, advance=advance)
    comparison = flags.grouped(comparison, by)
    budgeted = _variant_for_budget(comparison)
    budget = pricing.budgeted(budgeted.bill, budgeted.name) if budgeted.bill else None
    if not drawing.write_chart_of(comparison, to.out):
        output.show(comparison, to, pricing.conversion, budget=budget)
    pricing.enforce_price_age(*(variant.bill for variant in comparison.variants if variant.bill))
    output.exit_if_exceeded(budget)
    output.exit_if_partial(*([budgeted.bill.scenario] if budget is not None and budgeted.bill else []))


def _drift(
    files: list[str], given: options.ScenarioFlags, vary: list[str] | None, observed: str, book: PriceBook
) -> Comparison:
    """What is described in the one of *files* against the usage file *observed*."""
    from lambda_cost.usage import Usage
    from lambda_cost.what_if.drift import drift

    if len(files) > 1 or vary:
        raise ScenarioError([Problem("--observed", "goes with one scenario, and without --vary")])
    return drift(scenario_file.document_of(files[0], given), Usage.read(observed), book, book.regions)


def _variants(files: list[str], given: options.ScenarioFlags, vary: list[str], known: Mapping[str, Region]) -> list[Variant]:
    from lambda_cost.what_if import variants

    changes, given = given.changes or [], given._replace(changes=None)
    if len(files) > 1:
        if changes or vary:
            raise ScenarioError([Problem("--set" if changes else "--vary", "goes with one file, of which it makes a variant")])
        return [variants.make_variant(scenario_file.document_of(file, given), [], file, known=known) for file in files]
    doc = scenario_file.document_of(files[0], given)
    if vary:
        return variants.make_variants(doc, vary, changes, known)
    if not changes:
        raise ScenarioError([Problem(files[0], "stands alone; give another file to compare it with, or --set or --vary")])
    name = changes[0] if len(changes) == 1 else "changed"
    return [variants.make_variant(doc, [], files[0], known=known), variants.make_variant(doc, changes, name, known=known)]


def _variant_for_budget(comparison: Comparison) -> PricedVariant:
    """The variant that a budget is for: the second of two, else the cheapest."""
    last = comparison.variants[-1]
    return last if len(comparison.variants) == TWO and last.bill else comparison.cheapest
