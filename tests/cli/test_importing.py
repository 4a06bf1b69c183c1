"""`import`, `usage` and `estimate` of templates, as people run them."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.house.test_startup import HEAVY, loaded
from tests.program import ran

SHAPES = Path(__file__).parent.parent / "templates" / "shapes"
TEMPLATE = """
Parameters:
  Memory: {Type: Number, Default: 512}
  Stage: {Type: String, Default: dev}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: !Ref Memory, Timeout: 10}}
  Bucket: {Type: AWS::S3::Bucket}
  Odd: {Type: 5}
"""
NESTED = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./n.yaml}}}"
USAGE = "default: {requests: 1M, duration_ms: 100}\n"
# 1,000,000 x 0.1 s x 0.5 GB at 0.0000166667, and 1,000,000 requests at 0.20 a million
TOTAL = "1.033335"
FREE = ("--free-tier", "none", "--day", "2026-11-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a template and a usage file."""
    (tmp_path / "t.yaml").write_text(TEMPLATE)
    (tmp_path / "u.yaml").write_text(USAGE)
    return tmp_path


def run(folder: Path, *arguments: str, given: str = "", code: int = 0) -> tuple[str, str]:
    """What the program writes to standard output and standard error in *folder*."""
    done = ran(*arguments, given=given, folder=folder)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def test_a_template_with_its_usage_is_estimated_directly_and_through_a_pipe_alike(folder: Path) -> None:
    direct, _ = run(folder, "estimate", "t.yaml", "--usage", "u.yaml", *FREE, "--format", "json")
    scenario, said = run(folder, "import", "t.yaml", "--usage", "u.yaml")
    piped, _ = run(folder, "estimate", "-", *FREE, "--format", "json", given=scenario)
    assert json.loads(direct)["total"] == json.loads(piped)["total"] == TOTAL
    warnings = ["t.yaml, line 8: Odd is no resource that is understood", "Not priced: AWS::S3::Bucket (1)."]
    assert json.loads(direct)["warnings"] == warnings
    assert said.splitlines() == [f"warning: {one}" for one in warnings]


def test_a_template_on_standard_input_is_read_like_a_file(folder: Path) -> None:
    """As `git show main:template.yaml` writes it; it is called what it is, and leads to no other file."""
    usage = ("--usage", "u.yaml")
    total, said = run(folder, "estimate", "-", *usage, *FREE, "--format", "json", given=TEMPLATE)
    assert json.loads(total)["total"] == TOTAL
    assert said.startswith("warning: standard input, line 8: Odd is no resource that is understood")
    for command in ("import", "usage"):
        as_file, piped = run(folder, command, "t.yaml")[0], run(folder, command, "-", given=TEMPLATE)[0]
        assert piped.replace('"standard input"', "t.yaml").replace("standard input", "t.yaml") == as_file
    assert "standard input: is empty; allowed: a scenario, a template" in run(folder, "import", "-", given="", code=2)[1]
    assert "'./n.yaml' is not read: standard input leads to no file" in run(folder, "import", "-", given=NESTED)[1]


def test_changes_and_the_region_hold_over_a_template(folder: Path) -> None:
    usage = ("--usage", "u.yaml", *FREE, "--format", "json")
    more, _ = run(folder, "estimate", "t.yaml", *usage, "--set", "functions.Fn.memory_mb=1024", "--region", "eu-west-1")
    assert {charge["region"] for charge in json.loads(more)["charges"]} == {"eu-west-1"}
    assert Decimal(json.loads(more)["total"]) == Decimal("0.2") + Decimal("1.66667")
    _, said = run(folder, "estimate", "t.yaml", *FREE, "--set", "functions.Fn.requests=1M", code=2)
    assert "still unknown (1):\nt.yaml, line 6: functions.Fn.duration_ms is missing" in said


def test_parameters_are_said_on_the_line_and_in_files_of_every_form(folder: Path) -> None:
    def memory(*arguments: str) -> str:
        scenario, _ = run(folder, "import", "t.yaml", *arguments)
        return next(line.split()[-1] for line in scenario.splitlines() if "memory_mb" in line)

    assert memory() == "512"
    assert memory("--parameter", "Memory=1024") == "1024"
    for text in ('[{"ParameterKey": "Memory", "ParameterValue": "2048"}]', "Memory: 2048", "{Parameters: {Memory: 2048}}"):
        (folder / "p.json").write_text(text)
        assert memory("--parameter-file", "p.json") == "2048"
        assert memory("--parameter-file", "p.json", "-p", "Memory=256") == "256"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "t.yaml", "-p", "Memory"], "--parameter is 'Memory'; allowed: NAME=VALUE"),
        (["import", "t.yaml", "-p", "Memry=1"], "parameter Memry is no parameter here; did you mean Memory?"),
        (
            ["import", "t.yaml", "--parameter-file", "u2.yaml"],
            "has no parameters; allowed: a mapping, or a list of ParameterKey",
        ),
        (["import", "u.yaml"], "u.yaml: is nothing that can be imported; allowed:"),
        (["import", "nothing.yaml"], "nothing.yaml cannot be read"),
        (["import", "t.yaml", "--usage", "t.yaml"], "the tag '!Ref' is not allowed"),
        (["estimate", "t.yaml"], "t.yaml cannot be priced yet; still unknown (2):"),
        (["estimate", "s.yaml", "--usage", "u.yaml"], "s.yaml: is a scenario; --usage, --parameter"),
        (["estimate", "--requests", "1", "--usage", "u.yaml"], "go with a template; give it first"),
        (["estimate", "/dev/stdin", "--usage", "u.yaml"], "/dev/stdin: is empty; allowed: a scenario, a template"),
    ],
)
def test_what_is_wrong_is_refused_with_a_message(arguments: list[str], says: str, folder: Path) -> None:
    (folder / "s.yaml").write_text("functions: {a: {requests: 1, duration_ms: 1, memory_mb: 128}}")
    (folder / "u2.yaml").write_text("[5]")
    out, said = run(folder, *arguments, code=2)
    assert out == ""
    assert says in said


def test_the_usage_file_says_what_each_number_means_and_costs_and_fills_the_template(folder: Path) -> None:
    """One more millisecond of 1M requests with 0.5 GB: 500 GB-seconds at 0.0000166667; 1M more requests: 0.20 + 1.00."""
    text, _ = run(folder, "usage", "t.yaml")
    meaning = "time from the start of the handler to its return, for one request"
    assert text.splitlines()[2:] == [
        "functions.Fn:",
        f"  duration_ms: 120  # {meaning}; at most 10,000 (its timeout); 1 ms more costs $0.00833335",
        "  requests: 1_000_000  # invocations in the month; 1M more costs $1.20",
    ]
    assert run(folder, "usage", "t.yaml", "--out", "v.yaml")[0] == ""
    assert (folder / "v.yaml").read_text() == text
    out, _ = run(folder, "estimate", "t.yaml", "--usage", "v.yaml", *FREE, "--format", "json")
    assert json.loads(out)["total"] == "1.200002"  # 0.20, and 60,000 GB-seconds at 0.0000166667


def test_costs_are_said_of_whatever_can_be_priced(folder: Path) -> None:
    """Down from the most that is allowed, in parts of one for shares, and not at all where nothing is sold."""
    for name in (
        "sam_alias_concurrency.yaml",
        "cfn_pollers.yaml",
        "sam_websocket.yaml",
        "cfn_network.yaml",
        "cfn_http_api.yaml",
    ):
        shutil.copy(SHAPES / name, folder)
    text, _ = run(folder, "usage", "sam_alias_concurrency.yaml")
    assert (
        "how many of the function's requests it serves; 1M more costs -$1.25001" in text
    )  # 180,000 GB-seconds at 0.0000097222 instead of 0.0000166667
    assert "configured concurrency; one more costs $1.36876" in text  # 730 h x 3,600 s x 0.125 GB at 0.0000041667
    text, _ = run(folder, "usage", "cfn_pollers.yaml")
    assert "units: 2  # event poller units on the average, those that autoscaling adds included; one more costs $135.05" in text
    assert "source:" not in text  # which the template says
    assert (
        "minutes that all clients together are connected, idle ones too; 1M more costs $0.25"
        in run(folder, "usage", "sam_websocket.yaml")[0]
    )
    text, _ = run(folder, "usage", "cfn_network.yaml")
    assert "GB that go through them in the month, in and out together; 1 GB more costs $0.045" in text
    text, _ = run(folder, "usage", "cfn_http_api.yaml", "--region", "mx-central-1")
    assert "API calls in the month\n" in text


def test_a_draft_is_written_to_a_file_and_a_folder_is_read(folder: Path) -> None:
    shutil.copytree(SHAPES / "cdk_app" / "cdk.out", folder / "cdk.out")
    assert run(folder, "import", "cdk.out", "--out", "s.yaml")[0] == ""
    assert "functions:\n  Shop/Checkout:" in (folder / "s.yaml").read_text()
    out, _ = run(folder, "import", "cdk.out", "--region", "eu-north-1")
    assert "\nregion: eu-north-1\n" in out
    _, said = run(folder, "import", "cdk.out", "-p", "Nope=1", code=2)
    assert "cdk.out: parameter Nope is no parameter of any stack here" in said


def test_a_template_that_names_a_file_elsewhere_needs_the_folder_to_be_said(folder: Path) -> None:
    (folder / "inner").mkdir()
    text = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../t.yaml}}}"
    (folder / "inner" / "n.yaml").write_text(text)
    assert "is outside inner" in run(folder, "import", "inner/n.yaml")[1]
    assert "N.Fn:" in run(folder, "import", "inner/n.yaml", "--root", ".")[0]


def test_an_estimate_of_a_template_into_a_pipe_loads_no_toolbox_and_no_checks(folder: Path) -> None:
    found = loaded("estimate", str(folder / "t.yaml"), "--usage", str(folder / "u.yaml"))
    assert "yaml" in found
    assert not found & (HEAVY | {"pydantic", "pydantic_core", "rich", "click"})
