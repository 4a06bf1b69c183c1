"""The Price List query API, held on this machine: the recorded shape of its answers, by pages."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lambda_cost.errors import UnreadableFileError
from lambda_cost.prices.price_lists import compare, sources
from tests.price_lists.fixtures import answers, bulk, published
from tests.prices.books import BUNDLED

PAGE = 10
REGIONS = ("us-east-1", "eu-west-1")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """A server that answers GetProducts as AWS does, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(given | {"target": self.headers["X-Amz-Target"]})
            regions = [one["Value"] for one in given["Filters"]] or list(REGIONS)
            if regions == ["us-east-2"]:
                self.answer(400, {"__type": "AccessDeniedException", "message": "not allowed"})
                return
            every = answers(given["ServiceCode"], published(given["ServiceCode"], *regions))
            start = int(given.get("NextToken", "0"))
            more = {"NextToken": str(start + PAGE)} if start + PAGE < len(every) else {}
            self.answer(200, {"FormatVersion": "aws_v1", "PriceList": every[start : start + PAGE]} | more)

        def answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_PRICING", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for name in ("HTTP_PROXY", "http_proxy", "AWS_PROFILE", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    yield asked
    server.shutdown()
    server.server_close()


def test_the_query_api_says_what_the_list_says(api: list[dict[str, Any]], read: Any) -> None:
    """Every page of it, for one region or for all."""
    for where, regions in (("aws:AWSLambda/eu-west-1", ["eu-west-1"]), ("aws:AWSLambda", [*REGIONS])):
        api.clear()
        told: list[int] = []
        (offer,) = sources.read(where, BUNDLED, advance=told.append)
        assert offer.listed == read(bulk("AWSLambda", published("AWSLambda", *regions))).listed
        assert (offer.name, offer.partial, offer.version) == (where, False, "20261120120000")
        filters = [{"Type": "TERM_MATCH", "Field": "regionCode", "Value": "eu-west-1"}] if len(regions) == 1 else []
        assert api[0] == {
            "ServiceCode": "AWSLambda",
            "Filters": filters,
            "FormatVersion": "aws_v1",
            "target": "AWSPriceListService.GetProducts",
        }
        assert len(api) == len(told) > 1
        statuses = {one.status for one in compare.findings([offer], BUNDLED)}
        assert statuses <= {"agrees", "gone"}


def test_what_aws_refuses_is_a_message(api: list[dict[str, Any]]) -> None:
    """With AWS's words."""
    with pytest.raises(UnreadableFileError, match=r"aws:AWSLambda/us-east-2 cannot be asked for: .*AccessDenied.*not allowed"):
        sources.read("aws:AWSLambda/us-east-2", BUNDLED)
    assert len(api) == 1


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("aws:AWSLamda", "aws:AWSLamda names no service; did you mean AWSLambda?"),
        ("aws:", "aws: names no service; allowed: AWSDataTransfer, AWSELB, AWSLambda"),
        ("aws:AWSLambda/eu-west-9", "aws:AWSLambda/eu-west-9 names no region; did you mean eu-west-"),
    ],
)
def test_what_is_no_service_or_region_is_refused_before_anything_is_asked(where: str, says: str) -> None:
    """The message names the nearest."""
    with pytest.raises(UnreadableFileError) as found:
        sources.read(where, BUNDLED)
    assert str(found.value).startswith(says)


def test_without_boto3_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra: files and addresses need none."""
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(UnreadableFileError, match=r"needs boto3, which is not installed: pip install '.*\[aws\]'"):
        sources.read("aws:AWSLambda", BUNDLED)
