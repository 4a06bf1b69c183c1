"""What tests of `lambda-cost prices` share."""

from __future__ import annotations

from tests.prices.books import DAY

ON = ["--day", str(DAY)]


FLAGS = ["--requests", "10M", "--duration", "120ms", "--memory", "1GB", *ON]
