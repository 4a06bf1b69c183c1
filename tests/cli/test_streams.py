"""Where results go: devices, pipes, links, full and closed streams, and other encodings."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from lambda_cost import UnreadableFileError, files
from lambda_cost.cli import output

FLAGS = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]
ESTIMATE = [sys.executable, "-m", "lambda_cost", "estimate", *FLAGS]


def test_out_writes_into_a_pipe_and_through_a_link_and_keeps_permissions(tmp_path: Path) -> None:
    """Only a file is replaced; what else stands there is written to as it is."""
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    files.write_text(pipe, "through the pipe")
    reader.join()
    assert (got, stat.S_ISFIFO(pipe.stat().st_mode)) == (["through the pipe"], True)
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    files.write_text(link, "new")
    assert link.is_symlink()
    assert (real.read_text(encoding="utf-8"), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o600)


@pytest.mark.parametrize("redirected", [">&-", "> /dev/full"])
def test_output_that_cannot_be_written_is_said_in_one_line(redirected: str) -> None:
    """A closed or full standard output is no traceback."""
    line = f"{' '.join(ESTIMATE)} {redirected}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("standard output ")
    assert len(done.stderr.splitlines()) == 1


def test_closed_standard_input_and_error_are_no_traceback() -> None:
    """What cannot be said is said by the exit code."""
    program = f"{sys.executable} -m lambda_cost estimate"
    done = subprocess.run(["bash", "-c", f"{program} - <&-"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "standard input is closed\n")
    silent = subprocess.run(["bash", "-c", f"{program} nowhere.yaml 2>&-"], capture_output=True, text=True, check=False)
    assert (silent.returncode, silent.stdout) == (2, "")


def test_a_terminal_of_another_encoding_gets_what_it_can_show() -> None:
    """The sign between the words of the heading is no reason to fail."""
    done = subprocess.run(ESTIMATE, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.startswith("Estimate \\xb7 us-east-1")


def test_streams_that_are_closed_are_refused_in_this_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own functions say it as the program does."""
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(UnreadableFileError, match="standard output is closed"):
        output.put("text")
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableFileError, match="standard input is closed"):
        files.read_document("-")


@pytest.mark.unmeasured
def test_a_flag_wins_over_the_file(tmp_path: Path) -> None:
    """--month over day, --day and --hours over month."""
    file = tmp_path / "one.yaml"
    function = "functions: {f: {requests: 1, duration_ms: 1, memory_mb: 128}}\n"
    for head, flags, day, hours in (
        ("day: 2026-10-05", ["--month", "2026-08"], "2026-08-01", "744"),
        ("month: 2026-08", ["--day", "2026-10-05"], "2026-10-05", "730"),
        ("month: 2026-08", ["--hours", "700"], None, "700"),
    ):
        file.write_text(f"{head}\n{function}", encoding="utf-8")
        command = [*ESTIMATE[:4], str(file), *flags, "--format", "csv"]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        json = subprocess.run([*command[:-1], "json"], capture_output=True, text=True, check=True).stdout
        assert f'"hours": "{hours}"' in json
        assert day is None or f'"day": "{day}"' in json
