"""`report`, `plot` and `serve`: what they write and where, and what they refuse."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from lambda_cost import LambdaCostError, Scenario, ScenarioError, UnreadableFileError, estimate
from lambda_cost.cli import serve as serving
from lambda_cost.cli.app import main
from lambda_cost.cli.compare import compare as compare_command
from lambda_cost.cli.pictures import plot as plot_command
from lambda_cost.cli.report import report as report_command
from lambda_cost.cli.spread import spread
from lambda_cost.serve import running
from lambda_cost.serve.app import application

report, plot, compare = spread(report_command), spread(plot_command), spread(compare_command)

SHOP = "examples/shop.yaml"
DAY = "2026-11-01"


def test_report_writes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    report(files=[SHOP], day=DAY, changes=["functions.checkout.memory_mb=1024"], out=str(out))
    text = out.read_text(encoding="utf-8")
    expected = estimate(Scenario.read(SHOP).on(DAY).with_("checkout", memory_mb=1024))
    assert f'data-total="{expected.to_dict()["total"]}"' in text
    assert text.startswith("<!doctype html>")


def test_report_without_a_file_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    report(files=[SHOP], day=DAY)
    assert capsys.readouterr().out.rstrip().endswith("</html>")


@pytest.mark.parametrize("name", ["memory.svg", "memory.png"])
def test_plot_writes_the_format_that_the_ending_says(name: str, tmp_path: Path) -> None:
    out = tmp_path / name
    plot(kind="memory", file=SHOP, function="checkout", width="400", out=str(out))
    written = out.read_bytes()
    assert written.startswith(b"<svg" if name.endswith("svg") else b"\x89PNG")
    assert b'width="400"' in written or int.from_bytes(written[16:20]) == 800


@pytest.mark.parametrize("name", ["beside.svg", "beside.png"])
def test_a_comparison_is_drawn_if_its_file_is_a_picture(name: str, tmp_path: Path) -> None:
    out = tmp_path / name
    compare(files=[SHOP], changes=["functions.checkout.memory_mb=1024"], day=DAY, out=str(out))
    assert out.read_bytes().startswith(b"<svg" if name.endswith("svg") else b"\x89PNG")


def test_plot_without_a_file_is_svg_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    plot(kind="breakdown", file=SHOP, dark=True)
    text = capsys.readouterr().out
    assert text.startswith("<svg")
    assert "prefers-color-scheme" not in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["pie", SHOP], "KIND is 'pie'; allowed: breakdown, memory, growth, regions"),
        (["memori", SHOP], "KIND is 'memori'; did you mean memory?"),
        (["growth", SHOP, "--function", "checkout"], "--function goes with memory"),
        (["memory", SHOP, "--function", "nobody"], "nobody is no resource; allowed: "),
        (["memory", SHOP, "--width", "wide"], "--width is 'wide'; allowed: 330 to 4000"),
        (["memory", SHOP, "--width", "9" * 5000], "allowed: 330 to 4000"),
        (["memory", SHOP, "--out", "x.pdf"], "x.pdf does not say its format; allowed endings: .svg, .png"),
        (["memory", "nowhere.yaml"], "nowhere.yaml cannot be read: No such file or directory"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_plot_refuses_with_what_is_allowed(
    arguments: list[str], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lambda-cost", "plot", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert says in capsys.readouterr().err
    assert not Path("x.pdf").exists()


@pytest.mark.parametrize("port", ["many", "65536", "-1", "9" * 5000])
def test_serve_refuses_what_is_no_port(port: str) -> None:
    with pytest.raises(ScenarioError, match="allowed: 0 to 65535"):
        spread(serving.serve)(port=port)


def test_a_port_that_is_taken_is_said() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LambdaCostError, match=f"port {port} of 127.0.0.1 cannot be had: .*; give another by --port"):
            running.serve(partial(application, Scenario.read(SHOP)), port, print)


def test_the_port_is_always_the_same_or_the_next_that_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a bookmark lasts."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(running, "PORT", port)
        with contextlib.closing(running.listen(None)) as next_one:
            assert port < next_one.getsockname()[1] < port + running.PORTS_TRIED
        monkeypatch.setattr(running, "PORTS_TRIED", 1)
        with pytest.raises(LambdaCostError, match=f"port {port} of 127.0.0.1 cannot be had"):
            running.listen(None)


def test_without_its_libraries_serve_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(LambdaCostError, match="'\\.\\[serve\\]'"):
        running.serve(partial(application, Scenario.read(SHOP)), 0, print)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[uvicorn.Server]:
    """The servers that are begun."""
    found: list[uvicorn.Server] = []

    class Kept(uvicorn.Server):
        def __init__(self, config: Any) -> None:
            super().__init__(config)
            found.append(self)

    monkeypatch.setattr(uvicorn, "Server", Kept)
    return found


@pytest.mark.parametrize("file", [SHOP, None], ids=["a file", "the example"])
def test_serve_answers_on_this_machine_and_opens_the_page(
    file: str | None, servers: list[uvicorn.Server], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    there = threading.Event()

    def browse(address: str) -> bool:
        opened.append(address)
        there.set()
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    thread = threading.Thread(target=lambda: spread(serving.serve)(file=file, day=DAY))
    thread.start()
    assert there.wait(30)
    with urllib.request.urlopen(opened[0], timeout=30) as answer:  # noqa: S310 - our own page
        text = answer.read().decode()
    servers[0].should_exit = True
    thread.join(30)
    assert not thread.is_alive()
    assert opened[0].startswith("http://127.0.0.1:")
    assert f'data-total="{estimate(Scenario.read(SHOP).on(DAY)).to_dict()["total"]}"' in text
    assert capsys.readouterr().err == f"{opened[0]} (Ctrl-C ends it)\n"


@pytest.mark.unmeasured
def test_ctrl_c_ends_the_page_without_a_complaint() -> None:
    command = [sys.executable, "-m", "lambda_cost", "serve", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        address = started.stderr.readline().removesuffix(" (Ctrl-C ends it)\n")
        with urllib.request.urlopen(address, timeout=30):  # noqa: S310 - our own page
            pass
        started.send_signal(signal.SIGINT)
        rest = started.stderr.read()
    assert (started.returncode, rest) == (0, "")


def test_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        report(files=[SHOP], out=str(tmp_path / "nowhere" / "report.html"))
    assert list(tmp_path.iterdir()) == []
