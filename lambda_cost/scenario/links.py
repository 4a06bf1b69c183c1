"""Resources that serve each other: requests that are said once and counted on both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import IncompleteScenarioError, Problem, ScenarioError, did_you_mean
from lambda_cost.services.dated_limits import limits_on
from lambda_cost.services.described import fields_of
from lambda_cost.services.limits import exceeded, unchecked

MISSING = "is missing"

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from lambda_cost.services.described import Resource


def linked(resources: list[Resource[Any]], day: date) -> tuple[Resource[Any], ...]:
    """*resources* with the requests that they take from one another, at the limits of *day*.

    An API without requests takes those of its functions; a function without requests takes those of
    the APIs that name it alone.

    Raises:
        ScenarioError: if an API names a function that is not there, or a number is more than another allows, which
            may be known only now that all requests are.
        IncompleteScenarioError: with every resource whose requests are still unknown.
    """
    result = _with_requests(resources)
    problems = [
        Problem(f"{resource.path}.{path}", message)
        for resource in result
        if (limits := [*limits_on(resource, day)])
        for path, message in (*exceeded(limits), *unchecked(limits))
    ]
    if problems:
        raise ScenarioError(problems)
    return result


def _with_requests(resources: list[Resource[Any]]) -> tuple[Resource[Any], ...]:
    """*resources* with the requests that they take from one another; it raises the same of links."""
    if all(getattr(resource, "requests", 0) is not None and not getattr(resource, "functions", ()) for resource in resources):
        return tuple(resources)
    functions = {resource.name: resource for resource in resources if resource.section == "functions"}
    problems = [
        Problem(f"{resource.path}.functions", message)
        for resource in resources
        for message in wrong_names(_served(resource), functions)
    ]
    if problems:
        raise ScenarioError(problems)
    callers: dict[str, list[Any]] = defaultdict(list)
    for caller in resources:
        if len(_served(caller)) == 1 and _counts_requests(caller) and _requests(caller) is not None:
            callers[_served(caller)[0]].append(_requests(caller))
    filled = {name: _taken(function, callers[name]) for name, function in functions.items()}
    result = tuple(
        filled[resource.name]
        if resource.section == "functions"
        else _taken(resource, [_requests(filled[name]) for name in _served(resource)])
        for resource in resources
    )
    unknown = [resource for resource in result if _counts_requests(resource) and _requests(resource) is None]
    if unknown:
        message = f"{MISSING}; give it, or let an API and its functions take it from each other (functions: [name])"
        raise IncompleteScenarioError(Problem(f"{resource.path}.requests", message) for resource in unknown)
    return result


def wrong_names(names: Iterable[str], functions: Collection[str]) -> list[str]:
    """What is wrong with *names* of functions that an API calls, each with what is allowed."""
    listed = list(names)
    return [
        *(
            f"names {name}, which is no function here; {did_you_mean(name, functions)}"
            for name in listed
            if name not in functions
        ),
        *(f"names {name} {count} times; allowed: once" for name, count in Counter(listed).items() if count > 1),
    ]


def _served(resource: Resource[Any]) -> tuple[str, ...]:
    """The names of the functions that *resource* calls."""
    names: tuple[str, ...] = getattr(resource, "functions", ())
    return names


def _counts_requests(resource: Resource[Any]) -> bool:
    """Whether *resource* has requests: a WebSocket API has messages, of which some call a function."""
    return any(field.name == "requests" for field in fields_of(type(resource)))


def _requests(resource: Any) -> Any:
    """The requests of a *resource* that has them; None if they are unknown."""
    return resource.requests


def _taken(resource: Resource[Any], from_others: list[Any]) -> Resource[Any]:
    """*resource* with the sum of *from_others* as its requests, where its own are unknown."""
    known = not _counts_requests(resource) or _requests(resource) is not None
    if known or not from_others or any(x is None for x in from_others):
        return resource
    return resource.replace_unchecked(requests=reduce(add, from_others))
