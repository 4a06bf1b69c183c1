"""The page's life: from a free port to Ctrl-C."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import LambdaCostError
from lambda_cost.serve.app import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

NEEDS = "the page needs more than the library itself: pip install 'lambda-cost[serve]'"
ADDRESS = "127.0.0.1"
"""Where it listens: this machine, and no other."""
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
        raise LambdaCostError(NEEDS) from error
    import socket

    try:
        listening = socket.create_server((ADDRESS, port), backlog=BACKLOG)
    except OSError as error:
        message = f"port {port} of {ADDRESS} cannot be had: {error.strerror}; give another by --port"
        raise LambdaCostError(message) from error
    with listening:
        found = listening.getsockname()[1]
        app = application(scenario, [f"{name}:{found}" for name in (ADDRESS, "localhost")], book)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
        ready(f"http://{ADDRESS}:{found}/")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
