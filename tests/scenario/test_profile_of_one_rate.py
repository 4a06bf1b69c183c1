"""A profile of one rate costs what the rate itself does, whatever is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Command

FUNCTION = "duration_ms: 100, memory_mb: 512"
HEAD = "day: 2026-11-01\nfree_tier: none\n"
RATE = f"{HEAD}functions: {{f: {{requests: 10/s, {FUNCTION}}}}}\n"
PROFILE = f"{HEAD}traffic: {{office: {{all: {{rate: 10/s}}}}}}\nfunctions: {{f: {{traffic: office, {FUNCTION}}}}}\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """One scenario by its rate, one by a profile."""
    (tmp_path / "rate.yaml").write_text(RATE, encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    return str(tmp_path / "rate.yaml"), str(tmp_path / "profile.yaml")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("estimate FILE", "total"),
        ("estimate FILE --hours 100", "total"),
        ("estimate FILE --set f.duration_ms=200", "total"),
        ("forecast FILE --months 2 --hours 100", "months"),
        ("forecast FILE --months 3 --growth 5%", "months"),
        ("compare FILE --vary f.memory_mb=512,1024", "variants"),
        ("break-even FILE --question arm64 --of f", "crossings"),
    ],
)
def test_a_profile_of_one_rate_costs_what_the_rate_does(command: Command, files: tuple[str, str], line: str, key: str) -> None:
    answers: list[object] = []
    for file in files:
        code, out, err = command(*line.replace("FILE", file).split(), "--format", "json")
        assert code == 0, err
        answers.append(json.loads(out)[key])
    by_rate, by_profile = answers
    assert by_profile == by_rate


def test_a_forecast_says_in_which_month_a_profile_was_counted_out(command: Command, files: tuple[str, str]) -> None:
    _, out, _ = command("forecast", files[1], "--months", "2", "--hours", "100")
    assert "Traffic is counted out in 100 hours" in out
    _, out, _ = command("forecast", files[1], "--months", "2")
    assert "Traffic is counted out in the weekdays of each month; what is said here of resources is" in " ".join(out.split())


def test_an_explanation_says_it_too(command: Command, files: tuple[str, str]) -> None:
    _, out, _ = command("explain", files[1])
    assert "Traffic is counted out in 730 hours" in " ".join(out.split())
    assert "counted out" not in command("explain", files[0])[1]


def test_what_was_observed_stands_instead_of_a_profile(command: Command, files: tuple[str, str], tmp_path: Path) -> None:
    """5,000,000 requests instead of 26,280,000: each 0.2 a million, and 0.05 GB-seconds at 0.0000166667."""
    usage = tmp_path / "usage.yaml"
    usage.write_text("functions.f: {requests: 5000000}\n", encoding="utf-8")
    totals: list[str] = []
    for file in files:
        code, out, err = command("compare", file, "--observed", str(usage), "--format", "json")
        assert code == 0, err
        totals.append(json.loads(out)["variants"][1]["total"])
    # 5 x 0.2 + 5,000,000 x 0.1 s x 0.5 GB x 0.0000166667 = 1 + 4.166675
    assert [float(total) for total in totals] == [5.166675, 5.166675]


def test_who_gives_requests_needs_no_profile_of_the_defaults(command: Command, tmp_path: Path) -> None:
    """And the other way round."""
    path = tmp_path / "defaults.yaml"
    for default, own in (("traffic: office", "requests: 1M"), ("requests: 5", "traffic: office")):
        defaults = f"{HEAD}traffic: {{office: {{all: {{rate: 10/s}}}}}}\ndefaults: {{functions: {{{default}}}}}\n"
        path.write_text(f"{defaults}functions: {{f: {{{own}, {FUNCTION}}}}}\n", encoding="utf-8")
        code, out, err = command("estimate", str(path), "--format", "json")
        assert code == 0, err
        requests = next(line for line in json.loads(out)["charges"] if line["meter"].endswith("requests"))
        # in millions: 730 x 3,600 x 10 = 26,280,000
        assert requests["pricing_quantity"] == ("1" if own == "requests: 1M" else "26.28")
