"""YAML with the short tags of templates: `!Ref x` is `{Ref: x}`, and nothing else is ever made of a tag."""

from __future__ import annotations

from typing import Any, ClassVar

from lambda_cost.errors import shown
from lambda_cost.strict_yaml import MERGE_KEY, TAG, Reader, is_list, is_mapping, scalar

_WORDS = (
    "And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap ForEach GetAtt GetAZs GetStackOutput If"
    " ImportValue Join Length Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll"
)
FUNCTIONS = frozenset(_WORDS.split(" "))
"""Intrinsic functions whose short form stands for `Fn::` and the same word."""
BARE = frozenset({"Ref", "Condition"})
"""Those that are not called `Fn::`."""
STANDARD = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))
"""Tags of YAML itself, which change nothing that a template could mean."""


class TemplateReader(Reader):
    """Reads templates: short tags are written out, merge keys are merged, and documents may be deeper."""

    max_depth: ClassVar[int] = 64

    def plain(self, text: str) -> Any:
        """An unquoted *text*; digits that begin with a zero, as account numbers do, stay text."""
        return text if text[:1] == "0" and len(text) > 1 and text.isdigit() else scalar(text)

    def merge_key(self, event: Any) -> None:
        """Keep `<<` as a key, for `merged`."""
        self._note(event, MERGE_KEY)

    def repeated_key(self, event: Any, message: str) -> None:
        """Take the last of two equal keys, as CloudFormation does; it is warned about, or refused."""
        self._note(event, message)
        self.repeated_keys.append(self.problem(event, message))

    def tagged(self, value: Any, event: Any) -> tuple[Any, tuple[str, ...]]:
        """The intrinsic function that the tag of *event* is short for, on *value*."""
        tag = str(event.tag)
        self._note(event, TAG.format(shown(tag)))
        if tag in STANDARD or tag == "!":
            return value if not isinstance(value, str) or tag.endswith("str") or event.style else self.plain(value), ()
        word = tag.removeprefix("!")
        if word in BARE:
            return {word: value}, (word,)
        if word not in FUNCTIONS:
            self.refuse(
                event, f"the tag {shown(tag)} is not one of CloudFormation's, and not allowed; write the value without it"
            )
        if word == "GetAtt" and isinstance(value, str):
            value = [*value.partition(".")[::2]]
        return {f"Fn::{word}": value}, (f"Fn::{word}",)

    def _note(self, event: Any, message: str) -> None:
        self.not_in_scenarios = self.not_in_scenarios or self.problem(event, message)


def merged(value: Any) -> Any:
    """*value* with what stands under `<<` merged into each mapping, as YAML 1.1 has it; its own keys come first."""
    if is_list(value):
        return [merged(item) for item in value]
    if not is_mapping(value):
        return value
    own = {key: merged(item) for key, item in value.items() if key != "<<"}
    if "<<" not in value:
        return own
    above = value["<<"]
    for mapping in above if is_list(above) else [above]:
        more = merged(mapping)
        own = {**more, **own} if is_mapping(more) else own
    return own
