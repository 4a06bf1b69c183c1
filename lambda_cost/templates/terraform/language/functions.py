"""Functions of Terraform's language that need nothing but their arguments.

Reference: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import base64
import csv
import hashlib
import math
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.quantity import EXACT
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.terraform.language.formats import format_text
from lambda_cost.templates.terraform.language.lists import (
    as_items,
    as_map,
    as_set,
    chunks,
    concatenated,
    distinct,
    element,
    first_filled,
    flatten,
    from_json,
    intersection,
    is_part,
    lookup,
    merge,
    numbers_in_range,
    product,
    slice_of,
    to_json,
    transposed,
    union,
)
from lambda_cost.templates.terraform.language.patterns import regex, regexall, replaced
from lambda_cost.templates.terraform.language.values import (
    MAX_DIGITS,
    MAX_NUMBER_LENGTH,
    EvaluationError,
    Unknown,
    check_length,
    to_boolean,
    to_number,
    to_text,
    to_whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def coalesce(*values: Any) -> Any:
    """The first of *values* that is something."""
    return next(value for value in values if value not in (None, ""))


def length(value: Any) -> Decimal:
    """How many items or characters *value* has."""
    if not isinstance(value, str) and not is_list(value) and not is_mapping(value):
        raise EvaluationError("has no length")
    return Decimal(len(value))


def joined(separator: Any, *lists: Any) -> str:
    """The items of *lists* as one text."""
    items = [to_text(item) for each in lists for item in as_items(each)]
    check_length(len(items) * len(to_text(separator)))
    return to_text(separator).join(items)


def part_of(text: Any, offset: Any, count: Any) -> str:
    """*count* characters of *text*."""
    start = to_whole(offset)
    cut = to_text(text)[start:]
    return cut if to_whole(count) < 0 else cut[: to_whole(count)]


def base64_text(text: Any) -> str:
    """*text* in base64."""
    return base64.b64encode(to_text(text).encode()).decode()


def rounded(value: Any, rounding: Callable[[Decimal], int]) -> Decimal:
    """A number *rounded*."""
    return Decimal(
        to_whole(Decimal(rounding(to_number(value))) if abs(to_number(value).adjusted()) < MAX_NUMBER_LENGTH else value)
    )


def formatted(spec: Any, *values: Any) -> str:
    """*spec* with *values* in it."""
    return format_text(to_text(spec), values)


def formatted_list(spec: Any, *values: Any) -> list[str]:
    """*spec* with the items of each of *values* that is a list, and with the others as they are."""
    count = max(len(value) for value in values if is_list(value))
    rows = zip(*(value if is_list(value) else [value] * count for value in values), strict=True)
    return [format_text(to_text(spec), row) for row in rows]


def power(base: Any, exponent: Any) -> Decimal:
    """*base* to the power of a whole *exponent*."""
    if abs(to_number(exponent)) > MAX_DIGITS:
        raise EvaluationError("calls pow() with too large an exponent")
    return EXACT.power(to_number(base), to_whole(exponent))


def indented(spaces: Any, text: Any) -> str:
    """*text*, each line but the first of which begins with so many *spaces*."""
    check_length(to_text(text).count("\n") * to_whole(spaces))
    return to_text(text).replace("\n", "\n" + " " * to_whole(spaces))


def rows_in(text: Any) -> list[dict[str, str]]:
    """The rows of a table of comma-separated *text*, by the names of its columns, of which each row has all."""
    try:
        header, *rows = [row for row in csv.reader(StringIO(to_text(text)), strict=True) if row]
        if len({*header}) < len(header):
            raise ValueError("has a column twice")
        return [dict(zip(header, row, strict=True)) for row in rows]
    except csv.Error as error:
        raise ValueError(str(error)) from error


def decoded(text: Any) -> str:
    """The text that *text* is the base64 of."""
    return base64.b64decode(to_text(text), validate=True).decode()


def matching(values: Any, keys: Any, wanted: Any) -> list[Any]:
    """Those of *values* whose keys are *wanted*."""
    return [value for value, key in zip(as_items(values), as_items(keys), strict=True) if is_part(wanted, key)]


def largest(*values: Any) -> Decimal:
    """The largest number of *values*."""
    return max(map(to_number, values))


def smallest(*values: Any) -> Decimal:
    """The smallest number of *values*."""
    return min(map(to_number, values))


OF_ONE: dict[str, Callable[[Any], Any]] = {
    "abs": lambda x: abs(to_number(x)),
    "alltrue": lambda xs: all(to_boolean(x) for x in as_items(xs)),
    "anytrue": lambda xs: any(to_boolean(x) for x in as_items(xs)),
    "base64decode": decoded,
    "ceil": lambda x: rounded(x, math.ceil),
    "chomp": lambda x: to_text(x).rstrip("\r\n"),
    "compact": lambda xs: [x for x in as_items(xs) if x not in (None, "")],
    "csvdecode": rows_in,
    "distinct": lambda xs: distinct(as_items(xs)),
    "floor": lambda x: rounded(x, math.floor),
    "issensitive": lambda _: False,
    "jsondecode": lambda x: from_json(to_text(x)),
    "keys": lambda x: sorted(as_map(x)),
    "lower": lambda x: to_text(x).lower(),
    "md5": lambda x: hashlib.md5(to_text(x).encode(), usedforsecurity=False).hexdigest(),
    "nonsensitive": lambda x: x,
    "one": lambda xs: next(iter(as_items(xs)), None),
    "reverse": lambda xs: [*reversed(as_items(xs))],
    "sensitive": lambda x: x,
    "sha1": lambda x: hashlib.sha1(to_text(x).encode(), usedforsecurity=False).hexdigest(),
    "sha256": lambda x: hashlib.sha256(to_text(x).encode()).hexdigest(),
    "signum": lambda x: Decimal((to_number(x) > 0) - (to_number(x) < 0)),
    "sort": lambda xs: sorted(map(to_text, as_items(xs))),
    "strrev": lambda x: to_text(x)[::-1],
    "sum": lambda xs: sum(map(to_number, as_items(xs)), Decimal(0)),
    "title": lambda x: to_text(x).title(),
    "tobool": lambda x: None if x is None else to_boolean(x),
    "tolist": lambda xs: [*as_items(xs)],
    "tonumber": lambda x: None if x is None else to_number(x),
    "tostring": lambda x: None if x is None else to_text(x),
    "trimspace": lambda x: to_text(x).strip(),
    "upper": lambda x: to_text(x).upper(),
    "values": lambda x: [value for _, value in sorted(as_map(x).items())],
}
"""Functions of one argument, by name."""
OF_TWO: dict[str, Callable[[Any, Any], Any]] = {
    "endswith": lambda x, end: to_text(x).endswith(to_text(end)),
    "indent": indented,
    "index": lambda xs, x: Decimal([*map(to_json, as_items(xs))].index(to_json(x))),
    "parseint": lambda x, base: Decimal(int(to_text(x), to_whole(base))),
    "pow": power,
    "setsubtract": lambda xs, ys: [x for x in as_set(xs) if not is_part(ys, x)],
    "split": lambda sep, x: to_text(x).split(to_text(sep)) if to_text(x) else [],
    "startswith": lambda x, start: to_text(x).startswith(to_text(start)),
    "strcontains": lambda x, part: to_text(part) in to_text(x),
    "trim": lambda x, letters: to_text(x).strip(to_text(letters)),
    "trimprefix": lambda x, start: to_text(x).removeprefix(to_text(start)),
    "trimsuffix": lambda x, end: to_text(x).removesuffix(to_text(end)),
    "zipmap": lambda keys, xs: dict(zip(map(to_text, as_items(keys)), as_items(xs), strict=True)),
}
"""Functions of two."""
OF_MORE: dict[str, Callable[..., Any]] = {
    "base64encode": base64_text,
    "chunklist": chunks,
    "coalesce": coalesce,
    "coalescelist": first_filled,
    "concat": concatenated,
    "contains": is_part,
    "element": element,
    "flatten": flatten,
    "format": formatted,
    "formatlist": formatted_list,
    "join": joined,
    "jsonencode": to_json,
    "length": length,
    "lookup": lookup,
    "matchkeys": matching,
    "max": largest,
    "merge": merge,
    "min": smallest,
    "range": numbers_in_range,
    "regex": regex,
    "regexall": regexall,
    "replace": replaced,
    "setintersection": intersection,
    "setproduct": product,
    "setunion": union,
    "slice": slice_of,
    "substr": part_of,
    "tomap": as_map,
    "toset": as_set,
    "transpose": transposed,
}
"""Functions of any other number."""
FUNCTIONS: dict[str, Callable[..., Any]] = {**OF_ONE, **OF_TWO, **OF_MORE}
NEED_ALL_KNOWN = {
    *(
        "base64encode",
        "contains",
        "matchkeys",
        "distinct",
        "format",
        "formatlist",
        "index",
        "join",
        "jsonencode",
        "max",
        "md5",
        "min",
    ),
    *("setintersection", "setproduct", "setsubtract", "setunion", "sha1", "sha256", "sort", "sum", "toset", "transpose"),
}
"""Functions that look into what is in their arguments, so that all of it must be known."""


def call(name: str, arguments: list[Any]) -> Any:
    """What the function *name* makes of *arguments*; unknown if it is none of those here.

    Raises:
        EvaluationError: if Terraform would refuse them.
    """
    function = FUNCTIONS.get(name.removeprefix("core::"))
    if function is None:
        return Unknown(f"uses {name}(), which is not evaluated here")
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, StopIteration, RecursionError) as error:
        raise EvaluationError(f"calls {name}() with what it does not take") from error
