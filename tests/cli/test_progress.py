"""Progress is for people who wait before a terminal, and for nobody else."""

import io
import sys

import pytest

from lambda_cost.cli import progress as module
from lambda_cost.cli.progress import progress


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, patience_s: float) -> str:
    """What work of two steps draws on a terminal."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(module, "PATIENCE_S", patience_s)
    with progress("Sweeping", 2) as advance:
        advance(1)
        advance(1)
    return str(getattr(sys.stderr, "getvalue")())  # noqa: B009 - to mypy standard error has none


def test_a_pipe_gets_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """A log would be full of them."""
    with progress("Sweeping", 2) as advance:
        advance(1)
    assert capsys.readouterr().err == ""


def test_without_a_standard_error_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program may be started with it closed."""
    monkeypatch.setattr(sys, "stderr", None)
    with progress("Sweeping", None) as advance:
        advance(1)


def test_long_work_draws_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits longer than a second wants to know for what."""
    assert "Sweeping" in drawn(monkeypatch, patience_s=-1)


def test_quick_work_draws_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that flashes up is a nuisance."""
    assert "Sweeping" not in drawn(monkeypatch, patience_s=60)
