"""AWS Lambda."""

from decimal import Decimal


def durable_operations(
    *,
    steps: int = 0,
    step_retries: int = 0,
    waits: int = 0,
    wait_for_conditions: int = 0,
    polls: int = 0,
    callbacks: int = 0,
    wait_for_callbacks: int = 0,
    submitter_retries: int = 0,
    parallels: int = 0,
    maps: int = 0,
    branches: int = 0,
    helpers: int = 0,
    child_contexts: int = 0,
    invocation_retries: int = 0,
) -> Decimal:
    """How many operations one durable execution is billed, its start included (rule A-44).

    AWS's example has two steps and a wait:

    >>> durable_operations(steps=2, waits=1)
    Decimal('4')

    *polls* are those of all wait-for-conditions, *branches* those of all parallels and maps, *helpers*
    are promise helpers; retries are counted beside what they repeat, and a wait-for-callback is three.
    """
    waited = waits + wait_for_conditions + polls + callbacks + 3 * wait_for_callbacks + submitter_retries
    contexts = parallels + maps + branches + helpers + child_contexts
    return Decimal(1 + steps + step_retries + waited + contexts + invocation_retries)
