"""Blocks of Terraform's language: dynamic blocks, count and for_each."""

from tests.templates.terraform_folders import FUNCTION, memory, text_draft, warned


class TestBlocks:
    def test_dynamic_blocks_are_written_out(self) -> None:
        text = """
variable "open" {}
locals {
  sizes = { a = 1024 }
}
resource "aws_lambda_function" "a" {
  dynamic "ephemeral_storage" {
    for_each = local.sizes
    iterator = each_size
    content {
      size = each_size.value
    }
  }
  dynamic "snap_start" {
    for_each = []
    content {
      apply_on = "PublishedVersions"
    }
  }
  dynamic "durable_config" {
    for_each = var.open
    content {
      retention_period = durable_config.value
    }
  }
  dynamic "odd" {}
  lifecycle {
    ignore_changes = [memory_size]
  }
}
"""
        found = text_draft(text)
        fields = found.data["functions"]["a"]
        assert fields["ephemeral_storage"] == {"size_mb": 1024}
        assert "snap_start" not in fields
        assert fields["durable"] == {}
        assert "has a block durable_config for each of something that is var.open, which has no value" in warned(found)
        assert "has retention_period that source does not say, as it is var.open" in warned(found)

    def test_a_dynamic_block_over_nothing_that_is_a_list_is_one(self) -> None:
        text = 'resource "aws_lambda_function" "a" {\n  dynamic "snap_start" {\n    for_each = 5\n    content {}\n  }\n}\n'
        assert "for each of something that is not understood; how many there are is not known" in warned(text_draft(text))
        assert "that is not there" in warned(text_draft(text.replace("    for_each = 5\n", "")))

    def test_what_is_written_and_not_known_is_asked_for_with_the_reason(self) -> None:
        text = 'variable "m" {}\nvariable "arch" {}\n' + FUNCTION.replace("MEMORY", "var.m\n  architectures = [var.arch]")
        found = text_draft(text)
        assert {one.keys for one in found.unknown} >= {("memory_mb",), ("architecture",)}
        assert "main.tf, line 4: aws_lambda_function.a has memory_size that source does not say, as it is var.m" in warned(
            found
        )
        assert "has architectures that source does not say, as it is var.arch" in warned(found)

    def test_instances_of_a_number_or_set_that_is_not_known_are_one_with_a_warning(self) -> None:
        text = """
variable "open" {}
resource "aws_lambda_function" "counted" {
  count         = var.open
  function_name = "a-${count.index}"
  memory_size   = 256
}
resource "aws_lambda_function" "keyed" {
  for_each    = var.open
  memory_size = each.value
}
resource "aws_lambda_function" "wrong" {
  count = -1
}
resource "aws_lambda_function" "listed" {
  for_each = [5]
}
resource "aws_lambda_function" "none" {
  count = 0
}
resource "aws_lambda_function" "some" {
  for_each    = { x = 128, y = 256 }
  memory_size = each.value
}
resource "aws_sqs_queue" "quiet" {
  count = var.open
}
"""
        found = text_draft(text)
        assert [*found.data["functions"]] == ["counted", "keyed", "wrong", "listed", "some-x", "some-y"]
        assert (memory(found, "counted"), memory(found, "keyed"), memory(found, "some-y")) == (256, None, 256)
        assert "aws_lambda_function.counted has a count that is var.open" in warned(found)
        assert "aws_lambda_function.keyed has a for_each that is var.open" in warned(found)
        assert "aws_lambda_function.wrong has a count that is not understood; one is taken" in warned(found)
        assert "aws_lambda_function.listed has a for_each that is not understood; one is taken" in warned(found)
        assert "aws_sqs_queue.quiet" not in warned(found)

    def test_references_go_through_locals_and_templates(self) -> None:
        text = (
            FUNCTION.replace("MEMORY", "128")
            + """
locals {
  arn  = aws_lambda_function.a.arn
  loop = local.loop
}
resource "aws_api_gateway_rest_api" "api" {
  name = "api"
  body = <<-JSON
    {"paths": {"/": {"get": {"x-amazon-apigateway-integration": {"uri": "${local.arn}"}}}}}
  JSON
}
resource "aws_lambda_function_url" "u" {
  function_name = try(local.loop, ["x", aws_lambda_function.a.function_name][1])
  invoke_mode   = "RESPONSE_STREAM"
}
resource "aws_scheduler_schedule" "s" {
  schedule_expression = "rate(1 hour)"
  target {
    arn = local.arn
  }
}
"""
        )
        found = text_draft(text)
        assert "response_streaming" in found.data["functions"]["a"]
        assert any("is made by" in note or "are made by its schedules" in note for note in found.assumptions)
        assert "api" in found.data["apis"]

    def test_attributes_of_attributes_are_asked_for_and_an_old_index_is_followed(self) -> None:
        text = """
variable "size" {}
resource "awscc_lambda_function" "a" {
  count             = 1
  ephemeral_storage = { size = var.size }
}
resource "awscc_lambda_url" "u" {
  target_function_arn = awscc_lambda_function.a.0.arn
  invoke_mode         = "RESPONSE_STREAM"
}
"""
        found = text_draft(text)
        assert found.data["functions"]["a"]["response_streaming"] == {}
        assert ("ephemeral_storage", "size_mb") in {one.keys for one in found.unknown}

    def test_what_is_left_over_is_named_as_in_a_plan(self) -> None:
        function = 'resource "aws_lambda_function" "a" {\n  turbo = true\n  boost = var.x\n}\n'
        found = text_draft(f'variable "x" {{}}\n{function}resource "aws_lambda_turbo" "t" {{}}\n')
        assert "aws_lambda_function.a has turbo, boost, which is not read here" in warned(found)
        assert found.not_priced == {"aws_lambda_turbo": 1}
