"""Files as people have them: keys twice, folders of projects, configuration of the SAM CLI, files that include others."""

from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from lambda_cost import ScenarioError, load, templates
from lambda_cost.templates.parameter_files import read_parameter_file, sam_config
from tests.templates.drafts import drafted

SAM = "Transform: AWS::Serverless-2016-10-31\n"
FUNCTION = "{Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, MemorySize: !Ref Memory}}"
TEMPLATE = f"{SAM}Parameters: {{Memory: {{Type: Number, Default: 128}}}}\nResources: {{Fn: {FUNCTION}}}\n"


class TestKeysTwice:
    def test_the_last_one_is_taken_as_cloudformation_does_and_it_is_warned_about(self) -> None:
        draft = drafted("Resources:\n  Fn: {Type: AWS::Lambda::Function, Properties: {MemorySize: 128, MemorySize: 512}}")
        assert draft.data["functions"]["Fn"]["memory_mb"] == 512
        assert str(draft.warnings[0]) == (
            "t.yaml, line 2: the key 'MemorySize' is here a second time (in Resources.Fn.Properties); the last one is taken"
        )

    def test_in_json_too(self) -> None:
        draft = drafted('{"Resources": {"Fn": {"Type": "AWS::Lambda::Function"},\n"Fn": {"Type": "AWS::Lambda::Function"}}}')
        assert "line 2: the key 'Fn' is here a second time (in Resources)" in str(draft.warnings[0])

    @pytest.mark.parametrize(
        "text", ["service: a\nprovider: {name: aws}\nfunctions: {}\nfunctions: {}", "functions: {}\nfunctions: {}"]
    )
    def test_a_service_and_a_scenario_with_one_are_refused(self, text: str) -> None:
        with pytest.raises(ScenarioError, match=r"the key 'functions' is here a second time$"):
            load(text=text)


class TestFolders:
    def test_the_template_in_a_folder_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
        draft = templates.read(tmp_path)
        assert draft.data["functions"]["Fn"]["memory_mb"] == 128
        assert any("template.yaml is read" in sentence for sentence in draft.assumptions)

    def test_with_what_the_sam_cli_deploys_it_with(self, tmp_path: Path) -> None:
        (tmp_path / "app.yaml").write_text(TEMPLATE, encoding="utf-8")
        config = """
            version = 0.1
            [default.global.parameters]
            region = "eu-west-1"
            template_file = "app.yaml"
            [default.deploy.parameters]
            parameter_overrides = "Memory=1024"
        """
        (tmp_path / "samconfig.toml").write_text(dedent(config), encoding="utf-8")
        draft = templates.read(tmp_path)
        assert draft.data["functions"]["Fn"]["memory_mb"] == 1024
        assert draft.data["region"] == "eu-west-1"
        assert any("with what samconfig.toml deploys it with" in sentence for sentence in draft.assumptions)
        left_behind = dedent(config).replace("Memory=1024", "Memory=1024 Gone=1")  # the SAM CLI does not hand it over
        (tmp_path / "samconfig.toml").write_text(left_behind, encoding="utf-8")
        assert templates.read(tmp_path).data == draft.data
        said = templates.read(tmp_path, parameters={"Memory": "256"}, region="eu-west-2")
        assert (said.data["functions"]["Fn"]["memory_mb"], said.data["region"]) == (256, "eu-west-2")

    def test_what_the_cdk_synthesised_in_a_folder_is_read(self, tmp_path: Path) -> None:
        out = tmp_path / "cdk.out"
        out.mkdir()
        stack = '{"type": "aws:cloudformation:stack", "properties": {"templateFile": "s.json"}}'
        (out / "manifest.json").write_text(f'{{"version": "1", "artifacts": {{"S": {stack}}}}}', encoding="utf-8")
        (out / "s.json").write_text('{"Resources": {"Fn": {"Type": "AWS::Lambda::Function"}}}', encoding="utf-8")
        assert [*templates.read(tmp_path).data["functions"]] == ["Fn"]

    @pytest.mark.parametrize(("file", "how"), [("cdk.json", "cdk synth"), ("samconfig.toml", "template.yaml")])
    def test_a_folder_without_a_template_is_refused_with_what_to_do(self, tmp_path: Path, file: str, how: str) -> None:
        (tmp_path / file).write_text("", encoding="utf-8")
        with pytest.raises(ScenarioError, match=f"has no template; .*{how}"):
            templates.read(tmp_path)

    def test_a_configuration_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "samconfig.toml").write_bytes(b"\xff\x00\xfe")
        with pytest.raises(ScenarioError, match=r"samconfig\.toml is not text"):
            templates.read(tmp_path)


class TestSamConfig:
    @pytest.mark.parametrize(
        "overrides",
        [
            '"Memory=512 Stage=\\"a b\\""',
            '["Memory=512", "Stage=a b", 3]',
            '"ParameterKey=Memory,ParameterValue=512 \\"ParameterKey=Stage,ParameterValue=a b\\""',
        ],
    )
    def test_overrides_are_read_in_each_form(self, overrides: str) -> None:
        config = sam_config(f"[default.deploy.parameters]\nparameter_overrides = {overrides}", "samconfig.toml")
        assert config.parameters == {"Memory": "512", "Stage": "a b"}

    @pytest.mark.parametrize(
        "text", ["", "default = 3", "[default]\ndeploy = 3", "[default.deploy.parameters]\nparameter_overrides = 3"]
    )
    def test_what_says_nothing_of_them_says_none(self, text: str) -> None:
        assert sam_config(text, "samconfig.toml") == ({}, "", "")

    def test_it_is_a_parameter_file(self, tmp_path: Path) -> None:
        (tmp_path / "samconfig.toml").write_text('[default.deploy.parameters]\nparameter_overrides = "A=1"', encoding="utf-8")
        (tmp_path / "values.yaml").write_text("A: 2", encoding="utf-8")
        assert read_parameter_file(str(tmp_path / "samconfig.toml")) == {"A": "1"}
        assert read_parameter_file(str(tmp_path / "values.yaml")) == {"A": 2}

    @pytest.mark.parametrize(
        ("text", "message"),
        [("[", "is no TOML"), ('[default.deploy.parameters]\nparameter_overrides = "A"', "allowed: NAME=VALUE")],
    )
    def test_what_is_not_understood_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(ScenarioError, match=message):
            sam_config(text, "samconfig.toml")


BODY = """
openapi: 3.0.1
paths:
  /show: {get: {x-amazon-apigateway-integration: {uri: {'Fn::Sub': '${Fn.Arn}'}}}}
  /queue: {post: {x-amazon-apigateway-integration: {uri: {'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:sqs:path/1/q'}}}}
"""


class TestIncludedFiles:
    WAYS = (
        "DefinitionUri: api.yaml",
        "DefinitionBody: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: api.yaml}}}",
        "DefinitionBody: {openapi: 3.0.1, 'Fn::Transform': {Name: AWS::Include, Parameters: {Location: api.yaml}}}",
    )

    def text(self, definition: str) -> str:
        event = "Events: {Get: {Type: Api, Properties: {Path: /show, Method: get, RestApiId: !Ref Api}}}"
        function = f"{{Type: AWS::Serverless::Function, Properties: {{Runtime: python3.13, {event}}}}}"
        api = f"{{Type: AWS::Serverless::Api, Properties: {{StageName: p, {definition}}}}}"
        return f"{SAM}Resources: {{Fn: {function}, Api: {api}}}"

    @pytest.mark.parametrize("definition", WAYS)
    def test_a_local_file_is_read(self, tmp_path: Path, definition: str) -> None:
        (tmp_path / "api.yaml").write_text(BODY, encoding="utf-8")
        (tmp_path / "template.yaml").write_text(self.text(definition), encoding="utf-8")
        draft = templates.read(tmp_path / "template.yaml")
        assert draft.warnings == ()
        assert "apis.Api.requests" in [unknown.path for unknown in draft.unknown]  # as not all of them call Fn
        only = BODY.replace("/queue", "x-queue: 1 #").replace("  x-queue", "x-queue")
        (tmp_path / "api.yaml").write_text(only, encoding="utf-8")
        assert templates.read(tmp_path / "template.yaml").data["apis"]["Api"]["functions"] == ["Fn"]

    @pytest.mark.parametrize("definition", WAYS)
    def test_a_file_that_is_not_there_is_named_and_the_apis_requests_are_asked_for(self, definition: str) -> None:
        draft = drafted(self.text(definition))
        assert "Api Body is not understood: AWS::Include is not read: " in str(draft.warnings[0])
        assert "apis.Api.requests" in [unknown.path for unknown in draft.unknown]

    @pytest.mark.parametrize("macro", ["{Name: Mine}", "3", "{Name: AWS::Include}"])
    def test_what_a_macro_makes_is_unknown_and_that_is_said(self, macro: str) -> None:
        draft = drafted(
            f"Resources: {{Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {{'Fn::Transform': {macro}}}}}}}}}"
        )
        assert "Api Body is not understood" in str(draft.warnings[0])

    def test_a_document_of_a_bucket_is_not_read_and_the_apis_requests_are_asked_for(self) -> None:
        draft = drafted(self.text("DefinitionUri: s3://bucket/api.yaml"))
        assert "apis.Api.requests" in [unknown.path for unknown in draft.unknown]

    def test_an_evaluator_that_knows_no_files_includes_none(self) -> None:
        from lambda_cost.templates.intrinsics import Evaluator

        include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "a"}}}
        assert Evaluator("t").evaluate(include) == "⟦? AWS::Include is not read: 'a' is not read⟧"


class TestTemplatesWithoutResources:
    @pytest.mark.parametrize("more", ["", "\nResources: {}"])
    def test_one_describes_nothing_and_says_so(self, more: str) -> None:
        draft = drafted(f"AWSTemplateFormatVersion: '2010-09-09'\nOutputs: {{A: {{Value: b}}}}{more}")
        assert draft.data == {}
        assert draft.assumptions == ("t.yaml has no resources.",)


@pytest.mark.parametrize(
    ("expression", "a_year"),
    [
        ("cron(0 2 ? * SAT#3 *)", 12),
        ("cron(0 2 ? * 7#3 *)", 12),
        ("cron(0 2 ? * FRIL *)", 12),
        ("cron(0 2 LW * ? *)", 12),
        ("cron(0 2 15W 1,7 ? *)", 2),
        ("cron(0 2 ? 2 MON#5 *)", 0),  # 28 days have no fifth Monday
        ("cron(0 2 ? * MON#5,TUE *)", Decimal(29) / 7 + Decimal(365) / 7),  # 365 - 12 x 28 = 29 days beyond whole weeks
        ("cron(* * ? * MON-FRI *)", Decimal(5) / 7 * 365 * 1440),
    ],
)
def test_schedules_of_single_days_are_counted(expression: str, a_year: Decimal) -> None:
    from lambda_cost.templates.cron import times_a_day

    found = times_a_day(expression) * 365
    assert abs(Decimal(found.numerator) / found.denominator - a_year) < Decimal("1e-20")
