"""Folders of bills: one delivery is read whole, two need a manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lambda_cost import ScenarioError, UnreadableFileError
from lambda_cost.invoices.pools import add_up
from lambda_cost.invoices.reading import read_invoices
from tests.invoices.bills import write_cur

if TYPE_CHECKING:
    from pathlib import Path


def test_two_files_with_the_same_row_are_two_deliveries(tmp_path: Path) -> None:
    first = write_cur(tmp_path, {"id": "a"}, {"id": "a"}, name="1.csv")
    second = write_cur(tmp_path, {"id": "a"}, name="2.csv")
    assert read_invoices([first]).pools[0].amounts.rows == 2
    with pytest.raises(ScenarioError, match="two deliveries of one month are not added"):
        read_invoices([first, second])


def test_a_folder_with_two_deliveries_needs_a_manifest(tmp_path: Path) -> None:
    old = write_cur(tmp_path, {"cost": "1"}, name="data/BILLING_PERIOD=2026-09/run-1/export-00001.csv")
    new = write_cur(tmp_path, {"cost": "2"}, name="data/BILLING_PERIOD=2026-09/run-2/export-00001.csv")
    with pytest.raises(UnreadableFileError, match="two deliveries of one month"):
        read_invoices([tmp_path])
    manifest = tmp_path / "metadata" / "BILLING_PERIOD=2026-09" / "export-Manifest.json"
    manifest.parent.mkdir(parents=True)
    listed = f"s3://bucket/prefix/export/data/BILLING_PERIOD=2026-09/run-2/{new.name}"
    manifest.write_text(json.dumps({"dataFiles": [listed]}), encoding="utf-8")
    invoices = read_invoices([tmp_path])
    assert add_up(invoices.pools, "cost") == 2
    assert "1 files are in no manifest" in invoices.warnings[0]
    old.unlink()
    assert read_invoices([tmp_path]).warnings == []
    manifest.write_text(json.dumps({"reportKeys": ["prefix/elsewhere.csv"]}), encoding="utf-8")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 2
    manifest.write_text("[]", encoding="utf-8")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 2
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="is not well-formed JSON"):
        read_invoices([tmp_path])


def test_a_folder_of_one_delivery_is_read_whole(tmp_path: Path) -> None:
    write_cur(tmp_path, {"cost": "1"}, name="report/20260901-20261001/run/report-1.csv")
    write_cur(tmp_path, {"cost": "2"}, name="report/20260901-20261001/run/report-2.csv")
    write_cur(tmp_path, {"cost": "4", "period": "2026-08-01"}, name="report/20260801-20260901/run/report-1.csv")
    write_cur(tmp_path, {"cost": "8"}, name="more.csv")
    assert add_up(read_invoices([tmp_path]).pools, "cost") == 15


def test_a_folder_without_a_bill_says_what_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"has no bill in it; allowed: files ending in \.csv"):
        read_invoices([tmp_path])
