"""A service becomes a draft: its functions with what is set on them, and what its events make."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, shown
from lambda_cost.scenario.draft import Origin
from lambda_cost.scenario.unknown import Most
from lambda_cost.strict_yaml import is_list, is_mapping
from lambda_cost.templates import unresolved
from lambda_cost.templates.builder import Builder
from lambda_cost.templates.callers import Triggers
from lambda_cost.templates.serverless.variables import REGION, Variables
from lambda_cost.templates.unresolved import UnresolvedError, flag_of, number_of, why_unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.templates.source import Source

DEFAULTS = {"memorySize": 1024, "timeout": 6, "ephemeralStorageSize": 512, "architecture": "x86_64"}
"""What the framework, and where it is silent Lambda itself, takes for what is not written."""
LONGEST_MS = Decimal(900_000)
RUNTIMES = {"python": "python", "dotnet": "dotnet", "java": "java"}
RETAINED_DAYS = 14
"""How long Lambda keeps the data of a durable execution unless it is told otherwise."""
PRICED = re.compile(
    r"AWS::(Lambda|ApiGateway|ApiGatewayV2|Serverless)::.+|AWS::EC2::NatGateway|AWS::ElasticLoadBalancingV2::LoadBalancer"
)
FREE = re.compile(
    r"AWS::(IAM|CloudFormation|Cognito::.*Client|SNS::TopicPolicy|SQS::QueuePolicy|S3::BucketPolicy|Logs::.*Filter).*"
)


class Service:
    """What one serverless.yml becomes, while it does."""

    def __init__(self, source: Source) -> None:
        """Begin with the document of *source*."""
        self.source, self.doc = source, source.document
        self.data: dict[str, Any] = self.doc.data
        self.variables = Variables(source, self.data)
        self.provider = self._mapping("provider")
        self.region = self._region()
        service = self.variables.resolved(self.data.get("service"))
        name = service if isinstance(service, str) else str(service.get("name", "")) if is_mapping(service) else ""
        self.builder = Builder(source.name, "serverless.yml", region=self.region, name="" if why_unresolved(name) else name)
        self.triggers = Triggers()
        self.names: set[str] = set()
        """Its functions."""

    def draft(self) -> Draft:
        """The draft.

        Raises:
            ScenarioError: if the service is not on AWS.
        """
        from lambda_cost.templates.serverless.events import Events

        named = self.provider.get("name", "aws")
        if named != "aws":
            raise ScenarioError(
                [
                    Problem(
                        "provider.name",
                        f"is {shown(named)}; allowed: aws",
                        self.source.name,
                        self.doc.line(("provider", "name")),
                    )
                ]
            )
        events = Events(self)
        functions = [*self._functions()]
        self.names = {name for name, _ in functions}
        for name, function in functions:
            self._function(name, function, events)
        self.triggers.settle(self.builder)
        self._resources()
        self._remarks()
        return self.builder.draft()

    def origin(self, *path: str) -> Origin:
        """Where *path* of the document is."""
        return Origin(self.source.name, self.doc.line(path), ".".join(path[:2]))

    def value(self, read: Callable[[Any], Any], given: Any, what: str, origin: Origin) -> Any:
        """What *read* makes of what is *given*; None if nothing is, or, with a warning, if it is not known or wrong."""
        try:
            return None if given is None else read(given)
        except UnresolvedError as error:
            self.builder.warn(f"{what} {error}; it is unknown here", origin)
        except ValueError as error:
            self.builder.warn(f"{what} {error}; it is left out", origin)
        return None

    def _region(self) -> str:
        given = self.source.region or self.source.parameters.get("region") or self.provider.get("region") or REGION
        return "" if not isinstance(given, str) or why_unresolved(given) else given

    def _mapping(self, key: str) -> dict[str, Any]:
        found = self.variables.resolved(self.data.get(key))
        return found if is_mapping(found) else {"name": found} if isinstance(found, str) else {}

    def _functions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each function by name; files may add some in a list."""
        given = self.variables.resolved(self.data.get("functions"))
        for part in given if is_list(given) else [given]:
            if is_mapping(part):
                for name, one in part.items():
                    if is_mapping(one):
                        yield name, one
                    else:
                        self.builder.warn(f"is {shown(one)}, and no function; it is left out", self.origin("functions", name))
            elif part is not None:
                why = why_unresolved(part) if isinstance(part, str) else "is no mapping of functions"
                self.builder.warn(
                    f"has functions that are not read: {why}",
                    Origin(self.source.name, self.doc.line(("functions",)), "functions"),
                )

    def _function(self, name: str, given: dict[str, Any], events: Any) -> None:
        origin = self.origin("functions", name)
        if given.get("reservedConcurrency") == 0:
            self.builder.note(f"functions.{name} has a reserved concurrency of 0: it never runs, and is not billed.")
            return
        if given.get("capacityProvider") is not None:
            self.builder.warn("runs on managed instances, which are not read here; it is not in the bill", origin)
            return
        seconds = self._of(number_of, given, "timeout", origin)
        most = {"duration_ms": Most(min(seconds * 1000, LONGEST_MS), "its timeout")} if isinstance(seconds, Decimal) else {}
        memory = self._of(number_of, given, "memorySize", origin)
        if any("cloudFront" in one for one in _events(given) if is_mapping(one)):
            self.builder.add("edge_functions", name, {"memory_mb": memory}, origin, most=most)
            self.builder.not_priced("CloudFront distribution")
            return
        fields = {"memory_mb": memory, "architecture": self._architecture(given, origin)} | self._features(name, given, origin)
        added = self.builder.add("functions", name, fields, origin, most=most)
        if fields["architecture"] is None:
            self.builder.ask("functions", added, "architecture")
        self._url(added, given, origin)
        for place, event in enumerate(_events(given)):
            events.take(added, event, self.origin("functions", name, "events", str(place)))

    def _of(self, read: Callable[[Any], Any], given: dict[str, Any], key: str, origin: Origin) -> Any:
        """The value of *key* in the function, the provider, or by default; None if it is not known."""
        own = given.get(key, self.provider.get(key))
        return Decimal(str(DEFAULTS[key])) if own is None else self.value(read, own, key, origin)

    def _architecture(self, given: dict[str, Any], origin: Origin) -> Any:
        own = given.get("architecture", self.provider.get("architecture"))
        return DEFAULTS["architecture"] if own is None else self.value(unresolved.known, own, "architecture", origin)

    def _features(self, name: str, given: dict[str, Any], origin: Origin) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if given.get("ephemeralStorageSize") is not None:
            size = self.value(number_of, given["ephemeralStorageSize"], "ephemeralStorageSize", origin)
            found |= {"ephemeral_storage": {"size_mb": size}} if size != DEFAULTS["ephemeralStorageSize"] else {}
        if given.get("provisionedConcurrency") not in (None, 0) or given.get("concurrencyAutoscaling"):
            found["provisioned_concurrency"] = self._provisioned(name, given, origin)
        if self.value(flag_of, given.get("snapStart"), "snapStart", origin):
            found |= self._snap_start(name, given)
        durable = given.get("durableConfig")
        if is_mapping(durable):
            days = durable.get("retentionPeriodInDays")
            found["durable"] = {
                "retained_days": RETAINED_DAYS if days is None else self.value(number_of, days, "retentionPeriodInDays", origin)
            }
        tracing: Any = given.get("tracing", _below(self.provider, "tracing", "lambda"))
        if tracing in (True, "Active", "true"):
            self.builder.not_priced("X-Ray tracing of a function")
        return found

    def _provisioned(self, name: str, given: dict[str, Any], origin: Origin) -> dict[str, Any]:
        if given.get("concurrencyAutoscaling"):
            self.builder.note(f"functions.{name}: a plugin scales its provisioned concurrency; the mean is unknown.")
            return {}
        return {"environments": self.value(number_of, given["provisionedConcurrency"], "provisionedConcurrency", origin)}

    def _snap_start(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """SnapStart as it is charged for; nothing where it is not."""
        runtime = given.get("runtime", self.provider.get("runtime"))
        family = re.split(r"[\d.]", runtime)[0] if isinstance(runtime, str) else ""
        if family == "java":
            self.builder.note(f"functions.{name} has SnapStart on a managed Java runtime, which is not charged for.")
            return {}
        return {"snap_start": {"runtime": RUNTIMES.get(family)}}

    def _url(self, name: str, given: dict[str, Any], origin: Origin) -> None:
        if not given.get("url"):
            return
        self.triggers.other(name, "a URL")
        if is_mapping(given["url"]):
            mode = given["url"].get("invokeMode", given["url"].get("invoke"))
            if str(mode).upper() == "RESPONSE_STREAM":
                self.builder.feature("functions", name, "response_streaming", {})
            elif isinstance(mode, str) and why_unresolved(mode):
                self.builder.warn(f"invokeMode cannot be resolved: {why_unresolved(mode)}; it is taken for buffered", origin)

    def _resources(self) -> None:
        """Resources in CloudFormation's words: counted, and warned about where they would be priced."""
        given = self.variables.resolved(self.data.get("resources"))
        for part in given if is_list(given) else [given]:
            for key in ("Resources", "extensions"):
                found = part.get(key) if is_mapping(part) else None
                for name, one in (found if is_mapping(found) else {}).items():
                    self._resource(("resources", key, name), one)

    def _resource(self, path: tuple[str, ...], one: Any) -> None:
        kind = str(one.get("Type", "")) if is_mapping(one) else "a resource"
        origin = Origin(self.source.name, self.doc.line(path), ".".join(path))
        if not kind:
            # without a type it is merged over what the framework makes, memory and all
            self.builder.warn("changes a resource of the framework; that is not read here but in the packaged template", origin)
        elif PRICED.fullmatch(kind):
            self.builder.warn(f"is {kind}, which is not read here but in the packaged template", origin)
        elif not FREE.fullmatch(kind):
            self.builder.not_priced(kind)

    def _remarks(self) -> None:
        plugins = self.variables.resolved(self.data.get("plugins"))
        named = plugins.get("modules") if is_mapping(plugins) else plugins
        texts = sorted(one for one in named if isinstance(one, str)) if is_list(named) else []
        if texts:
            self.builder.note(f"Plugins may add resources, which are not read here: {', '.join(texts)}.")
        for name in self.variables.defaulted:
            self.builder.note(
                f"The environment variable {name} was not handed over (switch: --env); the file's default is taken."
            )


def _events(given: dict[str, Any]) -> list[Any]:
    found = given.get("events")
    return found if is_list(found) else []


def _below(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if is_mapping(value) else None
    return value
