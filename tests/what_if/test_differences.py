"""What a change costs: each resource before and after, and limits."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import Scenario, ScenarioError, diff, estimate
from lambda_cost.reports import sheet, sheet_of
from lambda_cost.reports.difference import headline
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.diff import parse_limit

DAY = {"day": "2026-11-01", "free_tier": "none"}
LIST = {"requests": 1_000_000, "duration_ms": 100, "memory_mb": 1024}


def scenario(functions: dict[str, Any] | None, **more: Any) -> Scenario[Decimal]:
    return Scenario.from_dict(DAY | {"functions": functions} | more) if functions else Scenario(**(DAY | more))


def test_a_resource_is_added_removed_changed_or_the_same() -> None:
    found = diff(
        scenario({"same": LIST, "gone": LIST, "grown": LIST}),
        scenario({"same": LIST, "new": LIST, "grown": LIST | {"memory_mb": 2048}}),
    )
    status = {change.resource: (change.status, change.before, change.after) for change in found.changes}
    # 0.20 and 100,000 GB-seconds at 0.0000166667; twice the memory is twice the GB-seconds.
    once, twice = Decimal("1.86667"), Decimal("3.53334")
    assert status == {
        "functions.same": ("same", once, once),
        "functions.gone": ("removed", once, None),
        "functions.new": ("added", None, once),
        "functions.grown": ("changed", once, twice),
    }
    assert found.increase == twice - once
    assert {change.resource: change.fields for change in found.changes}["functions.grown"] == ("memory_mb 1024 → 2048",)


def test_what_differs_most_comes_first() -> None:
    found = diff(
        scenario({"a": LIST, "b": LIST}), scenario({"a": LIST | {"memory_mb": 1025}, "b": LIST | {"memory_mb": 10_240}})
    )
    assert [change.resource for change in found.changes] == ["functions.b", "functions.a"]


def test_a_part_of_the_free_tier_that_shifts_is_no_change_of_the_resource() -> None:
    always = {"free_tier": "always"}
    found = diff(scenario({"a": LIST}, **always), scenario({"a": LIST, "b": LIST}, **always))
    assert {change.resource: change.status for change in found.changes} == {"functions.a": "shifted", "functions.b": "added"}


def test_features_are_told_by_their_fields() -> None:
    bigger = LIST | {"ephemeral_storage": {"size_mb": 1024}, "response_streaming": {"mb": 1}}
    (one,) = diff(scenario({"a": LIST}), scenario({"a": bigger})).changes
    assert one.fields == ("ephemeral_storage.size_mb (none) → 1024", "response_streaming.mb (none) → 1")


def test_a_feature_that_is_all_default_is_told_as_usual() -> None:
    api = {"type": "http", "requests": 1, "response_kb": 1}
    sides = [scenario({"a": LIST}, apis={"api": one}) for one in (api, api | {"transfer_out": {}})]
    found = {change.resource: change.fields for change in diff(sides[0], sides[1]).changes}
    assert found["apis.api"] == ("transfer_out (none) → (usual)",)


def test_a_field_that_is_not_said_is_its_default_and_a_list_is_written_out() -> None:
    apis = {"api": {"type": "http", "functions": ["a"], "request_kb": 3}}
    found = diff(scenario({"a": LIST}), scenario({"a": LIST}, apis=apis, region="eu-west-1", data_transfer={"internet_gb": 1}))
    assert found.head == ("region us-east-1 → eu-west-1",)
    assert {change.resource for change in found.changes if change.status == "added"} == {"apis.api", "data_transfer"}
    later = diff(
        scenario({"a": LIST}, apis=apis),
        scenario({"a": LIST, "b": LIST}, apis={"api": {"type": "http", "functions": ["a", "b"]}}),
    )
    api = next(change for change in later.changes if change.resource == "apis.api")
    assert api.fields == ("request_kb 3 → 0", "functions [a] → [a, b]")


def test_from_nothing_everything_is_added_and_there_is_no_share() -> None:
    found = diff(scenario(None), scenario({"a": LIST}))
    assert found.before.total == 0
    assert found.share is None
    assert found.increase == found.after.total


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(128, 10_240)),
    st.dictionaries(st.sampled_from("abc"), st.integers(128, 10_240)),
)
def test_the_changes_of_resources_add_up_to_the_difference(old: dict[str, int], new: dict[str, int]) -> None:
    sides = [scenario({name: LIST | {"memory_mb": memory} for name, memory in one.items()}) for one in (old, new)]
    found = diff(sides[0], sides[1])
    assert sum((change.after or 0) - (change.before or 0) for change in found.changes) == found.increase
    assert found.increase == estimate(sides[1]).total - estimate(sides[0]).total


@pytest.mark.parametrize(
    ("text", "exceeded"),
    [("100%", False), ("99.9 %", True), ("1.86667", False), ("1.86666", True), ("0%", True), ("2", False)],
)
def test_a_limit_is_exceeded_by_more_than_it_and_not_by_as_much(text: str, exceeded: bool) -> None:
    """The bill doubles: from 1.86667 to twice that."""
    found = diff(scenario({"a": LIST}), scenario({"a": LIST, "b": LIST}))
    assert parse_limit(text).exceeded_by(found) is exceeded


def test_any_increase_of_nothing_is_more_than_any_part_of_it() -> None:
    assert parse_limit("1000%").exceeded_by(diff(scenario(None), scenario({"a": LIST})))
    assert not parse_limit("0%").exceeded_by(diff(scenario({"a": LIST}), scenario({"a": LIST})))


@pytest.mark.parametrize("text", ["much", "-1", "-10%", "5/day", "%"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"--max-increase is .*; allowed"):
        parse_limit(text)


def test_what_is_not_said_is_shown_as_it_is_taken() -> None:
    """AWS takes x86_64 and 512 MB of /tmp; a feature that is not there is none."""
    old = {"requests": "1M", "duration_ms": 100, "memory_mb": 512}
    new = old | {"architecture": "arm64", "snap_start": {"runtime": "python", "restores": 5, "versions": 2}}
    (change,) = diff(scenario({"a": old}), scenario({"a": new})).changes
    assert change.fields == (
        "architecture x86_64 → arm64",
        "snap_start.runtime (none) → python",
        "snap_start.versions (none) → 2",
        "snap_start.restores (none) → 5",
    )
    (more,) = diff(scenario({"a": new}), scenario({"a": new | {"snap_start": {"runtime": "python", "restores": 5}}})).changes
    assert more.fields == ("snap_start.versions 2 → 1",)


def test_what_a_free_tier_hides_is_shown_at_list_prices() -> None:
    """1M x 0.1 s: 12,500 GB-seconds of 128 MB, and 50,000 of 512 MB, all free; at 0.0000166667 that is 0.625 more."""
    small, large = ({"requests": "1M", "duration_ms": 100, "memory_mb": size} for size in (128, 512))
    found = diff(Scenario.of(document(small)), Scenario.of(document(large)))
    assert found.increase == 0
    assert found.list_increase == Decimal("0.62500125") == 37_500 * Decimal("0.0000166667")
    assert found.to_dict()["list_difference"] == "0.62500125"
    (change,) = found.changes
    assert (change.list_before, change.list_after) == (Decimal("0.40833375"), Decimal("1.033335"))
    text = sheet.write(sheet_of(found), "table")
    assert text.count("at list prices, nothing free") == 2
    assert headline(found) == "This change costs nothing: $0.00 → $0.00 a month, and +$0.63 at list prices, with nothing free."


def document(function: dict[str, Any]) -> Document:
    return Document({"day": "2026-11-01", "free_tier": "always", "functions": {"a": function}}, "")


def test_a_warning_of_both_files_is_said_once() -> None:
    sides = [
        Scenario.of(replace(document({"requests": 1, "duration_ms": 1, "memory_mb": 128}), warnings=warnings))
        for warnings in (("a.yaml, line 3: fn has x", "a.yaml: other"), ("b.yaml, line 4: fn has x", "new"))
    ]
    warnings = diff(sides[0], sides[1]).warnings
    assert warnings[:3] == ("a.yaml, line 3: fn has x", "a.yaml: other", "new")
    assert "b.yaml" not in " ".join(warnings)
