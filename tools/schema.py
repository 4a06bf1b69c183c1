"""Write `pricing_data/schema.json`, the form of a price table for editors, from the classes that are the form.

    python -m tools.schema

In YAML a price is a number and a day is written `2026-11-01`; the schema says just that.  What an
editor shows beside a key is the text below the field.
"""

import ast
import inspect
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from lambda_cost.prices import table

PATH = Path(__file__).parent.parent / "pricing_data" / "schema.json"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class YamlSchema(GenerateJsonSchema):
    """The schema of what is written in YAML, where a decimal is a number and never text."""

    def decimal_schema(self, schema: Any) -> dict[str, Any]:  # noqa: ARG002 - every decimal of a table is alike
        """A price or an amount."""
        return {"type": "number", "minimum": 0}

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        """A mapping; where its keys are days, they are written as days."""
        days = schema.get("keys_schema", {}).get("type") == "date"
        return super().dict_schema(schema) | ({"propertyNames": {"pattern": DAY}} if days else {})


def docstrings() -> dict[str, dict[str, str]]:
    """By class of the form and field, the text that stands below the field."""
    found: dict[str, dict[str, str]] = {}
    classes = [one for one in ast.parse(inspect.getsource(table)).body if isinstance(one, ast.ClassDef)]
    for cls in classes:
        for field, below in pairwise(cls.body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(says))):
                    found.setdefault(cls.name, {})[name] = inspect.cleandoc(says)
                case _:
                    pass
    return found


def text() -> str:
    """The schema as the file has it."""
    made = TypeAdapter(table.Table).json_schema(schema_generator=YamlSchema)
    for cls, texts in docstrings().items():
        form = made if cls == made["title"] else made["$defs"][cls]
        for name, says in texts.items():
            form["properties"][name]["description"] = says
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(head | made | {"title": "A price table of lambda-cost"}, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema."""
    PATH.write_text(text(), encoding="utf-8")
    print(PATH.name)


if __name__ == "__main__":
    main()
