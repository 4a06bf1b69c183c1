"""Logs of any size, encoding and shape are read within bounds; sources that are missing or empty are refused."""

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from lambda_cost import UnreadableFileError, observe
from lambda_cost.errors import ScenarioError
from lambda_cost.usage.observing import inputs, reading, tally, values
from tests.usage.lines import event, exported, report
from tests.usage.observing import only, read


def test_input_is_read_in_any_encoding_and_never_without_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(read(tmp_path, f"{report(1)}\n".encode("utf-16"))).requests == 1
    assert only(read(tmp_path, b"\xef\xbb\xbf" + report(1).encode())).requests == 1
    assert only(read(tmp_path, b"\xff\xfa\n" + report(1).encode() + b"\n\xc3\x28")).requests == 1
    assert read(tmp_path, b"PAR1\0\0").skipped == {"file that is no text": 1}
    whole = gzip.compress((report(1) + "\n").encode() * 3)
    assert read(tmp_path, whole[:-12]).skipped["file that is not whole"] == 1
    assert read(tmp_path, whole[:20] + b"xxxxxxxx" + whole[28:]).skipped["file that is not whole"] == 1
    assert only(read(tmp_path, whole + whole)).requests == 1
    monkeypatch.setattr(inputs, "RATIO_AFTER", 1 << 20)
    bomb = read(tmp_path, gzip.compress(b"a" * (8 << 20)))
    assert bomb.skipped["file that is not whole"] == 1
    assert any("compressed more than 200 times" in warning for warning in bomb.warnings)


def packed(count: int, start: int = 0) -> bytes:
    """So many reports in one member of gzip that hardly packs them: each has digits of its own."""
    lines = [
        report(number, more=f"XRAY TraceId: 1-{sha256(str(number).encode()).hexdigest()}") for number in range(start, count)
    ]
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def test_damaged_gzip_counts_up_to_the_damage_and_says_how_much_is_lost(tmp_path: Path) -> None:
    """A block of a reserved type is put at nine tenths of a member: what zlib refuses, it refuses there."""
    whole, count = packed(2000), 2000
    at = len(whole) * 9 // 10
    broken = whole[:at] + b"\xff" * 40 + whole[at + 40 :]
    found = read(tmp_path, broken)
    assert found.skipped["file that is not whole"] == 1
    assert count * 0.89 < (only(found).requests or 0) < count * 0.91
    (warning,) = [text for text in found.warnings if "damaged" in text]
    lost = int(re.findall(r"([\d,]+) of its", warning)[0].replace(",", ""))
    assert f" of its {len(whole):,} compressed bytes cannot be read; what was read of it counts" in warning
    assert 0 <= len(whole) - at - lost < 1000


@pytest.mark.parametrize("block", [inputs.BLOCK, 1000])
def test_members_of_gzip_behind_a_damaged_one_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Firehose writes one behind the other; a half line does not join the next one's first."""
    monkeypatch.setattr(inputs, "BLOCK", block)
    members = [packed(100 * number + 100, 100 * number) for number in range(3)]
    at = len(members[1]) // 2
    members[1] = members[1][:at] + b"\xff" * 40 + members[1][at + 40 :]
    found = read(tmp_path, b"".join(members))
    assert 240 < (only(found).requests or 0) < 260
    garbage = read(tmp_path, members[0] + b"no gzip \x1f\x8b" + b"\x1f\x8b\x09" + members[2] + b"\x1f\x8b\x08\xff\x1f")
    assert only(garbage).requests == 200
    said = "damaged (incorrect header check): 14 of its "  # 18, less the first byte and three that might have begun a member
    assert any(said in text for text in garbage.warnings)


def test_a_wrong_check_sum_of_gzip_loses_nothing_and_is_said(tmp_path: Path) -> None:
    """Nobody knows where the damage is, if there is any: all was unpacked."""
    whole = packed(50)
    found = read(tmp_path, whole[:-8] + b"\0\0\0\0" + whole[-4:] + packed(60, 50))
    assert only(found).requests == 60
    assert any("is damaged (incorrect data check); what was read of it counts" in text for text in found.warnings)


def test_an_endless_line_is_left_out_and_what_follows_is_read(tmp_path: Path) -> None:
    long = b"a" * (3 << 20)
    found = read(tmp_path, report(1).encode() + b"\n" + long + b"\n" + report(2).encode() + b"\n" + long)
    assert (only(found).requests, found.skipped) == (2, {"line of more than 1 MB": 2})


def test_more_requests_than_can_be_remembered_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_REMEMBERED", 2)
    monkeypatch.setattr(tally, "MAX_RECENT", 1)
    lines = [report(number, more="Init Duration: 1.00 ms\t") for number in range(5)]
    found = read(tmp_path, exported(*lines))
    assert only(found).requests == 5
    assert any("more than 2 requests" in warning for warning in found.warnings)


@pytest.mark.unmeasured
def test_json_of_any_size_and_shape_is_read_value_by_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "WHOLE", 2_000)
    events = [event(text) for number in range(3000) for text in (report(number), "é" * 50)]
    found = read(tmp_path, json.dumps({"a": {"b": [1]}, "events": events, "z": 1}, ensure_ascii=False, indent=1))
    assert only(found).requests == 3000
    monkeypatch.setattr(inputs, "BLOCK", 7)
    assert only(read(tmp_path, json.dumps(events[:40], ensure_ascii=False))).requests == 20
    assert only(read(tmp_path, "{}\n" + report(1) + "\n")).requests == 1


@pytest.mark.parametrize(
    "text", ['{"a": 1', "[1, 2", '{"events": [1, x', "{" * 3000, '[{"a": }]', "{5}", '{"a" 5}', "[[[" + "[" * 99999, '{"k": x}']
)
def test_json_that_breaks_off_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(values, "WHOLE", 4)
    found = read(tmp_path, text)
    assert found.functions == ()
    assert found.skipped


def test_a_source_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="has no files"):
        observe(tmp_path)
    with pytest.raises(UnreadableFileError, match="No such file"):
        observe(tmp_path / "x")
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        next(inputs.read_chunks(inputs.Input(tmp_path / "x", "x")))
    with pytest.raises(ScenarioError, match="--function is 'a b'"):
        observe([], function="a b", packaging="tar")


def test_standard_input_is_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_text(report(1))
    with (tmp_path / "x").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert only(observe(["-", "-"], function="fn", advance=print)).requests == 1
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableFileError, match="standard input is closed"):
        observe("-")


def test_a_table_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TABLE", 20)
    with pytest.raises(UnreadableFileError, match="too large for a table"):
        read(tmp_path, "@requestId,@memorySize,@billedDuration\na,512000000,5\n")


def test_large_logs_are_read_by_two_processes_with_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = exported(*(report(number) for number in range(40)))
    (tmp_path / "a.log").write_text(lines)
    (tmp_path / "b.json").write_text('{"MetricDataResults": [{"Label": "m Invocations", "Timestamps": [1], "Values": [1]}]}')
    alone = observe([tmp_path / "a.log", tmp_path / "b.json"], function="fn").to_dict()
    monkeypatch.setattr(inputs, "MIN_BYTES_TO_SPLIT", 1)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert observe([tmp_path / "a.log", tmp_path / "b.json"], function="fn").to_dict() == alone
    (tmp_path / "c.log").write_text(exported(report(0)))
    assert observe([tmp_path / "a.log", tmp_path / "c.log"], function="fn").skipped == {
        "repeated: the same request at the same time": 1
    }
    assert inputs.in_two([inputs.Input(tmp_path / "c.log", "c")]) is not None
