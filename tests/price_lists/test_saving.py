"""Tables are written whole or not at all, whatever happens."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_cost import data
from lambda_cost.errors import TableError, UnreadableFileError
from lambda_cost.prices import history, saving
from lambda_cost.prices.book import PriceBook
from lambda_cost.prices.price_lists import maintain
from lambda_cost.prices.price_lists.model import Offer
from lambda_cost.prices.table_folder import TableFolder
from tests.price_lists.fixtures import Row, bulk, published
from tests.tables.publications import PRICING_DATA

Read = Callable[..., Offer]
KILLS, MOST_KILLS = 8, 60
"""At least so many kills, and more until both old and new tables were seen."""
UPDATE_IN_A_LOOP = """
import json, shutil, sys
from pathlib import Path
from lambda_cost.cli.app import main
folder, old, offer = sys.argv[1:]
print("begun", flush=True)
sys.argv = ["lambda-cost", "prices", "update", offer, "--tables", folder, "--format", "json"]
while True:
    try:
        main()
    except SystemExit as left:
        assert not left.code, left.code
    for path in sorted(Path(old).rglob("*.yaml")) + [Path(old) / "history.lock"]:
        copy = Path(folder, path.relative_to(old)).with_suffix(".back")
        shutil.copy(path, copy)
        copy.replace(Path(folder, path.relative_to(old)))
"""


def contents(folder: Path) -> dict[str, bytes]:
    """Every table in *folder*, and the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".lock"} and not path.name.startswith(".")
    }


def test_a_kill_at_any_moment_leaves_each_table_old_or_new(tmp_path: Path) -> None:
    """A process that updates, and puts the old tables back, again and again, is killed at many moments.

    Each file is then the old or the new one, never a mixture; one more update makes all of them new.
    """
    offer = tmp_path / "offer.json"
    rows = [
        row._replace(price="0.0000002100") if row.usage_type == "Request" else row
        for row in published("AWSLambda", "eu-west-1")
    ]
    offer.write_text(json.dumps(bulk("AWSLambda", rows)), encoding="utf-8")
    folder, wanted = tmp_path / "tables", tmp_path / "wanted" / "tables"
    for one in (folder, wanted):
        shutil.copytree(PRICING_DATA, one)
    update = [sys.executable, "-m", "lambda_cost", "prices", "update", str(offer), "--tables"]
    subprocess.run([*update, str(wanted)], check=True, capture_output=True, timeout=60)
    old, new = contents(PRICING_DATA), contents(wanted)
    assert sum(old[name] != new[name] for name in old) >= 5
    seen: set[bool] = set()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    command = [sys.executable, "-c", UPDATE_IN_A_LOOP, str(folder), str(PRICING_DATA), str(offer)]
    for kill in range(MOST_KILLS):
        if kill >= KILLS and len(seen) == 2:
            break
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(0.5 + 0.037 * kill)
            process.send_signal(signal.SIGKILL)
        found = contents(folder)
        assert found.keys() == old.keys()
        for name, content in found.items():
            assert content in {old[name], new[name]}, name
            seen.add(content == new[name] != old[name])
        PriceBook(folder).table("aws_lambda.function")
    assert seen == {True, False}
    subprocess.run([*update, str(folder)], check=True, capture_output=True, timeout=60)
    assert contents(folder) == new


def test_nothing_is_written_where_the_history_would_change(tables: Path, read: Read) -> None:
    """A lock that knows of a price that the tables have not stops an update before it begins."""
    lock = tables / history.LOCK
    lock.write_text(f"aws_lambda.function.requests eu-west-1 x86_64 2026-11-19 {'0' * 16}\n", encoding="utf-8")
    before = contents(tables)
    row = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002100")
    kept = maintain.update_tables([read(bulk("AWSLambda", [row]))], PriceBook(tables))
    folder = TableFolder(tables)
    with pytest.raises(TableError, match="the price that was published here is gone"):
        saving.save(folder, saving.changes_of(folder, kept.tables, rewrite=False))
    assert contents(tables) == before


def test_a_folder_without_a_lock_gets_none(tables: Path, read: Read) -> None:
    """A book of one's own need not have one."""
    (tables / history.LOCK).unlink()
    row = Row("eu-west-1", "Request", "", "Requests", "0", "Inf", "0.0000002100")
    kept = maintain.update_tables([read(bulk("AWSLambda", [row]))], PriceBook(tables))
    folder = TableFolder(tables)
    saving.save(folder, saving.changes_of(folder, kept.tables, rewrite=False))
    assert not (tables / history.LOCK).exists()


def test_the_tables_of_the_installed_package_are_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would differ from what was installed, and the next installation would lose the change; a checkout's are."""
    installed = tmp_path / "site-packages" / "lambda_cost" / "pricing_data"
    shutil.copytree(PRICING_DATA, installed)
    monkeypatch.setattr(saving, "pricing_data", lambda: installed)
    with pytest.raises(UnreadableFileError, match="has the tables of the installed package, which are not changed"):
        saving.check_changeable(installed)
    monkeypatch.setattr(saving, "pricing_data", data.pricing_data)
    saving.check_changeable(PRICING_DATA)
    with pytest.raises(UnreadableFileError, match="has no price tables"):
        saving.check_changeable(tmp_path)
