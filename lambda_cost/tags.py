"""Tags: words on a resource by which a bill can be grouped, such as its team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_cost.errors import shown

TagMapping = Mapping[str, str]
"""The annotation of a field that has tags."""


class Tags(dict[str, str]):
    """Tags by their names, which do not change any more once a resource has them."""

    def __hash__(self) -> int:  # type: ignore[override]
        """The same for the same tags, so that a resource that has them can be a key."""
        return hash(frozenset(self.items()))


NO_TAGS = Tags()
"""The tags of a resource that has none."""


def tags_of(given: Any) -> Tags:
    """The tags that are *given*, a mapping of names to words.

    >>> tags_of({"team": "shop"})
    {'team': 'shop'}

    Raises:
        ValueError: if they are none; the message continues the field's name.
    """
    if given is None or isinstance(given, Tags):
        return given or NO_TAGS
    pairs: list[tuple[Any, Any]] = [*given.items()] if isinstance(given, Mapping) else [("", given)]
    for name, word in pairs:
        if not isinstance(name, str) or not isinstance(word, str) or not name or not f"{name}{word}".isprintable():
            label = f"{name}: {shown(word)}" if name else shown(word)
            raise ValueError(f"has {label}; allowed: names and text, such as team: shop, in quotes where that is a number")
    return Tags(pairs)
