"""The Compute Savings Plan that costs least, by arithmetic that is written out."""

import pytest

from lambda_cost import (
    Function,
    ScenarioError,
    best_commitment,
)
from tests.what_if.designs import BUSY, D, http, month


def test_the_best_commitment_covers_what_is_used() -> None:
    """6 million GB-seconds at 0.0000147 under the plan are 88.20, or 0.12082… an hour of 730; 100 million requests are 20.00.

    In steps of 0.001 it is 0.121, whose 0.13 beyond 88.20 covers requests at their own price, so nothing is lost.
    """
    found = best_commitment(month(functions=[Function(name="f", **BUSY)]))
    assert found.exact_commitment == D("0.120821917808219178")
    assert (found.commitment, found.total, found.on_demand) == (D("0.121"), D("108.2"), D("120.0002"))
    assert found.saved == D("11.8002")
    assert [row["total"] for row in found.rows()] == [D("120.0002"), D("108.2"), D("108.2")]


def test_a_commitment_for_several_months_is_the_same_in_all_of_them() -> None:
    """In 720 hours the first month can spend 88.20 on time and 20.00 on requests, which cost the same: 0.150277… an hour.

    Up to there the second, of twice the usage, still saves: 0.15 an hour are 108.00, or 108 / 0.0000147 GB-seconds that
    cost 0.0000019667 less.  With a month that uses nothing, and pays 108.00 for it, none pays.
    """
    busy = month(functions=[Function(name="f", **BUSY)])
    once, twice, nothing = (
        busy.replace_unchecked(hours=D(720), resources=tuple(busy.with_("f", requests=requests).resources))
        for requests in ("100M", "200M", 0)
    )
    found = best_commitment([once, twice])
    assert (found.months, found.commitment, found.on_demand) == (2, D("0.15"), D("360.0006"))
    assert found.exact_commitment == D("0.150277777777777778")
    saved = D("11.8002") + 108 / D("0.0000147") * D("0.0000019667")
    assert abs(found.saved - saved) < D("1e-9")
    assert best_commitment([once, twice, nothing]).commitment == 0


def test_without_usage_no_commitment_pays() -> None:
    found = best_commitment(http())
    assert (found.commitment, found.total) == (D(0), D("0.000001"))


def test_a_commitment_is_bought_in_dollars() -> None:
    with pytest.raises(ScenarioError, match="bought in USD; this bill is in CNY"):
        best_commitment(month(region="cn-north-1", functions=[Function(name="f", **BUSY)]))
