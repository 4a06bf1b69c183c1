"""Where events come from, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_cost.usage.observing.events import EventCounter

if TYPE_CHECKING:
    from lambda_cost.usage.observing.tally import Tally


class Origin:
    """One source, whose events may be of several functions."""

    def __init__(self, tally: Tally, name: str, source: str) -> None:
        """The *source*, whose events are of the function *name* unless they say another."""
        self.tally, self.name, self.source = tally, name, source
        self.events: dict[str, EventCounter] = {}
        self.rows = 0
        """Rows of the answer of Logs Insights that is being read."""

    def event_of(self, name: str) -> EventCounter:
        """Where events of the function *name* go."""
        counter = self.events.get(name)
        if counter is None:
            counter = self.events[name] = EventCounter(self.tally, name, self.source)
        return counter
