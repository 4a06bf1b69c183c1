"""The GitHub Action does what it says: its own shell steps are run, with its inputs as environment variables.

The step that installs lambda-cost needs a package index, so a script stands in for Python there, and elsewhere the program
of this environment is on the path.  `gh` is a script that writes down what it is called with.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
INSTALL, DIFF, COMMENT, GATE = STEPS
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
SERVICE = """\
service: shop
provider: {{name: aws, region: eu-west-1, memorySize: {memory}}}
functions:
  list: {{handler: a.b}}
"""
USAGE = "default: {requests: 10M, duration_ms: 100}\n"
PYTHON = """\
#!/bin/sh
echo "$@" >> "$CALLS"
[ "$2" != venv ] || { mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/bin/lambda-cost"; }
"""
GH = '#!/bin/sh\nprintf "%s\\n" "$@" >> "$GH_CALLS"\nprintf "%s" "$GH_ANSWER"\n'

pytestmark = pytest.mark.skipif(not all(map(shutil.which, ("git", "bash"))), reason="the steps are shell scripts that use git")


class Runner:
    """Runs the steps of the action as GitHub does, as far as they need it."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "repository"
        self.repository.mkdir()
        self.outputs, self.summary, self.calls = (folder / name for name in ("outputs", "summary", "calls"))
        binary = folder / "bin"
        binary.mkdir()
        (binary / "gh").write_text(GH, encoding="utf-8")
        (binary / "gh").chmod(0o755)
        path = os.pathsep.join([str(binary), str(Path(sys.executable).parent), os.environ["PATH"]])
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_"))}
        self.environment = kept | {
            "PATH": path,
            "RUNNER_TEMP": str(folder),
            "GITHUB_OUTPUT": str(self.outputs),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GH_CALLS": str(self.calls),
            "GH_ANSWER": "",
        }
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.repository, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            (self.repository / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=change")
        return self.git("rev-parse", "HEAD")

    def run(self, name: str, context: dict[str, str]) -> subprocess.CompletedProcess[str]:
        step = STEPS[name]
        given = {key: EXPRESSION.sub(lambda match: _value(match[1], context), text) for key, text in step["env"].items()}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.repository,
            env=self.environment | given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def output(self) -> dict[str, str]:
        lines = self.outputs.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


def _value(expression: str, context: dict[str, str]) -> str:
    """What an expression of the action comes to: the first of its parts that is something."""
    parts = [part.strip() for part in expression.split("||")]
    return next((context[part] for part in parts if context.get(part)), "")


def inputs(**given: str) -> dict[str, str]:
    """The context of a run: every input with its default, and those *given*."""
    known = {f"inputs.{name}": str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    return known | {f"inputs.{name.replace('_', '-')}": value for name, value in given.items()}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_a_change_is_reported_and_its_numbers_are_outputs(runner: Runner) -> None:
    base = runner.commit(**{"serverless.yml": SERVICE.format(memory=1024), "usage.yaml": USAGE})
    runner.commit(**{"serverless.yml": SERVICE.format(memory=2048)})
    done = runner.run(DIFF, inputs(path="serverless.yml", usage="usage.yaml", base=base))
    assert done.returncode == 0, done.stderr
    # 10M x 0.1 s x 1 GB more = 1,000,000 GB-seconds at 0.0000166667; 400,000 are free before and after.
    assert runner.output()["difference"] == "16.6667"
    # 9M requests at 0.20 a million, and 1,600,000 GB-seconds.
    assert runner.output()["total"] == "28.46672"
    assert "This change costs +$16.67" in runner.summary.read_text(encoding="utf-8")
    assert runner.git("worktree", "list").count("\n") == 0
    assert runner.run(GATE, {"steps.diff.outputs.code": runner.output()["code"]}).returncode == 0


@pytest.mark.parametrize(("limit", "code"), [({"budget": "20"}, "1"), ({"max_increase": "10%"}, "1"), ({"budget": "30"}, "0")])
def test_a_limit_holds_the_pull_request_after_the_report(runner: Runner, limit: dict[str, str], code: str) -> None:
    base = runner.commit(**{"serverless.yml": SERVICE.format(memory=1024), "usage.yaml": USAGE})
    runner.commit(**{"serverless.yml": SERVICE.format(memory=2048)})
    done = runner.run(DIFF, inputs(path="serverless.yml", usage="usage.yaml", base=base, **limit))
    assert done.returncode == 0, done.stderr
    assert runner.output()["code"] == code
    assert runner.run(GATE, {"steps.diff.outputs.code": code}).returncode == int(code)


def test_what_is_new_is_compared_with_nothing(runner: Runner) -> None:
    base = runner.commit(README="x")
    runner.commit(**{"serverless.yml": SERVICE.format(memory=1024), "usage.yaml": USAGE})
    context = inputs(path="serverless.yml", usage="usage.yaml") | {"github.event.pull_request.base.sha": base}
    assert runner.run(DIFF, context).returncode == 0
    assert runner.output()["difference"] == runner.output()["total"] == "11.80002"  # 1.80, and 600,000 GB-seconds


def test_a_file_of_its_own_may_be_what_it_is_compared_with(runner: Runner) -> None:
    runner.commit(**{"a.yml": SERVICE.format(memory=1024), "b.yml": SERVICE.format(memory=2048), "usage.yaml": USAGE})
    assert runner.run(DIFF, inputs(path="b.yml", old="a.yml", usage="usage.yaml")).returncode == 0
    assert runner.output()["difference"] == "16.6667"


def test_what_cannot_be_read_fails_with_two_and_without_a_report(runner: Runner) -> None:
    base = runner.commit(**{"serverless.yml": "service: [", "usage.yaml": USAGE})
    assert runner.run(DIFF, inputs(path="serverless.yml", usage="usage.yaml", base=base)).returncode == 2
    assert runner.git("worktree", "list").count("\n") == 0
    done = runner.run(DIFF, inputs(path="serverless.yml", usage="usage.yaml", base="nowhere"))
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stdout


def test_a_path_that_is_nowhere_fails_instead_of_passing_as_no_change(runner: Runner) -> None:
    base = runner.commit(README="x")
    done = runner.run(DIFF, inputs(path="servreless.yml", base=base))
    assert (done.returncode, runner.summary.exists()) == (2, False)
    assert runner.git("worktree", "list").count("\n") == 0
    assert "path is neither at base nor here" in done.stdout


def test_a_comment_is_written_once_and_then_changed(runner: Runner) -> None:
    report = runner.repository / "report.md"
    report.write_text("<!-- lambda-cost -->\n**costs**\n", encoding="utf-8")
    context = inputs() | {
        "steps.diff.outputs.report": str(report),
        "github.repository": "me/shop",
        "github.event.pull_request.number": "7",
    }
    assert runner.run(COMMENT, context).returncode == 0
    assert "POST\nrepos/me/shop/issues/7/comments\n" in runner.calls.read_text(encoding="utf-8")
    runner.environment["GH_ANSWER"] = "99"
    assert runner.run(COMMENT, context).returncode == 0
    assert "PATCH\nrepos/me/shop/issues/comments/99\n" in runner.calls.read_text(encoding="utf-8")


def test_a_comment_that_would_be_too_long_is_written_without_what_is_folded(runner: Runner) -> None:
    report = runner.repository / "report.md"
    report.write_text("**costs**\n<details>\n" + "x" * 70_000, encoding="utf-8")
    assert runner.run(COMMENT, inputs() | {"steps.diff.outputs.report": str(report)}).returncode == 0
    assert f"body=@{report}.short" in runner.calls.read_text(encoding="utf-8")
    assert Path(f"{report}.short").read_text(encoding="utf-8") == "**costs**\n"


def test_inputs_are_never_part_of_a_script() -> None:
    """An expression in a script would be replaced before the shell reads it, and so be run."""
    for name, step in STEPS.items():
        assert not EXPRESSION.search(step["run"]), name
        assert "eval" not in step["run"], name


@pytest.mark.parametrize("text", ["$(touch pwned)", '"; touch pwned; "', "-opwned"])
@pytest.mark.parametrize("name", ["path", "old", "base", "usage", "region", "budget", "max-increase"])
def test_an_input_that_is_a_script_is_not_run(runner: Runner, name: str, text: str) -> None:
    base = runner.commit(**{"serverless.yml": SERVICE.format(memory=1024), "usage.yaml": USAGE})
    context = inputs(path="serverless.yml", usage="usage.yaml", base=base) | {f"inputs.{name}": text}
    runner.run(DIFF, context)
    assert not list(runner.repository.rglob("pwned"))


def test_what_is_installed_is_the_action_itself_with_the_locked_versions(runner: Runner, tmp_path: Path) -> None:
    """In an environment of its own, of which only the command joins the path: the job keeps its own Python."""
    calls, path = tmp_path / "python-calls", tmp_path / "github-path"
    (tmp_path / "bin" / "python3").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "bin" / "python3").chmod(0o755)
    runner.environment |= {"CALLS": str(calls), "GITHUB_PATH": str(path)}
    assert runner.run(INSTALL, {"github.action_path": str(ROOT)}).returncode == 0
    made, *installed = calls.read_text(encoding="utf-8").splitlines()
    assert made == f"-m venv {tmp_path}/lambda-cost"
    pip = "-m pip install --quiet --disable-pip-version-check"
    assert installed == [
        f"{pip} --require-hashes --requirement {ROOT}/requirements/pip.txt",
        f"{pip} --require-hashes --requirement {ROOT}/requirements/app.txt",
        f"{pip} --no-index --no-deps --no-build-isolation {ROOT}",
    ]
    assert [one.name for one in Path(path.read_text(encoding="utf-8").strip()).iterdir()] == ["lambda-cost"]


def test_every_input_and_output_is_described_and_used() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, one in ACTION["inputs"].items():
        assert one["description"], name
        assert f"inputs.{name}" in text, name
    for name, one in ACTION["outputs"].items():
        assert one["description"], name
        assert f'"{name}=' in text or f"{name}=" in STEPS[DIFF]["run"], name
