"""Bills in S3: the objects of the current delivery, fetched into a folder that is removed when they are read."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import UnreadableFileError
from lambda_cost.extras import install_command
from lambda_cost.invoices.beginnings import is_address
from lambda_cost.invoices.deliveries import DOWNLOADED, ENDINGS, find_files, is_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

CHUNK_BYTES = 2**20
REASONS = {
    "AccessDenied": "AWS does not allow it: a bill needs s3:GetObject, and a prefix s3:ListBucket",
    "NoSuchBucket": "there is no such bucket",
    "NoSuchKey": "there is no such object",
}
"""What AWS's own codes mean; its sentences may have what a message should not repeat."""


@contextmanager
def finding() -> Generator[Callable[[str | Path], tuple[list[Path], list[str]]]]:
    """What finds the files of a bill as `find_files` does, in S3 too; objects are there until this ends."""
    with ExitStack() as stack:
        folders: list[Path] = []

        def find(path: str | Path) -> tuple[list[Path], list[str]]:
            if not is_address(path):
                return find_files(path)
            if not folders:
                folders.append(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=DOWNLOADED))))
            return _fetched(str(path), folders[0])

        yield find


def _fetched(address: str, folder: Path) -> tuple[list[Path], list[str]]:
    """The files of the bill at *address*, now in *folder*, and what to know of them.

    An address that ends as a file of a bill does is one object, every other is a prefix.  Of a prefix the names come
    first, with the manifests: they say what the current delivery is, and nothing else is fetched.

    Raises:
        UnreadableFileError: if it is not there, not allowed, or there is no room for it.
    """
    match = re.fullmatch(r"s3://([^/]+)(?:/(.*))?", address)
    if match is None:
        raise UnreadableFileError(f"{address} is no address of a bill; allowed: s3://BUCKET/PREFIX or s3://BUCKET/KEY")
    bucket, key = match[1], match[2] or ""
    with _explained(address):
        store = Bucket(bucket, folder)
        if key.endswith(ENDINGS):
            store.fetch(key)
            return find_files(store.place(key))
        prefix = f"{key.removesuffix('/')}/" if key else ""
        store.list(prefix)
        for path in filter(is_manifest, store.keys):
            store.fetch(store.keys[path])
        chosen, warnings = find_files(store.place(prefix))
        store.check_room(address, chosen)
        for path in chosen:
            store.fetch(store.keys[path])
        return chosen, warnings


class Bucket:
    """A bucket, and the folder that its objects are fetched into."""

    def __init__(self, name: str, folder: Path) -> None:
        """The bucket called *name*, by the credentials that boto3 finds."""
        import boto3  # pyright: ignore[reportMissingTypeStubs]

        library: Any = boto3
        self.client: Any = library.client("s3")
        self.name, self.folder = name, folder
        self.keys: dict[Path, str] = {}
        self.sizes: dict[Path, int] = {}

    def place(self, key: str) -> Path:
        """Where the object of that *key* belongs.

        Raises:
            UnreadableFileError: if that would be outside of the folder.
        """
        parts = [part for part in key.split("/") if part]
        if any(part in {".", ".."} or "\\" in part or "\0" in part for part in parts):
            raise UnreadableFileError(f"s3://{self.name}/{key} has a name that no file can have")
        return Path(self.folder, self.name, *parts)

    def list(self, prefix: str) -> None:
        """Note the objects below *prefix* that may be of a bill, and make an empty file for each."""
        files.make_folder(self.place(prefix))
        for seen, item in enumerate(self._objects(prefix), 1):
            if seen > files.MAX_LISTED:
                raise UnreadableFileError(f"s3://{self.name}/{prefix} has more than {files.MAX_LISTED:,} objects")
            key: str = item["Key"]
            if key.endswith(ENDINGS):
                path = self.place(key)
                if path in self.keys:
                    raise UnreadableFileError(f"s3://{self.name}/{key} and s3://{self.name}/{self.keys[path]} are one file")
                self.keys[path], self.sizes[path] = key, item["Size"]
                self._write(path, ())

    def _objects(self, prefix: str) -> Iterator[dict[str, Any]]:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
            yield from page.get("Contents", ())

    def check_room(self, address: str, paths: Iterable[Path]) -> None:
        """Refuse objects that are larger than what is free where they would be fetched to."""
        wanted, free = sum(self.sizes[path] for path in paths), shutil.disk_usage(self.folder).free
        if wanted > free:
            room = f"{self.folder.parent} has room for {free:,}; TMPDIR names another"
            raise UnreadableFileError(f"{address} has {wanted:,} bytes of bills, and {room}")

    def fetch(self, key: str) -> None:
        """Fetch the object of that *key*."""
        path = self.place(key)
        answer: Any = self.client.get_object(Bucket=self.name, Key=key)
        self.sizes[path] = answer["ContentLength"]
        self.check_room(f"s3://{self.name}/{key}", [path])
        self._write(path, answer["Body"].iter_chunks(CHUNK_BYTES))

    def _write(self, path: Path, chunks: Iterable[bytes]) -> None:
        files.make_folder(path.parent)
        with files.open_file(path, "wb") as file:
            file.writelines(chunks)


@contextmanager
def _explained(address: str) -> Generator[None]:
    """What AWS says against *address*, in words and without anything of credentials."""
    try:
        from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
            BotoCoreError,
            ClientError,
            CredentialRetrievalError,
        )
    except ImportError:
        raise UnreadableFileError(f"{address} needs boto3, which is not installed: {install_command('aws')}") from None
    try:
        yield
    except ClientError as error:
        answer: Any = error.response
        code = answer["Error"]["Code"]
        why = REASONS.get(code, f"AWS answers {code}")
    except CredentialRetrievalError:
        why = "the credentials cannot be had from the process that the configuration names"
    except BotoCoreError as error:
        why = " ".join(str(error).split())
    except OSError as error:
        why = error.strerror or str(error)
    else:
        return
    raise UnreadableFileError(f"{address} cannot be read: {why}") from None
