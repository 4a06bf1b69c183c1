"""Regular expressions of Terraform's language: RE2's, run by Python's as far as both mean the same and time has a bound.

A pattern is not run where it repeats a group, or where its repetitions and choices could look at the text too often.

Reference: https://developer.hashicorp.com/terraform/language/functions/regex
"""

from __future__ import annotations

import re
from typing import Any

from lambda_cost.templates.terraform.language.values import EvaluationError, Unknown, check_length, to_text

MAX_MATCH_STEPS = 1_000_000
"""How often a pattern may look at a text: from each place of it so often as its length to the power of the repetitions says,
and twice as often for each choice."""
MAX_PATTERN_LENGTH = 1000
_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_GROUP_REPEATED = re.compile(r"\)(?:[*+]|\{)")
_REPEATED = re.compile(r"[*+]|\{\d")
_CHOICE = re.compile(r"\||(?<!\()\?")
"""What may be one thing or another, or may be there or not."""
_NOT_ALIKE = re.compile(r"\\[1-9QEzCpPX]|\(\?(?:[=!<]|P=)|\[\[|\[[^\]]*(?:--|&&|~~|\|\|)")
"""What only one of the two knows, or knows otherwise: references back, looks around, classes in classes."""
_REPLACED = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


def pattern_in(text: str) -> str | None:
    """The pattern of a *text* that `replace` takes for one, between solidi; None if it is none.

    >>> pattern_in("/[0-9]/")
    '[0-9]'
    """
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "/" else None


def regex(pattern: Any, text: Any) -> Any:
    """The first match of *pattern* in *text*: text, or its groups.

    Raises:
        EvaluationError: if there is none, or the pattern is wrong.
    """
    compiled = _compiled(to_text(pattern), to_text(text))
    if isinstance(compiled, Unknown):
        return compiled
    match = compiled.search(to_text(text))
    if match is None:
        raise EvaluationError("calls regex() with a pattern that does not match")
    return _groups(match)


def regexall(pattern: Any, text: Any) -> Any:
    """Every match of *pattern* in *text*."""
    compiled = _compiled(to_text(pattern), to_text(text))
    return compiled if isinstance(compiled, Unknown) else [_groups(match) for match in compiled.finditer(to_text(text))]


def replaced(text: Any, old: Any, new: Any) -> Any:
    """*text* with *new* for *old*, which between solidi is a pattern."""
    pattern = pattern_in(to_text(old))
    whole, template = to_text(text), to_text(new)
    if pattern is None:
        check_length(whole.count(to_text(old)) * len(template))
        return whole.replace(to_text(old), template)
    check_length((len(whole) + 1) * (len(template) + template.count("$") * len(whole)))
    compiled = _compiled(pattern, whole)
    if isinstance(compiled, Unknown):
        return compiled
    return compiled.sub(lambda match: _REPLACED.sub(lambda name: _group(match, name), template), whole)


def _compiled(pattern: str, text: str) -> re.Pattern[str] | Unknown:
    outside = _CLASS.sub("x", pattern)
    repetitions, choices = len(_REPEATED.findall(outside)), len(_CHOICE.findall(outside))
    looks = (len(text) + 1) ** (repetitions + 1) * 2**choices if len(pattern) <= MAX_PATTERN_LENGTH else MAX_MATCH_STEPS + 1
    ends_line = "$" in outside and text.endswith("\n")  # which Python's $ would look behind
    if looks > MAX_MATCH_STEPS or ends_line or _GROUP_REPEATED.search(outside) or _NOT_ALIKE.search(pattern):
        return Unknown("uses a regular expression that is not evaluated here")
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, ValueError) as error:
        raise EvaluationError("has a regular expression that is not understood") from error


def _groups(match: re.Match[str]) -> Any:
    return match.groupdict() or ([*match.groups()] if match.re.groups else match[0])


def _group(match: re.Match[str], name: re.Match[str]) -> str:
    """The group of *match* that `$1` or `${name}` means; nothing if there is none."""
    key = name[1] or name[2]
    if key is None:
        return "$"
    index = int(key) if key.isdecimal() and len(key) < len("100") else match.re.groupindex.get(key, match.re.groups + 1)
    return (match[index] or "") if index <= match.re.groups else ""
