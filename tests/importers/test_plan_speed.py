"""A plan of five hundred functions is imported and priced within limits, as counted on any machine."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.importers.plans import function, plan, refs, resource

FUNCTIONS = 500
MOST_SECONDS = 2
MOST_MB = 200
# Processor time, so that a busy machine does not count, and the largest resident set that the system saw.
MEASURE = """
import json, resource, sys
from lambda_cost.cli.app import main
sys.argv = ["lambda-cost", *sys.argv[1:]]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
"""


def big() -> str:
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


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource module")
def test_five_hundred_functions_take_less_than_two_seconds_and_two_hundred_megabytes(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(big(), encoding="utf-8")
    (tmp_path / "usage.yaml").write_text("default: {requests: 1M, duration_ms: 100}\n", encoding="utf-8")
    command = [sys.executable, "-c", MEASURE, "estimate", "plan.json", "--usage", "usage.yaml", "--format", "json"]
    unmeasured = {key: value for key, value in os.environ.items() if not key.startswith(("COVERAGE", "COV_"))}
    done = subprocess.run(command, cwd=tmp_path, env=unmeasured, capture_output=True, text=True, check=True, timeout=60)
    seconds, megabytes = json.loads(done.stderr.splitlines()[-1])
    assert len(json.loads(done.stdout)["resources"]) == FUNCTIONS + 25
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MB
