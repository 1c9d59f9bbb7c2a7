"""Running a scene's checks on one submission, by pytest, in this process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from raftlab.checks.hypothesis_settings import steady_hypothesis
from raftlab.checks.lab import Lab
from raftlab.checks.plugin import ChecksPlugin, Plan
from raftlab.checks.suite import test_files
from raftlab.collector import no_collector
from raftlab.errors import KitFault, UsageFault
from raftlab.kit import Kit, Scene
from raftlab.records import Checked, OnProgress
from raftlab.worker.host import Hosts
from raftlab.worker.wire import Codec

INI = Path(__file__).with_name("pytest.ini")
UNUSED_PLUGINS = (
    *("cacheprovider", "terminal", "doctest", "junitxml", "pastebin", "stepwise", "faulthandler"),
    *("logging", "warnings", "unraisableexception", "threadexception", "setuponly", "setupplan"),
)


def run_checks(
    kit: Kit,
    scene: Scene,
    hosts: Hosts,
    *,
    seed: int = 0,
    only: tuple[str, ...] = (),
    causes: bool = False,
    on_progress: OnProgress | None = None,
    debugging: bool = False,
) -> tuple[Checked, ...]:
    """Return what each check of `scene` came to, in the order in which they ran.

    only: just these; causes: and what they wait for. debugging: what is printed shows, and nothing times out.
    UsageFault for a scene without checks, KitFault where the suite itself is broken.
    """
    files = test_files(kit, scene)
    if not files:
        raise UsageFault(f"{scene.id} has no checks yet: nothing can be graded; `raftlab scenes` shows the others")
    codec = Codec(kit.message_modules(scene))
    plan = Plan(
        kit, scene, only, lambda: Lab(kit, scene, seed, hosts, codec), on_progress, quiet=not debugging, causes=causes
    )
    plugin = ChecksPlugin(plan)
    with steady_hypothesis(files), own_environment(), own_modules(), no_collector():
        pytest.main(arguments(kit, files, debugging), plugins=[plugin])
    for fault in plugin.faults:
        raise fault
    if not plugin.checked:
        raise KitFault(f"{scene.id}: no checks in {scene.folder / 'tests'}; reinstall the kit")
    return tuple(plugin.checked.values())


def arguments(kit: Kit, files: tuple[Path, ...], debugging: bool) -> list[str]:
    """Return pytest's command line: the kit's own configuration, and nothing of the student's folder."""
    off = [part for name in UNUSED_PLUGINS for part in ("-p", f"no:{name}")]
    timeout = ["--timeout=0"] if debugging else []
    own = ["-c", str(INI), f"--rootdir={kit.root}", "--noconftest", "--import-mode=importlib", "--assert=plain"]
    return [*own, *off, "-p", "pytest_timeout", "--capture=no", *timeout, *map(str, files)]


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    """Keep the caller's PYTEST_ variables, and plugins that happen to be installed, out of a grading run."""
    earlier = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(earlier)


@contextlib.contextmanager
def own_modules() -> Iterator[None]:
    """Import the test files anew for this run, leave none of them imported, and write no byte code beside them.

    Where the caller runs under pytest itself, its rewriting of assertions must not reach them either.
    """
    earlier, writes, finders = set(sys.modules), sys.dont_write_bytecode, list(sys.meta_path)
    sys.dont_write_bytecode = True
    sys.meta_path[:] = [finder for finder in finders if not isinstance(finder, AssertionRewritingHook)]
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        sys.meta_path[:] = finders
        for name in set(sys.modules) - earlier:
            if name.partition(".")[0] in ("labs", "reference"):
                del sys.modules[name]
