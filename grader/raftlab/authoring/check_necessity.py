"""Which checks are needed: with such a check switched off, a wrong solution would earn full marks."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.authoring.kill_table import published_check_name
from raftlab.authoring.kit_file_grading import Trial, TrialResult
from raftlab.authoring.mutation_run import CheckGroups, group_checks
from raftlab.authoring.scene_lint import mutant_files, named_check
from raftlab.authoring.scene_validation import OnTrial, run_trials
from raftlab.kit import Kit, Scene

OnlyCatcher = Mapping[str, Sequence[str]]
"""Check -> the mutants that it fails and no other check does."""

NEEDED_PAGE = "docs/design/NEEDED.md"

PAGE_HEAD = """# Which checks are needed

Beside each check stand wrong solutions that only this check fails: with it switched off, they would earn full marks. No
check waits for another here. The last column counts the wrong solutions whose first line names the check: it is the one
that explains them. A check that none needs by itself overlaps with others: it stays for what it explains, and since a
fault seldom breaks one thing only. The first seed is tried, and the wrong solutions one after the other until one shows
that the check is needed. A scene without a table was not measured. Written by `raftlab dev needed --write`.
"""


@dataclass(frozen=True)
class SuspectMutant:
    """A mutant, the check that its first line names, and the checks that failed it: two are enough to know."""

    file: Path
    named: str
    failed: tuple[str, ...] = ()


def find_only_catchers(kit: Kit, scene: Scene, jobs: int, on_trial: OnTrial, tries_all: bool) -> OnlyCatcher:
    """Return, for each check of the scene, mutants that only it fails on the first seed.

    Tries the mutants that name a check one after the other until one shows that it is needed; tries_all: all of them.
    """
    reference = Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file)
    groups = group_checks(next(iter(run_trials([reference], 1, on_trial))))
    found: dict[str, list[str]] = {name: [] for name in (*groups.unseeded, *groups.seeded)}
    waiting = mutants_by_check(kit, scene)
    while some := list(next_mutants(waiting, found, tries_all)):
        for mutant in run_all_checks(reference, groups, some, jobs, on_trial):
            if len(mutant.failed) == 1:
                found[mutant.failed[0]].append(mutant.file.stem)
    return found


def mutants_by_check(kit: Kit, scene: Scene) -> dict[str, list[Path]]:
    """Return check -> the mutants that name it."""
    found: dict[str, list[Path]] = {}
    for file in mutant_files(kit, scene):
        found.setdefault(named_check(file), []).append(file)
    return found


def next_mutants(waiting: dict[str, list[Path]], catches: OnlyCatcher, tries_all: bool) -> Iterator[SuspectMutant]:
    """Yield, and take off, the next mutant of each check that no mutant has shown to be needed; or all mutants."""
    for check, files in waiting.items():
        count = len(files) if tries_all else 0 if catches.get(check) else 1
        for file in files[:count]:
            yield SuspectMutant(file, check)
        del files[:count]


def run_all_checks(
    reference: Trial, groups: CheckGroups, mutants: Iterable[SuspectMutant], jobs: int, on_trial: OnTrial
) -> list[SuspectMutant]:
    """Return the mutants with up to two checks that fail each. The checks that ask for the seed run last."""
    after_unseeded = run_group(reference, groups.unseeded, mutants, jobs, on_trial)
    undecided = [mutant for mutant in after_unseeded if len(mutant.failed) < 2]
    decided = [mutant for mutant in after_unseeded if len(mutant.failed) >= 2]
    return [*decided, *(run_group(reference, groups.seeded, undecided, jobs, on_trial) if groups.seeded else undecided)]


def run_group(
    reference: Trial, names: tuple[str, ...], mutants: Iterable[SuspectMutant], jobs: int, on_trial: OnTrial
) -> list[SuspectMutant]:
    """Return the mutants with the checks of `names` that fail each, until there are two."""
    mutants = list(mutants)
    planned = [
        replace(
            reference,
            kind="mutant",
            file=mutant.file,
            check_names=names,
            stops_after=2 - len(mutant.failed),
            ignores_prerequisites=True,
        )
        for mutant in mutants
    ]
    results = run_trials(planned, jobs, on_trial) if planned else iter(())
    return [
        replace(mutant, failed=(*mutant.failed, *failed_names(result)))
        for mutant, result in zip(mutants, results, strict=True)
    ]


def failed_names(result: TrialResult) -> tuple[str, ...]:
    """Return the checks that failed."""
    return tuple(check.name for check in result.checks.values() if check.verdict == "FAIL")


def unneeded_checks(catches: OnlyCatcher) -> list[str]:
    """Return the checks that no mutant needs."""
    return [name for name, mutants in catches.items() if not mutants]


def necessity_path(kit: Kit, scene: Scene) -> Path:
    """Return the file that holds what the last run has found."""
    return kit.reference / scene.id / "needed.toml"


def necessity_text(catches: OnlyCatcher) -> str:
    """Return the table as TOML."""
    lines = ["# Check -> mutants that only it fails. Written by `raftlab dev needed --write`."]
    return "\n".join([*lines, *(f"{name} = {json.dumps(list(mutants))}" for name, mutants in catches.items())]) + "\n"


def read_necessity(kit: Kit, scene: Scene) -> dict[str, list[str]]:
    """Return what the last run has found, nothing before the first."""
    file = necessity_path(kit, scene)
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def necessity_page(
    catches_by_scene: Mapping[str, OnlyCatcher],
    named_by_scene: Mapping[str, Mapping[str, int]],
    hidden: Set[tuple[str, str]] = frozenset(),
) -> str:
    """Return the table as a Markdown page.

    named_by_scene: scene -> check -> the wrong solutions that name it. hidden: (scene, check) of the checks that the
    page does not name.
    """
    parts = [PAGE_HEAD]
    for scene, catches in catches_by_scene.items():
        count = len(catches) - len(unneeded_checks(catches))
        parts.append(f"\n## {scene}: {count} of {len(catches)}\n\n")
        parts.append("| check | only it fails | explains |\n|---|---|---:|\n")
        for name, mutants in catches.items():
            shown = ", ".join(mutants[:3]) + (", …" if len(mutants) > 3 else "")
            check = published_check_name(scene, name, hidden)
            parts.append(f"| {check} | {shown or '–'} | {named_by_scene[scene].get(name, 0)} |\n")
    return "".join(parts)


def count_named(kit: Kit, scene: Scene) -> dict[str, int]:
    """Return check -> how many mutants name it."""
    return {check: len(files) for check, files in mutants_by_check(kit, scene).items()}
