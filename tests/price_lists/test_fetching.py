"""An https fetch is bounded in size and time, stays on https, and knows proxies and private authorities."""

import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.price_lists import fetch, sources
from lambda_cost.prices.price_lists.downloads import Limits
from tests.price_lists import fixtures
from tests.price_lists.conftest import VARIABLES
from tests.price_lists.fixtures import bulk, published
from tests.price_lists.servers import Answer, Server, page
from tests.prices.books import BUNDLED

ROWS = published("AWSLambda", "eu-west-1")
LIST = json.dumps(bulk("AWSLambda", ROWS)).encode()
LIMITS = Limits(10_000_000, 20)


def test_a_list_at_an_address_says_what_the_file_says(server: Server) -> None:
    """Plain, and packed as servers pack and as AWS stores; progress is told each byte."""
    packed = gzip.compress(LIST)
    server.pages["/a.json"] = page(LIST)
    server.pages["/b.json"] = page(packed, Content_Encoding="gzip")
    server.pages["/c.json.gz"] = page(packed)
    told: list[int] = []
    offers = [
        sources.read(f"{server.address}/{name}", BUNDLED, LIMITS, told.append)[0] for name in ("a.json", "b.json", "c.json.gz")
    ]
    assert offers[0].listed == offers[1].listed == offers[2].listed != {}
    assert offers[0].name == f"{server.address}/a.json"
    assert sum(told) == len(LIST) + 2 * len(packed)


def test_a_region_index_is_followed_to_the_lists_of_its_regions(server: Server) -> None:
    """Their addresses are relative to the server of the index."""
    regions = ["eu-west-1", "us-east-1"]
    index = fixtures.region_index("AWSLambda", regions)
    server.pages["/index.json"] = page(json.dumps(index).encode())
    for region in regions:
        made = json.dumps(bulk("AWSLambda", published("AWSLambda", region))).encode()
        server.pages[index["regions"][region]["currentVersionUrl"]] = page(made)
    offers = sources.read(f"{server.address}/index.json", BUNDLED, LIMITS)
    assert [sorted(offer.regions) for offer in offers] == [["eu-west-1"], ["us-east-1"]]
    plans = {"regions": [{"regionCode": "us-east-1", "versionUrl": "/plans.json"}]}
    rows = [fixtures.PlanRow("us-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000147")]
    server.pages["/plan_index.json"] = page(json.dumps(plans).encode())
    server.pages["/plans.json"] = page(json.dumps(fixtures.plans(rows)).encode())
    (offer,) = sources.read(f"{server.address}/plan_index.json", BUNDLED, LIMITS)
    assert len(offer.plans) == 1


def test_the_index_of_all_services_and_an_index_of_indexes_are_not_followed(server: Server) -> None:
    """All of AWS is not what anyone wants to fetch."""
    server.pages["/all.json"] = page(json.dumps({"offers": {"AmazonEC2": {"offerCode": "AmazonEC2"}}}).encode())
    loop = {"regions": {"eu-west-1": {"currentVersionUrl": "/loop.json"}}}
    server.pages["/loop.json"] = page(json.dumps(loop).encode())
    with pytest.raises(UnreadableFileError, match="is the index of all services, which is not followed"):
        sources.read(f"{server.address}/all.json", BUNDLED, LIMITS)
    with pytest.raises(UnreadableFileError, match="leads to an index again"):
        sources.read(f"{server.address}/loop.json", BUNDLED, LIMITS)


def test_a_redirect_is_followed_on_https_and_refused_off_it(server: Server) -> None:
    """Whoever could turn the way to plain http could turn the prices."""
    server.pages["/list.json"] = page(LIST)
    server.pages["/moved.json"] = page(b"", 302, Location="/list.json")
    server.pages["/off.json"] = page(b"", 301, Location="http://127.0.0.1:1/list.json")
    server.pages["/file.json"] = page(b"", 301, Location="file:///etc/passwd")
    server.pages["/round.json"] = page(b"", 302, Location="/round.json")
    assert sources.read(f"{server.address}/moved.json", BUNDLED, LIMITS)[0].listed
    with pytest.raises(UnreadableFileError, match=r"off\.json leads off https, to http:.*; it was not followed"):
        sources.read(f"{server.address}/off.json", BUNDLED, LIMITS)
    with pytest.raises(
        UnreadableFileError, match=r"cannot be fetched: .*Redirection to url 'file:///etc/passwd' is not allowed"
    ):
        sources.read(f"{server.address}/file.json", BUNDLED, LIMITS)
    with pytest.raises(UnreadableFileError, match="cannot be fetched"):
        sources.read(f"{server.address}/round.json", BUNDLED, LIMITS)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/list.json", "ftp://127.0.0.1/x", "file:///etc/passwd", "HTTP://127.0.0.1/"]
)
def test_an_address_that_is_not_https_is_refused_before_anything_is_asked(address: str) -> None:
    """The message says what is allowed."""
    with pytest.raises(UnreadableFileError, match="is no https address; allowed: https://"):
        sources.read(address, BUNDLED, LIMITS)


@pytest.mark.parametrize("address", ["https://me:secret@127.0.0.1/x", "https://secret@127.0.0.1/x", "https://me:se@cret@h"])
def test_a_password_in_an_address_is_sent_to_nobody_and_never_repeated(address: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"https://…@\S+ has a user name or a password") as refused:
        sources.read(address, BUNDLED, LIMITS)
    assert not re.search("se|cret|me:", str(refused.value).partition(" ")[0])


def test_an_answer_that_says_no_is_refused(server: Server) -> None:
    """With the server's words."""
    server.pages["/none.json"] = page(b"no", 403)
    with pytest.raises(UnreadableFileError, match=r"none\.json cannot be fetched: Forbidden|HTTP Error 403"):
        sources.read(f"{server.address}/none.json", BUNDLED, LIMITS)


def test_what_is_larger_than_allowed_is_refused_while_it_comes(server: Server) -> None:
    """Whether it says its length, lies about it or has none; and unpacked as well as packed."""
    server.pages["/large.json"] = page(LIST)
    server.pages["/endless.json"] = lambda handler: endless(handler)  # noqa: PLW0108 - a name for what is below
    server.pages["/bomb.json"] = page(gzip.compress(b"{" + b" " * 1_000_000))
    for name in ("large", "endless", "bomb"):
        with pytest.raises(UnreadableFileError, match=r"has more than 5,000 bytes; --max-size allows more"):
            sources.read(f"{server.address}/{name}.json", BUNDLED, Limits(5_000, 20))


def endless(handler: BaseHTTPRequestHandler) -> None:
    """An answer without a length and without an end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 1000)


def test_an_answer_that_is_cut_off_is_refused(server: Server) -> None:
    """Half a list is no list."""
    server.pages["/half.json"] = page(LIST[:-10], Content_Length=str(len(LIST)))
    with pytest.raises(UnreadableFileError, match=r"was cut off after|cannot be fetched: IncompleteRead"):
        sources.read(f"{server.address}/half.json", BUNDLED, LIMITS)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """An answer whose every byte comes in time, and whose end never does."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    """The same before the answer has begun."""
    while True:
        handler.wfile.write(b"H")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drip, drip_head])
def test_the_time_limit_is_of_the_whole_fetch(server: Server, answer: Answer) -> None:
    """A byte now and then does not hold the program: neither in the head nor in what follows."""
    server.pages["/slow.json"] = answer
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match=r"took longer than 0\.5 seconds; --timeout allows more"):
        sources.read(f"{server.address}/slow.json", BUNDLED, Limits(10_000_000, 0.5))
    assert time.monotonic() - begun < 10


def test_an_answer_in_pieces_that_ends_within_one_is_cut_off(server: Server) -> None:
    """Without a length of the whole, each piece has its own."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"ffff\r\n{}")
        handler.close_connection = True

    server.pages["/pieces.json"] = answer
    with pytest.raises(UnreadableFileError, match="cannot be fetched: IncompleteRead"):
        sources.read(f"{server.address}/pieces.json", BUNDLED, LIMITS)


def test_a_server_that_does_not_answer_the_greeting_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and never speaks TLS."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/list.json"
        with pytest.raises(UnreadableFileError, match=r"took longer than 0\.3 seconds"):
            sources.read(address, BUNDLED, Limits(10_000_000, 0.3))


def test_a_certificate_of_an_authority_that_nobody_named_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how a private one is named."""
    server.pages["/list.json"] = page(LIST)
    monkeypatch.delenv("AWS_CA_BUNDLE")
    with pytest.raises(
        UnreadableFileError, match=r"CERTIFICATE_VERIFY_FAILED.*AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE or SSL_CERT_FILE"
    ):
        sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)


@pytest.mark.parametrize("name", fetch.BUNDLES)
def test_a_private_authority_is_named_by_any_of_the_usual_variables(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Those of the AWS command line, of Requests and of OpenSSL; one that is not there is refused by name."""
    server.pages["/list.json"] = page(LIST)
    monkeypatch.delenv("AWS_CA_BUNDLE")
    monkeypatch.setenv(name, str(tmp_path / "authority.pem"))
    assert sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)
    monkeypatch.setenv(name, str(tmp_path / "none.pem"))
    with pytest.raises(UnreadableFileError, match=rf"{name} is .*none\.pem, which cannot be read"):
        sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)


def test_authorities_may_stand_in_a_folder(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without the authority is read, and trusts nobody."""
    server.pages["/list.json"] = page(LIST)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path))
    with pytest.raises(UnreadableFileError, match="CERTIFICATE_VERIFY_FAILED"):
        sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that tunnels, and the places that it is asked for."""
    asked: list[str] = []

    class Tunnel(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port)), timeout=5) as far:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=pour, args=(far, self.connection), daemon=True)
                back.start()
                pour(self.connection, far)
                back.join(5)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Tunnel)
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}", asked
    made.shutdown()
    made.server_close()


def pour(near: socket.socket, far: socket.socket) -> None:
    """Everything from *near* to *far*."""
    try:
        while content := near.recv(65536):
            far.sendall(content)
        far.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_the_proxy_of_the_environment_is_used_unless_it_is_named_as_an_exception(
    server: Server, monkeypatch: pytest.MonkeyPatch, proxy: tuple[str, list[str]]
) -> None:
    """HTTPS_PROXY and NO_PROXY; TLS is with the server, through the tunnel."""
    address, asked = proxy
    server.pages["/list.json"] = page(LIST)
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)
    assert asked == [server.address.removeprefix("https://")]
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert sources.read(f"{server.address}/list.json", BUNDLED, LIMITS)
    assert len(asked) == 1


def test_a_name_that_leads_nowhere_is_refused(server: Server) -> None:
    """A port where nobody listens, and an address that is none."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for address in (f"https://127.0.0.1:{port}/list.json", "https://127.0.0.1:port/", "https:///list.json", "https://[/"):
        with pytest.raises(UnreadableFileError, match="cannot be fetched"):
            sources.read(address, BUNDLED, LIMITS)
    assert server.asked == []
