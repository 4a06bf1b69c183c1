"""A WebSocket API: messages in blocks of 32 KB, and the minutes of open connections.

Reference: https://aws.amazon.com/api-gateway/pricing/
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, TRAFFIC, Ge, Le
from lambda_cost.numbers.quantity import N_co, at_least, up_to_whole
from lambda_cost.services.described import ZERO, Metered, Resource

BLOCK_KB = 32


@dataclass(frozen=True, kw_only=True)
class WebsocketApi(Resource[N_co]):
    """One WebSocket API, its messages and connections in a month."""

    section: ClassVar[str] = "apis"
    kind: ClassVar[str] = "websocket"

    messages: Annotated[N_co, Ge(0), TRAFFIC]
    """Messages in the month, sent and received."""
    message_kb: Annotated[N_co, Ge(0), Le(128), PER_UNIT] = ZERO
    """Size of one message."""
    connection_minutes: Annotated[N_co, Ge(0), TRAFFIC]
    """Minutes that all clients together are connected, idle ones too."""
    functions: tuple[str, ...] = ()
    """The functions that it calls, by name."""

    def meter(self) -> Metered[N_co]:
        """Each 32 KB of a message, or part of it, is one message (rule B-04); minutes count as they are (B-05)."""
        return {
            "messages": self.messages * at_least(up_to_whole(self.message_kb / BLOCK_KB), 1),
            "minutes": self.connection_minutes,
        }
