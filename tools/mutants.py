"""Change the code in many small ways, and list the changes that no test notices.

    python -m tools.mutants lambda_cost/bill/pool.py
    python -m tools.mutants lambda_cost/what_if/budget tests/what_if tests/cli/test_decisions.py

Without tests, those that `TESTS` names for the room are run.  mutmut works on a copy of the repository in `.mutants`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPY = ROOT / ".mutants"
TESTS = {
    "bill": ("tests/test_*.py", "tests/examples", "tests/reports"),
    "what_if": ("tests/what_if",),
    "templates": ("tests/templates",),
}
"""The tests that are run for each folder of `lambda_cost`, less the files that start the program as a process of its own."""
OUTSIDE = ("conftest.py", "tools", "examples", "pricing_data", "README.md", "docs", "benchmarks")
"""What tests need besides the package."""


def settings(path: str, tests: list[str]) -> str:
    """The settings with which mutmut changes *path* and runs *tests*."""
    lists = {
        "source_paths": ["lambda_cost"],
        "only_mutate": [path if path.endswith(".py") else f"{path.rstrip('/')}/*"],
        "also_copy": OUTSIDE,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": tests,
    }
    return "[mutmut]\n" + "".join(f"{name} =\n    " + "\n    ".join(values) + "\n" for name, values in lists.items())


def mutmut(*arguments: str, capture: bool = True) -> str:
    """What mutmut prints with *arguments*; nothing if it prints to the terminal because *capture* is off."""
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    done = subprocess.run(command, cwd=COPY, stdout=subprocess.PIPE if capture else None, text=True, check=True)  # noqa: S603 - our own tool
    return done.stdout or ""


def main(target: str, *tests: str) -> int:
    """Test every mutant of the file or folder *target*; print those that survive as diffs."""
    shutil.rmtree(COPY, ignore_errors=True)
    names = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(names, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - git alone
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)
    patterns = tests or TESTS[Path(target).parts[1]]
    found = [path for pattern in patterns for path in sorted(COPY.glob(pattern))]
    chosen = [str(path.relative_to(COPY)) for path in found if path.is_dir() or "subprocess" not in path.read_text("utf-8")]
    (COPY / "setup.cfg").write_text(settings(target, chosen), encoding="utf-8")
    mutmut("run", capture=False)
    results = [line.strip().split(": ") for line in mutmut("results").splitlines() if ": " in line]
    for mutant, state in results:
        print(f"\n{mutant}: {state}\n{mutmut('show', mutant)}")
    print(f"{len(results)} mutants of {target} are not killed by {' '.join(patterns)}.")
    return 1 if results else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
