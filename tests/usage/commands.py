"""Commands of observed usage."""

from pathlib import Path

from tests.program import ran

SAMPLES = Path(__file__).parent / "samples"


EXPORT = SAMPLES / "logs" / "s3-export-000000.gz"


def run(*arguments: str, code: int = 0) -> tuple[str, str]:
    done = ran(*arguments)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


SHOP = """\
# our shop
region: eu-west-1
functions:
  checkout:   # the one that matters
    requests: 1M   # a guess
    duration_ms: 100
    memory_mb: 1024
    cold_starts: {share: 0.01, init_ms: 300}

  other: {requests: 5, duration_ms: 3, memory_mb: 128}
"""
