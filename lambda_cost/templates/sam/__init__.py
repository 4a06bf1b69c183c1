"""AWS SAM: its types are written out as CloudFormation's, which are then read as they stand.

Properties are passed on as they are, so that defaults and lines stay those of the template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import cloudformation
from lambda_cost.templates.sam.apis import expand_api, implicit_apis, without_filled
from lambda_cost.templates.sam.events import Events
from lambda_cost.templates.sam.functions import expand_function
from lambda_cost.templates.sam.globals import decided, with_globals
from lambda_cost.templates.unresolved import reason_unresolved

if TYPE_CHECKING:
    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.cloudformation.part import RawResource, Transform
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.source import Source

WHAT = "an AWS SAM template"
TRANSFORM = "AWS::Serverless-"
PREFIX = "AWS::Serverless::"
RENAMED = {"AllowedTypes": "AllowedInstanceTypes", "ExcludedTypes": "ExcludedInstanceTypes"}
"""What SAM says of the instances of a capacity provider, and what CloudFormation calls it."""


def claims(source: Source) -> bool:
    """Whether *source* is a template that has the SAM transform, or resources of SAM's types."""
    data = source.data
    if not is_mapping(data) or not is_mapping(data.get("Resources")):
        return False
    transforms: Any = data.get("Transform")
    listed = transforms if is_list(transforms) else [transforms]
    types = [resource.get("Type") for resource in data["Resources"].values() if is_mapping(resource)]
    return any(isinstance(name, str) and name.startswith((TRANSFORM, PREFIX)) for name in [*listed, *types])


def draft(source: Source) -> Draft:
    """What the template *source* describes."""
    return cloudformation.describe(source, "AWS SAM", transform_of(source))


def transform_of(source: Source) -> Transform:
    """What writes out the resources of the template *source* of SAM."""
    return _Transform(source).expand


class _Transform:
    """Writes out the resources of one template."""

    def __init__(self, source: Source) -> None:
        self.source = source
        given = source.document.data.get("Globals")
        self.globals: dict[str, Any] = given if is_mapping(given) else {}

    def expand(self, evaluator: Evaluator, resources: dict[str, RawResource], builder: Builder) -> dict[str, RawResource]:
        """*resources* in CloudFormation's types."""
        events = Events(self.source, evaluator, builder)
        expanded: dict[str, RawResource] = {}
        self.globals = {kind: self._decided_globals(kind, evaluator, builder) for kind in self.globals}
        for name, given in resources.items():
            is_sam = given.type.startswith(PREFIX)
            raw = given._replace(properties=decided(given.properties, evaluator)) if is_sam else given
            if not is_sam:
                expanded[name] = raw
            elif raw.properties is not None and not is_mapping(raw.properties):
                origin = Origin(self.source.name, self.source.document.line(raw.path), name)
                builder.warn("has properties that are not understood; it is left out", origin)
            else:
                kind = raw.type.removeprefix(PREFIX)
                properties = with_globals(self._globals_of(kind, raw), raw.properties or {})
                expanded |= self._expand(kind, name, raw._replace(properties=properties), evaluator, events)
        filled = {
            name: without_filled(expanded[name], methods, evaluator)
            for name, methods in events.filled.items()
            if name in expanded and is_mapping(expanded[name].properties)
        }
        return expanded | filled | implicit_apis(events, self.globals, evaluator)

    def _expand(self, kind: str, name: str, raw: RawResource, evaluator: Evaluator, events: Events) -> dict[str, RawResource]:
        match kind:
            case "Function":
                return expand_function(name, raw, evaluator) | events.expand(name, raw)
            case "StateMachine":
                return {name: raw} | events.expand(name, raw)
            case "Api" | "HttpApi" | "WebSocketApi":
                return expand_api(kind, name, raw, evaluator)
            case "CapacityProvider":
                return {name: _provider(raw)}
            case "MicrovmImage":
                return {name: raw._replace(type="AWS::Lambda::MicrovmImage")}
            case "Application":
                return {name: _application(raw)}
            case _:
                return {name: raw}

    def _decided_globals(self, kind: str, evaluator: Evaluator, builder: Builder) -> Any:
        """What `Globals` say of a *kind*; nothing, with a warning, if that is not known."""
        decided_globals = decided(self.globals[kind], evaluator)
        if is_mapping(decided_globals) or decided_globals is None:
            return decided_globals
        why = reason_unresolved(decided_globals) or "they are no mapping"
        line = self.source.document.line(("Globals", kind))
        builder.warn(f"are not understood: {why}", Origin(self.source.name, line, "Globals"))
        return {}

    def _globals_of(self, kind: str, raw: RawResource) -> Any:
        """What `Globals` say of a *kind*, without what the resource *raw* ignores of it."""
        above = self.globals.get(kind)
        resource: Any = self.source.document.data["Resources"].get(raw.path[-1])
        ignored: Any = resource.get("IgnoreGlobals") if is_mapping(resource) else None
        if not is_mapping(above) or ignored is None:
            return above
        return {key: value for key, value in above.items() if is_list(ignored) and key not in ignored}


def _provider(raw: RawResource) -> RawResource:
    """A capacity provider, whose instance types have another name here."""
    given: Any = raw.properties.get("InstanceRequirements")
    requirements = {RENAMED.get(key, key): value for key, value in given.items()} if is_mapping(given) else given
    properties = {key: value for key, value in raw.properties.items() if key not in {"OperatorRole", "PropagateTags"}}
    properties |= {} if given is None else {"InstanceRequirements": requirements}
    return raw._replace(type="AWS::Lambda::CapacityProvider", properties=properties)


def _application(raw: RawResource) -> RawResource:
    """A nested application: a local file, or one of a repository that is not read."""
    properties = {"TemplateURL": raw.properties.get("Location"), "Parameters": raw.properties.get("Parameters")}
    return raw._replace(type=cloudformation.NESTED, properties=properties)
