"""One template of those that are read as one: a template alone, or a stack of a CDK program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.cloudformation.transforms import resources_of
from lambda_cost.templates.includes import not_imported, output_name
from lambda_cost.templates.intrinsics import LOOP
from lambda_cost.templates.left_over import FreeNames, ReadRecord, warn_left_over
from lambda_cost.templates.parameters import make_evaluator
from lambda_cost.templates.unresolved import reason_mark, reason_unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambda_cost.templates.builder import Builder
    from lambda_cost.templates.intrinsics import Evaluator
    from lambda_cost.templates.source import Source

    Transform = Callable[[Evaluator, dict[str, "RawResource"], Builder], dict[str, "RawResource"]]
    """What writes the resources of a template out in CloudFormation's types."""

ATTRIBUTES = FreeNames(
    "Type Properties Condition Metadata DependsOn DeletionPolicy UpdateReplacePolicy CreationPolicy UpdatePolicy"
    " IgnoreGlobals Connectors"
)
"""What a resource may have beside its type and its properties, in CloudFormation and SAM."""
NO_ATTRIBUTE = "which no resource has"


class RawResource(NamedTuple):
    """A resource as a template describes it, or as a transform writes it out; nothing in it is evaluated."""

    type: str
    """`AWS::Lambda::Function`."""
    properties: Any
    """Its properties."""
    path: tuple[str, ...]
    """Keys that lead to it in the document, or to what was transformed into it."""
    condition: Any = None
    """The name of its condition."""
    metadata: Any = None
    """Its metadata."""
    owner: str = ""
    """What the template calls it, where that is not the last of the keys."""

    @property
    def display_name(self) -> str:
        """What to call it in messages."""
        return self.owner or self.path[-1]


@dataclass(frozen=True, eq=False)
class TemplatePart:
    """A template with its resources, whose names begin with a prefix where several templates are read as one."""

    source: Source
    """The template."""
    evaluator: Evaluator
    """What evaluates its functions."""
    resources: dict[str, RawResource]
    """Its resources, by the names that it gives them."""
    prefix: str = ""
    """What its resources' names begin with: `Shop/`; empty for a template alone."""
    region: str = ""
    """Where its resources are, if others are elsewhere."""
    stack_name: str = ""
    """The name of the stack that it becomes, if that is known."""

    def exists(self, name: str, raw: RawResource, builder: Builder) -> bool:
        """Whether the resource *raw* called *name* is made; also, with a warning, if its condition cannot be resolved."""
        if raw.condition is None:
            return True
        holds = self.evaluator.condition(raw.condition)
        if isinstance(holds, str):
            origin = Origin(self.source.name, self.source.document.line(raw.path), name)
            why = reason_unresolved(holds)
            builder.warn(f"is counted, though its condition {raw.condition} cannot be resolved: {why}", origin)
            return True
        return holds


def make_part(source: Source, transform: Transform, builder: Builder, prefix: str = "", region: str = "") -> TemplatePart:
    """The template *source*, its resources written out by *transform*.

    Raises:
        ScenarioError: if it asks for more work than is allowed, or the parameters given do not fit.
    """
    template = source.document.data
    if not template.get("Resources"):
        builder.assume(f"{source.name} has no resources.")
    evaluator = make_evaluator(source, template)
    evaluator.prefix = prefix
    resources = _resources(source, resources_of(source, template, evaluator, builder), evaluator, builder)
    return TemplatePart(source, evaluator, transform(evaluator, resources, builder), prefix, region)


def share_exports(parts: Iterable[TemplatePart]) -> None:
    """Let each of *parts* import what any of them exports."""
    exports: dict[str, tuple[Evaluator, Any]] = {}
    listed = [*parts]
    for part in listed:
        exports |= {name: (part.evaluator, value) for name, value in _exports(part)}
    open_names: list[str] = []

    def imported(name: str) -> Any:
        if name not in exports:
            return not_imported(name)
        if name in open_names:
            return reason_mark(f"the export {name} leads to itself")
        evaluator, value = exports[name]
        open_names.append(name)
        evaluated = evaluator.evaluate(value)
        open_names.pop()
        return evaluated

    for part in listed:
        part.evaluator.imported = imported


def _exports(part: TemplatePart) -> Iterator[tuple[str, Any]]:
    """Names and values, not evaluated, of what *part* exports, and of all outputs of a stack."""
    outputs: Any = part.source.document.data.get("Outputs")
    for key, output in outputs.items() if is_mapping(outputs) else ():
        export: Any = output.get("Export") if is_mapping(output) else None
        if part.stack_name and is_mapping(output):
            yield output_name(part.stack_name, key), output.get("Value")
        name = part.evaluator.evaluate(export.get("Name")) if is_mapping(export) else None
        if isinstance(name, str):
            yield name, output.get("Value")


def _resources(source: Source, given: dict[str, Any], evaluator: Evaluator, builder: Builder) -> dict[str, RawResource]:
    """The resources that are *given*, loops written out."""
    resources: dict[str, RawResource] = {}
    for key, body in given.items():
        path = ("Resources", key)
        written_out = evaluator.expand_loops({key: body}) if key.startswith(LOOP) else {key: body}
        if not written_out:
            loop = Origin(source.name, source.document.line(path), key)
            builder.warn("is a loop over nothing that is known; its resources are not priced", loop)
        for name, resource in written_out.items():
            kind: Any = resource.get("Type") if is_mapping(resource) else None
            if is_mapping(resource) and isinstance(kind, str):
                rest = (resource.get("Condition"), resource.get("Metadata"), name)
                resources[name] = RawResource(kind, resource.get("Properties"), path, *rest)
                record = ReadRecord(dict.fromkeys(resource, True))
                warn_left_over(builder, record, ATTRIBUTES, Origin(source.name, source.document.line(path), name), NO_ATTRIBUTE)
            else:
                builder.warn("is no resource that is understood", Origin(source.name, source.document.line(path), name))
    return resources
