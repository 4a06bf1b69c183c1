"""Write the three files of a new charge, with questions to answer in them.

make new charge=aws_lambda/ephemeral_storage
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

TABLE = """\
# yaml-language-server: $schema=../schema.json
title: {words}                      # what is sold
price_list: "?"                     # code of AWS's price list, as in pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<code>
sources:
  list-2025-01-01:                  # a key for the publication, with its day
    title: "?, published 2025-01-01"
    url: https://?
groups:
  standard: [us-east-1]             # regions that pay the same
meters:
  quantity:                         # a key of meter() in the rule
    title: {words}
    unit: GB-Seconds                # or 1000000 Requests: the unit as the price list prints it
    usage_type: "?"                 # AWS's name on a bill, without the region's prefix
    absent: []                      # regions where it is not sold
    unpriced: []                    # regions where no published price was found
    prices:
      standard:
        2025-01-01:                 # the first day on which it is known to have held
          price: 0.00
          source: list-2025-01-01
          checked: 2025-01-01       # the last day on which it was seen
"""
RULE = '''\
"""{words}: what is charged, in a sentence.

Reference: https://?
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lambda_cost.numbers.bounds import PER_UNIT, Ge, Le
from lambda_cost.numbers.quantity import N_co
from lambda_cost.services.aws_lambda.function import Function
from lambda_cost.services.described import Feature, Metered


@dataclass(frozen=True, kw_only=True)
class {camel}(Feature[N_co]):
    """What the customer describes."""

    of: ClassVar[tuple[str, ...]] = ("aws_lambda.function",)

    size_gb: Annotated[N_co, Ge(0), Le(1_000), PER_UNIT]
    """What it means; its unit ends its name.  With twice the traffic TRAFFIC and LOAD double, CAPACITY and PER_UNIT stay."""

    def meter(self, function: Function[N_co], /) -> Metered[N_co]:
        """What AWS counts; name the rule if docs/rules.md has it."""
        return {{"quantity": function.requests * self.size_gb}}
'''
EXAMPLES = """\
- name: "?"
  source: https://?                 # whose arithmetic it is
  day: 2026-11-01
  free_tier: none
  functions:
    any: {{requests: 1M, duration_ms: 100, memory_mb: 1024, {name}: {{size_gb: 1}}}}
  # the arithmetic, written out
  charges:
    {address}.quantity: 0
"""


def main(path: str) -> None:
    """Write the files of the charge at *path*, `service/name`, and the package of a service that is new."""
    service, _, name = path.partition("/")
    files = {
        f"pricing_data/{service}/{name}.yaml": TABLE,
        f"lambda_cost/services/{service}/{name}.py": RULE,
        f"tests/examples/{service}/{name}.yaml": EXAMPLES,
    }
    there = [file for file in files if (ROOT / file).exists()]
    if there or not service.isidentifier() or not name.isidentifier():
        sys.exit(f"{path}: {', '.join(there) or 'not a service/name'}{' is there already' if there else ''}")
    fill = {
        "name": name,
        "address": f"{service}.{name}",
        "words": name.replace("_", " ").capitalize(),
        "camel": "".join(part.capitalize() for part in name.split("_")),
    }
    package = f"lambda_cost/services/{service}/__init__.py"
    files |= {} if (ROOT / package).exists() else {package: '"""{service}: say its name here."""\n'}
    for file, text in files.items():
        (ROOT / file).parent.mkdir(exist_ok=True)
        (ROOT / file).write_text(text.format(**fill, service=service), encoding="utf-8")
        print(file)
    print("next: answer what they ask, then make lock docs")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
