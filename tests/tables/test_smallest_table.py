"""The least that a table may be."""

import re

import pytest

from lambda_cost import TableError
from lambda_cost.prices import checking, writing

SMALLEST = """\
{line}
title: Things
sources:
  list:
    title: A list
    url: https://example.com/list
meters:
  used:
    title: Used
    unit: Hours
    usage_type: Used
    prices:
      us-east-1:
        2025-01-01:
          price: 4.00
          source: list
          checked: 2025-01-01
"""


def test_a_table_of_one_region_needs_nothing_that_it_does_not_use() -> None:
    """No groups, no free amount, no second choice: none of it is written."""
    text = SMALLEST.format(line=writing.SCHEMA_LINE)
    assert writing.text(checking.table_of(text, "thing.yaml")) == text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("meters:\n  used:", "meters: {}\nother:\n  used:", "other unexpected keyword argument"),
        (SMALLEST[SMALLEST.index("meters:") :], "meters: {}\n", "meters is empty; allowed: one meter at least"),
        (SMALLEST[SMALLEST.index("meters:") :], "meters: {used: 5}\n", "meters.used input should be"),
        (SMALLEST[SMALLEST.index("    prices:") :], "    prices: 5\n", "meters.used.prices input should be"),
    ],
)
def test_a_table_without_meters_or_prices_is_refused(old: str, new: str, says: str) -> None:
    """A table that prices nothing is a mistake."""
    with pytest.raises(TableError, match=re.escape(says)):
        checking.table_of(SMALLEST.format(line=writing.SCHEMA_LINE).replace(old, new), "thing.yaml")
