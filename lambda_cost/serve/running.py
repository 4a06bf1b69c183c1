"""Runs the local page, from a free port to Ctrl-C."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.serve.app import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

MISSING_EXTRA = "the page needs more than the library itself: pip install 'lambda-cost[serve]'"
HOST = "127.0.0.1"
"""It listens on this machine only."""
BACKLOG = 64


def serve(scenario: Scenario[Any], port: int, ready: Callable[[str], None], book: PriceBook | None = None) -> None:
    """Serve the page that begins with *scenario* until the program is told to stop.

    Args:
        scenario: what is seen at first.
        port: where to listen; 0 for any that is free.
        ready: is called with the page's address when it can be opened.
        book: the price book; by default the one that comes with lambda-cost.

    Raises:
        LambdaCostError: if the port is taken, or the page's libraries are not installed.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise LambdaCostError(MISSING_EXTRA) from error
    import socket

    try:
        listening = socket.create_server((HOST, port), backlog=BACKLOG)
    except OSError as error:
        message = f"port {port} of {HOST} cannot be had: {error.strerror}; give another by --port"
        raise LambdaCostError(message) from error
    with listening:
        actual_port = listening.getsockname()[1]
        app = application(scenario, [f"{name}:{actual_port}" for name in (HOST, "localhost")], book)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
        ready(f"http://{HOST}:{actual_port}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
