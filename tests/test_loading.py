"""The front door: whatever describes a bill is told by its content, and each file is opened and parsed once."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambda_cost import (
    Draft,
    IncompleteScenarioError,
    PriceBook,
    Scenario,
    ScenarioError,
    UnreadableFileError,
    Usage,
    estimate,
    load,
    strict_yaml,
)
from lambda_cost.cli.app import main
from tests.shop_inputs import PROGRAM, SHOP, TEMPLATE, USAGE, shell

ROOT = Path(__file__).parent.parent


EXAMPLES = ROOT / "examples"


# 1M requests at 0.20 a million, and 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds at 0.0000166667
SHOP_TOTAL = Decimal("0.20") + 250_000 * Decimal("0.0000166667")


@contextmanager
def counted(folder: Path) -> Iterator[tuple[Counter[str], Counter[str]]]:
    """How often each file of *folder* is opened, and each text parsed, by its first line, while this lasts."""
    opened, parsed = Counter[str](), Counter[str]()
    is_on = True

    def audit(event: str, given: Any) -> None:
        if is_on and event == "open" and isinstance(given[0], str | Path) and Path(given[0]).absolute().is_relative_to(folder):
            opened[Path(given[0]).absolute().relative_to(folder).as_posix()] += 1

    def counting(parse: Any) -> Any:
        def parse_counted(text: Any, *rest: Any, **named: Any) -> Any:
            parsed[str(text).partition("\n")[0]] += 1
            return parse(text, *rest, **named)

        return parse_counted

    sys.addaudithook(audit)
    patch = pytest.MonkeyPatch()
    patch.setattr(yaml, "parse", counting(yaml.parse))
    patch.setattr(json, "loads", counting(json.loads))
    try:
        yield opened, parsed
    finally:
        is_on = False
        patch.undo()


@pytest.mark.parametrize(
    ("file", "usage"),
    [
        ("shop.yaml", None),
        ("template.yaml", "usage.yaml"),
        ("plan.json", "infracost-usage.yml"),
        ("serverless.yml", "service-usage.yaml"),
    ],
)
def test_each_file_is_opened_and_parsed_once(file: str, usage: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the library and by the command, whatever the file is; it was twice of each for every kind."""
    monkeypatch.chdir(ROOT)
    paths = [EXAMPLES / name for name in (file, usage) if name]
    first_lines = [path.read_text(encoding="utf-8").partition("\n")[0] for path in paths]
    arguments = ["estimate", *map(str, paths[:1]), *(["--usage", str(paths[1])] if usage else [])]
    with counted(EXAMPLES) as (opened, parsed):
        load(paths[0], usage=paths[1] if usage else None)
    assert opened == {path.name: 1 for path in paths}
    assert [parsed[line] for line in first_lines] == [1 for _ in paths]
    monkeypatch.setattr(sys, "argv", ["lambda-cost", *arguments])
    with counted(EXAMPLES) as (opened, parsed), pytest.raises(SystemExit):
        main()
    assert opened == {path.name: 1 for path in paths}
    assert [parsed[line] for line in first_lines] == [1 for _ in paths]


def test_the_stacks_of_an_assembly_and_a_usage_file_that_two_share_are_opened_and_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cdk.out").mkdir()
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "stack.json"}}
    (tmp_path / "cdk.out" / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": {"A": stack}}))
    function = {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 512}}
    (tmp_path / "cdk.out" / "stack.json").write_text(json.dumps({"Resources": {"Fn": function}}))
    (tmp_path / "usage.yaml").write_text(USAGE)
    with counted(tmp_path) as (opened, parsed):
        assert isinstance(load(tmp_path / "cdk.out", usage=tmp_path / "usage.yaml"), Scenario)
    assert opened == {"cdk.out/manifest.json": 1, "cdk.out/stack.json": 1, "usage.yaml": 1}
    assert [parsed[(tmp_path / name).read_text().partition("\n")[0]] for name in opened] == [1, 1, 1]
    command = [
        "diff",
        str(tmp_path / "cdk.out"),
        str(tmp_path / "cdk.out" / "stack.json"),
        "--usage",
        str(tmp_path / "usage.yaml"),
    ]
    monkeypatch.setattr(sys, "argv", ["lambda-cost", *command])
    with counted(tmp_path) as (opened, _), pytest.raises(SystemExit):
        main()
    assert opened["usage.yaml"] == 1


class TestLoad:
    """`lambda_cost.load`."""

    def test_a_template_with_its_usage_is_a_scenario_to_price(self) -> None:
        """The README's example; as the command has it."""
        loaded = load(EXAMPLES / "template.yaml", usage=EXAMPLES / "usage.yaml", day="2026-11-01")
        assert isinstance(loaded, Scenario)
        done = shell(f"{PROGRAM} estimate template.yaml --usage usage.yaml --day 2026-11-01 --format json", EXAMPLES)
        assert str(estimate(loaded).total) == json.loads(done.stdout)["total"]

    def test_a_template_without_its_traffic_is_a_draft_that_cannot_be_priced_yet(self) -> None:
        loaded = load(text=TEMPLATE)
        assert isinstance(loaded, Draft)
        assert [one.path for one in loaded.unknown] == ["functions.Fn.duration_ms", "functions.Fn.requests"]
        with pytest.raises(IncompleteScenarioError, match=r"functions\.Fn\.requests is missing") as caught:
            estimate(loaded)
        assert {problem.field for problem in caught.value.problems} == {"functions.Fn.duration_ms", "functions.Fn.requests"}

    def test_a_draft_in_which_nothing_is_unknown_can_be_priced(self) -> None:
        draft = load(text=TEMPLATE)
        assert isinstance(draft, Draft)
        usage = Usage.of(strict_yaml.read("default: {requests: 1000, duration_ms: 5}", "usage.yaml"))
        assert estimate(draft.with_usage(usage), PriceBook.bundled()).total == 0

    @pytest.mark.parametrize("usage", [{"default": {"requests": 1_000_000, "duration_ms": 500.0}}, "file", "read"])
    def test_usage_is_a_file_a_dict_or_what_was_read(self, usage: Any, tmp_path: Path) -> None:
        (tmp_path / "usage.yaml").write_text(USAGE)
        path = tmp_path / "usage.yaml"
        given: Any = {"file": path, "read": Usage.read(path)}.get(usage, usage) if isinstance(usage, str) else usage
        loaded = load(text=TEMPLATE, usage=given, free_tier="none")
        assert isinstance(loaded, Scenario)
        assert estimate(loaded).total == SHOP_TOTAL

    def test_a_scenario_comes_from_a_path_text_or_a_dict(self, tmp_path: Path) -> None:
        (tmp_path / "shop.yaml").write_text(SHOP)
        function = {"requests": 1_000_000, "duration_ms": 500.0, "memory_mb": "512MB"}
        for loaded in (
            load(tmp_path / "shop.yaml"),
            load(str(tmp_path / "shop.yaml")),
            load(text=SHOP),
            load({"free_tier": "none", "functions": {"f": function}}),
        ):
            assert isinstance(loaded, Scenario)
            assert estimate(loaded).total == SHOP_TOTAL

    def test_a_dict_may_be_a_template(self) -> None:
        function = {"Type": "AWS::Lambda::Function", "Properties": {"MemorySize": 512, "Architectures": ["x86_64"]}}
        loaded = load(
            {"Resources": {"Fn": function}}, usage={"default": {"requests": "1M", "duration_ms": 500}}, free_tier="none"
        )
        assert isinstance(loaded, Scenario)
        assert estimate(loaded).total == SHOP_TOTAL

    def test_text_is_never_taken_for_a_path_nor_a_path_for_text(self) -> None:
        with pytest.raises(UnreadableFileError, match=r"functions: \{\} cannot be read"):
            load("functions: {}")
        for both in ({}, {"source": "a", "text": "b"}):
            with pytest.raises(ScenarioError, match="a path, a dict or text=; allowed: one of them"):
                load(**both)  # type: ignore[arg-type]

    def test_options_go_over_the_file_and_changes_over_both(self) -> None:
        text = f"{SHOP}region: us-east-1\nmonth: 2026-10\n"
        loaded = load(
            text=text, region="eu-west-1", day="2026-11-01", hours=700, changes={"f.memory_mb": 1024, "free_tier": "always"}
        )
        assert isinstance(loaded, Scenario)
        assert (loaded.region, str(loaded.day), loaded.hours, loaded.free_tier) == ("eu-west-1", "2026-11-01", 700, "always")
        assert loaded.functions[0].memory_mb == 1024
        by_month = load(text=text, month="2026-08")
        assert isinstance(by_month, Scenario)
        assert by_month.hours == 744
        with pytest.raises(ScenarioError, match=r"changes functions\.g\.memory_mb leads to no resource"):
            load(text=SHOP, changes={"functions.g.memory_mb": 1})

    def test_a_template_may_have_parameters_and_changes(self) -> None:
        loaded = load(
            text=TEMPLATE, parameters={"Size": "1024"}, changes={"Fn.requests": "1M", "Fn.duration_ms": 250}, free_tier="none"
        )
        assert isinstance(loaded, Scenario)
        assert estimate(loaded).total == SHOP_TOTAL, "twice the memory for half the time"

    @pytest.mark.parametrize("option", [{"usage": "u.yaml"}, {"parameters": {}}, {"root": "."}, {"environment": {}}])
    def test_what_only_a_template_needs_is_refused_with_a_scenario(self, option: dict[str, Any]) -> None:
        with pytest.raises(ScenarioError, match="is a scenario; usage, parameters, root and environment go with a template"):
            load(text=SHOP, **option)

    def test_regions_of_a_price_book_are_known(self) -> None:
        with pytest.raises(ScenarioError, match="did you mean eu-west-1"):
            load(text=SHOP, region="eu-west-11", prices=PriceBook.bundled())


def test_each_example_is_told_by_its_content() -> None:
    kinds = {"template.yaml": "AWS SAM", "plan.json": "Terraform plan", "serverless.yml": "serverless.yml"}
    loaded = {name: load(EXAMPLES / name) for name in kinds}
    assert {name: draft.kind for name, draft in loaded.items() if isinstance(draft, Draft)} == kinds
