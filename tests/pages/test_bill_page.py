"""The page of a bill: every step, part and day, in one file that needs nothing, and on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from lambda_cost import LambdaCostError, reconcile
from lambda_cost.charts import make_chart
from lambda_cost.charts.theme import LIGHT, NARROW, WIDE
from lambda_cost.cli import serve as serving
from lambda_cost.cli.spread import spread
from lambda_cost.invoices import reading
from lambda_cost.numbers.text import money
from lambda_cost.pages.reconciliation import report
from lambda_cost.reconciliation.steps import STEPS
from lambda_cost.serve.app import bill_application
from tests.invoices.bills import SAMPLES, write_cur, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Command

PLAN = SAMPLES / "cur2-plan-and-discount.csv"
HOSTILE = '"><script>alert(1)</script>'
HTTP = {"product": "AmazonApiGateway", "usage_type": "USE1-ApiGatewayHttpRequest", "resource": "", "rate": "0.000001"}


def values(found: Any, kind: str, layer: int = 0, width: int = WIDE) -> list[dict[str, Any]]:
    """What a layer of a picture draws."""
    drawn: list[dict[str, Any]] = make_chart(found, kind).spec(width, LIGHT)["layer"][layer]["data"]["values"]
    return drawn


def test_the_waterfall_ends_where_the_bill_does() -> None:
    """List $17.19, less $6.87 free, $0.25 agreed and $0.50 of credits, $0.26 of tax, $0.07 not explained: $9.90."""
    found = reconcile(PLAN)
    bars = values(found, "waterfall", 1)
    assert [(bar["step"], bar["label"]) for bar in bars] == [
        ("List prices", "$17.19"),
        ("Free tier", "-$6.87"),
        ("Agreed discounts", "-$0.25"),
        ("Credits and refunds", "-$0.50"),
        ("Tax", "+$0.26"),
        ("Not explained", "+$0.07"),
        ("Billed", "$9.90"),
    ]
    assert (bars[0]["from"], bars[0]["to"]) == (0, 17.190967)
    assert (bars[1]["from"], bars[1]["to"]) == (10.324287, 17.190967)
    assert bars[-1]["to"] == 9.904285
    table = make_chart(found, "waterfall").table
    assert [row.values[0] for row in table.rows] == [*STEPS.values(), "Billed"]
    assert table.rows[-2].values[2] == found.months[0].billed


def test_parts_and_days_add_up_to_the_bill(tmp_path: Path) -> None:
    """16.6667 of duration on one day and 5 of calls on the next; 3 of credits have no day."""
    rows = (
        {"quantity": "1000000", "cost": "16.6667"},
        HTTP | {"quantity": "5000000", "cost": "5", "start": "2026-09-03T00:00:00Z", "end": "2026-09-03T01:00:00Z"},
        {"usage_type": "Lambda-New", "cost": "1"},
        {"type": "Credit", "cost": "-3", "rate": "", "resource": ""},
        {"type": "Tax", "cost": "2", "rate": "", "resource": "", "usage_type": ""},
    )
    found = reconcile(write_cur(tmp_path, *rows))
    assert {bar["part"]: bar["cost"] for bar in values(found, "bill_parts")} == {"checkout": 17.6667, "(no resource id)": 4}
    assert {(bar["day"], bar["kind"]): bar["cost"] for bar in values(found, "bill_days")} == {
        ("2026-09-02", "function duration"): 16.6667,
        ("2026-09-02", "Not explained"): 1,
        ("2026-09-03", "http api requests"): 5,
    }
    split = reconcile(write_cur(tmp_path, *rows), by="region")
    assert make_chart(split, "bill_parts").table.title == "The bill by region"
    plan = {bar["kind"] for bar in values(reconcile(PLAN), "bill_days")}
    assert "Savings Plans" in plan


def test_functions_of_many_rows_are_drawn_where_they_were_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `--observed` needs them, without `--by`: 60,000 and 120,000 GB-seconds at 0.0000166667."""
    pytest.importorskip("duckdb")
    monkeypatch.setattr(reading, "SMALL_ROWS", 1)
    other = "arn:aws:lambda:us-east-1:111122224444:function:other"
    rows = ({"quantity": "60000", "cost": "1.000002"}, {"quantity": "120000", "cost": "2.000004", "resource": other})
    path = write_parquet(tmp_path, {}, f"read_csv('{write_cur(tmp_path, *rows)}', all_varchar = true)")
    found = reconcile(path, engine="duckdb", functions=True)
    assert {bar["part"]: bar["cost"] for bar in values(found, "bill_parts")} == {"checkout": 1.000002, "other": 2.000004}


def test_many_parts_share_one_bar(tmp_path: Path) -> None:
    name = "arn:aws:lambda:us-east-1:111122224444:function:f"
    rows = [{"quantity": "60000", "cost": "1.000002", "resource": f"{name}{number}"} for number in range(30)]
    bars = values(reconcile(write_cur(tmp_path, *rows)), "bill_parts")
    assert len(bars) == 16
    assert bars[-1]["part"] == "all others"
    assert bars[-1]["cost"] == 15.00003


def test_resources_are_called_by_the_end_of_their_arn_where_that_is_enough(tmp_path: Path) -> None:
    nat = {
        "product": "AmazonEC2",
        "usage_type": "NatGateway-Hours",
        "operation": "NatGateway",
        "rate": "0.045",
        "quantity": "1",
    }
    ends = ("us-east-1:1:natgateway/nat-1", "us-east-1:1:natgateway/nat-2", "us-east-1:2:natgateway/nat-2")
    rows = [nat | {"resource": f"arn:aws:ec2:{end}", "cost": "0.045"} for end in ends]
    names = [bar["part"] for bar in values(reconcile(write_cur(tmp_path, *rows)), "bill_parts")]
    assert names == ["natgateway/nat-1", "arn:aws:ec2:us-east-1:1:natgatewa…", "arn:aws:ec2:us-east-1:2:natgatewa…"]


def test_a_month_that_cost_nothing_has_no_days(tmp_path: Path) -> None:
    free = reconcile(write_cur(tmp_path, {"quantity": "5", "rate": "0", "cost": "0"}))
    with pytest.raises(LambdaCostError, match="no usage that cost anything"):
        make_chart(free, "bill_days")
    text = report(free)
    assert 'id="lc-waterfall"' in text
    assert 'id="lc-bill_days"' not in text


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_picture_of_a_bill_is_drawn_whole(width: int) -> None:
    for kind in reconcile(PLAN).charts:
        drawn = ET.fromstring(make_chart(reconcile(PLAN), kind).to_svg(width))  # noqa: S314 - our own
        assert drawn.get("width") == str(width)


def test_the_page_has_every_step_and_takes_names_for_names(tmp_path: Path) -> None:
    resource = f"arn:aws:lambda:us-east-1:111122224444:function:{HOSTILE}"
    path = write_cur(tmp_path, {"quantity": "1000000", "cost": "16.6667", "resource": resource}, {"payer": "9"})
    found = reconcile([PLAN, path])
    text = report(found, "1.2.3")
    assert "<script" not in text
    assert text.count("<h1>Bill explained</h1>") == 3
    for month in found.months:
        assert f'data-total="{month.to_dict()["billed"]}"' in text
        assert month.payer in text
        for step in month.steps:
            if step.amount and step.step != "rounding":
                assert STEPS[step.step] in text
                assert money(abs(step.amount), "USD").lstrip("$") in text
    assert "lambda-cost 1.2.3" in text


def test_a_served_page_has_its_style_beside_it() -> None:
    host = "127.0.0.1:8765"
    page = TestClient(bill_application(reconcile(PLAN), "1.2.3", [host]), base_url=f"http://{host}")
    answer = page.get("/")
    assert (answer.status_code, "$9.90" in answer.text, "<style>" in answer.text) == (200, True, False)
    assert '<link rel="stylesheet" href="/style.css">' in answer.text
    assert page.get("/style.css").headers["content-type"].startswith("text/css")
    assert page.post("/", json={}).status_code == 405


def test_report_and_reconcile_write_the_page(tmp_path: Path, command: Command) -> None:
    out = tmp_path / "september.html"
    assert command("report", str(PLAN), "--month", "2026-09", "--by", "region", "--out", str(out))[0] == 0
    assert "The bill by region" in out.read_text(encoding="utf-8")
    code, text, _ = command("reconcile", str(PLAN), "--format", "html")
    assert (code, "The bill by function" in text) == (1, True)
    code, text, err = command("report", str(PLAN), "--set", "x=1", "--budget", "5")
    assert (code, text) == (2, "")
    assert "--set goes with a scenario or a template, and this is a bill" in err
    assert "--budget goes with a scenario" in err


def test_serve_shows_a_bill(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def served(make: Callable[[list[str]], Any], _port: int | None, ready: Callable[[str], None]) -> None:
        made.append(make(["127.0.0.1:1"]))
        ready("http://127.0.0.1:1/")

    monkeypatch.setattr("lambda_cost.serve.running.serve", served)
    spread(serving.serve)(file=str(PLAN), no_browser=True)
    page = TestClient(made[0], base_url="http://127.0.0.1:1")
    assert "Bill explained" in page.get("/").text
