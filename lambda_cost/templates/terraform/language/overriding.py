"""Override files of Terraform's language: what they say is laid over the blocks of the other files.

Reference: https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lambda_cost.templates.terraform.language.syntax import BlockText, Body

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERRIDE = re.compile(r"(?:.*_)?override(?:\.tf|\.tofu)(?:\.json)?")
"""What override files are called."""
OVERRIDDEN = frozenset({"resource", "data", "module", "variable", "output", "provider"})
"""Blocks that can be overridden one by one; locals are by their names, and no other says what is there."""
DECLARED = {"resource": "", "module": "module.", "variable": "var.", "output": "output."}
"""By kind of block that is declared once, how its address begins."""
LOCALS, LOCAL = "locals", "local."
DYNAMIC = "dynamic"


def declare(whole: Body, part: Body) -> Iterator[tuple[str, BlockText, BlockText]]:
    """Add the blocks of *part* to *whole*; the address of each that is there already, with its block and the first one."""
    first = {address: block for block in reversed(whole.blocks) for address in _addresses(block)}
    for block in part.blocks:
        twice = [address for address in _addresses(block) if first.setdefault(address, block) is not block]
        for address in twice:
            yield address, block, first[address]
            block.body.attributes.pop(address.removeprefix(LOCAL), None)
        if not twice or block.kind == LOCALS:
            whole.blocks.append(block)


def _addresses(block: BlockText) -> list[str]:
    """What names the parts of a module that *block* declares, each of which is declared once."""
    if block.kind == LOCALS:
        return [f"{LOCAL}{name}" for name in block.body.attributes]
    return [f"{DECLARED[block.kind]}{'.'.join(block.labels)}"] if block.kind in DECLARED else []


def override(whole: Body, part: Body) -> Iterator[BlockText]:
    """Lay *part* over *whole*; the blocks of it that are about nothing there."""
    for block in part.blocks:
        if block.kind == LOCALS:
            whole.blocks.append(block)
        elif block.kind in OVERRIDDEN:
            same = [
                index for index, other in enumerate(whole.blocks) if (other.kind, other.labels) == (block.kind, block.labels)
            ]
            for index in same[:1]:
                below = whole.blocks[index]
                whole.blocks[index] = replace(below, body=_overridden(below.body, block.body))
            if not same:
                yield block


def _overridden(below: Body, over: Body) -> Body:
    """The body *below* with each attribute of *over* for its own, and each sort of block in it for all of that sort."""
    names = {*over.attributes, *map(_name, over.blocks)}
    attributes = {name: tree for name, tree in below.attributes.items() if name not in names}
    return Body(attributes | over.attributes, [*(block for block in below.blocks if _name(block) not in names), *over.blocks])


def _name(block: BlockText) -> str:
    """What a block is called, those that it makes if it is dynamic."""
    return block.labels[0] if block.kind == DYNAMIC and block.labels else block.kind
