"""What is true of every table, whatever it sells."""

import runpy
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lambda_cost import canonical_yaml, strict_yaml
from lambda_cost.prices import bundled_table, checking, writing
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.table import Entry, Meter, Table, tariff_of
from tests.locked import worded_by
from tests.tables.publications import PRICING_DATA

BOOK = PriceBook.bundled()
TABLES = BOOK.addresses()
TOOLS = Path(__file__).parent.parent.parent / "tools"

EVERYTHING = """\
# yaml-language-server: $schema=../schema.json
title: Things
price_list: AmazonThings
operation: "Things:Used"
unprefixed: [us-east-1]
sources:
  list:
    title: A list of 2025
    url: https://example.com/prices/2025
  later:
    title: "A list: that of 2026"
    url: https://example.com/prices/2026
groups:
  near: [us-east-1, us-east-2]
meters:
  used:
    title: Used
    unit: 1000000 Requests
    by: size_gb
    usage_type: {"0.5": "Used:0.5GB", large: Used}
    free:
      - {offer: always, quantity: 400_000, since: 2021-01-01, partitions: [aws], source: list, checked: 2025-12-02, begins: later}
      - {offer: first_year, quantity: 0.75, since: 2021-01-01, partitions: [aws], source: list, checked: 2025-12-02, until: 2026-07-14}
    known_since:
      - {since: 2021-01-01, source: list, regions: [us-east-2]}
      - {since: 2021-02-01, choice: "0.5", source: list, regions: [us-east-1, us-east-2]}
    absent: [eu-west-2]
    unpriced: [cn-north-1]
    prices:
      near:
        2020-12-01:
          price:
            "0.5": [3.00, {above: 10, price: 2.50}, {above: 10_000, price: 0.0000166667}]
            large: 1.00
          source: {"0.5": list, large: list}
          checked: 2021-09-29
          begins: list
          until: 2021-09-29
          note: "Of a day: unknown."
          rechecked:
            - {checked: 2021-10-01, choice: "0.5", tiers: 2, source: list, regions: [us-east-1]}
            - {checked: 2021-10-02, source: list, regions: [us-east-1, us-east-2]}
        2025-12-02:
          price: [4.00, {above: 1.5, price: 3.00}]
          source: list
          checked: 2025-12-02
      eu-west-1:
        2020-12-01:
          price: 4.00
          source: list
          checked: 2025-12-02
"""  # noqa: E501 - the canonical form has one line for each free amount

every_table = pytest.mark.parametrize("address", TABLES)


def entries(made: Table) -> list[tuple[str, date, Entry]]:
    """Every entry of a table: its place, its day, itself."""
    return [
        (f"{name}.{place}", since, entry)
        for name, meter in made.meters.items()
        for place, dated in meter.prices.items()
        for since, entry in dated.items()
    ]


def choices(meter: Meter) -> list[str]:
    """The choices of a meter; the empty one where there is none."""
    return list(meter.usage_type) if isinstance(meter.usage_type, dict) else [""]


def test_the_folder_has_the_tables_of_every_charge() -> None:
    """A folder that lost a table must not make the tests below pass over nothing."""
    lambda_tables = "function provisioned_concurrency ephemeral_storage snap_start response_streaming edge_function durable"
    names = [
        f"aws_lambda.{name}" for name in f"{lambda_tables} tenant_isolation event_poller managed_instances microvm".split()
    ]
    names += [f"api_gateway.{name}" for name in ("rest_api", "http_api", "websocket_api", "cache")]
    names += ["cloudwatch.logs", "data_transfer.internet", "privatelink.endpoint", "vpc.nat_gateway", "xray.traces"]
    assert set(TABLES) >= {*names, "elb.application_load_balancer"}
    assert "savings_plans.compute" not in TABLES  # rates of a commitment are not prices of what is used


@every_table
def test_each_region_is_in_exactly_one_place_of_each_meter(address: str) -> None:
    """Priced in a group or alone, absent, or unpriced: no region is forgotten, and none is asked twice."""
    made = BOOK.table(address)
    for meter in made.meters.values():
        priced = [region for place in meter.prices for region in made.regions_of(place)]
        places = Counter([*priced, *meter.absent, *meter.unpriced])
        assert places == dict.fromkeys(BOOK.regions, 1)


@every_table
def test_each_table_names_the_price_list_of_its_usage_types(address: str) -> None:
    """Without it `prices update` and `prices check` would never find them; a usage type is one meter of its list."""
    made = BOOK.table(address)
    assert made.price_list
    names = [name for meter in made.meters.values() for name in _usage_types(meter)]
    assert len(names) == len(set(names))


def _usage_types(meter: Meter) -> list[str]:
    return [meter.usage_type] if isinstance(meter.usage_type, str) else list(meter.usage_type.values())


@every_table
def test_every_group_and_every_source_is_used(address: str) -> None:
    """What nothing refers to is a typing error somewhere else."""
    made = BOOK.table(address)
    places = {place for meter in made.meters.values() for place in meter.prices}
    assert set(made.groups) <= places
    assert places <= {*made.groups, *BOOK.regions}
    assert not set(made.groups) & set(BOOK.regions)
    assert set(_cited(made)) == set(made.sources)


def _cited(made: Table) -> Iterator[str]:
    """The keys of all sources that a table names."""
    for _, _, entry in entries(made):
        yield from entry.source.values() if isinstance(entry.source, dict) else [entry.source]
        yield from [entry.begins] if entry.begins else []
        yield from (one.source for one in entry.rechecked)
    for meter in made.meters.values():
        yield from (known.source for known in meter.known_since)
        for free in meter.free:
            yield from (key for key in (free.source, free.begins) if key)


@every_table
def test_every_remark_names_regions_choices_and_tiers_that_are_there(address: str) -> None:
    """A remark on a misspelt region or choice would be passed over in silence."""
    made = BOOK.table(address)
    for meter in made.meters.values():
        named = [one for one in meter.known_since if set(one.regions) - set(BOOK.regions)]
        named += [one for one in meter.known_since if one.choice not in ("", *choices(meter))]
        assert named == []
        for place, dated in meter.prices.items():
            for entry in dated.values():
                for one in entry.rechecked:
                    assert set(one.regions) <= set(made.regions_of(place))
                    assert one.choice in ("", *choices(meter))
                    assert 0 <= one.tiers < max(len(tariff_of(schedule).tiers) for schedule in _schedules(entry))


def _has(entry: Entry, choice: str) -> bool:
    return not isinstance(entry.price, dict) or choice in entry.price


def _of(entry: Entry, choice: str) -> object:
    return entry.price[choice] if isinstance(entry.price, dict) else entry.price


def _schedules(entry: Entry) -> list[object]:
    return list(entry.price.values()) if isinstance(entry.price, dict) else [entry.price]


@every_table
def test_tiers_ascend_and_the_price_falls_with_them(address: str) -> None:
    """A rise would be two numbers exchanged; two tiers may be equal, as Sydney's first REST tiers are, but never all."""
    for where, since, entry in entries(BOOK.table(address)):
        for schedule in _schedules(entry):
            tiers = tariff_of(schedule).tiers
            for one, other in pairwise(tiers):
                assert one.above < other.above, (where, since)
                assert one.price >= other.price > 0, (where, since)
            assert len(tiers) == 1 or tiers[0].price > tiers[-1].price, (where, since)


@every_table
def test_sources_are_pages_and_not_hosts(address: str) -> None:
    """A reader must find the number behind the address, so it needs a path; and a title says what and of when."""
    made = BOOK.table(address)
    known = [source for source in made.sources.values() if source.url]
    assert all("address not known" in source.title for source in made.sources.values() if not source.url)
    for source in known:
        parts = urlsplit(source.url)
        assert (parts.scheme, parts.hostname is not None) == ("https", True)
        assert len([step for step in parts.path.split("/") if step]) >= 2, source.url
        assert any(sign.isdigit() for sign in source.title), source.title
    assert len({source.url for source in known}) == len(known)
    entries = [entry for meter in made.meters.values() for dated in meter.prices.values() for entry in dated.values()]
    first = {key for entry in entries for key in (entry.source.values() if isinstance(entry.source, dict) else [entry.source])}
    no_address = {"microvms-agentd", "ireland-microvm", "regimes-microvm"}  # exact rates, quoted by texts without an address
    assert all(made.sources[key].url for key in first - no_address), (
        "only a later confirmation may have an address that is not known"
    )


@every_table
def test_nothing_is_checked_in_the_future_nor_before_it_began(address: str) -> None:
    """Every entry was seen to hold on a day on which it did."""
    today = date.today()  # noqa: DTZ011 - the reader's own day, as in the program
    for where, since, entry in entries(BOOK.table(address)):
        assert since <= entry.checked <= today, where
        assert all(entry.checked < one.checked <= today for one in entry.rechecked), where
        assert entry.until is None or since <= entry.until <= entry.checked, where
    for meter in BOOK.table(address).meters.values():
        assert all(one.since <= today for one in meter.known_since)
        assert all(one.since <= one.checked <= today for one in meter.free)
        assert all(one.until is None or one.checked <= one.until for one in meter.free)


@every_table
def test_an_entry_was_last_seen_before_the_next_one_began(address: str) -> None:
    """A price that was seen on a later day than its successor's first would contradict it."""
    made = BOOK.table(address)
    for name, meter in made.meters.items():
        for place, dated in meter.prices.items():
            for choice in choices(meter):
                own = [(day, dated[day]) for day in sorted(dated) if _has(dated[day], choice)]
                for (_, entry), (begins, following) in pairwise(own):
                    changed = _of(entry, choice) != _of(following, choice)
                    assert entry.checked < begins or not changed, (name, place, choice)


@every_table
def test_the_file_is_in_its_canonical_form(address: str) -> None:
    """One way to write a table, so that a changed line is a changed price; tools may rewrite it without noise."""
    text = _text(address)
    checked = checking.table_of(text, address)
    assert writing.text(checked) == text
    assert writing.text(BOOK.table(address)) == text
    assert checking.table_of(writing.text(checked), address) == checked


@every_table
def test_a_table_is_the_same_whether_it_is_checked_or_trusted(address: str) -> None:
    """Commands read the tables that come with lambda-cost without pydantic; what they read must be what was checked."""
    document = strict_yaml.read(_text(address), address)
    assert bundled_table.table_of(document) == checking.checked(document)
    assert BOOK.table(address) == checking.checked(document)


def _text(address: str) -> str:
    return (PRICING_DATA / f"{address.replace('.', '/')}.yaml").read_text(encoding="utf-8")


def test_a_table_with_everything_that_may_stand_in_one_is_the_same_checked_or_trusted() -> None:
    """The tables of today do not use all of the form; the next one may."""
    document = strict_yaml.read(EVERYTHING, "everything.yaml")
    checked = checking.checked(document)
    assert bundled_table.table_of(document) == checked
    assert writing.text(checked) == EVERYTHING


@worded_by("pydantic")
def test_the_schema_for_editors_is_that_of_the_form() -> None:
    """`python -m tools.schema` writes it anew after the classes in prices/table.py have changed."""
    made = runpy.run_path(str(TOOLS / "schema.py"))["text"]()
    assert (PRICING_DATA / "schema.json").read_text(encoding="utf-8") == made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("title: Things", 'title: "Things: all"', id="a table's title with a colon"),
        pytest.param("title: Used", 'title: "Used #1"', id="a meter's title with a number sign"),
        pytest.param("title: A list of 2025", 'title: "- A list"', id="a source's title that begins with a dash"),
        pytest.param("Of a day: unknown.", "true", id="a note that is a word of YAML"),
        pytest.param("Of a day: unknown.", "one\\ntwo", id="a note of two lines"),
    ],
)
def test_any_text_that_may_stand_in_a_table_is_written_as_it_is_read(old: str, new: str) -> None:
    """A tool that writes a table anew must not write one that says something else, or none."""
    assert EVERYTHING.count(old) == 1
    made = checking.table_of(EVERYTHING.replace(old, new), "everything.yaml")
    assert checking.table_of(writing.text(made), "everything.yaml") == made


@pytest.mark.parametrize("path", sorted(PRICING_DATA.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_bundled_file_is_read_as_any_other_yaml(path: Path) -> None:
    """The reader of the canonical form checks nothing, so all that it reads is compared with the strict one."""
    text = path.read_text(encoding="utf-8")
    assert canonical_yaml.parse(text) == strict_yaml.read(text, path.name).data


def test_a_table_with_everything_that_may_stand_in_one_is_read_as_any_other_yaml() -> None:
    assert canonical_yaml.parse(EVERYTHING) == strict_yaml.read(EVERYTHING, "everything.yaml").data


def test_a_bundled_file_with_escaped_signs_is_read_by_the_strict_reader(tmp_path: Path) -> None:
    path = tmp_path / "quoted.yaml"
    path.write_text('reason: "the list said \\"about 3\\""\nempty: []\n', encoding="utf-8")
    assert canonical_yaml.read_document(path, "quoted.yaml").data == {"reason": 'the list said "about 3"', "empty": []}
    assert canonical_yaml.parse("empty: []\n") == {"empty": []}
