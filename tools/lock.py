"""Add the prices that are new to `pricing_data/history.lock`.

    python -m tools.lock

What is locked stays: a price that changed or went is refused, and so is a new one that is dated before
the newest locked one of its meter, region and choice; the message says what to do about it.
"""

import sys
from pathlib import Path

from lambda_cost.errors import TableError
from lambda_cost.prices import history
from lambda_cost.prices.book import PriceBook

FOLDER = Path(__file__).parent.parent / "pricing_data"


def main() -> int:
    """Write the grown lock; 1 if something in it would have to change."""
    path = FOLDER / history.LOCK
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        new = history.grown(PriceBook(FOLDER), old)
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    path.write_text(new, encoding="utf-8")
    print(f"{path.name}: {len(new.splitlines()) - len(old.splitlines())} new, {len(new.splitlines())} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
