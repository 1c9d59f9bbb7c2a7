"""The checks of a scene: their files, their order, and errors in the suite itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from raftlab.checks.check import Check
from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, Scene


def check_files(kit: Kit, scene: Scene) -> tuple[Path, ...]:
    """Return the scene's check files: public ones, then hidden ones if this kit has them."""
    folders = (scene.folder / "tests", kit.reference / scene.id / "tests")
    return tuple(file for folder in folders for file in sorted(folder.glob("test_*.py")))


def is_hidden(kit: Kit, file: Path) -> bool:
    """Tell whether the checks in `file` are hidden from students."""
    return file.is_relative_to(kit.reference)


def run_order(checks: Mapping[str, Check], hidden: Iterable[str]) -> tuple[str, ...]:
    """Return the names of `checks`, each after its prerequisites, otherwise in the given order.

    KitError for an unknown name, for a public check that depends on a hidden one, and for a cycle.
    """
    secret = set(hidden)
    for name, check in checks.items():
        for other in check.depends_on:
            if other not in checks:
                raise KitError(f"{name} waits for {other}, which is no check of its scene; mend `depends_on`")
            if other in secret and name not in secret:
                raise KitError(f"{name} is public and waits for {other}, which is hidden; mend `depends_on`")
    try:
        return tuple(dependency_order(checks))
    except CycleError as fault:
        raise KitError(f"these checks wait for each other: {', '.join(fault.args[1])}; mend `depends_on`") from None


def dependency_order(checks: Mapping[str, Check]) -> Iterable[str]:
    """Return the names depth first, which keeps the written order where possible. CycleError for a cycle."""
    TopologicalSorter({name: check.depends_on for name, check in checks.items()}).prepare()
    placed: dict[str, None] = {}

    def put(name: str) -> None:
        for other in checks[name].depends_on:
            put(other)
        placed.setdefault(name)

    for name in checks:
        put(name)
    return placed


def all_prerequisites(checks: Mapping[str, Check], name: str) -> set[str]:
    """Return the direct and indirect prerequisites of `name`."""
    found: set[str] = set()
    for other in checks[name].depends_on:
        found |= {other} | all_prerequisites(checks, other)
    return found


def unknown_check_error(scene: Scene, name: str, check_names: Iterable[str]) -> UsageError:
    """Return the error that suggests the nearest check."""
    near = difflib.get_close_matches(name, list(check_names), n=1, cutoff=0.3)
    repair = f"did you mean {near[0]}?" if near else f"`raftlab grade {scene.id}` lists them"
    return UsageError(f"{scene.id}: no check is called {name}; {repair}")
