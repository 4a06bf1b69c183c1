"""How fast lambda-cost is: ratios to a baseline of the same run, so that machines can be compared.

make bench
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import large, sweeping, templates
from benchmarks.measuring import best_us, process, processes, say
from lambda_cost import Function, Scenario, estimate
from lambda_cost.numbers.quantity import exactly

BASELINE = [sys.executable, "-c", "import typer, pydantic, yaml"]
COMMAND = [sys.executable, "-m", "lambda_cost", "estimate", "--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]
DAY = "2026-11-01"


def start_up() -> list[bool]:
    """The command as a whole process, against the import of its libraries."""
    program = COMMAND[:3]
    commands = {"--help": [*program, "--help"], "--version": [*program, "--version"], "estimate by flags": COMMAND}
    seconds = processes({"baseline": BASELINE} | commands)
    baseline_s = seconds.pop("baseline")
    print(f"{'import typer, pydantic, yaml':<58} {baseline_s * 1e3:>13.0f} ms")
    limits = {"--help": 0.9, "--version": 0.9, "estimate by flags": 1.15}
    memory_mb = process(COMMAND).ru_maxrss / 1024
    return [
        *(
            say(
                f"lambda-cost {name}, whole process",
                f"{used_s / baseline_s:.2f} x ({used_s * 1e3:.0f} ms)",
                f"<= {limits[name]} x",
                held=used_s <= limits[name] * baseline_s,
            )
            for name, used_s in seconds.items()
        ),
        say("memory of the estimate, at most", f"{memory_mb:.0f} MB", "<= 40 MB", held=memory_mb <= 40),
    ]


def one_estimate() -> list[bool]:
    """One exact estimate of one function."""
    scenario = Scenario(day=DAY, functions=[Function(name="one", requests=10_000_000, duration_ms=120, memory_mb=512)])
    function = scenario.functions[0]

    def by_hand() -> object:
        with exactly():
            return function.meter()

    hand, whole = best_us(by_hand, 2000), best_us(lambda: estimate(scenario), 500)
    print(f"{'the rule alone, metered exactly':<58} {hand:>13.1f} us")
    return [say("one exact estimate of one function", f"{whole:.0f} us ({whole / hand:.0f} x)", "<= 150 us", held=whole <= 150)]


def ten_thousand() -> list[bool]:
    """A scenario of ten thousand functions: from its file, and estimated."""
    text = "functions:\n" + "".join(
        f"  f{i}: {{requests: {1000 + i}, duration_ms: {50 + i % 100}, memory_mb: {128 + i % 1000}}}\n" for i in range(10_000)
    )
    path = Path(sys.argv[0]).with_name(".ten-thousand.yaml")
    path.write_text(text, encoding="utf-8")
    begun = time.perf_counter()
    scenario = Scenario.read(path)
    read = time.perf_counter() - begun
    path.unlink()
    begun = time.perf_counter()
    bill = estimate(scenario)
    priced = time.perf_counter() - begun
    held = priced <= 1 and bill.total == sum(bill.by_resource.values())
    return [say(f"10,000 functions, estimated (read from YAML: {read:.2f} s)", f"{priced:.2f} s", "<= 1 s", held=held)]


def many_bills() -> list[bool]:
    """A million what-ifs, against the same arithmetic written by hand in NumPy."""
    memory_mb = np.random.default_rng(1).integers(128, 10_241, 1_000_000).astype(float)
    one = Function(name="one", requests=10_000_000, duration_ms=120, memory_mb=memory_mb)
    scenario = Scenario(day=DAY, functions=[one])

    def by_hand() -> object:
        net = np.maximum(1e7 * np.ceil(120.0) / 1000 * memory_mb / 1024 - 400_000, 0)
        first, second = np.minimum(net, 6e9), np.minimum(np.maximum(net - 6e9, 0), 9e9)
        third = np.maximum(net - 15e9, 0)
        return first * 0.0000166667 + second * 0.000015 + third * 0.0000133334 + 9 * 0.2

    hand, whole = best_us(by_hand, 1) / 1e3, best_us(lambda: estimate(scenario).total, 1) / 1e3
    return [say("a million what-ifs in arrays", f"{whole:.0f} ms ({whole / hand:.1f} x)", "<= 1 s", held=whole <= 1000)]


def pages() -> list[bool]:
    """A change on the local page, from the request to the new bill; and the report of a service of twenty functions."""
    from starlette.testclient import TestClient

    from lambda_cost.pages import controls
    from lambda_cost.serve.app import application

    functions = [Function(name=f"f{n}", requests=10**6 * (n + 1), duration_ms=80 + n, memory_mb=512) for n in range(20)]
    scenario = Scenario(day=DAY, functions=functions)
    page = TestClient(application(scenario, ["127.0.0.1:1"]), base_url="http://127.0.0.1:1")
    asked = {"document": controls.document(scenario), "moves": [{"path": ["functions", "f0", "memory_mb"], "value": "1024"}]}
    change = best_us(lambda: page.post("/view", json=asked), 10) / 1e3
    path = Path(sys.argv[0]).with_name(".twenty.html")
    file = path.with_suffix(".json")
    file.write_text(json.dumps(asked["document"]), encoding="utf-8")
    command = [*COMMAND[:3], "report", str(file), "--out", str(path)]
    seconds = processes({"report": command}, runs=3)["report"]
    size = path.stat().st_size / 1e6
    path.unlink()
    file.unlink()
    return [
        say("a change on the local page, 20 functions", f"{change:.0f} ms", "<= 100 ms", held=change <= 100),
        say("the report of 20 functions, whole process", f"{seconds:.2f} s", "<= 3 s", held=seconds <= 3),
        say("… and its size", f"{size:.2f} MB", "<= 3 MB", held=size <= 3),
    ]


def main() -> None:
    """Measure everything; exit with 1 if a limit is not held."""
    held = [*start_up(), *one_estimate(), *ten_thousand(), *many_bills(), *pages()]
    held += large.fifty_thousand()
    held += [*templates.a_template(), *templates.a_plan()]
    held += [*sweeping.ten_million(), *sweeping.a_million_draws(), *sweeping.memory()]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
