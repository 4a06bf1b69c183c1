"""Kill each command that writes at each system call that changes a file, and look at what is left.

    python -m tools.kill                    every command
    python -m tools.kill correct report     these

A file must be as it was or as it is to be, whole; what is left over must go with the next run, and the next run of the same
command must end in what one run alone makes.  It needs strace, which sends SIGKILL as the call begins.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tools.console import DAY, ROOT

CALLS = (
    "openat,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,chmod,fchmod,fchmodat,mkdir"
)
OPENED_TO_WRITE = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
SHOP = "examples/shop.yaml"
CORRECT = "--region eu-west-1 --choice arm64 --since 2020-12-01 --price 0.19 --reason a-digit-was-lost"
COMMANDS = {
    "estimate": f"estimate {SHOP} --out out.json",
    "replace": f"estimate {SHOP} --format json --out old.json",
    "report": f"report {SHOP} --out out.html",
    "sweep": f"sweep {SHOP} functions.checkout.memory_mb=128:1024:128 --out out.csv",
    "init": "init out.yaml",
    "import": "import examples/template.yaml --out out.yaml",
    "usage": "usage examples/template.yaml --out out.yaml",
    "plot": f"plot breakdown {SHOP} --out out.svg",
    "correct": f"prices correct aws_lambda.function.requests --tables tables {CORRECT}",
    "update": "prices update examples/price-list.json --tables tables",
    "refresh": "prices refresh examples/price-list.json --yes",
    "observe": "observe logs --function checkout --out out.yaml",
    "onto": "observe logs --function checkout --onto usage.yaml --out usage.yaml",
    "reconcile": "reconcile bill.csv --out out.json",
    "picture": f"plot breakdown {SHOP} --out out.png",
    "parquet": f"sweep {SHOP} functions.checkout.memory_mb=128:1024:128 --out out.parquet",
}
LEFT_OVER = re.compile(r"\.lambda-cost-[0-9a-f]+\.new|\.lambda-cost\.lock")


ATTEMPTS = 5
"""How often a command is run until it is killed: what draws charts opens now more files, now fewer."""
KILLED = {-9, 137}
"""Exit codes of what SIGKILL ended."""


class Call(NamedTuple):
    """A system call that changes a file, and how many of its name came before it."""

    name: str
    number: int


def furnish(folder: Path) -> None:
    """Put into *folder* what the commands read and write over."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "pricing_data", folder / "tables")
    (folder / "old.json").write_text("old", encoding="utf-8")
    (folder / "usage.yaml").write_text("functions:\n  checkout: {requests: 1M, duration_ms: 90}\n", encoding="utf-8")
    shutil.copytree(ROOT / "tests/usage/samples/logs", folder / "logs")
    shutil.copy(ROOT / "tests/invoices/samples/cur2-plan-and-discount.csv", folder / "bill.csv")


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of *folder* by its path in it, but the lock that stays."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lambda-cost.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def run(command: str, folder: Path, *strace: str) -> int:
    """Run *command* in *folder*, under strace if it has arguments; its exit code."""
    environment = os.environ | {
        "LAMBDA_COST_TODAY": DAY,
        "LAMBDA_COST_DATA": str(folder / "data"),
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [*strace, sys.executable, "-m", "lambda_cost", *command.split()]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, check=False).returncode  # noqa: S603 - our own commands


def changing_calls(command: str, folder: Path) -> list[Call]:
    """The calls with which *command* changes files in *folder*, in their order."""
    log = folder.parent / "trace"
    run(command, folder, "strace", "-y", "-o", str(log), "-e", f"trace={CALLS}")
    counts: dict[str, int] = {}
    found: list[Call] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, rest = line.partition("(")
        counts[name] = counts.get(name, 0) + 1
        here = str(folder) in rest or (name != "write" and "/" not in rest.split(",")[0] and rest.startswith('"'))
        if here and (name != "openat" or OPENED_TO_WRITE.search(rest)):
            found.append(Call(name, counts[name]))
    return found


def check(command: str, call: Call, wanted: dict[str, bytes], home: Path) -> list[str]:
    """What is wrong after *command* was killed at *call*, and was run again."""
    folder = home / "killed"
    inject = f"inject={call.name}:signal=KILL:when={call.number}"
    before: dict[str, bytes] = {}
    code = 0
    for _ in range(ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        furnish(folder)
        before = files_in(folder)
        code = run(command, folder, "strace", "-o", "/dev/null", "-e", f"trace={CALLS}", "-e", inject)
        if code in KILLED:
            break
    wrong = [] if code in KILLED else [f"it was not killed (exit code {code})"]
    for name, content in files_in(folder).items():
        if not LEFT_OVER.fullmatch(Path(name).name) and content not in (before.get(name), wanted.get(name)):
            wrong.append(f"{name} is neither old nor new")
    wrong += [f"{name} is gone" for name in before if not (folder / name).exists()]
    hours_ago = time.time() - 7_200
    for path in folder.rglob(".lambda-cost-*.new"):
        os.utime(path, (hours_ago, hours_ago))
    code = run(f"{command} --force" if command.startswith("init") else command, folder)
    left = files_in(folder)
    if left != wanted:
        names = sorted(name for name in left.keys() | wanted.keys() if left.get(name) != wanted.get(name))
        wrong.append(f"run again (exit code {code}), it ends in something else: {', '.join(names)}")
    shutil.rmtree(folder)
    return [f"{call.name} {call.number}: {words}" for words in wrong]


def main(names: list[str]) -> int:
    """Kill the commands that are named, or all; exit code 1 if anything is lost, half-written or left behind."""
    if shutil.which("strace") is None:
        sys.stderr.write("strace is missing; Debian and others have a package of that name\n")
        return 2
    code = 0
    for name in names or COMMANDS:
        with tempfile.TemporaryDirectory() as scratch:
            home = Path(scratch).resolve()
            furnish(home / "whole")
            calls = changing_calls(COMMANDS[name], home / "whole")
            wanted = files_in(home / "whole")
            wrong = [words for call in calls for words in check(COMMANDS[name], call, wanted, home)]
        sys.stdout.write(f"{name}: killed {len(calls)} times, {len(wrong)} findings\n")
        sys.stdout.writelines(f"  {words}\n" for words in wrong)
        sys.stdout.flush()
        code = code or bool(wrong) or not calls
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
