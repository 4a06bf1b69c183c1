"""Protects the local page: it answers to its own address and pages only, reads no endless body, and fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 2_000_000
"""The most bytes of a request's body."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Headers of every response."""


class Guard:
    """An application behind checks of host, origin and size.

    A page elsewhere could have its own name lead to this machine (DNS rebinding), or send forms here:
    requests under another name, and changes from another site, are refused.
    """

    def __init__(self, app: App, hosts: Collection[str]) -> None:
        """Guard *app*, which is called by one of the names *hosts*, each with its port."""
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused:
            await _respond(send, *refused)
        else:
            await self.app(scope, _bounded(receive), _with_headers(send))

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        """The status and the text of a refusal; None if the request is allowed."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get("host", "") not in self.hosts:
            return 421, "This page answers only to the address that lambda-cost serve printed."
        origin = headers.get("origin")
        elsewhere = headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
        if scope["method"] != "GET" and (elsewhere or (origin and origin.removeprefix("http://") not in self.hosts)):
            return 403, "Other sites may not ask this page anything."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length[:12]) > MAX_BODY_BYTES:
            return 413, f"A scenario may have {MAX_BODY_BYTES:,} bytes."
        return None


def _bounded(receive: Receive) -> Receive:
    """*receive* until the body is too large; then the rest is as if the client had gone."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= MAX_BODY_BYTES else {"type": "http.disconnect"}

    return bounded


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_encoded(SECURITY_HEADERS)]
        await send(message)

    return sent


async def _respond(send: Send, status: int, words: str) -> None:
    head = _encoded(SECURITY_HEADERS | {"content-type": "text/plain; charset=utf-8"})
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
