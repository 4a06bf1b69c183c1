"""Billing rules are named by an id that `docs/rules.md` explains, and nothing refers to documents that are elsewhere."""

import re
from functools import cache

import pytest

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "rules.md"
RULE_ID = re.compile(r"(?<![\w.-])[A-EILOR]-[0-9]{2}[a-z]?(?![\w-])")
ANCHOR = re.compile(
    r'^\| <a id="([a-z]-[0-9]{2}[a-z]?)"></a>([A-Z]-[0-9]{2}[a-z]?) \| (.+?) \| (.+?) \| (.+?) \|$', re.MULTILINE
)
LINK = re.compile(r"rules\.md#([\w-]+)|\]\(#([a-z]-[0-9]{2}[a-z]?)\)")
STATUS = {"confirmed", "measured", "reported", "inferred", "unconfirmed", "–"}
ELSEWHERE = re.compile(
    r"\b(?:RULES|DESIGN|HOUSE|ANCHORS)(?:\.md\b|,? [\"(]|,? [A-Z]-?[.0-9])|USAGE-AND-BILLS|(?<!\w)\.\./shared\b"
)
"""Working papers that a reader of the repository does not have."""
TEXT = {".py", ".pyi", ".md", ".yaml", ".yml", ".toml", ".json", ".ipynb", ".js", ".css", ".html", ""}
NOT_OURS = ("tests/tables/published/",)
"""Copied publications, whose words are their authors'."""


@cache
def texts() -> dict[str, str]:
    """Every text of the repository that people write, by its path."""
    tops = [path for path in ROOT.iterdir() if path.name == ".ci" or not path.name.startswith((".", "build", "dist"))]
    paths = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.suffix in TEXT]
    found = {path.relative_to(ROOT).as_posix(): path for path in paths if path.is_file() and "__pycache__" not in path.parts}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items() if not name.startswith(NOT_OURS)}


def explained() -> dict[str, tuple[str, str, str]]:
    """The rules on the page: by id, its text, status and source."""
    return {rule_id: (text, status, source) for _, rule_id, text, status, source in ANCHOR.findall(PAGE.read_text("utf-8"))}


def used() -> dict[str, list[str]]:
    """The rule ids that are named anywhere but on the page, with the files that name them."""
    found: dict[str, list[str]] = {}
    for path, text in texts().items():
        if path not in {"docs/rules.md", "tests/house/test_rules.py"}:
            for rule_id in set(RULE_ID.findall(text)):
                found.setdefault(rule_id, []).append(path)
    return found


def test_each_rule_id_that_is_used_is_explained() -> None:
    """Who reads `rule A-20` in a docstring finds it in docs/rules.md."""
    unknown = {rule_id: paths for rule_id, paths in used().items() if rule_id not in explained()}
    assert unknown == {}
    assert len(used()) > 60, "the search finds what is there"


def test_each_rule_has_an_anchor_a_text_a_status_and_a_source() -> None:
    """An id stands once, in a row of its own, and can be linked to."""
    text = PAGE.read_text(encoding="utf-8")
    rows = ANCHOR.findall(text)
    assert len(rows) == text.count('<a id="') == len(explained())
    for anchor, rule_id, _, status, _ in rows:
        assert anchor == rule_id.lower()
        assert status.split()[0].rstrip(";,") in STATUS, rule_id


def test_each_link_to_a_rule_leads_to_one() -> None:
    """Links within the page and from other documents."""
    anchors = {anchor for anchor, *_ in ANCHOR.findall(PAGE.read_text(encoding="utf-8"))}
    for path, text in texts().items():
        if path.endswith(".md"):
            wrong = [first or second for first, second in LINK.findall(text) if (first or second) not in anchors]
            assert wrong == [], path


def test_each_source_of_the_rules_is_defined_and_used() -> None:
    """`[Lambda pricing]` is a link only if its address stands below."""
    text = PAGE.read_text(encoding="utf-8")
    defined = set(re.findall(r"^\[([^\]]+)\]: ", text, re.MULTILINE))
    assert set(re.findall(r"\[([^\]]+)\](?![(:])", text)) == defined


def test_no_document_outside_the_repository_is_referred_to() -> None:
    """What a reader cannot open explains nothing."""
    found = [
        f"{path}: {match[0]}"
        for path, text in texts().items()
        if path != "tests/house/test_rules.py"
        for match in ELSEWHERE.finditer(text)
    ]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("text", ["(RULES A-20)", "as DESIGN.md says", "RULES F.1", 'DESIGN, "The JSON"', "../shared/HOUSE.md"])
def test_a_reference_to_such_a_document_is_found(text: str) -> None:
    """The law above can be broken in each of these ways."""
    assert ELSEWHERE.search(text)


@pytest.mark.parametrize(
    ("text", "ids"), [("rules A-20, B-01b; (C-03)", ["A-20", "B-01b", "C-03"]), ("USE1-A-20 2026-A-20x", [])]
)
def test_rule_ids_are_told_from_other_words(text: str, ids: list[str]) -> None:
    """A region code or a date is no rule."""
    assert RULE_ID.findall(text) == ids
