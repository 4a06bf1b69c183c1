"""A quantity is shared out in proportion, and the shares add up to it exactly."""

from decimal import Decimal

import numpy as np
import pytest

from lambda_cost.bill.shares import split_by_rows_and_columns, split_in_proportion


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("whole", "weights", "shares"),
    [
        ("7", ["2", "5", "3"], ["1.4", "3.5", "2.1"]),  # 7 x 2/10, 5/10, 3/10
        # 1/6, 3/6 and 2/6, cut after 12 places, are 0.000000000001 too little; the heaviest gets it.
        ("1", ["1", "3", "2"], ["0.166666666666", "0.500000000001", "0.333333333333"]),
        # Of equal ones the first: 3 x 3.333333333333 + 0.000000000001 = 10.
        ("10", ["4", "4", "4"], ["3.333333333334", "3.333333333333", "3.333333333333"]),
        # 2/3 of 0.000000000001 is cut to nothing; no share is more than its weight, so the rest goes on to the next.
        ("2E-12", ["1E-12", "1E-12", "1E-12"], ["1E-12", "1E-12", "0"]),
        # 5/6 of 3 is cut to 2, of 1 to 0: three units are left, of which the heaviest has room for one.
        ("5E-12", ["3E-12", "1E-12", "1E-12", "1E-12"], ["3E-12", "1E-12", "1E-12", "0"]),
        ("2E-12", ["1E-12", "1E-12", "2E-12"], ["0", "0", "2E-12"]),  # 0.5 and 0.5, cut to nothing, and 1
        ("9", ["2", "3", "4"], ["2", "3", "4"]),  # all of it
        ("5", ["8"], ["5"]),
    ],
)
def test_exact_shares_are_in_proportion_and_add_up(whole: str, weights: list[str], shares: list[str]) -> None:
    parts = split_in_proportion(Decimal(whole), decimals(*weights))
    assert parts == decimals(*shares)
    assert sum(parts) == Decimal(whole)


def test_the_last_float_share_is_what_the_others_leave() -> None:
    assert split_in_proportion(3.0, [1.0, 2.0, 3.0]) == [0.5, 1.0, 1.5]  # 3 x 1/6, 3 x 2/6, and 3 - 1.5


def test_each_resource_has_its_part_of_each_tier() -> None:
    """4 and 6 of 10 units in tiers of 1, 6 and 3: four and six tenths of each."""
    assert split_by_rows_and_columns(decimals("1", "6", "3"), decimals("4", "6")) == [
        decimals("0.4", "2.4", "1.2"),
        decimals("0.6", "3.6", "1.8"),
    ]
    assert split_by_rows_and_columns([1.0, 3.0], [2.0, 2.0]) == [[0.5, 1.5], [0.5, 1.5]]
    two_cases = split_by_rows_and_columns([np.array([1.0, 3.0]), np.array([3.0, 1.0])], [np.array([2.0, 2.0])] * 2)
    assert [[list(cell) for cell in row] for row in two_cases] == [[[0.5, 1.5], [1.5, 0.5]]] * 2
    assert split_by_rows_and_columns(decimals("10"), decimals("4", "6")) == [decimals("4"), decimals("6")]


def test_what_a_tier_cannot_divide_evenly_is_evened_out_in_the_largest_tier() -> None:
    """A third of 1 for each: one has 0.333333333334, and so much less of the 2 in the larger tier that it takes 1 in all."""
    cells = split_by_rows_and_columns(decimals("1", "2"), decimals("1", "1", "1"))
    assert cells == [
        decimals("0.333333333334", "0.666666666666"),
        decimals("0.333333333333", "0.666666666667"),
        decimals("0.333333333333", "0.666666666667"),
    ]
