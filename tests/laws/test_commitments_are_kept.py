"""A Savings Plan spends what is committed and no more, and covers usage once."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Function, Scenario, estimate
from lambda_cost.numbers.quantity import exactly
from lambda_cost.scenario.plan import SavingsPlan

D = Decimal
COMMITMENTS = st.decimals(0, 10_000, places=4)
PLANS = st.builds(
    lambda commitment, term, payment: SavingsPlan(commitment=commitment, term=term, payment=payment),
    COMMITMENTS,
    st.sampled_from(["1yr", "3yr"]),
    st.sampled_from(["no_upfront", "all_upfront"]),
)
FUNCTIONS = st.lists(
    st.tuples(
        st.integers(0, 10**11),
        st.integers(1, 900_000),
        st.integers(128, 10_240),
        st.sampled_from(["x86_64", "arm64"]),
        st.sampled_from(["us-east-1", "eu-west-1", "ap-south-1"]),
    ),
    min_size=1,
    max_size=4,
)


def scenario(functions: list[Any], plan: SavingsPlan[Any] | None, free_tier: str = "always") -> Scenario[Any]:
    """A month of *functions* under *plan*."""
    made = [
        Function(name=f"f{n}", requests=requests, duration_ms=ms, memory_mb=mb, architecture=arch, region=region)
        for n, (requests, ms, mb, arch, region) in enumerate(functions)
    ]
    return Scenario(day="2026-11-01", free_tier=free_tier, functions=made, savings_plan=plan)


@given(functions=FUNCTIONS, plan=PLANS)
def test_what_is_spent_and_what_is_unused_add_up_to_what_is_committed(functions: list[Any], plan: SavingsPlan[Any]) -> None:
    """A dollar of commitment is spent once or not at all."""
    bill = estimate(scenario(functions, plan))
    with exactly():
        spent = sum(cover.quantity * cover.rate.price for cover in bill.spending.covers if cover.rate)
        assert spent + bill.spending.unused == bill.spending.committed == plan.commitment * 730
        assert bill.spending.unused >= 0


@given(functions=FUNCTIONS, plan=PLANS)
def test_what_is_covered_and_what_remains_add_up_to_the_usage(functions: list[Any], plan: SavingsPlan[Any]) -> None:
    """For every charge: free, covered and paid by tier are all of it, and none is negative."""
    bill = estimate(scenario(functions, plan))
    with exactly():
        for charge in bill.charges:
            if charge.resource == "savings_plan":
                continue
            paid = sum((tier.quantity for tier in charge.tiers), D(0))
            assert charge.free_quantity + charge.covered_quantity + paid == charge.pricing_quantity
            assert min([charge.free_quantity, charge.covered_quantity, *(tier.quantity for tier in charge.tiers)]) >= 0
        assert sum(charge.effective_cost for charge in bill.charges) == sum(charge.billed_cost for charge in bill.charges)


@given(functions=FUNCTIONS)
def test_a_plan_of_nothing_changes_nothing(functions: list[Any]) -> None:
    """No commitment, no cover."""
    plan: SavingsPlan[Any] = SavingsPlan(commitment=0, term="1yr", payment="no_upfront")
    assert estimate(scenario(functions, plan)).total == estimate(scenario(functions, None)).total


@given(functions=FUNCTIONS, commitment=COMMITMENTS)
def test_a_dollar_that_covers_saves_at_least_nothing(functions: list[Any], commitment: Decimal) -> None:
    """Below the first tier's end, what is covered never costs more than it would on demand."""
    small = [(requests % 10**6, ms, mb, arch, region) for requests, ms, mb, arch, region in functions]
    plan: SavingsPlan[Any] = SavingsPlan(commitment=commitment, term="1yr", payment="no_upfront")
    with_plan, without = estimate(scenario(small, plan)), estimate(scenario(small, None))
    with exactly():
        assert with_plan.total - with_plan.spending.unused <= without.total + D("1e-9")
