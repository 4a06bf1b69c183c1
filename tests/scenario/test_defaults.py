"""`defaults:` says once what all resources of a section have."""

from decimal import Decimal

import pytest

from lambda_cost import Function, LambdaCostError, Scenario, ScenarioError, estimate, load, strict_yaml
from lambda_cost.scenario.defaults import with_defaults
from lambda_cost.scenario.spreads import spreads_of

D = Decimal


def scenario(text: str) -> Scenario[Decimal]:
    loaded = load(text=text)
    assert isinstance(loaded, Scenario)
    return loaded


def refused(text: str) -> str:
    with pytest.raises(LambdaCostError) as error:
        load(text=text)
    return str(error.value)


def test_a_default_is_as_if_it_were_written_in_each_resource() -> None:
    """What a resource says itself, it says instead."""
    short = """\
free_tier: none
defaults: {functions: {memory_mb: 512, architecture: arm64, duration_ms: 500, region: eu-west-1}}
functions:
  a: {requests: 1M}
  b: {requests: 1M, memory_mb: 1024, architecture: x86_64, region: us-east-1}
  c: {requests: 1M, billed_duration_ms: 100}
"""
    long = """\
free_tier: none
functions:
  a: {requests: 1M, memory_mb: 512, architecture: arm64, duration_ms: 500, region: eu-west-1}
  b: {requests: 1M, memory_mb: 1024, architecture: x86_64, duration_ms: 500, region: us-east-1}
  c: {requests: 1M, memory_mb: 512, architecture: arm64, billed_duration_ms: 100, region: eu-west-1}
"""
    assert scenario(short) == scenario(long)
    assert Scenario.from_dict(strict_yaml.read(short, "").data) == scenario(long)


def test_features_and_tags_are_filled_in_key_by_key() -> None:
    """A feature that a resource has not gets the whole default; an empty one takes it away; a range is one value."""
    made = scenario(
        """\
defaults:
  functions:
    memory_mb: 128
    duration_ms: 1
    logs: {kb: 1, retained_days: 90}
    tags: {team: shop, env: prod}
functions:
  a: {requests: 1, tags: {team: blog}}
  b: {requests: 1, logs: {kb: 2}}
  c: {requests: 1, logs: null, tags: null}
"""
    )
    a, b, c = made.functions
    assert (a.tags, b.tags, c.tags) == ({"team": "blog", "env": "prod"}, {"team": "shop", "env": "prod"}, {})
    assert [len(one.features) for one in made.functions] == [1, 1, 0]
    assert b.features[0].numbers()["kb"] == 2
    assert a.features[0].numbers()["kb"] == 1
    assert a.features[0].numbers()["retained_days"] == b.features[0].numbers()["retained_days"] == 90


def test_apis_take_the_type_and_what_fits_it() -> None:
    """An HTTP API has a response size and a WebSocket API has not."""
    made = scenario(
        """\
defaults: {apis: {type: http, response_kb: 600, requests: 1M}}
apis: {a: {}, live: {type: websocket, messages: 1, connection_minutes: 1}}
"""
    )
    assert [type(api).__name__ for api in made.apis] == ["HttpApi", "WebsocketApi"]
    assert made.apis[0].numbers()["response_kb"] == 600


def test_a_range_is_a_default_too() -> None:
    """Each function draws its own."""
    document = strict_yaml.read(
        """\
defaults: {functions: {memory_mb: 128, duration_ms: {low: 1, high: 3}}}
functions: {a: {requests: 1}, b: {requests: 1}, c: {requests: 1, duration_ms: {low: 5, high: 7}}}
""",
        "",
    )
    found = spreads_of(with_defaults(document)).found
    assert [(one.path, int(one.likely)) for one in found] == [
        ("functions.a.duration_ms", 2),
        ("functions.b.duration_ms", 2),
        ("functions.c.duration_ms", 6),
    ]


def test_a_change_of_one_resource_is_not_one_of_another() -> None:
    """Though their features were written once."""
    text = "defaults: {functions: {memory_mb: 128, duration_ms: 1, requests: 1, logs: {kb: 1}}}\nfunctions: {a: {}, b: {}}\n"
    changed = load(text=text, changes={"functions.a.logs.kb": 7})
    assert isinstance(changed, Scenario)
    assert [one.features[0].numbers()["kb"] for one in changed.functions] == [7, 1]


@pytest.mark.parametrize(
    ("defaults", "says"),
    [
        ("1", "line 1: defaults is 1; allowed: a mapping of sections, such as functions"),
        ("{function: {}}", "defaults.function is no section of named resources; did you mean functions?"),
        ("{data_transfer: {}}", "defaults.data_transfer is no section of named resources; "),
        ("{functions: 3}", "defaults.functions is 3; allowed: a mapping of fields"),
        ("{functions: {memory: 3}}", "defaults.functions.memory is no key here; did you mean memory_mb?"),
        ("{functions: {name: f}}", "defaults.functions.name is no key here"),
        ("{functions: {type: f}}", "defaults.functions.type is no key here"),
        ("{functions: {memory_mb: 64}}", "defaults.functions.memory_mb is 64; allowed: whole numbers 128 to 10,240 (MB)"),
        ("{apis: {type: soap}}", "defaults.apis.type is 'soap'; "),
        ("{functions: {logs: {kbs: 1}}}", "defaults.functions.logs.kbs is no key here"),
        ("{functions: {tags: {team: 7}}}", "defaults.functions.tags has team: 7; allowed: names and text"),
        ("{functions: {region: mars}}", "defaults.functions.region is 'mars'"),
    ],
)
def test_what_is_wrong_in_a_default_is_said_once_and_in_its_own_line(defaults: str, says: str) -> None:
    """And not forty times, in forty functions that are right."""
    functions = ", ".join(f"f{place}: {{requests: 1, duration_ms: 1, memory_mb: 128}}" for place in range(40))
    functions = functions.replace(", memory_mb: 128", "") if "memory_mb" in defaults else functions
    message = refused(f"defaults: {defaults}\nfunctions: {{{functions}}}\n")
    assert message.count(says) == 1
    assert "functions.f" not in message.replace("defaults.functions.f", "") or "memory_mb" in defaults


def test_a_default_that_is_not_there_is_nothing() -> None:
    """An empty key is as if it were not there; a scenario in Python is written without it."""
    made = scenario("defaults:\nfunctions: {a: {requests: 1, duration_ms: 1, memory_mb: 128}}\n")
    assert made == scenario(made.to_yaml()).replace_unchecked(day=made.day)
    assert estimate(made).total == 0


def test_tags_read_back_as_they_were_and_are_checked_in_python_too() -> None:
    """A resource with tags is still a key."""
    function = Function(name="f", requests=1, duration_ms=1, memory_mb=128, tags={"team": "shop"})
    made = Scenario(functions=[function], day="2026-11-01")
    assert scenario(made.to_yaml()).to_dict() == made.to_dict()
    assert {function: 1}[Function(name="f", requests=1, duration_ms=1, memory_mb=128, tags={"team": "shop"})] == 1
    assert scenario("functions: {f: {requests: 1, duration_ms: 1, memory_mb: 128, tags: }}\n").functions[0].tags == {}
    for wrong in ({"team": 7}, {7: "x"}, {"": "x"}, {"a": "\x1b"}, ["team"]):
        with pytest.raises(ScenarioError, match=r"functions\.f\.tags has .*; allowed: names and text, such as team: shop"):
            Function(name="f", requests=1, duration_ms=1, memory_mb=128, tags=wrong)  # type: ignore[arg-type]
