"""Random scenarios cost what a second calculator says, which was written from the rules and shares no arithmetic."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import settings

from lambda_cost import Scenario, estimate
from tests.oracle.calculator import cost

DAY = "2026-07-14"
"""The last day on which every offer can be had."""
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1")
BATCHES = 10
IN_A_BATCH = {"quick": 50, "deep": 2_000}
"""Scenarios in each of ten batches: 500 in all, and 20,000 in `make deep`."""
ALLOWED = Fraction(1, 10**9)
"""The library cuts the parts of an allowance after twelve decimal places."""


def decimal(chance: random.Random, least: float, most: float, places: int = 0) -> str:
    """A decimal that is as often small as large."""
    value = least + (most - least) * chance.random() ** chance.choice([1, 4, 16])
    return f"{value:.{places}f}"


def function(chance: random.Random, region: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "region": region,
        "requests": decimal(chance, 0, 3e10, chance.choice([0, 0, 2])),
        "duration_ms": decimal(chance, 0, 900_000, chance.choice([0, 3])),
        "memory_mb": str(chance.randint(128, 10_240)),
        "architecture": chance.choice(["x86_64", "arm64"]),
    }
    if chance.random() < 0.3:
        made["ephemeral_storage"] = {"size_mb": str(chance.randint(512, 10_240))}
    if chance.random() < 0.2:
        made["response_streaming"] = {"mb": decimal(chance, 0, 200, 2)}
    match chance.randrange(7):
        case 0:
            made["duration_ms"] = decimal(chance, 0, 100_000, 3)
            made["cold_starts"] = {"share": decimal(chance, 0, 1, 4), "init_ms": decimal(chance, 0, 9_000, 2)}
        case 1:
            made |= {"async_events": {"event_kb": decimal(chance, 0, 1024, 1), "retries": decimal(chance, 0, 2, 3)}}
            made.pop("ephemeral_storage", None)
            made.pop("response_streaming", None)
        case 2:
            served = str(chance.randint(0, int(float(made["requests"]))))
            made["provisioned_concurrency"] = {"environments": str(chance.randint(0, 500)), "requests": served}
            if chance.random() < 0.5:
                made["provisioned_concurrency"]["hours"] = decimal(chance, 0, 700, 4)
        case 3:
            made["tenant_isolation"] = {"environments": decimal(chance, 0, 1e6)}
        case 4:
            made["errors"] = {"share": decimal(chance, 0, 0.5, 4), "duration_ms": decimal(chance, 0, 90_000, 2)}
            made["timeouts"] = {"share": decimal(chance, 0, 0.5, 4), "timeout_ms": "900000"}
            made["retries"] = {"share": decimal(chance, 0, 10, 3), "duration_ms": decimal(chance, 0, 90_000, 2)}
            made.pop("ephemeral_storage", None)
        case _:
            pass
    return made


def api(chance: random.Random, region: str) -> dict[str, Any]:
    kind = chance.choice(["rest", "http", "websocket"])
    made: dict[str, Any] = {"region": region, "type": kind}
    if kind == "websocket":
        sizes = {"message_kb": decimal(chance, 0, 128, 2), "connection_minutes": decimal(chance, 0, 1e10)}
        return made | sizes | {"messages": decimal(chance, 0, 5e9)}
    made["requests"] = decimal(chance, 0, 3e10)
    if kind == "http":
        return made | {name: decimal(chance, 0, 10_000, 1) for name in ("request_kb", "response_kb")}
    if chance.random() < 0.3:
        made["cache"] = {"size_gb": chance.choice(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"])}
        if chance.random() < 0.5:
            made["cache"]["hours"] = decimal(chance, 0, 720, 2)
    return made


def scenarios(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """So many scenarios of one to six resources."""
    for _ in range(count):
        made: dict[str, Any] = {
            "day": DAY,
            "region": "us-east-1",
            "hours": chance.choice(["720", "730", "744"]),
            "free_tier": chance.choice(["always", "first_year", "none"]),
        }
        for number in range(chance.randint(1, 6)):
            section = chance.choice(["functions", "functions", "apis", "edge_functions"])
            region = chance.choice(REGIONS)
            if section == "edge_functions":
                one = {"requests": decimal(chance, 0, 1e9), "duration_ms": decimal(chance, 0, 30_000, 2), "memory_mb": "128"}
                made.setdefault(section, {})[f"e{number}"] = {"region": region} | one
            else:
                make = function if section == "functions" else api
                made.setdefault(section, {})[f"r{number}"] = make(chance, region)
        yield made


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_random_month_costs_what_the_second_calculator_says(batch: int) -> None:
    count = IN_A_BATCH[settings.get_current_profile_name()]
    for made in scenarios(random.Random(batch), count):  # noqa: S311 - the same scenarios every time
        total = Fraction(estimate(Scenario.from_dict(made)).total)
        assert abs(total - cost(made)) <= ALLOWED, made


def test_the_second_calculator_knows_the_example_that_everybody_cites() -> None:
    """1M requests at 0.20 a million, and 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds at 0.0000166667: 4.366675."""
    function = {"region": "us-east-1", "requests": "1e6", "duration_ms": "500", "memory_mb": "512", "architecture": "x86_64"}
    month = {"day": DAY, "hours": "730", "functions": {"one": function}}
    assert cost(month | {"free_tier": "none"}) == Fraction("4.366675")
    assert cost(month | {"free_tier": "always"}) == 0
