"""Several files are one account's month: what is free and the tiers are of all together, each line of its own file."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import IncompleteScenarioError, LambdaCostError, Scenario, ScenarioError, estimate, load
from lambda_cost.reports.formats import FORMATS
from tests.conftest import Command

D = Decimal
PER_GB_SECOND, PER_REQUEST = D("0.0000166667"), D("0.20") / 10**6
FUNCTION = "{requests: 1M, duration_ms: 500, memory_mb: 512}"  # 1M requests, and 1M x 0.5 s x 0.5 GB = 250,000 GB-seconds
SHOP = f"functions: {{checkout: {FUNCTION}}}\n"
BLOG = f"functions: {{render: {FUNCTION}}}\n"
TEMPLATE = """\
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: 512, Timeout: 3}}
"""
Write = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files, named as keywords with two underscores for a dot, and say their names."""
    monkeypatch.chdir(tmp_path)

    def writing(**texts: str) -> list[str]:
        names = [name.replace("__", ".") for name in texts]
        for name, text in zip(names, texts.values(), strict=True):
            Path(name).write_text(text, encoding="utf-8")
        return names

    return writing


def priced(*sources: Any, **options: Any) -> Scenario[Decimal]:
    scenario = load([*sources], **options)
    assert isinstance(scenario, Scenario)
    return scenario


def refused(names: list[str]) -> str:
    with pytest.raises(LambdaCostError) as error:
        load(names)
    return str(error.value)


def test_what_is_free_is_free_once_for_all_files(write: Write) -> None:
    """Each alone is free: 1M requests, 250,000 of 400,000 GB-seconds. Together 1M requests and 100,000 GB-seconds are paid."""
    names = write(a__yaml=SHOP, b__yaml=BLOG)
    assert [estimate(priced(name)).total for name in names] == [0, 0]
    bill = estimate(priced(*names))
    assert bill.total == 10**6 * PER_REQUEST + 100_000 * PER_GB_SECOND
    assert bill.by("file") == {"a.yaml": bill.total / 2, "b.yaml": bill.total / 2}


def test_tiers_fill_with_the_usage_of_all_files(write: Write) -> None:
    """HTTP API calls are $1.00 for each of the first 300M and $0.90 above: 2 x 200M are 300 + 100 x 0.90 dollars."""
    api = "free_tier: none\napis: {NAME: {type: http, requests: 200M}}\n"
    names = write(a__yaml=api.replace("NAME", "x"), b__yaml=api.replace("NAME", "y"))
    assert estimate(priced(*names)).total == 300 + 100 * D("0.90")


def test_a_name_that_stands_in_two_files_has_the_name_of_its_file_and_keeps_its_links(write: Write) -> None:
    """So `web` of each file calls the `api` of its own."""
    one = """\
free_tier: none
functions: {api: {duration_ms: 1, memory_mb: 128}}
apis: {WEB: {type: http, functions: [api], requests: 1M}}
"""
    scenario = priced(*write(shop__yaml=one.replace("WEB", "web"), blog__yaml=one.replace("WEB", "front").replace("1M", "2M")))
    assert [resource.path for resource in scenario.resources] == [
        "functions.shop/api",
        "functions.blog/api",
        "apis.web",
        "apis.front",
    ]
    usages = {(one.resource, one.meter.rpartition(".")[2]): one.quantity for one in estimate(scenario).usages}
    assert usages["functions.shop/api", "requests"] == 1_000_000
    assert usages["functions.blog/api", "requests"] == 2_000_000


def test_files_of_one_name_are_told_apart_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every service has its template.yaml; an API may call a function of another file."""
    monkeypatch.chdir(tmp_path)
    for folder in ("shop", "blog"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "api.yaml").write_text("apis: {web: {type: http, functions: [shop/x.yaml/checkout]}}\n", encoding="utf-8")
    scenario = priced("shop/x.yaml", "blog/x.yaml", "api.yaml")
    assert [resource.name for resource in scenario.resources] == ["shop/x.yaml/checkout", "blog/x.yaml/checkout", "web"]
    assert scenario.name == "x + x + api" or scenario.name.count(" + ") == 2
    assert priced("shop/x.yaml", {"functions": {"f": {"requests": 1, "duration_ms": 1, "memory_mb": 128}}}).files == {
        "functions.checkout": "shop/x.yaml",
        "functions.f": "scenario 2",
    }


def test_each_file_keeps_its_region_unless_one_is_asked_for(write: Write) -> None:
    """API calls are $1.00 per million in us-east-1 and $1.11 in eu-west-1."""
    api = "free_tier: none\napis: {NAME: {type: http, requests: 1M}}\ndata_transfer: {internet_gb: 1}\n"
    names = write(
        a__yaml=api.replace("NAME", "x") + "region: eu-west-1\n",
        b__yaml="free_tier: none\napis: {y: {type: http, requests: 1M}, z: {type: http, requests: 1M, region: eu-west-1}}\n",
    )
    scenario = priced(*names)
    regions = {resource.path: resource.region for resource in scenario.resources}
    assert regions == {"apis.x": "eu-west-1", "apis.y": "us-east-1", "apis.z": "eu-west-1", "data_transfer": "eu-west-1"}
    asked = priced(*names, region="us-east-1")
    assert {resource.region for resource in asked.resources} == {"", "eu-west-1"}
    assert asked.region == "us-east-1"


def test_a_template_pools_with_scenarios_and_a_usage_file_is_shared(write: Write) -> None:
    """An entry that one of two templates uses is missed by none; one that none uses is warned of."""
    numbers = "{requests: 1M, duration_ms: 500}\n"
    usage = f"functions.Fn: {numbers}functions.Other: {numbers}functions.No: {numbers}"
    names = write(a__yaml=SHOP, t__yaml=TEMPLATE, u__yaml=TEMPLATE.replace("Fn", "Other"), usage__yaml=usage)
    scenario = priced(*names[:3], usage="usage.yaml")
    assert estimate(scenario).total == 2 * 10**6 * PER_REQUEST + 350_000 * PER_GB_SECOND
    warned = [warning for warning in scenario.warnings if "usage.yaml" in warning]
    assert len({warning.partition(":")[0] for warning in warned}) == 1
    assert all("functions.No is no resource here" in warning for warning in warned)


def test_what_templates_lack_is_said_of_all_of_them_at_once(write: Write) -> None:
    """And a change can say it: the numbers of one function, in a file of the account."""
    names = write(a__yaml=SHOP, t__yaml=TEMPLATE, u__yaml=TEMPLATE.replace("Fn", "Other"))
    with pytest.raises(IncompleteScenarioError, match=r"t\.yaml cannot be priced yet(.|\n)*u\.yaml cannot be priced yet"):
        load(names)
    numbers = {f"functions.{name}.{field}": 1 for name in ("Fn", "Other") for field in ("requests", "duration_ms")}
    assert len(priced(*names, changes=numbers).resources) == 3
    with pytest.raises(IncompleteScenarioError) as error:
        load(names[:2], changes={"functions.Fn.requests": 1})
    assert [problem.field for problem in error.value.problems] == ["functions.Fn.duration_ms"]
    assert len(priced(*names[:2], changes={"functions.Fn": None}).resources) == 1


def test_what_holds_for_all_must_be_said_alike(write: Write) -> None:
    """A month has one day of prices and one free tier; a flag ends the dispute."""
    names = write(a__yaml=f"day: 2026-11-01\nfree_tier: none\n{SHOP}", b__yaml=f"day: 2026-10-01\nfree_tier: none\n{BLOG}")
    assert refused(names) == "b.yaml, line 1: day is 2026-10-01, and 2026-11-01 in a.yaml; allowed: one for all files"
    assert str(priced(*names, day="2026-11-02").day) == "2026-11-02"


def test_what_one_account_has_once_may_stand_in_one_file(write: Write) -> None:
    """A discount that stands in two files alike is one discount, and other costs keep the names of their files."""
    plan = "savings_plan: {commitment: 1, term: 1yr, payment: no_upfront}\n"
    names = write(a__yaml=plan + SHOP, b__yaml=plan + BLOG)
    assert refused(names) == "b.yaml, line 1: savings_plan stands in another of the files too; allowed: in one"
    edp = "discounts: {edp: {percent: 10, service: aws_lambda}}\nother_costs: {db: {amount: 1}}\n"
    names = write(a__yaml=edp + SHOP, b__yaml=edp + BLOG)
    scenario = priced(*names)
    assert [one.path for one in (*scenario.discounts, *scenario.other_costs)] == [
        "discounts.edp",
        "other_costs.a/db",
        "other_costs.b/db",
    ]
    assert refused(write(a__yaml=edp + SHOP, b__yaml=edp.replace("10", "11") + BLOG)) == (
        "b.yaml, line 1: discounts.edp stands in another of the files, and differs; allowed: one of them"
    )


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        (SHOP, "- 1\n", "b.yaml: b.yaml is a list; allowed: a mapping with functions, apis …"),
        (SHOP, "functions: {f: 5}\n", "b.yaml, line 1: functions.f is 5; allowed: a mapping"),
        (SHOP, "functions: [f]\n", "b.yaml, line 1: functions is ['f']; allowed: a mapping of names"),
        (SHOP, f"defaults: {{functions: {{memry: 1}}}}\n{BLOG}", "b.yaml, line 1: defaults.functions.memry is no key here"),
        (SHOP, f"{BLOG}functons: {{}}\n", "b.yaml, line 2: functons is no key here; did you mean functions?"),
        (
            f"functions: {{b/f: {FUNCTION}, f: {FUNCTION}}}\n",
            f"functions: {{f: {FUNCTION}}}\n",
            "would be called b/f as another is",
        ),
        (SHOP.replace("1M", "-1"), BLOG.replace("500", "x"), "a.yaml, line 1: functions.checkout.requests is -1"),
        (SHOP.replace("1M", "-1"), BLOG.replace("500", "x"), "b.yaml, line 1: functions.render.duration_ms is 'x'"),
        (SHOP.replace("512", "64"), SHOP, "a.yaml, line 1: functions.checkout.memory_mb is 64"),
        ("region: mars\n" + SHOP, BLOG, "a.yaml, line 1: region is 'mars'"),
    ],
)
def test_what_is_wrong_is_said_of_its_file_and_in_its_names(write: Write, a: str, b: str, says: str) -> None:
    """As if each file stood alone."""
    assert says in refused(write(a__yaml=a, b__yaml=b))


def test_a_file_given_twice_or_no_file_is_refused(write: Write) -> None:
    """The same service would be paid twice."""
    (name,) = write(a__yaml=SHOP)
    assert refused([name, name]) == "a.yaml: is given more than once; allowed: once"
    assert refused([]) == "load has no file; allowed: one or more"
    with pytest.raises(ScenarioError, match="is a scenario; usage, parameters, root and environment go with a template"):
        load([name, *write(b__yaml=BLOG)], usage={})


def test_ranges_and_their_samples_are_those_of_each_file(write: Write, tmp_path: Path, command: Command) -> None:
    """A CSV file of samples lies beside the file that names it."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "ms.csv").write_text("ms\n500\n500\n", encoding="utf-8")
    spread = SHOP.replace("500", "{samples: ms.csv, column: ms}")
    (tmp_path / "there" / "a.yaml").write_text(spread, encoding="utf-8")
    _, text, _ = command("estimate", "there/a.yaml", *write(b__yaml=BLOG), "--draws", "0", "--format", "json")
    assert D(json.loads(text)["total"]) == 10**6 * PER_REQUEST + 100_000 * PER_GB_SECOND


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_has_what_each_file_costs(write: Write, command: Command, to: str) -> None:
    """Without being asked: half of $1.86667 each."""
    _, text, _ = command("estimate", *write(first__yaml=SHOP, second__yaml=BLOG), "--format", to)
    assert text.count("first.yaml") == text.count("second.yaml") > 0
    # 50,000 GB-seconds are $0.833335, and 500,000 requests $0.10
    assert {"json": "0.933335", "csv": "0.833335"}.get(to, "$0.93") in text


def test_many_files_have_their_number_as_a_title(write: Write) -> None:
    """Four names would fill a line."""
    texts = {f"f{place}__yaml": f"functions: {{f{place}: {FUNCTION}}}\n" for place in range(4)}
    assert priced(*write(**texts)).name == "4 files"
    assert priced("f0.yaml", "f1.yaml").name == "f0 + f1"


def test_a_forecast_and_a_savings_plan_are_of_all_files_together(write: Write, command: Command) -> None:
    """Of $1.86667, twice the traffic of the second month pays 3M requests and 600,000 GB-seconds."""
    names = write(a__yaml=SHOP, b__yaml=BLOG)
    _, text, _ = command("forecast", *names, "--months", "2", "--growth", "100%", "--day", "2026-11-01", "--format", "json")
    totals = [D(month["total"]) for month in json.loads(text)["months"]]
    once = 10**6 * PER_REQUEST + 100_000 * PER_GB_SECOND
    assert totals == [once, 3 * 10**6 * PER_REQUEST + 600_000 * PER_GB_SECOND]
    _, text, _ = command("commit", *names, "--day", "2026-11-01", "--format", "json")
    assert D(json.loads(text)["on_demand"]) == once


OUT = "free_tier: always\nday: 2026-11-01\ndata_transfer: {internet_gb: AMOUNT}\n"


def test_what_files_send_to_the_internet_is_added_up(write: Write) -> None:
    """Three files, 60 + 30 + 20 = 110 GB less the 100 GB that are always free, at 0.09: 0.90; each alone is free."""
    names = write(
        a__yaml=OUT.replace("AMOUNT", "60"), b__yaml=OUT.replace("AMOUNT", "30 GB"), c__yaml=OUT.replace("AMOUNT", "20")
    )
    bill = estimate(priced(*names))
    assert bill.total == Decimal("0.9")
    assert bill.scenario.files == {"data_transfer": "a.yaml + b.yaml + c.yaml"}


@pytest.mark.parametrize(
    "other", ["{internet_gb: {low: 1, high: 3}}", "{internet_gb: 1/min}", "{internet_gb: 1, region: eu-west-1}", "5", "{}"]
)
def test_what_cannot_be_added_up_is_refused_with_both_files(write: Write, other: str) -> None:
    """A range, a rate, another region, or nothing."""
    names = write(a__yaml=OUT.replace("AMOUNT", "60"), b__yaml=f"data_transfer: {other}\n")
    assert refused(names).startswith(
        "b.yaml, line 1: data_transfer stands in a.yaml too; allowed: in one file, or in each with"
    )


def test_files_of_several_regions_do_not_add_up_what_they_send(write: Write) -> None:
    names = write(a__yaml=OUT.replace("AMOUNT", "60"), b__yaml=f"region: eu-west-1\n{OUT.replace('AMOUNT', '1')}")
    assert "b.yaml, line 4: data_transfer stands in a.yaml too" in refused(names)
