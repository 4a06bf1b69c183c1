"""Rows of large bills added up, as expressions of Ibis that every engine runs: exact sums of decimals, and nothing else.

What a row means is said once, in `cur` and `focus`; no price, no product and no difference is calculated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.invoices import cur, focus
from lambda_cost.invoices.cells import FILE, FIRST, HOURS, LAST, MISSING, ROWS, TAG
from lambda_cost.invoices.pools import NEGATION, USAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DECIMAL, SHORT = "decimal(38, 18)", "decimal(18, 10)"
"""Room for sums to the last digit, and for one number with ten decimal places, which is what AWS rounds costs to."""
LARGE = 1e5
"""Below this a double with ten decimal places has at most fifteen digits, and its decimal means the same double."""
SECONDS_OF_AN_HOUR = 3600
ACCOUNT, RESOURCE = "account", "resource"
"""What rows may be told apart by beside the day; `tag:KEY` is another."""


class Form(NamedTuple):
    """What of a form of bills is kept apart, and what is added up; columns that a file lacks are left out."""

    scope: tuple[str, ...]
    """Columns that say which service and usage type a row is of."""
    texts: tuple[str, ...]
    """Further columns that tell pools apart."""
    kinds: tuple[str, ...]
    """Those of *texts* that say what type of row it is."""
    owners: dict[str, str]
    """The columns of the account and the resource."""
    tags: str
    """The column that has all tags."""
    payer: str
    """The column of the account that pays."""
    period: str
    """The column of the month."""
    costs: tuple[str, ...]
    """Columns of amounts that are added up."""
    numbers: tuple[str, ...]
    """Other columns that are added up."""
    start: str
    """The column of the time at which the usage began."""
    end: str
    """The column of the time at which it ended."""


FORMS = {
    cur: Form(
        scope=("line_item_product_code", "line_item_usage_type"),
        texts=(
            "bill_invoice_id",
            "line_item_currency_code",
            "line_item_operation",
            "line_item_line_item_type",
            "line_item_line_item_description",
            "line_item_unblended_rate",
            "pricing_rate_code",
            "savings_plan_savings_plan_a_r_n",
        ),
        kinds=("bill_invoice_id", "line_item_currency_code", "line_item_line_item_type", "savings_plan_savings_plan_a_r_n"),
        owners={ACCOUNT: "line_item_usage_account_id", RESOURCE: "line_item_resource_id"},
        tags="resource_tags",
        payer="bill_payer_account_id",
        period="bill_billing_period_start_date",
        costs=("line_item_unblended_cost", "line_item_net_unblended_cost"),
        numbers=(
            "line_item_usage_amount",
            "savings_plan_savings_plan_effective_cost",
            "savings_plan_used_commitment",
        ),
        start="line_item_usage_start_date",
        end="line_item_usage_end_date",
    ),
    focus: Form(
        scope=("ServiceName", "x_ServiceCode", "x_UsageType", "SkuMeter", "ChargeDescription"),
        texts=(
            "BillingCurrency",
            "ChargeCategory",
            "ChargeClass",
            "CommitmentDiscountId",
            "CommitmentDiscountStatus",
            "InvoiceId",
            "ListUnitPrice",
            "RegionId",
            "x_Operation",
        ),
        kinds=(
            "BillingCurrency",
            "ChargeCategory",
            "ChargeClass",
            "CommitmentDiscountId",
            "CommitmentDiscountStatus",
            "InvoiceId",
        ),
        owners={ACCOUNT: "SubAccountId", RESOURCE: "ResourceId"},
        tags="Tags",
        payer="BillingAccountId",
        period="BillingPeriodStart",
        costs=("BilledCost", "ListCost"),
        numbers=("EffectiveCost", "PricingQuantity"),
        start="ChargePeriodStart",
        end="ChargePeriodEnd",
    ),
}
"""By the module that reads it, what a form of bills has."""
INSTEAD = {"line_item_net_unblended_cost": "line_item_unblended_cost", "ListCost": "BilledCost"}
"""Costs that a row may lack, each with the one that `cur` and `focus` take for it then."""
REGIONS, PRODUCT = ("product_region_code", "product_region"), "product"
LOG_GROUP = ":log-group:/aws/lambda/"
"""What the ARN of the log group of a function has in it; no other part of a resource's name says whose a row is."""


LOG_SERVICES = ("AmazonCloudWatch", "Amazon CloudWatch")
"""The services whose rows are a function's or another's by their resource."""


class Scopes(NamedTuple):
    """The values that the columns of the scope have in a bill."""

    ours: set[tuple[str, ...]]
    """Of rows that are explained."""
    others: set[tuple[str, ...]]
    """Of rows of other services."""


class Sums:
    """The expressions of one bill, a table of an engine."""

    def __init__(self, table: Any, *, month: str = "", payer: str = "", json: bool = True, are_compared: bool = False) -> None:
        """Of *table*, only rows of *month* and *payer*.

        Without *json*, maps of tags are read one tag at a time.  Sums that *are_compared* with those of other files say
        when their usage began, first and last: equal sums of other hours are not the same rows.
        """
        import ibis  # pyright: ignore[reportMissingTypeStubs]

        self._ibis: Any = ibis
        self.columns = [str(name) for name in table.columns]
        self.module: Any = cur if cur.claims(self.columns) else focus
        self.form = FORMS[self.module]
        self._table, self._json, self._are_compared = table, json, are_compared
        if month:
            self._table = self._table.filter(self._month() == month)
        if payer:
            self._table = self._table.filter(self._table[self.form.payer].cast("string") == payer)

    def overview(self) -> Any:
        """Rows added up over the whole month, apart by service, usage type and type of row: what a bill is about."""
        form = self.form
        keys = {name: self._table[name] for name in self._present((*form.scope, *form.kinds, form.payer, form.period))}
        hours = self._ibis.literal(1)  # nothing is rounded that is not priced
        return self._add_up(keys, form.costs, self._table, hours).mutate(**{form.start: self._ibis._[form.period]})

    def pools(self, owners: Collection[str], scopes: Scopes | None, *, by_day: bool) -> Any:
        """Rows added up, told apart by *owners* and *by_day*; only of *scopes*."""
        form, table = self.form, self._table
        keys = {name: table[name] for name in self._present((*form.scope, *form.texts, form.payer, form.period))}
        keys |= {**self._regions(product=scopes is None), **self._owners(owners), **self._tags(owners)}
        if self.module is cur and "line_item_line_item_description" in keys:
            is_usage = table.line_item_line_item_type.isin([*sorted(USAGE), NEGATION])
            keys["line_item_line_item_description"] = is_usage.ifelse("", keys["line_item_line_item_description"])
        keys[form.start] = table[form.start].cast("timestamp").date() if by_day else table[form.period]
        if by_day and FILE in self.columns:
            keys[FILE] = table[FILE]
        rows = table if scopes is None else table.filter(self._is_of(scopes))
        return self._add_up(keys, (*form.costs, *form.numbers), rows, self._hours())

    @property
    def scope_columns(self) -> list[str]:
        """The columns of the scope that the bill has."""
        return self._present(self.form.scope)

    def _add_up(self, keys: dict[str, Any], numbers: Iterable[str], rows: Any, hours: Any) -> Any:
        """*rows* that have the same *keys* as one, with the exact sums of *numbers*; keys become text once that is done."""
        present = self._present(numbers)
        exact = rows.select(**keys, **{name: self._number(name) for name in present}, **self._times(), **{HOURS: hours})
        sums = {name: exact[name].sum() for name in (*present, HOURS)}
        if self._are_compared:
            sums |= {FIRST: exact[FIRST].min().cast("string"), LAST: exact[FIRST].max().cast("string")}
        added = exact.group_by(list(keys)).aggregate(**sums, **{ROWS: exact.count()})
        return added.mutate(**{name: added[name].cast("string") for name in keys if not added[name].type().is_string()})

    def _number(self, name: str) -> Any:
        """The exact numbers of the column *name*, or those that are taken for missing ones."""
        number, instead = exact_number(self._table[name]), INSTEAD.get(name)
        return self._ibis.coalesce(number, exact_number(self._table[instead])) if instead in self.columns else number

    def _times(self) -> dict[str, Any]:
        """When usage began, where sums are compared."""
        return {FIRST: self._table[self.form.start].cast("timestamp")} if self._are_compared else {}

    def _hours(self) -> Any:
        """The hours of a row, begun ones too, and at least one."""
        start, end = (self._table[name].cast("timestamp") for name in (self.form.start, self.form.end))
        seconds = self._ibis.greatest(end.epoch_seconds() - start.epoch_seconds(), 1)
        return (seconds + SECONDS_OF_AN_HOUR - 1) // SECONDS_OF_AN_HOUR

    def _regions(self, *, product: bool) -> dict[str, Any]:
        """The columns of the region, and what the *product* has for rows without one.

        On many rows that is left out where there is a column of the region: it takes long to read, and usage types
        begin with the code of their region.
        """
        columns: dict[str, Any] = {name: self._table[name] for name in self._present(REGIONS)}
        if PRODUCT not in self.columns or (columns and not product):
            return columns
        given = self._ibis.coalesce(*(column.nullif("") for column in columns.values()), "")
        column = self._table[PRODUCT]
        if column.type().is_map():
            return {REGIONS[0]: self._ibis.coalesce(given.nullif(""), column.get("region"))}
        return columns | {PRODUCT: (given == "").ifelse(column, "")}

    def _owners(self, owners: Collection[str]) -> dict[str, Any]:
        """The columns of *owners*; without the resource, whether it is the log group of a function."""
        form = self.form
        owner_columns = {
            name: self._table[name] for owner, name in form.owners.items() if owner in owners and name in self.columns
        }
        resource = form.owners[RESOURCE]
        if RESOURCE not in owners and resource in self.columns:
            of_logs = self._table[form.scope[0]].isin(LOG_SERVICES)
            is_group = self._table[resource].cast("string").contains(LOG_GROUP)
            owner_columns[resource] = of_logs.ifelse(is_group.ifelse(LOG_GROUP, ""), "")
        return owner_columns

    def _tags(self, owners: Collection[str]) -> dict[str, Any]:
        """Every tag, with *owners* that are all there are; else the tag that they name."""
        tag = next((owner.removeprefix("tag:") for owner in owners if owner.startswith("tag:")), "")
        every = set(owners) >= ALL_OWNERS
        columns = [name for name in self.columns if name.startswith("resource_tags_")]
        tag_columns = {name: self._table[name] for name in columns if every or name.endswith(f"_{tag}")} if every or tag else {}
        name = self.form.tags
        if name not in self.columns or not (every or tag):
            return tag_columns
        column = self._table[name]
        if not column.type().is_map() or (every and self._json):
            return tag_columns | {name: (column.cast("json") if column.type().is_map() else column).cast("string")}
        values = [column.get(key) for key in (f"user_{tag}", f"user:{tag}", tag)]
        return tag_columns | ({f"{TAG}{tag}": self._ibis.coalesce(*values, "")} if tag else {})

    def _is_of(self, scopes: Scopes) -> Any:
        """Whether a row is of *scopes*: by one column, if that is enough to tell these from the others."""
        for index, name in enumerate(self.scope_columns):
            ours, others = ({scope[index] for scope in flags} for flags in scopes)
            if not ours & others:
                return self._has(name, ours)
        return self._is_one_of(self.scope_columns, scopes.ours)

    def _is_one_of(self, columns: list[str], scopes: Collection[tuple[str, ...]]) -> Any:
        if len(columns) == 1:
            return self._has(columns[0], {first for (first,) in scopes})
        rests: dict[tuple[tuple[str, ...], ...], set[str]] = {}
        by_first: dict[str, set[tuple[str, ...]]] = {}
        for first, *rest in scopes:
            by_first.setdefault(first, set()).add(tuple(rest))
        for first, given in by_first.items():
            rests.setdefault(tuple(sorted(given)), set()).add(first)
        conditions = [
            self._has(columns[0], firsts) & self._is_one_of(columns[1:], ends) for ends, firsts in sorted(rests.items())
        ]
        return self._ibis.or_(*conditions)

    def _has(self, name: str, values: set[str]) -> Any:
        """Whether the column called *name* has one of *values*; rows without a value have an empty one."""
        column = self._table[name].cast("string")
        return (column.fill_null("") if "" in values else column).isin(sorted(values))

    def _month(self) -> Any:
        return self._table[self.form.period].cast("string").left(7)

    def _present(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self.columns]


ALL_OWNERS = frozenset({ACCOUNT, RESOURCE})


def exact_number(column: Any) -> Any:
    """*column* as a decimal that means the same number as its shortest text.

    Engines turn doubles into decimals each in its own way, some by scaling them, which loses last digits.  A decimal of
    ten places that leads back to the same double is right on all of them; else its text is read, which takes longer.
    """
    if column.type().is_string():
        return column.isin(MISSING).ifelse(None, column).cast(DECIMAL)
    if not column.type().is_floating():
        return column.cast(DECIMAL)
    text, short = column.cast("string").cast(DECIMAL), column.cast(SHORT)
    is_same = short.cast("float64") == column
    # one after the other, since a cast of what is too large would be an error
    return (column.abs() < LARGE).ifelse(is_same.ifelse(short.cast(DECIMAL), text), text)
