"""Shapes of real templates: what each becomes, and what it costs; `pytest --update` writes the goldens anew."""

from pathlib import Path

import pytest

from lambda_cost import Scenario, estimate, templates
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario.draft import Draft
from lambda_cost.strict_yaml import read
from lambda_cost.usage import Usage

HERE = Path(__file__).parent
FOLDERS = {"sam_nested": "sam_nested/template.yaml", "cfn_nested": "cfn_nested/main.yaml", "cdk_app": "cdk_app/cdk.out"}
SHAPES = {path.stem: path.name for path in sorted((HERE / "shapes").glob("*.*"))} | FOLDERS


def drafted(name: str, monkeypatch: pytest.MonkeyPatch) -> Draft:
    """The draft of a shape; names of files are relative to the shapes."""
    monkeypatch.chdir(HERE / "shapes")
    return templates.read(SHAPES[name])


def bill(draft: Draft) -> str:
    """Every charge of *draft* with the usage of all shapes."""
    doc = draft.with_usage(Usage.read(HERE / "usage.yaml")).document()
    doc.data["day"] = "2026-11-01"
    priced = estimate(Scenario.of(doc))
    rows = [
        (charge.resource, charge.meter, charge.choice, decimal_text(charge.pricing_quantity), decimal_text(charge.billed_cost))
        for charge in priced.charges
    ]
    return "".join(f"{' | '.join(row)}\n" for row in [*rows, ("total", "", "", "", decimal_text(priced.total))])


def check(path: Path, text: str, *, update: bool) -> None:
    """That *text* is the golden one."""
    if update:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_a_template_becomes_the_golden_scenario(
    name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    """Resources, what is unknown, warnings with their lines, and what is not priced."""
    text = drafted(name, monkeypatch).to_yaml()
    check(HERE / "golden" / f"{name}.yaml", text, update=pytestconfig.getoption("--update"))


@pytest.mark.parametrize("name", SHAPES)
def test_a_template_costs_the_golden_bill(name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """To the last digit, with one usage file for all shapes."""
    text = bill(drafted(name, monkeypatch))
    check(HERE / "golden" / f"{name}.bill", text, update=pytestconfig.getoption("--update"))


@pytest.mark.parametrize("name", SHAPES)
def test_the_scenario_that_a_draft_writes_reads_back_as_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is unknown stands in comments, so a file is a draft again; with usage, it is the same bill."""
    draft = drafted(name, monkeypatch)
    assert read(draft.to_yaml(), "draft").data == draft.document().data
    full = draft.with_usage(Usage.read(HERE / "usage.yaml"))
    assert full.unknown == ()
    assert read(full.to_yaml(), "draft").data == full.data


@pytest.mark.parametrize("name", SHAPES)
def test_every_warning_says_file_line_and_resource(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it can be found."""
    for one in drafted(name, monkeypatch).warnings:
        assert one.file
        assert one.line > 0
        assert one.field


def test_there_are_as_many_shapes_as_were_promised() -> None:
    """Each covers constructs of its own."""
    assert len(SHAPES) >= 25
