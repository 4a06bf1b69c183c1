"""The public names of the package, each loaded when it is used first."""

import pytest

import lambda_cost


def test_the_public_names_are_listed_and_there() -> None:
    assert {"estimate", "load", "reconcile", "observe", "Scenario", "Estimate"} <= {*lambda_cost.__all__}
    assert all(hasattr(lambda_cost, name) for name in lambda_cost.__all__)


def test_another_name_is_no_name() -> None:
    with pytest.raises(AttributeError, match="module 'lambda_cost' has no attribute 'guess'"):
        _ = lambda_cost.guess  # type: ignore[attr-defined]
