"""What `make fuzz` and `make kill` send and kill, a little of each, so that they keep working."""

import copy
import os
import random
import shutil
from pathlib import Path

import pytest

from tools import fuzz, fuzz_parsers, kill


@pytest.mark.parametrize("door", fuzz.DOORS)
def test_a_few_inputs_that_nobody_would_write_are_answered(door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fuzz.ROOT)
    assert fuzz.send(door, 4, tmp_path) >= 4
    fuzz.answer(door, fuzz.DOORS[door][1][0], tmp_path)


def test_an_input_depends_on_nothing_but_its_seed_and_number() -> None:
    """Values that inputs shared were changed by each, until one was a list that held itself and filled the memory."""
    nasty = copy.deepcopy(fuzz.NASTY)
    seeds = (b'{"a": [1, {"b": [2, 3]}], "c": {"d": [[4]]}}', b"a: 1 b", b"\0\1\2")
    made = [fuzz.mutated(seed, random.Random(number)) for seed in seeds for number in range(300)]  # noqa: S311 - the same each time
    assert nasty == fuzz.NASTY
    assert made == [fuzz.mutated(seed, random.Random(number)) for seed in seeds for number in range(300)]  # noqa: S311 - as above
    assert len({*made}) > 300


def test_the_parsers_that_bytes_are_sent_to_take_their_seeds() -> None:
    """Atheris itself is not installed for the check."""
    targets, refusals = fuzz_parsers.parsers()
    assert targets[0]("0.5s") == 500
    for seed in fuzz_parsers.SEEDS:
        targets[seed[0]](seed[1:].decode())
    for target in targets:
        with pytest.raises(refusals):
            target("]")


def test_what_breaks_a_door_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fuzz.DOORS, "growth", ("g.csv", [b"x"], lambda _path: 1 // 0))
    with pytest.raises(ZeroDivisionError):
        fuzz.send("growth", 4, tmp_path)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace kills at a system call")
def test_a_command_that_is_killed_as_its_file_takes_the_old_one_s_place_leaves_that_whole(tmp_path: Path) -> None:
    home = Path(os.path.realpath(tmp_path))
    kill.furnish(home / "whole")
    calls = kill.changing_calls(kill.COMMANDS["replace"], home / "whole")
    renamed = [call for call in calls if call.name.startswith("rename")]
    assert len(renamed) == 1
    wanted = kill.files_in(home / "whole")
    assert wanted["old.json"] != b"old"
    assert kill.check(kill.COMMANDS["replace"], renamed[0], wanted, home) == []
