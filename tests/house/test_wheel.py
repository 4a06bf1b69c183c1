"""The wheel alone can price: what is installed needs nothing of the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

PRICE = """
import json, lambda_cost
from lambda_cost.prices.book import PriceBook
print(json.dumps([lambda_cost.__file__, str(PriceBook.bundled().folder)]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=_environment(None))
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the contents of the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _environment(path: Path | None) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COVERAGE", "COV_"))}
    return env if path is None else env | {"PYTHONPATH": str(path)}


def run(installed: Path, *arguments: str) -> str:
    """What Python prints with *arguments* in an empty folder, where only the wheel's contents are importable."""
    elsewhere = installed.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    command = [sys.executable, "-W", "error", *arguments]
    done = subprocess.run(
        command, cwd=elsewhere, env=_environment(installed), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_wheel_has_every_file_of_the_package_and_every_table(installed: Path) -> None:
    """Byte for byte; a table that is missing there would be missed by every user and by nobody here."""
    inside = {path.relative_to(PACKAGE.parent): path for path in PACKAGE.rglob("*") if path.is_file()}
    tables = ROOT / "pricing_data"
    inside |= {Path("lambda_cost") / path.relative_to(ROOT): path for path in tables.rglob("*") if path.is_file()}
    wanted = {name: path.read_bytes() for name, path in inside.items() if "__pycache__" not in name.parts}
    found = {
        path.relative_to(installed): path.read_bytes() for path in (installed / "lambda_cost").rglob("*") if path.is_file()
    }
    assert Path("lambda_cost/pricing_data/aws_lambda/function.yaml") in found
    assert Path("lambda_cost/py.typed") in found
    assert found == wanted


def test_the_wheel_brings_nothing_but_the_package(installed: Path) -> None:
    """Tests, tools and published files stay in the repository."""
    names = sorted(path.name for path in installed.iterdir())
    assert len(names) == 2
    assert names[0] == "lambda_cost"
    assert names[1].startswith("lambda_cost-")
    assert names[1].endswith(".dist-info")


def test_the_wheel_alone_can_price_with_its_own_tables(installed: Path) -> None:
    """From another folder, with the checkout out of reach: 0.20 + 250,000 GB-seconds at 0.0000166667."""
    module, folder = json.loads(run(installed, "-c", PRICE))
    assert Path(module) == installed / "lambda_cost" / "__init__.py"
    assert Path(folder) == installed / "lambda_cost" / "pricing_data"
    flags = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB", "--free-tier", "none", "--format", "json"]
    assert json.loads(run(installed, "-m", "lambda_cost", "estimate", *flags))["total"] == "4.366675"


def test_the_wheel_says_what_it_needs_and_how_it_is_called(installed: Path) -> None:
    """Two commands' worth of metadata: the requirements of pyproject.toml, and the entry point `lambda-cost`."""
    (info,) = installed.glob("*.dist-info")
    assert "lambda-cost = lambda_cost.cli.app:main" in (info / "entry_points.txt").read_text(encoding="utf-8")
    needs = [
        line for line in (info / "METADATA").read_text(encoding="utf-8").splitlines() if line.startswith("Requires-Dist: ")
    ]
    always = {line.removeprefix("Requires-Dist: ").split(">")[0] for line in needs if "extra ==" not in line}
    assert always == {"filelock", "platformdirs", "pydantic", "pyyaml", "typer"}
