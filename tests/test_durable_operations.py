"""What counts as a durable operation, by the table that AWS prints (rule A-44)."""

from decimal import Decimal

import pytest

from lambda_cost import durable_operations


@pytest.mark.parametrize(
    ("counts", "operations"),
    [
        ({}, 1),  # the start alone
        ({"steps": 2, "waits": 1}, 4),  # AWS's example: start, two steps, one wait
        ({"steps": 1, "step_retries": 2}, 4),  # start, the step, its two retries
        ({"wait_for_callbacks": 1}, 4),  # start, and the context, the callback and the step that submits it
        ({"wait_for_conditions": 1, "polls": 5}, 7),  # start, the wait, five polls
        ({"parallels": 1, "branches": 3, "steps": 3}, 8),  # start, the parallel, three branches, a step in each
    ],
)
def test_operations_are_counted_as_printed(counts: dict[str, int], operations: int) -> None:
    assert durable_operations(**counts) == Decimal(operations)
