"""Files from an https address: bounded in size and time, by the proxies and authorities of the environment.

This is the only module that knows the network, and it does so inside its functions.  Proxies are those of
`HTTPS_PROXY` and `NO_PROXY`; certificates are checked against the system's authorities, or those of the
file that `AWS_CA_BUNDLE`, `REQUESTS_CA_BUNDLE` or `SSL_CERT_FILE` names.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import UnreadableFileError
from lambda_cost.extras import install_command

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

CHUNK = 256 * 1024
READ_SECONDS = 30
"""How long one read may wait for an answer."""
BUNDLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Variables that name a file of authorities, the first that is set."""
SCHEME = "https://"
NO_SUCH_PART = 416
"""The status of an answer to whoever asks for a part behind the end."""
QUERY_REGION = "us-east-1"
"""The query API is in a few regions, and answers for all of them."""


class Deadline:
    """The moment at which a fetch must be done."""

    def __init__(self, seconds: float) -> None:
        """In *seconds* from now."""
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self, address: str) -> float:
        """The seconds that are left.

        Raises:
            UnreadableFileError: if there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise UnreadableFileError(f"{address} took longer than {self.seconds:g} seconds; --timeout allows more")
        return left

    @contextmanager
    def watched(self, address: str) -> Generator[list[Any]]:
        """A list for the sockets of one fetch, which are shut when time is up: however slowly their bytes drip."""
        from threading import Timer

        sockets: list[Any] = []
        timer = Timer(self.left(address), _shut, [sockets])
        timer.daemon = True
        timer.start()
        try:
            yield sockets
        finally:
            timer.cancel()
            for socket in sockets:
                socket.close()


def _shut(sockets: list[Any]) -> None:
    from socket import SHUT_RDWR

    for socket in sockets:
        with suppress(OSError):
            socket.shutdown(SHUT_RDWR)


def joined(base: str, link: str) -> str:
    """The address of *link* as *base* names it."""
    from urllib.parse import urljoin

    return urljoin(base, link)


class CutOffError(UnreadableFileError):
    """An answer that ended before it was whole: what came of it can be kept, and the rest be asked for."""


class NoSuchPartError(CutOffError):
    """What is asked for begins after the end of what there is."""


@contextmanager
def opened(
    address: str, deadline: Deadline, headers: Mapping[str, str] = MappingProxyType({}), method: str = "GET"
) -> Generator[Any]:
    """The answer of *address*, which is shut when time is up.

    Raises:
        UnreadableFileError: if it is no https address, or leads off https, or cannot be had in time.
    """
    from http.client import HTTPException

    if not address.lower().startswith(SCHEME):
        raise UnreadableFileError(f"{address} is no https address; allowed: https://…, a file or a folder")
    if "@" in address.split("/")[2]:
        raise UnreadableFileError(f"{address} has a user name or a password, which are sent to nobody; leave them out")
    try:
        with deadline.watched(address) as sockets:
            answer = _opener(sockets).open(_request(address, headers, method), timeout=READ_SECONDS)
            with answer:
                yield answer
    except (OSError, HTTPException, ValueError) as error:
        deadline.left(address)
        why = getattr(error, "reason", None) or error
        kind = NoSuchPartError if getattr(error, "code", None) == NO_SUCH_PART else UnreadableFileError
        raise kind(f"{address} cannot be fetched: {why}{_hint(str(why))}") from None


def chunks(answer: Any, address: str, deadline: Deadline) -> Iterator[bytes]:
    """What *answer* has, as it comes.

    Raises:
        CutOffError: if the connection is lost.
    """
    from http.client import HTTPException

    try:
        while chunk := answer.read1(CHUNK):
            deadline.left(address)
            yield chunk
    except (OSError, HTTPException) as error:
        deadline.left(address)
        raise CutOffError(f"{address} cannot be fetched: {error}") from None


def _request(address: str, headers: Mapping[str, str], method: str) -> Any:
    from urllib.request import Request

    own = {"Accept-Encoding": "gzip", "User-Agent": "lambda-cost"}
    return Request(address, headers=own | dict(headers), method=method)  # noqa: S310 - https alone comes here


def _connection(sockets: list[Any]) -> Any:
    """The kind of connection that keeps a second handle of its socket in *sockets*."""
    from http.client import HTTPSConnection

    class Watched(HTTPSConnection):
        """A connection that can be shut from outside, from before the agreement on TLS on."""

        def connect(self) -> None:
            """Connect, and keep a second handle of the socket, since TLS takes the first over."""
            plain: Any = self
            create = plain._create_connection  # noqa: SLF001 - there is no other place before the agreement on TLS
            plain._create_connection = partial(_watched, create, sockets)  # noqa: SLF001
            super().connect()

    return Watched


def _opener(sockets: list[Any]) -> Any:
    """What opens https addresses, keeps its sockets in *sockets*, and knows nothing else."""
    from urllib import request

    class OnlyHttps(request.HTTPRedirectHandler):
        """Redirects that stay on https."""

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            """The next request."""
            if not newurl.lower().startswith(SCHEME):
                raise UnreadableFileError(f"{req.full_url} leads off https, to {newurl}; it was not followed")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    class Https(request.HTTPSHandler):
        """Opens https addresses by such connections."""

        def https_open(self, req: Any) -> Any:
            """The answer to a request."""
            return self.do_open(_connection(sockets), req, context=_context())

    opener = request.OpenerDirector()
    for handler in (request.ProxyHandler, Https, OnlyHttps, request.HTTPDefaultErrorHandler, request.HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


def _watched(create: Any, sockets: list[Any], *given: Any) -> Any:
    connection = create(*given)
    sockets.append(connection.dup())
    return connection


def _context() -> Any:
    """Certificates are checked: by the authorities that the environment names, or the system's."""
    import ssl

    for name in BUNDLES:
        bundle = os.environ.get(name)
        if bundle:
            try:
                folder = Path(bundle)
                return ssl.create_default_context(
                    cafile=None if folder.is_dir() else bundle, capath=bundle if folder.is_dir() else None
                )
            except OSError as error:
                raise UnreadableFileError(f"{name} is {bundle}, which cannot be read: {error.strerror or error}") from None
    return ssl.create_default_context()


def _hint(why: str) -> str:
    return f"; a private authority's file is named with {' or '.join(BUNDLES)}" if "CERTIFICATE_VERIFY_FAILED" in why else ""


def pages(code: str, filters: list[dict[str, str]], where: str) -> Iterator[list[Any]]:
    """The products that the Price List query API has for *code* and *filters*, by pages.

    Raises:
        UnreadableFileError: if boto3 is not installed, or AWS refuses *where*.
    """
    try:
        import boto3  # pyright: ignore[reportMissingTypeStubs]
        from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
            BotoCoreError,
            ClientError,
        )
    except ImportError:
        raise UnreadableFileError(f"{where} needs boto3, which is not installed: {install_command('aws')}") from None
    try:
        library: Any = boto3
        client: Any = library.client("pricing", region_name=QUERY_REGION)
        pages: Any = client.get_paginator("get_products").paginate(ServiceCode=code, Filters=filters, FormatVersion="aws_v1")
        for page in pages:
            yield page["PriceList"]
    except (BotoCoreError, ClientError) as error:
        raise UnreadableFileError(f"{where} cannot be asked for: {error}") from None
