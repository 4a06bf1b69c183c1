"""Documents that are made are fresh, and say what there is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_cost import Scenario, estimate, load, services
from lambda_cost.cli.commands import every_command, root
from lambda_cost.services.described import fields_of
from tests.locked import worded_by

ROOT = Path(__file__).parent.parent.parent


@worded_by("typer")
def test_generated_documents_are_fresh() -> None:
    """`make docs` makes formulas and references anew; what commands print, the tests of documents run and compare."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.docs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(name for name, _ in every_command(root()) if name))
def test_every_command_is_in_the_reference(name: str) -> None:
    """A command that nobody can read about is not there."""
    assert f"## lambda-cost {name}\n" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_first_screen_of_the_readme_has_the_two_commands_and_ci_runs_the_second() -> None:
    """One to try it, one to check everything."""
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:24])
    assert "make demo" in first_screen
    assert "make check" in first_screen
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "exec make check"


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=str)
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    """A page that was renamed must not be lost."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "#"))]
    assert [target for target in targets if not (path.parent / target.partition("#")[0]).exists()] == []


REFERENCE = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
SCENARIOS = re.findall(r"^```yaml\n(.*?)^```$", REFERENCE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", SCENARIOS)
def test_every_example_in_the_reference_of_scenarios_is_one(text: str) -> None:
    """One for each kind of resource, with a price."""
    scenario = load(text=text, day="2026-11-24", free_tier="none")
    assert isinstance(scenario, Scenario)
    assert estimate(scenario).list_total > 0


def test_the_reference_of_scenarios_has_every_field() -> None:
    """With its unit, what is allowed and its default, each in the table of its resource or feature."""
    assert len(SCENARIOS) == sum(map(len, services.resources().values()))
    for address in services.addresses():
        cls = services.rule(address)
        rows = sum(REFERENCE.count(f"\n| `{field.name}` |") >= 1 for field in fields_of(cls) if field.name != "name")
        assert rows == len([field for field in fields_of(cls) if field.name != "name"]), address
