"""Whole bills as people see them, in every format; `pytest --update` writes them anew."""

from pathlib import Path

import pytest

from lambda_cost.cli.app import main

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SCENARIOS = {path.stem: path for path in sorted((HERE / "scenarios").glob("*.yaml"))} | {
    "shop": ROOT / "examples" / "shop.yaml"
}
ARTICLE = ["--requests", "1M", "--duration", "0.5s", "--memory", "512MB"]
BUSY = ["--requests", "10M", "--duration", "120ms", "--memory", "1GB"]
CASES = {
    "article.txt": [*ARTICLE, "--free-tier", "none"],
    "article_free.txt": ARTICLE,
    "all_flags.json": [*BUSY, "--arch", "arm64", "--region", "eu-west-1", "--api", "http", "--format", "json"],
    "websocket.csv": [*ARTICLE, "--api", "websocket", "--connection-minutes", "2M", "--hours", "744", "--format", "csv"],
    "two_giants.txt": [str(SCENARIOS["two_giants"])],
    "two_giants.json": [str(SCENARIOS["two_giants"]), "--format", "json"],
    "china.txt": [str(SCENARIOS["china"])],
    "china.md": [str(SCENARIOS["china"]), "--format", "markdown"],
    "china.html": [str(SCENARIOS["china"]), "--format", "html"],
    "first_year.txt": [str(SCENARIOS["first_year"])],
    "shop.txt": [str(SCENARIOS["shop"])],
    "shop.md": [str(SCENARIOS["shop"]), "-f", "markdown"],
    "everything.txt": [str(ROOT / "examples" / "everything.yaml")],
    "everything.json": [str(ROOT / "examples" / "everything.yaml"), "--format", "json"],
    "before_the_tiers.txt": [*ARTICLE, "--day", "2022-07-31", "--free-tier", "none"],
}


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of `lambda-cost` with *arguments*, in this process."""
    monkeypatch.setattr("sys.argv", ["lambda-cost", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.mark.parametrize("name", CASES)
def test_the_bill_is_the_golden_one(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    """A change of what people see stands in the diff of a golden file."""
    arguments = ["estimate", *CASES[name]]
    if "--day" not in arguments and "--month" not in arguments and name != "first_year.txt":
        arguments += ["--day", "2026-11-01"]
    code = run(arguments, monkeypatch)
    printed = capsys.readouterr()
    golden = HERE / "golden" / name
    if pytestconfig.getoption("--update"):
        golden.write_text(printed.out, encoding="utf-8")
    assert (code, printed.err) == (0, "")
    assert printed.out == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ending", "first"),
    [("json", "{"), ("csv", "resource,"), ("md", "**Estimate**"), ("html", "<!doctype"), ("txt", "Estimate")],
)
def test_the_ending_of_out_says_the_format(
    ending: str, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file is written whole, with the permissions of any new file, and nothing is left beside it."""
    out = tmp_path / f"bill.{ending}"
    assert run(["estimate", *ARTICLE, "--out", str(out)], monkeypatch) == 0
    assert out.read_text(encoding="utf-8").startswith(first)
    assert capsys.readouterr().out == ""
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    plain = tmp_path / "plain"
    plain.touch()
    assert out.stat().st_mode == plain.stat().st_mode
