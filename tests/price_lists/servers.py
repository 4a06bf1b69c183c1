"""Servers on this machine alone, for what is fetched: any pages by https, and AWS's price lists in their real layout."""

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from tests.price_lists.fixtures import Row, bulk, published, region_index, version

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(NamedTuple):
    """A server on this machine alone."""

    address: str
    pages: dict[str, Answer]
    asked: list[str]


def serve(pages: dict[str, Answer], context: ssl.SSLContext | None) -> tuple[ThreadingHTTPServer, list[str]]:
    """A server of *pages*, with TLS if there is a *context*, and what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            pages[self.path](self)

        do_HEAD = do_GET  # noqa: N815 - as the library calls it

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server, asked


def page(content: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer with *content*."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    return answer


def stored(content: bytes, *, packs: bool = True, tag: str = "") -> Answer:
    """A file as AWS's server answers for it: with its ETag, packed for whoever takes that, and from any byte on."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        packed = packs and "gzip" in handler.headers.get("Accept-Encoding", "")
        body = gzip.compress(content, mtime=0) if packed else content
        own = tag or f'"{sha256(body).hexdigest()[:32]}"'
        wanted, condition = handler.headers.get("Range", ""), handler.headers.get("If-Range", "")
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and condition == own else 0
        if start and start >= len(body):
            page(b"", 416)(handler)
            return
        headers = {"ETag": own, "Accept_Ranges": "bytes"} | ({"Content_Encoding": "gzip"} if packed else {})
        headers |= {"Content_Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        page(body[start:], 206 if start else 200, **headers)(handler)

    return answer


def cut(answer: Answer, kept: float) -> Answer:
    """The beginning of *answer* alone, so much of it; then the connection is closed."""

    def half(handler: BaseHTTPRequestHandler) -> None:
        write = handler.wfile.write
        body: list[bytes] = []

        def collect(data: Any) -> int:
            body.append(bytes(data))
            return len(data)

        handler.wfile.write = collect  # type: ignore[method-assign]
        answer(handler)
        handler.wfile.write = write  # type: ignore[method-assign]
        head, _, content = b"".join(body).partition(b"\r\n\r\n")
        write(head + b"\r\n\r\n" + content[: int(len(content) * kept)])
        handler.close_connection = True

    return half


def in_turn(*answers: Answer) -> Answer:
    """One of *answers* to each request that is no HEAD, and the last to all further ones."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        (left[0] if handler.command == "HEAD" or len(left) == 1 else left.pop(0))(handler)

    return answer


class Aws:
    """AWS's price lists on a server: a region index of each service, and versioned files."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.regions: dict[str, list[str]] = {}

    def publish(self, code: str, region: str, rows: Iterable[Row] = (), day: str = "2026-11-20") -> str:
        """Publish *rows*, or the published prices, as the list of *code* and *region*; the path of its file."""
        at = f"{day}T12:00:00Z"
        self.regions.setdefault(code, []).append(region)
        path = f"/offers/v1.0/aws/{code}/{version(at)}/{region}/index.json"
        self.server.pages[path] = stored(json.dumps(bulk(code, rows or published(code, region), at)).encode())
        index = json.dumps(region_index(code, self.regions[code], at)).encode()
        self.server.pages[self.index(code)] = stored(index)
        return path

    @staticmethod
    def index(code: str) -> str:
        """The path of the region index of *code*."""
        return f"/offers/v1.0/aws/{code}/current/region_index.json"
