"""Bills written as FOCUS are valid FOCUS 1.2, by the validator of FOCUS, which needs Python 3.12 and packages of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from lambda_cost import estimate, load, report
from tests.reports.test_focus_export import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / ".venv-focus" / "bin" / "python"
"""What `make focus` makes."""
VERSION = "1.2.0.1"
WHERE = "import focus_validator; print(focus_validator.__path__[0])"
CONTRADICTED = {"InvoiceId-C-005-C"}
"""Version 1.2.0.1 asks without a condition that InvoiceId be null (C-004) and that it not be (C-005); an estimate has none."""
EXAMPLES = ("everything.yaml", "shop.yaml")
FAILED = re.compile(r"^❌ (\S+): FAIL", re.MULTILINE)
CHECKED = re.compile(r"^Total: (\d+) \| Pass: (\d+)", re.MULTILINE)


class Validator(NamedTuple):
    """The validator, where it is installed."""

    python: str
    """The interpreter that has it."""
    folder: Path
    """The folder of its package, from which it reads its files."""


@cache
def validator() -> Validator | None:
    """The validator of the environment that `make focus` makes, or of any python3.12; None if there is none."""
    for python in _pythons():
        done = subprocess.run([python, "-c", WHERE], capture_output=True, text=True, check=False, timeout=60)
        if done.returncode == 0:
            return Validator(python, Path(done.stdout.strip()).parent)
    return None


def _pythons() -> Iterator[str]:
    if OWN.exists():
        yield str(OWN)
    found = shutil.which("python3.12")
    if found:
        yield found


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_bill_as_focus_is_valid(example: str, tmp_path: Path) -> None:
    found = validator()
    if found is None:
        pytest.skip("NOT VALIDATED AS FOCUS: there is no python3.12 with focus-validator; `make focus` makes one and runs this")
    path = tmp_path / "focus.csv"
    path.write_text(report(estimate(load(ROOT / "examples" / example, day=DAY)), "focus"), encoding="utf-8")
    options = ["--validate-version", VERSION, "--block-download", "--focus-dataset", "CostAndUsage", "--data-file", str(path)]
    command = [found.python, "-m", "focus_validator.main", *options]
    done = subprocess.run(command, cwd=found.folder, capture_output=True, text=True, check=False, timeout=300)
    checked = CHECKED.search(done.stdout)
    assert checked, done.stdout + done.stderr
    assert int(checked[2]) > 100
    assert set(FAILED.findall(done.stdout)) == CONTRADICTED
