"""Files of Terraform's that are no plan yet: which of them it is, and how a plan is made; and plans inside of other output."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from lambda_cost import files
from lambda_cost.strict_yaml import is_mapping

if TYPE_CHECKING:
    from lambda_cost.templates.source import Source

HOW = "terraform plan -out p && terraform show -json p > plan.json (or: tofu plan -out p && tofu show -json p > plan.json)"
"""How to make the file that is read."""
SNIFFED = 4_000
"""Characters at the beginning of a text by which it is known."""
_PLAN_TEXT = re.compile(
    r"^(?:\s|\x1b\[[\d;]*m)*(?:(?:Terraform|OpenTofu) (?:used the selected providers|will perform the following)"
    r"|An execution plan has been generated|Refreshing Terraform state|No changes\. (?:Your )?[Ii]nfrastructure"
    r"|(?:data\.)?\w[\w.\[\]\"-]*: (?:Refreshing state|Reading|Read complete)|Plan: \d+ to add"
    r"|[\[\x1b\]\dm ]*Acquiring state lock"
    r"|# [\w.\[\]\"-]+ (?:will|must) be |# [\w.\[\]\"-]+\.[\w.\[\]\"-]+:\s*$)",
    re.MULTILINE,
)
_PROGRESS = re.compile(r'^\{"@level":.*(?:"@module":"(?:terraform|tofu)\.|"(?:terraform|tofu)":)', re.MULTILINE)
_TIME = re.compile(
    r"^\ufeff?(?:\x1b\[[\d;]*[A-Za-z])*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z (?:\d\d[OE][ +])?", re.MULTILINE
)
_COLOUR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_WRAPPED = re.compile(r'\{\s*"format_version"\s*:')


def without_marks_of_ci(text: str) -> str:
    """*text* without the times and colours that GitHub Actions, GitLab and Azure DevOps put into the lines of a log.

    >>> without_marks_of_ci("2026-11-28T10:00:00.1234567Z { ")
    '{ '
    """
    return _COLOUR.sub("", _TIME.sub("", text)) if _COLOUR.search(text) or _TIME.search(text) else text


def what_else(source: Source) -> str:
    """What *source* is of Terraform's that cannot be read; empty if it is nothing of the kind."""
    text = without_marks_of_ci(source.text[:SNIFFED])
    if _PROGRESS.search(text):
        return "is the progress of a run (plan -json)"
    if not text.lstrip().startswith(("{", "[")) and _PLAN_TEXT.search(text) and not _WRAPPED.search(source.text):
        return "is what Terraform prints for people, which is not read"
    if PurePath(source.name).name.endswith((".tfvars", ".tfvars.json")):
        return "has values of variables; import its folder, with --parameter-file for such a file, or"
    if '"encrypted_data"' in text and '"serial"' in text and '"lineage"' in text:
        return "is an encrypted state of OpenTofu, which is not read"
    return ""


def wrapped_plan(text: str) -> str:
    """The plan inside of *text*, which has other lines around it, such as the echo of a CI step; empty if there is none."""
    given, text = text, without_marks_of_ci(text)
    start = _WRAPPED.search(text)
    around = start and text[: start.start()].strip() + text[start.start() :].rpartition("}")[2].strip()
    if start is None or (given == text and not around):
        return ""
    try:
        _, end = json.JSONDecoder().raw_decode(text, start.start())
    except (ValueError, RecursionError):
        return ""
    return text[start.start() : end]


def is_language(source: Source) -> bool:
    """Whether *source* is a file or folder of Terraform's language, or text that can only be that."""
    if source.is_folder:
        return source.path is not None and bool(files.list_files(source.path, *LANGUAGE, depth=0))
    if PurePath(source.name).name.endswith(LANGUAGE):
        return True
    return source.path is None and _BLOCK.search(source.text) is not None and not is_mapping(source.data)


LANGUAGE = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""How files of the language end."""
_BLOCK = re.compile(r'^(?:resource|module|provider|variable)[ \t]+"[\w-]+"[ \t]*(?:"[\w-]+"[ \t]*)?\{', re.MULTILINE)
