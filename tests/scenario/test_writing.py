"""A scenario becomes the dict of its file, and comes back from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lambda_cost import Cache, ColdStarts, Function, HttpApi, RestApi, Scenario, WebsocketApi, estimate

D = Decimal


def function(name: str, **changes: Any) -> Function[Any]:
    return Function(**{"name": name, "requests": 1000, "duration_ms": 10, "memory_mb": 128, **changes})


SHOP = Scenario(
    name="shop",
    region="eu-west-1",
    day="2026-07-01",
    hours=744,
    free_tier="first_year",
    functions=[
        function("a", architecture="arm64", features=(ColdStarts[Any](share="0.5%", init_ms=1, packaging="image"),)),
        function("b", requests="25/min", duration_ms=None, billed_duration_ms="5.5", region="us-east-1"),
        function("c", requests=None),
    ],
    apis=[
        HttpApi[Any](name="h", requests="1e6/day", request_kb=700, sized_by="sum", functions=("c",)),
        RestApi[Any](name="r", requests=0, features=(Cache[Any](size_gb="118"),)),
        WebsocketApi[Any](name="w", messages="1.5B", message_kb="0.5", connection_minutes=0),
    ],
)


def test_it_comes_back_the_same() -> None:
    assert Scenario.from_dict(SHOP.to_dict()) == SHOP


def test_everything_comes_back_the_same() -> None:
    everything = Scenario.read("examples/everything.yaml")
    assert Scenario.from_dict(everything.to_dict()) == everything


def test_the_bill_comes_back_the_same() -> None:
    assert estimate(Scenario.from_dict(SHOP.to_dict())).to_dict() == estimate(SHOP).to_dict()


def test_it_has_the_form_of_a_file_without_defaults() -> None:
    assert SHOP.to_dict() == {
        "name": "shop",
        "region": "eu-west-1",
        "day": date(2026, 7, 1),
        "hours": 744,
        "free_tier": "first_year",
        "functions": {
            "a": {
                "requests": 1000,
                "duration_ms": 10,
                "memory_mb": 128,
                "architecture": "arm64",
                "cold_starts": {"share": D("0.005"), "init_ms": 1, "packaging": "image"},
            },
            "b": {"region": "us-east-1", "requests": "25/min", "billed_duration_ms": D("5.5"), "memory_mb": 128},
            "c": {"duration_ms": 10, "memory_mb": 128},
        },
        "apis": {
            "h": {"type": "http", "requests": "1E+6/day", "request_kb": 700, "sized_by": "sum", "functions": ["c"]},
            "r": {"type": "rest", "requests": 0, "cache": {"size_gb": "118"}},
            "w": {"type": "websocket", "messages": 1_500_000_000, "message_kb": D("0.5"), "connection_minutes": 0},
        },
    }
