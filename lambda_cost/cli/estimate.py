"""`lambda-cost estimate`: what a scenario costs in a month."""

from __future__ import annotations

from lambda_cost.cli import options, output
from lambda_cost.cli.inputs import flags, scenario_file
from lambda_cost.cli.inputs.prices import pricing_of


def estimate(
    function: options.FunctionFlags,
    given: options.ScenarioFlags,
    pricing_flags: options.PricingFlags,
    draws: options.DrawFlags,
    to: options.OutputFlags,
    files: options.ScenarioFiles = None,
    by: options.By = None,
    full: options.Full = False,
) -> None:
    """Show what a scenario costs in a month.

    Without a file the flags describe one function, and an API if --api is given. Several files are priced as one account:
    the free tier and price tiers apply to their combined usage, with subtotals by file. If a number is a range, such as
    requests: {low: 1M, likely: 3M, high: 20M}, the result is a distribution of costs from many samples.
    On a terminal the result is the total and each resource, highest cost first; --full shows every charge, as in a pipe
    or a file.

    \b
    Examples:
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB --free-tier none
      lambda-cost estimate --requests 10M --duration 120ms --memory 1GB --arch arm64 --region eu-west-1 --api http
      lambda-cost estimate shop.yaml --day 2026-11-01 --set functions.checkout.memory_mb=1024
      lambda-cost estimate shop.yaml --format json | jq .total
      lambda-cost estimate shop.yaml --out bill.md
      lambda-cost estimate shop.yaml blog.yaml template.yaml --usage usage.yaml
      lambda-cost estimate shop.yaml --by tag:team
      lambda-cost estimate shop.yaml --budget 500
      lambda-cost estimate template.yaml --usage usage.yaml
      lambda-cost estimate shop.yaml --prices our-prices --max-price-age 90d
      lambda-cost estimate shop.yaml --currency EUR --rate 0.92
      lambda-cost estimate shop.yaml --set 'functions.checkout.requests={low: 1M, likely: 3M, high: 20M}'
    """
    from lambda_cost.cli import uncertain

    pricing = pricing_of(pricing_flags)
    if not files:
        uncertain.refuse_without_ranges(draws)
        scenario = flags.scenario_of(None, function, given, pricing.book.regions)
    else:
        flags.refuse_flags_with_file(", ".join(files), function)
        spreads = scenario_file.spreads_in(files, given)
        if spreads.found and draws.draws != "0":
            flags.refuse_by(by)
            uncertain.show(spreads, draws, pricing, to)
            return
        if not spreads.found:
            uncertain.refuse_without_ranges(draws)
        scenario = scenario_file.scenario_in(spreads, pricing.book.regions)
    bill = flags.grouped(pricing.priced(scenario), by)
    budget = pricing.budgeted(bill)
    output.show(bill, to, full=full, budget=budget)
    pricing.enforce_price_age(bill)
    output.exit_if_exceeded(budget)
    output.exit_if_partial(*([bill.scenario] if pricing.budget is not None else []))
