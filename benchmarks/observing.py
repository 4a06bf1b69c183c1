"""How fast logs are read: against `grep`, `zcat | grep` and DuckDB on the same lines, and the memory it takes.

python -m benchmarks.observing          # 200 MB
python -m benchmarks.observing 10000    # 10 GB
"""

import gzip
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import say

USUAL_MB = 200
LEAST_PLAIN_MB_S, LEAST_GZIP_MB_S = 150, 100
MAX_MEMORY_MB = 200
CORES = 2
"""For which speed is calculated, from processor time without the start, since other programs make a process wait."""
ROUNDS, FEW_MB = 3, 1000
"""Logs of fewer MB are read so often in turns, and the best counts."""
CYCLE = 20_000
"""Requests that are made once; later ones are the same with another hour, so that making them takes less than reading them."""
READ = """
import resource, sys
from lambda_cost import observe
found = observe(sys.argv[1:], function="checkout")
peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(found.requests, sum(one.billed_ms for one in found.functions), peak // 1024)
"""
DUCKDB = r"""
import sys, duckdb
print(duckdb.sql(f'''
    select count(*), sum(m.b::bigint), sum(m.d::decimal(18, 3)), approx_count_distinct(m.i)
    from (select regexp_extract(line, '^\\S+ REPORT RequestId: (\\S+)\tDuration: ([0-9.]+) ms\tBilled Duration: ([0-9]+) ms',
                                ['i', 'd', 'b']) as m
          from read_csv({sys.argv[1:]}, columns = {{'line': 'varchar'}}, delim = '\\x01', quote = '', escape = '',
                        header = false, auto_detect = false, max_line_size = 2000000)
          where contains(line, 'REPORT RequestId: '))
''').fetchall())
"""


def lines(random_number: random.Random) -> Iterator[str]:
    """The events of one request after the other, as an export has them; `@` stands for day and hour."""
    moment = datetime(2026, 1, 1)  # noqa: DTZ001 - only minutes and less are used
    for _ in range(CYCLE):
        moment += timedelta(milliseconds=random_number.randrange(1, 150))
        time_text = f"@{moment:%M:%S}.{moment.microsecond // 1000:03}Z "
        request = uuid.UUID(int=random_number.getrandbits(128))
        took = random_number.lognormvariate(4.5, 0.5)
        init = f"Init Duration: {random_number.uniform(100, 400):.2f} ms\t" if random_number.random() < 0.01 else ""
        yield f"{time_text}START RequestId: {request} Version: $LATEST\n"
        for _ in range(random_number.randrange(4)):
            order = random_number.randrange(10**9)
            yield f"{time_text}{request}\tINFO\torder {order} of a customer with a long name, and a payload of {order} bytes\n"
        yield f"{time_text}END RequestId: {request}\n"
        yield (
            f"{time_text}REPORT RequestId: {request}\tDuration: {took:.2f} ms\tBilled Duration: {int(took) + 1} ms"
            f"\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t{init}\n"
        )


def write(folder: Path, size_mb: int) -> None:
    """Write logs of so many MB, plain and compressed, in two files each."""
    block = "".join(lines(random.Random(1)))  # noqa: S311 - a benchmark
    hour = datetime(2026, 1, 1)  # noqa: DTZ001
    for index in range(2):
        written = 0
        with (folder / f"{index}.log").open("wb") as plain, gzip.open(folder / f"{index}.gz", "wb", 6) as packed:
            while written < size_mb * 500_000:
                hour += timedelta(hours=1)
                raw = block.replace("@", f"{hour:%Y-%m-%dT%H}:").encode()
                plain.write(raw)
                packed.write(raw)
                written += len(raw)


class Run(NamedTuple):
    """What one command took, and what it said."""

    wall_s: float
    """Seconds by the clock, which are more on a machine that has other work."""
    processor_s: float
    """Seconds of processors, of all its processes."""
    said: str


def run(*command: str) -> Run:
    """Run *command*."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:  # noqa: S603 - our own command
        said = started.stdout.read() if started.stdout else ""
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, command)
    return Run(time.perf_counter() - begun, used.ru_utime + used.ru_stime, said.strip())


def measure(kind: str, count: str, least: int, names: list[str]) -> int:
    """Read the files *names* in three ways, and say what was found; the number of limits that do not hold."""
    size_mb = sum(Path(name.replace(".gz", ".log")).stat().st_size for name in names) / 1e6
    works = {
        "start": [sys.executable, "-c", READ],
        "ours": [sys.executable, "-c", READ, *names],
        "grep": ["sh", "-c", count.format(" ".join(names))],
        "DuckDB": [sys.executable, "-c", DUCKDB, *names],
    }
    runs = [{name: run(*command) for name, command in works.items()} for _ in range(ROUNDS if size_mb < FEW_MB else 1)]
    best = {name: min((one[name] for one in runs), key=lambda one: one.processor_s) for name in works}
    requests, billed, memory = best["ours"].said.split()
    read_s = best["ours"].processor_s - best["start"].processor_s
    speed, wall = CORES * size_mb / read_s, size_mb / min(one["ours"].wall_s for one in runs)
    used = ", ".join(f"{name} {one.processor_s:.2f}" for name, one in best.items())
    ratios = ", ".join(f"{read_s / best[name].processor_s:.1f}" for name in ("grep", "DuckDB"))
    same = requests == best["grep"].said and f"({requests}, {billed}," in best["DuckDB"].said
    print(f"{kind}: {size_mb:,.0f} MB, processor seconds: {used}")
    say(f"{kind}: measured by the clock, beside what else ran", f"{wall:.0f} MB/s", "", held=True)
    say(f"{kind}: processor time against grep, and DuckDB", ratios, "", held=True)
    limits = [
        say(f"{kind}: the same requests as grep and DuckDB", requests, best["grep"].said, held=same),
        say(f"{kind}: calculated for {CORES} free cores", f"{speed:.0f} MB/s", f">= {least} MB/s", held=speed >= least),
        say(f"{kind}: memory of both processes", f"{memory} MB", f"< {MAX_MEMORY_MB} MB", held=int(memory) < MAX_MEMORY_MB),
    ]
    return limits.count(False)


def main(size_mb: int) -> int:
    """Measure plain and compressed logs of so many MB; the number of limits that do not hold."""
    folder = Path(tempfile.mkdtemp())
    try:
        write(folder, size_mb)
        return sum(
            measure(kind, count, least, [str(path) for path in sorted(folder.glob(f"*.{kind}"))])
            for kind, count, least in (
                ("log", "cat {} | grep -c REPORT", LEAST_PLAIN_MB_S),
                ("gz", "zcat {} | grep -c REPORT", LEAST_GZIP_MB_S),
            )
        )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]) if sys.argv[1:] else USUAL_MB), 1))
