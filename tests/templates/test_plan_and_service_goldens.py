"""Every plan and service of the fixtures: the draft that comes of it, and the bill once its usage is said.

`pytest --update` writes them anew; the change then stands in the diff of the commit.
"""

from pathlib import Path
from typing import Any

import pytest

from lambda_cost import Scenario, estimate, templates
from lambda_cost.numbers.text import decimal_text
from lambda_cost.scenario.draft import Draft
from lambda_cost.strict_yaml import Document
from lambda_cost.usage import Usage

HERE = Path(__file__).parent
FIXTURES = [*sorted((HERE / "terraform").glob("*.json")), *sorted((HERE / "serverless").glob("*.yml"))]
SAID: dict[str, Any] = {
    "requests": "1M",
    "duration_ms": 100,
    "memory_mb": 512,
    "architecture": "arm64",
    "messages": "1M",
    "connection_minutes": "1M",
    "processed_gb": 100,
    "lcus": 1,
    "source": "sqs",
    "units": 5,
    "instances": 3,
    "instance_price": "0.1632",
    "response_streaming.mb": 10,
    "ephemeral_storage.size_mb": 1024,
    "provisioned_concurrency.environments": 5,
    "provisioned_concurrency.requests": "500k",
    "snap_start.restores": 1000,
    "durable.operations": 3,
    "durable.written_kb": 20,
    "durable.resumes": 2,
    "durable.resume_ms": 50,
    "tenant_isolation.environments": 100,
    "streaming.response_mb": 25,
    "cache.size_gb": "0.5",
}
"""What the tests say of whatever is unknown."""


def said(draft: Draft) -> Usage:
    """Usage that says all that *draft* lacks, and nothing else."""
    data: dict[str, Any] = {}
    for one in draft.unknown:
        fields = data.setdefault(one.resource, {})
        for key in one.keys[:-1]:
            fields = fields.setdefault(key, {})
        fields[one.keys[-1]] = SAID[".".join(one.keys)]
    return Usage.of(Document(data, "usage"))


def bill(draft: Draft) -> str:
    """Every charge, and the total, to the last digit."""
    doc = draft.document()
    doc.data |= {"day": "2026-11-01"}
    found = estimate(Scenario.of(doc))
    rows = [
        (one.resource, one.meter, one.region, one.choice, decimal_text(one.pricing_quantity), decimal_text(one.billed_cost))
        for one in found.charges
    ]
    return "".join(f"{' | '.join(row)}\n" for row in [*rows, ("total", decimal_text(found.total))])


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_fixture_becomes_the_draft_and_the_bill_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.chdir(path.parent)
    draft = templates.read(path.name)
    filled = draft.with_usage(said(draft))
    assert filled.unknown == ()
    assert filled.warnings == draft.warnings
    for ending, text in (("draft.yaml", draft.to_yaml()), ("bill", bill(filled))):
        golden = path.parent / "golden" / f"{path.stem}.{ending}"
        if pytestconfig.getoption("--update"):
            golden.write_text(text, encoding="utf-8")
        assert golden.read_text(encoding="utf-8") == text


def test_there_are_as_many_fixtures_as_the_work_asks_for() -> None:
    assert len(FIXTURES) >= 20
