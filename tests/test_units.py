"""Numbers as people write them, and what is said about those that are none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lambda_cost.numbers.quantity import exactly
from lambda_cost.numbers.units import UNITS, Rate, example, number, unit_of

D = Decimal


@pytest.mark.parametrize(
    ("value", "field", "meant"),
    [
        ("1_000_000", "requests", "1000000"),
        ("1M", "requests", "1000000"),
        ("10k", "requests", "10000"),
        ("10K", "requests", "10000"),
        ("21.6M", "connection_minutes", "21600000"),
        ("2B", "messages", "2000000000"),
        ("1.5T", "requests", "1500000000000"),
        ("1e6", "requests", "1000000"),
        (".5", "share", "0.5"),
        ("5.", "requests", "5"),
        (" 5 ", "requests", "5"),
        ("0.5s", "duration_ms", "500"),
        ("0.5 s", "duration_ms", "500"),
        ("120ms", "duration_ms", "120"),
        ("250us", "duration_ms", "0.25"),
        ("250µs", "duration_ms", "0.25"),
        ("15min", "duration_ms", "900000"),
        ("1h", "duration_ms", "3600000"),
        ("2GB", "memory_mb", "2048"),
        ("2GiB", "memory_mb", "2048"),
        ("512KB", "memory_mb", "0.5"),
        ("4MB", "request_kb", "4096"),
        ("524_288B", "request_kb", "512"),
        ("500MB", "size_gb", "0.48828125"),  # 500 / 1,024
        ("1TB", "size_gb", "1024"),
        ("1%", "share", "0.01"),
        ("0.5%", "share", "0.005"),
        ("30d", "hours", "720"),
        ("730h", "hours", "730"),
        ("14d", "retained_days", "14"),
        ("2h", "connection_minutes", "120"),
        ("1d", "connection_minutes", "1440"),
        ("5M/month", "requests", "5000000"),
        ("-1", "requests", "-1"),
    ],
)
def test_text_means_a_number_in_the_unit_of_its_field(value: str, field: str, meant: str) -> None:
    assert number(value, field) == D(meant)


@pytest.mark.parametrize("value", [3, 3.0, D(3), "3", np.float64(3)])
def test_any_kind_of_number_is_taken(value: Any) -> None:
    found = number(value, "requests")
    assert found == 3
    assert type(found) is D


def test_a_float_means_its_shortest_text() -> None:
    assert number(0.1, "share") == D("0.1")
    assert number(np.float64(0.1), "share") == D("0.1")


@pytest.mark.parametrize(
    ("text", "in_730", "in_744"),
    [
        ("25/min", "1095000", "1116000"),  # 25 x 60 x 730, x 744
        ("25 / min", "1095000", "1116000"),
        ("3/s", "7884000", "8035200"),  # 3 x 3,600 x 730, x 744
        ("10/h", "7300", "7440"),
        ("100k/day", "3041666.666666666666", "3100000"),  # 100,000 x 730 / 24 = 3,041,666.66…, cut; x 31
        ("0.5/day", "15.208333333333", "15.5"),
    ],
)
def test_a_rate_waits_for_the_hours_of_the_month(text: str, in_730: str, in_744: str) -> None:
    rate = number(text, "requests")
    assert isinstance(rate, Rate)
    with exactly():
        assert (rate.in_hours(D(730)), rate.in_hours(D(744))) == (D(in_730), D(in_744))


def test_a_rate_prints_as_it_is_read() -> None:
    assert str(number("25/min", "requests")) == "25/min"
    assert number(str(number("1M/day", "requests")), "requests") == number("1M/day", "requests")


@pytest.mark.parametrize(
    ("value", "field", "says"),
    [
        (None, "requests", "is nothing; allowed: a number, such as 1_000_000, 1M or 25/min"),
        (True, "requests", "is true or false; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ([1], "duration_ms", "is a list; allowed: a number, such as 120 or 0.5s"),
        ({}, "memory_mb", "is a dict; allowed: a number, such as 512 or 2GB"),
        (1j, "requests", "is a complex; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("many", "requests", "is 'many'; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("", "requests", "is ''; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("1,000", "requests", "is '1,000'; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("0x10", "requests", "is '0x10'; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("NaN", "share", "is 'NaN'; allowed: a number, such as 0.01 or 1%"),
        ("inf", "hours", "is 'inf'; allowed: a number, such as 730 or 30d"),
        ("1/fortnight", "requests", "is '1/fortnight'; allowed: a number, such as 1_000_000, 1M or 25/min"),
        ("25/min", "memory_mb", "is '25/min'; allowed: a number, such as 512 or 2GB"),
        ("5MB/s", "memory_mb", "is '5MB/s'; allowed: a number, such as 512 or 2GB"),
        ("512ms", "memory_mb", "is '512ms'; units allowed here: B, KB, MB, GB, TB, KiB, MiB, GiB, TiB"),
        ("1GB", "duration_ms", "is '1GB'; units allowed here: us, µs, ms, s, min, h"),
        ("5m", "requests", "is '5m'; units allowed here: k, M, B, T"),
        ("1%", "requests", "is '1%'; units allowed here: k, M, B, T"),
        ("0.5GB", "share", "is '0.5GB'; units allowed here: %"),
        (float("nan"), "requests", "is nan; allowed: a finite number"),
        (float("inf"), "requests", "is inf; allowed: a finite number"),
        (D("-Infinity"), "requests", "is -Infinity; allowed: a finite number"),
        (D("sNaN"), "requests", "is sNaN; allowed: a finite number"),
        (10**18, "requests", "is a whole number of 60 bits; allowed: less than 10^18"),
        ("1e400", "requests", "is '1e400'; allowed: less than 10^18"),
        ("1e18", "requests", "is '1e18'; allowed: less than 10^18"),
        ("1_000_000T", "requests", "is '1_000_000T'; allowed: less than 10^18"),
        (D("0E+100"), "requests", "is 0E+100; allowed: less than 10^18"),
        ("1e-31", "share", "is '1e-31'; allowed: at most 30 decimal places"),
        (1e-300, "share", "is 1e-300; allowed: at most 30 decimal places"),
        ("1" * 65, "requests", f"is '{'1' * 59}…; allowed: a number, such as 1_000_000, 1M or 25/min"),
    ],
    ids=str,
)
def test_what_is_no_number_is_refused_with_what_is_allowed(value: Any, field: str, says: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        number(value, field)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("field", "unit"),
    [
        ("duration_ms", "ms"),
        ("request_kb", "kb"),
        ("memory_mb", "mb"),
        ("size_gb", "gb"),
        ("hours", "hours"),
        ("share", "share"),
        ("requests", "count"),
        ("connection_minutes", "minutes"),
    ],
)
def test_the_last_word_of_a_field_is_its_unit(field: str, unit: str) -> None:
    assert unit_of(field) == unit


@pytest.mark.parametrize("unit", UNITS)
def test_what_a_message_suggests_is_accepted(unit: str) -> None:
    """Nobody is sent from one refusal to the next."""
    for text in example(unit).replace(" or ", ", ").split(", "):
        assert number(text, unit)


@given(amount=st.decimals(0, 10**17, places=8), field=st.sampled_from(sorted(UNITS)))
def test_a_number_is_never_changed_by_reading_it(amount: D, field: str) -> None:
    assert number(f"{amount:f}", field) == amount
    assert number(amount, field) == amount


def test_an_integer_of_any_length_is_refused_quickly() -> None:
    with pytest.raises(ValueError, match=r"allowed: less than 10\^18"):
        number(10**100_000, "requests")


@given(value=st.floats(0, 1e17))
def test_a_float_comes_back_from_its_decimal(value: float) -> None:
    """Unless it has more decimal places than a bill holds."""
    assume(value == 0 or value > 1e-9)
    found = number(value, "requests")
    assert isinstance(found, D)
    assert float(found) == value


@given(text=st.text(max_size=70), field=st.sampled_from(sorted(UNITS)))
def test_no_text_breaks_it(text: str, field: str) -> None:
    """It is a number, a rate, or a ValueError that quotes it."""
    found: D | Rate | str
    try:
        found = number(text, field)
    except ValueError as error:
        found = str(error)
    assert isinstance(found, D | Rate) or found.startswith("is ")
