"""What tests of price lists share: a copy of the bundled tables, and lists as files."""

import json
import shutil
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme

from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import fetch, public_lists, sources
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.refreshed import VARIABLE
from tests.conftest import Command
from tests.price_lists import fixtures
from tests.price_lists.fixtures import PlanRow, Row, bulk
from tests.price_lists.offered import AGREEING, CHANGED, Run
from tests.price_lists.servers import Answer, Aws, Server, serve
from tests.tables.publications import PRICING_DATA

BUNDLED = PriceBook.bundled()
VARIABLES = [*fetch.BUNDLES, "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "SSL_CERT_DIR"]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the bundled tables."""
    return Path(shutil.copytree(PRICING_DATA, tmp_path / "tables"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, command: Command, tmp_path: Path) -> Run:
    """Run `lambda-cost prices` with some arguments, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return partial(command, "prices")


@pytest.fixture
def lists(tmp_path: Path) -> dict[str, str]:
    """Lists in files: one that agrees, one in which a price differs, and one of Savings Plans."""
    plans = [
        PlanRow("us-east-1", "Lambda-GB-Second", 1, "No Upfront", "0.0000147"),
        PlanRow("us-east-1", "Lambda-GB-Second", 3, "No Upfront", "0.0000148"),
    ]
    odd = Row("eu-west-1", "Lambda-Web-Request-ARM", "", "Request", "0", "Inf", "0.0000004")
    made = {"agree": bulk("AWSLambda", AGREEING), "differ": bulk("AWSLambda", [*CHANGED, odd]), "plans": fixtures.plans(plans)}
    for name, content in made.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return {name: f"{name}.json" for name in made}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Offer]:
    """Read one list: a mapping is written as JSON, text and bytes as they are."""

    def reading(content: Any, name: str = "offer.json", book: PriceBook = BUNDLED) -> Offer:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
        path.write_bytes(raw)
        (offer,) = sources.read(str(path), book)
        return offer

    return reading


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """A private authority."""
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    """An https server whose authority the environment names, without proxies."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate: Any = authority.issue_cert("127.0.0.1", "localhost")
    certificate.configure_cert(context)
    pages: dict[str, Answer] = {}
    made, asked = serve(pages, context)
    yield Server(f"https://127.0.0.1:{made.server_port}", pages, asked)
    made.shutdown()
    made.server_close()


@pytest.fixture
def aws(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Aws:
    """AWS's price lists on this machine, which the environment names, and a data folder of the test's own."""
    monkeypatch.setenv(public_lists.VARIABLE, server.address)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    return Aws(server)
