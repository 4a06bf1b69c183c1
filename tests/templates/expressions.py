"""Expressions of Terraform's language, evaluated."""

from typing import Any

from lambda_cost.templates.source import Source
from lambda_cost.templates.terraform.language.loading import Loader
from lambda_cost.templates.terraform.language.modules import ModuleScope

NAMES = """
variable "none" {}
variable "size" {
  type    = number
  default = "512"
}
locals {
  map   = { a = 1, b = "two", "c-d" = { e = [3, 4] } }
  list  = ["x", "y", "z"]
  loop  = local.loop2
  loop2 = local.loop
  wrong = upper([])
}
resource "aws_sqs_queue" "q" { name = "orders" }
resource "aws_sqs_queue" "many" {
  count = 2
  name  = "q${count.index}"
}
resource "aws_sqs_queue" "each" {
  for_each = { a = "first", b = "second" }
  name     = each.value
}
resource "aws_sqs_queue" "open" {
  count = var.none
}
"""


def scope_of(text: str) -> ModuleScope:
    return Loader(Source.of(text, "main.tf")).root()


def value(expression: str, names: str = NAMES) -> Any:
    scope = scope_of(f"{names}\nlocals {{\n  x = {expression}\n}}\n")
    return scope.evaluator.value(scope.locals["x"], scope)
