"""Send files and flags that nobody would write through each door of the program, until a time is up.

    python -m tools.fuzz                       every door, ten minutes each
    python -m tools.fuzz plan templates 2      these doors, two minutes each

Each input is one of the repository's own files (a seed), mutated: words and values are exchanged, cut out, doubled
and put where they do not belong.  The answer must be a result or a message, within seconds; anything else is a finding,
which Hypothesis makes as small as it can.  Exit code 1 says that there was one.
"""

import contextlib
import copy
import functools
import io
import json
import os
import random
import resource
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, estimate, loading, observe, report
from lambda_cost.cli.commands import root
from lambda_cost.cli.inputs.prices import book_of
from lambda_cost.invoices.reading import read_invoices
from lambda_cost.numbers import units
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import sources
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates import cron
from lambda_cost.usage import Usage
from lambda_cost.what_if.growth import read_series
from lambda_cost.what_if.measurements import read_measurements

ROOT = Path(__file__).parent.parent
SLOW_S = 20
"""Seconds after which an answer is a finding too."""
MOST_BYTES = 2 * 1024**3
"""Memory that all doors may take: what needs more is a finding."""
ROUND = 200
"""Inputs between two looks at the clock."""
MINUTES = 10
NASTY: list[Any] = [
    *(
        None,
        True,
        "",
        " ",
        "x" * 300,
        [],
        {},
        [[]],
        {"": {}},
        "a\x00b",
        "\u202e",
        "⟦A⟧",
        "=1+1",
        "@x",
        "../x",
        ".",
        "${self:x}",
    ),
    *(0, -1, 10**30, "1e400", "1E+1500000000", "1e-400", "0.1", "NaN", "inf", "1/min", "2026-02-30", "9999-12-31", "1:2:1e-30"),
    *({"Ref": "A"}, {"Fn::Sub": "${A}"}, {"Fn::FindInMap": ["a", "b", "c"]}, {"Fn::If": ["A", 1, 2]}, {"low": 1, "high": 0}),
    *("rate(0 days)", "cron(* * ? * MON-FRI *)", "cron(0/0 L W 1#9 * *)", "us-east-1", "arm64"),
]
FLAGS = [
    "estimate --requests 1M --duration 0.5s --memory 512MB --api http --free-tier none --hours 730",
    "estimate examples/shop.yaml --set functions.checkout.memory_mb=1024 --budget 5 --currency EUR --rate 0.9 --format csv",
    "compare examples/shop.yaml --vary architecture=x86_64,arm64 --budget 5 --format markdown",
    "diff examples/shop.yaml examples/everything.yaml --max-increase 10% --budget 5 --format json",
    "sweep examples/shop.yaml functions.checkout.memory_mb=128:256:x2 --format csv",
    "forecast examples/shop.yaml --months 2 --growth 5% --season 1,2 --start 2026-01 --hours 730 --budget 5",
    "tune examples/shop.yaml checkout --measured 128=2400ms,256=1200ms --sizes 200 --weight 0.3 --extrapolate",
    "break-even examples/shop.yaml --vary apis.public.type=http,rest --over apis.public.requests=0:1B --at 2",
    "explain examples/shop.yaml checkout --day 2026-11-01 --format json",
    "prices list --region eu-west-1 --day 2026-11-01 --format csv",
]


def files(*patterns: str) -> list[bytes]:
    """The files of the repository that *patterns* name."""
    return [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def price(path: Path) -> None:
    """Read whatever is at *path*, price it if that can be done, and write it in one format."""
    found = loading.load(path)
    if isinstance(found, Draft):
        found.to_yaml(), found.usage_yaml()
        found = loading.load(path, usage={"default": {"requests": "1M", "duration_ms": 100}})
    if not isinstance(found, Draft):
        report(estimate(found), "json")


def run_flags(path: Path) -> None:
    """Run the command line that is written at *path*."""
    sink = io.StringIO()
    try:
        words = shlex.split(path.read_bytes().decode("utf-8", "replace"))[:40]
    except ValueError:
        return
    if {"serve", "--out", "-o", "-"} & {*words} or any(word.startswith(("--out", "-o", "https:", "aws:")) for word in words):
        return
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink), contextlib.suppress(typer.Exit, SystemExit):
        root()(words, standalone_mode=True)


def read_numbers(path: Path) -> None:
    """Read each line at *path* as a number of each unit, and as a schedule."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        for unit in ("ms", "mb", "requests", "hours", "share"):
            with contextlib.suppress(ValueError):
                units.number(line, unit)
        with contextlib.suppress(ValueError):
            cron.rate_text(cron.times_a_day(line))
        with contextlib.suppress(ValueError):
            cron.minutes_of_week(line)


DOORS: dict[str, tuple[str, list[bytes], Callable[[Path], object]]] = {
    "scenario": ("s.yaml", files("examples/*.yaml", "tests/cli/scenarios/*.yaml"), price),
    "templates": ("t.yaml", files("tests/templates/shapes/*.*", "examples/template.yaml"), price),
    "serverless": ("serverless.yml", files("tests/templates/serverless/*.yml", "examples/serverless.yml"), price),
    "plan": ("plan.json", files("tests/templates/terraform/*.json", "examples/plan.json"), price),
    "usage": ("u.yaml", files("examples/*usage*", "tests/templates/usage.yaml"), Usage.read),
    "flags": ("flags.txt", [line.encode() for line in FLAGS], run_flags),
    "price-lists": ("offer.json", files("examples/price-list.json"), lambda path: sources.read(str(path), PriceBook.bundled())),
    "books": (
        "aws_lambda/function.yaml",
        files("examples/our-prices/aws_lambda/*.yaml", "pricing_data/aws_lambda/function.yaml"),
        lambda path: book_of(str(path.parent.parent)),
    ),
    "measurements": (
        "m.json",
        [*files("examples/decisions/power-tuning.json"), b"memory_mb,duration_ms\n128,9\n"],
        read_measurements,
    ),
    "growth": ("g.csv", files("examples/decisions/traffic.csv"), read_series),
    "invoices": ("bill.csv", files("tests/invoices/samples/*.*"), lambda path: read_invoices([path])),
    "logs": ("log.json", files("tests/usage/samples/*/*.*"), lambda path: observe([path])),
    "numbers": ("n.txt", [b"1M\n25/min\n0.5s\n2GB\n1%\nrate(5 minutes)\ncron(0 8 ? * MON-FRI *)\n"], read_numbers),
}
"""Each door: what its file is called, its seeds, and what it does."""


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in *node*: a mapping or list, and the key or index in it."""
    waiting = [node]
    while waiting:
        holder = waiting.pop()
        keys: Any = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            yield holder, key
            waiting.append(holder[key])


def mutate_data(data: Any, chance: random.Random) -> None:
    """Exchange, move, remove or rename something in *data*."""
    all_places = list(places(data))
    if not all_places:
        return
    holder, key = chance.choice(all_places)
    other, other_key = chance.choice(all_places)
    match chance.randrange(5):
        case 0:
            holder[key] = copy.deepcopy(chance.choice(NASTY))
        case 1:
            # A copy, because a list that holds itself has no end of places.
            holder[key] = copy.deepcopy(other[other_key])
        case 2:
            del holder[key]
        case 3 if isinstance(holder, dict):
            holder[chance.choice([str(one)[:40] for one in NASTY])] = holder.pop(key)
        case _:
            holder[key] = [holder[key]]


def mutate_text(text: str, chance: random.Random) -> str:
    """Exchange, remove or put in words of *text*."""
    words = text.split(" ")
    place = chance.randrange(len(words))
    match chance.randrange(4):
        case 0:
            words[place] = str(chance.choice(NASTY))
        case 1:
            words[place : place + chance.randint(1, 3)] = []
        case 2:
            words.insert(place, chance.choice(words))
        case _:
            cut = chance.randrange(len(words[place]) + 1)
            words[place] = words[place][:cut] + str(chance.choice(NASTY)) + words[place][cut + 1 :]
    return " ".join(words)


@functools.cache
def data_of(seed: bytes) -> Any:
    """The data in *seed*, or nothing if it is text only."""
    text = seed.decode("utf-8", "replace")
    with contextlib.suppress(yaml.YAMLError, ValueError, TypeError, RecursionError):
        data = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, yaml.CSafeLoader)
        return data if isinstance(data, dict | list) else None
    return None


def mutate_bytes(raw: bytes, chance: random.Random) -> bytes:
    """Exchange some bytes of *raw*, and now and then cut it off."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.randrange(4) == 0 else changed)


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """*seed* with one to four mutations: of its data if it has any, of its text, or of its bytes if it is none."""
    if b"\0" in seed:
        return mutate_bytes(seed, chance)
    text = seed.decode("utf-8", "replace")
    if (data := data_of(seed)) and chance.random() < 0.7:  # noqa: PLR2004 - more often the data than the text
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            data = copy.deepcopy(data)
            for _ in range(chance.randint(1, 4)):
                mutate_data(data, chance)
            return json.dumps(data, default=str).encode("utf-8", "replace")
    for _ in range(chance.randint(1, 4)):
        text = mutate_text(text, chance)
    return text.encode("utf-8", "replace")


def answer(door: str, raw: bytes, folder: Path) -> None:
    """Send *raw* through *door*; anything but a result or a message within seconds is raised."""
    name, _, enter = DOORS[door]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    begun = time.process_time()
    try:
        enter(path)
    except LambdaCostError as error:
        if not str(error):
            raise AssertionError("a refusal says nothing") from error
    if time.process_time() - begun > SLOW_S:
        raise AssertionError(f"it took more than {SLOW_S} seconds")


def send(door: str, count: int, folder: Path) -> int:
    """Send *count* mutated seeds through *door*; how many they were.  A finding is raised, as small as it can be made."""
    sent = 0

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(DOORS[door][1]), st.integers(0, 2**32))
    def one(seed: bytes, number: int) -> None:
        nonlocal sent
        sent += 1
        answer(door, mutated(seed, random.Random(number)), folder)  # noqa: S311 - the same input every time

    one()
    return sent


def main(arguments: list[str]) -> int:
    """Send inputs through the doors that are named, or all of them, for so many minutes each."""
    os.chdir(ROOT)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    minutes = next((float(argument) for argument in arguments if argument.replace(".", "").isdigit()), MINUTES)
    code = 0
    for door in [argument for argument in arguments if argument in DOORS] or DOORS:
        count, found, begun, end = 0, "no finding", time.process_time(), time.monotonic() + minutes * 60
        with tempfile.TemporaryDirectory() as folder:
            try:
                while time.monotonic() < end:
                    count += send(door, ROUND, Path(folder))
            except Exception:  # noqa: BLE001 - whatever it is, it is a finding
                import traceback

                traceback.print_exc()
                code, found = 1, "a finding"
        seconds = time.process_time() - begun
        sys.stdout.write(f"{door}: {count:,} inputs in {seconds:,.0f} seconds of processor time, {found}\n")
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
