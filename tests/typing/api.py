# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""The public interface as its users' type checkers see it.

    mypy tests/typing
    basedpyright tests/typing

`make types` runs both, and both are strict here.  Each `assert_type` is checked and does nothing
when it runs; each `ignore` is an error in itself where the mistake beside it would pass.
The program also runs: `python tests/typing/api.py`.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import altair as alt
import numpy as np
import numpy.typing as npt

from lambda_cost import (
    Age,
    ApplicationLoadBalancer,
    AsyncEvents,
    Authorizer,
    BreakEven,
    Budget,
    Cache,
    Charge,
    ColdStarts,
    Commitment,
    Comparison,
    Conversion,
    Crossing,
    Difference,
    Discount,
    Draft,
    Durable,
    EdgeFunction,
    Endpoint,
    EphemeralStorage,
    Errors,
    Estimate,
    EventPoller,
    Explanation,
    Forecast,
    Function,
    Growth,
    HttpApi,
    IncompleteScenarioError,
    Internet,
    LambdaCostError,
    Logs,
    ManagedInstances,
    Microvm,
    MissingPriceError,
    NatGateway,
    Observed,
    ObservedApi,
    ObservedFunction,
    OtherCost,
    Price,
    PriceBook,
    Problem,
    ProvisionedConcurrency,
    Reconciliation,
    ResponseStreaming,
    RestApi,
    Retries,
    RoundingError,
    SavingsPlan,
    Scenario,
    ScenarioError,
    SnapStart,
    Streaming,
    Sweep,
    TableError,
    Tariff,
    TenantIsolation,
    Tier,
    Timeouts,
    Traces,
    TransferOut,
    Tuning,
    Uncertain,
    UnreadableFileError,
    Usage,
    WebsocketApi,
    best_commitment,
    break_even,
    budget,
    compare,
    cost_by_memory,
    cost_by_region,
    cost_by_traffic,
    diff,
    durable_operations,
    estimate,
    explain,
    forecast,
    load,
    observe,
    plot,
    reconcile,
    report,
    scale_traffic,
    scenario_of_bill,
    sweep,
    templates,
    tune,
    uncertain,
    unit_costs,
)
from lambda_cost.notebook import explore
from lambda_cost.numbers.quantity import Quantity

Floats = npt.NDArray[np.float64]


def described() -> Scenario[Decimal]:
    """A scenario of exact numbers, said as text, decimals and integers."""
    checkout: Function[Decimal] = Function(
        name="checkout",
        requests=Decimal(10_000_000),
        duration_ms=Decimal("119.5"),
        memory_mb=Decimal(512),
        architecture="arm64",
        features=(ColdStarts(share=Decimal("0.01"), init_ms=Decimal(800)),),
    )
    ready: ProvisionedConcurrency[Decimal] = ProvisionedConcurrency(environments=Decimal(1), requests=Decimal(100))
    steady: Function[Decimal] = Function(
        name="steady", requests=Decimal(100), duration_ms=Decimal(1), memory_mb=Decimal(128), features=(ready,)
    )
    cache: Cache[Decimal] = Cache(size_gb="0.5")
    return Scenario(
        region="eu-west-1",
        day=date(2026, 11, 1),
        functions=[checkout, steady],
        apis=[RestApi(name="partners", functions=("checkout",), features=(cache,))],
    )


def serverless() -> Scenario[Decimal]:
    """One of every other resource and feature, each of exact numbers."""
    rare: Function[Decimal] = Function(
        name="rare",
        requests=Decimal(1000),
        duration_ms=Decimal(10),
        memory_mb=Decimal(512),
        features=(
            EphemeralStorage(size_mb=Decimal(1024)),
            ResponseStreaming(mb=Decimal(7)),
            Durable(operations=durable_operations(steps=2, waits=1)),
            TenantIsolation(environments=Decimal(2)),
            AsyncEvents(event_kb=Decimal(100)),
            Logs(kb=Decimal(2)),
            Traces(share=Decimal("0.05")),
            TransferOut(response_kb=Decimal(5)),
            Errors(share=Decimal("0.02"), duration_ms=Decimal(200)),
            Timeouts(share=Decimal("0.001"), timeout_ms=Decimal(3000)),
            Retries(share=Decimal("0.01")),
        ),
    )
    restored: Function[Decimal] = Function(
        name="restored",
        requests=Decimal(1000),
        duration_ms=Decimal(10),
        memory_mb=Decimal(512),
        features=(SnapStart(runtime="java", restores=Decimal(10)),),
    )
    checked: Authorizer[Decimal] = Authorizer(duration_ms=Decimal(5), memory_mb=Decimal(128))
    streamed: RestApi[Decimal] = RestApi(
        name="streamed",
        requests=Decimal(10),
        features=(checked, Streaming(response_mb=Decimal(20)), Endpoint(zones=Decimal(2))),
    )
    poller: EventPoller[Decimal] = EventPoller(name="queue", source="sqs", units=Decimal(2))
    managed: ManagedInstances[Decimal] = ManagedInstances(
        name="own", requests=Decimal(10), instances=Decimal(1), instance_price=Decimal("0.1"), on_demand_price=Decimal("0.1")
    )
    internet: Internet[Decimal] = Internet(name="data_transfer", internet_gb=Decimal(200))
    plan: SavingsPlan[Decimal] = SavingsPlan(commitment=Decimal(1), term="1yr", payment="no_upfront")
    agreed: Discount[Decimal] = Discount(name="agreed", percent=Decimal(5), service="aws_lambda")
    return Scenario(
        day=date(2026, 11, 1),
        apis=[streamed],
        resources=[rare, restored, poller, managed, internet, *edges()],
        savings_plan=plan,
        discounts=[agreed],
        other_costs=[OtherCost(name="DynamoDB", amount=Decimal(40))],
    )


def edges() -> list[EdgeFunction[Decimal] | ApplicationLoadBalancer[Decimal] | NatGateway[Decimal] | Microvm[Decimal]]:
    """What stands around the functions of a scenario."""
    return [
        EdgeFunction(name="edge", requests=Decimal(10), duration_ms=Decimal(5), memory_mb=Decimal(128)),
        ApplicationLoadBalancer(name="front", lcus=Decimal(1)),
        NatGateway(name="out", processed_gb=Decimal(10)),
        Microvm(name="small", vcpu_seconds=Decimal(10), memory_gb_seconds=Decimal(10)),
    ]


def numbers() -> None:
    """Plain integers and floats make an exact bill: Decimals."""
    bill = estimate(Scenario(functions=[Function(name="one", requests=1, duration_ms=1.5, memory_mb=128)]))
    assert_type(bill, Estimate[Decimal])
    assert_type(bill.total, Decimal)
    assert_type(bill.list_total, Decimal)
    assert_type(bill.by_resource, dict[str, Decimal])
    assert_type(estimate(described()).total, Decimal)
    assert_type(estimate(serverless()).total, Decimal)
    whole = estimate(Scenario(functions=[Function(name="one", requests=1, duration_ms=1, memory_mb=128)]))
    assert_type(whole.total, Decimal)


def rows() -> None:
    """The rows of a bill say what they are."""
    bill = estimate(described())
    for charge in bill.charges:
        assert_type(charge, Charge[Decimal])
        assert_type(charge.billed_cost, Decimal)
        assert_type(charge.usage_type, str)
        assert_type(charge.checked, date)
        assert_type([tier.cost for tier in charge.tiers], list[Decimal])
    assert_type(bill.by_meter["aws_lambda.function.duration"].pricing_quantity, Decimal)
    assert_type(bill.currency, str)
    assert_type(bill.assumptions, tuple[str, ...])
    assert_type(bill.to_dict(), dict[str, Any])
    assert_type(bill.rows(), list[dict[str, Any]])


def scenarios() -> None:
    """A scenario is read exact, changed to anything, and asked for its parts."""
    shop = described()
    assert_type(shop, Scenario[Decimal])
    assert_type(shop.on("2026-10-01"), Scenario[Decimal])
    assert_type(shop.on(date(2026, 10, 1)), Scenario[Decimal])
    assert_type(shop.functions, tuple[Function[Decimal], ...])
    assert_type(shop.apis, tuple[RestApi[Decimal] | HttpApi[Decimal] | WebsocketApi[Decimal], ...])
    changed = shop.with_("checkout", memory_mb=1024)
    assert_type(changed, Scenario[Quantity])
    assert_type(changed.with_("steady", requests="1M").on("2026-10-01"), Scenario[Quantity])
    assert_type(estimate(changed), Estimate[Any])
    assert_type(estimate(changed).total, Any)
    assert_type(shop.day, date)
    data: dict[str, Any] = {"functions": {"one": {"requests": "1M", "duration_ms": "0.5s", "memory_mb": "512MB"}}}
    assert_type(Scenario.from_dict(data), Scenario[Decimal])


def decisions() -> None:
    """Answers are exact, and give rows."""
    shop = described()
    found = break_even({"shop": shop, "container": 150}, "functions.steady.requests", 100, "1M")
    assert_type(found, BreakEven)
    assert_type(found.crossings, tuple[Crossing, ...])
    assert_type(found.at(1000), dict[str, Decimal])
    assert_type(best_commitment(shop), Commitment)
    assert_type(best_commitment(shop).saved, Decimal)
    tuned = tune(shop, "steady", {128: 10, 256: 5.5})
    assert_type(tuned, Tuning)
    assert_type(tuned.cheapest.total, Decimal)
    bill = reconcile("examples/bills/2026-09.csv", month="2026-09")
    assert_type(bill, Reconciliation)
    assert_type(bill.months[0].billed, Decimal)
    assert_type(scenario_of_bill("examples/bills/2026-09.csv"), Draft)
    months = forecast(shop, 2, Growth(Decimal("0.05")))
    assert_type(months, Forecast)
    assert_type(months.total, Decimal)
    assert_type(months.rows(), list[dict[str, Any]])


def arrays() -> None:
    """With an array among the numbers, a bill is many bills."""
    memory: Floats = np.arange(128.0, 1024.0, 64.0)
    many = Scenario(functions=[Function(name="one", requests=memory, duration_ms=memory, memory_mb=memory)])
    assert_type(estimate(many), Estimate[Any])
    assert_type(estimate(described().with_("checkout", memory_mb=memory)), Estimate[Any])
    one: Function[Floats] = Function(name="one", requests=memory, duration_ms=memory, memory_mb=memory)
    assert_type(one.meter(), dict[str, Floats])


def many_bills() -> None:
    """Many bills: of combinations of values, and of draws of what is not known."""
    found = sweep(described(), {"checkout.memory_mb": [512, 1024], "region": "us-east-1,eu-west-1"}, by="meter")
    assert_type(found, Sweep)
    assert_type(found.cheapest, dict[str, Any])
    drawn = uncertain(described(), {"checkout.requests": {"low": "1M", "high": "2M"}}, draws=10)
    assert_type(drawn, Uncertain)
    assert_type(drawn.likely, Decimal)
    assert_type(drawn.chance_above(100), float)


def prices() -> None:
    """The price book and the tariffs in it."""
    book = PriceBook.bundled()
    price = book.price("aws_lambda.function.duration", "us-east-1", "x86_64", date(2026, 11, 1))
    assert_type(price.tariff, Tariff)
    assert_type(price.tariff.tiers, tuple[Tier, ...])
    assert_type(price.tariff.cost(Decimal(10)), Decimal)
    assert_type(price.tariff.marginal_price(Decimal(10)), Decimal)
    assert_type(price.since, date)
    assert_type(price.next_since, date | None)
    assert_type(price, Price)
    assert_type(book.overlaid(book.folder), PriceBook)
    assert_type(book.meters(), list[str])
    assert_type(book.choices("aws_lambda.function.duration"), list[str])
    assert_type(book.history("aws_lambda.function.duration", "us-east-1", "x86_64"), list[Price])
    assert_type(estimate(described(), book).age, Age)
    assert_type(estimate(described(), book).age.days, int)
    bill = estimate(described(), book).converted("EUR", "0.92")
    assert_type(bill, Estimate[Decimal])
    assert_type(bill.conversion, Conversion | None)
    assert_type(Conversion.read("EUR", "0.92").of(Decimal(1)), Decimal)
    assert_type(estimate(described(), book).total, Decimal)
    assert_type(estimate(described(), prices=book).total, Decimal)


def what_if() -> None:
    """Questions about bills have answers with types."""
    bill = estimate(described())
    found = bill.explain("aws_lambda.function.duration")
    assert_type(found, Explanation)
    assert_type(found.text, str)
    assert_type(found.data, dict[str, Any])
    assert_type(found.total, Decimal)
    assert_type([one.filled for one in found.traces[0].terms], list[str])
    both = compare(bill, described().with_("checkout", memory_mb=1024), names=["base", "larger"])
    assert_type(both, Comparison)
    assert_type(both.cheapest.name, str)
    assert_type([line.costs for line in both.lines], list[tuple[Decimal | None, ...]])
    assert_type(both.rows(), list[dict[str, Any]])
    change = diff(described(), described().with_("checkout", memory_mb=1024))
    assert_type(change, Difference)
    assert_type(change.increase, Decimal)
    assert_type([one.fields for one in change.changes], list[tuple[str, ...]])
    held = budget(bill, 1)
    assert_type(held, Budget)
    assert_type(held.exceeded, bool)
    assert_type([change.total for change in held.recommendations], list[Decimal])


def curves() -> None:
    """What other memory, another region, more traffic and one more unit cost."""
    bill = estimate(described())
    sizes: list[Any] = list(cost_by_memory(bill, "checkout", [128, 256]))
    regions: list[Any] = list(cost_by_region(described()))
    traffic: list[Any] = list(cost_by_traffic(bill, [1, 2]))
    assert len(sizes) == len(traffic) == 2
    assert len(regions) > 30
    assert_type(scale_traffic(described(), 2), Scenario[Any])
    assert isinstance(unit_costs(templates.read("examples/template.yaml", parameters={"Stage": "dev"})), dict)


def pictures() -> None:
    """Charts, and controls in a notebook."""
    bill = estimate(described())
    assert_type(bill.plot("breakdown", dark=True), alt.LayerChart)
    assert_type(bill.charts, tuple[str, ...])
    assert_type(bill.report("markdown", budget=budget(bill, 500)), str)
    assert_type(plot(bill, "growth", width=400), alt.LayerChart)
    assert_type(report(bill, "csv"), str)
    assert_type(explain(bill, "checkout"), Explanation)
    session = explore(described())
    assert_type(session.estimate, Estimate[Any])
    assert_type(session.scenario, Scenario[Any])


def errors() -> None:
    """One base class; what is wrong is an attribute."""
    try:
        estimate(Scenario(region="eu-west-9", functions=[Function(name="one", requests=1, duration_ms=1, memory_mb=128)]))
    except ScenarioError as error:
        assert_type(error.problems, tuple[Problem, ...])
        assert_type(error.problems[0].line, int)
    kinds: list[type[LambdaCostError]] = [ScenarioError, IncompleteScenarioError, TableError]
    kinds += [MissingPriceError, RoundingError, UnreadableFileError]
    assert len(set(kinds)) == 6


def infrastructure_code() -> None:
    """Infrastructure code is a draft, which usage makes a scenario."""
    draft = templates.read("examples/template.yaml", parameters={"Stage": "dev"})
    assert_type(draft, Draft)
    assert_type([one.path for one in draft.unknown], list[str])
    assert_type(draft.warnings, tuple[Problem, ...])
    usage = Usage.read("examples/usage.yaml")
    assert_type(usage, Usage)
    assert_type(estimate(draft.with_usage(usage).scenario()).total, Decimal)
    loaded = load("examples/template.yaml", usage=usage, changes={"functions.Checkout.memory_mb": 1024})
    assert_type(loaded, Scenario[Decimal] | Draft)
    assert_type(estimate(loaded).total, Decimal)


def observations() -> None:
    """What really ran, and an estimate of it."""
    observed = observe("tests/usage/samples/logs/s3-export-000000.gz", function="checkout")
    assert_type(observed, Observed)
    assert_type(observed.functions, tuple[ObservedFunction, ...])
    assert_type(observed.apis, tuple[ObservedApi, ...])
    assert_type(observed.functions[0].mean_billed_ms, Fraction | None)
    assert_type(observed.to_usage(what_if=True), Usage)
    assert_type(load("examples/template.yaml", usage=observed), Scenario[Decimal] | Draft)


def mistakes() -> None:
    """What a type checker must refuse: a misspelt field, another word, a number without its key."""
    wrong: list[Any] = [
        lambda: Function(name="one", requests=1, memroy_mb=128),  # type: ignore[call-arg]
        lambda: Function(name="one", memory_mb=128, architecture="arm"),  # type: ignore[arg-type]
        lambda: Cache("0.5"),  # type: ignore[call-arg]
        lambda: Cache(size_gb="0.7"),  # type: ignore[arg-type]
        lambda: Scenario(functions=["one"]),  # type: ignore[arg-type]
        lambda: Scenario(functoins=[]),  # type: ignore[call-arg]
        lambda: estimate("shop.yaml"),  # type: ignore[call-overload]
    ]
    assert len(wrong) == 7


if __name__ == "__main__":
    for part in (
        numbers,
        rows,
        scenarios,
        arrays,
        many_bills,
        decisions,
        prices,
        what_if,
        curves,
        pictures,
        errors,
        infrastructure_code,
        observations,
        mistakes,
    ):
        part()
