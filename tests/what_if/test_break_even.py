"""Where designs cost the same, by arithmetic that is written out."""

from fractions import Fraction
from typing import Any

import pytest

from lambda_cost import (
    ApplicationLoadBalancer,
    Function,
    ProvisionedConcurrency,
    RestApi,
    Scenario,
    ScenarioError,
    break_even,
    estimate,
)
from lambda_cost.strict_yaml import Document
from lambda_cost.what_if.break_even.presets import answer_preset
from tests.what_if.designs import BUSY, DAY, D, http, month, question

REQUESTS = "apis.p.requests"


def rest() -> Scenario[Any]:
    """A REST API: 3.50 a million up to 333 million, then 2.80, 2.38 and 1.51."""
    return month(apis=[RestApi(name="p", requests=1)])


def test_an_http_api_and_a_rest_api_never_cross() -> None:
    """1.00 is less than the lowest price of a REST API, 1.51: they are equal at nothing, and never again."""
    found = break_even({"http": http(), "rest": rest()}, REQUESTS, 0, "100B")
    assert [(crossing.low, crossing.high, crossing.changes_cheapest) for crossing in found.crossings] == [(D(0), D(0), False)]
    assert [interval.cheapest for interval in found.intervals] == [("http",)]
    assert break_even({"http": http(), "rest": rest()}, REQUESTS, 1, "100B").crossings == ()


def test_an_http_api_and_a_load_balancer_cross_once() -> None:
    """0.0225 an hour by 730 is 16.425; one GB is 2.5 unit-hours of 0.008: 16.445 are 16,445,000 requests at 1.00 a million."""
    balancer = month(resources=[ApplicationLoadBalancer(name="b", processed_gb=1)])
    found = break_even({"http": http(), "balancer": balancer}, REQUESTS, 0, "1B")
    assert found.exact
    (crossing,) = found.crossings
    assert crossing[:5] == ("http", "balancer", D(16_445_000), D(16_445_000), D("16.445"))
    assert crossing.changes_cheapest
    assert [interval.cheapest for interval in found.intervals] == [("http",), ("balancer",)]
    assert found.at(10_000_000) == {"http": D(10), "balancer": D("16.445")}


def test_a_container_at_a_flat_price_is_met_in_the_tier_where_it_is() -> None:
    """333 million at 3.50 are 1165.50; the 334.50 that are left of 1500 are 119.464285… million at 2.80."""
    found = break_even({"rest": rest(), "container": 1500}, REQUESTS, 0, "1B")
    (crossing,) = found.crossings
    millions = 333 + Fraction("334.5") / Fraction("2.8")
    assert abs(Fraction(crossing.low) - millions * 10**6) < Fraction(1, 10**17)
    assert (crossing.cheaper_before, crossing.other) == ("rest", "container")
    assert abs(crossing.cost - 1500) < D("1e-20")
    assert found.rows()[0]["cost"] == crossing.cost


def test_what_is_free_makes_two_functions_equal_for_a_while() -> None:
    """400,000 GB-seconds are 4 million requests of 0.1 s and 1 GB; requests cost both the same."""
    names: dict[str, Any] = {"x86_64": "x86_64", "arm64": "arm64"}
    variants = {
        name: Scenario(
            day=DAY, functions=[Function(name="f", requests=1, duration_ms=100, memory_mb=1024, architecture=architecture)]
        )
        for name, architecture in names.items()
    }
    found = break_even(variants, "functions.f.requests", 0, "10M")
    assert [(crossing.low, crossing.high) for crossing in found.crossings] == [(D(0), D(4_000_000))]
    assert [interval.cheapest for interval in found.intervals] == [("x86_64", "arm64"), ("arm64",)]


def test_arm64_loses_where_its_duration_goes_past_149_ms() -> None:
    """6 million GB-seconds at 0.0000166667 are 100.0002; d ms on arm64 are d x 50,000 GB-seconds at 0.0000133334, d x 0.66667.

    149 ms cost 99.33383 and 150 ms 100.0005: it loses as soon as 120 ms times the slowdown are more than 149 ms.
    """
    found = question("arm64", {"f": BUSY})
    (crossing,) = found.crossings
    assert abs(Fraction(crossing.low) - Fraction(149, 120)) < Fraction(1, 10**17)
    assert crossing.jump
    assert (crossing.cheaper_before, crossing.other) == ("arm64", "x86_64")


def test_provisioned_concurrency_pays_above_sixty_percent_of_utilisation() -> None:
    """0.0000041667 + u x 0.0000097222 = u x 0.0000166667, so u = 0.0000041667 / 0.0000069445 = 0.6, whatever the duration."""
    ready = {"provisioned_concurrency": {"environments": 7, "requests": 0}}
    for duration_ms in (40, 121):
        found = question("provisioned", {"f": BUSY | ready | {"duration_ms": duration_ms}, "other": BUSY})
        assert [(crossing.low, crossing.cheaper_before) for crossing in found.crossings] == [(D("0.6"), "on demand")]
        assert [interval.cheapest for interval in found.intervals] == [("on demand",), ("provisioned",)]


def test_a_load_balancer_instead_of_an_api_costs_by_its_gigabytes_or_its_connections() -> None:
    """6 KB are 6 / 1024^2 GB of 2.5 unit-hours, more than 1 / 90,000 of a unit-hour for a connection.

    16.425 = x (0.000001 - 6 / 1024^2 x 2.5 x 0.008), beside the function, whose requests cost the same behind each.
    """
    api = {"p": {"type": "rest", "response_kb": 6, "functions": ["f"]}}
    found = question("api-type", {"f": BUSY}, apis=api)
    wanted = Fraction("16.425") / (Fraction(1, 10**6) - Fraction(6, 1024**2) * Fraction("0.02"))
    (crossing,) = [crossing for crossing in found.crossings if crossing.changes_cheapest]
    assert (crossing.cheaper_before, crossing.other) == ("HTTP API", "load balancer")
    assert abs(Fraction(crossing.low) - wanted) < Fraction(1, 10**12)
    small = question("front-door", {"f": BUSY}, apis={"p": {"type": "http", "requests": 1}})
    wanted = Fraction("16.425") / (Fraction(1, 10**6) - Fraction(8, 1000) / 90_000)
    assert abs(Fraction(next(crossing for crossing in small.crossings if crossing.changes_cheapest).low) - wanted) < Fraction(
        1, 10**12
    )


def test_the_other_api_types_have_the_region_and_the_settings_of_the_api() -> None:
    """100 million requests of 600 KB are metered as 200 million: at 1.11 a million in eu-west-1 222.00, in us-east-1 200.00.

    A REST API costs 350.00 for them, and its cache 730 x 0.02 = 14.60.
    """
    apis = {"p": {"type": "rest", "requests": 1, "response_kb": 600, "region": "eu-west-1", "cache": {"size_gb": "0.5"}}}
    found = question("api-type", {}, apis=apis)
    assert found.at(10**8) | {"load balancer": D(0)} == {"HTTP API": D(222), "REST API": D("364.6"), "load balancer": D(0)}
    same = month(
        resources=[
            ApplicationLoadBalancer(
                name="p",
                region="eu-west-1",
                processed_gb=D(600 * 10**8) / 1024**2,
                new_connections_per_second=D(10**8) / (730 * 3600),
            )
        ]
    )
    assert abs(found.at(10**8)["load balancer"] - estimate(same).total) < D("1e-15")
    assert found.assumptions[0] == "apis.p is left without cache, which type http does not have."
    assert any("function URL costs nothing" in assumption for assumption in found.assumptions)


def test_the_load_balancer_that_is_compared_stands_beside_those_that_are_there() -> None:
    """One of the API's name costs 16.425, and so does the new one before its first request; alone with it 32.85."""
    apis = {"p": {"type": "http", "requests": 1}}
    found = question("api-type", {}, apis=apis, load_balancers={"p": {"processed_gb": 0}, "p-": {"balancers": 0, "lcus": 0}})
    assert found.at(0) == {"HTTP API": D("16.425"), "REST API": D("16.425"), "load balancer": D("32.85")}


def test_the_old_name_of_the_question_of_api_types_still_works() -> None:
    apis = {"p": {"type": "http", "requests": 1}}
    assert question("front-door", {}, apis=apis) == question("api-type", {}, apis=apis)


def test_a_crossing_between_two_sizes_of_memory_is_said_to_be_one() -> None:
    """Nobody can set 712.5 MB: at 712 it is one design, at 713 the other."""
    function = month(functions=[Function(name="f", **BUSY)])
    found = break_even({"function": function, "flat": 150}, "functions.f.memory_mb", 128, 10_240)
    assert found.assumptions == ("functions.f.memory_mb takes steps of 1: between two of them the nearer is taken.",)
    assert break_even({"http": http(), "flat": 5}, REQUESTS, 1, 10**7).assumptions == ()


def test_arm64_is_asked_of_the_function_that_is_named() -> None:
    """The other function keeps its architecture: in both designs it costs what it costs on x86_64."""
    both = question("arm64", {"f": BUSY, "g": BUSY | {"duration_ms": 35}}, "g")
    alone = question("arm64", {"g": BUSY | {"duration_ms": 35}})
    assert [crossing.low for crossing in both.crossings] == [crossing.low for crossing in alone.crossings]
    rest = estimate(month(functions=[Function(name="f", **BUSY)])).total
    assert both.at(1) == {label: total + rest for label, total in alone.at(1).items()}
    assert "functions.g in" in both.assumptions[0]


def test_initialisation_is_as_much_slower_on_arm64_as_requests_are() -> None:
    """Each request takes 120 ms and an initialisation of 80 ms: 200 ms at 0.0000166667, or 250 ms at 0.0000133334 and more.

    So arm64 loses where 200 ms times the slowdown are more than 249 ms.
    """
    found = question("arm64", {"f": BUSY | {"cold_starts": {"share": 1, "init_ms": 80}}})
    assert [crossing.low for crossing in found.crossings] == [D("1.245")]


def test_resumes_are_as_much_slower_on_arm64_as_requests_are() -> None:
    """A request of 120 ms and its resume of 80 ms, each rounded up; arm64 loses from 250 ms in all.

    That is where 120 ms times the slowdown pass 149 ms, as 80 ms are 100 ms by then: 149 / 120.
    """
    durable = {"operations": 0, "written_kb": 0, "retained_days": 0, "resumes": 1, "resume_ms": 80}
    found = question("arm64", {"f": BUSY | {"durable": durable}})
    assert [crossing.low for crossing in found.crossings] == [D("1.241666666666666667")]


def test_a_timeout_is_not_longer_on_arm64() -> None:
    """One in ten ends at 200 ms on both: 108 + 20 = 128 ms at 0.0000166667 are 159.9995 at 0.0000133334.

    0.9 x 155 ms + 20 = 159.5 are less, 0.9 x 156 + 20 more; and no request is slower than the timeout, 200 / 120.
    """
    found = question("arm64", {"f": BUSY | {"timeouts": {"share": "0.1", "timeout_ms": 200}}})
    assert [crossing.low for crossing in found.crossings] == [D("1.291666666666666667")]
    assert found.high == D("1.666666666666666667")


def test_no_slowdown_leads_beyond_the_longest_request() -> None:
    """600 s may become 900 s, the most that AWS lets a request take."""
    assert question("arm64", {"f": BUSY | {"duration_ms": 600_000, "requests": 10}}).high == D("1.5")
    assert question("arm64", {"f": BUSY | {"duration_ms": 0}}).high == D(2)


def test_a_field_of_whole_steps_gets_whole_numbers() -> None:
    """Memory of 512.5 MB cannot be configured: the bill is that of the nearest."""
    one = month(functions=[Function(name="f", **BUSY)])
    found = break_even({"one": one, "flat": 150}, "functions.f.memory_mb", 128, 1024)
    assert found.at("512.4")["one"] == found.at(512)["one"]


def test_the_same_unknown_may_stand_in_several_places() -> None:
    """Requests of the function, and those that provisioned concurrency serves, where there is some."""
    ready = (ProvisionedConcurrency(environments=1, requests=0),)
    both = {
        name: month(functions=[Function(name="f", features=parts, **BUSY)])
        for name, parts in (("without", ()), ("with", ready))
    }
    paths = ["functions.f.requests", "functions.f.provisioned_concurrency.requests"]
    full = 730 * 3_600_000 / D(120)
    assert [crossing.low for crossing in break_even(both, paths, 0, full).crossings] == [full * D("0.6")]


CHINA = month(region="cn-north-1", functions=[Function(name="f", **BUSY)])


WRONG: list[tuple[Any, Any, Any, str]] = [
    ({"http": http()}, REQUESTS, (0, 1), "are 1; allowed: two or more"),
    ({"a": http(), "b": -1}, REQUESTS, (0, 1), "b is -1; allowed: an amount"),
    ({"a": http(), "b": "x"}, REQUESTS, (0, 1), "b is 'x'; allowed: a number"),
    ({"a": http(), "b": 1}, "apis.p.type", (0, 1), "apis.p.type is a number in none of the variants"),
    ({"a": http(), "b": 1}, "apis.other.requests", (0, 1), "is a number in none of the variants"),
    ({"a": http(), "b": 1}, "region", (0, 1), "is a number in none of the variants"),
    ({"a": http(), "b": 1}, REQUESTS, (2, 1), "is from 2 to 1; allowed: from less to more"),
    ({"a": http(), "b": 1}, REQUESTS, ("many", 1), "is 'many'; allowed: a number"),
    ({"a": http(), "b": 1}, REQUESTS, ("1/s", 1), "allowed: a number for the whole month"),
    (
        {"a": http(), "b": 1},
        "apis.p.request_kb",
        (0, 20_000),
        r"is 20000; allowed: 0 to 10,240 .*from the range of the unknown",
    ),
    (
        {"a": http(), "b": CHINA},
        REQUESTS,
        (0, 1),
        "need one currency",
    ),
]


@pytest.mark.parametrize(("variants", "over", "ends", "says"), WRONG)
def test_what_cannot_be_asked_is_refused(variants: Any, over: Any, ends: Any, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        break_even(variants, over, *ends)


@pytest.mark.parametrize(
    ("name", "parts", "of", "says"),
    [
        ("arm", {"functions": {"f": BUSY}}, "", "is 'arm'; did you mean arm64"),
        (
            "arm64",
            {"apis": {"p": {"type": "http", "requests": 1}}},
            "",
            "there are no functions, of which alone",
        ),
        ("provisioned", {"functions": {"f": BUSY}}, "", "has none; give what is kept ready"),
        ("provisioned", {"functions": {"f": BUSY, "g": BUSY}}, "", "has f, g; say which by --of NAME"),
        ("arm64", {"functions": {"f": BUSY}}, "g", "--of is 'g'; allowed: f"),
        ("provisioned", {"functions": {"f": BUSY}}, "g", "--of is 'g'; allowed: f"),
        ("api-type", {"functions": {"f": BUSY}}, "", "has none; say which by --of NAME"),
        (
            "provisioned",
            {"functions": {"f": BUSY | {"duration_ms": 0, "provisioned_concurrency": {"environments": 1, "requests": 0}}}},
            "",
            "is 0; allowed: more",
        ),
    ],
)
def test_a_question_that_the_scenario_cannot_answer_is_refused(name: str, parts: Any, of: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        answer_preset(name, Document({"day": DAY} | parts, ""), of)
