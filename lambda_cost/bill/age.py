"""How long ago the prices of a bill were last seen to hold, counted from today and not from the bill's day.

A price is *settled* if no later check could change what it was on the bill's day: it was seen on that
day or after it, or the day on which it ended is known.  Only a price that is not settled can have
changed unseen, so only of those a bill warns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.numbers.text import count_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lambda_cost.bill.charge import Charge
    from lambda_cost.numbers.quantity import N

MAX_AGE_DAYS = 180
"""Days after which a check is old enough to be warned of."""


class LastCheck(NamedTuple):
    """When one price was last seen to hold."""

    day: date
    """The day; where tiers were seen on different days, the oldest."""
    of: str
    """Which price: meter, choice, region."""
    settled: bool
    """Whether no later check could change it."""


class Age(NamedTuple):
    """When the prices of a bill were last seen to hold, and how long ago that is."""

    today: date
    """The day from which it is counted."""
    checks: tuple[LastCheck, ...]
    """The last check of each price, the oldest first."""

    @property
    def days(self) -> int:
        """Days since the oldest check; 0 where there is no price."""
        return self._since(self.checks)

    @property
    def unsettled(self) -> tuple[LastCheck, ...]:
        """The checks of prices that may have changed unseen."""
        return tuple(check for check in self.checks if not check.settled)

    @property
    def unsettled_days(self) -> int:
        """Days since the oldest of those; 0 where there is none."""
        return self._since(self.unsettled)

    def older_than(self, days: int) -> tuple[LastCheck, ...]:
        """Those of them that are more than so many days old."""
        return tuple(check for check in self.unsettled if self._since([check]) > days)

    def sentences(self) -> list[str]:
        """The age in words; nothing where there is no price."""
        if not self.checks:
            return []
        oldest, newest = self.checks[0].day, self.checks[-1].day
        span = f"on {oldest}," if oldest == newest else f"between {oldest} and {newest}, the oldest"
        past = (
            "; a price that has ended, or was seen after the bill's day, needs no newer check" if self.checks[0].settled else ""
        )
        return [f"Last checked {span} {count_in_words(self.days, 'day')} before today, {self.today}{past}"]

    def warnings(self) -> list[str]:
        """What to say of checks that are older than 180 days; mostly nothing."""
        old = self.older_than(MAX_AGE_DAYS)
        if not old:
            return []
        which = f"{len(old)} of {len(self.checks)} prices {'was' if len(old) == 1 else 'were'}"
        oldest = f"{'' if len(old) == 1 else 'the oldest '}on {old[0].day}"
        since = f"{which} last checked more than {MAX_AGE_DAYS} days ago ({oldest}) and may have changed since"
        return [f"{since}; lambda-cost prices refresh fetches today's from AWS."]

    def _since(self, checks: Iterable[LastCheck]) -> int:
        return max((max((self.today - check.day).days, 0) for check in checks), default=0)


def age_of(charges: Iterable[Charge[Any]], day: date, today: date) -> Age:
    """The age on *today* of the prices of *charges*, which are those of a bill of *day*."""
    found: dict[str, LastCheck] = {}
    for charge in charges:
        if charge.region:
            of = f"{charge.meter}{f' ({charge.choice})' if charge.choice else ''} in {charge.region}"
            ended = charge.price.next_since is not None or charge.price.until is not None
            check = LastCheck(charge.checked, of, settled=ended or charge.checked >= day)
            found[of] = min(check, found.get(of, check))
    return Age(today, tuple(sorted(found.values())))


def one_for_each_price(charges: Iterable[Charge[N]]) -> tuple[Charge[N], ...]:
    """One of *charges* for each price and number of its tiers that they use."""
    found = {(charge.meter, charge.region, id(charge.price), len(charge.tiers)): charge for charge in charges}
    return (*found.values(),)
