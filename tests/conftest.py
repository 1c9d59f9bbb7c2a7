"""What all tests share: compiled files, Ctrl-C, and a browser, because to start one takes seconds of CPU."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab import submission_hosts
from raftlab.worker import worker_connection
from raftlab.worker.derive_hash_seeds import HASH_SEED_TRIPLES
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts
from raftlab.worker.zygote_pool import ZygotePool

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of some thousand processes compiles the kit again
sys.dont_write_bytecode = False
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a job that a shell has started in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
"""jsonschema would compile 38 grammars for formats that no schema here has: two seconds in each test process."""

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TIMEOUT_MS = 120_000
"""How long the browser may take to start, and an expectation to come true: long enough for a loaded machine."""
open_browsers = ExitStack()
"""What ends the browser. While Playwright runs, its thread cannot run asyncio: other folders must not meet it."""
browsers: list[Any] = []
"""The running browser, if there is one."""


def pytest_collection_finish() -> None:
    """Take what is there now, four thousand tests and all modules, out of each later garbage collection."""
    gc.collect()
    gc.freeze()


SHORT_EVENT_LIMITS = RequestLimits(cpu_s=0.3, waiting_s=200)
"""For one event: a third of a second of an endless loop is as endless as two seconds."""


@pytest.fixture
def short_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """End each event after a third of a second of CPU time: for tests in which one never ends.

    An event that does not say where it was stopped is ended after as much again.
    """
    monkeypatch.setitem(WorkerHosts.__init__.__kwdefaults__, "limits", SHORT_EVENT_LIMITS)
    monkeypatch.setattr(worker_connection, "STOP_CPU_S", SHORT_EVENT_LIMITS.cpu_s)


@pytest.fixture(scope="module")
def module_zygotes() -> Iterator[ZygotePool]:
    """Yield the zygotes of `shared_zygotes`."""
    with ZygotePool() as pool:
        yield pool


@pytest.fixture
def shared_zygotes(module_zygotes: ZygotePool, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the commands of a file share their zygotes, and grade in one process: a start costs more than most checks.

    Between two tests this process and the zygotes may run on any CPU.
    """
    monkeypatch.setitem(WorkerHosts.__init__.__kwdefaults__, "pool", module_zygotes)
    monkeypatch.setattr(submission_hosts, "derive_hash_seeds", lambda layer, seed, secret: HASH_SEED_TRIPLES[0])
    yield
    module_zygotes.cpu.release(module_zygotes.pids)


@pytest.fixture(scope="module")
def browser() -> Any:
    """Return a running Chromium. CI must have one; elsewhere its tests are skipped if there is none."""
    if not browsers:
        browsers.append(launch_browser())
    return browsers[0]


def launch_browser() -> Any:
    """Start Chromium; `open_browsers` ends it."""
    chromium = next((path for path in CHROMIUM if os.path.exists(path)), None)
    if chromium is None:
        skip_or_fail("no Chromium in /usr/bin; apt install chromium")
    from playwright.sync_api import expect, sync_playwright

    playwright = open_browsers.enter_context(sync_playwright())
    expect.set_options(timeout=TIMEOUT_MS)
    launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS, timeout=TIMEOUT_MS)
    open_browsers.callback(launched.close)
    return launched


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """End the browser after the last test of a folder."""
    result = yield
    if browsers and (nextitem is None or nextitem.path.parent != item.path.parent):
        browsers.clear()
        open_browsers.close()
    return result
