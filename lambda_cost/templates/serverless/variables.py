"""Variables of serverless.yml, `${self:custom.memory, 512}`, as far as the file and the user can say them.

What is read from an account, a program or another stack stays a mark in the text, with the reason.

Reference: https://www.serverless.com/framework/docs/guides/variables
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError, shown
from lambda_cost.strict_yaml import is_list, is_mapping, scalar
from lambda_cost.templates.unresolved import as_text, reason_mark, reason_unresolved

if TYPE_CHECKING:
    from lambda_cost.templates.source import Source

MAX_STEPS = 1_000_000
"""Values that one file may come to, those of a variable counted as often as it is used."""
MAX_TEXT_LENGTH = 100_000
MAX_INDEX_DIGITS = 9
MAX_DEPTH = 32
"""How many variables may lead from one to the next."""
STAGE = "dev"
REGION = "us-east-1"
"""What the framework takes where nothing is said."""

_LITERALS = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PSEUDO = re.compile(r"\$\{(?:AWS::\w+|[A-Z]\w*)\}")
"""What is CloudFormation's, and left to it."""
_AFTER = {
    "ssm": "the parameter store of an account",
    "cf": "the outputs of another stack",
    "s3": "a bucket",
    "aws": "the account",
    "output": "another service",
    "terraform": "the state of Terraform",
    "vault": "a vault",
    "doppler": "a vault",
    "git": "the repository's history",
    "sls": "the run of the framework",
}
_FILE = re.compile(r"file\(([^()]+)\)")
_BOOLEAN = re.compile(r"strToBool\((.*)\)", re.DOTALL)
_MISSING: Any = object()


class Variables:
    """Resolves the variables of one service."""

    def __init__(self, source: Source, data: dict[str, Any]) -> None:
        """Look into *data*, the document of *source*, and into what the user said."""
        self.source, self.data = source, data
        self.left = MAX_STEPS
        self.active: list[tuple[str, bool]] = []
        """Variables that are being resolved, and whether those in their values are too."""
        self.known: dict[str, Any] = {}
        self.defaulted: dict[str, None] = {}
        """Environment variables that nobody handed over, and whose default was taken."""

    def evaluate(self, value: Any) -> Any:
        """*value* with its variables resolved, those in lists and mappings too.

        Raises:
            ScenarioError: if variables lead in a circle, or to more than a file could mean.
        """
        self._count()
        if is_mapping(value):
            return {key: self.evaluate(item) for key, item in value.items()}
        if is_list(value):
            return [self.evaluate(item) for item in value]
        return self._text(value) if isinstance(value, str) and "${" in value else value

    @property
    def stage(self) -> str:
        """The stage that is deployed."""
        return str(self.evaluate(self._stage()))

    def _text(self, text: str, *, deep: bool = True) -> Any:
        """*text* with its variables resolved; if it is one variable and not *deep*, those in its value are left."""
        parts: list[Any] = []
        at = 0
        while (start := text.find("${", at)) >= 0:
            end = _closing(text, start)
            if end < 0:
                break
            parts += [text[at:start]] if start > at else []
            whole = text[start : end + 1]
            shallow = not deep and whole == text
            parts.append(whole if _PSEUDO.fullmatch(whole) else self._variable(text[start + 2 : end], deep=not shallow))
            at = end + 1
        parts += [text[at:]] if at < len(text) else []
        if len(parts) == 1:
            return parts[0]
        try:
            joined = "".join(map(as_text, parts))
        except ValueError:
            return _why(text, "puts a list or a mapping into text")
        if len(joined) > MAX_TEXT_LENGTH:
            self._refuse(f"has {shown(text)}, which becomes longer than {MAX_TEXT_LENGTH:,} signs")
        return joined

    def _variable(self, inside: str, *, deep: bool) -> Any:
        """What the first candidate of a variable that is there says."""
        if deep and inside in self.known:
            return self.known[inside]
        if len(self.active) > MAX_DEPTH:
            self._refuse(f"has variables that are more than {MAX_DEPTH} levels deep ({shown(inside)})")
        if (inside, deep) in self.active:
            # to look into a value takes less than to resolve all of it, so that one may be part of the other
            names = [*(name for name, _ in self.active), inside]
            self._refuse(f"has variables that lead in a circle: {' → '.join(map(shown, names))}")
        self.active.append((inside, deep))
        value: Any = _MISSING
        absent: list[str] = []
        for candidate in _split(inside):
            value = self._candidate(candidate)
            value = self.evaluate(value) if deep and value is not _MISSING else value
            if value is not _MISSING and value is not None:
                self.defaulted |= dict.fromkeys(absent)
                break
            value = _MISSING
            absent += [candidate.removeprefix("env:")] if candidate.startswith("env:") else []
        self.active.pop()
        value = _why(inside, "has no value and no default") if value is _MISSING else value
        if deep:
            self.known[inside] = value
        return value

    def _candidate(self, text: str) -> Any:
        if text[:1] in {"'", '"'} and text[-1:] == text[:1]:
            return text[1:-1]
        text = str(self.evaluate(text)) if "${" in text else text
        if reason_unresolved(text):
            return text
        if text in _LITERALS or _NUMBER.fullmatch(text):
            return _LITERALS[text] if text in _LITERALS else scalar(text)
        boolean = _BOOLEAN.fullmatch(text)
        if boolean:
            return {"true": True, "1": True, "false": False, "0": False}.get(boolean[1].lower(), _why(text, "is no boolean"))
        file = _FILE.match(text)
        if file:
            return self._file(file[1].strip(), text[file.end() :].removeprefix(":"))
        kind, _, address = text.partition(":")
        return self._of(kind, address, text)

    def _of(self, kind: str, address: str, text: str) -> Any:
        match kind:
            case "self":
                return self._below(self.data, address)
            case "opt":
                return self.source.parameters.get(address, self.source.region or _MISSING if address == "region" else _MISSING)
            case "env":
                return self.source.environment.get(address, _MISSING)
            case "param":
                return self._parameter(address)
            case "sls" if address == "stage":
                return self._stage()
            case "aws" if address == "region":
                return self.source.region or self._default("provider.region", REGION)
            case _ if _word(kind) in _AFTER:
                return _why(text, f"is read from {_AFTER[_word(kind)]} when it is deployed")
            case _:
                return _why(text, "is of no source that is read here")

    def _stage(self) -> Any:
        return self.source.parameters.get("stage") or self._default("provider.stage", STAGE)

    def _default(self, path: str, otherwise: str) -> Any:
        value = self._below(self.data, path)
        return otherwise if value is _MISSING else value

    def _below(self, value: Any, path: str) -> Any:
        """What stands at *path* of *value*, its own variables not resolved yet."""
        for key in filter(None, path.split(".")):
            value = self._shallow(value)
            if isinstance(value, str) and reason_unresolved(value):
                return value
            if is_list(value) and key.isdecimal() and len(key) < MAX_INDEX_DIGITS and int(key) < len(value):
                value = value[int(key)]
            elif is_mapping(value) and key in value:
                value = value[key]
            else:
                return _MISSING
        return _MISSING if value is None else value

    def _shallow(self, value: Any) -> Any:
        """What *value* leads to, the variables in that not resolved; a variable may lead to another."""
        seen: set[str] = set()
        while isinstance(value, str) and "${" in value and value not in seen and len(seen) < MAX_DEPTH:
            seen.add(value)
            value = self._text(value, deep=False)
        return value

    def _parameter(self, name: str) -> Any:
        """A parameter: as the user gave it, of the stage, or of all stages."""
        if name in self.source.parameters:
            return self.source.parameters[name]
        stage = self.stage
        for path in (f"stages.{stage}.params", f"params.{stage}", "stages.default.params", "params.default"):
            value = self._below(self.data, f"{path}.{name}")
            if value is not _MISSING:
                return value
        return _MISSING

    def _file(self, name: str, address: str) -> Any:
        """What stands at *address* of another file of the service."""
        if not name.endswith((".yml", ".yaml", ".json")):
            return _why(name, "is a program or a text, and not read")
        try:
            data = self.source.sibling(name).document.data
        except UnreadableFileError as error:
            return _MISSING if "is not there" in str(error) else reason_mark(str(error))
        except ScenarioError as error:
            return reason_mark(str(error))
        return self._below(data, address)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            self._refuse(f"has variables that come to more than {MAX_STEPS:,} values")

    def _refuse(self, message: str) -> NoReturn:
        raise ScenarioError([Problem("", message, self.source.name)])


def _why(text: str, message: str) -> str:
    """The mark of a value that is unknown, with no variable in it that would be resolved once more."""
    return reason_mark(f"{shown(text.replace('${', '{'))} {message}")


def _word(kind: str) -> str:
    """`ssm` of `ssm(eu-west-1)` and `cf.eu-west-1`."""
    return kind.partition("(")[0].partition(".")[0]


def _closing(text: str, start: int) -> int:
    """Where the variable that begins at *start* of *text* ends; -1 if it does not."""
    depth = 0
    at = start
    while at < len(text):
        if text.startswith("${", at):
            depth += 1
            at += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at
        at += 1
    return -1


def _split(inside: str) -> list[str]:
    """The candidates of a variable: what commas part that are in no quotes, parentheses or variable of their own."""
    parts: list[str] = []
    depth, quote, begin = 0, "", 0
    for at, sign in enumerate(inside):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "{(":
            depth += 1
        elif sign in "})":
            depth -= 1
        elif sign == "," and not depth:
            parts.append(inside[begin:at].strip())
            begin = at + 1
    return [*parts, inside[begin:].strip()]
