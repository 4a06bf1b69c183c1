"""A missing extra is named with the command that really installs it, from where lambda-cost itself came."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import extras
from lambda_cost.extras import install_command

REPOSITORY = Path(__file__).parent.parent


def installed_from(monkeypatch: pytest.MonkeyPatch, noted: dict[str, Any] | None) -> None:
    """Let the package be in no clone, and its installer have *noted* where it came from (PEP 610)."""

    class Distribution:
        def read_text(self, _name: str) -> str | None:
            return None if noted is None else json.dumps(noted)

    monkeypatch.setattr(extras, "CLONE", Path(__file__).parent)
    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution())


def test_a_clone_installs_its_own_extras(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder is a dot where one stands in it."""
    monkeypatch.chdir(REPOSITORY)
    assert install_command("serve") == "pip install '.[serve]'"
    monkeypatch.chdir(tmp_path)
    assert install_command("serve") == f"pip install '{REPOSITORY}[serve]'"


@pytest.mark.parametrize(
    ("noted", "command"),
    [
        (None, "pip install 'lambda-cost[serve]'"),
        (
            {"url": "https://example.com/lambda-cost.git", "vcs_info": {"vcs": "git", "commit_id": "1"}},
            "pip install 'lambda-cost[serve] @ git+https://example.com/lambda-cost.git'",
        ),
        (
            {"url": "https://example.com/a.whl", "archive_info": {}},
            "pip install 'lambda-cost[serve] @ https://example.com/a.whl'",
        ),
        ({"url": "file:///a%20b", "dir_info": {}}, "pip install 'lambda-cost[serve] @ file:///a%20b'"),
    ],
)
def test_elsewhere_the_installer_knows(monkeypatch: pytest.MonkeyPatch, noted: dict[str, Any] | None, command: str) -> None:
    """An index notes nothing: there the name is enough."""
    installed_from(monkeypatch, noted)
    assert install_command("serve") == command


def test_a_package_that_nobody_installed_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    installed_from(monkeypatch, None)

    def missing(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    assert install_command("aws") == "pip install 'lambda-cost[aws]'"
