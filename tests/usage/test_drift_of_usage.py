"""Observed usage compared with what is described: which input explains the difference."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lambda_cost import Scenario, Usage, compare
from lambda_cost.errors import ScenarioError
from lambda_cost.strict_yaml import read as read_yaml
from lambda_cost.what_if.drift import drift
from tests.usage.commands import SHOP, run


def test_drift_says_which_input_explains_the_difference() -> None:
    document = read_yaml(SHOP.replace("region", "free_tier: none\nregion"), "shop.yaml")
    checkout = "{requests: 2M, billed_duration_ms: 150, memory_mb: 512}"
    new = "{requests: 1M, duration_ms: 1, memory_mb: 128}"
    observed = read_yaml(f"functions: {{checkout: {checkout}, new: {new}}}", "usage.yaml")
    found = drift(document, Usage.of(observed))
    by_input = {one.input: one.difference for one in found.explained}
    assert list(by_input) == ["requests", "memory", "time", "resources that are not described"]
    # described: 100 ms, and 300 more in 1 of 100: 103 ms, at 1 GB; 0.0000166667 a GB-second and 0.20 a million requests
    price = Decimal("0.0000166667")
    assert by_input["requests"] == 1_000_000 * Decimal("0.103") * price + Decimal("0.20")
    assert by_input["memory"] == -2_000_000 * Decimal("0.103") * price / 2
    assert by_input["time"] == 2_000_000 * Decimal("0.047") * price / 2
    assert sum(by_input.values()) == found.variants[1].bill.total - found.variants[0].bill.total  # type: ignore[union-attr]
    assert found.not_observed == ("functions.other",)
    (change,) = found.explained[2].changes
    assert change.endswith("duration_ms 100, cold_starts {share: 0.01, init_ms: 300} described, 150 observed")
    assert "by time: functions.checkout.billed_duration_ms" in found.report()
    assert json.loads(found.report("json"))["explained"][1]["input"] == "memory"
    assert "explains the difference" in found.report("markdown")


def test_observed_numbers_hold_errors_and_retries_that_were_described() -> None:
    """CloudWatch's invocations hold retries, and billed durations errors and timeouts, so these are described no longer."""
    ends = "errors: {share: 0.02, duration_ms: 200}, timeouts: {share: 0.001, timeout_ms: 3000}, retries: {share: 0.1}"
    text = f"free_tier: none\nfunctions: {{a: {{requests: 1M, duration_ms: 100, memory_mb: 1024, {ends}}}}}"
    observed = read_yaml("functions: {a: {requests: 1.1M, billed_duration_ms: 105}}", "u.yaml")
    found = drift(read_yaml(text, "a.yaml"), Usage.of(observed))
    bill = found.variants[1].bill
    assert bill is not None
    # 1.1M x 0.105 s x 0.0000166667 and 1.1 x 0.20
    assert bill.total == Decimal(115_500) * Decimal("0.0000166667") + Decimal("0.22")
    assert "retries {share: 0.1}" in " ".join(change for one in found.explained for change in one.changes)


def test_nothing_drifts_where_nothing_differs() -> None:
    document = read_yaml(
        "functions: {a: {requests: 1, duration_ms: 2, memory_mb: 128, cold_starts: {share: 0.5, init_ms: 1}}}", "a.yaml"
    )
    same = drift(document, Usage.of(read_yaml("functions: {a: {requests: 1, cold_starts: {share: 0.5}}}", "u.yaml")))
    assert same.explained == ()
    assert "Nothing: what was observed is what is described." in same.report()
    colder = drift(
        document, Usage.of(read_yaml("functions: {a: {logs: {kb: 1}, cold_starts: {share: 0.6}}, 'b.*': {}}", "u.yaml"))
    )
    assert [one.input for one in colder.explained] == ["cold starts", "all else"]
    with pytest.raises(ScenarioError, match="--observed has no numbers"):
        drift(document, Usage.of(read_yaml("default: {requests: 1}", "u.yaml")))
    assert len(compare(Scenario.of(document), Scenario.of(document)).variants) == 2


def test_a_billed_duration_holds_the_restores_of_snap_start(tmp_path: Path) -> None:
    """What was described of them goes; the snapshot's own cost stays."""
    described, usage = tmp_path / "a.yaml", tmp_path / "u.yaml"
    snap = "snap_start: {runtime: java, versions: 1, restores: 10, restore_ms: 300}"
    described.write_text(f"functions: {{f: {{requests: 1M, duration_ms: 100, memory_mb: 512, {snap}}}}}\n")
    usage.write_text("functions.f: {billed_duration_ms: 120}\n")
    out, _ = run("compare", str(described), "--observed", str(usage), "--format", "json")
    (explained,) = json.loads(out)["explained"]
    assert explained["changes"] == [
        "functions.f.billed_duration_ms: duration_ms 100, snap_start.restore_ms 300 described, 120 observed"
    ]
