"""A bill in S3 is the same bill as in a folder; what AWS says is told in a sentence, and no credentials are."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from typing import TYPE_CHECKING, Any
from unittest import mock

import boto3  # pyright: ignore[reportMissingTypeStubs]
import pytest
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
)
from moto import mock_aws

from lambda_cost import ScenarioError, UnreadableFileError, files
from lambda_cost.cli.app import main
from lambda_cost.invoices import deliveries, s3
from lambda_cost.invoices.beginnings import is_bill
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import SAMPLES, cur_text, write_parquet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lambda_cost.invoices.pools import Invoices

SECRET = "not-to-be-shown"  # noqa: S105 - made up
LEGACY = "cur-legacy-2018-02.csv.gz"
RUN = "cur/shop/20180201-20180301"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """An empty bucket, as moto imitates it, and a folder for what is fetched."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    (tmp_path / "fetched").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "fetched"))
    with mock_aws():
        library: Any = boto3
        client: Any = library.client("s3")
        client.create_bucket(Bucket="bills")

        def put(key: str, body: bytes) -> None:
            client.put_object(Bucket="bills", Key=key, Body=body)

        yield put
    assert list((tmp_path / "fetched").iterdir()) == [], "what was fetched is removed, whatever happens"


def content(invoices: Invoices) -> list[Any]:
    return [(pool.key, pool.amounts) for pool in invoices.pools]


def refused(address: str) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_invoices([address])
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.unmeasured
def test_a_legacy_report_is_the_same_as_its_file(bucket: Any) -> None:
    bucket(f"{RUN}/{LEGACY}", (SAMPLES / LEGACY).read_bytes())
    found = read_invoices([f"s3://bills/{RUN}/{LEGACY}"])
    assert content(found) == content(read_invoices([SAMPLES / LEGACY]))
    assert found.sources == [f"s3://bills/{RUN}/{LEGACY}: Cost and Usage Report"]
    assert found.pools[0].first.startswith(f"s3://bills/{RUN}/{LEGACY}, row ")


@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_a_prefix_of_parquet_is_the_same_as_its_folder(bucket: Any, tmp_path: Path, engine: str) -> None:
    source = f"read_csv('{SAMPLES / 'cur2-2026-04.csv.gz'}', all_varchar = true)"
    path = write_parquet(tmp_path, {}, source)
    bucket("exports/shop/data/BILLING_PERIOD=2026-04/shop-00001.snappy.parquet", path.read_bytes())
    bucket("exports/shop/data/BILLING_PERIOD=2026-04/README.txt", b"no bill")
    bucket("exports/shopping/data/other.csv", b"another prefix")
    for address in ("s3://bills/exports/shop", "s3://bills/exports/shop/"):
        assert content(read_invoices([address], engine=engine)) == content(read_invoices([path]))


def test_only_the_delivery_of_the_manifest_is_fetched(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (f"{RUN}/{run}/shop-1.csv.gz" for run in ("20180301T000000Z", "20180302T000000Z"))
    bucket(old, b"would be no bill")
    bucket(new, (SAMPLES / LEGACY).read_bytes())
    bucket(f"{RUN}/shop-Manifest.json", json.dumps({"reportKeys": [new]}).encode())
    fetched: list[str] = []
    fetch = s3.Bucket.fetch

    def noted(store: Any, key: str) -> None:
        fetched.append(key)
        fetch(store, key)

    monkeypatch.setattr(s3.Bucket, "fetch", noted)
    found = read_invoices(["s3://bills/cur"])
    assert fetched == [f"{RUN}/shop-Manifest.json", new]
    assert content(found) == content(read_invoices([SAMPLES / LEGACY]))
    assert found.warnings[0].startswith("s3://bills/cur: 1 files are in no manifest")


def test_two_deliveries_without_a_manifest_are_named_by_their_addresses(bucket: Any) -> None:
    for run in ("a", "b"):
        bucket(f"{RUN}/{run}/shop.csv", cur_text({"cost": "1"}).encode())
    assert f"s3://bills/{RUN}/a and s3://bills/{RUN}/b, and no manifest" in refused("s3://bills")


def test_an_object_that_is_given_twice_is_refused_by_its_address(bucket: Any) -> None:
    bucket("cur.csv", cur_text({"cost": "1"}).encode())
    with pytest.raises(ScenarioError, match=r"s3://bills/cur\.csv.*given twice"):
        read_invoices(["s3://bills/", "s3://bills/cur.csv"])


def test_the_command_explains_a_bill_in_s3_and_says_in_one_line_what_is_wrong(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket("cur.csv.gz", gzip.compress(cur_text({"quantity": "60000", "cost": "1.000002"}).encode()))
    assert is_bill("s3://bills/cur.csv.gz")
    for name, code in (("cur.csv.gz", 0), ("missing.csv", 2)):
        monkeypatch.setattr("sys.argv", ["lambda-cost", "reconcile", f"s3://bills/{name}", "--format", "json"])
        with pytest.raises(SystemExit) as left:
            main()
        assert int(left.value.code or 0) == code
    printed = capsys.readouterr()
    assert json.loads(printed.out)["months"][0]["billed"] == "1.000002"
    assert printed.err.strip().endswith("s3://bills/missing.csv cannot be read: there is no such object")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://bills/a.csv", "s3://bills/a.csv cannot be read: there is no such object"),
        ("s3://other/a.csv", "s3://other/a.csv cannot be read: there is no such bucket"),
        ("s3://other/", "s3://other/ cannot be read: there is no such bucket"),
        ("s3://bills/nothing/", "s3://bills/nothing has no bill in it; allowed: files ending in .csv"),
        ("s3:///a.csv", "s3:///a.csv is no address of a bill; allowed: s3://BUCKET/PREFIX or s3://BUCKET/KEY"),
        ("s3://bills/../a.csv", "s3://bills/../a.csv has a name that no file can have"),
        ("s3://b ills/a.csv", "s3://b ills/a.csv cannot be read: Parameter validation failed"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_what_is_not_there_is_said(address: str, message: str) -> None:
    assert refused(address).startswith(message)


def test_names_that_would_be_one_file_are_refused(bucket: Any) -> None:
    for key in ("x/a.csv", "x//a.csv"):
        bucket(key, b"")
    assert refused("s3://bills/x/") == "s3://bills/x/a.csv and s3://bills/x//a.csv are one file"


def test_too_much_is_refused_before_it_is_fetched(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("x/a.csv", "x/b.csv"):
        bucket(key, b"123")
    monkeypatch.setattr("shutil.disk_usage", mock.Mock(return_value=mock.Mock(free=5)))
    assert refused("s3://bills/x/").startswith("s3://bills/x/ has 6 bytes of bills, and ")
    monkeypatch.setattr(files, "MAX_LISTED", 1)
    assert refused("s3://bills/x/") == "s3://bills/x/ has more than 1 objects"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": SECRET}}, "GetObject"),
            "AWS does not allow it",
        ),
        (ClientError({"Error": {"Code": "SlowDown", "Message": SECRET}}, "GetObject"), "AWS answers SlowDown"),
        (CredentialRetrievalError(provider="x", error_msg=SECRET), "the credentials cannot be had"),
        (NoCredentialsError(), "Unable to locate credentials"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_what_aws_and_the_system_refuse_is_said_without_secrets(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def refuse(_store: Any, _key: str) -> None:
        raise error

    monkeypatch.setattr(s3.Bucket, "fetch", refuse)
    assert refused("s3://bills/a.csv").startswith(f"s3://bills/a.csv cannot be read: {why}")


@pytest.mark.usefixtures("bucket")
def test_the_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)
    assert refused("s3://bills/a.csv").startswith("s3://bills/a.csv needs boto3, which is not installed: pip install")


def test_a_file_that_was_not_fetched_keeps_its_name(tmp_path: Path) -> None:
    assert deliveries.name_of(tmp_path / "a.csv") == str(tmp_path / "a.csv")
