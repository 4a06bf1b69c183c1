"""Which command installs an extra here: from where lambda-cost itself was installed."""

from __future__ import annotations

from pathlib import Path

from lambda_cost import files

NAME = "lambda-cost"
CLONE = Path(__file__).parent.parent
"""The folder that has the package: a clone's, if a `pyproject.toml` is there."""


def install_command(extra: str) -> str:
    """The command that installs *extra* here.

    From a clone, whether editable or only on the path, it is `pip install '.[serve]'`, with the folder in place of the dot
    where that is another; from an address, that address; else `pip install 'lambda-cost[serve]'`.
    """
    import shlex

    address = _installed_from()
    if files.exists(CLONE / "pyproject.toml"):
        wanted = _of_folder(CLONE, extra)
    else:
        wanted = f"{NAME}[{extra}] @ {address}" if address else f"{NAME}[{extra}]"
    return f"pip install {shlex.quote(wanted)}"


def _of_folder(folder: Path, extra: str) -> str:
    """What pip takes for the *extra* of the project in *folder*."""
    return f"{'.' if files.resolve(folder) == files.resolve('.') else folder}[{extra}]"


def _installed_from() -> str:
    """The address that lambda-cost was installed from, as the installer noted it; empty if it came from an index."""
    import json
    from importlib import metadata

    try:
        noted = metadata.distribution(NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return ""
    origin = json.loads(noted or "{}")
    kind = origin.get("vcs_info", {}).get("vcs", "")
    return f"{kind}+{origin['url']}" if kind else origin.get("url", "")
