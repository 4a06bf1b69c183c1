"""`lambda-cost estimate`: what a scenario costs in a month."""

from __future__ import annotations

from lambda_cost.cli import options  # noqa: TC001


def estimate(
    files: options.ScenarioFiles = None,
    requests: options.Requests = None,
    duration: options.Duration = None,
    billed_duration: options.BilledDuration = None,
    memory: options.Memory = None,
    arch: options.Arch = None,
    api: options.Api = None,
    connection_minutes: options.ConnectionMinutes = None,
    region: options.Region = None,
    day: options.Day = None,
    month: options.Month = None,
    hours: options.Hours = None,
    free_tier: options.FreeTierOption = None,
    changes: options.Changes = None,
    budget: options.BudgetOption = None,
    usage: options.UsageFile = None,
    parameter: options.Parameter = None,
    parameter_file: options.ParameterFile = None,
    root: options.Root = None,
    env: options.Environment = None,
    prices: options.Prices = None,
    max_price_age: options.MaxPriceAge = None,
    currency: options.Currency = None,
    rate: options.ConversionRate = None,
    by: options.By = None,
    draws: options.Draws = None,
    seed: options.Seed = None,
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Show what a scenario costs in a month.

    Without a file the flags describe one function, and an API if --api is given. Several files are one account's month:
    what is free and the tiers are those of all together. Where a number of the file is a range,
    such as requests: {low: 1M, likely: 3M, high: 20M}, it says what many draws of them cost.

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
    from lambda_cost.cli import importing, output, uncertain
    from lambda_cost.cli.inputs import flags, scenario_file
    from lambda_cost.cli.inputs.prices import pricing_of

    function = flags.function(requests, duration, billed_duration, memory, arch)
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    pricing = pricing_of(prices, max_price_age, currency, rate)
    how = importing.TemplateFlags(usage, parameter, parameter_file, root, env)
    if not files:
        how.refuse_without_template()
        uncertain.refuse_without_ranges(draws, seed)
        scenario = flags.scenario_of(None, function, api, connection_minutes, head, changes, pricing.book.regions)
    else:
        flags.refuse_flags_with_file(", ".join(files), function, api, connection_minutes)
        spreads = scenario_file.spreads_in(files, head, changes, how)
        if spreads.found and draws != "0":
            flags.refuse_by(by)
            uncertain.show(spreads, draws, seed, to, out, budget, pricing)
            return
        if not spreads.found:
            uncertain.refuse_without_ranges(draws, seed)
        scenario = scenario_file.scenario_in(spreads, pricing.book.regions)
    bill = flags.grouped(pricing.priced(scenario), by)
    held = flags.check_budget(bill, budget)
    output.show(bill, to, out, budget=held)
    pricing.enforce_price_age(bill)
    output.exit_if_exceeded(held)
    output.exit_if_partial(*([bill.scenario] if budget is not None else []))
