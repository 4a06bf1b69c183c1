"""Folders of Terraform's language, drafted."""

from pathlib import Path
from typing import Any

from lambda_cost import templates
from lambda_cost.scenario.draft import Draft
from lambda_cost.templates.source import Source

FUNCTION = """
resource "aws_lambda_function" "a" {
  function_name = "a"
  memory_size   = MEMORY
  publish       = true
}
"""


def text_draft(text: str, **known: Any) -> Draft:
    return templates.drafted(Source.of(text, "main.tf", **known))


def memory(found: Draft, name: str = "a") -> Any:
    return found.data["functions"][name].get("memory_mb")


def warned(found: Draft) -> str:
    return "\n".join(found.warning_texts)


def drafted(folder: Path, files: dict[str, str], **known: Any) -> Draft:
    """The draft of *files* in *folder*."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return templates.drafted(Source.open(folder, **known))
