"""Worked examples as tests, and how hard the laws are tried.

Each item of a list in `tests/examples/**/*.yaml` is one test: a scenario, and what it costs by
somebody else's arithmetic.  All keys but those in `EXPECTATION_KEYS` describe the scenario; those say
what the source states: its address, the cost of each meter and the total (USD).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from lambda_cost import Scenario, estimate, strict_yaml
from tests.program import Done, ran

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parent / "examples"
EXPECTATION_KEYS = {"source", "note", "charges", "quantities", "total", "printed", "rounding_note"}
ONE_CENT = Decimal("0.01")

settings.register_profile("quick", max_examples=16, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=500, deadline=None)
settings.load_profile("quick")


class Command:
    """Runs commands in this process, as a shell would: `code, out, err = command("estimate", "shop.yaml")`."""

    def __call__(self, *arguments: str, given: str = "") -> Done:
        done = ran(*arguments, given=given)
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def command() -> Command:
    return Command()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of examples, if *file_path* is one."""
    if file_path.suffix == ".yaml" and EXAMPLES in file_path.parents:
        return ExampleFile.from_parent(parent, path=file_path)
    return None


class ExampleFile(pytest.File):
    """A YAML file, a list of examples."""

    def collect(self) -> Iterator[pytest.Item]:
        document = strict_yaml.read(self.path.read_text(encoding="utf-8"), self.path.name)
        for place, given in enumerate(document.data):
            yield Example.from_parent(self, name=given["name"], given=given, line=document.line((str(place),)))


class Example(pytest.Item):
    """One worked example: every meter's cost to the last digit, and what the source prints."""

    def __init__(self, *, given: dict[str, Any], line: int, **others: Any) -> None:
        super().__init__(**others)
        self.given, self.line = given, line

    def runtest(self) -> None:
        given = self.given
        assert str(given["source"]).startswith("https://"), "an example says where its numbers are from"
        bill = estimate(Scenario.from_dict({key: value for key, value in given.items() if key not in EXPECTATION_KEYS}))
        costs = {meter: line.billed_cost for meter, line in bill.by_meter.items()}
        assert costs == given["charges"]
        assert bill.total == given.get("total", sum(given["charges"].values()))
        for meter, quantity in given.get("quantities", {}).items():
            assert (meter, bill.by_meter[meter].pricing_quantity) == (meter, quantity)
        self.check_printed({**costs, "total": bill.total})

    def check_printed(self, exact: dict[str, Decimal]) -> None:
        """What is printed is the exact cost, rounded; or the example notes why its source is off by a cent."""
        printed: dict[str, Decimal] = self.given.get("printed", {})
        rounded = {key: exact[key].quantize(text, ROUND_HALF_UP) for key, text in printed.items()}
        rounded_differently = {key for key, text in printed.items() if rounded[key] != text}
        assert all(abs(exact[key] - printed[key]) <= ONE_CENT for key in rounded_differently), (printed, rounded)
        assert bool(rounded_differently) == bool(self.given.get("rounding_note")), f"printed {printed}, exact {exact}"

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, f"{self.path.relative_to(EXAMPLES)}: {self.name}"
