"""What a usage file says, and of what."""

from decimal import Decimal
from typing import Any

import pytest

from lambda_cost import Scenario, ScenarioError
from lambda_cost.scenario.draft import Draft, Origin
from lambda_cost.scenario.merging import merge
from lambda_cost.scenario.unknown import UpperBound
from lambda_cost.strict_yaml import read
from lambda_cost.templates.builder import Builder
from lambda_cost.usage import Usage

D = Decimal
HOME = Origin("t.yaml", 3, "Fn")


def draft() -> Draft:
    """Two functions, one API that calls the first, a poller and a NAT gateway."""
    builder = Builder("t.yaml", "a template", name="shop")
    most = {"duration_ms": UpperBound(read("3000", "").data, "its timeout")}
    builder.add("functions", "a", {"memory_mb": 128, "snap_start": {"runtime": "python"}}, HOME, upper_bounds=most)
    builder.add("functions", "b", {"memory_mb": 256}, HOME)
    builder.add("apis", "api", {"type": "http", "functions": ["a"]}, HOME)
    builder.add("nat_gateways", "nat", {}, HOME)
    return builder.build()


def used(text: str) -> dict[str, Any]:
    """The data of the draft with the usage in *text*."""
    return draft().with_usage(Usage.of(read(text, "u.yaml"))).data


def warned(text: str) -> list[str]:
    """The warnings of the draft with the usage in *text*."""
    return [str(one) for one in draft().with_usage(Usage.of(read(text, "u.yaml"))).warnings]


def test_a_resource_outdoes_a_wildcard_and_that_the_default_whatever_their_order() -> None:
    by_wildcard, by_name = "{duration_ms: 2, memory_mb: 999}", "{duration_ms: 3, memory_mb: 512}"
    text = f"default: {{duration_ms: 1}}\nfunctions.*: {by_wildcard}\nfunctions.a: {by_name}"
    functions = used(text)["functions"]
    assert [one["duration_ms"] for one in functions.values()] == [3, 2]
    assert [one["memory_mb"] for one in functions.values()] == [512, 256]


def test_the_default_says_requests_only_where_nobody_else_does() -> None:
    data = used("default: {requests: 1M}")
    assert data["functions"]["a"]["requests"] == 1_000_000
    assert "requests" not in data["apis"]["api"]
    data = used("apis.api: {requests: 5}\ndefault: {requests: 1M}")
    assert "requests" not in data["functions"]["a"]
    assert data["functions"]["b"]["requests"] == 1_000_000


def test_sections_may_be_nested_as_in_a_scenario() -> None:
    assert used("functions: {a: {requests: 25/min}}")["functions"]["a"]["requests"] == "25/min"


def test_a_feature_is_filled_by_name_and_by_wildcards_only_where_it_is() -> None:
    functions = used("functions.*: {snap_start: {restores: 5, runtime: java}}")["functions"]
    assert functions["a"]["snap_start"] == {"runtime": "python", "restores": 5}
    assert "snap_start" not in functions["b"]
    assert used("functions.b: {cold_starts: {share: 0.01, init_ms: 5}}")["functions"]["b"]["cold_starts"]["init_ms"] == 5


def test_a_billed_duration_takes_the_place_of_a_duration() -> None:
    text = "functions.a: {billed_duration_ms: 100.5}\ndefault: {duration_ms: 1}"
    assert {"billed_duration_ms", "duration_ms"} & used(text)["functions"]["a"].keys() == {"billed_duration_ms"}


def test_what_is_said_for_nothing_is_warned_about() -> None:
    assert warned("functions.c: {requests: 1}") == [
        "u.yaml, line 1: functions.c is no resource here; did you mean functions.b?"
    ]
    assert warned("apis.*: {cache: {size_gb: 0.5}}") == ["u.yaml, line 1: apis.*.cache is used by nothing here"]
    assert warned("default: {messages: 1}") == ["u.yaml, line 1: default.messages is used by nothing here"]
    assert warned("default: {requests: 1}") == []


def test_a_duration_beyond_the_timeout_is_warned_about() -> None:
    says = "t.yaml, line 3: functions.a.duration_ms is 5,000, and at most 3,000 by its timeout"
    assert warned("functions.a: {duration_ms: 5s}") == [says]


def test_requests_that_time_out_take_the_timeout_of_the_template() -> None:
    """3 s in the template, unless the usage file says another; of the second function nobody knows it."""
    stuck = "{duration_ms: 1, timeouts: {share: 0.1%}}"
    functions = used(f"functions: {{a: {stuck}, b: {stuck}}}")["functions"]
    assert functions["a"]["timeouts"] == {"share": D("0.001"), "timeout_ms": 3000}
    assert "timeout_ms" not in functions["b"]["timeouts"]
    assert used("functions.a: {timeouts: {share: 0.1%, timeout_ms: 5s}}")["functions"]["a"]["timeouts"]["timeout_ms"] == 5000


def test_a_profile_says_the_requests_of_a_template() -> None:
    """30 days x 24 h x 3,600 x 2 in a second file; the API takes them from its function, and nothing else is asked for."""
    usage = "functions: {a: {traffic: even, duration_ms: 1, snap_start: {restores: 0}}, b: {requests: 1, duration_ms: 1}}"
    filled = draft().with_usage(Usage.of(read(f"nat_gateways.nat: {{processed_gb: 0}}\n{usage}", "u.yaml")))
    assert not filled.unknown
    profiles = read("traffic: {even: {always: {rate: 2/s}}}\nmonth: 2026-09", "traffic.yaml")
    scenario = Scenario.of(merge([filled.document(), profiles]))
    assert [one.requests for one in scenario.functions] == [5_184_000, 1]
    by_api = draft().with_usage(Usage.of(read("apis.api: {traffic: even}", "u.yaml")))
    assert "functions.a.requests" not in {one.path for one in by_api.unknown}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a]", "is no mapping of resources"),
        ("functions.a: 5", "u.yaml, line 1: functions.a is 5; allowed: a mapping of fields"),
        ("functions.a: {request: 5}", "functions.a.request is no field here; did you mean requests?"),
        ("functions.a: {requests: many}", "functions.a.requests is 'many'; allowed: a number"),
        ("functions.a: {requests: {a: 1}}", "functions.a.requests is {'a': Decimal('1')}; allowed: a number"),
        ("functions.a: {snap_start: 5}", "functions.a.snap_start is 5; allowed: a mapping of fields"),
        ("functions.a: {snap_start: {restore: 5}}", "functions.a.snap_start.restore is no field here; did you mean restores?"),
        ("function.a: {requests: 5}", "function.a is about no section of a scenario; did you mean functions?"),
        ("apis.*: {memory_mb: 5}", "memory_mb is no field here"),
        ("'*': {memory_mb: 5}", "memory_mb is 5; allowed: whole numbers 128 to 10,240"),
    ],
)
def test_a_wrong_usage_file_is_refused_with_its_lines(text: str, says: str) -> None:
    with pytest.raises(ScenarioError) as found:
        Usage.of(read(text, "u.yaml"))
    assert says in str(found.value)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ScenarioError) as found:
        Usage.of(read("functions.a: {x: 1}\nfunctions.b: {y: 1}", "u.yaml"))
    assert [one.line for one in found.value.problems] == [1, 2]


def test_the_usage_file_that_a_draft_writes_fills_it() -> None:
    whole = draft()
    full = whole.with_usage(Usage.of(read(whole.usage_yaml({"functions.a.requests": "much"}), "u.yaml")))
    assert full.unknown == ()
    assert full.warnings == ()
    assert "# invocations in the month; much" in whole.usage_yaml({"functions.a.requests": "much"})


def test_names_are_unique_and_hostile_ones_harmless() -> None:
    builder = Builder("t\n.yaml", "a template")
    names = [
        builder.add("functions", name, {"memory_mb": 128}, HOME) for name in ("a", "a", "\x1b[2J", "", "x" * 999, "a: b\n- c")
    ]
    assert names[:4] == ["a", "a-2", "\\x1b[2J", "unnamed"]
    assert len(names[4]) == 200
    made = builder.build()
    assert read(made.to_yaml(), "").data == made.data
    assert read(made.usage_yaml(), "").data.keys() == {f"functions.{name}" for name in names}


def test_an_importer_that_writes_a_field_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(ScenarioError, match=r"functions.a.memory is no field; did you mean memory_mb"):
        Builder("t", "t").add("functions", "a", {"memory": 1}, HOME)


def test_a_resource_that_is_alone_in_its_section_is_asked_for_too() -> None:
    found = Draft("t", "t", {"data_transfer": {"internet_gb": None}})
    assert [one.path for one in found.unknown] == ["data_transfer.internet_gb"]
    full = found.with_usage(Usage.of(read("data_transfer: {internet_gb: 5}", "u")))
    assert full.data == {"data_transfer": {"internet_gb": 5}}
    assert read(full.to_yaml(), "").data == full.data
