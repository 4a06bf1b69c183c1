"""Connections of the local page: one on which nothing is asked is closed, so that nobody can use them all up."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_IDLE_S = 30
"""Seconds in which a request must be there, from the opening of a connection or the answer before."""


class TimedConnection(H11Protocol):
    """A connection that ends if a whole request does not come in time, however slowly its bytes drip."""

    max_idle_s: float = MAX_IDLE_S

    def connection_made(self, transport: Any) -> None:
        """Begin to watch it."""
        super().connection_made(transport)
        self._close_if_idle(self)

    def _close_if_idle(self, last_request: object) -> None:
        """Close it if the request is still the *last_request* that was seen, and nothing is being answered."""
        request: Any = self.cycle
        is_waiting = request is None or request.response_complete or request.more_body
        if request is last_request and is_waiting:
            self.transport.close()
        if not self.transport.is_closing():
            self.loop.call_later(self.max_idle_s, self._close_if_idle, request)
