"""Files that users name: what cannot be read or written is said, and nothing is left half done."""

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Scenario, ScenarioError, TableError, UnreadableFileError, files

TOO_LONG = "x" * 5_000


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


LOOKS = [files.exists, files.is_folder, files.is_file, files.size, files.read_bytes, files.read_text, files.read_document]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", r"shop\.yaml is not text in UTF-8 \(byte 0\)"),
        (b"a: \xff", r"shop\.yaml is not text in UTF-8 \(byte 3\)"),
        (b"\xff\xfea", r"shop\.yaml is not text in UTF-8"),
        (b" " * (8 * 1024 * 1024 + 1), r"shop\.yaml is too large; allowed: at most 8,388,608 bytes"),
    ],
)
def test_a_file_that_is_no_text_or_too_large_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFileError, match=says):
        Scenario.read(path)


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfa: \xc3\xa9", "a: é".encode("utf-16"), "a: é".encode()])
def test_text_may_begin_with_a_byte_order_mark_and_be_in_utf_16(raw: bytes, tmp_path: Path) -> None:
    """PowerShell's `>` writes UTF-16."""
    (tmp_path / "it.yaml").write_bytes(raw)
    assert files.read_text(tmp_path / "it.yaml") == "a: é"


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: Is a directory"):
        Scenario.read(tmp_path)
    with pytest.raises(UnreadableFileError, match=r"nowhere[.]yaml cannot be read: No such file or directory"):
        Scenario.read(tmp_path / "nowhere.yaml")
    with pytest.raises(UnreadableFileError, match="cannot be read: embedded null"):
        Scenario.read("a\0b")


@pytest.mark.parametrize("look", LOOKS)
def test_a_name_that_is_too_long_is_said(look: Any) -> None:
    """`Path.exists` raises an OSError for it in some versions of Python, and says no in others."""
    with pytest.raises(UnreadableFileError, match="xxx cannot be read: File name too long"):
        look(TOO_LONG)


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator can read everything")
@pytest.mark.parametrize("look", LOOKS)
def test_a_folder_that_cannot_be_read_is_said(look: Any, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    with pytest.raises(UnreadableFileError, match=r"locked/it\.yaml cannot be read: Permission denied"):
        look(tmp_path / "locked" / "it.yaml")


@pytest.mark.parametrize(
    "command", ["estimate {}", "estimate s.yaml --prices {}", "estimate s.yaml --out {}/x.csv", "diff {} s.yaml"]
)
def test_a_password_in_an_address_is_never_repeated(command: str, tmp_path: Path) -> None:
    """An address is no file; a message that names it goes into the log of a pipeline."""
    (tmp_path / "s.yaml").write_text("functions: {f: {requests: 1M, duration_ms: 500, memory_mb: 512}}", encoding="utf-8")
    done = shell(f"{PROGRAM} {command.format('https://me:secret@example.com/x')}", tmp_path)
    assert done.returncode == 2
    assert "…@example.com/x" in done.stderr
    assert "secret" not in done.stderr


def test_what_is_there_is_known_by_its_kind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("four", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    kinds = {
        name: (files.exists(tmp_path / name), files.is_folder(tmp_path / name), files.is_file(tmp_path / name))
        for name in (".", "file", "pipe", "nowhere", "file/below")
    }
    assert kinds == {
        ".": (True, True, False),
        "file": (True, False, True),
        "pipe": (True, False, False),
        "nowhere": (False, False, False),
        "file/below": (False, False, False),
    }
    assert (files.size(tmp_path / "file"), files.size(tmp_path / "nowhere")) == (4, 0)


def test_malformed_yaml_is_a_wrong_scenario_or_table(tmp_path: Path) -> None:
    """Whoever reads a document says what it is to be."""
    path = tmp_path / "shop.yaml"
    path.write_text("a: 1\nb: [\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"shop[.]yaml, line \d: not well-formed YAML"):
        Scenario.read(path)
    with pytest.raises(TableError, match=r"the table, line \d: not well-formed YAML"):
        files.read_document(path, name="the table", error=TableError)


def test_files_are_listed_by_their_endings_links_followed_and_what_is_hidden_left_out(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.json", "notes.txt", "below/c.yaml", "below/deeper/d.yaml", ".git/e.yaml"):
        (tmp_path / "it" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "it" / name).touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "f.yaml").touch()
    (tmp_path / "it" / "link").symlink_to(tmp_path / "elsewhere")

    def listed(*suffixes: str, **limits: Any) -> list[str]:
        return [path.relative_to(tmp_path / "it").as_posix() for path in files.list_files(tmp_path / "it", *suffixes, **limits)]

    assert listed(".yaml", ".json") == ["a.json", "b.yaml", "below/c.yaml", "below/deeper/d.yaml", "link/f.yaml"]
    assert listed(".yaml", depth=0) == ["b.yaml"]
    assert listed(".yaml", depth=1) == ["b.yaml", "below/c.yaml", "link/f.yaml"]
    with pytest.raises(UnreadableFileError, match="it has more than 3 files"):
        listed(".yaml", most=3)
    with pytest.raises(UnreadableFileError, match="nowhere cannot be read: No such file or directory"):
        files.list_files(tmp_path / "nowhere", ".yaml")


def test_a_table_has_columns_and_the_lines_of_its_rows() -> None:
    """A quoted cell may go over two lines; empty rows are no rows."""
    table = files.parse_table('\ufeffmonth, factor \n\n2026-01,1\n,\n"2026\n-02" ,2\n'.removeprefix("\ufeff"), "it.csv")
    assert table.columns == ["month", "factor"]
    assert list(table.rows) == [(3, ["2026-01", "1"]), (6, ["2026\n-02", "2"])]
    assert files.parse_table("", "it.csv").columns == []


def test_a_table_that_is_no_csv_is_refused_with_its_line() -> None:
    """The csv module takes no cell of more than 131,072 characters."""
    text = f"month,factor\n2026-01,{'1' * 200_000}\n"
    with pytest.raises(UnreadableFileError, match=r"it\.csv cannot be read: line 2: field larger than field limit"):
        list(files.parse_table(text, "it.csv").rows)


def test_a_new_file_has_the_permissions_that_the_system_gives_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_text(tmp_path / "new", "text")
    finally:
        os.umask(before)
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o604)
    seen = []
    with files.replacing(tmp_path / "old") as temporary:
        seen.append(stat.S_IMODE(temporary.stat().st_mode) & 0o077 & ~0o004)
        temporary.write_text("text", encoding="utf-8")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "old")]
    assert modes == [0o640, 0o604]
    assert seen == [0], "what only some may read is open to others for no moment"


def test_a_file_with_the_longest_name_can_be_written(tmp_path: Path) -> None:
    """The temporary file's name has nothing of it."""
    files.write_text(tmp_path / ("é" * 127), "text")
    assert (tmp_path / ("é" * 127)).read_text(encoding="utf-8") == "text"


def test_two_that_write_the_same_file_do_not_meet(tmp_path: Path) -> None:
    """Not even in one process, as two threads of a notebook's kernel."""
    out = tmp_path / "bill.json"
    with files.replacing(out) as first, files.replacing(out) as second:
        assert first != second
        first.write_text("first", encoding="utf-8")
        second.write_text("second", encoding="utf-8")
    assert out.read_text(encoding="utf-8") == "first"
    assert names(tmp_path) == ["bill.json"]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "bill.json"
    out.write_text("old", encoding="utf-8")

    def texts() -> Any:
        yield "half"
        raise KeyboardInterrupt

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(KeyboardInterrupt):
        files.write_text(out, texts())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnreadableFileError, match=r"bill\.json cannot be written: No space left on device"):
        files.write_text(out, "new")
    assert (out.read_text(encoding="utf-8"), names(tmp_path)) == ("old", ["bill.json"])


def test_what_a_killed_program_left_goes_with_the_next_write(tmp_path: Path) -> None:
    """But not what another program is writing at this moment."""
    old, fresh = tmp_path / ".lambda-cost-0001.new", tmp_path / ".lambda-cost-0002.new"
    for path in (old, fresh):
        path.touch()
    an_hour_ago = time.time() - 3_601
    os.utime(old, (an_hour_ago, an_hour_ago))
    files.write_text(tmp_path / "bill.json", "new")
    assert names(tmp_path) == [fresh.name, "bill.json"]


def test_a_system_without_folders_that_open_is_content_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no descriptor of a folder."""
    opened = os.open

    def without_folders(path: Any, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", without_folders)
    files.write_text(tmp_path / "it", "new")
    assert (tmp_path / "it").read_text(encoding="utf-8") == "new"


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path, says in (
        (tmp_path, "cannot be written: Is a directory"),
        (tmp_path / "no" / "it", "no/it cannot be written: No such file or directory"),
        (tmp_path / "loop", "loop cannot be written: Too many levels of symbolic links"),
        ("a\0b", "cannot be written: embedded null"),
        (TOO_LONG, "cannot be written: File name too long"),
    ):
        with pytest.raises(UnreadableFileError, match=says):
            files.write_text(path, "text")


PROGRAM = f"{sys.executable} -m lambda_cost"
FLAGS = "--requests 1M --duration 0.5s --memory 512MB --format csv"


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.unmeasured
def test_a_result_can_be_written_to_standard_output_by_its_path_and_into_a_substitution(tmp_path: Path) -> None:
    """What is already there stays: /dev/stdout is the open file, which is not replaced."""
    usual = shell(f"{PROGRAM} estimate {FLAGS}", tmp_path).stdout
    assert usual.startswith("resource,meter,")
    for out in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        done = shell(f"{{ echo before; {PROGRAM} estimate {FLAGS} --out {out}; }} > it; cat it", tmp_path)
        assert (done.stdout, done.stderr) == (f"before\n{usual}", "")
    assert shell(f"{PROGRAM} estimate {FLAGS} --out /dev/stdout | cat", tmp_path).stdout == usual
    into = f"{PROGRAM} estimate {FLAGS} --out >(cat > it; mv it done)"
    assert shell(f"{into}; until [ -e done ]; do sleep 0.1; done; cat done", tmp_path).stdout == usual


def test_a_reader_that_goes_away_is_for_the_command_line_to_deal_with() -> None:
    """As on standard output, where `| head` is no failure to speak of."""
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        files.write_text(f"/dev/fd/{writing}", "text")
    os.close(writing)


def test_a_socket_on_standard_input_can_be_read_by_its_path() -> None:
    """Some programs start others with a socket there, which cannot be opened by its path."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"functions: {f: {requests: 1M, duration_ms: 500, memory_mb: 512}}")
        ours.shutdown(socket.SHUT_WR)
        command = [sys.executable, "-c", "from lambda_cost import files; print(files.read_text('/dev/stdin'))"]
        done = subprocess.run(command, stdin=theirs.fileno(), capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout[:9], done.stderr) == ("functions", "")


def test_a_pipe_and_a_link_are_written_through(tmp_path: Path) -> None:
    """Only a file is replaced; what else stands there is written to as it is."""
    pipe, received = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: received.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    files.write_text(pipe, "through the pipe")
    reader.join()
    assert (received, stat.S_ISFIFO(pipe.stat().st_mode)) == (["through the pipe"], True)
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    files.write_text(link, "new")
    assert (link.is_symlink(), real.read_text(encoding="utf-8")) == (True, "new")
