"""What a plan says of itself: whether it is the whole of what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.templates.terraform.blocks import as_list, as_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NAMED = 5


def reasons_partial(data: dict[str, Any]) -> Iterator[str]:
    """Why the plan *data* is not whole, each as the rest of a sentence that begins with the plan."""
    if data.get("errored") is True:
        yield "is the plan of a run that failed (errored): resources are missing in it; mend the error and plan again"
    elif data.get("complete") is False:
        yield "is not complete (planned with -target, or with changes that are deferred): resources are missing in it"
    deferred = [
        str(as_mapping(as_mapping(each).get("resource_change")).get("address") or "a resource")
        for each in as_list(data.get("deferred_changes"))
    ]
    if deferred:
        more = f" and {len(deferred) - MAX_NAMED} more" if len(deferred) > MAX_NAMED else ""
        yield f"defers changes, which are not in the bill ({len(deferred)}): {', '.join(deferred[:MAX_NAMED])}{more}"
