"""The local page: it answers to its own address and site only, from the same `estimate()`, and whatever is sent to it."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from lambda_cost import Scenario, estimate
from lambda_cost.pages import controls
from lambda_cost.serve import guard
from lambda_cost.serve.app import application

HOST = "127.0.0.1:8765"
SCENARIO = Scenario.read("examples/shop.yaml").on("2026-11-01")
SHOP = controls.document(SCENARIO)
HOSTILE = ("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "אבג", "x" * 10_000)
MEMORY = {"path": ["functions", "checkout", "memory_mb"], "value": "1024"}


@pytest.fixture(scope="module")
def page() -> TestClient:
    """Somebody who asks the page under its own address."""
    return TestClient(application(SCENARIO, [HOST]), base_url=f"http://{HOST}")


def test_the_page_shows_the_bill_before_anything_was_moved(page: TestClient) -> None:
    answer = page.get("/")
    assert answer.status_code == 200
    assert f'data-total="{estimate(SCENARIO).to_dict()["total"]}"' in answer.text
    assert "functions.checkout" in answer.text


def test_what_is_moved_is_answered_with_the_whole_view(page: TestClient) -> None:
    found = page.post("/view", json={"document": SHOP, "chosen": "functions.checkout", "moves": [MEMORY]}).json()
    expected = estimate(SCENARIO.with_("checkout", memory_mb=1024))
    assert f'data-total="{expected.to_dict()["total"]}"' in found["html"]["bill"]
    assert found["total"] == "$80.31"
    assert found["document"]["functions"]["checkout"]["memory_mb"] == "1024"
    assert 'value="1024"' in found["html"]["controls"]
    assert Scenario.from_dict(found["document"]) == expected.scenario


def test_what_cannot_be_priced_is_said_and_has_no_pictures(page: TestClient) -> None:
    wrong = {"document": SHOP, "moves": [MEMORY | {"value": "64"}]}
    found = page.post("/view", json=wrong).json()
    assert found["total"] == ""
    assert "functions.checkout.memory_mb is &#39;64&#39;; allowed: whole numbers 128 to 10,240 (MB)" in found["html"]["bill"]
    assert "<figure" not in page.post("/figures", json=wrong).text
    answer = page.post("/json", json=wrong)
    assert (answer.status_code, answer.text.partition(" is ")[0]) == (422, "functions.checkout.memory_mb")


def test_pictures_are_as_wide_as_there_is_room(page: TestClient) -> None:
    for asked, width in ((330, 330), (200, 330), (640, 640), (99_999, 640), ("wide", 640)):
        text = page.post("/figures", json={"document": SHOP, "width": asked}).text
        assert text.count("<figure") == 3
        assert f'viewBox="0 0 {width} ' in text


def test_a_view_is_taken_along_as_a_scenario_an_estimate_and_rows(page: TestClient, tmp_path: Any) -> None:
    asked = {"document": SHOP, "moves": [MEMORY]}
    expected = estimate(SCENARIO.with_("checkout", memory_mb=1024))
    path = tmp_path / "scenario.yaml"
    path.write_bytes(page.post("/yaml", json=asked).content)
    assert estimate(Scenario.read(path)).total == expected.total
    assert page.post("/json", json=asked).json() == expected.to_dict()
    answer = page.post("/csv", json=asked)
    assert len(answer.text.splitlines()) == 1 + len(expected.charges)
    assert answer.headers["content-disposition"] == 'attachment; filename="estimate.csv"'


def test_it_answers_to_its_own_address_only(page: TestClient) -> None:
    """A page elsewhere may have its own name lead here (DNS rebinding)."""
    for host in ("evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost:8765.evil.example", ""):
        answer = page.get("/", headers={"host": host})
        assert answer.status_code == 421
        assert "shop" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)
def test_other_sites_may_not_ask(page: TestClient, headers: dict[str, str]) -> None:
    assert page.post("/view", json={"document": SHOP}, headers=headers).status_code == 403


def test_its_own_page_may_ask(page: TestClient) -> None:
    headers = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    assert page.post("/view", json={"document": SHOP}, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/style.css", "/explorer.js", "/nowhere"])
def test_every_answer_forbids_scripts_of_others_frames_and_keeping(page: TestClient, path: str) -> None:
    headers = page.get(path).headers
    policy = dict(one.strip().split(" ", 1) for one in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_script_and_no_style_of_its_own_which_its_policy_would_stop(page: TestClient) -> None:
    text = page.get("/").text
    assert text.count("<script") == 2
    assert '<script src="/explorer.js" defer>' in text
    assert '<script type="application/json"' in text
    assert "<style" not in text
    assert " style=" not in text
    figures = page.post("/figures", json={"document": SHOP}).text
    assert "<style" not in figures
    assert " style=" not in figures


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:12])
def test_a_hostile_name_is_a_name(name: str) -> None:
    scenario = Scenario.from_dict({"name": name, "functions": {name: SHOP["functions"]["checkout"]}})
    page = TestClient(application(scenario, [HOST]), base_url=f"http://{HOST}")
    text = page.get("/").text
    assert text.count("<script") == 2
    assert "<img" not in text
    asked = {"document": controls.document(scenario), "moves": [{"path": ["functions", name, "memory_mb"], "value": "512"}]}
    found = page.post("/view", json=asked).json()
    assert found["total"]
    assert "<script" not in "".join(found["html"].values())
    assert "<script" not in page.post("/figures", json=asked).text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "1",
        '"x"',
        "{}",
        '{"document": []}',
        '{"document": {}, "moves": {}}',
        '{"document": {}, "moves": [1]}',
        '{"document": {}, "moves": [{"path": [], "value": "1"}]}',
        '{"document": {}, "moves": [{"path": "a", "value": "1"}]}',
        '{"document": {}, "moves": [{"path": [1], "value": "1"}]}',
        '{"document": {}, "moves": [{"path": ["a"], "value": 1}]}',
        json.dumps({"document": {}, "moves": [{"path": ["a"], "value": "x" * 201}]}),
        json.dumps({"document": {}, "moves": [{"path": ["a"], "value": "x"}] * 101}),
        '{"document": ' + "[" * 100_000,
        '{"document": {"a": ' + "9" * 5000 + "}}",
        b"\xff\xfe",
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_the_page_does_not_send_is_refused(page: TestClient, body: str | bytes) -> None:
    answer = page.post("/view", content=body)
    assert answer.status_code == 400, answer.text
    assert "Traceback" not in answer.text


def test_a_body_too_large_is_refused_whether_its_length_is_said_or_not(page: TestClient) -> None:
    large = b" " * (guard.MAX_BODY_BYTES + 1)
    assert page.post("/view", content=large).status_code == 413
    assert page.post("/view", content=iter([large[:1000]] * (guard.MAX_BODY_BYTES // 1000 + 2))).status_code == 413
    assert page.post("/view", content=b"", headers={"content-length": "many"}).status_code == 413


def test_what_is_no_request_goes_through() -> None:
    """A server says when it begins and ends, too."""
    with TestClient(application(SCENARIO, [HOST]), base_url=f"http://{HOST}") as page:
        assert page.get("/").status_code == 200


def test_only_what_is_asked_is_there(page: TestClient) -> None:
    assert page.get("/view").status_code == 405
    assert page.get("/../pyproject.toml").status_code == 404
    assert page.put("/").status_code == 405


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
documents = st.dictionaries(st.sampled_from(["apis", "functions", "region", "savings_plan", "day"]), anything, max_size=3)


@given(documents, st.lists(st.text(max_size=5), min_size=1, max_size=3), st.text(max_size=5))
def test_whatever_is_sent_it_is_answered(document: dict[str, Any], path: list[str], value: str) -> None:
    """A server that fails says 500, and a test client raises."""
    page = TestClient(application(SCENARIO, [HOST]), base_url=f"http://{HOST}")
    for where in ("/view", "/csv"):
        answer = page.post(where, json={"document": document, "moves": [{"path": path, "value": value}]})
        assert answer.status_code in {200, 400, 422}


def test_the_total_in_the_page_is_exact(page: TestClient) -> None:
    assert Decimal(page.get("/").text.partition('data-total="')[2].partition('"')[0]) == estimate(SCENARIO).total
