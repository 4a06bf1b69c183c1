"""Have AWS's own translator write out the SAM templates in `tests/templates/translated` as CloudFormation.

The translator is no dependency of the tests: it keeps pydantic at an older version.  `make translated` runs it in an
environment of its own; what it writes is committed, so that the tests compare two bills without it.
"""

import json
import os
from pathlib import Path
from typing import Any

VERSION = "1.115.0"
FOLDER = Path(__file__).parent.parent / "tests" / "templates" / "translated"


class NoPolicies:
    """Managed policies, which the translator would ask AWS for, and which cost nothing."""

    def load(self) -> dict[str, str]:
        """None of them."""
        return {}


def main() -> None:
    """Write `NAME.json` beside each `NAME.yaml`."""
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "us-east-1")  # the translator makes clients of AWS, and asks them nothing here
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse

    for path in sorted(FOLDER.glob("*.yaml")):
        written_out: Any = transform(yaml_parse(path.read_text(encoding="utf-8")), {}, NoPolicies())
        text = json.dumps(written_out, indent=1, sort_keys=True, default=str)
        path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
