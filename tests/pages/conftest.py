"""Runs and pages for the tests of the pages, and a real browser that reports whatever goes wrong in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from browser_checks import SCENE, TIMEOUT_MS, BrowserLog, MakeRandomRun, OpenPage
from tests.skip_or_fail import skip_or_fail

from raftlab.grading_models import Submission
from raftlab.kit import Kit, LayerSource
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.runs import Storyboard, play_storyboard
from raftlab.pages.storyboard.story_file import story_of_scenario
from raftlab.run_execution import run_scenario
from raftlab.server import Options
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World
from raftlab.solutions.named_solutions import read_solution
from raftlab.trace import Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import InProcessHosts, WorkerHosts, make_load_request

ROOT = Path(__file__).parents[2]
NAIVE_MUTANT = "mutants/figure8-count-old-term.py"


@pytest.fixture(scope="session")
def kit() -> Kit:
    """Return the kit of this checkout."""
    return Kit(ROOT)


@pytest.fixture(scope="session")
def naive_submission(kit: Kit) -> Submission:
    """Return the textbook's wrong answer: it counts copies of any term."""
    source = read_solution(kit, kit.reference / SCENE / NAIVE_MUTANT)
    return Submission(SCENE, "commit.py", source)


@pytest.fixture(scope="session")
def figure8_trace(kit: Kit, naive_submission: Submission) -> Trace:
    """Return Figure 8 with the ending d1, as the naive server plays it."""
    file = kit.scene(SCENE).folder / "scenarios" / "figure8.txt"
    return run_scenario(kit, kit.scene(SCENE), file, naive_submission, "d1").trace


@pytest.fixture(scope="session")
def storyboard(kit: Kit, naive_submission: Submission) -> Storyboard:
    """Return the storyboard of Figure 8, with the naive server as the reader's own."""
    scene = kit.scene(SCENE)
    own = LayerSource(naive_submission.file, naive_submission.source, scene.layer_class)
    return play_storyboard(kit, scene, scene.folder / "scenarios" / "figure8.txt", own, WorkerHosts)


@pytest.fixture(scope="session")
def storyboard_html(kit: Kit, storyboard: Storyboard) -> str:
    """Return the page of that storyboard."""
    return storyboard_page(storyboard, story=story_of_scenario(kit.scene(SCENE), "figure8"))


@pytest.fixture(scope="session")
def make_random_run(kit: Kit) -> MakeRandomRun:
    """Return what makes a random run of the reference with at least that many events."""
    scene = kit.scene(SCENE)
    modules = kit.message_modules(scene)

    @lru_cache
    def make(events: int) -> Trace:
        load = make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), modules)
        names = ("S1", "S2", "S3", "S4", "S5")
        with InProcessHosts(load) as hosts:
            chaos = Chaos(World(hosts.open(), Codec(modules), names, Options()), 3, Faults())
            chaos.run(events)
        world = chaos.world
        del world.events[events:]
        return trace_from_run(Run(world, chaos.monitor), scene=SCENE, title="A random run", seed=3)

    return make


# ---- the browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def module_page(browser: Any) -> Iterator[Any]:
    """Yield a page that the tests share, one after the other: to open a new one takes longer than most tests."""
    page = browser.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    yield page
    page.close()


@pytest.fixture
def blank_page(module_page: Any) -> Iterator[Any]:
    """Yield the shared page as good as new: nothing open, nothing under the pointer, the usual size and colours."""
    module_page.emulate_media(media="null", color_scheme="light")
    module_page.set_viewport_size({"width": 1280, "height": 900})
    module_page.mouse.move(0, 0)
    yield module_page
    module_page.goto("about:blank")


@pytest.fixture
def open_page(browser: Any, blank_page: Any, tmp_path: Path) -> Iterator[OpenPage]:
    """Yield what opens a page's text as a file. When the test ends, no error and no request may have been seen."""
    seen = BrowserLog()
    blank_pages, new_pages = [blank_page], []

    def open_text(text: str, place: str = "", width: int = 1280, color_scheme: str = "light") -> Any:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        if blank_pages:
            page = blank_pages.pop()
        else:
            page = browser.new_page()
            page.set_default_timeout(TIMEOUT_MS)
            new_pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=color_scheme)
        seen.watch(page)
        page.goto(file.as_uri() + place)
        return page

    yield open_text
    seen.unwatch_all()
    for page in new_pages:
        page.close()
    assert seen.errors == []
    left = [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))]
    assert left == [], "a request left the page"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Return a folder with axe-core and typescript: the one that RAFTLAB_NODE promises, else fetched once by npm."""
    promised = os.environ.get("RAFTLAB_NODE")
    folder = Path(promised) if promised else Path.home() / ".cache" / "raftlab-dev"
    modules = folder / "node_modules"
    if not all((modules / name / "package.json").is_file() for name in ("axe-core", "typescript")):
        assert not promised, f"RAFTLAB_NODE is {promised}, and axe-core or typescript is not in it"
        fetch_node_modules(folder)
    return modules


def fetch_node_modules(folder: Path) -> None:
    """Fetch axe-core and typescript; skip the test where there is no npm, or it reaches no registry."""
    npm = shutil.which("npm")
    if npm is None:
        skip_or_fail("npm is not installed: neither axe-core nor tsc can be fetched; apt install npm")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = ["axe-core@4", "typescript@7"]
    command = [npm, "install", "--no-fund", "--no-audit", "--prefix", str(folder), *wanted]
    try:
        done = subprocess.run(command, capture_output=True, timeout=150)
    except subprocess.TimeoutExpired:
        pytest.skip("npm install took too long: is there a network?")
    if done.returncode:
        pytest.skip(f"npm install failed: {done.stderr.decode()[-200:]}")
