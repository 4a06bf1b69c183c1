"""`lambda-cost estimate`: what a scenario costs in a month."""

from __future__ import annotations

from lambda_cost.cli import options  # noqa: TC001


def estimate(
    file: options.ScenarioFile = None,
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
    to: options.FormatOption = None,
    out: options.Out = None,
) -> None:
    """Say what a scenario costs in a month.

    Without a file the flags describe one function, and an API if --api is given.

    \b
    Examples:
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB
      lambda-cost estimate --requests 1M --duration 0.5s --memory 512MB --free-tier none
      lambda-cost estimate --requests 10M --duration 120ms --memory 1GB --arch arm64 --region eu-west-1 --api http
      lambda-cost estimate shop.yaml --day 2026-11-01 --set functions.checkout.memory_mb=1024
      lambda-cost estimate shop.yaml --format json | jq .total
      lambda-cost estimate shop.yaml --out bill.md
      lambda-cost estimate shop.yaml --budget 500
      lambda-cost estimate template.yaml --usage usage.yaml
    """
    from lambda_cost.bill.estimate import estimate as price
    from lambda_cost.cli import flags, importing, output

    function = flags.function(requests, duration, billed_duration, memory, arch)
    head = {"region": region, "day": day, "month": month, "hours": hours, "free_tier": free_tier}
    how = importing.Importing(usage, parameter, parameter_file, root, env)
    scenario = flags.scenario_of(file, function, api, connection_minutes, head, changes, how)
    bill = price(scenario)
    held = flags.held(bill, budget)
    output.show(bill, to, out, held)
    output.hold(held)
