"""Write each price table in its canonical form, and add the prices that are new to `pricing_data/history.lock`.

    python -m tools.lock

What is locked stays: a price that changed or went is refused, and so is a new one that is dated before
the newest locked one of its meter, region and choice; the message says what to do about it.
"""

import sys
from pathlib import Path

from lambda_cost.errors import TableError
from lambda_cost.prices import checking, history, writing
from lambda_cost.prices.book import PriceBook

FOLDER = Path(__file__).parent.parent / "pricing_data"


def canonical_tables() -> None:
    """Write tables as `prices update` writes them: comments go, and numbers, quotes and the order of keys are the usual ones.

    Raises:
        TableError: if a file is no table.
    """
    for path in sorted(FOLDER.glob("*/*.yaml")):
        if path.parent.name != "savings_plans":
            old = path.read_text(encoding="utf-8")
            new = writing.text(checking.table_of(old, f"{FOLDER.name}/{path.parent.name}/{path.name}"))
            if new != old:
                path.write_text(new, encoding="utf-8")
                print(f"{path.parent.name}/{path.name}: written in canonical form")


def main() -> int:
    """Write the tables and the grown lock; 1 if a table is wrong or something in the lock would have to change."""
    path = FOLDER / history.LOCK
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        canonical_tables()
        new = history.grown(PriceBook(FOLDER), old)
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    path.write_text(new, encoding="utf-8")
    print(f"{path.name}: {len(new.splitlines()) - len(old.splitlines())} new, {len(new.splitlines())} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
