"""Runs the local page, from a port to Ctrl-C."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.serve.guard import Guard

HOST = "127.0.0.1"
"""It listens on this machine only."""
BACKLOG = 64
PORT, PORTS_TRIED = 8750, 50
"""Where it listens if nothing else is said, so that a bookmark lasts; and how many it tries where that is taken."""


def serve(make: Callable[[list[str]], Guard], port: int | None, ready: Callable[[str], None]) -> None:
    """Serve a page until the program is told to stop.

    Args:
        make: makes the page, of the names by which it is called.
        port: where to listen; 0 for any that is free; by default 8750, or the next that is free.
        ready: is called with the page's address when it can be opened.

    Raises:
        LambdaCostError: if the port is taken, or the page's libraries are not installed.
    """
    try:
        import uvicorn

        from lambda_cost.serve.connections import TimedConnection
    except ImportError as error:
        raise LambdaCostError(f"the page needs more than the library itself: {install_command('serve')}") from error

    with listen(port) as listening:
        actual_port = listening.getsockname()[1]
        app = make([f"{name}:{actual_port}" for name in (HOST, "localhost")])
        quiet: Any = {"log_level": "warning", "access_log": False, "server_header": False, "lifespan": "off"}
        config = uvicorn.Config(app, http=TimedConnection, **quiet)
        ready(f"http://{HOST}:{actual_port}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def listen(port: int | None) -> Any:
    """A socket that listens on *port*; on the usual one, or the next that is free, if None is given.

    Raises:
        LambdaCostError: if the port is taken.
    """
    import socket

    for following in range(PORT, PORT + PORTS_TRIED - 1) if port is None else ():
        with suppress(OSError):
            return socket.create_server((HOST, following), backlog=BACKLOG)
    last = PORT + PORTS_TRIED - 1 if port is None else port
    try:
        return socket.create_server((HOST, last), backlog=BACKLOG)
    except OSError as error:
        raise LambdaCostError(f"port {last} of {HOST} cannot be had: {error.strerror}; give another by --port") from error
