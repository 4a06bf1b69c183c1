"""Usage files of Infracost, read as what traffic does: by address, by `[*]`, or for all of a type.

Reference: https://www.infracost.io/docs/features/usage_based_resources/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambda_cost.errors import Problem, ScenarioError, did_you_mean, shown
from lambda_cost.scenario.unknown import checked, rule_of
from lambda_cost.services.described import fields_of
from lambda_cost.strict_yaml import Document, is_mapping
from lambda_cost.usage.usage import Entry, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambda_cost.scenario.draft import Draft

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
        "average_request_size": "request_kb",
        "monthly_messages": "messages",
        "average_message_size": "message_kb",
        "monthly_connection_mins": "connection_minutes",
    },
    "aws_nat_gateway": {"monthly_data_processed_gb": "processed_gb", "monthly_gb_data_processed": "processed_gb"},
}
"""What Infracost calls the fields of what is priced here, by type; old names too."""


@dataclass(frozen=True)
class Fallback(Entry):
    """What a type's default says of one resource: it fills in only what is missing."""

    @property
    def rank(self) -> int:
        """After what is said of the resource itself."""
        return 1


@dataclass(frozen=True)
class InfracostUsage(Usage):
    """A usage file of Infracost, whose addresses become paths once there is a draft to look them up in."""

    doc: Document = field(default_factory=lambda: Document({}, ""))
    """The file."""

    def applied(self, draft: Draft) -> Draft:
        """*draft* with what the file says of it; what it says of nothing here is warned about."""
        entries: list[Entry] = []
        warnings: list[Problem] = []
        addresses = {origin.resource: path for path, origin in draft.origins.items()}
        for address, fields in _said(self.doc, BY_ADDRESS):
            meant = [path for known, path in addresses.items() if _means(address, known)]
            place = (BY_ADDRESS, address)
            if meant:
                made = Fallback if "[*]" in address else Entry
                entries += [
                    made(path, kept, self.doc.name, self.doc.line(place))
                    for path in meant
                    if (kept := self._kept(draft, path, place, fields, warnings))
                ]
            elif type_in(address) in FIELDS:
                warnings.append(self.doc.problem(place, f"is no resource here; {did_you_mean(address, addresses)}"))
        for kind, fields in _said(self.doc, BY_TYPE):
            for address, path in addresses.items():
                if type_in(address) == kind and (kept := self._kept(draft, path, (BY_TYPE, kind), fields, warnings)):
                    entries.append(Fallback(path, kept, self.doc.name, self.doc.line((BY_TYPE, kind))))
        # what stands nearer comes first: an address, then its wildcard, then its type
        found = Usage(tuple(entries)).applied(draft)
        return _with(found, warnings, draft)

    def _kept(
        self, draft: Draft, path: str, place: tuple[str, ...], fields: dict[str, Any], warnings: list[Problem]
    ) -> dict[str, Any]:
        """The *fields* that the resource at *path* has, by their names here."""
        section, _, name = path.partition(".")
        known = {one.name: one for one in fields_of(rule_of(section, draft.data[section][name]))}
        names = FIELDS.get(type_in(draft.origins[path].resource), {})
        found: dict[str, Any] = {}
        for key, value in fields.items():
            if value is None:
                continue
            if names.get(key) not in known:
                warnings.append(self.doc.problem((*place, key), "is nothing that is taken here"))
                continue
            try:
                found[names[key]] = checked(known[names[key]], value)
            except ValueError as error:
                raise ScenarioError([self.doc.problem((*place, key), str(error))]) from None
        return found


def is_infracost(data: object) -> bool:
    """Whether *data* is a usage file of Infracost."""
    return is_mapping(data) and "version" in data and bool({BY_ADDRESS, BY_TYPE} & data.keys())


def usage(doc: Document) -> InfracostUsage:
    """What the usage file *doc* says.

    Raises:
        ScenarioError: if it is of another version, or not in the form.
    """
    version = str(doc.data["version"])
    problems = [] if version in VERSIONS else [doc.problem(("version",), f"is {shown(doc.data['version'])}; allowed: 0.1")]
    for section in (BY_ADDRESS, BY_TYPE):
        given = doc.data.get(section)
        if given is not None and not is_mapping(given):
            problems.append(doc.problem((section,), f"is {shown(given)}; allowed: a mapping of resources"))
            continue
        for name, fields in (given or {}).items():
            if fields is not None and not is_mapping(fields):
                problems.append(doc.problem((section, name), f"is {shown(fields)}; allowed: a mapping of fields"))
    if problems:
        raise ScenarioError(problems)
    return InfracostUsage((), doc)


def type_in(address: str) -> str:
    """The type in the address of a resource: `aws_lambda_function` of `module.a.aws_lambda_function.b[0]`."""
    parts = re.sub(r"\[[^\]]*\]", "", address).split(".")
    return parts[-2] if len(parts) > 1 else ""


def _said(doc: Document, section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry of *section*; wildcards come after the addresses that they would mean too."""
    given: dict[str, Any] = doc.data.get(section) or {}
    for wild in (False, True):
        yield from ((name, fields or {}) for name, fields in given.items() if ("[*]" in name) is wild)


def _means(pattern: str, address: str) -> bool:
    """Whether *pattern*, an address that may have `[*]` for any key, is that of *address*."""
    return pattern == address or bool(re.fullmatch(r"\[[^\]]*\]".join(map(re.escape, pattern.split("[*]"))), address))


def _with(found: Draft, warnings: list[Problem], before: Draft) -> Draft:
    """*found* with *warnings* after those that were there *before*."""
    from dataclasses import replace

    count = len(before.warnings)
    return replace(found, warnings=(*found.warnings[:count], *dict.fromkeys(warnings), *found.warnings[count:]))
