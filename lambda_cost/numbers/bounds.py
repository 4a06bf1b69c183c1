"""The bounds of a number, for `Annotated`: `Annotated[N, Ge(0), Le(900_000)]`."""

from typing import NamedTuple


class Ge(NamedTuple):
    """At least this."""

    ge: int


class Gt(NamedTuple):
    """More than this."""

    gt: int


class Le(NamedTuple):
    """At most this."""

    le: int


class MultipleOf(NamedTuple):
    """A whole number of these."""

    multiple_of: int
