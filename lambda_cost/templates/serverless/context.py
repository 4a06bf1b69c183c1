"""What the parts of reading a service share: its document, its variables, the draft that it becomes, and who calls what."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lambda_cost.scenario.draft import Origin
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.callers import Callers
from lambda_cost.templates.left_over import ReadRecord
from lambda_cost.templates.serverless.made_resources import MadeResources
from lambda_cost.templates.serverless.variables import REGION, Variables
from lambda_cost.templates.unresolved import UnresolvedError, reason_unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambda_cost.templates.source import Source


class ServiceContext:
    """A serverless.yml while it becomes a draft."""

    def __init__(self, source: Source) -> None:
        """Begin with the document of *source*."""
        self.source, self.document = source, source.document
        self.data: dict[str, Any] = self.document.data
        self.variables = Variables(source, self.data)
        provider = self.section("provider")
        self.provider: dict[str, Any] = provider if is_mapping(provider) else {}
        if isinstance(provider, str):
            self.provider = {"name": provider}
        self.provider_record = ReadRecord(self.provider)
        service = self.section("service")
        name = service if isinstance(service, str) else str(service.get("name", "")) if is_mapping(service) else ""
        self.name = "" if reason_unresolved(name) else name
        self.builder = Builder(source.name, "serverless.yml", region=self._region(), name=self.name)
        self.callers, self.made = Callers(), MadeResources()
        self.caches_read: set[str] = set()
        """The sections of `custom` in which plugins say the cache of the REST API."""

    @cached_property
    def plugins(self) -> list[str]:
        """The names of the plugins that are used."""
        given = self.section("plugins")
        listed = given.get("modules") if is_mapping(given) else given
        return [name for name in listed if isinstance(name, str) and not reason_unresolved(name)] if is_list(listed) else []

    @cached_property
    def own_resources(self) -> frozenset[str]:
        """The names of the resources that the service describes itself, in CloudFormation's words."""
        sections = [part.get("Resources") if is_mapping(part) else None for part in self.parts("resources")]
        return frozenset(name for section in sections if is_mapping(section) for name in section)

    def section(self, key: str) -> Any:
        """What stands under *key* of the document, its variables resolved."""
        return self.variables.evaluate(self.data.get(key))

    def parts(self, key: str) -> list[Any]:
        """The same where it may be split into a list of several."""
        section = self.section(key)
        return section if is_list(section) else [section]

    def setting(self, function: ReadRecord, key: str) -> Any:
        """What *function* says of *key*, or else the provider; None if neither does."""
        of_all = self.provider_record.read(key)
        return function.read(key) if key in function.data else of_all

    def deployed_name(self, name: str, given: object) -> str:
        """What the function *name* is called where it runs: as *given*, or by service and stage; empty if that is not known."""
        stage = self.variables.stage
        whole = given or (self.name and f"{self.name}-{stage}-{name}")
        return whole if isinstance(whole, str) and not reason_unresolved(whole) else ""

    def tag(self, section: str, name: str, own: Any = None) -> None:
        """Give the resource *name* of *section* the tags of the stack and of the provider, and its *own* over them."""
        for given in (self.provider.get("stackTags"), self.provider.get("tags"), own):
            self.builder.tag(section, name, given)

    def origin(self, *path: str) -> Origin:
        """Where *path* of the document is."""
        return Origin(self.source.name, self.document.line(path), ".".join(path[:2]))

    def value(self, read: Callable[[Any], Any], given: Any, name: str, origin: Origin) -> Any:
        """What *read* makes of what is *given*; None if nothing is or, with a warning, if it is unknown or not allowed."""
        try:
            return None if given is None else read(given)
        except UnresolvedError as error:
            self.builder.warn(f"{name} {error}; it is unknown here", origin)
        except ValueError as error:
            self.builder.warn(f"{name} {error}; it is left out", origin)
        return None

    def _region(self) -> str:
        given = self.source.region or self.source.parameters.get("region") or self.provider.get("region") or REGION
        return "" if not isinstance(given, str) or reason_unresolved(given) else given


def read_below(record: ReadRecord, block: str, key: str) -> Any:
    """What *record* says of a *key* of a *block*; the block itself where that is text, which says it or why it is unknown."""
    whole, given = record.peek(block), record.read(block, key)
    return whole if isinstance(whole, str) else given
