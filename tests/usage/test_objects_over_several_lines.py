"""Records of Lambda's that a tool shows over several lines: read whole wherever a block ends, and in time."""

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Observed, observe
from lambda_cost.usage.observing import inputs, reading, text
from lambda_cost.usage.observing.forms import in_one_line
from tests.usage.lines import ID


def pretty(number: int) -> str:
    """A record of a request of 11 ms as `jq .` shows it: 11 lines."""
    metrics = {"durationMs": 10.5, "billedDurationMs": 11, "memorySizeMB": 128}
    record = {"time": "2026-05-28T10:00:00.000Z", "type": "platform.report"}
    return json.dumps(record | {"record": {"requestId": ID.format(number), "metrics": metrics}}, indent=2) + "\n"


def read(path: Path, content: bytes) -> Observed:
    path.write_bytes(content)
    return observe(path, function="fn")


def facts(observed: Observed) -> tuple[Any, ...]:
    return [(one.requests, one.billed_ms) for one in observed.functions], observed.skipped


@pytest.mark.parametrize("block", [64, 97, 1000, 1 << 18])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_record_is_read_whole_wherever_a_block_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, end: str
) -> None:
    monkeypatch.setattr(inputs, "BLOCK", block)
    monkeypatch.setattr(reading, "HEAD", 1)
    content = ("hello\n" + "".join(map(pretty, range(30)))).replace("\n", end)
    found = read(tmp_path / "a.log", content.encode())
    assert facts(found) == ([(30, 330)], {"text of the function": 1})


def test_a_record_in_the_middle_of_a_file_that_two_processes_read_is_read_whole(tmp_path: Path) -> None:
    content = ("hello\n" + "".join(map(pretty, range(3)))).encode()
    path = tmp_path / "a.log"
    path.write_bytes(content)
    for middle in range(1, len(content)):
        shares = [
            b"".join(inputs.read_chunks(inputs.Input(str(path), "a", begin=begin, end=end, head=b"hello")))
            for begin, end in ((0, middle), (middle, len(content)))
        ]
        assert b"".join(shares) == content
        assert shares[1] == b"" or shares[1].startswith((b"{", b"hello"))


def test_an_object_that_never_ends_is_text_of_the_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_object = b"hello\n{\n" + b'  "a": 1,\n' * 50
    assert facts(read(tmp_path / "a.log", open_object)) == ([], {"text of the function": 52})
    assert facts(read(tmp_path / "b.log", b"hello\n{\n" + pretty(1).encode()))[0] == [(1, 11)]
    monkeypatch.setattr(inputs, "BLOCK", 100)
    monkeypatch.setattr(reading, "HEAD", 1)
    monkeypatch.setattr(text, "MAX_LINE", 200)
    assert facts(read(tmp_path / "a.log", open_object)) == ([], {"text of the function": 52})
    # what a file that breaks off has before its end counts, held back or not
    whole = gzip.compress(open_object)
    assert read(tmp_path / "a.gz", whole[:-4]).skipped["text of the function"] == 52


@pytest.mark.parametrize(
    ("begin", "line", "end"),
    [
        (b"  {\n", b'    "a": 1,\n', b"  }\n"),
        (b"", b"  {\n", b""),
        (b"{\n", b"  {\n", b""),
        (b"", b"{\n", b""),
        (b"", b"a " * 5, b"\n"),
    ],
)
def test_objects_of_the_function_take_no_more_time_than_their_length(begin: bytes, line: bytes, end: bytes) -> None:
    """Each of these took seconds or for ever. 16 times as long, they take 16 times as much, and took 256 times as much."""

    def work(number: int) -> float:
        lines = begin + line * number + end
        start = time.process_time()
        assert in_one_line(b'"type": "platform.x"\n' + lines).endswith(lines)
        return time.process_time() - start

    assert min(work(16_000) for _ in range(3)) < 64 * min(work(1_000) for _ in range(5))
