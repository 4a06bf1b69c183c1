"""Infrastructure code of five hundred functions: imported and priced, as whole processes."""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import say
from tests.templates.plans import function, plan, refs, resource

FUNCTIONS = 500
CODE = """
import sys
from benchmarks.measuring import peak_memory_mb
from lambda_cost import estimate, templates
from lambda_cost.usage import Usage
from lambda_cost.usage.entries import Entry
draft = templates.read(sys.argv[1]).with_usage(Usage((Entry("default", dict(requests="1M", duration_ms="100")),)))
assert len(estimate(draft.scenario()).by_resource) == int(sys.argv[2])
print(peak_memory_mb())
"""


def a_template() -> list[bool]:
    """A SAM template, with tags and conditions."""
    one = (
        "  F{n}: {{Type: AWS::Serverless::Function, Condition: Any, Properties: {{MemorySize: !Ref Memory,"
        " AutoPublishAlias: live,"
        " Architectures: [!If [Any, arm64, x86_64]], EphemeralStorage: {{Size: 1024}}, Tags: {{a: b, c: !Sub 'x-${{Memory}}'}},"
        " Events: {{Get: {{Type: HttpApi, Properties: {{Path: /x, Method: GET}}}}}}}}}}\n"
    )
    head = "Parameters: {Memory: {Type: Number, Default: 512}}\nConditions: {Any: !Equals [a, a]}\nResources:\n"
    text = head + "".join(one.format(n=n) for n in range(FUNCTIONS))
    return _imported("a template of 500 functions, imported and priced", "template.yaml", text, FUNCTIONS + 1)


def a_plan() -> list[bool]:
    """A Terraform plan, each function with its API, role and log group, in 25 modules."""
    return _imported("a plan of 500 functions, imported and priced", "plan.json", _plan(), FUNCTIONS + 25)


def _imported(what: str, name: str, text: str, resources: int) -> list[bool]:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8")
        begun = time.perf_counter()
        command = [sys.executable, "-c", CODE, str(path), str(resources)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
        took, memory_mb = time.perf_counter() - begun, int(done.stdout)
    return [
        say(what, f"{took:.2f} s", "<= 2 s", held=took <= 2),
        say("memory of that, at most", f"{memory_mb} MB", "<= 200 MB", held=memory_mb <= 200),
    ]


def _plan() -> str:
    """Functions with variables and tags, each behind an API, with a role and a log group, in 25 modules."""
    tags = {f"tag{number}": "a value" for number in range(10)}
    variables = [{"variables": {f"VARIABLE_{number}": "a value of some length" for number in range(15)}}]
    found = []
    for number in range(FUNCTIONS):
        module, api = f"module.m{number % 25}", f"aws_apigatewayv2_api.a{number % 25}"
        made: dict[str, Any] = {
            "function_name": f"f{number}",
            "memory_size": 512,
            "environment": variables,
            "tags": tags,
            "tags_all": tags,
        }
        written = {"api_id": refs(f"{api}.id"), "integration_uri": refs(f"aws_lambda_function.f{number}.invoke_arn")}
        found += [
            function(f"{module}.aws_lambda_function.f{number}", **made),
            resource(
                f"{module}.aws_apigatewayv2_integration.i{number}", {}, unknown=dict.fromkeys(written, True), written=written
            ),
            resource(f"{module}.aws_iam_role.r{number}", {"assume_role_policy": "x" * 400, "tags": tags}),
            resource(f"{module}.aws_cloudwatch_log_group.l{number}", {"tags": tags}),
        ]
    found += [resource(f"module.m{number}.aws_apigatewayv2_api.a{number}", {"protocol_type": "HTTP"}) for number in range(25)]
    return json.dumps(plan(*found, providers={"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}))
