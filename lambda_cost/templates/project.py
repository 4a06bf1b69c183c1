"""A folder that holds a SAM or CDK project: its template or what was synthesised in it is read, as the project deploys it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, UnreadableFileError
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.parameter_files import SAM_CONFIG, SamConfig, sam_config

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

WHAT = "a folder of a SAM or CDK project"
SYNTHESISED = "cdk.out/manifest.json"
TEMPLATES = ("template.yaml", "template.yml", "template.json")
CDK_PROJECT = "cdk.json"


def claims(source: Source) -> bool:
    """Whether *source* is a folder with a template, a samconfig.toml or a CDK project in it."""
    return source.is_folder and any(map(source.has, (SYNTHESISED, *TEMPLATES, SAM_CONFIG, CDK_PROJECT)))


def draft(source: Source) -> Draft:
    """What the project in the folder *source* describes.

    Raises:
        ScenarioError: if there is no template in it, or that is not well formed.
    """
    if source.has(SYNTHESISED):
        return _drafted(source, source.sibling(SYNTHESISED), "")
    config = sam_config(_text(source, SAM_CONFIG), f"{source.name}/{SAM_CONFIG}") if source.has(SAM_CONFIG) else SamConfig({})
    named = [config.template, *TEMPLATES]
    file = next((name for name in named if name and source.has(name)), "")
    if not file:
        how = "cdk synth, which makes cdk.out" if source.has(CDK_PROJECT) else f"name it: one of {', '.join(TEMPLATES)}"
        raise ScenarioError([Problem("", f"has no template; {how}", source.name)])
    template = source.sibling(file)
    declared = _declared(template)
    known = {key: value for key, value in config.parameters.items() if key not in source.parameters and key in declared}
    template = replace(template, parameters={**known, **source.parameters}, region=source.region or config.region)
    return _drafted(source, template, SAM_CONFIG if known or config.region else "")


def _drafted(source: Source, file: Source, config: str) -> Draft:
    """The draft of *file* of the folder *source*, with a word of that and of the *config* that it is deployed with."""
    draft = source.draft_of(file)
    also = f", with what {config} deploys it with" if config else ""
    return replace(draft, assumptions=(*draft.assumptions, f"Of the folder {source.name}, {file.name} is read{also}."))


def _declared(template: Source) -> dict[str, Any]:
    """The parameters that *template* declares; the SAM CLI hands over no others of its configuration."""
    data: Any = template.data
    parameters: Any = data.get("Parameters") if is_mapping(data) else None
    return parameters if is_mapping(parameters) else {}


def _text(source: Source, name: str) -> str:
    try:
        return source.sibling(name).text
    except UnreadableFileError as error:
        raise ScenarioError([Problem("", str(error), source.name)]) from None
