"""Write the tables that are not there yet, or all of them."""

import sys

from lambda_cost.prices import writing
from tools.tables import api_gateway, aws_lambda, beside
from tools.tables.maker import with_sources
from tools.tables.publications import ROOT, SOURCES


def main() -> None:
    """Write the tables that are not there yet, or all of them."""
    for address, make in (aws_lambda.TABLES | api_gateway.TABLES | beside.TABLES).items():
        path = ROOT / "pricing_data" / f"{address}.yaml"
        if "--again" in sys.argv or not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                writing.text(with_sources(make(), SOURCES | beside.OTHER_SOURCES.get(address, {}))), encoding="utf-8"
            )
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
