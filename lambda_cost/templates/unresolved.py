"""What a template says that nobody can know before it is deployed, as marks in text.

A mark is what a function of the template language gives where it cannot be evaluated: a reference to a
resource, `⟦Queue.Arn⟧`, or a reason, `⟦? it is imported from another stack⟧`.  It travels inside of
longer text, so that an ARN put together from pieces still says whose it is.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from lambda_cost.numbers.units import MAX_WHOLE_DIGITS
from lambda_cost.strict_yaml import is_list, is_mapping, scalar

OPEN, CLOSE = "⟦", "⟧"
_MARK = re.compile(r"⟦([^⟦⟧]{1,300})⟧")
DYNAMIC = "{{resolve:"
MAX_REASON_LENGTH = 120
WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What CloudFormation takes for a boolean, in any case."""


class UnresolvedError(ValueError):
    """A value that is asked for and only known after deployment; the text continues what it is the value of."""


def reference_mark(resource: str, attribute: str = "") -> str:
    """The mark of a *resource*, or of an *attribute* of it."""
    return f"{OPEN}{resource}{'.' if attribute else ''}{attribute}{CLOSE}"


def reason_mark(why: str) -> str:
    """The mark of a value that is unknown because of *why*."""
    return f"{OPEN}? {without_marks(why)[:MAX_REASON_LENGTH]}{CLOSE}"


def is_mark(text: str) -> bool:
    """Whether *text* is one mark and nothing else."""
    return bool(_MARK.fullmatch(text))


def without_marks(text: str) -> str:
    """*text* without the brackets of marks."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def referenced_resources(value: Any) -> tuple[str, ...]:
    """The resources that *value* refers to, those in lists and mappings too."""
    names: dict[str, None] = {}
    waiting: list[Any] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if OPEN in part:
                names |= {mark.partition(".")[0]: None for mark in _MARK.findall(part) if not mark.startswith("?")}
        elif is_mapping(part):
            waiting.extend(reversed(part.values()))
        elif is_list(part):
            waiting.extend(reversed(part))
    return tuple(names)


def reason_unresolved(value: Any) -> str:
    """Why *value* is only known after deployment; empty if it is known now."""
    if not isinstance(value, str):
        return ""
    mark = _MARK.search(value)
    if mark:
        inside = mark[1]
        return inside[2:] if inside.startswith("?") else f"it is {inside}, which is only known after deployment"
    return "it is a dynamic reference, which is only known after deployment" if DYNAMIC in value else ""


def without_references(value: Any) -> Any:
    """*value* as another template sees it: its references lead nowhere there."""
    if isinstance(value, str):
        return _MARK.sub(
            lambda mark: mark[0] if mark[1].startswith("?") else reason_mark(f"it is {mark[1]} of another stack"), value
        )
    return [without_references(item) for item in value] if is_list(value) else value


def as_text(value: Any) -> str:
    """*value* as text, as the template language joins it.

    Raises:
        ValueError: if it is a list or mapping.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < MAX_REASON_LENGTH else str(value)
    if isinstance(value, dict | list):
        raise ValueError("is a list or a mapping; allowed: text")  # noqa: TRY004 - every wrong value is a ValueError
    return "" if value is None else str(value)


def as_boolean(value: Any) -> bool:
    """*value* as a boolean.

    Raises:
        UnresolvedError: if it is only known after deployment.
        ValueError: if it is none.
    """
    word = resolved_text(value).lower()
    if word not in WORDS:
        raise ValueError(f"is {value!r:.60}; allowed: true, false")
    return WORDS[word]


def as_number(value: Any) -> Decimal:
    """*value* as a number.

    Raises:
        UnresolvedError: if it is only known after deployment.
        ValueError: if it is none.
    """
    number = scalar(resolved_text(value).strip())
    if isinstance(number, Decimal) and number.is_finite() and abs(number.adjusted()) < MAX_WHOLE_DIGITS:
        return number
    raise ValueError(f"is {str(value)!r:.60}; allowed: a number")


def resolved_text(value: Any) -> str:
    """*value* as text that is known now.

    Raises:
        UnresolvedError: if it is only known after deployment.
        ValueError: if it is no text.
    """
    text = as_text(value)
    why = reason_unresolved(text)
    if why:
        raise UnresolvedError(f"cannot be resolved: {why}")
    return text
