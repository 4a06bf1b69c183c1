"""Add the class of every charge to the public names in `lambda_cost/__init__.pyi`, and remove those that went.

python -m tools.names
"""

import re
from collections import Counter
from pathlib import Path

from lambda_cost import services

STUB = Path(__file__).parent.parent / "lambda_cost" / "__init__.pyi"
RULE_MODULE = re.compile(r"from lambda_cost\.services\.\w+\.\w+ import")


def lines(old: list[str]) -> list[str]:
    """The import lines of the stub, with one for each class in `services`, in order.

    Raises:
        ValueError: if two modules have the same public name.
    """
    classes = [services.rule(address) for address in services.addresses()]
    generated = {f"from {cls.__module__} import {cls.__name__} as {cls.__name__}" for cls in classes}
    by_hand = {line for line in old if not RULE_MODULE.match(line)}
    names = Counter(line.split()[-1] for line in by_hand | generated)
    if twice := [name for name, count in names.items() if count > 1]:
        message = f"{', '.join(twice)}: two modules have this public name; rename one of the files in lambda_cost/services"
        raise ValueError(message)
    return sorted(by_hand | generated, key=lambda line: (line.split()[1], line.split()[-1]))


def text() -> str:
    """The stub as it should be."""
    old = STUB.read_text(encoding="utf-8")
    imports = [line for line in old.splitlines() if line.startswith("from ")]
    head, _, rest = old.partition(imports[0])
    return "\n".join([head + "\n".join(lines(imports)), *rest.split("\n")[len(imports) :]])


def main() -> None:
    """Write the stub."""
    STUB.write_text(text(), encoding="utf-8")
    print(STUB.name)


if __name__ == "__main__":
    main()
