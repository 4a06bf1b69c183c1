"""`format` of Terraform's language: verbs as in C, of text and numbers."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.templates.terraform.language.values import EvaluationError, to_boolean, to_number, to_text, to_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDING = Context(prec=2000, rounding=ROUND_HALF_EVEN)
MAX_WIDTH = 1000
_VERB = re.compile(r"%(?:%|(?P<flags>[-+ 0#]*)(?P<width>\d*)(?:\.(?P<places>\d+))?(?P<verb>[a-zA-Z]))")


def format_text(spec: str, values: Iterable[Any]) -> str:
    """*spec* with *values* in it.

    >>> format_text("%s-%03d", ["a", Decimal(7)])
    'a-007'

    Raises:
        EvaluationError: if a verb is not understood, or there are too few values.
    """
    waiting = iter(values)

    def shown(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        value = next(waiting, waiting)
        width, places = int(match["width"] or 0), match["places"]
        if value is waiting or width > MAX_WIDTH or int(places or 0) > MAX_WIDTH:
            raise EvaluationError("calls format() with too few values, or too wide")
        text = _shown(match["verb"], value, places)
        if "+" in match["flags"] and match["verb"] in "dfeg" and not text.startswith("-"):
            text = f"+{text}"
        if "-" in match["flags"]:
            return text.ljust(width)
        return text.zfill(width) if "0" in match["flags"] and match["verb"] != "s" else text.rjust(width)

    return _VERB.sub(shown, spec)


def _shown(verb: str, value: Any, places: str | None) -> str:
    match verb:
        case "s" | "v" if not isinstance(value, list | dict):
            return to_text(value) if value is not None else "null"
        case "d":
            return str(to_whole(value))
        case "t":
            return "true" if to_boolean(value) else "false"
        case "q":
            return json.dumps(to_text(value), ensure_ascii=False)
        case "f" if abs(to_number(value).adjusted()) < MAX_WIDTH:
            return f"{to_number(value).quantize(EXACT.scaleb(Decimal(1), -int(places or 6)), context=_ROUNDING):f}"
        case "x" | "X" | "o" | "b":
            return format(to_whole(value), verb)
        case _:
            raise EvaluationError(f"calls format() with %{verb}, which is not evaluated here")
