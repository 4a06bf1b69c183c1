"""AWS SAM: its types are written out as CloudFormation's, which then are read as they stand.

Properties are passed on as they are, so that defaults and lines stay those of the template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import cloudformation
from lambda_cost.templates.sam.apis import implicit_apis, written_api
from lambda_cost.templates.sam.events import Events
from lambda_cost.templates.sam.functions import written_function
from lambda_cost.templates.sam.globals import with_globals

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.cloudformation.stack import Raw
    from lambda_cost.templates.intrinsics import Language
    from lambda_cost.templates.source import Source

WHAT = "an AWS SAM template"
TRANSFORM = "AWS::Serverless-"
PREFIX = "AWS::Serverless::"


def claims(source: Source) -> bool:
    """Whether *source* is a template that has the SAM transform, or resources of SAM's types."""
    data = source.data
    if not is_mapping(data) or not is_mapping(data.get("Resources")):
        return False
    transforms: Any = data.get("Transform")
    named = transforms if is_list(transforms) else [transforms]
    kinds = [one.get("Type") for one in data["Resources"].values() if is_mapping(one)]
    return any(isinstance(one, str) and one.startswith((TRANSFORM, PREFIX)) for one in [*named, *kinds])


def draft(source: Source) -> Draft:
    """What the template *source* describes."""
    return cloudformation.describe(source, "AWS SAM", _Transform(source).written_out)


class _Transform:
    """Writes out the resources of one template."""

    def __init__(self, source: Source) -> None:
        self.source = source
        data = source.document.data
        self.globals: dict[str, Any] = data["Globals"] if is_mapping(data.get("Globals")) else {}

    def written_out(self, language: Language, resources: dict[str, Raw], builder: Builder) -> dict[str, Raw]:
        """*resources* with those of SAM in CloudFormation's types."""
        found: dict[str, Raw] = {}
        events = Events(self.source, language, builder)
        for name, raw in resources.items():
            if not raw.kind.startswith(PREFIX):
                found[name] = raw
                continue
            kind = raw.kind.removeprefix(PREFIX)
            if raw.properties is not None and not is_mapping(raw.properties):
                origin = Origin(self.source.name, self.source.document.line(raw.home), name)
                builder.warn("has properties that are not understood; it is left out", origin)
                continue
            own = raw._replace(properties=with_globals(self._above(kind, raw), raw.properties or {}))
            match kind:
                case "Function":
                    found |= written_function(name, own) | events.written(name, own)
                case "StateMachine":
                    found |= {name: own} | events.written(name, own)
                case "Api" | "HttpApi" | "WebSocketApi":
                    found |= written_api(kind, name, own, language)
                case "CapacityProvider":
                    found[name] = _provider(own)
                case "Application":
                    found[name] = _application(own)
                case _:
                    found[name] = own
        return found | implicit_apis(events, self.globals, language)

    def _above(self, kind: str, raw: Raw) -> Any:
        """What `Globals` say of a *kind*, without what the resource *raw* ignores of it."""
        above = self.globals.get(kind)
        stands: Any = self.source.document.data["Resources"].get(raw.home[-1])
        ignored: Any = stands.get("IgnoreGlobals") if is_mapping(stands) else None
        if not is_mapping(above) or ignored is None:
            return above
        return {key: one for key, one in above.items() if is_list(ignored) and key not in ignored}


def _provider(raw: Raw) -> Raw:
    """A capacity provider, whose instance types have another name here."""
    wanted = raw.properties.get("InstanceRequirements")
    types = wanted.get("AllowedTypes") if is_mapping(wanted) else None
    properties = {"InstanceRequirements": {"AllowedInstanceTypes": types}}
    return raw._replace(kind="AWS::Lambda::CapacityProvider", properties=properties)


def _application(raw: Raw) -> Raw:
    """A nested application: a local file, or one of a repository that is not read."""
    location = raw.properties.get("Location")
    passed = {"TemplateURL": location, "Parameters": raw.properties.get("Parameters")}
    return raw._replace(kind=cloudformation.NESTED, properties=passed)
