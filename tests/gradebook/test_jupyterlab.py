"""The notebook in a real JupyterLab, in a real browser: all cells are run, and what a student sees is there."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader_class import KIT, SCENE, command_environment, mutant_source, need_nbgrader, reference_source

from raftlab.skeleton import make_skeleton

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]
RENDER_ALL_SETTING = '{"windowingMode": "none"}'
"""JupyterLab keeps cells that are out of sight out of the page, unless told otherwise."""
PROMPT_SELECTOR = ".jp-CodeCell .jp-InputPrompt"
TIMEOUT_MS = 300_000


@dataclass
class JupyterServer:
    """A running JupyterLab and the folder that it shows."""

    folder: Path
    address: str


@pytest.fixture(scope="module")
def jupyter_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """Yield a JupyterLab of this test's own, whatever is configured on this machine."""
    need_nbgrader()
    root = tmp_path_factory.mktemp("lab")
    settings = root / "settings" / "@jupyterlab" / "notebook-extension"
    for folder in (root / "shown", settings):
        folder.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(RENDER_ALL_SETTING)
    own = {f"JUPYTER_{name}_DIR": str(root / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(root / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(root / "spaces")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0", "--ip=127.0.0.1"]
    told += ["--IdentityProvider.token=", f"--ServerApp.root_dir={root / 'shown'}"]
    told += ["--LabApp.expose_app_in_browser=True"]
    with (root / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *told],
            env=command_environment(RAFTLAB_KIT=str(KIT.root), **own),
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for_server(address, server, root / "log")
            yield JupyterServer(root / "shown", address)
        finally:
            server.terminate()
            server.wait(60)


def wait_for_server(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log where it ends."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(log.read_text()[-2000:])


@pytest.fixture(scope="module")
def notebook_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the scene's notebook as text, its layer still to be put in."""
    need_nbgrader()
    import nbformat

    from raftlab.nbgrader.grade_cells import scene_grade_cells
    from raftlab.nbgrader.source_notebook import make_source_notebook

    scene = KIT.scene(SCENE)
    notebook = make_source_notebook(KIT, scene, scene_grade_cells(KIT, scene))
    next(cell for cell in notebook.cells if cell.id.endswith("-layer")).source = "LAYER"
    return str(nbformat.writes(notebook))


@pytest.mark.parametrize("name", ["skeleton", "reference", "mutant"])
def test_all_cells_run_and_show_what_they_must(
    name: str, jupyter_server: JupyterServer, browser: Any, notebook_text: str
) -> None:
    """Run All reaches the last cell; score, table, storyboard and, for a failure, its run are to be seen; nothing is
    wrong in the browser's log."""
    texts = {
        "skeleton": make_skeleton(KIT, KIT.scene(SCENE)),
        "reference": reference_source(),
        "mutant": mutant_source(),
    }
    (jupyter_server.folder / f"{name}.ipynb").write_text(notebook_text.replace('"LAYER"', json.dumps(texts[name])))
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(TIMEOUT_MS)
    page.goto(
        f"{jupyter_server.address}/lab/workspaces/{name}/tree/{name}.ipynb"
    )  # of its own: no tab is left open in it
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_selector(".jp-Notebook img[src^='data:image/svg']")
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()  # before its kernel is there it runs nothing
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".raftlab strong")
    score = page.inner_text(".raftlab strong")
    assert {"skeleton": "0 of ", "reference": "100 of 100"}.get(name, " of 100 points") in score
    frames = page.locator(".raftlab iframe")
    assert frames.count() == (2 if name == "mutant" else 1)
    for n in range(frames.count()):
        frames.nth(n).scroll_into_view_if_needed()
        page.frame_locator(f".raftlab iframe >> nth={n}").locator("h1").first.wait_for()
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{PROMPT_SELECTOR}')].every(e => /\\d/.test(e.innerText))"
    )
    width = page.evaluate("() => document.querySelector(\".jp-Notebook img[src^='data:image/svg']\").naturalWidth")
    assert width > 100
    words = page.inner_text(".jp-Notebook")
    assert {"skeleton": "to do", "reference": "submit", "mutant": "the run that shows it"}[name] in words
    assert errors == []
    page.close()
