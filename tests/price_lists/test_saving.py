"""Tables are written whole or not at all, whatever happens."""

import json
import os
import shutil
import subprocess
import sys
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
UPDATE_KILLED_AT_EACH_CHANGE = """
import os, shutil, signal, sys
from pathlib import Path
from lambda_cost.cli.app import main
offer, old, target = sys.argv[1:]
changes, tables = 0, {path.name for path in Path(old).rglob("*") if path.is_file()}

def kill_before(change, folder):
    def hook(event, arguments):
        global changes
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (opened or event in {"os.rename", "os.link", "os.remove"}) and str(arguments[0]).startswith(folder):
            changes += 1
            name = Path(arguments[0]).name
            if opened and name in tables:
                os.write(2, f"{name} is opened to write, and a kill would leave half of it".encode())
                os._exit(3)
            if changes > change:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

def update(folder):
    sys.argv = ["lambda-cost", "prices", "update", offer, "--tables", folder, "--format", "json"]
    try:
        main()
    except SystemExit as left:
        return left.code

for change in [-1, *range(0, 1000, 3)]:
    folder = str(Path(target, "whole" if change < 0 else str(change)))
    shutil.copytree(old, folder)
    if change < 0:
        update(folder)
    else:
        child = os.fork()
        if not child:
            kill_before(change, folder)
            os._exit(update(folder) or 0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != -signal.SIGKILL:
            sys.exit(code)
"""
"""It updates whole; then in a process each that is killed before a file is opened to write, linked, renamed or removed.

Each third of these changes is enough: a file takes four.
"""


def contents(folder: Path) -> dict[str, bytes]:
    """Every table in *folder*, and the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".lock"} and not path.name.startswith(".")
    }


@pytest.mark.unmeasured
def test_a_kill_before_a_change_leaves_each_table_old_or_new(tmp_path: Path) -> None:
    """An update is killed before one change that it makes to the folder, and before a later one, and so on.

    Each file is then the old or the new one, never a mixture; one more update makes all of them new.
    """
    offer = tmp_path / "offer.json"
    rows = [
        row._replace(price="0.0000002100") if row.usage_type == "Request" else row
        for row in published("AWSLambda", "eu-west-1")
    ]
    offer.write_text(json.dumps(bulk("AWSLambda", rows)), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    command = [sys.executable, "-c", UPDATE_KILLED_AT_EACH_CHANGE, str(offer), str(PRICING_DATA), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120)
    killed = [folder for folder in tmp_path.iterdir() if folder.name.isdigit()]
    old, new = contents(PRICING_DATA), contents(tmp_path / "whole")
    replaced = [sum(content == new[name] != old[name] for name, content in contents(folder).items()) for folder in killed]
    assert min(replaced) == 0
    assert len(set(replaced)) >= 5
    for folder in killed:
        found = contents(folder)
        assert found.keys() == old.keys()
        assert all(content in {old[name], new[name]} for name, content in found.items())
        PriceBook(folder).table("aws_lambda.function")
    last = killed[replaced.index(sorted(replaced)[len(replaced) // 2])]
    again = [sys.executable, "-m", "lambda_cost", "prices", "update", str(offer), "--tables", str(last)]
    subprocess.run(again, check=True, capture_output=True, timeout=60)
    assert contents(last) == new


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
