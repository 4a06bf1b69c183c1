"""The requests of the local page, and their answers: always a whole view, priced by the same `estimate()` as everywhere.

Nothing is kept between requests: each brings its scenario along, which is also in the address of the
page, so that a view can be bookmarked or shared.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import reports
from lambda_cost.charts.theme import NARROW, WIDE
from lambda_cost.pages import controls, explorer, reconciliation
from lambda_cost.pages.rendering import asset, rendered, style
from lambda_cost.serve.guard import Guard
from lambda_cost.strict_yaml import is_list, is_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from lambda_cost.pages.controls import Document
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.reconciliation.reconciliation import Reconciliation
    from lambda_cost.scenario.scenario import Scenario

MAX_MOVES = 100
MAX_VALUE_LENGTH = 200
DOWNLOADS = {"yaml": "application/yaml", "json": "application/json", "csv": "text/csv; charset=utf-8"}
"""What can be downloaded, and its media type."""


class PageRequest(NamedTuple):
    """What the page sends."""

    document: Document
    """The scenario, with all changes of its controls."""
    chosen: str
    """The resource whose controls are shown."""
    width: int
    """Width of a chart, in pixels."""


class BadRequestError(Exception):
    """A request that is not in the form of the page's."""


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

    answers: dict[str, Callable[..., Response]] = {"view": _view, "figures": _charts}
    answers |= {to: partial(_download, to) for to in DOWNLOADS}
    routes = [
        Route("/", page),
        Route("/style.css", _constant(style, "text/css")),
        Route("/explorer.js", _constant(lambda: asset("explorer.js"), "text/javascript")),
        *(Route(f"/{name}", _post(answer, book), methods=["POST"]) for name, answer in answers.items()),
    ]
    return Guard(Starlette(routes=routes), hosts)


def bill_application(bill: Reconciliation, version: str, hosts: Collection[str]) -> Guard:
    """The page of a bill, explained by *version*, called by one of *hosts* only; it changes nothing and asks nothing."""
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    text = reconciliation.report(bill, version, is_served=True)

    async def page(_: Request) -> Response:
        return HTMLResponse(text)

    return Guard(Starlette(routes=[Route("/", page), Route("/style.css", _constant(style, "text/css"))]), hosts)


def _view(request: PageRequest, book: PriceBook | None) -> Response:
    """The parts of the page that change when a control is moved."""
    from starlette.responses import JSONResponse

    view = explorer.view(request.document, request.chosen, book)
    parts = {name: rendered(f"{name}.html", view=view) for name in ("bill", "lines", "controls")}
    head = {"document": view.document, "chosen": view.chosen, "total": view.bill.total if view.bill else ""}
    return JSONResponse(head | {"html": parts})


def _charts(request: PageRequest, book: PriceBook | None) -> Response:
    """The charts, which take longer than the bill."""
    from starlette.responses import HTMLResponse

    view = explorer.view(request.document, request.chosen, book)
    return HTMLResponse(rendered("figures.html", figures=explorer.figures(view, request.width)))


def _download(to: str, request: PageRequest, book: PriceBook | None) -> Response:
    """The scenario or its estimate as a file."""
    from starlette.responses import PlainTextResponse
    from starlette.responses import Response as Answer

    view = explorer.view(request.document, request.chosen, book)
    if view.estimate is None:
        return PlainTextResponse("\n".join(view.problems), 422)
    text = view.estimate.scenario.to_yaml() if to == "yaml" else reports.report(view.estimate, to)
    name = "scenario" if to == "yaml" else "estimate"
    return Answer(text, media_type=DOWNLOADS[to], headers={"content-disposition": f'attachment; filename="{name}.{to}"'})


def _constant(text: Callable[[], str], kind: str) -> Any:
    from starlette.responses import Response as Answer

    async def answer(_: Request) -> Response:
        return Answer(text(), media_type=kind)

    return answer


def _post(answer: Callable[[PageRequest, PriceBook | None], Response], book: PriceBook | None) -> Any:
    """What answers a request that brings a scenario, in a thread of its own: a bill does not wait for pictures."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import ClientDisconnect
    from starlette.responses import PlainTextResponse

    async def respond(request: Request) -> Response:
        try:
            page_request = _page_request(json.loads(await request.body()))
            return await run_in_threadpool(answer, page_request, book)
        except ClientDisconnect:
            return PlainTextResponse("too large", 413)
        except (BadRequestError, ValueError, RecursionError) as error:
            return PlainTextResponse(f"not what this page asks: {error}", 400)

    return respond


def _page_request(given: Any) -> PageRequest:
    """The request that *given*, JSON of the page, is.

    Raises:
        BadRequestError: if it is not in the form.
    """
    if not is_mapping(given) or not is_mapping(given.get("document")):
        raise BadRequestError("a scenario is missing")
    document, moves = given["document"], given.get("moves", [])
    if not is_list(moves) or len(moves) > MAX_MOVES:
        raise BadRequestError(f"moves are a list of at most {MAX_MOVES}")
    for move in moves:
        path, value = _move(move)
        document = controls.moved(document, path, value)
    width = given.get("width")
    return PageRequest(document, str(given.get("chosen", "")), WIDE if not isinstance(width, int) or width >= WIDE else NARROW)


def _move(move: Any) -> tuple[tuple[str, ...], str]:
    path, value = (move.get("path"), move.get("value")) if is_mapping(move) else (None, None)
    if not is_list(path) or not path or not all(isinstance(key, str) for key in path):
        raise BadRequestError("a move has a path of keys")
    if not isinstance(value, str) or len(value) > MAX_VALUE_LENGTH:
        raise BadRequestError(f"a move has a value of at most {MAX_VALUE_LENGTH} letters")
    return tuple(path), value
