variable "name" {}
variable "memory" { type = number }
variable "architecture" { type = string }
variable "timeout" { type = number }
variable "tmp" {
  type    = number
  default = null
}
variable "environments" { default = 0 }
variable "streams" { default = false }

data "aws_iam_role" "function" {
  name = "function"
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = data.aws_iam_role.function.arn
  runtime       = "nodejs22.x"
  handler       = "app.handler"
  filename      = "${path.module}/app.zip"
  memory_size   = var.memory
  timeout       = var.timeout
  architectures = [var.architecture]
  publish       = var.environments > 0

  dynamic "ephemeral_storage" {
    for_each = var.tmp == null ? [] : [var.tmp]
    content {
      size = ephemeral_storage.value
    }
  }
}

resource "aws_lambda_alias" "live" {
  count            = var.environments > 0 ? 1 : 0
  name             = "live"
  function_name    = aws_lambda_function.this.arn
  function_version = aws_lambda_function.this.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count                             = var.environments > 0 ? 1 : 0
  function_name                     = aws_lambda_alias.live[0].function_name
  qualifier                         = one(aws_lambda_alias.live[*].name)
  provisioned_concurrent_executions = var.environments
}

resource "aws_lambda_function_url" "this" {
  count              = var.streams ? 1 : 0
  function_name      = aws_lambda_function.this.function_name
  authorization_type = "NONE"
  invoke_mode        = "RESPONSE_STREAM"
}

output "arn" {
  value = aws_lambda_function.this.arn
}

output "invoke_arn" {
  value = aws_lambda_function.this.invoke_arn
}
