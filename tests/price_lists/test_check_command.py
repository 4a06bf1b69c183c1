"""`prices check`, as a shell sees it."""

import json
from pathlib import Path

import pytest

from tests.price_lists.fixtures import bulk
from tests.price_lists.offered import AGREEING, REQUEST, Run


def test_a_check_exits_with_0_if_all_agrees_and_with_1_if_anything_differs(run: Run, lists: dict[str, str]) -> None:
    """The result is on standard output in either case."""
    done = run("check", lists["agree"])
    assert (done.code, done.err) == (0, "")
    assert "aws_lambda.function.duration" in done.out
    done = run("check", lists["differ"])
    assert (done.code, done.err) == (1, "")
    assert "Usage types" not in done.out
    line = next(line for line in done.out.splitlines() if line.startswith("differs"))
    assert line.split() == ["differs", "aws_lambda.function.requests", "x86_64", "eu-west-1", "0.2", "0.21", "2026-11-20"]
    assert "usage type Lambda-Web-Request-ARM in eu-west-1, 1 product" in done.out
    assert run("check", lists["agree"], lists["plans"]).code == 1


def test_what_is_gone_fails_unless_the_lists_are_said_to_be_partial(run: Run, lists: dict[str, str], tmp_path: Path) -> None:
    """A usage type that AWS renames is gone, and a check that passes then would keep a price that nobody confirms."""
    (tmp_path / "part.json").write_text(
        json.dumps(bulk("AWSLambda", [row for row in AGREEING if "Edge" not in row.usage_type]))
    )
    done = run("check", "part.json")
    assert done.code == 1
    assert sum(line.startswith("gone") for line in done.out.splitlines()) == 2
    assert run("check", "part.json", "--partial").code == 0
    assert run("check", lists["differ"], "--partial").code == 1


def test_a_check_fails_if_there_is_nothing_to_compare_or_a_price_cannot_be_compared(run: Run, tmp_path: Path) -> None:
    """Neither says that a price is AWS's, and a check that passes would be taken to say so."""
    (tmp_path / "empty.json").write_text(json.dumps(bulk("AWSLambda", [])), encoding="utf-8")
    done = run("check", "empty.json")
    assert (done.code, done.err) == (1, "nothing was compared: the lists have no price that a table has\n")
    (tmp_path / "unit.json").write_text(json.dumps(bulk("AWSLambda", [REQUEST._replace(unit="Million")])), encoding="utf-8")
    done = run("check", "unit.json", "--partial")
    assert done.code == 1
    assert "its unit is 'Million', and the table's Requests" in done.out


@pytest.mark.parametrize(("published_at", "code"), [("2026-11-25T00:30:00Z", 0), ("2026-11-26T00:00:00Z", 2)])
def test_a_list_of_a_day_to_come_is_refused(run: Run, tmp_path: Path, published_at: str, code: int) -> None:
    """A table would say that its prices were seen on a day that nobody has seen; tomorrow it may be where AWS is."""
    (tmp_path / "late.json").write_text(json.dumps(bulk("AWSLambda", AGREEING, published_at)), encoding="utf-8")
    done = run("check", "late.json")
    assert done.code == code
    says = "late.json says that it was published on 2026-11-26, in the future; today is 2026-11-24\n"
    assert done.err == ("" if code == 0 else says)


def test_a_check_in_json_has_every_finding_with_every_digit(run: Run, lists: dict[str, str]) -> None:
    """By offer, with counts, tiers and what no table has."""
    done = run("check", lists["differ"], lists["plans"], "--format", "json")
    found = json.loads(done.out)
    assert found["schema"] == "lambda-cost/prices-check/1"
    assert [one["code"] for one in found["offers"]] == ["AWSLambda", "AWSComputeSavingsPlan"]
    assert found["counts"]["differs"] == 2
    assert found["findings"][0] == {
        "status": "differs",
        "meter": "aws_lambda.function.duration",
        "choice": "x86_64",
        "region": "us-east-1",
        "plan": "3yr no_upfront",
        "day": "2026-11-20",
        "tables": [{"above": "0", "price": "0.0000147"}],
        "offer": [{"above": "0", "price": "0.0000148"}],
        "usage_type": None,
        "why": None,
    }
    assert len(found["findings"]) == sum(found["counts"].values())
    assert "AWSLambda: usage type Lambda-Web-Request-ARM in eu-west-1, 1 product" in found["unlisted"]


@pytest.mark.parametrize("to", ["csv", "markdown", "html"])
def test_a_check_has_the_other_formats_too(run: Run, lists: dict[str, str], to: str) -> None:
    """Each names the price that differs."""
    assert "0.21" in run("check", lists["differ"], "--format", to).out
