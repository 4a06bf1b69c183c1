"""A bill explained, in rows and columns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.numbers.text import count_in_words, csv_text, decimal_text, exact_money, money, percent, quantity
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.reports.json_text import json_text
from lambda_cost.reports.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lambda_cost.reconciliation.described import MeterDifference
    from lambda_cost.reconciliation.reconciliation import ReconciledMonth, Reconciliation

COLUMNS = (
    Column("what", ""),
    Column("quantity", "Quantity", "quantity"),
    Column("free_quantity", "Free", "quantity"),
    Column("amount", "Cost", "money"),
)
CSV_COLUMNS = ("payer", "month", "currency", "kind", "name", "region", "choice", "quantity", "free_quantity", "amount")
MAX_NAMED = 20
"""How many functions, rates or rows people are shown of each; JSON has all."""


def sheet(
    reconciliation: Reconciliation, *, rows: bool = False, differences: Mapping[int, Sequence[MeterDifference]] | None = None
) -> Sheet:
    """*reconciliation* as it is shown.

    Args:
        reconciliation: bills, explained.
        rows: whether each kind of row that is not explained is listed.
        differences: by the place of a month, the scenario's usage against that of the bill.
    """
    compared = differences or {}
    first_month = reconciliation.months[0]
    many = len(reconciliation.months) > 1
    document = reconciliation.to_dict()
    for index, meters in compared.items():
        document["months"][index]["described"] = [meter.to_dict() for meter in meters]
    return Sheet(
        schema="reconciliation/1",
        title="Bill explained",
        subtitle="" if many else month_title(first_month),
        columns=COLUMNS,
        rows=tuple(row for month in reconciliation.months for row in _rows(month, headed=many)),
        currency=first_month.currency,
        notes=(
            *(
                (f"{head} ({month_title(month)})" if many else head, tuple(sentences))
                for index, month in enumerate(reconciliation.months)
                for head, sentences in _notes(month, compared.get(index, ()), rows=rows)
            ),
            ("Of all bills", reconciliation.warnings),
            ("Files", reconciliation.sources),
        ),
        writers={"json": lambda: json_text(document), "csv": lambda: _csv(reconciliation)},
    )


def month_title(month: ReconciledMonth) -> str:
    """Of which month, payer and currency a bill is, and whether AWS may still change it."""
    payer = f"payer {month.payer}" if month.payer else "payer unknown"
    return " · ".join([month.month, payer, month.currency, *(["estimated"] if month.is_open else [])])


def _rows(month: ReconciledMonth, *, headed: bool) -> Iterator[Row]:
    """The steps, what they add up to, and the meters and parts of the bill."""
    currency = month.currency
    yield Row((month_title(month) if headed else "From list prices to the bill", None, None, None), "head", currency)
    for step in month.steps:
        if step.amount or step.step in {"list", "rest"}:
            yield Row((STEPS[step.step], None, None, step.amount), currency=currency)
    yield Row(("Billed", None, None, month.billed), "plain", currency)
    yield Row(("By meter, as billed", None, None, None), "head", currency)
    for usage, entry in zip(month.usages, month.to_dict()["pools"], strict=True):
        name = " ".join(filter(None, (usage.key.meter, usage.key.choice, usage.key.region)))
        yield Row((name, usage.quantity, usage.free or None, _number(entry["billed_cost"])), currency=currency)
    if month.attributed:
        yield Row(("By part of the bill", None, None, None), "head", currency)
        for part in month.attributed[:MAX_NAMED]:
            yield Row((part.name, None, None, part.billed), currency=currency)
            if part.shared:
                yield Row(("shared by requests: rows without a resource id", None, None, part.shared), "detail", currency)
        left = month.attributed[MAX_NAMED:]
        if left:
            rest = sum((part.billed + part.shared for part in left), left[0].billed * 0)
            yield Row((f"{len(left)} more", None, None, rest), currency=currency)


def _notes(month: ReconciledMonth, compared: Sequence[MeterDifference], *, rows: bool) -> Iterator[tuple[str, list[str]]]:
    currency = month.currency
    yield "Warnings", list(month.warnings)
    yield "Not explained", _named(_rest_sentences(month, currency), all_of_them=rows)
    yield "Rates that no table has", _named(_rate_sentences(month, currency), all_of_them=rows)
    yield "Savings Plans", [_plan_sentence(detail, currency) for detail in month.step("plans").details]
    yield "Agreed discounts", [_agreement_sentence(detail, currency) for detail in month.step("agreements").details]
    yield "Against the scenario", [_compared_sentence(difference) for difference in compared if not difference.function]
    yield "Against what was observed", [_compared_sentence(difference) for difference in compared if difference.function]
    yield "Unusual", [_anomaly_sentence(anomaly, currency) for anomaly in month.anomalies]
    out = month.to_dict()["out_of_scope"]
    if out["rows"]:
        cost = money(_number(out["cost"]), currency)
        unnamed = sorted(
            {pool.key.line_type for pool in month.out_of_scope if not pool.key.product_code and pool.key.line_type}
        )
        which = f"of other services, or of none that the bill names ({', '.join(unnamed)})" if unnamed else "of other services"
        yield "Not looked at", [f"{count_in_words(out['rows'], 'row')} {which}, {cost}."]


def _named(sentences: list[str], *, all_of_them: bool) -> list[str]:
    left = len(sentences) - MAX_NAMED
    return sentences if all_of_them or left <= 0 else [*sentences[:MAX_NAMED], f"… and {left:,} more; --rows lists them"]


def _rest_sentences(month: ReconciledMonth, currency: str) -> list[str]:
    return [
        f"{detail['usage_type'] or detail['line_type']} ({detail['product_code']}, {detail['day']},"
        f" {count_in_words(detail['rows'], 'row')}): {exact_money(_number(detail['amount']), currency)}; {detail['reason']}"
        for detail in month.step("rest").details
    ]


def _rate_sentences(month: ReconciledMonth, currency: str) -> list[str]:
    return [
        f"{detail['meter']} in {detail['region']}: {detail['rate']} on the bill from {detail['first_day']} to"
        f" {detail['last_day']}, {detail['table_price']} in the tables ({exact_money(_number(detail['amount']), currency)}):"
        " the tables are old or wrong, or the rate is private"
        for detail in month.step("rates").details
    ]


def _plan_sentence(detail: Mapping[str, str], currency: str) -> str:
    amounts = {name: money(_number(detail[name]), currency) for name in ("fee", "used_here", "used_elsewhere", "unused")}
    return (
        f"{detail['plan']}: {amounts['fee']} of fees, of which {amounts['used_here']} paid for usage here,"
        f" {amounts['used_elsewhere']} for that of other services, and {amounts['unused']} for nothing"
    )


def _agreement_sentence(detail: Mapping[str, Any], currency: str) -> str:
    part = f", {detail['percent']} %" if "percent" in detail else ""
    agreed = ""
    if "discounts" in detail:
        agreed = f"; in a scenario: discounts: {{agreed: {{service: {detail['service']}, percent: {detail['percent']}}}}}"
    return f"{detail['usage_type']}: {money(_number(detail['amount']), currency)}{part}{agreed}"


def _compared_sentence(difference: MeterDifference) -> str:
    more = f" ({percent(difference.billed / difference.described)} of it)" if difference.described else ""
    subject = (
        f"{difference.function}, {difference.meter}: observed" if difference.function else f"{difference.meter}: described"
    )
    return f"{subject} {quantity(difference.described)}, billed {quantity(difference.billed)}{more}; {difference.text}"


def _anomaly_sentence(anomaly: Mapping[str, Any], currency: str) -> str:
    amount = f"{money(_number(anomaly['amount']), currency)}, {count_in_words(anomaly['rows'], 'row')}"
    return f"{anomaly['about']}: {anomaly['text']} ({amount})"


def _csv(reconciliation: Reconciliation) -> str:
    """A row for each step and for each meter."""
    rows: list[tuple[str, ...]] = []
    for month in reconciliation.months:
        head = (month.payer, month.month, month.currency)
        rows += [(*head, "step", step.step, "", "", "", "", decimal_text(step.amount)) for step in month.steps]
        rows += [
            (
                *head,
                "meter",
                *(entry[name] for name in ("meter", "region", "choice", "quantity", "free_quantity", "billed_cost")),
            )
            for entry in month.to_dict()["pools"]
        ]
        rows += [
            (*head, "part", cost.name, "", "", "", "", decimal_text(cost.billed + cost.shared)) for cost in month.attributed
        ]
    return csv_text(CSV_COLUMNS, rows)


def _number(text: str) -> Decimal:
    return Decimal(text)
