"""Folders of Terraform's language: their files, the values of their variables, and the modules that they call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_cost import files
from lambda_cost.errors import LambdaCostError, Problem, ScenarioError, UnreadableFileError
from lambda_cost.strict_yaml import is_mapping
from lambda_cost.templates.terraform.blocks import as_list, as_mapping
from lambda_cost.templates.terraform.language.expressions import Evaluator
from lambda_cost.templates.terraform.language.json_syntax import body_of_json
from lambda_cost.templates.terraform.language.modules import Argument, BlockInstance, ModuleScope
from lambda_cost.templates.terraform.language.overriding import OVERRIDE, declare, override
from lambda_cost.templates.terraform.language.syntax import (
    MAX_TEXT_LENGTH,
    BlockText,
    Body,
    parse_body,
    parse_expression,
    word_of,
)
from lambda_cost.templates.terraform.language.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lambda_cost.templates.source import Source

ENDINGS = (".tf", ".tofu")
JSON_ENDINGS = (".tf.json", ".tofu.json")
INSTALLED = ".terraform/modules/modules.json"
MAX_MODULE_DEPTH = 16
STEPS_OF_MODULE = 500
"""What reading one more module counts as."""
OF_ENVIRONMENT = "TF_VAR_"


@dataclass
class Loader:
    """Reads modules, and keeps what it could not read."""

    source: Source
    """The file or folder that was given."""
    gaps: list[Problem] = field(default_factory=list[Problem])
    """What is missing in the bill, and why."""
    notes: list[str] = field(default_factory=list[str])
    """What else to know, a sentence each."""
    bodies: dict[str, Body] = field(default_factory=dict[str, Body])
    """By folder, what was read of it."""
    left: int = MAX_TEXT_LENGTH
    """Characters that may still be read."""

    def root(self) -> ModuleScope:
        """The module that the source is, with all that it calls."""
        source = self._folder()
        body = self._body(source) if source.is_folder else self._parsed(source)
        evaluator = Evaluator(source.files.budget, source.name)
        scope = ModuleScope(body, source, evaluator, "", "", source.name, {})
        scope.given |= self._values(scope)
        self._call_modules(scope, 0)
        return scope

    def _folder(self) -> Source:
        """The folder that the source is, or is a file of."""
        if self.source.is_folder or self.source.path is None:
            return self.source
        path = self.source.path.parent
        self.notes.append(f"{self.source.name} is read with the other files of its folder, as Terraform does.")
        return replace(self.source, name=str(path), text="", path=path, is_folder=True, _parsed={})

    def _body(self, folder: Source) -> Body:
        """Everything that the files of a *folder* say."""
        key = str(folder.path)
        if key not in self.bodies:
            self.bodies[key] = whole = Body()
            names = [*self._without_superseded(self._names_in(folder, *ENDINGS, *JSON_ENDINGS))]
            for name in sorted(names, key=lambda name: bool(OVERRIDE.fullmatch(name))):
                part = self._file(folder, name)
                if OVERRIDE.fullmatch(name):
                    for block in override(whole, part):
                        address = ".".join(block.labels)
                        self.missing(block.file, "overrides what is not there", block.line, f"{block.kind}.{address}")
                else:
                    for address, block, first in declare(whole, part):
                        message = f"is declared twice (first in {first.file}, line {first.line}), which Terraform refuses"
                        self.missing(block.file, message, block.line, address)
        return self.bodies[key]

    def _without_superseded(self, names: list[str]) -> Iterator[str]:
        """The *names* of files without those that OpenTofu reads another one for."""
        for name in names:
            instead = name.replace(".tf", ".tofu")
            if instead != name and instead in names:
                self.notes.append(f"{name} is not read: OpenTofu takes {instead} for it.")
            else:
                yield name

    def _file(self, folder: Source, name: str) -> Body:
        file = folder.sibling(name)
        self.left -= len(file.text)
        if self.left < 0:
            self.missing(file.name, f"is too much; allowed: {MAX_TEXT_LENGTH:,} characters in all files together")
            return Body()
        try:
            return self._parsed(file)
        except ScenarioError as error:
            for problem in error.problems:
                self.missing(file.name, problem.message, problem.line, problem.field)
            return Body()

    def _parsed(self, file: Source) -> Body:
        if not file.name.endswith(JSON_ENDINGS):
            return parse_body(file.text, file.name)
        if file.repeated_keys:
            raise ScenarioError(file.repeated_keys)
        return body_of_json(file.document)

    def _names_in(self, folder: Source, *endings: str) -> list[str]:
        """The names of the files in *folder* with one of these *endings*.

        Raises:
            UnreadableFileError: if it is outside of what may be read, or not there.
        """
        root, path = folder.files.root, folder.path
        if root is None or path is None or not files.resolve(path).is_relative_to(files.resolve(root)):
            where = root or "what may be read"
            raise UnreadableFileError(f"{folder.name} is outside {where}; it is not read unless that folder is given (--root)")
        if not files.is_folder(path):
            raise UnreadableFileError(f"{folder.name} is not there")
        return [file.name for file in files.list_files(path, *endings, depth=0)]

    def missing(self, file: str, message: str, line: int = 0, resource: str = "") -> None:
        """Note what is not in the bill."""
        self.gaps.append(Problem(resource, f"{message}; nothing of it is in the bill", file, line))

    def _values(self, scope: ModuleScope) -> dict[str, Any]:
        """The values of the root's variables, as Terraform finds them: environment, files, and what the user says."""
        environment = {
            name.removeprefix(OF_ENVIRONMENT): value
            for name, value in scope.source.environment.items()
            if name.startswith(OF_ENVIRONMENT)
        }
        values = _of_texts(environment, scope)
        if scope.source.is_folder:
            names = self._names_in(scope.source, ".tfvars", ".tfvars.json")
            own = [name for name in names if name.startswith("terraform.tfvars")]
            auto = [name for name in names if ".auto.tfvars" in name]
            for name in (*own, *auto):
                values |= values_in(scope.source.sibling(name))
            self.notes += [
                f"{scope.source.name}/{name} is not read; say --parameter-file to take it."
                for name in names
                if name not in (*own, *auto)
            ]
        return values | _of_texts(scope.source.parameters, scope)

    def _call_modules(self, scope: ModuleScope, depth: int) -> None:
        """Read the modules that *scope* calls, and those that they call."""
        for name, block in scope.calls.items():
            try:
                folder = self._module_folder(scope, block)
                body = self._body(folder)
            except LambdaCostError as error:
                self.missing(block.file, f"is not read ({error})", block.line, f"{scope.address}.module.{name}".lstrip("."))
                continue
            instances = scope.instances_of(block)
            scope.called[name] = [
                (instance.key, self._called(scope, name, block, instance, (folder, body))) for instance in instances
            ]
            for instance, (_, inner) in zip(instances, scope.called[name], strict=True):
                if instance.note:
                    self.gaps.append(Problem(inner.address, instance.note, block.file, block.line))
                if depth < MAX_MODULE_DEPTH or not inner.calls:
                    self._call_modules(inner, depth + 1)
                else:
                    self.missing(block.file, f"calls modules more than {MAX_MODULE_DEPTH} deep", block.line, inner.address)

    def _called(
        self, scope: ModuleScope, name: str, block: BlockText, instance: BlockInstance, read: tuple[Source, Body]
    ) -> ModuleScope:
        folder, body = read
        scope.evaluator.limit.spend(STEPS_OF_MODULE, 0, block.file)
        trees = block.body.attributes
        path, address = (f"{above}.module.{name}".lstrip(".") for above in (scope.path, scope.address))
        given = {each: Argument(tree, instance.names) for each, tree in trees.items()}
        inner = ModuleScope(body, folder, scope.evaluator, path, address + instance.suffix, scope.root_folder, {**given}, scope)
        inner.provider_names = _handed_over(trees.get("providers"))
        return inner

    def _module_folder(self, scope: ModuleScope, block: BlockText) -> Source:
        """The folder of the module that *block* calls.

        Raises:
            LambdaCostError: if it is not there, or may not be read.
        """
        tree = block.body.attributes.get("source")
        source_address = Unknown("has no source") if tree is None else scope.evaluator.value(tree, scope)
        if not isinstance(source_address, str) or scope.source.path is None:
            message = "its source is not known" if scope.source.path else "standard input leads to no file"
            raise UnreadableFileError(message)
        path = (
            scope.source.path / source_address
            if source_address.startswith(("./", "../"))
            else self._installed(scope, block.labels[0], source_address)
        )
        return replace(scope.source, name=str(path), path=path, text="", is_folder=True, _parsed={})

    def _installed(self, scope: ModuleScope, name: str, address: str) -> Path:
        """Where `terraform init` put a module.

        Raises:
            UnreadableFileError: if it is nowhere.
        """
        root = scope
        while root.parent is not None:
            root = root.parent
        key = f"{scope.path}.module.{name}".replace(".module.", ".").removeprefix("module.").lstrip(".")
        listed = root.source.sibling(INSTALLED).data if root.source.is_folder and root.source.has(INSTALLED) else None
        for module in map(as_mapping, as_list(as_mapping(listed).get("Modules"))):
            if module.get("Key") == key and isinstance(module.get("Dir"), str):
                return Path(root.source.path or ".", str(module["Dir"]))
        raise UnreadableFileError(f"{address} is not in .terraform/modules; run terraform init, or import a plan")


def values_in(source: Source) -> dict[str, Any]:
    """The values that a file of variables, `*.tfvars` or `*.tfvars.json`, says.

    Raises:
        ScenarioError: if it is not well formed, or a value is not known.
    """
    if source.name.endswith(".json"):
        data = source.document.data
        if not is_mapping(data):
            raise ScenarioError([Problem("", "is no mapping of variables to values", source.name)])
        return data
    evaluator = Evaluator(source.files.budget, source.name)
    scope = ModuleScope(Body(), source, evaluator, "", "", source.name, {})
    trees = parse_body(source.text, source.name).attributes
    return {name: evaluator.value(tree, scope) for name, tree in trees.items()}


def _of_texts(given: Mapping[str, Any], scope: ModuleScope) -> dict[str, Any]:
    """Values of variables that a user says as text: text where the variable is one, and else what the text says."""
    return dict(_one_of_texts(given, scope))


def _one_of_texts(given: Mapping[str, Any], scope: ModuleScope) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        block = scope.variables.get(name)
        tree = block.body.attributes.get("type") if block is not None else None
        kind = "" if tree is None else word_of(tree)
        if isinstance(value, str) and kind not in {"string", "number", "bool"} and value[:1] in {"[", "{", '"'}:
            yield name, scope.evaluator.value(parse_expression(value, f"--parameter {name}"), scope)
        else:
            yield name, value


def _handed_over(tree: Any) -> dict[str, str]:
    """What `providers = {aws.src = aws.east}` of a call says: by the name inside, the name outside."""
    pairs: dict[str, str] = {}
    for element in tree.iter_subtrees() if tree is not None else ():
        if element.data == "object_elem":
            words = [word_of(part) for part in element.children if hasattr(part, "data")]
            pairs[words[0]] = words[-1]
    return pairs
