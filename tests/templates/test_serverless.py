"""serverless.yml: which variables it can resolve, which it refuses, and what its events make."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lambda_cost import ScenarioError, templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.serverless import variables
from lambda_cost.templates.source import Source

HEAD = "service: shop\nprovider: {name: aws}\n"


def draft(text: str, **known: Any) -> Draft:
    return templates.drafted(Source.of(HEAD + text, "serverless.yml", **known))


def memory(value: str, more: str = "", **known: Any) -> Any:
    """What the memory of a function comes to that is written as *value*."""
    found = draft(f"functions: {{a: {{handler: a.b, memorySize: {value}}}}}\n{more}", **known)
    return found.data["functions"]["a"].get("memory_mb")


def warned(found: Draft) -> str:
    return "\n".join(map(str, found.warnings))


class TestVariables:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ('"${self:custom.plain}"', 128),
            ("\"${self:custom.nested.${opt:stage, 'dev'}}\"", 256),
            ('"${self:custom.nested.${self:custom.word}}"', 512),
            ('"${self:custom.list.1}"', 2048),
            ('"${self:custom.half}28"', 128),
            ('"${self:custom.nothing, 512}"', 512),
            ('"${opt:memory, env:MEMORY, self:custom.plain}"', 128),
            ("\"${env:MEMORY, '1024'}\"", 1024),
            ('"${opt:memory, \\"640\\"}"', 640),
            ('"${self:custom.chain}"', 128),
            ('"${param:memory}"', 896),
            ('"${param:staged}"', 1536),
            ('"${self:custom.of.here}"', 1792),
        ],
    )
    def test_what_the_file_says_is_resolved(self, value: str, expected: int) -> None:
        custom = (
            "custom: {plain: 128, word: prod, half: 1, nested: {dev: 256, prod: 512}, list: [1024, 2048], nothing: null,"
            " chain: '${self:custom.more}', more: '${self:custom.plain}', of: '${self:custom.where}', where: {here: 1792}}\n"
            "params: {default: {memory: 896, staged: 1}, dev: {staged: 1536}}\n"
        )
        assert memory(value, custom) == Decimal(expected)

    def test_what_the_user_says_comes_before_what_the_file_says(self) -> None:
        stages = "stages: {prod: {params: {memory: 2048}}, default: {params: {memory: 512}}}\n"
        assert memory('"${param:memory}"', stages, parameters={"stage": "prod"}) == 2048
        assert memory('"${param:memory}"', stages, parameters={"memory": "1024"}) == 1024
        assert memory('"${opt:memory, 512}"', parameters={"memory": Decimal(640)}) == 640
        assert memory('"${env:MEMORY, 512}"', environment={"MEMORY": "768"}) == 768

    def test_an_environment_variable_that_nobody_hands_over_is_not_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LAMBDA_COST_MEMORY", "4096")
        found = draft("functions: {a: {handler: a.b, memorySize: '${env:LAMBDA_COST_MEMORY, 512}'}}")
        assert found.data["functions"]["a"]["memory_mb"] == 512
        assert any("LAMBDA_COST_MEMORY was not handed over (switch: --env)" in note for note in found.assumptions)

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            ("${ssm:/a/b}", "the parameter store of an account"),
            ("${ssm(eu-west-1):/a/b, 512}", "the parameter store of an account"),
            ("${cf.eu-west-1:stack.Out}", "the outputs of another stack"),
            ("${aws:accountId}", "the account"),
            ("${sls:instanceId}", "the run of the framework"),
            ("${teapot:short}", "no source that is read here"),
            ("${file(./memory.js):size}", "a program or a text"),
            ("${file(memory.yml):size}", "leads to no file"),
            ("${opt:memory}", "no value and no default"),
            ("${self:custom.list}MB", "puts a list or a mapping into text"),
            ("${self:custom.${ssm:/a/b}}", "the parameter store of an account"),
            ("${self:custom.remote.size}", "the parameter store of an account"),
            ("${strToBool(perhaps)}", "is no boolean"),
        ],
    )
    def test_what_is_only_known_when_it_is_deployed_is_unknown_and_warned_about(self, value: str, why: str) -> None:
        found = draft(
            f"custom: {{list: [1], remote: '${{ssm:/a}}'}}\nfunctions: {{a: {{handler: a.b, memorySize: '{value}'}}}}"
        )
        assert ("memory_mb",) in {one.keys for one in found.unknown}
        assert why in warned(found)

    @pytest.mark.parametrize("text", ["${self:custom", "$ {x}", "${AWS::Region}", "a ${AWS::Region} b"])
    def test_what_is_no_variable_is_left_as_it_is(self, text: str) -> None:
        found = draft(f"functions: {{a: {{handler: a.b, description: '{text}', memorySize: 128}}}}")
        assert not found.warnings

    @pytest.mark.parametrize(
        ("custom", "says"),
        [
            ("a: '${self:custom.a}'", "in a circle"),
            ("{a: '${self:custom.b}', b: '${self:custom.a}'}", "in a circle"),
            ("{a: '${self:}'}", "in a circle"),
            ("{a: '" + "${self:custom." * 40 + "x" + "}" * 40 + "'}", "more than 32 levels deep"),
            ("{a: '" + "x" * 60_000 + "${self:custom.b}', b: '" + "y" * 60_000 + "'}", "becomes longer than 100,000 signs"),
        ],
    )
    def test_what_leads_nowhere_is_refused(self, custom: str, says: str) -> None:
        inside = custom if custom.startswith("{") else f"{{{custom}}}"
        with pytest.raises(ScenarioError, match=says):
            memory('"${self:custom.a}"', f"custom: {inside}\n")

    def test_a_bomb_is_refused(self) -> None:
        twice = ", ".join(f"l{n}: ['${{self:custom.l{n + 1}}}', '${{self:custom.l{n + 1}}}']" for n in range(25))
        function = "{handler: a.b, memorySize: 128, tags: '${self:custom.l0}', a: '${self:custom.l0.0}'}"
        doubled = f"custom: {{{twice}, l25: x}}\nfunctions: {{a: {function}}}"
        found = draft(doubled)  # each level is looked up once, so that nothing doubles
        assert found.data["functions"]["a"]["memory_mb"] == 128

    @pytest.mark.parametrize(("most", "values"), [(10_000, 20), pytest.param(1_000_000, 2_000, marks=pytest.mark.unmeasured)])
    def test_600_times_many_values_are_refused(self, most: int, values: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(variables, "MAX_STEPS", most)
        wide = (
            "custom: {x: ["
            + ", ".join(["1"] * values)
            + "]}\nfunctions: {a: {handler: a.b, tags: ["
            + ", ".join(f"'${{self:custom.x, {n}}}'" for n in range(600))
            + "]}}"
        )
        with pytest.raises(ScenarioError, match=f"come to more than {most:,} values"):
            draft(wide)

    def test_other_files_are_read_from_the_folder_of_the_service_only(self, tmp_path: Path) -> None:
        service = tmp_path / "service"
        service.mkdir()
        (tmp_path / "outside.yml").write_text("size: 512\n", encoding="utf-8")
        (service / "broken.yml").write_text("a: [", encoding="utf-8")
        (service / "sizes.json").write_text('{"sizes": {"dev": 640}}', encoding="utf-8")
        values = {
            "inside": "${file(sizes.json):sizes.${sls:stage}}",
            "outside": "${file(../outside.yml):size}",
            "broken": "${file(broken.yml):a}",
            "missing": "${file(gone.yml):a, 256}",
        }
        functions = "".join(f"  {name}: {{handler: a.b, memorySize: '{value}'}}\n" for name, value in values.items())
        (service / "serverless.yml").write_text(f"{HEAD}functions:\n{functions}", encoding="utf-8")
        found = templates.read(service)
        sizes = {name: one.get("memory_mb") for name, one in found.data["functions"].items()}
        assert sizes == {"inside": 640, "outside": None, "broken": None, "missing": 256}
        assert "is outside" in warned(found)
        assert templates.read(service, root=tmp_path).data["functions"]["outside"]["memory_mb"] == 512


class TestService:
    def test_the_defaults_are_the_frameworks(self) -> None:
        """1,024 MB and six seconds, where Lambda itself would take 128 MB and three."""
        found = draft("functions: {a: {handler: a.b}}")
        assert found.data == {
            "name": "shop",
            "region": "us-east-1",
            "functions": {"a": {"memory_mb": Decimal(1024), "architecture": "x86_64"}},
        }
        assert found.upper_bounds["functions.a.duration_ms"].value == 6000

    @pytest.mark.parametrize("name", ["serverless.ts", "serverless.js", "serverless.mjs"])
    def test_a_program_is_refused_with_what_to_read_instead(self, name: str) -> None:
        with pytest.raises(ScenarioError, match=r"is a program, which is not run.*cloudformation-template-update-stack\.json"):
            templates.drafted(Source.of("module.exports = {}", name))

    def test_a_service_on_another_cloud_is_refused(self) -> None:
        with pytest.raises(ScenarioError, match=r"line 2: provider\.name is 'google'; allowed: aws"):
            templates.drafted(Source.of("service: x\nprovider: {name: google}\nfunctions: {}\n", "serverless.yml"))

    @pytest.mark.parametrize("written", ["eu-west-2", "${aws:region}", "${opt:region, 'eu-west-3'}", "${ssm:/region}"])
    def test_the_region_of_the_user_comes_first(self, written: str) -> None:
        text = f'service: x\nprovider: {{name: aws, region: "{written}"}}\nfunctions: {{a: {{handler: a.b}}}}\n'
        assert templates.drafted(Source.of(text, "s.yml", region="eu-west-1")).data["region"] == "eu-west-1"

    @pytest.mark.parametrize(("written", "region"), [("${opt:region, 'eu-west-3'}", "eu-west-3"), ("${ssm:/region}", None)])
    def test_a_region_that_cannot_be_known_is_not_said(self, written: str, region: str | None) -> None:
        text = f'service: x\nprovider: {{name: aws, region: "{written}"}}\nfunctions: {{a: {{handler: a.b}}}}\n'
        assert templates.drafted(Source.of(text, "s.yml")).data.get("region") == region

    def test_the_region_that_a_variable_asks_for_is_the_providers(self) -> None:
        sizes = "custom: {sizes: {us-east-1: 256}}\n"
        assert memory("'${self:custom.sizes.${aws:region}, 512}'", sizes) == 256

    def test_what_is_no_service_is_left_to_others(self) -> None:
        assert templates.reader_of(Source.of("provider: x\nname: y\n", "x.yml")) is None
        with pytest.raises(ScenarioError, match=r"nothing that can be imported; allowed: .*a serverless\.yml"):
            templates.drafted(Source.of("provider: {functions: 1}\nResources: []\n", "x.yml"))

    def test_a_service_without_functions_describes_nothing(self) -> None:
        assert "functions" not in draft("functions: null").data
        assert "functions that are not read" in warned(draft("functions: 12"))

    def test_a_disabled_snapshot_is_none(self) -> None:
        assert (
            "snap_start"
            not in draft("functions: {a: {handler: a.b, snapStart: false, runtime: python3.13}}").data["functions"]["a"]
        )

    @pytest.mark.parametrize("event", ["{sqs: {arn: x, enabled: false}}", "{schedule: {rate: rate(1 hour), enabled: 'false'}}"])
    def test_an_event_that_is_disabled_calls_nothing(self, event: str) -> None:
        found = draft(f"functions: {{a: {{handler: a.b, events: [{event}, {{schedule: rate(1 hour)}}]}}}}")
        assert found.data["functions"]["a"]["requests"] == "1/h"

    def test_a_cache_that_the_plugin_has_switched_off_is_none(self) -> None:
        text = "plugins: [serverless-api-gateway-caching]\ncustom: {apiGatewayCaching: {enabled: false}}\n"
        found = draft(f"{text}functions: {{a: {{handler: a.b, events: [{{http: GET a}}]}}}}")
        assert found.data["apis"]["http"] == {"type": "rest", "functions": ["a"]}

    def test_a_function_that_authorizes_has_calls_of_its_own(self) -> None:
        guard = "g: {handler: g.h, events: [{http: GET g}]}"
        found = draft(
            f"functions: {{{guard}, a: {{handler: a.b, events: [{{http: {{path: a, method: get, authorizer: g}}}}]}}}}"
        )
        assert "functions" not in found.data["apis"]["http"]

    def test_plugins_may_be_under_modules(self) -> None:
        assert any("serverless-x" in note for note in draft("plugins: {modules: [serverless-x]}\nfunctions: {}").assumptions)


class TestResources:
    @pytest.mark.parametrize("key", ["Resources", "extensions"])
    def test_a_change_of_what_the_framework_makes_is_warned_about(self, key: str) -> None:
        found = draft(
            "functions: {a: {handler: a.b}}\n"
            f"resources:\n  {key}:\n    ALambdaFunction:\n      Properties: {{MemorySize: 4096}}\n"
        )
        assert warned(found) == (
            f"serverless.yml, line 6: resources.{key}.ALambdaFunction changes a resource of the framework; "
            "that is not read here but in the packaged template"
        )
        assert not found.not_priced
