"""Usage files of Infracost: what resources do by their addresses, by wildcards `[*]`, or by type.

Reference: https://www.infracost.io/docs/features/usage_based_resources/
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambda_cost import services
from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.unknown import document_value, resource_class
from lambda_cost.services.described import fields_by_name
from lambda_cost.strict_yaml import Document, is_mapping
from lambda_cost.usage.entries import Entry, apply_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lambda_cost.scenario.draft import Draft
    from lambda_cost.services.fields import Field

VERSIONS = frozenset({"0.1", "v0.1", "1.0", "v1.0"})
BY_ADDRESS, BY_TYPE = "resource_usage", "resource_type_default_usage"
FIELDS = {
    "aws_lambda_function": {
        "monthly_requests": "requests",
        "request_duration_ms": "duration_ms",
        "average_request_duration": "duration_ms",
    },
    "aws_api_gateway_rest_api": {"monthly_requests": "requests"},
    "aws_apigatewayv2_api": {
        "monthly_requests": "requests",
        "request_size_kb": "request_kb",
        "monthly_messages": "messages",
        "message_size_kb": "message_kb",
        "monthly_connection_mins": "connection_minutes",
    },
    "aws_nat_gateway": {"monthly_data_processed_gb": "processed_gb", "monthly_gb_data_processed": "processed_gb"},
}
"""What Infracost calls the fields of what is priced here, by type; old names too."""
PROVISIONED = "aws_lambda_provisioned_concurrency_config"
FEATURE = "provisioned_concurrency"
PROVISIONED_FIELDS = {"monthly_requests": "requests", "request_duration_ms": "duration_ms", "monthly_duration_hrs": "hours"}
"""What Infracost calls the fields of provisioned concurrency, which is a part of a function here."""
SET_BY_PLAN = ("architecture", "memory_mb", "name")
"""What Infracost asks of provisioned concurrency, and its function in the plan says."""
KNOWN_TYPES = frozenset((*FIELDS, PROVISIONED))
"""The types of which usage is taken."""
OWN_TYPES = ("aws_lambda_", "aws_api_gateway_", "aws_apigatewayv2_")
"""How the types of Lambda and API Gateway begin; usage of any other type is another service's."""
ANY_KEY, ANY = "[*]", "*"


def is_infracost(data: object) -> bool:
    """Whether *data* is a usage file of Infracost."""
    return is_mapping(data) and "version" in data and bool({BY_ADDRESS, BY_TYPE} & data.keys())


def check(document: Document) -> None:
    """Check the form of the usage file *document*.

    Raises:
        ScenarioError: if it is of another version, or a section or entry is no mapping.
    """
    problems: list[Problem] = []
    if str(document.data["version"]) not in VERSIONS:
        problems.append(document.problem(("version",), f"is {shown(document.data['version'])}; allowed: 0.1"))
    for section in (BY_ADDRESS, BY_TYPE):
        given = document.data.get(section)
        if given is not None and not is_mapping(given):
            problems.append(document.problem((section,), f"is {shown(given)}; allowed: a mapping of resources"))
            continue
        for name, fields in (given or {}).items():
            if fields is not None and not is_mapping(fields):
                problems.append(document.problem((section, name), f"is {shown(fields)}; allowed: a mapping of fields"))
    if problems:
        raise ScenarioError(problems)


def apply(document: Document, draft: Draft) -> Draft:
    """*draft* with what *document* says of its resources, and a warning of what fits nothing in it.

    Raises:
        ScenarioError: if a number is not allowed.
    """
    translation = _Translation(document, draft)
    # an address comes first, then its wildcard, then its type
    entries = [*translation.by_address(), *translation.by_type()]
    applied = apply_entries(entries, draft)
    before = len(draft.warnings)
    unknown = dict.fromkeys(translation.warnings)
    return replace(applied, warnings=(*draft.warnings, *unknown, *applied.warnings[before:]))


class _Translation:
    """The entries of Infracost's file in the form of this project, for the resources of one draft."""

    def __init__(self, document: Document, draft: Draft) -> None:
        self.document, self.draft = document, draft
        self.warnings: list[Problem] = []
        self.paths = {origin.resource: path for path, origin in draft.origins.items()}
        """Paths in the draft by address."""

    def by_address(self) -> Iterator[Entry]:
        """An entry for each resource that an address means, those of wildcards last."""
        given: dict[str, Any] = self.document.data.get(BY_ADDRESS) or {}
        for address in sorted(given, key=lambda address: ANY in address):
            keys = (BY_ADDRESS, address)
            paths = self._paths_of(address, self._parts if type_in(address) == PROVISIONED else self.paths)
            for path in paths:
                yield from self._entries(type_in(address), path, keys, given[address], fills_in=ANY in address)
            if not paths:
                self._warn_of(keys, type_in(address), f"is no resource here; {did_you_mean(address, self._addresses)}")

    def by_type(self) -> Iterator[Entry]:
        """An entry for each resource of a type, which fills in what is missing."""
        given: dict[str, Any] = self.document.data.get(BY_TYPE) or {}
        for kind in given:
            if kind not in KNOWN_TYPES:
                self._warn_of((BY_TYPE, kind), kind, "")
        for address, path in (*self.paths.items(), *self._parts.items()):
            kind = type_in(address)
            if kind in given:
                yield from self._entries(kind, path, (BY_TYPE, kind), given[kind], fills_in=True)

    def _warn_of(self, keys: tuple[str, ...], kind: str, otherwise: str) -> None:
        """Warn of the entry at *keys* for a resource of a *kind* whose usage is taken here, or of Lambda or API Gateway."""
        if kind in KNOWN_TYPES:
            self.warnings.append(self.document.problem(keys, otherwise))
        elif kind.startswith(OWN_TYPES):
            self.warnings.append(self.document.problem(keys, "is usage of a type of resource that none is taken of here"))

    @property
    def _addresses(self) -> list[str]:
        """The addresses of everything that has usage."""
        return [*self.paths, *self._parts]

    @property
    def _parts(self) -> dict[str, str]:
        """By the address of provisioned concurrency, the path of its function."""
        return {address: path for address, path in self.draft.parts.items() if type_in(address) == PROVISIONED}

    def _paths_of(self, address: str, known: Mapping[str, str]) -> list[str]:
        """The paths of the *known* resources that *address* means: `[*]` is any key or none, `*` a part of a name."""
        if ANY not in address:
            return [known[address]] if address in known else []
        pieces = re.split(r"(\[\*\]|\*)", address)
        wild = {ANY_KEY: r"(?:\[[^\]]*\])?", ANY: r"[^.\[\]]*"}
        pattern = re.compile("".join(wild.get(piece) or re.escape(piece) for piece in pieces))
        return [path for each, path in known.items() if pattern.fullmatch(each)]

    def _entries(
        self, kind: str, path: str, keys: tuple[str, ...], given: dict[str, Any] | None, *, fills_in: bool
    ) -> Iterator[Entry]:
        """The entries of a resource of *kind*, which is the one at *path* or a part of it."""
        if kind == PROVISIONED:
            yield from self._provisioned(path, keys, given or {})
        else:
            yield from self._entry(path, keys, given, fills_in=fills_in)

    def _provisioned(self, path: str, keys: tuple[str, ...], given: dict[str, Any]) -> Iterator[Entry]:
        """Provisioned concurrency of the function at *path*; its requests are the function's where nothing else says those."""
        known = fields_by_name(services.features("aws_lambda.function")[FEATURE])
        asked = {key: value for key, value in given.items() if key not in SET_BY_PLAN}
        fields = self._fields(keys, asked, PROVISIONED_FIELDS, known)
        if fields:
            file_and_line = (self.document.name, self.document.line(keys))
            yield Entry(path, {FEATURE: fields}, *file_and_line)
            own = {key: value for key, value in fields.items() if key != "hours"}
            if own:
                yield Entry(path, own, *file_and_line, fills_in=True)

    def _entry(self, path: str, keys: tuple[str, ...], given: dict[str, Any] | None, *, fills_in: bool) -> Iterator[Entry]:
        """The entry of the resource at *path*, if one of the fields that are *given* is one of its own."""
        section, _, name = path.partition(".")
        known = fields_by_name(resource_class(section, self.draft.data[section][name]))
        names = FIELDS.get(type_in(self.draft.origins[path].resource), {})
        fields = self._fields(keys, given or {}, names, known)
        if fields:
            yield Entry(path, fields, self.document.name, self.document.line(keys), fills_in)

    def _fields(
        self, keys: tuple[str, ...], given: Mapping[str, Any], names: Mapping[str, str], known: Mapping[str, Field]
    ) -> dict[str, Any]:
        """What is *given*, by the names here; a warning of all that is none of them.

        Raises:
            ScenarioError: if a number is not allowed.
        """
        fields: dict[str, Any] = {}
        for key, value in given.items():
            if value is None:
                continue
            if names.get(key) not in known:
                self.warnings.append(self.document.problem((*keys, key), "is nothing that is taken here"))
                continue
            try:
                fields[names[key]] = document_value(known[names[key]], value)
            except ValueError as error:
                raise ScenarioError([self.document.problem((*keys, key), str(error))]) from None
        return fields


def type_in(address: str) -> str:
    """The type in the address of a resource: `aws_lambda_function` of `module.a.aws_lambda_function.b[0]`."""
    parts = re.sub(r"\[[^\]]*\]", "", address).split(".")
    return parts[-2] if len(parts) > 1 else ""
