"""A price book of one's own is a book for every command that prices something."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Command

ROOT = Path(__file__).parent.parent.parent
BOOK = str(ROOT / "examples" / "our-prices")
# 1M requests of 1 s on 1,024 MB in the region that the book adds: 1 x 0.10 + 1,000,000 GB-s x 0.00001 = 10.10.
LAB = """
region: xx-lab-1
day: 2026-11-01
free_tier: none
functions: {f: {requests: 1M, duration_ms: 1000, memory_mb: 1024}}
"""
DOUBLE = "functions.f.requests=2M"


@pytest.fixture
def lab(tmp_path: Path) -> str:
    """A scenario in a region that only the book knows."""
    path = tmp_path / "lab.yaml"
    path.write_text(LAB, encoding="utf-8")
    return str(path)


COMMANDS = {
    "estimate": ["estimate", "LAB"],
    "ranges": ["estimate", "LAB", "--set", "functions.f.requests={low: 1M, high: 1M}", "--draws", "100"],
    "explain": ["explain", "LAB"],
    "compare": ["compare", "LAB", "--set", DOUBLE],
    "diff": ["diff", "LAB", "LAB"],
    "sweep": ["sweep", "LAB", "functions.f.requests=1M,2M"],
    "break-even": ["break-even", "LAB", "--over", "functions.f.requests=1:2M", "--against", "15.15"],
    "whole steps": ["break-even", "LAB", "--over", "functions.f.memory_mb=512:1024", "--against", "8", "--at", "1024"],
    "tune": ["tune", "LAB", "f", "--measured", "512=2000ms,1024=1000ms"],
    "forecast": ["forecast", "LAB", "--months", "1", "--hours", "730"],
    "map": ["prices", "map", "LAB"],
}


# 15.15 is 1.5 times 10.10, so the flat price is met at 1,500,000 requests.
SAYS = dict.fromkeys(COMMANDS, "$10.10") | {"break-even": "1,500,000"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_region_of_ones_own_has_its_price(name: str, lab: str, command: Command) -> None:
    """10.10 a month, by hand, whatever is asked."""
    arguments = [lab if one == "LAB" else one for one in COMMANDS[name]]
    code, out, err = command(*arguments, "--prices", BOOK)
    assert code == 0, err
    assert SAYS[name] in out, out
    code, out, err = command(*arguments)
    assert (code, out) == (2, ""), "without the book there is no such region"
    assert "xx-lab-1" in err


def test_no_plan_reaches_a_region_of_ones_own(lab: str, command: Command) -> None:
    """AWS sells its plans for its regions; a rate for another would be invented."""
    code, out, _ = command("commit", lab, "--prices", BOOK)
    assert code == 0
    assert "No commitment pays off: $10.10 a month on demand costs least." in out


def test_draws_are_converted(lab: str, command: Command) -> None:
    """10.10 of a month that is the same in every draw is 9.292 at 0.92."""
    ranges = ("--set", "functions.f.requests={low: 1M, high: 1M}", "--draws", "10", "--prices", BOOK)
    code, out, _ = command("estimate", lab, *ranges, "--currency", "EUR", "--rate", "0.92")
    assert code == 0
    assert len(re.findall(r"\$10\.10 +€9\.29\n", out)) == 6


def test_an_old_price_fails_draws_too(lab: str, monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    """The prices of a month that is drawn are as old as those of a bill."""
    monkeypatch.setenv("LAMBDA_COST_TODAY", "2026-11-24")
    ranges = ("--set", "functions.f.requests={low: 1M, high: 2M}", "--prices", BOOK, "--day", "2026-11-24", "--draws", "100")
    code, out, err = command("estimate", lab, *ranges, "--max-price-age", "0", "--format", "json")
    assert code == 1, err
    assert json.loads(out)["draws"] == 100
