"""The checks of a scene: their files, their order, and errors in the suite itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from raftlab.checks.check_decorator import Check
from raftlab.checks.earlier_check_failures import other_judges
from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, Scene


def check_files(kit: Kit, scene: Scene) -> tuple[Path, ...]:
    """Return the scene's check files: public ones, then hidden ones if this kit has them."""
    folders = (scene.folder / "tests", kit.reference / scene.id / "tests")
    return tuple(file for folder in folders for file in sorted(folder.glob("test_*.py")))


def is_hidden(kit: Kit, file: Path) -> bool:
    """Return whether the checks in `file` are hidden from students."""
    return file.is_relative_to(kit.reference)


def run_order(
    checks: Mapping[str, Check], hidden: Iterable[str], judges: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """Return the names of `checks`, each after its prerequisites, otherwise in the given order.

    A check of an engine runs after the judges of all properties that it is not about. KitError for an unknown name, for
    a public check that depends on a hidden one, for a hidden judge, and for a cycle.
    """
    secret = set(hidden)
    for property_name, judge_names in (judges or {}).items():
        for judge in judge_names:
            if judge not in checks or judge in secret:
                what = "hidden" if judge in secret else "no check of its scene"
                raise KitError(f"[judges] {property_name}: {judge} is {what}; name a public check in scene.toml")
    for name, check in checks.items():
        for other in checks_run_before(check, {}):
            if other not in checks:
                raise KitError(f"{name} waits for {other}, which is no check of its scene; fix `depends_on`")
            if other in secret and name not in secret:
                raise KitError(f"{name} is public and waits for {other}, which is hidden; fix `depends_on`")
    try:
        return tuple(dependency_order({name: checks_run_before(check, judges or {}) for name, check in checks.items()}))
    except CycleError as fault:
        names = ", ".join(fault.args[1])
        raise KitError(f"these checks wait for each other: {names}; fix `depends_on`, or [judges]") from None


def checks_run_before(check: Check, judges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the checks that must run before `check`: its prerequisites, and the judges of other properties."""
    others = (name for names in other_judges(check, judges).values() for name in names)
    prerequisites = (*check.depends_on, *check.explained_by)
    return tuple(dict.fromkeys((*prerequisites, *(name for name in others if name != check.name))))


def dependency_order(prerequisites: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """Return the names depth first, which keeps the written order where possible. CycleError for a cycle."""
    TopologicalSorter(prerequisites).prepare()
    placed: dict[str, None] = {}

    def put(name: str) -> None:
        for other in prerequisites[name]:
            put(other)
        placed.setdefault(name)

    for name in prerequisites:
        put(name)
    return placed


def all_prerequisites(
    checks: Mapping[str, Check], name: str, judges: Mapping[str, tuple[str, ...]] | None = None
) -> set[str]:
    """Return the direct and indirect prerequisites of `name`, and the judges of the properties it is not about."""
    found: set[str] = set()
    for other in checks_run_before(checks[name], judges or {}):
        found |= {other} | all_prerequisites(checks, other, judges)
    return found


def unknown_check_error(scene: Scene, name: str, check_names: Iterable[str]) -> UsageError:
    """Return the error that suggests the nearest check."""
    near = difflib.get_close_matches(name, list(check_names), n=1, cutoff=0.3)
    repair = f"did you mean {near[0]}?" if near else f"`raftlab grade {scene.id}` lists them"
    return UsageError(f"{scene.id}: no check is called {name}; {repair}")
