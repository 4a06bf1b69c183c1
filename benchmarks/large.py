"""One file of fifty thousand functions: priced, and written in each format, as whole processes."""

import os
import pty
import resource
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import process, say

FUNCTIONS = 50_000
MOST_S, MOST_MB = 6, 400
EVENTS = "import sys, yaml; print(sum(1 for _ in yaml.parse(open(sys.argv[1]), Loader=yaml.CSafeLoader)))"
"""The baseline: PyYAML's own parser in C on the same file."""


def fifty_thousand() -> list[bool]:
    """Seconds of processor time and memory, for a pipe in three formats and for a terminal."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "large.yaml")
        path.write_text(_scenario(), encoding="utf-8")
        baseline = process([sys.executable, "-c", EVENTS, str(path)])
        baseline_s = baseline.ru_utime + baseline.ru_stime
        print(f"{'the events of 50,000 functions, by PyYAML alone':<58} {baseline_s:>14.2f} s")
        command = [sys.executable, "-m", "lambda_cost", "estimate", str(path)]
        used = {f"as {to}": process([*command, "--format", to]) for to in ("table", "json", "csv")}
        used["on a terminal"], lines = _on_terminal(command)
    kept = [say("lines of 50,000 functions on a terminal of 24", str(lines), "<= 24", held=lines <= 24)]
    for what, usage in used.items():
        seconds, memory_mb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        took = f"{seconds:.1f} s ({seconds / baseline_s:.1f} x)"
        kept += [
            say(f"50,000 functions {what}, processor time", took, f"<= {MOST_S} s", held=seconds <= MOST_S),
            say("… and memory, at most", f"{memory_mb:.0f} MB", f"<= {MOST_MB} MB", held=memory_mb <= MOST_MB),
        ]
    return kept


def _scenario() -> str:
    """Functions of which no two cost the same."""
    lines = (
        f"  f{n}: {{requests: {1000 + n}, duration_ms: {50 + n % 100}, memory_mb: {128 + n % 1000}}}\n"
        for n in range(FUNCTIONS)
    )
    return "day: 2026-11-01\nfunctions:\n" + "".join(lines)


def _on_terminal(command: list[str]) -> tuple[resource.struct_rusage, int]:
    """What *command* uses of the machine with a terminal of 24 lines and 80 columns before it, and the lines that it writes."""
    ours, theirs = pty.openpty()
    shown: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(ours, 65_536):
                shown.append(part)
        except OSError:  # how Linux says that nobody has the other end any more
            pass

    reader = threading.Thread(target=read)
    reader.start()
    usage = process(command, stdout=theirs, env=os.environ | {"LINES": "24", "COLUMNS": "80"})
    os.close(theirs)
    reader.join()
    os.close(ours)
    return usage, b"".join(shown).count(b"\n")
