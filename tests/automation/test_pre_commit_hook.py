"""The pre-commit hook does what it says: its entry is run, with the arguments that a user gives it."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SCENARIO = "functions: {list: {requests: 10M, duration_ms: 100, memory_mb: 1024}}\nday: 2026-11-01\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The hook's entry as pre-commit runs it: in the repository, with its arguments, and no names of files."""
    (hook,) = HOOKS
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [*shlex.split(hook["entry"]), *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False, timeout=60
    )


# 9M requests at 0.20 a million and 600,000 GB-seconds at 0.0000166667 after what is free: 1.80 + 10.00002.
@pytest.mark.parametrize(("budget", "code"), [("11.80002", 0), ("11.80001", 1), ("nothing", 2)])
def test_the_hook_keeps_a_budget(tmp_path: Path, budget: str, code: int) -> None:
    (tmp_path / "shop.yaml").write_text(SCENARIO, encoding="utf-8")
    done = run(tmp_path, "shop.yaml", "--budget", budget)
    assert done.returncode == code, done.stderr


def test_the_hook_is_in_the_form_that_pre_commit_reads() -> None:
    (hook,) = HOOKS
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert {"id", "name", "entry", "files"} <= hook.keys()
