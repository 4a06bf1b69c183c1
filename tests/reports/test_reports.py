"""What a bill looks like where the golden bills do not look."""

import json
import re
from decimal import Decimal

import numpy as np
import pytest

from lambda_cost import Estimate, Function, LambdaCostError, Scenario, diff, estimate
from lambda_cost.numbers.text import money, unit_price
from lambda_cost.reports import html_part, report, sheet_of
from lambda_cost.reports.formats import FORMATS

D = Decimal
HOSTILE = "<script>alert('x')</script>|`*_\u202e"


def bill(day: str = "2026-11-01", name: str = "one", requests: str = "2M", region: str = "us-east-1") -> Estimate[Decimal]:
    """The bill of one function of half a second on 512 MB."""
    one = {"requests": requests, "duration_ms": 500, "memory_mb": 512}
    return estimate(Scenario.from_dict({"day": day, "region": region, "functions": {name: one}}))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (D("4.366675"), "$4.37"),
        (D("4.365"), "$4.37"),
        (D("1234567.891"), "$1,234,567.89"),
        (D(0), "$0.00"),
        (D("0.005"), "$0.005"),
        (D("0.00000012345"), "$0.00000012"),
        (D("-4.366675"), "-$4.37"),
    ],
)
def test_money_is_rounded_to_the_cent_and_never_to_nothing(amount: Decimal, shown: str) -> None:
    """Half a cent goes up, as invoices round; a tenth of a cent is not nothing."""
    assert money(amount, "USD") == shown


def test_a_currency_without_a_sign_is_named() -> None:
    """Nobody should have to guess."""
    assert money(D(5), "CHF") == "CHF 5.00"


@pytest.mark.parametrize(
    ("price", "shown"), [(D("0.2"), "$0.20"), (D("0.0000166667"), "$0.0000166667"), (D("1.290"), "$1.29"), (D(7), "$7.00")]
)
def test_a_price_is_shown_with_every_digit_of_the_list(price: Decimal, shown: str) -> None:
    """A rounded price cannot be checked against the price list."""
    assert unit_price(price, "USD") == shown


def test_a_bill_of_arrays_has_no_single_table() -> None:
    """It is many bills, and says so in every format instead of showing one of them."""
    one = Function(name="one", requests=1, duration_ms=1, memory_mb=np.array([128, 256]))
    many = estimate(Scenario(day="2026-11-01", functions=[one]))
    for to in FORMATS:
        with pytest.raises(LambdaCostError, match="many bills"):
            report(many, to)
    assert html_part(many).startswith("<p>a bill of arrays is many bills")


def test_a_warning_stands_above_everything_else_that_is_said() -> None:
    one = Function(name="one", requests=1, duration_ms=1, memory_mb=128)
    late = estimate(Scenario(day="2026-11-01", functions=[one]).replace_unchecked(warnings=("Look at this.",)))
    assert "**Warnings**\n\n- Look at this." in report(late, "markdown")
    assert report(late, "table").index("Warnings") < report(late, "table").index("Assumptions")
    assert "<details open><summary>Warnings</summary>" in report(late, "html")


def test_a_hostile_name_does_nothing_in_any_format() -> None:
    """Names come from files that nobody vouches for."""
    with pytest.raises(LambdaCostError, match="control characters"):
        bill(name=HOSTILE)
    found = bill(name=HOSTILE.removesuffix("\u202e"))
    assert "<script>" not in report(found, "html")
    assert "<script>" not in report(found, "markdown")
    assert json.loads(report(found, "json"))["charges"][0]["resource"] == f"functions.{HOSTILE[:-1]}"


def test_a_bill_of_no_requests_has_no_price_per_million() -> None:
    """Nothing by nothing is not shown."""
    assert "per million requests" not in report(bill(requests="0"), "table")
    assert "per million requests" in report(bill(), "table")


def test_a_notebook_shows_the_same_table() -> None:
    """`_repr_html_` is what Jupyter asks for; `repr` is short."""
    found = bill()
    assert "<table" in found._repr_html_()
    assert found._repr_html_() in report(found, "html")
    # (2M - 1M free) x 0.20 a million + (500,000 - 400,000 free) x 0.0000166667 = 0.20 + 1.66667
    assert repr(found) == "<Estimate 1.86667 USD a month, 2 charges>"


def test_every_assumption_of_the_bill_is_in_every_report_for_people() -> None:
    """A number without its assumptions is half a number."""
    found = bill()
    text = " ".join(report(found, "table").split())
    for sentence in found.assumptions:
        assert sentence in text
        assert sentence in report(found, "html")


def test_what_is_no_result_has_no_report() -> None:
    with pytest.raises(LambdaCostError, match="there is no report of Scenario; there are reports of BreakEven, Commitment"):
        sheet_of(bill().scenario)
    with pytest.raises(LambdaCostError, match="there is no format 'pdf'; allowed: table"):
        bill().report("pdf")


@pytest.mark.parametrize(
    "name",
    [
        *("@octocat", "@org/team", "a (@octocat)", "me@example.com", "#34", "org/repo#12", "GH-12"),
        *("http://x.example", "HTTPS://x.example", "ftp://x", "www.x.example", "x https://x.example", "https://x.example; y"),
    ],
)
def test_a_name_in_a_comment_of_a_pull_request_speaks_to_nobody_and_is_no_link(name: str) -> None:
    """GitHub looks for people, issues and addresses in the text that is left when escapes are gone."""
    before, after = (
        Scenario(day="2026-11-01", functions=[Function(name=one, requests=1, duration_ms=1, memory_mb=128)])
        for one in ("before", name)
    )
    text = report(diff(before, after), "markdown").replace("\\", "")
    assert not re.search(r"@\w|\w://|www\.|#\w|GH-\d", text)
    assert text.replace("\u2060", "").count(f"functions.{name} (added)") == 2


def test_the_source_of_a_price_stays_a_link_in_markdown() -> None:
    function = Function(name="https://x.example", requests=1, duration_ms=1, memory_mb=128)
    text = report(estimate(Scenario(day="2026-11-01", functions=[function])), "markdown")
    assert "https://github.com/" in text
    assert "https://x.example" not in text
