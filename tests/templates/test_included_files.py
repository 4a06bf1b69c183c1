"""What a template includes from another file is read, or named."""

from pathlib import Path

import pytest

from lambda_cost import templates
from tests.templates.losses import drafted, said

FUNCTION = "{Type: AWS::Lambda::Function, Properties: {MemorySize: 2048}}"


@pytest.mark.parametrize(
    ("template", "included"),
    [
        (
            "Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\nResources: {}",
            f"Resources: {{More: {FUNCTION}}}",
        ),
        ("Transform: [AWS::LanguageExtensions, {Name: AWS::Include, Parameters: {Location: more.yaml}}]", f"More: {FUNCTION}"),
        ("Resources: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}}", f"More: {FUNCTION}"),
        ("Resources: {Fn::Transform: [{Name: AWS::Include, Parameters: {Location: more.yaml}}]}", f"More: {FUNCTION}"),
    ],
)
def test_resources_of_a_file_that_a_template_includes_are_read(template: str, included: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(f"AWSTemplateFormatVersion: '2010-09-09'\n{template}", encoding="utf-8")
    assert "includes what is not in the bill: AWS::Include is not read" in said(templates.read(tmp_path / "t.yaml"))
    (tmp_path / "more.yaml").write_text(included, encoding="utf-8")
    found = templates.read(tmp_path / "t.yaml")
    assert (found.data["functions"]["More"]["memory_mb"], found.warning_texts) == (2048, ())


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("Transform: [AWS::LanguageExtensions, Discount]", "the macro Discount is not run"),
        ("Transform: {Name: !ImportValue Macro}", "it is imported from another stack (Macro); what it makes of them"),
        ("Modules: {M: {Source: m.yaml}}", "has Modules, which is no section of a template"),
        ("Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}", "'s3://b/k' is no local file"),
    ],
)
def test_what_changes_a_template_and_is_not_run_is_named(content: str, named: str) -> None:
    assert named in said(drafted(f"{content}\nResources: {{A: {FUNCTION}}}"))


def test_a_file_that_includes_no_mapping_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        f"Transform: {{Name: AWS::Include, Parameters: {{Location: m.yaml}}}}\nResources: {{A: {FUNCTION}}}", encoding="utf-8"
    )
    for included, named in (
        ("[1]", "what it includes is no mapping"),
        ("Resources: [1]", "includes Resources that are not in the bill: they"),
    ):
        (tmp_path / "m.yaml").write_text(included, encoding="utf-8")
        assert named in said(templates.read(tmp_path / "t.yaml"))


@pytest.mark.parametrize("resources", [f"Resources: {{More: {FUNCTION}}}", f"More: {FUNCTION}"])
def test_other_sections_of_a_file_that_a_template_includes_are_named(resources: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        f"Transform: {{Name: AWS::Include, Parameters: {{Location: m.yaml}}}}\nResources: {{A: {FUNCTION}}}", encoding="utf-8"
    )
    others = "Globals: {Function: {MemorySize: 512}}\nParameters: {P: {Type: String}}\nDescription: more"
    (tmp_path / "m.yaml").write_text(f"{others}\n{resources}", encoding="utf-8")
    found = templates.read(tmp_path / "t.yaml")
    assert sorted(found.data["functions"]) == ["A", "More"]
    assert [text for text in found.warning_texts if "includes a file with Globals, Parameters, not read there" in text]
    assert len(found.warning_texts) == 1


@pytest.mark.parametrize(
    ("own", "memory_mb"), [("", 512), ("Mappings: {Sizes: {of: {A: 256}}}\n", 256), ("Mappings: 3\n", None)]
)
def test_mappings_and_conditions_of_a_file_that_a_template_includes_hold_below_its_own(
    own: str, memory_mb: int | None, tmp_path: Path
) -> None:
    function = "{Type: AWS::Lambda::Function, Properties: {MemorySize: !FindInMap [Sizes, of, A]}}"
    include = "Transform: {Name: AWS::Include, Parameters: {Location: m.yaml}}"
    (tmp_path / "t.yaml").write_text(f"{own}{include}\nResources: {{A: {function}}}", encoding="utf-8")
    included = "Mappings: {Sizes: {of: {A: 512}}}\nConditions: {Never: !Equals [a, b]}\n"
    gone = "{Type: AWS::Lambda::Function, Condition: Never}"
    (tmp_path / "m.yaml").write_text(f"{included}Resources: {{Gone: {gone}}}", encoding="utf-8")
    found = templates.read(tmp_path / "t.yaml")
    assert [*found.data["functions"]] == ["A"]
    assert found.data["functions"]["A"].get("memory_mb") == memory_mb
    assert (found.warning_texts == ()) is (memory_mb is not None)


def test_a_file_that_a_template_includes_may_have_an_empty_section(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        f"Transform: {{Name: AWS::Include, Parameters: {{Location: m.yaml}}}}\nResources: {{A: {FUNCTION}}}", encoding="utf-8"
    )
    (tmp_path / "m.yaml").write_text("Description: more\nResources:", encoding="utf-8")
    found = templates.read(tmp_path / "t.yaml")
    assert ([*found.data["functions"]], found.warning_texts) == (["A"], ())
