"""Nobody keeps a connection of the local page without asking anything."""

import asyncio
import time
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from lambda_cost.serve.connections import TimedConnection

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"


class Impatient(TimedConnection):
    """The same, for tests that have no half a minute."""

    max_idle_s = 0.15


async def answer_slowly(_scope: Any, receive: Any, send: Any) -> None:
    """An application that reads what there is, and takes longer than a connection may be idle."""
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(2 * Impatient.max_idle_s)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def talk(*pieces: bytes) -> tuple[bytes, float]:
    """What the server says to *pieces*, sent in short intervals, until it closes; and after how many seconds it does."""
    config = uvicorn.Config(answer_slowly, log_level="critical", timeout_keep_alive=60)
    config.load()
    loop = asyncio.get_running_loop()
    state = ServerState()
    server = await loop.create_server(lambda: Impatient(config=config, server_state=state, app_state={}), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        begun = time.monotonic()
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(Impatient.max_idle_s / 3)
        said = await asyncio.wait_for(reader.read(), timeout=10)
        writer.close()
    return said, time.monotonic() - begun


@pytest.mark.parametrize(
    "pieces", [[], [GET[:1], GET[1:2], GET[2:3], GET[3:4]], [GET + b"Content-Length: 9\r\n\r\n", b"1", b"2", b"3"]]
)
def test_a_connection_that_asks_nothing_or_drips_is_closed(pieces: list[bytes]) -> None:
    said, seconds = asyncio.run(talk(*pieces))
    assert b"204" not in said
    assert seconds < 5


def test_what_is_asked_is_answered_however_long_that_takes() -> None:
    said, seconds = asyncio.run(talk(GET + b"\r\n"))
    assert said.startswith(b"HTTP/1.1 204")
    assert 2 * Impatient.max_idle_s <= seconds < 5
