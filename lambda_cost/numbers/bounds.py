"""What stands beside a number in `Annotated`: its bounds, and what twice the traffic does to it.

>>> from typing import Annotated
>>> requests = Annotated[int, Ge(0), TRAFFIC]
"""

from datetime import date
from enum import Enum
from typing import Final, NamedTuple


class Ge(NamedTuple):
    """At least this."""

    ge: int


class Gt(NamedTuple):
    """More than this."""

    gt: int


class Le(NamedTuple):
    """At most this."""

    le: int


class LeSince(NamedTuple):
    """At most this since a day, and at most something else before it."""

    le: int
    since: date
    before: int


class MultipleOf(NamedTuple):
    """A whole number of these."""

    multiple_of: int


class NotOffered(NamedTuple):
    """A word that somebody would expect among the choices, and why it is none."""

    word: str
    why: str


class Scaling(Enum):
    """What twice the traffic does to a number of a resource or feature; every number has one of these markers."""

    TRAFFIC = "traffic"
    """It doubles: the use in the month, such as requests, GB sent, connection minutes."""
    LOAD = "load"
    """It doubles too, but is an average of the month and not a sum: active connections, capacity units."""
    CAPACITY = "capacity"
    """It stays: somebody sets it up, whether it is used or not, such as environments, gateways and their hours."""
    PER_UNIT = "per unit"
    """It stays: what one request or one unit is like, such as its size, time, share or price."""


TRAFFIC: Final = Scaling.TRAFFIC
LOAD: Final = Scaling.LOAD
CAPACITY: Final = Scaling.CAPACITY
PER_UNIT: Final = Scaling.PER_UNIT

MAX_MONTH_HOURS: Final = 744
"""Hours of the longest month."""

IN_MONTH: Final = object()
"""For a number that counts something over the month without growing with use, and so may be a rate, as traffic may."""
ASK_EVEN_IF_OPTIONAL: Final = object()
"""For a number that is zero unless it is given, and is never zero in fact where its feature is in use: drafts ask for it."""
