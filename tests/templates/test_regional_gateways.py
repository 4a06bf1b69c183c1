"""A regional NAT gateway of CloudFormation may be charged in each zone that it spans; nobody but the reader knows how many."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_cost import load


@pytest.mark.parametrize(
    ("mode", "is_asked"), [({"AvailabilityMode": "regional"}, True), ({"AvailabilityMode": "zonal"}, False), ({}, False)]
)
def test_a_regional_gateway_asks_how_many_are_charged(mode: dict[str, str], *, is_asked: bool) -> None:
    draft: Any = load({"Resources": {"Gate": {"Type": "AWS::EC2::NatGateway", "Properties": mode}}})
    assert any("regional NAT gateway, which may be charged by the hour" in str(one) for one in draft.warnings) == is_asked
    assert ("nat_gateways.Gate.gateways" in [unknown.path for unknown in draft.unknown]) == is_asked
