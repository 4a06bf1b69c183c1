"""Ten million bills and a million draws, against the same bill written by hand in NumPy, block by block.

What is compared is a whole bill: rounded durations, three tiers of duration, requests, and the free tier of
both.  By hand it has no fields, no prices from tables and no checks; its blocks are those that it is fastest with.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.measuring import in_turns_s, peak_memory_mb, say
from lambda_cost import Function, HttpApi, Scenario
from lambda_cost.what_if.sweep import parquet
from lambda_cost.what_if.sweep.sweep import Sweep, sweep
from lambda_cost.what_if.sweep.uncertainty import uncertain

if TYPE_CHECKING:
    from lambda_cost.what_if.sweep.workers import ThreadedRunner

DAY = "2026-11-01"
CASES = 10_000_000
BLOCKS = (4_096, 8_192, 16_000, 65_536)
Array = Any

ONE = Scenario(day=DAY, functions=[Function(name="one", requests=1, duration_ms=1, memory_mb=128)])


def by_hand(requests: Array, duration_ms: Array, memory_mb: Array, block: int) -> Array:
    """The bill of one function for each element, as somebody in a hurry for speed would write it."""
    out = np.empty(len(requests))
    for start in range(0, len(out), block):
        some = slice(start, start + block)
        n, ms, mb = requests[some], duration_ms[some], memory_mb[some]
        net = np.maximum(n * np.ceil(ms) / 1000 * mb / 1024 - 400_000, 0)
        first, second = np.minimum(net, 6e9), np.minimum(np.maximum(net - 6e9, 0), 9e9)
        third = np.maximum(net - 15e9, 0)
        out[some] = first * 0.0000166667 + second * 0.000015 + third * 0.0000133334 + np.maximum(n - 1e6, 0) * 0.2e-6
    return out


def filled(found: Sweep, threads: int, out: Array) -> Array:
    """All totals of *found* in *out*, on so many *threads*."""
    (variant,) = found._groups  # noqa: SLF001 - on one core it is a question of ours alone
    crew: ThreadedRunner = variant.runner((), threads)
    variant.fill(crew, range(len(variant.source)), [out])
    return out


def ten_million() -> list[bool]:
    """Ten million bills on one core, axes combined and arrays paired, against the fastest by hand."""
    axes = {
        "one.requests": np.linspace(1e3, 1e11, 1000),
        "one.duration_ms": np.linspace(1, 900, 100),
        "one.memory_mb": np.linspace(128, 10_240, 100).round(),
    }
    n, ms, mb = (axis.ravel() for axis in np.meshgrid(*axes.values(), indexing="ij"))
    pairs = dict(zip(axes, (n, ms, mb), strict=True))
    out, combined, paired = np.empty(CASES), sweep(ONE, axes), sweep(ONE, pairs, paired=True)
    hands = {f"by hand, blocks of {block:,}": lambda block=block: by_hand(n, ms, mb, block) for block in (*BLOCKS, CASES)}
    found = in_turns_s(
        {
            **hands,
            "combined": lambda: filled(combined, 1, out),
            "paired": lambda: filled(paired, 1, out),
            "combined, threads": lambda: filled(combined, 2, out),
            "whole": lambda: sweep(ONE, axes).totals,
        },
        rounds=5,
    )
    fastest = min(found[name] for name in hands)
    apart = float(np.max(np.abs(filled(combined, 1, out) - by_hand(n, ms, mb, 8192)) / np.maximum(out, 1)))
    for name in hands:
        print(f"{name.replace(f'{CASES:,}', 'all'):<58} {found[name] * 1e3:>19.0f} ms")
    print(f"{'ten million bills, two threads':<58} {found['combined, threads'] * 1e3:>19.0f} ms")
    print(f"{'sweep(...).totals, as it is called':<58} {found['whole'] * 1e3:>19.0f} ms")
    return [
        say(
            f"ten million bills on one core, {name}",
            f"{fastest / found[name]:.2f} of by hand ({found[name] * 1e3:.0f} ms)",
            ">= 0.4",
            held=fastest / found[name] >= 0.4,
        )
        for name in ("combined", "paired")
    ] + [say("they and the bills by hand differ by", f"{apart:.0e}", "<= 1e-12", held=apart <= 1e-12)]


def a_million_draws() -> list[bool]:
    """A million draws of five functions behind an API, ten ranges in all."""
    functions: list[Any] = [Function(name=f"f{i}", requests=10**6, duration_ms=120, memory_mb=512 * (i + 1)) for i in range(5)]
    scenario: Scenario[Any] = Scenario(day=DAY, functions=functions, apis=[HttpApi(name="api", requests=5_000_000)])
    spreads: dict[str, dict[str, Any]] = {f"f{i}.requests": {"low": "1M", "likely": "3M", "high": "20M"} for i in range(5)}
    spreads |= {f"f{i}.duration_ms": {"p50": 120, "p95": 900} for i in range(5)}
    found = in_turns_s({"draws": lambda: uncertain(scenario, spreads, draws=1_000_000)}, rounds=3)["draws"]
    return [say("a million draws, five functions and an API", f"{found:.2f} s", "<= 2 s", held=found <= 2)]


def memory() -> list[bool]:
    """What writing ten million cases takes above writing a hundredth of them."""
    peaks = {}
    for values in (100, 10_000):
        command = [sys.executable, "-m", "benchmarks.sweeping", str(values)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
        cases, peaks[values] = map(int, done.stdout.split())
        print(f"{f'peak memory, {cases:,} cases to Parquet':<58} {peaks[values]:>19} MB")
    more = peaks[10_000] - peaks[100]
    return [say("memory of a hundred times as many cases", f"{more:+} MB", "<= 200 MB", held=more <= 200)]


def write_cases(values: int) -> None:
    """Write a thousand counts of requests by *values* sizes of memory to Parquet; print how many, and the peak memory in MB."""
    cases = sweep(ONE, {"one.requests": "1M:1B:1M", "one.memory_mb": f"128:{127 + values}:1"})
    with TemporaryDirectory() as folder:
        parquet.write_parquet(cases, Path(folder) / "sweep.parquet", lambda _: None)
    print(len(cases), peak_memory_mb())


if __name__ == "__main__":
    write_cases(int(sys.argv[1]))
