"""Files that are no scenario: not there, not text, too large, malformed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lambda_cost import Scenario, ScenarioError, UnreadableFileError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", r"is not text in UTF-8 \(byte 0\); allowed: YAML or JSON"),
        (b" " * (8 * 1024 * 1024 + 1), "8,388,609 bytes; allowed: at most 8,388,608"),
    ],
)
def test_a_file_that_is_no_text_or_too_large_is_refused(raw: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFileError, match=says):
        Scenario.read(path)


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: Is a directory"):
        Scenario.read(tmp_path)
    with pytest.raises(UnreadableFileError, match=r"nowhere[.]yaml cannot be read: No such file or directory"):
        Scenario.read(tmp_path / "nowhere.yaml")
    with pytest.raises(UnreadableFileError, match="cannot be read: embedded null"):
        Scenario.read("a\0b")


def test_malformed_yaml_is_a_wrong_scenario(tmp_path: Path) -> None:
    """`read` promises a ScenarioError for everything that is wrong in the file."""
    path = tmp_path / "shop.yaml"
    path.write_text("a: 1\nb: [\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"shop[.]yaml, line \d: not well-formed YAML"):
        Scenario.read(path)
