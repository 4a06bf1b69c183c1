"""A real browser, a real JupyterLab and the real local page, for the tests beside this file and for pictures of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHY_NOT = "NOT TESTED IN A BROWSER: there is no chromium; `make setup` as root installs Debian's, or install it by hand"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_S = 60
JUPYTER_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


@dataclass
class Watched:
    """A page, and everything that it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """What it asked of others than this machine."""
        here = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)(:\d+)?/|(data|blob|file|about):")
        return [url for url in self.requests if not here.match(url)]


@contextmanager
def browser() -> Generator[Browser]:
    """Debian's Chromium, with a profile of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()


@contextmanager
def watched(started: Browser, *, width: int = 1600, height: int = 1000, scheme: Any = "light") -> Generator[Watched]:
    """A page of *width*, whose requests and complaints are written down."""
    context = started.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    found = Watched(context.new_page())
    context.on("request", lambda request: found.requests.append(request.url))
    context.on("console", lambda said: found.complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: found.complaints.append(str(error.error)))
    found.page.on("websocket", lambda socket: found.requests.append(socket.url))
    yield found
    context.close()


@contextmanager
def process(command: list[str], address: str, folder: Path, env: dict[str, str]) -> Generator[str]:
    """*command*, until its output has the *address* that it listens at; it is ended afterwards."""
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        started = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=os.environ | env)
    try:
        until = time.monotonic() + PATIENCE_S
        while (found := re.search(address, log.read_text(encoding="utf-8"))) is None:
            assert started.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        yield found[0]
    finally:
        started.terminate()
        started.wait(PATIENCE_S)


@contextmanager
def served(folder: Path, *arguments: str) -> Generator[str]:
    """`lambda-cost serve` with *arguments*: the address of its page."""
    command = [sys.executable, "-m", "lambda_cost", "serve", *arguments, "--no-browser"]
    with process(command, r"http://127\.0\.0\.1:\d+/", folder, {"PYTHONUNBUFFERED": "1"}) as address:
        yield address


@contextmanager
def jupyterlab(folder: Path, notebook: Path) -> Generator[str]:
    """JupyterLab in *folder*, with nothing of the user's: the address of *notebook* in it."""
    shutil.copy(notebook, folder)
    for name, settings in JUPYTER_SETTINGS.items():
        path = folder / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR")
    env = {name: str(folder / name.lower()) for name in names} | {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--ServerApp.port=0", f"--ServerApp.root_dir={folder}"]
    options += ["--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly", "--ServerApp.token=test"]
    command = [sys.executable, "-m", "jupyterlab", *options]
    with process(command, r"http://127\.0\.0\.1:\d+/lab", folder, env) as address:
        yield f"{address}/tree/{notebook.name}?token=test"


def run_all(page: Page) -> None:
    """Run every cell of the notebook that JupyterLab shows on *page*, once its kernel is there."""
    kernel = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
    page.wait_for_function(f"{kernel}?.connectionStatus === 'connected'")
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
