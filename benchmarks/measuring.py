"""How the benchmarks measure, and how they say what they found."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path


def best_us(work: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Microseconds of *work*, the best of *rounds* of *times* runs."""
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - begun) / times * 1e6)
    return min(found)


def in_turns_s(works: dict[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Seconds of each of *works*, the best of *rounds* in turns, so that a busy machine is unfair to none."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - begun)
    return best


def processes(commands: dict[str, list[str]], runs: int = 21) -> dict[str, float]:
    """The median processor seconds of each of *commands* as a whole process, run in turns.

    Processor time, since other programs on the machine make a process wait, but not work longer.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            used = process(command)
            seconds[name].append(used.ru_utime + used.ru_stime)
    return {name: statistics.median(runs_of_one) for name, runs_of_one in seconds.items()}


def process(
    command: list[str], stdout: int = subprocess.DEVNULL, env: Mapping[str, str] | None = None
) -> resource.struct_rusage:
    """What one process of *command* uses of the machine."""
    with subprocess.Popen(command, stdout=stdout, env=env) as started:  # noqa: S603 - our own command
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, command)
    return used


def peak_memory_mb() -> int:
    """The most memory that this process ever had, as Linux has it; what `getrusage` says holds its parent's too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024**2
    return next(int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def say(what: str, measured: str, limit: str, *, held: bool) -> bool:
    """Print one line of the result; whether it holds."""
    print(f"{what:<58} {measured:>22}   {limit:<14} {'ok' if held else 'NOT HELD'}")
    return held
