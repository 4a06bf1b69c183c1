"""A spreadsheet is a scenario: a row for each resource, whoever wrote the file, and however."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_cost import LambdaCostError, Scenario, ScenarioError, UnreadableFileError, estimate, load, strict_yaml
from lambda_cost.extras import install_command
from lambda_cost.scenario import sheet, workbook

if TYPE_CHECKING:
    from tests.conftest import Command

D = Decimal
CSV = """\
kind,name,requests,Duration ms,memory_mb,region,functions,cold_starts.share,cold_starts.init_ms,amount,note,tag:team,internet_gb
,checkout,1M,0.5s,512MB,us-east-1,,1%,800,,,web,
function,search,2000000,500,1024,eu-west-1,,,,,,,

HTTP,public,,,,us-east-1,"checkout; search",,,,,web,
other cost,DynamoDB,,,,,,,,40,October's bill,web,
data_transfer,,,,,us-east-1,,,,,,,10
"""
YAML = """\
functions:
  checkout: {requests: 1M, duration_ms: 500, memory_mb: 512, region: us-east-1, tags: {team: web}, cold_starts: COLD}
  search: {requests: 2M, duration_ms: 500, memory_mb: 1024, region: eu-west-1}
apis: {public: {type: http, functions: [checkout, search], region: us-east-1, tags: {team: web}}}
other_costs: {DynamoDB: {amount: 40, note: October's bill, tags: {team: web}}}
data_transfer: {internet_gb: 10, region: us-east-1}
"""


TOO_MANY = "".join(f"f{place},1\n" for place in range(sheet.MAX_ROWS + 1))


def scenario(source: Any = None, **options: Any) -> Scenario[Decimal]:
    loaded = load(source, day="2026-11-01", **options)
    assert isinstance(loaded, Scenario)
    return loaded


def table(tmp_path: Path, text: str, name: str = "functions.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def book(tmp_path: Path, rows: list[list[Any]], *more: str) -> str:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    for title in more:
        made.create_sheet(title)
    made.save(tmp_path / "functions.xlsx")
    return str(tmp_path / "functions.xlsx")


def refused(source: str) -> str:
    with pytest.raises(LambdaCostError) as error:
        load(source)
    return str(error.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_says_what_a_scenario_file_says(tmp_path: Path, delimiter: str) -> None:
    """With units or without, with heads as people write them, and with what separates cells where Excel is German."""
    text = CSV.replace('"checkout; search"', '"checkout, search"' if delimiter != "," else '"checkout; search"')
    path = table(tmp_path, text if delimiter == "," else delimiter.join(text.replace(", ", "|").split(",")).replace("|", ", "))
    made, expected = scenario(path), scenario(text=YAML.replace("COLD", "{share: 1%, init_ms: 800}"))
    assert made.to_dict() == expected.to_dict() | {"name": "functions"}
    assert estimate(made).total == estimate(expected).total


def test_a_workbook_says_the_same_with_numbers_and_dates_of_its_own(tmp_path: Path) -> None:
    """A whole number, a percentage and a text are cells of different kinds."""
    rows: list[list[Any]] = [
        ["kind", "Name", "Requests", "duration ms", "memory_mb", "cold_starts.share", "cold_starts.init_ms", "tag:Cost Center"],
        ["function", 42, 1_000_000, 500.5, "512 MB", 0.01, 800, 4711],
        [None, "b", "1M", 100, 128.0, None, None, 7.5],
        [None] * 8,
    ]
    a, b = scenario(book(tmp_path, rows)).functions
    assert (a.name, a.requests, a.duration_ms, a.memory_mb) == ("42", D(10**6), D("500.5"), D(512))
    assert a.features[0].numbers()["share"] == D("0.01")
    assert (b.name, b.memory_mb) == ("b", D(128))
    assert [one.tags for one in (a, b)] == [{"Cost Center": "4711"}, {"Cost Center": "7.5"}]


def test_only_the_first_sheet_is_read_and_that_is_said(tmp_path: Path) -> None:
    """Forty functions on another sheet would be missing without a word."""
    rows: list[list[Any]] = [["name", "requests", "duration_ms", "memory_mb"], ["f", 1, 1, 128]]
    assert scenario(book(tmp_path, rows, "Notes", "Old")).warnings == (
        f"Of {tmp_path}/functions.xlsx the sheet Sheet is read; not read: Notes, Old.",
    )
    assert scenario(book(tmp_path, rows)).warnings == ()


def test_dates_and_yes_and_no_stay_what_they_are(tmp_path: Path) -> None:
    """A field that takes none says so, in row and column."""
    rows: list[list[Any]] = [
        ["name", "requests", "duration_ms", "memory_mb", "architecture"],
        ["f", datetime(2026, 11, 1), 1, True, date(2026, 11, 1)],  # noqa: DTZ001
    ]
    message = refused(book(tmp_path, rows))
    assert "row 2, column requests: functions.f.requests is a date; allowed" in message
    assert "row 2, column memory_mb: functions.f.memory_mb is true or false; allowed" in message
    assert "row 2, column architecture: functions.f.architecture is 2026-11-01" in message


def test_a_formula_without_a_value_is_refused_and_one_with_a_value_is_read(tmp_path: Path) -> None:
    """A program that writes formulas and calculates none leaves no value; nothing must become zero or vanish."""
    path = book(tmp_path, [["name", "requests", "duration_ms", "memory_mb"], ["f", "=2*500000", 1, 128]])
    assert refused(path) == (
        f"{path}, row 2, column requests: functions.f.requests is the formula '=2*500000' without a value; "
        "save the file in a spreadsheet program"
    )
    raw = Path(path).read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, re.sub(rb"<v ?/>|<v></v>", b"<v>1000000</v>", text))
    Path(path).write_bytes(out.getvalue())
    assert scenario(path).functions[0].requests == 10**6


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,memory,requests\nf,1,1\n", "row 1, column memory: is no field; did you mean memory_mb?"),
        ("name,requests,Requests\nf,1,1\n", "row 1, column requests: is there 2 times; allowed: once"),
        ("name,requests\nf,1,7\n", "line 2: has '7' in a column without a name"),
        ("name,requests,\nf,1,7\n", "line 2: has '7' in a column without a name"),
        ("name,requests\n,1\n", "row 2, column name: is missing; allowed: a name for each row"),
        ("kind,name,requests\nfunktion,f,1\n", "row 2, column kind: is 'funktion'; did you mean function?"),
        ("name,requests\nf,1\n\nf,2\n", "row 4, column name: functions.f is in row 2 too; allowed: once"),
        ("name,requests,memory_mb,duration_ms\nf,-1,128,1\n", "row 2, column requests: functions.f.requests is -1; allowed"),
        ('name,requests,memory_mb,duration_ms\nf,"1,000",128,1\n', "row 2, column requests: functions.f.requests is '1,000'"),
        ("name,requests,memory_mb\nf,1,128\n", "line 2: functions.f.duration_ms is missing"),
        ("kind,name,requests,memory_mb\nhttp,f,1,128\n", "row 2, column memory_mb: apis.f.memory_mb is no key here"),
        ("name,cold_starts.sharp\nf,1\n", "row 1, column cold_starts.sharp: is no field; did you mean cold_starts.share?"),
        ("kind,name,cold_starts.share\nhttp,f,1\n", "row 2, column cold_starts.share: apis.f.cold_starts is no key here"),
        ("name,tag:\nf,x\n", "functions.f.tags has "),
        ("name,region\nf,mars\n", "row 2, column region: functions.f.region is 'mars'"),
        ("name,requests\n", "describes nothing to price"),
        ("", "describes nothing to price"),
        (f"name{',' * 250}\n", "line 1: has 251 columns; allowed: 200"),
        (
            "name,requests\n" + TOO_MANY,
            "line 10002: is one row too many; allowed: 10,000",
        ),
        (f'name,requests\n"{"x" * 200_000}",1\n', "cannot be read: line 2: field larger than field limit (131072)"),
        ("name\n" + "x" * strict_yaml.MAX_BYTES, "characters; allowed: at most 8,388,608"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_row_and_column(tmp_path: Path, text: str, says: str) -> None:
    """Whoever made it finds the cell."""
    assert says in refused(table(tmp_path, text))


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Row by row, first what a table must be, then what a scenario must be."""
    text = "name,memory,kind\nf,1,\n,2,\n,3,what\n"
    assert [line.partition(": ")[0].partition(".csv, ")[2] for line in refused(table(tmp_path, text)).splitlines()] == [
        "row 1, column memory",
        "row 3, column name",
        "row 4, column kind",
    ]
    text = "name,requests,memory_mb,duration_ms\na,x,1,1\nb,1,1,x\n"
    assert refused(table(tmp_path, text)).count("row 2") == refused(table(tmp_path, text)).count("row 3") == 2


def test_a_table_comes_through_a_pipe_and_is_told_by_its_first_line(tmp_path: Path, command: Command) -> None:
    """Other text that has commas in it is no table."""
    code, out, _ = command("estimate", "-", "--format", "csv", given=CSV)
    assert (code, "functions.checkout" in out) == (0, True)
    assert sheet.is_table("data", "\nName;Requests;tag:team\n")
    for text in ("name", "functions: {name, requests}", "name, colour\n", "[name, requests]", "requests,memory_mb\n", ""):
        assert not sheet.is_table("data", text)
    assert sheet.is_table("DATA.TSV", "")
    empty = table(tmp_path, "- 1\n", "list.yaml")
    assert "is a list" in refused(empty)


def test_a_table_is_one_file_of_an_account_and_takes_changes(tmp_path: Path) -> None:
    """What is changed is blamed on the change."""
    path = table(tmp_path, CSV)
    other = table(tmp_path, "functions: {render: {requests: 1, duration_ms: 1, memory_mb: 128}}\n", "b.yaml")
    bill = estimate(scenario([path, other]))
    assert [*bill.by("file")] == [path, other]
    assert scenario(path, changes={"functions.checkout.memory_mb": 1024}).functions[0].memory_mb == 1024
    with pytest.raises(ScenarioError, match=r"^changes: functions\.checkout\.memory_mb is 1"):
        load(path, changes={"functions.checkout.memory_mb": 1})
    with pytest.raises(ScenarioError, match=r"row 2, column memory_mb: functions.checkout.memory_mb is '64MB'"):
        load([table(tmp_path, CSV.replace("512MB", "64MB")), other])


def test_init_writes_a_table_to_start_from(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is an estimate as it is."""
    monkeypatch.chdir(tmp_path)
    code, _, err = command("init", "--csv")
    assert (code, err) == (0, "scenario.csv is written; next: lambda-cost estimate scenario.csv\n")
    assert command("estimate", "scenario.csv", "--by", "tag:team")[0] == 0
    assert command("init", "--csv")[0] == 2
    assert command("init")[0] == 0
    assert Path("scenario.yaml").exists()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return out.getvalue()


def lying(raw: bytes) -> bytes:
    """*raw* with a part of which the archive says that it is smaller than it is."""
    place = raw.rindex(b"PK\x01\x02") + 24
    return raw[:place] + (10).to_bytes(4, "little") + raw[place + 4 :]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is no Excel workbook"),
        (b"name,requests\n", "is no Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is no Excel workbook"),
        (zipped(a=b"0" * (workbook.MAX_BYTES + 1)), "unpacks to 33,554,433 bytes in 1 parts; allowed: 33,554,432 in 1,000"),
        (zipped(**{f"p{place}": b"" for place in range(1_001)}), "unpacks to 0 bytes in 1,001 parts"),
        (zipped(a=b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "declares entities"),
        (zipped(a=b"<x/>"), "cannot be read as a workbook (KeyError)"),
        (zipped(**{"[Content_Types].xml": b"<x"}), "cannot be read as a workbook (ParseError)"),
        (lying(zipped(a=b"0" * 1_000_000)), "is no Excel workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "is no Excel workbook"),
        (b"x" * (strict_yaml.MAX_BYTES + 1), "is too large; allowed: at most 8,388,608 bytes"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",  # bytes may hold the time of day
)
def test_what_is_no_workbook_or_too_large_to_be_one_is_refused_before_it_is_unpacked(
    tmp_path: Path, raw: bytes, says: str
) -> None:
    """A file of 32 KB can be 32 MB of blanks, and a declaration a billion laughs."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(raw)
    assert says in refused(str(path))


@given(place=st.integers(0, 4_000), byte=st.integers(0, 255))
def test_no_damaged_workbook_ends_in_anything_but_a_message(place: int, byte: int) -> None:
    """A byte here or there in the archive."""
    whole = zipped_example()
    raw = whole[:place] + bytes([byte]) + whole[place + 1 :]
    with suppress(LambdaCostError):
        assert sheet.read_workbook(raw, "a.xlsx").data["functions"]


@cache
def zipped_example() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["name", "requests", "duration_ms", "memory_mb"])  # type: ignore[union-attr]
    made.active.append(["f", 1, 1, 128])  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_row_far_below_does_not_make_a_million(tmp_path: Path) -> None:
    """One cell in the last row of a sheet; rows above it that are not there are not read one by one."""
    made = openpyxl.Workbook()
    made.active.append(["name", "requests", "duration_ms", "memory_mb"])  # type: ignore[union-attr]
    made.active["A1048576"] = "f"  # type: ignore[index]
    made.save(tmp_path / "a.xlsx")
    worksheet = workbook.read_first_sheet((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", 10, 10)
    assert len(worksheet.rows) == 11


def test_without_openpyxl_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or to save the sheet as CSV, which needs nothing."""
    path = book(tmp_path, [["name"], ["f"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refused(path) == f"workbooks need openpyxl: {install_command('sheets')}; or save the sheet as CSV"
    with pytest.raises(UnreadableFileError):
        load(tmp_path / "none.xlsx")
