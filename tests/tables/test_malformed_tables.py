"""A table that is wrong is refused, with its file, the line and the reason."""

import re
from pathlib import Path

import pytest

from lambda_cost.errors import TableError, UnreadableFileError
from lambda_cost.prices import checking
from lambda_cost.prices.book import PriceBook

TABLE = """\
title: Things
sources:
  list: {title: A list of 2025, url: https://example.com/prices/2025}
groups:
  near: [us-east-1, us-east-2]
  far: [eu-west-1]
meters:
  used:
    title: Used
    unit: 1000000 Requests
    by: architecture
    usage_type: {x86_64: Used, arm64: Used-ARM}
    known_since:
      - {since: 2021-01-01, source: list, regions: [us-east-2]}
    prices:
      near:
        2020-12-01:
          price: {x86_64: [3, {above: 10, price: 2}], arm64: 1}
          source: list
          checked: 2025-12-02
          rechecked:
            - {checked: 2026-01-01, source: list, regions: [us-east-1]}
      far:
        2020-12-01: {price: 4, source: list, checked: 2025-12-02}
"""
FREE = "    free: [{offer: OFFER, quantity: 1, since: 2021-01-01, partitions: [aws], source: SOURCE, checked: 2021-01-01}]\n"
KNOWN = "    known_since"
DAYS = "4, source: list, checked: 2025-12-02"


def read(folder: Path, text: str) -> None:
    """Read *text* as the table `aws_lambda.thing` of a book."""
    path = folder / "pricing_data" / "aws_lambda" / "thing.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    PriceBook(folder / "pricing_data").table("aws_lambda.thing")


def changed(old: str, new: str) -> str:
    """The table with *new* for the only *old* in it."""
    assert TABLE.count(old) == 1, old
    return TABLE.replace(old, new)


def test_the_table_is_well_formed_before_it_is_broken(tmp_path: Path) -> None:
    """Otherwise the tests below would be about another mistake."""
    read(tmp_path, TABLE)


NUMBER = "value error, allowed: a number, without quotes (here: "
DAY = "value error, allowed: a day, without quotes (here: "
STRONG = "sources.list.strong value error, allowed: true or false, without quotes (here: "
FAR = "meters.used.prices.far.2020-12-01"
NEAR = "meters.used.prices.near.2020-12-01"
CHOICES = "allowed: the choices of usage_type"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: Things\n", "title: Things\ncolour: red\n", 2, "colour unexpected"),
        pytest.param("price: 4, source: list", "price: 4, sauce: list", 24, f"{FAR}.sauce unexpected"),
        pytest.param("price: 4, source: list", "price: 4, sauce: list", 24, f"{FAR}.source field required"),
        ("    unit: 1000000 Requests\n", "", 8, "meters.used.unit field required"),
        ("near: [us-east-1, us-east-2]", "near: us-east-1", 5, "groups.near input should be a valid list"),
        ("near: [us-east-1, us-east-2]", "near: []", 5, "groups.near is empty; allowed: one region at least"),
        ("unit: 1000000 Requests", "unit: 5", 10, "meters.used.unit input should be a valid string"),
        ("title: Used", "title: true", 9, "meters.used.title input should be a valid string"),
        ("2020-12-01: {price: 4", "2020-13-01: {price: 4", 24, f"far.2020-13-01 {DAY}'2020-13-01')"),
        (f"far:\n        2020-12-01: {{price: {DAYS}}}", "far: {}", 23, "is empty; allowed: one dated price at least"),
        pytest.param(DAYS, "4, source: list, checked: 2025-02-30", 24, f"{FAR}.checked {DAY}'2025-02-30')"),
        ("{price: 4", "{price: -4", 24, "price is negative; allowed: at least 0"),
        pytest.param("{price: 4", "{price: NaN", 24, f"{FAR}.price {NUMBER}'NaN')"),
        pytest.param("{price: 4", "{price: Infinity", 24, f"{FAR}.price {NUMBER}'Infinity')"),
        pytest.param("{price: 4", "{price: .nan", 24, f"{FAR}.price {NUMBER}'.nan')"),
        pytest.param("{price: 4", "{price: true", 24, f"{FAR}.price {NUMBER}true)"),
        pytest.param("{price: 4", "{price: null", 24, f"{FAR}.price {NUMBER}nothing)"),
        ("url: https://example.com/prices/2025", "url: https://example.com/2025, strong: 1", 3, f"{STRONG}1)"),
        ("{price: 4", "{price: []", 24, "price is not in order"),
        ("{price: 4", "{price: [4, 3]", 24, "price is not in order"),
        ("{price: 4", "{price: [{above: 1, price: 4}]", 24, "price is not in order"),
        ("{price: 4", "{price: [4, {above: 0, price: 3}]", 24, "price is not in order"),
        ("{price: 4", "{price: [4, {above: 2, price: 3}, {above: 1, price: 2}]", 24, "price is not in order"),
        ("{price: 4", "{price: [4, {above: 2, price: 3}, {above: 2, price: 2}]", 24, "price is not in order"),
        ("4, source: list", "4, source: lost", 24, f"{FAR}.source is 'lost'; did you mean list?"),
        ("4, source: list", "4, source: {x86_64: list, arm64: lost}", 24, f"{FAR}.source is 'lost'; did you mean list?"),
        (
            "4, source: list",
            "4, source: {x86_64: list, arm65: list}",
            24,
            f"source is one for each of x86_64, arm65; {CHOICES}",
        ),
        (DAYS, f"{DAYS}, begins: lost", 24, "is 'lost'; did you mean list?"),
        (
            "since: 2021-01-01, source: list",
            "since: 2021-01-01, source: lost",
            14,
            "meters.used.known_since.0.source is 'lost'",
        ),
        ("checked: 2026-01-01, source: list", "checked: 2026-01-01, source: lost", 19, "source is 'lost'"),
        (KNOWN, FREE.replace("OFFER", "always").replace("SOURCE", "lost") + KNOWN, 13, "free.0.source is 'lost'"),
        (KNOWN, FREE.replace("OFFER", "always").replace("SOURCE", "list, begins: lost") + KNOWN, 13, "is 'lost'; did you mean"),
        (KNOWN, FREE.replace("OFFER", "never").replace("SOURCE", "list") + KNOWN, 13, "'always' or 'first_year'"),
        (
            KNOWN,
            FREE.replace("OFFER", "always").replace("SOURCE", "list").replace("1", "-1", 1) + KNOWN,
            13,
            "quantity is negative",
        ),
        (
            "far: [eu-west-1]",
            "far: [eu-west-1, us-east-1]",
            23,
            "far has us-east-1, which is in prices.near too; allowed: one place",
        ),
        (
            "near: [us-east-1, us-east-2]",
            "near: [us-east-1, us-east-1, us-east-2]",
            16,
            "near has us-east-1, which is in prices.near",
        ),
        (KNOWN, "    absent: [eu-west-1]\n    known_since", 13, "meters.used.absent has eu-west-1, which is in prices.far too"),
        (KNOWN, "    unpriced: [us-east-2]\n    known_since", 13, "unpriced has us-east-2, which is in prices.near too"),
        (
            KNOWN,
            "    absent: [eu-west-9]\n    known_since",
            13,
            "meters.used.absent has 'eu-west-9', no group or region; did you",
        ),
        ("arm64: 1}", "arm65: 1}", 18, f"price is one for each of x86_64, arm65; {CHOICES}"),
        ("    by: architecture\n", "", 11, "meters.used.usage_type does not go with by; allowed: one name without by"),
        ("{x86_64: Used, arm64: Used-ARM}", "Used", 12, "meters.used.usage_type does not go with by; allowed: one name with"),
        ("{x86_64: Used, arm64: Used-ARM}", "Used", 18, f"{NEAR}.price is one for each of x86_64, arm64; {CHOICES}"),
    ],
)
def test_a_wrong_table_is_refused_with_its_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    """Whoever writes tables is told where to look; one mistake may be several problems, each with its own line."""
    with pytest.raises(TableError) as refused:
        read(tmp_path, changed(old, new))
    text = str(refused.value)
    assert re.search(rf"^pricing_data/aws_lambda/thing\.yaml, line {line}: .*{re.escape(says)}", text, re.MULTILINE), text


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (changed("title: Things\n", "title: Things\ntitle: Others\n"), 2, "the key 'title' is here a second time"),
        (changed("      far:\n", "      near:\n"), 23, "the key 'near' is here a second time (in meters.used.prices)"),
        (f"{TABLE}        2020-12-01: {{price: 5}}\n", 25, "a second time (in meters.used.prices.far)"),
        (changed("title: Things\n", "\ttitle: Things\n"), 1, "not well-formed YAML"),
        (changed("title: Things\n", "title: !!python/name:os.system x\n"), 1, "the tag"),
        (changed("title: Things\n", "<<: {title: Things}\n"), 1, "merge keys are not allowed"),
        (f"{TABLE}---\n{TABLE}", 25, "a second document begins"),
    ],
)
def test_what_is_no_strict_yaml_is_refused_with_its_file_line_and_reason(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    """What YAML itself would let pass in silence, such as the second of two equal keys, is an error here."""
    with pytest.raises(TableError) as refused:
        read(tmp_path, text)
    assert str(refused.value).startswith(f"pricing_data/aws_lambda/thing.yaml, line {line}: ")
    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["", "- 1\n", "things\n"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    """An empty file is no table without prices."""
    with pytest.raises(TableError, match=r"pricing_data/aws_lambda/thing\.yaml: input should be a dictionary"):
        read(tmp_path, text)


def test_a_table_that_is_not_there_is_refused_by_its_file() -> None:
    """The address leads to one file; without it there is no price."""
    with pytest.raises(UnreadableFileError, match=r"aws_lambda/thing\.yaml cannot be read: No such file"):
        PriceBook.bundled().table("aws_lambda.thing")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        pytest.param("{price: 4", '{price: "4"', 24, f"{FAR}.price {NUMBER}'4')", id="a price in quotes"),
        pytest.param("{price: 4", "{price: {}", 24, f"; {CHOICES}", id="a price for no choice"),
        pytest.param("2020-12-01: {price: 4", "2020-12-01T00:00:00: {price: 4", 24, DAY, id="a moment for a day"),
        pytest.param("2020-12-01: {price: 4", "20201201: {price: 4", 24, DAY, id="a day without its dashes"),
        pytest.param(
            DAYS,
            "4, source: list, checked: 864000",
            24,
            f"{FAR}.checked {DAY}864000)",
            id="seconds for a day",
        ),
        pytest.param(
            "      far:\n",
            "      fra:\n",
            23,
            "prices.fra has 'fra', no group or region",
            id="a price of a group that is not there",
        ),
        pytest.param(
            "regions: [us-east-2]}",
            "regions: [us-esat-2]}",
            14,
            "known_since.0.regions has 'us-esat-2', which has no price here; did you mean us-east-2?",
            id="known since, in a region that has no price here",
        ),
        pytest.param(
            "regions: [us-east-2]}",
            "choice: arm65, regions: [us-east-2]}",
            14,
            "known_since.0.choice is 'arm65'; did you mean arm64?",
            id="known since, for no choice of it",
        ),
        pytest.param(
            "regions: [us-east-1]}",
            "regions: [eu-west-1]}",
            22,
            f"{NEAR}.rechecked.0.regions has 'eu-west-1', which has no price here",
            id="checked again, in a region of another entry",
        ),
        pytest.param(
            "regions: [us-east-1]}",
            "choice: arm65, regions: [us-east-1]}",
            22,
            f"{NEAR}.rechecked.0.choice is 'arm65'; did you mean arm64?",
            id="checked again, for no choice of it",
        ),
        pytest.param(
            "regions: [us-east-1]}",
            "tiers: -1, regions: [us-east-1]}",
            22,
            f"{NEAR}.rechecked.0.tiers is -1; allowed: 0 for all, or 1 to 2",
            id="fewer than no tiers",
        ),
        pytest.param(
            "regions: [us-east-1]}",
            "tiers: 1.5, regions: [us-east-1]}",
            22,
            f"{NEAR}.rechecked.0.tiers is 1.5; allowed: 0 for all, or 1 to 2",
            id="half a tier",
        ),
        pytest.param(
            "unit: 1000000 Requests",
            'unit: ""',
            10,
            "unit is ''; allowed: such as GB-Seconds or 1000000 Requests",
            id="no unit",
        ),
        pytest.param(
            "unit: 1000000 Requests", "unit: 1M Requests", 10, "unit is '1M Requests'", id="a multiple that is no number"
        ),
        pytest.param("unit: 1000000 Requests", "unit: 1500 Requests", 10, "unit is '1500 Requests'", id="no power of ten"),
        pytest.param("unit: 1000000 Requests", 'unit: "1000000 "', 10, "unit is '1000000 '", id="a multiple of nothing"),
        pytest.param(
            "url: https://example.com/prices/2025",
            "url: somewhere",
            3,
            "sources.list.url is 'somewhere'; allowed: the https address of a page",
            id="an address that is none",
        ),
        pytest.param("url: https://example.com/prices/2025", "url: https://example.com", 3, "sources.list.url is", id="a host"),
        pytest.param("url: https://", "url: http://", 3, "sources.list.url is", id="an address without https"),
        pytest.param(
            DAYS,
            "4, source: list, checked: 2019-01-01",
            24,
            f"{FAR}.checked is before it began; allowed: from 2020-12-01 on",
            id="seen before it began",
        ),
    ],
)
def test_a_slip_that_would_go_unseen_is_refused(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    """Each of these would be read as something else, or not at all, and a price be wrong or falsely vouched for."""
    test_a_wrong_table_is_refused_with_its_file_line_and_reason(tmp_path, old, new, line, says)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("4, source: list", "4, source: {x86_64: list}", id="a price without a source for one choice: a KeyError"),
        pytest.param("unit: 1000000 Requests", "unit: 0 Requests", id="a multiple of 0"),
        pytest.param(DAYS, f"{DAYS}, until: 2019-01-01", id="held until before it began"),
        pytest.param(DAYS, f"{DAYS}, until: 2026-01-01", id="held for longer than it was seen"),
        pytest.param("2020-12-01: {price: 4", "2020-W49-2: {price: 4", id="a week for a day"),
        pytest.param(
            "regions: [us-east-1]}", "tiers: 9, regions: [us-east-1]}", id="checked again, in more tiers than there are"
        ),
        pytest.param("checked: 2026-01-01, source", "checked: 2019-01-01, source", id="checked again, before it began"),
        pytest.param("title: Things\n", "title: Things\nunprefixed: [us-esat-1]\n", id="unprefixed, in a region that is none"),
        pytest.param("  far: [eu-west-1]\n", "  far: [eu-west-1]\n  sa-east-1: [eu-west-2]\n", id="a group named as a region"),
        pytest.param("  far: [eu-west-1]\n", "  far: [eu-west-1]\n  void: [eu-west-2]\n", id="a group without a price"),
        pytest.param(KNOWN, FREE.replace("[aws]", "[aws-us-gvo]") + KNOWN, id="free in a partition that is none"),
        pytest.param(KNOWN, FREE.replace("[aws]", "[]") + KNOWN, id="free in no partition"),
        pytest.param(KNOWN, FREE.replace("SOURCE", "list, until: 2020-01-01") + KNOWN, id="free until before it began"),
    ],
)
def test_a_slip_that_still_goes_unseen_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """As above; a line leaves this list when `checking` refuses it."""
    with pytest.raises(TableError):
        read(tmp_path, changed(old, new.replace("OFFER", "always").replace("SOURCE", "list")))


def test_a_table_that_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(TableError, match=r"thing\.yaml, line 2: not well-formed"):
        checking.table_of("meters: [", "thing.yaml")
