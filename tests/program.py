"""Runs `lambda-cost` in the process of the tests, as a shell would: a process of its own takes twenty times as long."""

from __future__ import annotations

import contextlib
import csv
import os
import sys
from io import BytesIO, StringIO, TextIOWrapper
from subprocess import CompletedProcess
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from lambda_cost.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of what it wrote as CSV."""
        assert (self.code, self.err) == (0, "")
        return list(csv.DictReader(StringIO(self.out)))

    @property
    def refusal(self) -> list[str]:
        """The lines in which it refused its input, having written nothing else."""
        assert (self.code, self.out) == (2, "")
        return self.err.splitlines()


def ran(*arguments: str, given: str | bytes = "", folder: Path | None = None, **environment: str) -> CompletedProcess[str]:
    """What `lambda-cost` does with *arguments*, with *given* on standard input, in *folder*."""
    stdin = TextIOWrapper(BytesIO(given if isinstance(given, bytes) else given.encode()), encoding="utf-8", newline="")
    out, err = BytesIO(), BytesIO()
    stdout, stderr = TextIOWrapper(out, encoding="utf-8", newline=""), TextIOWrapper(err, encoding="utf-8", newline="")
    with (
        mock.patch.object(sys, "argv", ["lambda-cost", *arguments]),
        mock.patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        contextlib.chdir(folder or "."),
        mock.patch.dict(os.environ, environment),
    ):
        code = _exit_code()
    stdout.flush()
    stderr.flush()
    return CompletedProcess(["lambda-cost", *arguments], code, out.getvalue().decode(), err.getvalue().decode())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0
