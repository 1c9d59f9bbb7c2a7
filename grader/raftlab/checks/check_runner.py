"""Runs a scene's checks on one submission, with pytest, in this process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from raftlab.checks.check_decorator import Check, get_check, is_in_kit
from raftlab.checks.check_hooks import LimitScopePlugin
from raftlab.checks.check_run_settings import CheckRunPlan
from raftlab.checks.check_suite import check_files
from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.pytest_plugin import ChecksPlugin
from raftlab.errors import KitError, UsageError
from raftlab.gc_pause import pause_gc
from raftlab.grading_models import OnProgress, TracedCheck
from raftlab.kit import Kit, Scene
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Hosts

PYTEST_INI = Path(__file__).with_name("pytest.ini")
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
    check_names: tuple[str, ...] = (),
    with_prerequisites: bool = False,
    on_progress: OnProgress | None = None,
    is_debugging: bool = False,
    is_enough: Callable[[TracedCheck], bool] | None = None,
    ignores_prerequisites: bool = False,
    process_count: int = 1,
    submission_text: str = "",
) -> tuple[TracedCheck, ...]:
    """Return the result of each check of `scene`, in the order in which they ran.

    check_names: run only these; with_prerequisites: and their prerequisites. is_debugging: prints show, and nothing
    times out. is_enough: after the first result for which it returns True, no more checks run.
    ignores_prerequisites: a check runs also if those that it depends on fail. process_count: with 2, checks that
    do not wait for each other run side by side; the results are the same. submission_text: of data that is submitted.
    UsageError for a scene without checks, KitError if the suite itself is broken.
    """
    files = check_files(kit, scene)
    if not files:
        raise UsageError(f"{scene.id} has no checks yet: nothing can be graded; `raftlab scenes` shows the others")
    codec = Codec(kit.course_message_modules)
    plan = CheckRunPlan(
        kit,
        scene,
        check_names,
        hosts,
        lambda hosts, earlier_failures: Lab(kit, scene, seed, hosts, codec, earlier_failures, submission_text),
        on_progress,
        is_quiet=not is_debugging,
        with_prerequisites=with_prerequisites,
        is_enough=is_enough,
        ignores_prerequisites=ignores_prerequisites,
        process_count=process_count,
    )
    plugin = ChecksPlugin(plan)
    with deterministic_hypothesis(files), clean_environment(), fresh_test_modules(), pause_gc():
        pytest.main(pytest_arguments(kit, files, is_debugging), plugins=[plugin, LimitScopePlugin()])
    for fault in plugin.errors:
        raise fault
    if not plugin.records:
        raise KitError(f"{scene.id}: no checks in {scene.folder / 'tests'}; reinstall the kit")
    return tuple(plugin.records.values())


def read_checks(kit: Kit, scene: Scene) -> dict[str, Check]:
    """Return the declarations of the scene's checks in this kit, by name, in the written order. No check runs."""
    declarations = CollectOnlyPlugin()
    with clean_environment(), fresh_test_modules():
        pytest.main(pytest_arguments(kit, check_files(kit, scene), is_debugging=False), plugins=[declarations])
    return {name: check for name, check in declarations.checks.items() if is_in_kit(check, kit)}


class CollectOnlyPlugin:
    """Collects checks and runs none."""

    def __init__(self) -> None:
        self.checks: dict[str, Check] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        declared = (get_check(getattr(item, "function", None)) for item in items)
        self.checks |= {check.name: check for check in declared if check is not None}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        return True


def pytest_arguments(kit: Kit, files: tuple[Path, ...], is_debugging: bool) -> list[str]:
    """Return pytest's command line: the kit's own configuration, and nothing of the student's folder."""
    off = [part for name in UNUSED_PLUGINS for part in ("-p", f"no:{name}")]
    timeout = ["--timeout=0"] if is_debugging else []
    own = ["-c", str(PYTEST_INI), f"--rootdir={kit.root}", "--noconftest", "--import-mode=importlib", "--assert=plain"]
    return [*own, *off, "-p", "pytest_timeout", "--capture=no", *timeout, *map(str, files)]


@contextlib.contextmanager
def clean_environment() -> Iterator[None]:
    """Keep the caller's PYTEST_ variables, and plugins that happen to be installed, out of a grading run."""
    earlier = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(earlier)


@contextlib.contextmanager
def fresh_test_modules() -> Iterator[None]:
    """Import the test files afresh for this run, remove them afterwards, and write no byte code beside them.

    If the caller runs under pytest, its assertion rewriting must not reach them either.
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
