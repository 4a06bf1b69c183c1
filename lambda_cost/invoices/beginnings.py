"""Whether a file is a bill, told by how it begins."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lambda_cost import files
from lambda_cost.invoices import cur, focus, summary

FIRST_BYTES = 2**16
"""What of a file is looked at to see whether it is a bill."""
TABLES = (".csv", ".csv.gz", ".csv.zip", ".parquet")
"""How files of bills end in folders that may hold something else."""
MAX_OPENED = 10
"""How many files of a folder are looked at."""
UNREADABLE = (OSError, EOFError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile, zlib.error, RuntimeError)
"""What goes wrong in files."""
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"


def is_address(path: str | Path) -> bool:
    """Whether *path* is an address in S3; it is not asked what is there."""
    return str(path).startswith("s3://")


def is_bill(path: str | Path) -> bool:
    """Whether the file at *path*, or a file of the folder there, begins as a bill does; nothing else of it is read.

    Of S3 nothing else than a bill is read, so an address is one.
    """
    if is_address(path):
        return True
    if files.is_folder(path):
        paths = files.list_files(Path(path), *TABLES)
        return any(is_bill(file) for file in paths[:MAX_OPENED])
    if not files.is_file(path):
        return False
    try:
        with files.open_file(path, "rb") as opened:
            return _begins_as_bill(opened)
    except UNREADABLE:
        return False


def _begins_as_bill(opened: Any) -> bool:
    magic: bytes = opened.peek(4)[:4]
    if magic.startswith(PARQUET):
        return True
    if magic.startswith(ZIP):
        with zipfile.ZipFile(opened) as archive:
            member = next((member for member in archive.infolist() if not member.filename.endswith("/")), None)
            packed: Any = None if member is None else archive.open(member)
            return packed is not None and _begins_as_bill(io.BufferedReader(packed))
    start = (gzip.GzipFile(fileobj=opened) if magic.startswith(GZIP) else opened).read(FIRST_BYTES)
    text = start.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in {"{", "["}:
        return '"ResultsByTime"' in text
    titles = next(csv.reader(text.splitlines()), list[str]())
    return any(kind.claims(titles) for kind in (cur, focus, summary))
