"""Whatever is wrong: one message that says what, where and what is allowed; exit code 2; no traceback."""

import re
from pathlib import Path

import pytest

from tests.program import ran

FUNCTION = "functions:\n  one: {{requests: {requests}, duration_ms: {duration}, memory_mb: {memory}}}\n"
FLAGS = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]


def refused(arguments: list[str], given: bytes = b"") -> str:
    """What the program says on standard error when it refuses *arguments*."""
    done = ran("estimate", *arguments, given=given)
    message = done.stderr
    assert done.returncode == 2, message or done.stdout
    assert done.stdout == ""
    assert "Traceback" not in message
    assert message.strip()
    return message


def one(requests: str = "1", duration: str = "1", memory: str = "128") -> bytes:
    """A scenario of one function."""
    return FUNCTION.format(requests=requests, duration=duration, memory=memory).encode()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
WRONG = {
    "wrong type": (one(requests="[1, 2]"), "functions.one.requests is a list; allowed: a number"),
    "a word": (one(requests="many"), "functions.one.requests is 'many'; allowed: a number"),
    "true": (one(requests="true"), "functions.one.requests is true or false; allowed: a number"),
    "negative": (one(requests="-1"), "functions.one.requests is -1; allowed: at least 0"),
    "not a number": (one(requests=".nan"), "functions.one.requests is '.nan'; allowed: a number"),
    "NaN": (one(requests="NaN"), "functions.one.requests is 'NaN'; allowed: a number"),
    "infinity": (one(requests=".inf"), "functions.one.requests is '.inf'; allowed: a number"),
    "1e400": (one(requests="1e400"), "functions.one.requests is 1E+400; allowed: less than 10^18"),
    "1e-400": (one(requests="1e-400"), "functions.one.requests is 1E-400; allowed: at most 30 decimal places"),
    "too much memory": (one(memory="20GB"), "functions.one.memory_mb is '20GB'; allowed: whole numbers 128 to 10,240 (MB)"),
    "a unit of another kind": (one(memory="5s"), "functions.one.memory_mb is '5s'; units allowed here: B, KB, MB, GB"),
    "unknown key": (
        b"functions:\n  a: {request: 1, duration_ms: 1, memory_mb: 128}\n",
        "functions.a.request is no key here; did you mean requests?",
    ),
    "unknown section": (b"function: {}\n", "line 1: function is no key here; did you mean functions?"),
    "missing field": (b"functions:\n  a: {requests: 1, duration_ms: 1}\n", "line 2: functions.a.memory_mb is missing"),
    "missing requests": (b"functions:\n  a: {duration_ms: 1, memory_mb: 128}\n", "functions.a.requests is missing"),
    "missing type": (b"apis:\n  a: {requests: 1}\n", "apis.a.type is missing; allowed: http, rest, websocket"),
    "a key twice": (one() + one(), "line 3: the key 'functions' is here a second time"),
    "nothing of a choice": (
        b"apis:\n  a: {type: rest, requests: 1, cache: {hours: 1}}\n",
        "cache.size_gb is missing; allowed: 0.5, 1.6, 6.1",
    ),
    "no mapping": (b"- 1\n", "is a list; allowed: a mapping"),
    "nothing": (b"", "is empty; allowed: a scenario, a template or a plan"),
    "no resources": (b"region: eu-west-1\n", "describes nothing to price"),
    "alias bomb": (BOMB.encode(), "more than 1,000,000 values"),
    "too deep": (b"[" * 10_000, "more than 64 levels deep"),
    "a tag": (b"functions: !!python/object/apply:os.system [id]\n", "not allowed; write the value without it"),
    "binary": (bytes(range(128, 256)), "is not text in UTF-8"),
    "zero byte": (b"functions: \x00", "not well-formed YAML"),
    "10 MB": (b"# " + b"x" * 10_000_000, "allowed: at most 8,388,608"),
    "not YAML": (b"functions: {", "not well-formed YAML"),
    "unknown region": (one() + b"region: eu-wst-1\n", "line 3: region is 'eu-wst-1'; did you mean eu-west-1?"),
    "a day before the tables": (one() + b"day: 2020-11-30\n", "The first day for which its price is known is 2020-12-01"),
    "a day in the future": (one() + b"day: 2999-01-01\n", "line 3: day is 2999-01-01, in the future"),
    "no day": (one() + b"day: 2026-02-30\n", "day is '2026-02-30'; allowed: a day, such as 2026-11-01"),
    "no month": (one() + b"month: 2026-13\n", "month is '2026-13'; allowed: a month, such as 2026-08"),
    "no hours": (one() + b"hours: 0\n", "hours is 0; allowed: more than 0 to 744"),
    "two currencies": (
        (
            b"functions:\n  a: {requests: 1, duration_ms: 1, memory_mb: 128}\n"
            b"  b: {requests: 1, duration_ms: 1, memory_mb: 128, region: cn-north-1}\n"
        ),
        "needs two bills, as a bill has one currency: functions.a (us-east-1) in USD, functions.b (cn-north-1) in CNY",
    ),
    "not sold there": (b"region: mx-central-1\napis:\n  a: {type: http, requests: 1}\n", "It is listed as not sold there"),
    "no published price": (
        b"region: cn-north-1\napis:\n  a: {type: rest, requests: 1}\n",
        "No published price for that region is known",
    ),
    "more served than there is": (
        one().replace(b"}", b", provisioned_concurrency: {environments: 1, requests: 2}}"),
        "functions.one.provisioned_concurrency.requests is more than the requests",
    ),
    "a control character": (
        b'functions:\n  "a\\x1b[2J": {requests: 1, duration_ms: 1, memory_mb: 128}\n',
        "allowed: text without control characters",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_scenario_is_refused_with_a_message(case: str) -> None:
    """Inputs are untrusted, and people mistype."""
    given, says = WRONG[case]
    assert says in refused(["-"], given)


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    """Nobody wants to run a file five times to find five mistakes."""
    file = tmp_path / "shop.yaml"
    file.write_text(
        "region: eu-wst-1\n"
        "day: 2999-01-01\n"
        "functions:\n"
        "  a:\n"
        "    requests: lots\n"
        "    memory_mb: 64\n"
        "    duration: 5\n"
        "apis:\n"
        "  b: {type: htp}\n",
        encoding="utf-8",
    )
    lines = refused([str(file)]).splitlines()
    assert [int(re.search(r"line (\d+)", line)[1]) for line in lines] == [1, 2, 4, 5, 6, 7, 9]  # type: ignore[index]
    assert all(line.startswith(f"{file}, line ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to estimate: give a scenario file, or --requests, --duration and --memory"),
        (["--requests", "1M"], "--memory is missing"),
        ([*FLAGS, "--arch", "arm"], "--arch is 'arm'; did you mean arm64?"),
        ([*FLAGS, "--api", "htp"], "--api is 'htp'; did you mean http?"),
        ([*FLAGS, "--api", "websocket"], "--connection-minutes is missing"),
        ([*FLAGS, "--connection-minutes", "5"], "--connection-minutes goes with --api websocket"),
        ([*FLAGS, "--format", "jsn"], "--format is 'jsn'; did you mean json?"),
        ([*FLAGS, "--free-tier", "never"], "--free-tier is 'never'; allowed: always, first_year, none"),
        ([*FLAGS, "--region", "mars-1"], "--region is 'mars-1'"),
        ([*FLAGS, "--hours", "800"], "--hours is '800'; allowed: more than 0 to 744"),
        ([*FLAGS, "--month", "2026-08", "--hours", "700"], "--hours cannot be given with month"),
        ([*FLAGS, "--month", "2026-08", "--day", "2026-09-01"], "--day is 2026-09-01, outside month 2026-08"),
        ([*FLAGS, "--set", "nonsense"], "--set is 'nonsense'; allowed: path=value"),
        ([*FLAGS, "--set", "functions.other.memory_mb=128"], "leads to no resource"),
        ([*FLAGS, "--out", "bill.xyz"], "does not say its format"),
        ([*FLAGS, "--out", "no/such/folder/bill.json"], "cannot be written: No such file or directory"),
        (["no-such-file.yaml"], "no-such-file.yaml cannot be read: No such file or directory"),
        (["."], ".: is nothing that can be imported"),
        (["examples/shop.yaml", *FLAGS], "change them with --set"),
        (["--no-such-option"], "No such option: --no-such-option"),
    ],
)
def test_wrong_flags_are_refused_in_their_own_names(arguments: list[str], says: str) -> None:
    """What flags describe is called by the flags' names."""
    assert says in refused(arguments)


def test_a_file_that_cannot_be_written_leaves_nothing_half_written(tmp_path: Path) -> None:
    """The old file stays as it is."""
    out = tmp_path / "bill.json"
    out.write_text("old", encoding="utf-8")
    refused([*FLAGS, "--region", "nowhere", "--out", str(out)])
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["bill.json"]
