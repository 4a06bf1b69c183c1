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
    from lambda_cost.bill.age import Age
    from lambda_cost.bill.charge import Charge
    from lambda_cost.bill.conversion import Conversion
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
    from lambda_cost.explanation.explanation import Explanation
    from lambda_cost.prices.book import PriceBook
    from lambda_cost.prices.price import Price
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.scenario.plan import Discount, SavingsPlan
    from lambda_cost.scenario.scenario import Scenario
    from lambda_cost.services.api_gateway.cache import Cache
    from lambda_cost.services.api_gateway.http_api import HttpApi
    from lambda_cost.services.api_gateway.rest_api import RestApi
    from lambda_cost.services.api_gateway.streaming import Streaming
    from lambda_cost.services.api_gateway.websocket_api import WebsocketApi
    from lambda_cost.services.aws_lambda import durable_operations
    from lambda_cost.services.aws_lambda.async_events import AsyncEvents
    from lambda_cost.services.aws_lambda.authorizer import Authorizer
    from lambda_cost.services.aws_lambda.cold_starts import ColdStarts
    from lambda_cost.services.aws_lambda.durable import Durable
    from lambda_cost.services.aws_lambda.edge_function import EdgeFunction
    from lambda_cost.services.aws_lambda.ephemeral_storage import EphemeralStorage
    from lambda_cost.services.aws_lambda.event_poller import EventPoller
    from lambda_cost.services.aws_lambda.function import Function
    from lambda_cost.services.aws_lambda.managed_instances import ManagedInstances
    from lambda_cost.services.aws_lambda.microvm import Microvm
    from lambda_cost.services.aws_lambda.provisioned_concurrency import ProvisionedConcurrency
    from lambda_cost.services.aws_lambda.response_streaming import ResponseStreaming
    from lambda_cost.services.aws_lambda.snap_start import SnapStart
    from lambda_cost.services.aws_lambda.tenant_isolation import TenantIsolation
    from lambda_cost.services.cloudwatch.logs import Logs
    from lambda_cost.services.data_transfer.internet import Internet
    from lambda_cost.services.data_transfer.transfer_out import TransferOut
    from lambda_cost.services.elb.application_load_balancer import ApplicationLoadBalancer
    from lambda_cost.services.privatelink.endpoint import Endpoint
    from lambda_cost.services.vpc.nat_gateway import NatGateway
    from lambda_cost.services.xray.traces import Traces
    from lambda_cost.tariff import Tariff, Tier
    from lambda_cost.usage.usage import Usage
    from lambda_cost.what_if.break_even.break_even import BreakEven, Crossing, break_even
    from lambda_cost.what_if.break_even.commitment import Commitment, best_commitment
    from lambda_cost.what_if.budget.budget import Budget, budget
    from lambda_cost.what_if.compare import Comparison, compare
    from lambda_cost.what_if.diff import Difference, diff
    from lambda_cost.what_if.forecast import Forecast, forecast
    from lambda_cost.what_if.growth import Growth
    from lambda_cost.what_if.sweep.sweep import Sweep, sweep
    from lambda_cost.what_if.sweep.uncertainty import Uncertain, uncertain
    from lambda_cost.what_if.tuning import Tuning, tune

__version__ = "0.1.0"

__all__ = [
    "Age",
    "ApplicationLoadBalancer",
    "AsyncEvents",
    "Authorizer",
    "BreakEven",
    "Budget",
    "Cache",
    "Charge",
    "ColdStarts",
    "Commitment",
    "Comparison",
    "Conversion",
    "Crossing",
    "Difference",
    "Discount",
    "Draft",
    "Durable",
    "EdgeFunction",
    "Endpoint",
    "EphemeralStorage",
    "Estimate",
    "EventPoller",
    "Explanation",
    "Forecast",
    "Function",
    "Growth",
    "HttpApi",
    "IncompleteScenarioError",
    "Internet",
    "LambdaCostError",
    "Logs",
    "ManagedInstances",
    "Microvm",
    "MissingPriceError",
    "NatGateway",
    "Price",
    "PriceBook",
    "Problem",
    "ProvisionedConcurrency",
    "ResponseStreaming",
    "RestApi",
    "RoundingError",
    "SavingsPlan",
    "Scenario",
    "ScenarioError",
    "SnapStart",
    "Streaming",
    "Sweep",
    "TableError",
    "Tariff",
    "TenantIsolation",
    "Tier",
    "Traces",
    "TransferOut",
    "Tuning",
    "Uncertain",
    "UnreadableFileError",
    "Usage",
    "WebsocketApi",
    "__version__",
    "best_commitment",
    "break_even",
    "budget",
    "compare",
    "diff",
    "durable_operations",
    "estimate",
    "forecast",
    "sweep",
    "tune",
    "uncertain",
]

_HOMES = {
    "bill.age": ("Age",),
    "bill.charge": ("Charge",),
    "bill.conversion": ("Conversion",),
    "bill.estimate": ("Estimate", "estimate"),
    "explanation.explanation": ("Explanation",),
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
    "scenario.draft": ("Draft",),
    "usage.usage": ("Usage",),
    "prices.book": ("PriceBook",),
    "prices.price": ("Price",),
    "scenario.scenario": ("Scenario",),
    "services.api_gateway.cache": ("Cache",),
    "services.api_gateway.http_api": ("HttpApi",),
    "services.api_gateway.rest_api": ("RestApi",),
    "services.api_gateway.websocket_api": ("WebsocketApi",),
    "services.aws_lambda.cold_starts": ("ColdStarts",),
    "services.aws_lambda.function": ("Function",),
    "services.aws_lambda.provisioned_concurrency": ("ProvisionedConcurrency",),
    "services.api_gateway.streaming": ("Streaming",),
    "services.aws_lambda": ("durable_operations",),
    "services.aws_lambda.async_events": ("AsyncEvents",),
    "services.aws_lambda.authorizer": ("Authorizer",),
    "services.aws_lambda.durable": ("Durable",),
    "services.aws_lambda.edge_function": ("EdgeFunction",),
    "services.aws_lambda.ephemeral_storage": ("EphemeralStorage",),
    "services.aws_lambda.event_poller": ("EventPoller",),
    "services.aws_lambda.managed_instances": ("ManagedInstances",),
    "services.aws_lambda.microvm": ("Microvm",),
    "services.aws_lambda.response_streaming": ("ResponseStreaming",),
    "services.aws_lambda.snap_start": ("SnapStart",),
    "services.aws_lambda.tenant_isolation": ("TenantIsolation",),
    "services.cloudwatch.logs": ("Logs",),
    "services.data_transfer.internet": ("Internet",),
    "services.data_transfer.transfer_out": ("TransferOut",),
    "services.elb.application_load_balancer": ("ApplicationLoadBalancer",),
    "services.privatelink.endpoint": ("Endpoint",),
    "services.vpc.nat_gateway": ("NatGateway",),
    "services.xray.traces": ("Traces",),
    "scenario.plan": ("Discount", "SavingsPlan"),
    "tariff": ("Tariff", "Tier"),
    "what_if.budget.budget": ("Budget", "budget"),
    "what_if.compare": ("Comparison", "compare"),
    "what_if.sweep.sweep": ("Sweep", "sweep"),
    "what_if.sweep.uncertainty": ("Uncertain", "uncertain"),
    "what_if.break_even.break_even": ("BreakEven", "Crossing", "break_even"),
    "what_if.break_even.commitment": ("Commitment", "best_commitment"),
    "what_if.forecast": ("Forecast", "forecast"),
    "what_if.growth": ("Growth",),
    "what_if.tuning": ("Tuning", "tune"),
    "what_if.diff": ("Difference", "diff"),
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
