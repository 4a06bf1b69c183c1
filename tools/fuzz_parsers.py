"""Send bytes that Atheris makes to the parsers of text: those that reach new lines of code are kept, and varied further.

    make parsers minutes=2

It knows nothing of files, so it tries what `tools.fuzz` never would: numbers, schedules and YAML byte by byte.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

SEEDS = (
    b"\x000.5s",
    b"\x01125/min",
    b"\x02cron(0 8 ? * MON-FRI *)",
    b"\x02rate(5 minutes)",
    b"\x03cron(0/5 8-18 ? * MON-FRI *)",
    b"\x04a: &x {b: [1, 0.5s]}\nc: *x\n",
    b"\x04a: |-\n  text\nb: >\n  more\n",
    b'\x05"a": [1, 2.50, "\\u00e9"]}',
)
UNITS = ("ms", "mb", "requests", "hours", "share")


def parsers() -> Any:
    """What takes text, and how it refuses."""
    from lambda_cost import strict_yaml
    from lambda_cost.errors import LambdaCostError
    from lambda_cost.numbers import units
    from lambda_cost.templates import cron

    targets = (
        lambda text: units.number(text, "ms"),
        lambda text: units.number(text, UNITS[len(text) % len(UNITS)]),
        lambda text: cron.rate_text(cron.times_a_day(text)),
        cron.minutes_of_week,
        lambda text: strict_yaml.read(text, "a text"),
        lambda text: strict_yaml.read("{" + text, "a text"),
    )
    return targets, (LambdaCostError, ValueError)


def main(minutes: str = "10") -> None:
    """Send for so many *minutes*; Atheris prints a finding, keeps it in .atheris, and exits with a code of its own."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["lambda_cost"]):
        targets, refusals = parsers()

    def one(raw: bytes) -> None:
        try:
            if raw:
                targets[raw[0] % len(targets)](raw[1:].decode("utf-8", "replace"))
        except refusals as error:
            if not str(error):
                raise AssertionError("a refusal says nothing") from error

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS):
            (Path(folder) / str(number)).write_bytes(seed)
        limits = (
            f"-max_total_time={float(minutes) * 60:.0f} -max_len=300 -rss_limit_mb=2048 -timeout=20 -artifact_prefix=.atheris/"
        )
        atheris.Setup([sys.argv[0], *limits.split(), folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
