"""What the page asks, and what it is answered: always a whole view, from the same `estimate()` as everywhere.

Nothing is kept between requests: each brings its scenario along, which is also in the address of the
page, so that a view can be kept as a bookmark or handed on.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import reports
from lambda_cost.charts.theme import NARROW, WIDE
from lambda_cost.pages import controls, explorer
from lambda_cost.pages.rendering import asset, rendered, style
from lambda_cost.serve.guard import Guard
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from lambda_cost.pages.controls import Document
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario

MOST_MOVES = 100
LONGEST_VALUE = 200
DOWNLOADS = {"yaml": "application/yaml", "json": "application/json", "csv": "text/csv; charset=utf-8"}
"""What can be taken along, and as which type."""


class Asked(NamedTuple):
    """What the page sends."""

    document: Document
    """The scenario, with all that was moved in it."""
    chosen: str
    """The resource whose controls are shown."""
    width: int
    """How wide a picture may be."""


class BadRequestError(Exception):
    """A request that the page does not make."""


def application(scenario: Scenario[Any], hosts: Collection[str], book: PriceBook | None = None) -> Guard:
    """The page, beginning with *scenario*, called by one of *hosts* only.

    Raises:
        LambdaCostError: if its numbers are arrays.
    """
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    first = controls.document(scenario)

    async def page(_: Request) -> Response:
        return HTMLResponse(rendered("serve.html", view=explorer.view(first, book=book)))

    answers: dict[str, Callable[..., Response]] = {"view": _view, "figures": _figures}
    answers |= {to: partial(_download, to) for to in DOWNLOADS}
    routes = [
        Route("/", page),
        Route("/style.css", _constant(style, "text/css")),
        Route("/explorer.js", _constant(lambda: asset("explorer.js"), "text/javascript")),
        *(Route(f"/{name}", _post(answer, book), methods=["POST"]) for name, answer in answers.items()),
    ]
    return Guard(Starlette(routes=routes), hosts)


def _view(asked: Asked, book: PriceBook | None) -> Response:
    """The parts of the page that change when something is moved."""
    from starlette.responses import JSONResponse

    found = explorer.view(asked.document, asked.chosen, book)
    parts = {name: rendered(f"{name}.html", view=found) for name in ("bill", "lines", "controls")}
    head = {"document": found.document, "chosen": found.chosen, "total": found.bill.total if found.bill else ""}
    return JSONResponse(head | {"html": parts})


def _figures(asked: Asked, book: PriceBook | None) -> Response:
    """The pictures, which take longer than the bill."""
    from starlette.responses import HTMLResponse

    found = explorer.view(asked.document, asked.chosen, book)
    return HTMLResponse(rendered("figures.html", figures=explorer.figures(found, asked.width)))


def _download(to: str, asked: Asked, book: PriceBook | None) -> Response:
    """The scenario or its estimate as a file."""
    from starlette.responses import PlainTextResponse
    from starlette.responses import Response as Answer

    found = explorer.view(asked.document, asked.chosen, book)
    if found.estimate is None:
        return PlainTextResponse("\n".join(found.problems), 422)
    text = explorer.written(found.estimate) if to == "yaml" else reports.report(found.estimate, to)
    name = "scenario" if to == "yaml" else "estimate"
    return Answer(text, media_type=DOWNLOADS[to], headers={"content-disposition": f'attachment; filename="{name}.{to}"'})


def _constant(text: Callable[[], str], kind: str) -> Any:
    from starlette.responses import Response as Answer

    async def answer(_: Request) -> Response:
        return Answer(text(), media_type=kind)

    return answer


def _post(answer: Callable[[Asked, PriceBook | None], Response], book: PriceBook | None) -> Any:
    """What answers a request that brings a scenario, in a thread of its own: a bill does not wait for pictures."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import ClientDisconnect
    from starlette.responses import PlainTextResponse

    async def answered(request: Request) -> Response:
        try:
            asked = _asked(json.loads(await request.body()))
            return await run_in_threadpool(answer, asked, book)
        except ClientDisconnect:
            return PlainTextResponse("too large", 413)
        except (BadRequestError, ValueError, RecursionError) as error:
            return PlainTextResponse(f"not what this page asks: {error}", 400)

    return answered


def _asked(given: Any) -> Asked:
    """What *given* asks.

    Raises:
        BadRequestError: if it is not in the form.
    """
    if not is_mapping(given) or not is_mapping(given.get("document")):
        message = "a scenario is missing"
        raise BadRequestError(message)
    document, moves = given["document"], given.get("moves", [])
    if not is_list(moves) or len(moves) > MOST_MOVES:
        message = f"moves are a list of at most {MOST_MOVES}"
        raise BadRequestError(message)
    for move in moves:
        path, value = _move(move)
        document = controls.moved(document, path, value)
    width = given.get("width")
    return Asked(document, str(given.get("chosen", "")), WIDE if not isinstance(width, int) or width >= WIDE else NARROW)


def _move(move: Any) -> tuple[tuple[str, ...], str]:
    path, value = (move.get("path"), move.get("value")) if is_mapping(move) else (None, None)
    if not is_list(path) or not path or not all(isinstance(key, str) for key in path):
        message = "a move has a path of keys"
        raise BadRequestError(message)
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        message = f"a move has a value of at most {LONGEST_VALUE} letters"
        raise BadRequestError(message)
    return tuple(path), value
