"""What AWS Lambda and API Gateway cost, exactly, with the source of every price.

>>> from lambda_cost import Function, Scenario, estimate
>>> article = Function(name="article", requests=1_000_000, duration_ms=500, memory_mb=512)
>>> estimate(Scenario(free_tier="none", functions=[article])).total
Decimal('4.366675')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.estimate import Estimate, estimate
    from lambda_cost.errors import (
        IncompleteScenarioError,
        LambdaCostError,
        MissingPriceError,
        Problem,
        RoundingError,
        ScenarioError,
        TableError,
        UnreadableFileError,
    )
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.api_gateway.cache import Cache
    from lambda_cost.services.api_gateway.http_api import HttpApi
    from lambda_cost.services.api_gateway.rest_api import RestApi
    from lambda_cost.services.api_gateway.websocket_api import WebsocketApi
    from lambda_cost.services.aws_lambda.cold_starts import ColdStarts
    from lambda_cost.services.aws_lambda.function import Function
    from lambda_cost.services.aws_lambda.provisioned_concurrency import ProvisionedConcurrency
    from lambda_cost.tariff import Tariff, Tier

__version__ = "0.1.0"

__all__ = [
    "Cache",
    "Charge",
    "ColdStarts",
    "Estimate",
    "Function",
    "HttpApi",
    "IncompleteScenarioError",
    "LambdaCostError",
    "MissingPriceError",
    "PriceBook",
    "Problem",
    "ProvisionedConcurrency",
    "RestApi",
    "RoundingError",
    "Scenario",
    "ScenarioError",
    "TableError",
    "Tariff",
    "Tier",
    "UnreadableFileError",
    "WebsocketApi",
    "__version__",
    "estimate",
]

_HOMES = {
    "bill.charge": ("Charge",),
    "bill.estimate": ("Estimate", "estimate"),
    "errors": (
        "IncompleteScenarioError",
        "LambdaCostError",
        "MissingPriceError",
        "Problem",
        "RoundingError",
        "ScenarioError",
        "TableError",
        "UnreadableFileError",
    ),
    "prices.book": ("PriceBook",),
    "scenario.scenario": ("Scenario",),
    "services.api_gateway.cache": ("Cache",),
    "services.api_gateway.http_api": ("HttpApi",),
    "services.api_gateway.rest_api": ("RestApi",),
    "services.api_gateway.websocket_api": ("WebsocketApi",),
    "services.aws_lambda.cold_starts": ("ColdStarts",),
    "services.aws_lambda.function": ("Function",),
    "services.aws_lambda.provisioned_concurrency": ("ProvisionedConcurrency",),
    "tariff": ("Tariff", "Tier"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A public name, loaded on first use."""
    if name not in _HOME_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
