"""Expressions that would run for long, nest deeply or outgrow Python are refused or unknown."""

import time

import pytest

from lambda_cost import ScenarioError
from lambda_cost.templates import limits
from lambda_cost.templates.terraform.language import expressions
from lambda_cost.templates.terraform.language.values import Unknown
from tests.templates.expressions import scope_of, value


def doubled(expression: str, first: str = "[1]") -> str:
    """Locals of which each is twice as large as the one that it is made of."""
    each = [f"  a{n} = {expression.replace('LAST', f'local.a{n + 1}')}\n" for n in range(24)]
    return f"locals {{\n{''.join(each)}  a24 = {first}\n}}\n"


ENDLESS = [
    doubled("concat(LAST, LAST)"),
    doubled("[LAST, LAST]"),
    doubled('"${LAST}${LAST}"', '"x"'),
    "locals {\n  big = range(90000)\n  a0 = [for a in local.big : length(concat(local.big, [a]))]\n}\n",
]


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", ENDLESS)
def test_what_would_run_for_ever_is_refused(text: str) -> None:
    scope = scope_of(text)
    before = time.process_time()
    with pytest.raises(ScenarioError, match="asks for more than"):
        scope.evaluator.value(scope.locals["a0"], scope)
    assert time.process_time() - before < 10


@pytest.mark.parametrize("text", ENDLESS)
def test_a_low_limit_ends_it_sooner(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.WorkLimit, "__init__", lambda self: self.__dict__.update(steps=100_000, characters=100_000))
    scope = scope_of(text.replace("90000", "900"))
    with pytest.raises(ScenarioError, match="asks for more than"):
        scope.evaluator.value(scope.locals["a0"], scope)


@pytest.mark.parametrize("text", ["(" * 900 + "1" + ")" * 900, " + ".join("1" * 900), "[" * 400 + "]" * 400])
def test_what_is_nested_too_deeply_is_unknown(text: str) -> None:
    scope = scope_of(f"locals {{\n  a = {text}\n}}\n")
    found = scope.evaluator.value(scope.locals["a"], scope)
    while isinstance(found, list):
        found = found[0]
    assert isinstance(found, Unknown)
    assert "nested too deeply" in found.why


def test_what_python_cannot_follow_is_unknown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "MAX_DEPTH", 100_000)
    found = value("(" * 900 + "1" + ")" * 900, "")
    assert found == Unknown("is nested too deeply, or a number that is too large")
