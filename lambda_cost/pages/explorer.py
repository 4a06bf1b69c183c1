"""A view of a scenario that is being explored: its controls, and its bill or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost import charts
from lambda_cost.bill.estimate import estimate
from lambda_cost.errors import LambdaCostError, ProblemsError
from lambda_cost.pages import controls
from lambda_cost.pages.bills import Figure, ShownBill, figure, shown
from lambda_cost.scenario.scenario import Scenario

if TYPE_CHECKING:
    from lambda_cost.bill.estimate import Estimate
    from lambda_cost.pages.controls import Control, Document
    from lambda_cost.prices.book import PriceBook


class View(NamedTuple):
    """What is seen of a scenario."""

    document: Document
    """The scenario, as plain data."""
    chosen: str
    """The resource whose controls are shown; empty if there is none."""
    resources: tuple[str, ...]
    """What can be chosen."""
    of_scenario: tuple[Control, ...]
    """The controls of the whole."""
    of_resource: tuple[Control, ...]
    """The controls of the chosen resource."""
    estimate: Estimate[Any] | None
    """The bill; None if something is wrong or missing."""
    bill: ShownBill | None
    """The same as a page shows it."""
    problems: tuple[str, ...]
    """What is wrong or missing, a sentence each."""


def view(doc: Document, chosen: str = "", book: PriceBook | None = None) -> View:
    """The view of *doc*, a scenario that may be wrong or incomplete, with the controls of the resource *chosen*."""
    known = controls.resources(doc)
    functions = (path for path in known if path.startswith("functions."))
    chosen = chosen if chosen in known else next(functions, next(iter(known), ""))
    bill: Estimate[Any] | None = None
    problems: tuple[str, ...] = ()
    try:
        bill = estimate(Scenario.from_dict(doc, regions=None if book is None else book.regions), book)
    except ProblemsError as error:
        problems = tuple(str(problem) for problem in error.problems)
    except LambdaCostError as error:
        problems = tuple(str(error).splitlines())
    return View(
        document=doc,
        chosen=chosen,
        resources=tuple(known),
        of_scenario=tuple(controls.of_scenario(doc)),
        of_resource=tuple(controls.of_resource(doc, chosen)),
        estimate=bill,
        bill=None if bill is None else shown(bill),
        problems=problems,
    )


def figures(view: View, width: int) -> list[Figure]:
    """The pictures of a view at *width*: its parts, the memory of the chosen function, growing traffic."""
    if view.estimate is None:
        return []
    made: list[Figure] = []
    for kind, options in _kinds(view):
        try:
            made.append(figure(charts.make_chart(view.estimate, kind, **options), {"only": width}))
        except LambdaCostError:
            continue
    return made


def _kinds(view: View) -> list[tuple[str, dict[str, Any]]]:
    of_function = {"function": view.chosen} if view.chosen.startswith("functions.") else {}
    return [("breakdown", {}), ("memory", of_function), ("growth", {})]
