"""Ranges in a scenario file: what each form means, its likeliest value, and what is refused where."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lambda_cost import Scenario, ScenarioError, strict_yaml
from lambda_cost.scenario import samples
from lambda_cost.scenario.spreads import spreads_of

if TYPE_CHECKING:
    from pathlib import Path

D = Decimal


def file(requests: str, *, memory: str = "512", head: str = "") -> strict_yaml.Document:
    one = f"    requests: {requests}\n    duration_ms: 120\n    memory_mb: {memory}\n"
    return strict_yaml.read(f"{head}functions:\n  one:\n{one}", "f.yaml")


@pytest.mark.parametrize(
    ("given", "shape", "numbers", "likely"),
    [
        ("{low: 1M, likely: 3M, high: 20M}", "triangular", (10**6, 3 * 10**6, 2 * 10**7), 3 * 10**6),
        ("{high: 20, low: 1, likely: 1}", "triangular", (1, 1, 20), 1),
        ("{low: 1, high: 4}", "uniform", (1, 4), D("2.5")),
        ("{p50: 120, p95: 900}", "lognormal", (120, 900), 120),
        ("{one_of: [5, 1, 9]}", "one_of", (5, 1, 9), 5),
        ("{one_of: [4, 3, 2, 1]}", "one_of", (4, 3, 2, 1), 2),
        ("{samples: [7]}", "samples", (7,), 7),
        ("{low: 1/h, high: 3/h}", "uniform", (730, 2190), 1460),
    ],
)
def test_each_form_has_its_shape_and_its_likely_value(given: str, shape: str, numbers: tuple[Any, ...], likely: Any) -> None:
    """The middle of two ends, the median of what is listed, the lower of two in the middle."""
    likely_document, (found,) = spreads_of(file(given))
    assert (found.path, found.shape, found.numbers, found.likely) == ("functions.one.requests", shape, numbers, likely)
    assert Scenario.of(likely_document).functions[0].requests == likely


def test_the_middle_of_a_whole_field_is_whole() -> None:
    """129.5 MB cannot be configured; the whole number below can."""
    assert spreads_of(file("1", memory="{low: 128, high: 131}")).found[0].likely == 129


@pytest.mark.parametrize(
    ("head", "hours"), [("month: 2026-02\n", 672), ("hours: 700\n", 700), ("hours: many\n", 730), ("", 730)]
)
def test_rates_are_counted_out_in_the_hours_of_the_month(head: str, hours: int) -> None:
    """Hours that are wrong are said when the file is read."""
    (found,) = spreads_of(file("{low: 1/h, high: 2/h}", head=head)).found
    assert [*found.numbers] == [hours, 2 * hours]


@pytest.mark.parametrize(
    "text", ["- 1\n", "functions: 3\n", "functions: {one: 3}\n", "", "functions: {one: {requests: 1, memory_mb: 128}}\n"]
)
def test_a_document_without_ranges_stays_what_it_is(text: str) -> None:
    """Whatever else is wrong with it is for the reader to say."""
    doc = strict_yaml.read(text, "f.yaml")
    assert spreads_of(doc) == (doc, ())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            "{low: 1}",
            "has low; allowed: a number, or {low, likely, high}, {low, high}, {p50, p95}, {one_of} or {samples, column}",
        ),
        ("{}", "has nothing; allowed: a number, or"),
        ("{low: 3, high: 1}", "has low and high out of order; allowed: none greater than the next"),
        ("{low: 1, likely: 9, high: 5}", "has low and likely and high out of order"),
        ("{p50: 0, p95: 5}", "has p50 0, of which there is no lognormal distribution; allowed: more than 0"),
        ("{low: -1, high: 5}", "is Decimal('-1'); allowed: at least 0"),
        ("{low: , high: 5}", "has a value that is not there; allowed: a number, such as"),
        ("{one_of: []}", "has []; allowed: a list of 1 to 1,000,000 numbers"),
        ("{one_of: 3}", "allowed: a list of 1 to 1,000,000 numbers"),
        ("{low: few, high: many}", "is 'few'; allowed: a number"),
        ("{samples: /etc/passwd, column: x}", "allowed: a file in the folder of the scenario, or below it"),
    ],
)
def test_what_is_no_range_is_refused_with_its_line(given: str, says: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        spreads_of(file(given))
    assert str(refused.value).startswith("f.yaml, line 3: functions.one.requests ")
    assert says.replace("Decimal('-1')", "-1") in str(refused.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    """As with everything in a file."""
    with pytest.raises(ScenarioError) as refused:
        spreads_of(file("{low: 1}", memory="{low: 64, high: 128}"))
    lines = {one.field: one.line for one in refused.value.problems}
    assert lines == {"functions.one.requests": 3, "functions.one.memory_mb": 5}


def test_an_exact_scenario_takes_no_range_and_says_who_does() -> None:
    """A range is never silently one number."""
    with pytest.raises(ScenarioError, match=r"is a dict; allowed: a number.*; ranges are for lambda_cost\.uncertain"):
        Scenario.of(file("{low: 1, high: 2}"))
    with pytest.raises(ScenarioError, match=r"ranges are for lambda_cost\.uncertain"):
        Scenario.from_dict({"functions": {"one": {"requests": {"low": 1, "high": 2}, "duration_ms": 1, "memory_mb": 128}}})


class TestSamples:
    """A CSV file in the folder of the scenario, and no other."""

    @staticmethod
    def read(folder: Path, name: str, column: str = "ms") -> Any:
        scenario = folder / "shop.yaml"
        scenario.touch()
        return samples.samples_of(str(scenario), name, column)

    def test_a_column_is_read_by_its_head(self, tmp_path: Path) -> None:
        """A row that is shorter has an empty value, which is then refused as no number."""
        (tmp_path / "below").mkdir()
        (tmp_path / "below" / "it.csv").write_text("\ufeffms,when\n1,2\n\n3\n", encoding="utf-8")
        assert self.read(tmp_path, "below/it.csv") == ["1", "3"]
        assert self.read(tmp_path, "below/it.csv", "when") == ["2", ""]

    @pytest.mark.parametrize(
        ("name", "column", "says"),
        [
            ("../secret.csv", "ms", "allowed: a file in the folder of the scenario, or below it"),
            ("link.csv", "ms", "allowed: a file in the folder of the scenario, or below it"),
            ("nowhere.csv", "ms", "cannot be read: No such file or directory"),
            ("bytes.csv", "ms", "is not text in UTF-8 (byte 3)"),
            ("empty.csv", "ms", "has no column 'ms'"),
            ("good.csv", "mss", "has no column 'mss'; did you mean ms?"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, tmp_path: Path, name: str, column: str, says: str) -> None:
        """A file elsewhere is not read, whatever link leads to it."""
        folder = tmp_path / "folder"
        folder.mkdir()
        (tmp_path / "secret.csv").write_text("ms\n1\n", encoding="utf-8")
        (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
        (folder / "good.csv").write_text("ms\n1\n", encoding="utf-8")
        (folder / "empty.csv").touch()
        (folder / "bytes.csv").write_bytes(b"ms\n\xff\n")
        with pytest.raises(ValueError, match="has samples in") as refused:
            self.read(folder, name, column)
        assert says in str(refused.value)

    def test_a_file_that_is_too_large_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "it.csv").write_text("ms\n1\n", encoding="utf-8")
        monkeypatch.setattr(samples, "MAX_BYTES", 4)
        with pytest.raises(ValueError, match="at most 4 bytes"):
            self.read(tmp_path, "it.csv")
