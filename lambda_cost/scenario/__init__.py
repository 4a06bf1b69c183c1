"""What a customer describes: resources, region, month and offers."""

from lambda_cost.scenario.scenario import Scenario

__all__ = ["Scenario"]
