# The service of template.yaml: variables, locals, for_each, a local module, dynamic blocks and string templates.
provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "us-east-1"
}

variable "functions" {
  description = "Memory in MB by function; terraform.tfvars says it."
  type = map(object({
    memory       = number
    architecture = optional(string, "x86_64")
    timeout      = optional(number, 10)
    tmp          = optional(number)
  }))
}

locals {
  prefix = "shop-${terraform.workspace}"
  api    = toset([for name in keys(var.functions) : name if contains(["list", "show"], name)])
  nightly = {
    morning = "cron(0 8 ? * MON-FRI *)"
    hourly  = join("", ["rate(", 3 - 2, " hour)"])
  }
}

module "function" {
  source   = "./function"
  for_each = var.functions

  name         = format("%s-%s", local.prefix, each.key)
  memory       = each.value.memory
  architecture = each.value.architecture
  timeout      = each.value.timeout
  tmp          = each.value.tmp
  environments = lookup({ show = 2 }, each.key, 0)
  streams      = each.key == "resize" ? true : false
}

resource "aws_apigatewayv2_api" "api" {
  name          = local.prefix
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "api" {
  for_each           = local.api
  api_id             = aws_apigatewayv2_api.api.id
  integration_type   = "AWS_PROXY"
  integration_uri    = module.function[each.key].invoke_arn
  integration_method = "POST"
}

resource "aws_apigatewayv2_route" "api" {
  for_each  = local.api
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "GET /${each.key}"
  target    = "integrations/${aws_apigatewayv2_integration.api[each.key].id}"
}

resource "aws_cloudwatch_event_rule" "nightly" {
  for_each            = local.nightly
  name                = "${local.prefix}-${each.key}"
  schedule_expression = each.value
}

resource "aws_cloudwatch_event_target" "nightly" {
  for_each = local.nightly
  rule     = aws_cloudwatch_event_rule.nightly[each.key].name
  arn      = module.function["nightly"].arn
  input    = jsonencode({ at = each.key })
}

resource "aws_iam_role_policy" "logs" {
  name   = "logs"
  role   = "shop"
  policy = <<-JSON
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "${module.function["list"].arn}"}]}
  JSON
}
