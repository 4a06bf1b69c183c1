"""`lambda-cost prices map`: where a scenario costs least."""

from __future__ import annotations

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import flags
from lambda_cost.cli.inputs.prices import pricing_of
from lambda_cost.reports.cost_map import cost_map as sheet
from lambda_cost.what_if.by_region import cost_by_region, pinned_resources


def cost_map(
    function: options.FunctionFlags,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    to: options.OutputFlags,
    file: options.OptionalFile = None,
) -> None:
    """Show what a scenario costs in every region, cheapest first.

    Regions that lack a price it needs come last, with what is missing. Resources that name a region of their own
    stay there.

    \b
    Examples:
      lambda-cost prices map --requests 10M --duration 120ms --memory 512MB
      lambda-cost prices map --requests 10M --duration 120ms --memory 512MB --arch arm64 --free-tier none
      lambda-cost prices map shop.yaml --format csv
    """
    pricing = pricing_of(pricing_flags)
    scenario = flags.scenario_of(file, function, given, pricing.book.regions)
    costs = cost_by_region(scenario, pricing.book)
    output.show_sheet(sheet(costs, scenario, pinned_resources(scenario)), to, pricing.conversion)
    bills = [cost.bill for cost in costs if cost.bill]
    pricing.enforce_price_age(*bills)
    pricing.enforce(scenario, cheapest=bills[0].total, currency=bills[0].currency)
