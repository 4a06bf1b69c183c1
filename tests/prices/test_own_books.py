"""A price book of one's own is not believed: what is wrong in it is said, all of it, before anything is priced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import TableError, UnreadableFileError
from lambda_cost.prices import custom_tables
from tests.prices.books import BUNDLED, HOME, HOME_PRICES, ONE_PRICE, folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ENTRY = '{price: {arm64: 0.0000120}, source: "Agreement of September 2026"}'
TABLE = "our-prices/aws_lambda/function.yaml"


def refused(path: Path) -> list[str]:
    """What is wrong in the book in *path*."""
    with pytest.raises(TableError) as error:
        BUNDLED.overlaid(path)
    return str(error.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "duration",
            "duratoin",
            f"{TABLE}, line 3: meters.duratoin is no meter of aws_lambda.function; did you mean duration?",
        ),
        (
            "eu-west-1",
            "eu-wst-1",
            "meters.duration.prices.eu-wst-1 has 'eu-wst-1', no group or region; did you mean eu-west-1?",
        ),
        (
            "2026-10-01",
            "soon",
            "meters.duration.prices.eu-west-1.soon value error, allowed: a day, without quotes (here: 'soon')",
        ),
        ("arm64", "arm65", "price is one for each of arm65; allowed: the choices of usage_type"),
        ("0.0000120", "-1", "price is negative; allowed: at least 0"),
        ("0.0000120", "1e999999999", "price has too many digits; allowed: 18 before the point and 30 behind it"),
        ("0.0000120", "[1, {above: 1e999999999, price: 2}]", "price has too many digits"),
        (ENTRY, "5", "(here: 5)"),
        (ENTRY, "{price: 1}", "source field required"),
        (ENTRY, "{price: 1, source: us, until: 9999-12-31}", "until is 9999-12-31; allowed: from 2026-10-01"),
        (ENTRY, "{price: 1, source: us, checked: 2026-01-01}", "checked is before it began"),
        ("September 2026", "\\e[31m", "title has control characters; allowed: text without them"),
        (ENTRY, '{price: 1, source: us, note: "\\e[31m"}', "note has control characters; allowed: text without them"),
        ("  duration:", "  duration:\n    unit: Requests", "meters.duration.unit is not as in the book below"),
        ("  duration:", "  duration:\n    absent: [eu-west-2]", "meters.duration.absent has eu-west-2; a book"),
        ("meters", "sources: {deal: {title: Deal, url: ''}}\nmeters", "source is 'Agreement of September 2026'; allowed: deal"),
        ("      eu-west-1:", "      eu-west-1: 5\n      eu-west-2:", "(here: 5)"),
    ],
)
def test_what_is_wrong_in_a_table_is_said(old: str, new: str, says: str, tmp_path: Path) -> None:
    """The file, the line, the field, what is there, and what may be."""
    assert old in ONE_PRICE
    found = refused(folder(tmp_path, aws_lambda__function=ONE_PRICE.replace(old, new, 1)))
    assert any(says in line for line in found), found
    assert all(line.startswith("our-prices/aws_lambda/function.yaml") for line in found)


@pytest.mark.parametrize("text", ["", "5", "meters: 5", "meters: {duration: 5}", "meters: {duration: {prices: 5}}", "title: x"])
def test_what_is_no_table_at_all_is_said(text: str, tmp_path: Path) -> None:
    """Nothing that YAML can say is a traceback."""
    assert refused(folder(tmp_path, aws_lambda__function=text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5", "is not in the form; allowed: regions, and partitions with a currency"),
        ("regions: {}\nzones: {}", "is not in the form"),
        ("regions: {XX-1: {name: A}}", "line 1: regions.XX-1 is not in the form; allowed: name, billing_code, and a partition"),
        ("regions: {xx-1: {}}", "regions.xx-1 is not in the form"),
        ("regions: {xx-1: {name: 5}}", "regions.xx-1 is not in the form"),
        ('regions: {xx-1: {name: "\\e[31m"}}', "regions.xx-1 is not in the form"),
        ("regions: {xx-1: {name: A, partition: mars}}", "regions.xx-1 is not in the form"),
        ("regions: {eu-west-1: {name: A}}", "regions.eu-west-1 is a region already; allowed: a code of its own"),
        ("partitions: 5\nregions: {}", "partitions is 5; allowed: a mapping of names"),
        (
            "partitions: {own: {currency: euro}}\nregions: {}",
            "partitions.own is {'currency': 'euro'}; allowed: {currency: EUR}",
        ),
        ("partitions: {aws: {currency: EUR}}\nregions: {}", "partitions.aws is {'currency': 'EUR'}; allowed: {currency: USD}"),
        ("regions: {xx-1: {name: A}\n", "not well-formed YAML"),
    ],
)
def test_what_is_wrong_in_regions_is_said(text: str, says: str, tmp_path: Path) -> None:
    """A region of one's own is new, and has a name and a currency."""
    found = refused(folder(tmp_path, regions=text))
    assert any(line.startswith("our-prices/regions.yaml") and says in line for line in found), found


def test_a_partition_of_ones_own_has_its_own_currency(tmp_path: Path) -> None:
    """A bill there is in that currency."""
    text = "partitions: {own: {currency: EUR}}\nregions: {xx-1: {name: A, billing_code: X, partition: own}}"
    region = BUNDLED.overlaid(folder(tmp_path, regions=text)).region("xx-1")
    assert (region.currency, region.billing_code, region.partition) == ("EUR", "X", "own")


def test_everything_that_is_wrong_in_all_files_is_said_at_once(tmp_path: Path) -> None:
    """A book is mended in one round."""
    found = refused(
        folder(
            tmp_path,
            regions="regions: {eu-west-1: {name: A}}",
            aws_lambda__function=ONE_PRICE.replace("arm64", "arm65"),
            aws_lambda__functoin=ONE_PRICE,
            api_gateway__rest_api="meters: {requests: {prices: {eu-west-1: {2026-01-01: {price: -1, source: us}}}}}",
        )
    )
    assert [line.partition(":")[0] for line in found] == [
        "our-prices/regions.yaml, line 1",
        "our-prices/api_gateway/rest_api.yaml, line 1",
        "our-prices/aws_lambda/function.yaml, line 6",
        "our-prices/aws_lambda/functoin.yaml",
    ]
    assert "is no table of a price book; did you mean aws_lambda/function.yaml?" in found[-1]


def test_a_bomb_of_aliases_is_refused_in_no_time(tmp_path: Path) -> None:
    """Ten levels of ten are ten thousand million values, and are counted before they are made."""
    levels = "\n".join(f"l{n + 1}: &l{n + 1} [{', '.join([f'*l{n}'] * 10)}]" for n in range(10))
    found = refused(folder(tmp_path, aws_lambda__function=f"l0: &l0 [x]\n{levels}\n{ONE_PRICE}"))
    assert "more than 1,000,000 values" in found[0]


@pytest.mark.parametrize(
    "name",
    ["aws_lambda/function.yml", "function.yaml", "regions.yml", "savings_plans/other.yaml", "old/aws_lambda/function.yaml"],
)
def test_a_file_that_would_be_overlooked_is_refused(name: str, tmp_path: Path) -> None:
    """A price that somebody wrote and nobody reads would make a bill wrong in silence."""
    path = folder(tmp_path, aws_lambda__function=ONE_PRICE)
    (path / name).parent.mkdir(exist_ok=True, parents=True)
    (path / name).write_text(ONE_PRICE, encoding="utf-8")
    assert "is no table of a price book" in refused(path)[0]


def test_savings_plan_rates_are_not_laid_over(tmp_path: Path) -> None:
    """They belong to the prices beside which they were published."""
    path = folder(tmp_path, aws_lambda__function=ONE_PRICE, savings_plans__compute="title: Ours")
    (line,) = refused(path)
    assert line == (
        "our-prices/savings_plans/compute.yaml: cannot be laid over another book; allowed: tables of meters, such as"
        " aws_lambda/function.yaml, and regions.yaml"
    )


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    """It is the wrong folder."""
    assert refused(tmp_path)[0].startswith(f"{tmp_path}: has no price table; allowed: tables of meters")


def test_what_is_no_folder_or_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name, a file, a pipe that nobody writes to, a file that is too large, and one that may not be read."""
    with pytest.raises(UnreadableFileError, match="nowhere is no folder; allowed: a folder of price tables"):
        BUNDLED.overlaid(tmp_path / "nowhere")
    path = folder(tmp_path, aws_lambda__function=ONE_PRICE)
    with pytest.raises(UnreadableFileError, match=r"function\.yaml is no folder"):
        BUNDLED.overlaid(path / "aws_lambda" / "function.yaml")
    os.mkfifo(path / "aws_lambda" / "durable.yaml")
    assert "is no file; allowed: a price table" in refused(path)[0]
    (path / "aws_lambda" / "durable.yaml").unlink()
    monkeypatch.setattr("lambda_cost.files.open_file", denied)
    assert refused(path) == ["our-prices/aws_lambda/function.yaml cannot be read: Permission denied"]


def test_a_folder_that_may_not_be_read_is_refused_and_a_hidden_one_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be seen may hold a price; what git keeps does not."""
    path = folder(tmp_path, aws_lambda__function=ONE_PRICE)
    (path / ".git").mkdir()
    (path / ".git" / "config.yaml").write_text("x", encoding="utf-8")
    assert custom_tables.read(path, BUNDLED.tables, BUNDLED.regions).tables.keys() == {"aws_lambda.function"}

    def walk(top: Path, onerror: Callable[[OSError], None], followlinks: bool) -> Iterator[Any]:
        del followlinks
        onerror(PermissionError(13, "Permission denied", f"{top}/aws_lambda"))
        yield

    monkeypatch.setattr("os.walk", walk)
    with pytest.raises(UnreadableFileError, match="our-prices/aws_lambda cannot be read: Permission denied"):
        custom_tables.read(path, BUNDLED.tables, BUNDLED.regions)


def denied(_path: Path, _mode: str) -> None:
    """What the system says of a file that belongs to somebody else."""
    raise PermissionError(13, "Permission denied")


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's whole disk is no price book."""
    monkeypatch.setattr(custom_tables, "MAX_FILES", 1)
    path = folder(tmp_path, regions=HOME, aws_lambda__function=HOME_PRICES)
    with pytest.raises(UnreadableFileError, match="has more than 1 files"):
        BUNDLED.overlaid(path)
