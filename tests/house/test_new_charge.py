"""A new charge is three files: the page that says so is held to it, on a copy of the repository."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import tools.new
from tests.house.source import ROOT
from tests.locked import worded_by

PAGE = (ROOT / "docs" / "add-a-charge.md").read_text(encoding="utf-8")
TABLE, EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
(RULE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
BY_HAND = {
    "pricing_data/vpc/public_ipv4.yaml": TABLE,
    "lambda_cost/services/vpc/public_ipv4.py": f'"""Public IPv4 addresses in use: so much an hour."""\n\n{RULE}',
    "tests/examples/vpc/public_ipv4.yaml": EXAMPLES,
}
GENERATED = {"lambda_cost/__init__.pyi", "pricing_data/history.lock", "docs/formulas.md", "docs/scenario.md"}
PRICE = """
from lambda_cost import PriceBook, Scenario, estimate
import tools.docs, lambda_cost
bill = estimate(Scenario.from_dict({"day": "2026-11-01", "hours": 720, "public_addresses": {"nat": {"addresses": 2}}}))
book = PriceBook.bundled()
print(lambda_cost.PublicIpv4.__name__, bill.total, bill.charges[0].usage_type)
print(book.usage_types.meter_of("USE2-PublicIPv4:InUseAddress", product_code="AmazonVPC"))
for path, text in tools.docs.pages():
    path.write_text(text, encoding="utf-8")
"""


def files(root: Path) -> dict[str, bytes]:
    """What is in each file below *root*."""
    found = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def ran(root: Path, *arguments: str) -> str:
    """What Python prints at *root*."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of all that a charge may touch."""
    for name in ("lambda_cost", "pricing_data", "tools", "docs", "tests/examples", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@worded_by("typer")
@worded_by("pydantic")
def test_a_new_charge_is_three_files_by_hand_and_four_that_are_generated(copy: Path) -> None:
    """The page's own files: 2 addresses x 720 hours x $0.005 = $7.20."""
    before = files(copy)
    for name, text in BY_HAND.items():
        (copy / name).write_text(text, encoding="utf-8")
    for tool in ("lock", "schema", "names"):
        ran(copy, "-m", f"tools.{tool}")
    assert ran(copy, "-c", PRICE).splitlines() == [
        "PublicIpv4 7.2 USE1-PublicIPv4:InUseAddress",
        "PriceKey(meter='vpc.public_ipv4.hours', region='us-east-2', choice='')",
    ]
    after = files(copy)
    assert set(after) - set(before) == set(BY_HAND)
    assert {name for name, content in before.items() if after[name] != content} == GENERATED
    made = ("pricing_data/history.lock", "docs/formulas.md", "docs/scenario.md")
    lock, formulas, reference = ((copy / name).read_text(encoding="utf-8") for name in made)
    assert "## public_addresses\n" in reference
    assert "vpc.public_ipv4.hours us-west-2 - 2025-11-19" in lock
    assert "| `vpc.public_ipv4.hours` | addresses × hours | Hours |" in formulas


@pytest.mark.parametrize("charge", ["vpc/elastic_ip", "brand_new/thing"])
def test_the_skeleton_of_a_new_charge_is_true_to_the_house(copy: Path, monkeypatch: pytest.MonkeyPatch, charge: str) -> None:
    """Its rule runs, its table is one once its questions are answered, and its example is read; a new service is begun."""
    monkeypatch.setattr(tools.new, "ROOT", copy)
    tools.new.main(charge)
    table = copy / "pricing_data" / f"{charge}.yaml"
    answered = table.read_text(encoding="utf-8").replace("https://?", "https://example.com/list").replace('"?"', "Thing")
    table.write_text(answered, encoding="utf-8")
    (example,) = yaml.safe_load((copy / "tests" / "examples" / f"{charge}.yaml").read_text(encoding="utf-8"))
    assert example["charges"] == {f"{charge.replace('/', '.')}.quantity": 0}
    ran(copy, "-m", "tools.lock")
    name = "".join(part.capitalize() for part in charge.partition("/")[2].split("_"))
    ran(copy, "-m", "tools.names")
    code = f"""
from lambda_cost import Function, {name}
f = Function(name="any", requests=1000, duration_ms=100, memory_mb=1024)
print({name}(size_gb=2).meter(f))
"""
    assert ran(copy, "-c", code).strip() == "{'quantity': Decimal('2000')}"


@pytest.mark.parametrize(("charge", "says"), [("vpc/nat_gateway", "is there already"), ("vpc", "not a service/name")])
def test_a_charge_that_is_there_or_has_no_name_is_refused(charge: str, says: str) -> None:
    """Nothing is overwritten."""
    with pytest.raises(SystemExit, match=says):
        tools.new.main(charge)
