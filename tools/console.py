"""Console blocks of documents: what their commands print."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lambda_cost.prices.refreshed import VARIABLE
from lambda_cost.scenario.month import TODAY

ROOT = Path(__file__).parent.parent
PROMPT = "$ "
DAY = "2026-11-24"
"""The day that documents and tests take for today, so that the age of prices stays what it is there."""


def furnish(folder: Path) -> None:
    """Put into *folder* what documents refer to."""
    shutil.copytree(ROOT / "examples", folder / "examples", dirs_exist_ok=True)


def printed(block: str, folder: Path) -> str:
    """*block* with what each of its commands prints in *folder*, standard error included."""
    environment = os.environ | {
        TODAY: DAY,
        VARIABLE: os.devnull,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
    }
    shown: list[str] = []
    for line in block.splitlines():
        if line.startswith(PROMPT):
            done = subprocess.run(  # noqa: S602 - the commands are our own documents'
                line.removeprefix(PROMPT),
                shell=True,
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            shown += [line, *done.stdout.splitlines()]
    return "\n".join(shown).rstrip()
