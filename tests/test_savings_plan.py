"""Savings Plans, discounts and refusals, by arithmetic written out."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from lambda_cost import Function, IncompleteScenarioError, Scenario, ScenarioError, estimate
from lambda_cost.prices.book import PriceBook
from lambda_cost.scenario.plan import Discount, SavingsPlan

D = Decimal
FUNCTION = {"requests": "10M", "duration_ms": 500, "memory_mb": 1024}
PLAN = {"commitment": "0.05", "term": "1yr", "payment": "no_upfront"}


def bill(**more: Any) -> Any:
    """10M requests of half a second on 1 GB: 5,000,000 GB-s, in us-east-1 without a free tier."""
    base = {"day": "2026-11-01", "region": "us-east-1", "free_tier": "none", "functions": {"f": FUNCTION}}
    return estimate(Scenario.from_dict(base | more))


def test_a_commitment_is_spent_at_the_plan_s_rate() -> None:
    """0.05 x 730 h = 36.50; at 0.0000147 it covers 36.50 / 0.0000147 = 2,482,993.197278911564 GB-s."""
    found = bill(savings_plan=PLAN)
    covered = D("2482993.197278911564")
    duration = found.charges[1]
    assert duration.covered_quantity == covered
    # 5,000,000 - 2,482,993.197278911564 = 2,517,006.802721088436 stay on demand at 0.0000166667
    assert duration.billed_cost == D("2517006.802721088436") * D("0.0000166667")
    assert [charge.meter for charge in found.charges[2:]] == ["savings_plan.commitment", "savings_plan.unused"]
    assert found.charges[2].billed_cost == D("36.50")
    assert found.charges[3].effective_cost == D("36.50") - covered * D("0.0000147")
    assert found.list_total == D("85.3335")  # 2.00 of requests and 83.3335 of duration


def test_what_is_left_is_spent_on_requests_at_no_discount_and_the_rest_is_unused() -> None:
    """1 x 730 = 730.00: 5,000,000 x 0.0000147 = 73.50 of duration, 10 x 0.20 = 2.00 of requests, 654.50 unused."""
    found = bill(savings_plan=PLAN | {"commitment": 1})
    assert [charge.billed_cost for charge in found.charges] == [0, 0, 730, 0]
    assert [charge.effective_cost for charge in found.charges] == [2, D("73.5"), 0, D("654.5")]
    assert found.total == 730


def test_the_best_saving_is_covered_first() -> None:
    """arm64 saves 1 - 117/133.334 = 12.25 %, x86_64 11.8 %: arm64 is covered first."""
    both = {"x": FUNCTION, "a": FUNCTION | {"architecture": "arm64"}}
    found = bill(functions=both, savings_plan=PLAN)
    covered = {(charge.choice, charge.meter): charge.covered_quantity for charge in found.charges}
    assert covered["arm64", "aws_lambda.function.duration"] == D("3119658.119658119658")  # 36.50 / 0.0000117
    assert covered["x86_64", "aws_lambda.function.duration"] == 0


def test_where_no_rate_is_published_the_percentage_applies_and_is_stated() -> None:
    """ap-south-1: 12 percent below 0.0000166667 is 0.000014666696."""
    found = bill(region="ap-south-1", savings_plan=PLAN | {"commitment": 1})
    assert found.charges[1].effective_cost == 5_000_000 * D("0.000014666696")
    assert any("assumed to be 12 % below the on-demand price" in sentence for sentence in found.assumptions)
    assert not any("taken to be 12" in sentence for sentence in bill(savings_plan=PLAN).assumptions)


def test_all_upfront_has_its_own_rate_and_is_spread() -> None:
    """0.0000138 in us-east-1."""
    found = bill(savings_plan=PLAN | {"commitment": 1, "payment": "all_upfront"})
    assert found.charges[1].effective_cost == D("69")
    assert any("spread evenly over its term" in sentence for sentence in found.assumptions)


def test_what_is_covered_fills_the_tiers_from_the_bottom() -> None:
    """8 billion GB-s, 2 billion covered (29,400 dollars): 6 billion remain, 4 in the first tier and 2 in the second."""
    huge = {"f": {"requests": "8B", "duration_ms": 1000, "memory_mb": 1024}}
    found = bill(functions=huge, hours=730, savings_plan=PLAN | {"commitment": str(D(29_400) / 730)[:12]})
    quantities = [tier.quantity for tier in found.charges[1].tiers]
    assert quantities[1] == D(2_000_000_000)
    assert abs(quantities[0] - D(4_000_000_000)) < 1
    assert any("counts towards the price tiers" in sentence for sentence in found.assumptions)


def test_a_plan_that_meets_no_tiers_assumes_nothing_of_them() -> None:
    """Provisioned Concurrency has one price, duration on demand has tiers."""
    ready = {"environments": 1, "requests": 0, "duration_ms": 0}
    idle = FUNCTION | {"requests": 0, "provisioned_concurrency": ready}
    sentences = [set(bill(functions={"f": one}, savings_plan=PLAN).assumptions) for one in (FUNCTION, idle)]
    assert any("counts towards the price tiers" in sentence for sentence in sentences[0])
    assert not any("counts towards the price tiers" in sentence for sentence in sentences[1])


def test_partial_upfront_is_refused_by_name() -> None:
    """AWS sells it; the tables have no rate of it. A slip of the pen is still helped."""
    with pytest.raises(
        ScenarioError,
        match=r"^savings_plan\.payment is 'partial_upfront'; allowed: no_upfront, all_upfront;"
        r" AWS sells it too, but the price tables have no rate for it$",
    ):
        bill(savings_plan=PLAN | {"payment": "partial_upfront"})
    with pytest.raises(ScenarioError, match=r"payment is 'all_upfrnt'; did you mean all_upfront\?"):
        bill(savings_plan=PLAN | {"payment": "all_upfrnt"})


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (5, r"savings_plan is 5; allowed: a mapping of fields"),
        (
            {"commitment": 1, "term": "2yr", "payment": "no_upfront"},
            r"savings_plan\.term is '2yr'; allowed: 1yr, 3yr|did you mean",
        ),
        ({"commitment": -1, "term": "1yr", "payment": "no_upfront"}, r"savings_plan\.commitment is -1; allowed: at least 0"),
        ({"term": "1yr", "payment": "no_upfront"}, r"savings_plan\.commitment is missing"),
    ],
)
def test_a_wrong_plan_is_named(plan: Any, says: str) -> None:
    """Like everything else in a scenario."""
    with pytest.raises(ScenarioError, match=says):
        bill(savings_plan=plan)


def test_a_discount_is_a_line_of_its_own() -> None:
    """10 percent of 83.3335 + 2.00 of Lambda = 8.53335; 50 percent of the requests' 2.00 = 1.00."""
    found = bill(
        discounts={
            "lambda": {"percent": 10, "service": "aws_lambda"},
            "calls": {"percent": 50, "meter": "aws_lambda.function.requests"},
        }
    )
    assert found.by_resource == {"functions.f": D("85.3335"), "discounts.lambda": D("-8.53335"), "discounts.calls": D("-1")}
    assert found.total == D("75.80015")
    assert found.list_total == D("85.3335")


@pytest.mark.parametrize(
    ("days", "holds"),
    [({}, True), ({"since": "2026-11-01"}, True), ({"since": "2026-11-02"}, False), ({"until": "2026-10-31"}, False)],
)
def test_a_discount_holds_on_its_days(days: dict[str, str], holds: bool) -> None:
    """Agreements begin and end."""
    found = bill(discounts={"deal": {"percent": 10, "service": "aws_lambda"} | days})
    assert found.total == (D("76.80015") if holds else D("85.3335"))


@pytest.mark.parametrize(
    ("discounts", "says"),
    [
        (5, "discounts is 5; allowed: a mapping of names"),
        ({"d": 5}, r"discounts\.d is 5; allowed: a mapping of fields"),
        ({"d": {"percent": 10}}, r"discounts\.d\.service is missing, or given with meter"),
        ({"d": {"percent": 10, "service": "aws_lamda"}}, r"discounts\.d\.service is 'aws_lamda'; did you mean aws_lambda\?"),
        ({"d": {"percent": 10, "meter": "aws_lambda.functoin.duration"}}, r"discounts\.d\.meter is 'aws_lambda\.functoin"),
        (
            {"d": {"percent": 10, "meter": "aws_lambda.function.duratoin"}},
            r"discounts\.d\.meter is 'aws_lambda\.function\.duratoin': .*did you mean duration\?",
        ),
        (
            {
                "a": {"percent": 60, "service": "aws_lambda"},
                "b": {"percent": 40, "meter": "aws_lambda.function.requests"},
                "c": {"percent": 1, "meter": "aws_lambda.function.requests"},
            },
            r"discounts\.b\.percent makes 101 % with a, b, c; allowed: 100 % in all",
        ),
        ({"d": {"percent": 110, "service": "aws_lambda"}}, r"discounts\.d\.percent is 110; allowed: more than 0 to 100"),
        ({"d": {"percent": 10, "service": "aws_lambda", "since": "soon"}}, r"discounts\.d\.since is 'soon'; allowed: a day"),
    ],
)
def test_a_wrong_discount_is_named(discounts: Any, says: str) -> None:
    """With what is allowed."""
    with pytest.raises(ScenarioError, match=says):
        bill(discounts=discounts)


def test_discounts_may_take_off_all_that_is_billed_and_no_more() -> None:
    """60 and 40 percent of the same 2.00 leave nothing of it; a discount of another month does not count."""
    calls = "aws_lambda.function.requests"
    over = {"percent": 50, "meter": calls, "until": "2026-10-31"}
    found = bill(
        discounts={"a": {"percent": 60, "service": "aws_lambda"}, "b": {"percent": 40, "meter": calls}, "old": over},
    )
    # 85.3335 of Lambda, of it 2.00 for requests: 85.3335 x 0.4 - 2.00 x 0.4.
    assert found.total == D("33.3334")


def test_plans_and_discounts_are_in_the_dict_that_a_scenario_writes() -> None:
    """What is read can be written, and read again."""
    data = {
        "day": "2026-11-01",
        "functions": {"f": FUNCTION},
        "savings_plan": PLAN,
        "discounts": {"d": {"percent": 10, "service": "aws_lambda"}},
    }
    scenario = Scenario.from_dict(data)
    assert estimate(Scenario.from_dict(scenario.to_dict())).total == estimate(scenario).total


def test_commitments_may_be_swept() -> None:
    """An array of commitments is as many bills, each as exact as floats are."""
    f = Function(name="f", requests=10_000_000, duration_ms=500, memory_mb=1024)
    commitments = np.array([0.0, 0.05, 0.1, 1.0])
    plan: SavingsPlan[Any] = SavingsPlan(commitment=commitments, term="1yr", payment="no_upfront")
    off: Discount[Any] = Discount(name="d", percent=10, service="aws_lambda")
    many: Any = estimate(Scenario(day="2026-11-01", functions=[f], savings_plan=plan, discounts=[off])).total
    for index, commitment in enumerate(commitments):
        one: SavingsPlan[Any] = SavingsPlan(commitment=float(commitment), term="1yr", payment="no_upfront")
        exact = estimate(Scenario(day="2026-11-01", functions=[f], savings_plan=one, discounts=[off])).total
        assert many[index] == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("where", ["web_functions", "portals"])
def test_what_aws_sells_without_a_published_price_is_refused_by_name(where: str) -> None:
    """Never priced as something else."""
    with pytest.raises(ScenarioError, match=f"{where} cannot be priced: AWS publishes no price of"):
        bill(**{where: {"w": {"requests": 1}}})


def test_a_plan_covers_nothing_in_another_currency() -> None:
    """A commitment is in dollars."""
    found = bill(region="cn-north-1", savings_plan=PLAN)
    assert all(cover.rate is None for cover in found.spending.covers)


def test_the_rates_file_must_be_in_its_form(tmp_path: Any) -> None:
    """A file without its parts is refused."""
    from lambda_cost import TableError

    folder = tmp_path / "savings_plans"
    folder.mkdir()
    (folder / "compute.yaml").write_text("title: x\n", encoding="utf-8")
    with pytest.raises(TableError, match="is not in the form"):
        _ = PriceBook(tmp_path).savings_plans
    assert IncompleteScenarioError is not None
