"""What is observed becomes a usage file, which estimates take."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from lambda_cost import LambdaCostError, Scenario, estimate, load, observe
from lambda_cost.errors import ScenarioError
from lambda_cost.strict_yaml import read as read_yaml
from lambda_cost.usage.observing.as_usage import usage_file
from tests.usage.commands import EXPORT, SAMPLES, SHOP, run
from tests.usage.lines import event, exported, report

COLD = "Init Duration: 100.00 ms\t"


def test_an_estimate_of_what_was_observed_is_what_was_billed(tmp_path: Path) -> None:
    out = tmp_path / "usage.yaml"
    run("observe", str(EXPORT), "--function", "checkout", "--out", str(out))
    bill, _ = run("estimate", str(out), "--free-tier", "none", "--day", "2026-11-01", "--format", "json")
    duration = next(line for line in json.loads(bill)["charges"] if line["meter"].endswith("function.duration"))
    # 3,133 ms x 1,769 MB / 1,024 / 1,000
    assert Decimal(duration["pricing_quantity"]).quantize(Decimal("1e-8")) == (Decimal(3133) * 1769 / 1024 / 1000).quantize(
        Decimal("1e-8")
    )
    text = out.read_text()
    assert "requests: 20" in text
    assert "billed_duration_ms: 156.65  # mean with init and restore: 3,133 ms in 20 requests" in text


def test_a_template_takes_what_was_observed(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("Resources: {fn: {Type: 'AWS::Lambda::Function', Properties: {MemorySize: 1769}}}")
    scenario = load(tmp_path / "t.yaml", usage=observe(EXPORT, function="fn"))
    assert isinstance(scenario, Scenario)
    assert scenario.to_yaml().count("billed_duration_ms: 156.65") == 1
    assert estimate(scenario).total >= 0


def test_what_if_has_handler_time_and_cold_starts(tmp_path: Path) -> None:
    path = tmp_path / "fn.log"
    path.write_text(exported(report(1, billed=103, more=COLD).replace("102.50", "2.50"), report(2), report(3), report(4)))
    data = usage_file(observe(path, packaging="image"), what_if=True).data["functions"]["fn"]
    # (2.5 + 3 x 2.5) / 4; one of four is cold
    cold = {"share": Decimal("0.25"), "init_ms": Decimal(100), "packaging": "image"}
    assert data.pop("logs")
    assert data == {"requests": Decimal(4), "duration_ms": Decimal("2.5"), "cold_starts": cold, "memory_mb": Decimal(128)}
    (function,) = observe(path).functions
    assert (function.mean_billed_ms, function.cold_share, function.mean_init_ms) == (
        Fraction(112, 4),
        Fraction(1, 4),
        Fraction(100),
    )


def test_what_is_unknown_is_a_comment_and_nothing_is_zero() -> None:
    text = usage_file(observe(SAMPLES / "metrics" / "get-metric-data.json")).text()
    assert "    # memory_mb: unknown  # metrics do not tell memory sizes\n" in text
    assert "    # cold_starts.share: unknown  # metrics do not tell cold starts\n" in text
    assert ": 0" not in text
    read_yaml(text, "usage.yaml")
    assert usage_file(observe([])).text().endswith("{}\n")


def test_restores_responses_and_provisioned_requests_stand_in_the_file(tmp_path: Path) -> None:
    record = {"requestId": "a", "metrics": {"durationMs": 100, "billedDurationMs": 153, "memorySizeMB": 512}}
    record["metrics"] |= {"restoreDurationMs": 400, "billedRestoreDurationMs": 53}  # type: ignore[operator]
    produced = {"metrics": {"producedBytes": 1024 * 1024}}
    lines = [
        {"type": "platform.report", "time": "2026-05-28T10:00:00Z", "record": record},
        {"type": "platform.runtimeDone", "record": produced},
    ]
    (tmp_path / "fn.json").write_text("".join(map(json.dumps, lines)))
    metrics = [
        {"Label": f"fn {metric}", "Timestamps": ["2026-05-28T00:00:00Z"], "Values": [value]}
        for metric, value in (
            ("Invocations", 50),
            ("ProvisionedConcurrencyInvocations", 30),
            ("ProvisionedConcurrencySpilloverInvocations", 0),
        )
    ]
    (tmp_path / "m.json").write_text(json.dumps({"MetricDataResults": metrics}))
    file = usage_file(observe([tmp_path / "fn.json", tmp_path / "m.json"]), what_if=True)
    data = file.data["functions"]["fn"]
    assert data["requests"] == 50, "metrics count all requests, of which logs may have a part"
    assert data["snap_start"] == {"restores": Decimal(1), "restore_ms": Decimal(53)}
    assert data["provisioned_concurrency"] == {"requests": Decimal(30), "others": "outside"}
    assert "response_streaming.mb: unknown  # 1 if responses are streamed" in file.text()
    metrics[2:] = []
    (tmp_path / "m.json").write_text(json.dumps({"MetricDataResults": metrics}))
    assert "others: unknown" in usage_file(observe([tmp_path / "fn.json", tmp_path / "m.json"])).text()


def test_requests_without_a_memory_size_are_not_lost_unseen() -> None:
    text = usage_file(observe(SAMPLES / "logs" / "platform-events.jsonl", function="fn")).text()
    assert "# Not in it: 1 request of fn without a memory size: requests on managed instances" in text
    assert '"fn@128":' in text


def test_apis_are_upper_bounds(tmp_path: Path) -> None:
    def result(label: str, value: int) -> dict[str, object]:
        return {"Label": label, "Timestamps": ["2026-05-28T00:00:00Z"], "Values": [value]}

    results = [
        result("web Count", 7),
        result("web 4xx", 1),
        result("chat MessageCount", 9),
        result("old ConnectCount", 1),
        result("some Count", 2),
    ]
    (tmp_path / "m.json").write_text(json.dumps({"MetricDataResults": results}))
    found = observe(tmp_path / "m.json")
    file = usage_file(found)
    assert file.data["apis"] == {
        "chat": {"type": "websocket", "messages": Decimal(9)},
        "old": {"type": "websocket"},
        "some": {"requests": Decimal(2)},
        "web": {"type": "http", "requests": Decimal(7)},
    }
    assert "# connection_minutes: unknown  # connection minutes are in no metric" in file.text()
    assert usage_file(found, extrapolate=True).data["apis"]["chat"]["messages"] == Decimal(274), "9 x 365 / 12 days"
    assert found.report().count("at most") == 4


def test_four_weeks_are_scaled_by_weekdays(tmp_path: Path) -> None:
    """Mondays have two requests and other days one; November 2026 has five Sundays and Mondays, and four of every other day."""
    path = tmp_path / "fn.log"
    days = [f"2026-10-{day:02}" for day in range(1, 29)]
    mondays = {"2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"}
    path.write_text(
        "".join(
            exported(*([report(place), report(place + 100)] if day in mondays else [report(place)]), day=day)
            for place, day in enumerate(days)
        )
    )
    found = observe(path)
    file = usage_file(found, extrapolate=True, month="2026-11")
    # 5 Mondays x 2 + 25 other days
    assert file.data["functions"]["fn"]["requests"] == 35
    assert "scaled from 28 days to 2026-11 of 30 days, each weekday by its own mean" in file.text()
    assert "not of whole weeks" not in file.text()
    # 365 / 84 weeks of 8 requests: 34.76
    assert usage_file(found, extrapolate=True).data["functions"]["fn"]["requests"] == 35
    odd = observe(path, first="2026-10-01", last="2026-10-10")
    assert "10 days is not of whole weeks (3 more)" in usage_file(odd, extrapolate=True).text()


def test_a_part_of_a_week_is_scaled_by_days_and_warned_about(tmp_path: Path) -> None:
    (tmp_path / "fn.log").write_text(exported(report(1), report(2), day="2026-10-05") + exported(report(3), day="2026-10-06"))
    file = usage_file(observe(tmp_path / "fn.log"), extrapolate=True, month="2026-10")
    # 3 requests in 2 days, of 31: 46.5, rounded
    assert file.data["functions"]["fn"]["requests"] == 47
    assert "2 days scaled to a month" in file.text()
    with pytest.raises(ScenarioError, match="--month is 'x'"):
        usage_file(observe(tmp_path / "fn.log"), extrapolate=True, month="x")
    with pytest.raises(ScenarioError, match="needs times"):
        observe(SAMPLES / "logs" / "cold-starts-before-2025-08.txt").to_usage(extrapolate=True)


def test_the_commands(tmp_path: Path) -> None:
    shop, usage = tmp_path / "shop.yaml", tmp_path / "usage.yaml"
    shop.write_text(SHOP)
    _, said = run("observe", str(EXPORT), "--function", "checkout", "--onto", str(shop), "--out", str(usage))
    assert "functions.checkout.requests: 1M -> 20" in said
    _, again = run("observe", str(EXPORT), "--function", "checkout", "--onto", str(usage))
    assert "nothing changes" in again
    run("observe", str(EXPORT), "--function", "checkout", "--out", str(usage), "--force")
    table, _ = run("compare", str(shop), "--observed", str(usage))
    assert "What explains the difference" in table
    _, wrong = run("compare", str(shop), "--vary", "region=us-east-1", "--observed", str(usage), code=2)
    assert "--observed goes with one scenario" in wrong
    shown, _ = run("observe", str(EXPORT), "--format", "table")
    assert "20: START line" in shown
    document = json.loads(run("observe", str(EXPORT), "--format", "json")[0])
    assert document["schema"] == "lambda-cost/observed/1"
    assert document["skipped"] == {"lines": 40, "reasons": {"END line": 20, "START line": 20}}
    _, warned = run("observe", str(EXPORT), "--as", "what-if", "--extrapolate")
    assert "warning: s3-export-000000: the source does not name the function" in warned


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--as", "x"), "--as is 'x'"),
        (("--month", "2026-01"), "--month goes with --extrapolate"),
        (("--onto", "x.yaml", "--format", "json"), "--onto writes the form of its file"),
        (("--format", "x"), "--format is 'x'"),
        (("--packaging", "x"), "--packaging is 'x'; allowed: zip or image"),
        (("--from", "x"), "--from is 'x'"),
        (("--out", "x"), "does not say its format"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: tuple[str, ...], message: str) -> None:
    assert message in run("observe", str(EXPORT), *options, code=2)[1]


def test_events_of_one_request_can_be_given_in_any_envelope(tmp_path: Path) -> None:
    (tmp_path / "fn.json").write_text(json.dumps([event(report(1))]))
    assert observe(tmp_path).rows()[0]["requests"] == 1


def test_charts_show_requests_by_day_and_billed_times_cold_and_warm(tmp_path: Path) -> None:
    cold = report(2, billed=103, more=COLD).replace("102.50", "2.50")
    (tmp_path / "fn.log").write_text(exported(report(1), cold, day="2026-05-28") + exported(report(3), day="2026-05-30"))
    found = observe(tmp_path / "fn.log")
    assert found.charts == ("requests_by_day", "billed_time")
    drawn = {kind: found.plot(kind).to_dict() for kind in found.charts}
    text = json.dumps(drawn)
    assert "2026-05-28, fn: 2 requests" in text
    assert "2026-05-30, fn: 1 requests" in text
    assert '"domain": ["2026-05-28", "2026-05-29", "2026-05-30"]' in text, "a day without anything is a gap"
    assert "from 2 ms: 2 warm" in text or "from 3 ms: 2 warm" in text
    assert "1 cold starts" in text
    assert found.to_frame().requests.tolist() == [3]
    with pytest.raises(LambdaCostError, match="no billed time of x"):
        found.plot("billed_time", function="x")
    with pytest.raises(LambdaCostError, match="no requests with times"):
        observe(SAMPLES / "logs" / "cold-starts-before-2025-08.txt").plot()
