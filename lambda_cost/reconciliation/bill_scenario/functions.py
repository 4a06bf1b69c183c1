"""A function of a scenario, from what one used on a bill."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.invoices.pools import ZERO
from lambda_cost.numbers.quantity import divided
from lambda_cost.numbers.text import decimal_text
from lambda_cost.reconciliation.bill_scenario import used as meters
from lambda_cost.reconciliation.bill_scenario.memory import MB_MS
from lambda_cost.scenario.unknown import Unknown
from lambda_cost.services.aws_lambda import ephemeral_storage, response_streaming
from lambda_cost.services.aws_lambda.ephemeral_storage import EphemeralStorage
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.aws_lambda.response_streaming import ResponseStreaming
from lambda_cost.services.described import fields_by_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.reconciliation.bill_scenario.used import UsedResource

EXAMPLE_MB = Decimal(1024)
"""The memory that a question is asked with."""
MB, MS = (fields_by_name(Function)[name].bounds for name in ("memory_mb", "billed_duration_ms"))
STORAGE_MB = fields_by_name(EphemeralStorage)["size_mb"].bounds
STREAMED_MB = fields_by_name(ResponseStreaming)["mb"].bounds
SECONDS_AN_HOUR = 3600
NEARLY = Decimal("0.001")
"""By how much the size of /tmp, as rounded rows give it, may miss a whole number of MB."""


class DescribedFunction(NamedTuple):
    """A function as a scenario has it."""

    fields: dict[str, Any]
    """Its fields, as far as they are known."""
    questions: list[Unknown]
    """What to ask instead of the rules' own questions, for fields that are not."""
    left: list[str]
    """Meters whose usage no field of it says."""


def describe_function(name: str, used: UsedResource, memory_mb: Decimal | None, hours: Decimal) -> DescribedFunction | None:
    """The function *name* with what it *used*; None if that is no time of requests.

    Args:
        name: as the scenario calls it.
        used: its quantities.
        memory_mb: its memory; None if it is not known, and asked for.
        hours: of the month.
    """
    requests, gb_seconds = used.of(meters.REQUESTS), used.of(meters.DURATION) + used.of(meters.SERVED)
    if not requests or gb_seconds * MB_MS > requests * (MS.most or 0) * (MB.most or 0):
        return None
    fields: dict[str, Any] = {"requests": requests} | ({} if gb_seconds else {"billed_duration_ms": ZERO})
    if used.key.kind == meters.ARM:
        fields["architecture"] = meters.ARM
    if memory_mb is None:
        left = [meter for each in _FEATURES for meter in each if used.of(meter)]
        return DescribedFunction(fields, list(_memory_questions(name, requests, gb_seconds)), left)
    fields |= {"memory_mb": memory_mb, "billed_duration_ms": divided(gb_seconds * MB_MS, requests * memory_mb)}
    seconds = divided(gb_seconds * 1024, memory_mb)
    described = DescribedFunction(fields, [], [])
    for each, fill in _FEATURES.items():
        shown = [meter for meter in each if used.of(meter)]
        if shown and not fill(described, used, memory_mb, seconds, hours):
            described.left.extend(shown)
    described.questions.extend(_served_question(name, used, requests, gb_seconds))
    return described


def _memory_questions(name: str, requests: Decimal, gb_seconds: Decimal) -> Iterator[Unknown]:
    """The memory, and the time that follows from it."""
    yield Unknown("functions", name, ("memory_mb",), "configured memory, which a bill does not say", f"{EXAMPLE_MB}")
    if not gb_seconds:
        return
    product = divided(gb_seconds * MB_MS, requests)
    ms = decimal_text(divided(product, EXAMPLE_MB))
    meaning = f"of a request with {EXAMPLE_MB} MB; it is {decimal_text(product)} / memory_mb, and the cost is the same"
    yield Unknown("functions", name, ("billed_duration_ms",), meaning, ms)


def _served_question(name: str, used: UsedResource, requests: Decimal, gb_seconds: Decimal) -> Iterator[Unknown]:
    """How many requests provisioned concurrency served, where it did not serve all or none."""
    served = used.of(meters.SERVED)
    if served and used.of(meters.DURATION):
        meaning = "requests that it served; so many if they took as long as the others, which reproduces the bill"
        share = decimal_text(divided(requests * served, gb_seconds))
        yield Unknown("functions", name, ("provisioned_concurrency", "requests"), meaning, share)


def _provisioned(described: DescribedFunction, used: UsedResource, memory_mb: Decimal, _: Decimal, hours: Decimal) -> bool:
    """Environments on the average of the month, and the requests that they served if that was all or none."""
    environments = divided(used.of(meters.CAPACITY) * 1024, memory_mb * hours * SECONDS_AN_HOUR)
    feature: dict[str, Any] = {"environments": environments, "others": "outside"}
    if not used.of(meters.SERVED):
        feature["requests"] = ZERO
    elif not used.of(meters.DURATION):
        feature["requests"] = used.of(meters.REQUESTS)
    described.fields["provisioned_concurrency"] = feature
    return True


def _ephemeral_storage(
    described: DescribedFunction, used: UsedResource, _memory: Decimal, seconds: Decimal, _: Decimal
) -> bool:
    """The size of /tmp, if it was one size all month."""
    if not seconds:
        return False
    size = ephemeral_storage.INCLUDED_MB + divided(used.of(meters.STORAGE) * 1024, seconds)
    whole = Decimal(round(size))
    if abs(size - whole) > NEARLY or not STORAGE_MB.allow(whole):
        return False
    described.fields["ephemeral_storage"] = {"size_mb": whole}
    return True


def _snap_start(described: DescribedFunction, used: UsedResource, memory_mb: Decimal, _: Decimal, hours: Decimal) -> bool:
    """Versions on the average of the month, and restores; the runtime is asked for."""
    restores = divided(used.of(meters.RESTORED) * 1024, memory_mb)
    versions = divided(used.of(meters.CACHED) * 1024, memory_mb * hours * SECONDS_AN_HOUR)
    if restores > used.of(meters.REQUESTS):
        return False
    described.fields["snap_start"] = {"versions": versions, "restores": restores}
    return True


def _streaming(described: DescribedFunction, used: UsedResource, _: Decimal, _seconds: Decimal, _hours: Decimal) -> bool:
    """The size of a response, if each is as large as the others."""
    mb = response_streaming.INCLUDED_MB + divided(used.of(meters.STREAMED) * 1024, used.of(meters.REQUESTS))
    if not STREAMED_MB.allow(mb):
        return False
    described.fields["response_streaming"] = {"mb": mb}
    return True


def _isolation(described: DescribedFunction, used: UsedResource, memory_mb: Decimal, _: Decimal, _hours: Decimal) -> bool:
    """Environments of tenants, by their memory."""
    environments = divided(used.of(meters.ISOLATED) * 1024, memory_mb)
    described.fields["tenant_isolation"] = {"environments": environments}
    return True


_FEATURES = {
    (meters.CAPACITY, meters.SERVED): _provisioned,
    (meters.STORAGE,): _ephemeral_storage,
    (meters.CACHED, meters.RESTORED): _snap_start,
    (meters.STREAMED,): _streaming,
    (meters.ISOLATED,): _isolation,
}
"""By the meters that show that a function has a feature, what describes it; it says whether it could."""
