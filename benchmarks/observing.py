"""How fast logs are read: against `grep`, `zcat | grep` and DuckDB on the same lines, and the memory it takes.

python -m benchmarks.observing          # 200 MB
python -m benchmarks.observing 10000    # 10 GB
"""

import gzip
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

from benchmarks.measuring import say

USUAL_MB = 200
LEAST_PLAIN_MB_S, LEAST_GZIP_MB_S = 150, 100
MOST_MEMORY_MB = 200
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


def seconds(*command: str) -> tuple[float, str]:
    """How long *command* takes, and what it prints."""
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    return time.perf_counter() - begun, done.stdout.strip()


def main(size_mb: int) -> int:
    """Measure, and say what was found; the number of limits that do not hold."""
    failed = 0
    folder = Path(tempfile.mkdtemp())
    try:
        write(folder, size_mb)
        for kind, count, least in (
            ("log", "cat {} | grep -c REPORT", LEAST_PLAIN_MB_S),
            ("gz", "zcat {} | grep -c REPORT", LEAST_GZIP_MB_S),
        ):
            names = [str(path) for path in sorted(folder.glob(f"*.{kind}"))]
            ours, said = seconds(sys.executable, "-c", READ, *names)
            grep, counted = seconds("sh", "-c", count.format(" ".join(names)))
            duck, found = seconds(sys.executable, "-c", DUCKDB, *names)
            requests, billed, memory = said.split()
            failed += not say(
                f"{kind}: the same requests as grep and DuckDB",
                requests,
                counted,
                held=requests == counted and f"({requests}, {billed}," in found,
            )
            speed = size_mb / ours
            failed += not say(f"{kind}: speed", f"{speed:.0f} MB/s", f">= {least} MB/s", held=speed >= least)
            say(f"{kind}: time against grep, and against DuckDB", f"{ours / grep:.2f}, {ours / duck:.2f}", "", held=True)
            failed += not say(
                f"{kind}: memory of both processes", f"{memory} MB", f"< {MOST_MEMORY_MB} MB", held=int(memory) < MOST_MEMORY_MB
            )
    finally:
        shutil.rmtree(folder)
    return failed


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]) if sys.argv[1:] else USUAL_MB), 1))
