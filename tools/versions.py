"""Test on the newest or the lowest versions that `pyproject.toml` allows, in an environment of their own.

    python -m tools.versions lowest tests/laws     # only these tests; without any, all of them

The locked environment in `.venv` is not touched.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")
PYTHONS = {"newest": ("3.14", "3.13", "3.12", "3.11"), "lowest": ("3.11",)}
"""What is tried, the best first."""
RESOLUTION = {"newest": "highest", "lowest": "lowest-direct"}
CHECKS = {
    "newest": ("ruff check .", "ruff format --check .", "mypy", "basedpyright"),
    "lowest": (),
}
"""An older tool may know less than the code needs, so style and types are checked with the newest tools only."""


def extras() -> list[str]:
    """The extras that development installs, as the Makefile lists them."""
    found = re.search(r"^EXTRAS := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, "the Makefile has no list of extras"
    return found[1].split()


def run(*command: str | Path) -> bool:
    """Run *command* at the top of the repository, and say whether it went well."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0  # noqa: S603 - our own tools


def make_environment(kind: str, folder: Path) -> str:
    """Make a new environment in *folder* with the best Python that can be had; return its version, such as "3.13"."""
    for version in PYTHONS[kind]:
        # uv finds a Python on the path or downloads one; those of pyenv are not all on the path.
        installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
        choices: list[str | Path] = [version, *installed[-1:]]
        for python in choices:
            if run(UV, "venv", "--quiet", "--clear", "--python", python, folder):
                return version
        print(f"There is no Python {version} here, and none can be downloaded.")
    sys.exit(2)


def install(kind: str, folder: Path, version: str) -> bool:
    """Install the project, the extras and tools of development, all in their newest or their lowest versions."""
    chosen = folder / "requirements.txt"
    resolve = ["--quiet", "--resolution", RESOLUTION[kind], "--python-version", version, "--group", "dev"]
    resolve += [f"--extra={extra}" for extra in extras()]
    return (
        run(UV, "pip", "compile", *resolve, "--output-file", chosen, "pyproject.toml")
        and run(UV, "pip", "sync", "--quiet", "--python", folder, chosen)
        and run(UV, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", folder, "--editable", ".")
    )


def main(kind: str, *tests: str) -> int:
    """Make the environment of *kind*, and run the checks and tests in it."""
    folder = ROOT / f".venv-{kind}"
    version = make_environment(kind, folder)
    if not install(kind, folder, version):
        return 2
    python = folder / "bin" / "python"
    print(f"Testing the {kind} versions with Python {version}; they are listed in {folder.name}/requirements.txt.")
    done = [run(python.with_name(tool), *arguments) for tool, *arguments in map(str.split, CHECKS[kind])]
    done.append(run(python, "-m", "pytest", "-n", "auto", "--dist", "loadscope", *tests))
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
