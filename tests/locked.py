"""Texts that a package words are compared only where that package has the version of the lock: `make lowest` has others."""

import re
from importlib.metadata import version

import pytest

from tests.house.source import ROOT

LOCK = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")


def worded_by(package: str) -> pytest.MarkDecorator:
    """Skip a test of a text that *package* words, if its version is not the one that the text was made with."""
    (locked,) = re.findall(rf"^{package}==(\S+)", LOCK, re.MULTILINE)
    here = version(package)
    return pytest.mark.skipif(here != locked, reason=f"NOT COMPARED: the text is of {package} {locked}, and here is {here}")
