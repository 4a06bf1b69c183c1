"""What an OpenAPI document, which a plan has as text, says of an API's integrations."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lambda_cost import strict_yaml
from lambda_cost.errors import ProblemsError
from lambda_cost.templates.template_yaml import TemplateReader
from lambda_cost.templates.terraform.blocks import as_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

INTEGRATION = "x-amazon-apigateway-integration"
PREFLIGHT = "options"


def integrations_in(body: object) -> Iterator[dict[str, Any]]:
    """What each method of an OpenAPI document passes its requests on to; nothing of what is no such document."""
    document: Any = body
    if isinstance(body, str):
        with suppress(ProblemsError):
            document = strict_yaml.read(body, "body", TemplateReader).data
    for path in as_mapping(as_mapping(document).get("paths")).values():
        for verb, method in as_mapping(path).items():
            if str(verb).lower() != PREFLIGHT and INTEGRATION in as_mapping(method):
                yield as_mapping(as_mapping(method)[INTEGRATION])
