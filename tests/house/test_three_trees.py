"""A charge has one address in three trees: its rule, its prices, its worked examples."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from lambda_cost import services
from lambda_cost.errors import ScenarioError
from lambda_cost.prices.book import PriceBook
from lambda_cost.services.described import Feature, fields_of
from tests.house.source import ROOT

BOOK = PriceBook.bundled()
RULES = services.addresses()

WITHOUT_RULE: set[str] = set()
"""Tables whose rule is still to be written, each with the reason; a table leaves this list when its rule comes."""


def smallest(cls: Any) -> dict[str, Any]:
    """The least that each field of *cls* takes: numbers at their lower bound, the first of the words."""
    values: dict[str, Any] = {}
    for field in fields_of(cls):
        if field.is_number:
            step = field.bounds.step or 1
            values[field.name] = field.bounds.least + (step if field.bounds.open_below else 0)
        elif field.choices:
            values[field.name] = field.choices[0]
        elif not field.many:
            values[field.name] = "" if field.name == "region" else "thing"
    return values


def made(cls: Any) -> Any:
    """An instance of *cls* with its smallest values; of fields that exclude each other, the first."""
    values = smallest(cls)
    optional = [field.name for field in fields_of(cls) if not field.required and field.name in values]
    for count in range(len(optional) + 1):
        for left_out in reversed(list(combinations(optional, count))):
            try:
                return cls(**{key: value for key, value in values.items() if key not in left_out})
            except ScenarioError:
                continue
    message = f"no values of {cls.__name__} fit together"
    raise AssertionError(message)


def hosts_of(cls: Any) -> list[Any]:
    """The resources that the feature *cls* may belong to."""
    return [services.rule(host) for host in cls.of]


def beside(cls: Any, host: Any) -> tuple[Any, Any]:
    """The feature *cls* and its *host*, with whatever the feature itself says is missing beside that host."""
    resource, feature = made(host), made(cls)
    missing = {name: smallest(cls)[name] for name, _ in feature.conflicts_with(resource) if name in smallest(cls)}
    return replace(feature, **missing), resource


def meters_of(address: str) -> list[str]:
    """The keys that the rule at *address* returns: of a feature, the same beside each resource that may have it."""
    cls: Any = services.rule(address)
    if not issubclass(cls, Feature):
        return list(made(cls).meter())
    first, *others = ([*feature.meter(host)] for feature, host in (beside(cls, host) for host in hosts_of(cls)))
    assert all(one == first for one in others), address
    return first


def kept_from_free_tier(address: str) -> list[str]:
    """The meters, of siblings, of which the feature at *address* keeps a part from the free tier."""
    cls: Any = services.rule(address)
    found = [beside(cls, host) for host in hosts_of(cls)]
    return [name for feature, host in found for name in feature.not_free(host)]


def own_meters(address: str) -> list[str]:
    """Those of its meters that have a price in its own table; one with a dot is a sibling's.

    A rule without any has no table: what it adds is priced where its siblings are.
    """
    return [meter for meter in meters_of(address) if "." not in meter]


def test_the_rules_are_those_of_every_charge_that_has_a_table() -> None:
    """A rule that is not found would have no tree to compare; so many add to a sibling's meters and have no table."""
    assert len(BOOK.addresses()) >= 21
    without = {address for address in RULES if not own_meters(address)}
    assert {"aws_lambda.cold_starts", "data_transfer.transfer_out"} <= without
    assert set(RULES) - without == set(BOOK.addresses()) - WITHOUT_RULE


@pytest.mark.parametrize("address", RULES)
def test_each_meter_of_a_rule_has_prices_and_each_price_a_meter(address: str) -> None:
    """What AWS counts and nothing prices would be left off the bill; a price that nothing counts would never be asked for."""
    own = own_meters(address)
    assert own == (list(BOOK.table(address).meters) if address in BOOK.addresses() else [])
    service = address.partition(".")[0]
    for meter in [*meters_of(address), *kept_from_free_tier(address)]:
        if "." in meter:
            sibling, _, name = meter.rpartition(".")
            assert name in BOOK.table(f"{service}.{sibling}").meters, meter


@pytest.mark.parametrize("address", RULES)
def test_a_rule_with_meters_of_its_own_has_a_table_and_examples_at_its_path(address: str) -> None:
    """The path of the rule is the path of its prices and of its worked examples."""
    path = f"{address.replace('.', '/')}.yaml"
    assert (ROOT / "pricing_data" / path).exists() == bool(own_meters(address))
    assert (ROOT / "tests" / "examples" / path).exists(), f"tests/examples/{path} is missing"


def test_each_table_has_a_rule_except_those_that_wait_for_theirs() -> None:
    """The list of exceptions is itself checked: a table whose rule has come must leave it."""
    assert set(BOOK.addresses()) - set(RULES) == WITHOUT_RULE


def test_each_file_of_examples_is_about_a_rule() -> None:
    """An example at another path would be found by nobody."""
    folder = ROOT / "tests" / "examples"
    found = {".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.yaml")}
    assert found <= set(RULES)


@pytest.mark.parametrize("address", RULES)
def test_what_chooses_among_prices_is_a_field_with_exactly_the_choices_of_the_table(address: str) -> None:
    """`by: architecture` names a field of the rule, or else of each of its resources; each word has a usage type."""
    cls: Any = services.rule(address)
    service = address.partition(".")[0]
    for key in meters_of(address):
        meter = BOOK.meter(f"{service}.{key}" if "." in key else f"{address}.{key}")
        for host in hosts_of(cls) or [cls]:
            choices = {field.name: field.choices for one in (host, cls) for field in fields_of(one)}
            if meter.by:
                assert isinstance(meter.usage_type, dict)
                assert tuple(meter.usage_type) == choices[meter.by], (key, meter.by, host.__name__)
            else:
                assert isinstance(meter.usage_type, str), key


def test_the_rules_of_a_section_are_found_by_their_names() -> None:
    """A scenario with functions imports no rule of APIs; what is found that way must be all there is."""
    for key, classes in services.resources().items():
        assert services.section(key) == classes
    assert services.section("function") == services.section("nowhere") == {}


@pytest.mark.parametrize("address", [address for address in RULES if not issubclass(services.rule(address), Feature)])
def test_the_features_of_a_resource_are_found_by_their_keys(address: str) -> None:
    features = services.features(address)
    for key, cls in features.items():
        assert services.features_among(address, {"no_such_feature", key}) == {key: cls}
    assert services.features_among(address, ["function", "memory_mb"]) == {}
