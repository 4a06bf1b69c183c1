"""What `make fuzz` and `make kill` send and kill, a little of each, so that they keep working."""

import os
import shutil
from pathlib import Path

import pytest

from tools import fuzz, kill


@pytest.mark.parametrize("door", fuzz.DOORS)
def test_a_few_inputs_that_nobody_would_write_are_answered(door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fuzz.ROOT)
    assert fuzz.send(door, 4, tmp_path) >= 4
    fuzz.answer(door, fuzz.DOORS[door][1][0], tmp_path)


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
