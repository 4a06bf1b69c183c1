variable "stage" {
  default = "prod"
}

variable "show_memory" {
  description = "Memory of the larger function in MB"
  type        = number
}

locals {
  architectures = var.stage == "prod" ? ["arm64"] : ["x86_64"]
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_lambda_function" "list" {
  function_name = "list-${var.stage}"
  memory_size   = 512
  architectures = local.architectures
}

resource "aws_lambda_function" "show" {
  function_name = "show-${var.stage}"
  memory_size   = var.show_memory
  architectures = local.architectures
}
