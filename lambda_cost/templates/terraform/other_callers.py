"""Whatever else of a plan has the ARN of a function calls it: a bucket, a topic, a state machine, another function.

Types that are read by a step of their own are left to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_cost.templates.terraform.cloud_control import canonical_type
from lambda_cost.templates.terraform.context import FUNCTION, FUNCTION_OR_ALIAS, is_free_type

if TYPE_CHECKING:
    from lambda_cost.templates.terraform.context import PlanContext
    from lambda_cost.templates.terraform.plan import Instance

FREE_CALLERS = frozenset({"aws_cloudwatch_log_subscription_filter", "aws_s3_bucket_notification", "aws_sns_topic_subscription"})
"""Types that cost nothing and call functions all the same."""
NOT_CALLING = re.compile(
    r"(?!aws)"
    r"|aws_(lambda|lambdamicrovms|api_gateway|apigatewayv2|scheduler|cloudfront|codedeploy)_"
    r"|aws_cloudwatch_(?!log_subscription)|aws_(cloudtrail|backup_selection|kms_grant|resourcegroups_resource|ssm_parameter)$"
)
"""Types that name a function to watch it, keep its ARN, or are read by themselves."""


def add_other_callers(context: PlanContext) -> None:
    """Anything else that has the ARN of a function calls it, unless it only says who may, or watches it."""
    for function in context.of_type(*FUNCTION):
        _add_function(context, function)
    for instance in context.plan.instances:
        kind = canonical_type(instance.type)
        calls = kind in FREE_CALLERS or not is_free_type(kind)
        if calls and not NOT_CALLING.match(kind):
            meant = context.references.by_arn_anywhere(instance, FUNCTION_OR_ALIAS)
            context.callers.add_other(context.function_names(meant), kind)


def _add_function(context: PlanContext, function: Instance) -> None:
    """A function that is told the name or ARN of another may call it."""
    environment = function.attributes.block("environment")
    told = context.references.of_block(function, environment, "variables", FUNCTION_OR_ALIAS)
    called = context.function_names([*told, *context.references.by_arn_anywhere(function, FUNCTION_OR_ALIAS)])
    section, name = context.names.get(function.address, ("", ""))
    if section == "functions":
        context.callers.add_function(name, [other for other in called if other != name])
    else:
        context.callers.add_other(called, "another function")
