"""The syntax of Terraform's language: the parser's limits, escapes and templates."""

from typing import Any

import pytest
from lark import Tree

from lambda_cost import ScenarioError, UnreadableFileError
from lambda_cost.templates.terraform.language import syntax
from lambda_cost.templates.terraform.language.templates import heredoc_text, split_template
from lambda_cost.templates.terraform.language.values import Unknown
from tests.templates.expressions import scope_of


def test_what_the_parser_knows_and_this_does_not_is_unknown() -> None:
    scope = scope_of("")
    assert scope.evaluator.value(Tree("new_form", []), scope) == Unknown("has a new form, which is not evaluated here")


@pytest.mark.parametrize("text", ["a = 1" + "\n" * 300, "a = " + " " * 1001 + "1", "# " + "x" * 1_000_001])
def test_a_text_that_the_parser_would_take_long_for_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="is too long; allowed: 1,000,000 characters"):
        syntax.parse_body(text, "main.tf")


def test_a_text_that_is_not_well_formed_is_refused_with_its_line() -> None:
    with pytest.raises(ScenarioError, match=r"main\.tf, line 2: is not well-formed Terraform"):
        syntax.parse_body("a = 1\nb = = 2\n", "main.tf")


def test_without_the_parser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(syntax, "import_module", missing)
    with pytest.raises(UnreadableFileError, match=r"main\.tf is Terraform's language, .* pip install '.*\[terraform\]'"):
        syntax.parse_body("a = 1", "main.tf")


@pytest.mark.parametrize(
    ("text", "expected"), [(r"\u0041\U0001F600", "A😀"), (r"\uD800", "�"), (r"\UFFFFFFFF", "�"), (r"\q", r"\q")]
)
def test_escapes_are_characters_or_stay_as_they_are(text: str, expected: str) -> None:
    assert syntax.unescaped(text) == expected


def test_templates_are_split_at_their_marks_only() -> None:
    def kinds(text: str) -> list[tuple[str, Any]] | None:
        pieces = split_template(text)
        return None if pieces is None else [(piece.kind, piece.content) for piece in pieces]

    assert kinds('${a}${ "}" }x') == [("value", "a"), ("value", '"}"'), ("text", "x")]
    assert kinds("${{ a = 1 }.a}") == [("value", "{ a = 1 }.a")]
    assert kinds("%{ if x }") == [("if", "x")]
    assert kinds("%{ x }") is None
    assert kinds("$${%%{") == [("text", "${%{")]
    assert kinds('a${upper("${b}")}') == [("text", "a"), ("value", 'upper("${b}")')]
    assert heredoc_text("nothing") == ""
