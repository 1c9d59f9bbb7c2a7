"""Which checks are needed: with such a check switched off, a wrong solution would earn full marks."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.authoring.kill_table import published_check_name
from raftlab.authoring.mutation_run import split_by_seed_use
from raftlab.authoring.scene_lint import mutant_files, named_check
from raftlab.authoring.scene_validation import OnTrial, run_trials
from raftlab.authoring.solution_trial import Trial, TrialResult
from raftlab.checks.check_runner import read_checks
from raftlab.kit import Kit, Scene


@dataclass(frozen=True)
class NecessityTable:
    """For each check of a scene, in its order: mutants that it fails and no other check does.

    beside_engines: those that engines fail too, that is scenarios, searches and drawn examples, and no other check;
    empty if that was not measured.
    """

    mutants_by_sole_check: Mapping[str, Sequence[str]]
    beside_engines: Mapping[str, Sequence[str]]


NEEDED_PAGE = "docs/design/NEEDED.md"

PAGE_HEAD = """# Which checks are needed

The second column lists wrong solutions that fail only this check: without it they would earn full marks. The third
column lists those that fail this check and a scenario, a search or drawn examples, but no other check: a search may
find such a mistake, but only the check explains it. The last column counts the wrong solutions whose first line names
the check. If a check has neither of the first two, other checks catch the same mistakes; it stays because it explains
its own, and because a real mistake seldom breaks only one rule. No check waits for another in these runs. They use the
first seed, and try the wrong solutions in turn until one shows that the check is needed. The title of a section counts
the checks with an entry in the second column, then those with an entry in either. A question mark, or a missing table,
means: not measured. Written by `raftlab dev needed --write`.
"""


@dataclass(frozen=True)
class MutantFailures:
    """A mutant, the check that its first line names, and the checks that failed it: two are enough to know."""

    file: Path
    named: str
    failed: tuple[str, ...] = ()


def measure_necessity(kit: Kit, scene: Scene, jobs: int, on_trial: OnTrial, tries_all: bool) -> NecessityTable:
    """Return which mutants show, on the first seed, that a check of the scene is needed.

    Tries the mutants that name a check one after the other until one fails no other; tries_all: all of them.
    """
    reference = Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file)
    groups = split_by_seed_use(next(iter(run_trials([reference], 1, on_trial))))
    checks = read_checks(kit, scene)
    engines = tuple(name for name in groups.unseeded if checks[name].about is not None) + groups.seeded
    plain = tuple(name for name in groups.unseeded if name not in engines)
    mutants_by_sole_check: dict[str, list[str]] = {name: [] for name in checks}
    beside_engines: dict[str, list[str]] = {name: [] for name in checks}
    waiting = mutants_by_named_check(kit, scene)
    while some := list(pop_next_mutants(waiting, mutants_by_sole_check, tries_all)):
        for mutant in check_all_mutants(reference, plain, engines, some, jobs, on_trial):
            failed_plain = [name for name in mutant.failed if name in plain]
            if len(mutant.failed) == 1:
                mutants_by_sole_check[mutant.failed[0]].append(mutant.file.stem)
            elif len(failed_plain) == 1:
                beside_engines[failed_plain[0]].append(mutant.file.stem)
    return NecessityTable(mutants_by_sole_check, beside_engines)


def mutants_by_named_check(kit: Kit, scene: Scene) -> dict[str, list[Path]]:
    """Return check -> the mutants that name it."""
    found: dict[str, list[Path]] = {}
    for file in mutant_files(kit, scene):
        found.setdefault(named_check(file), []).append(file)
    return found


def pop_next_mutants(
    waiting: dict[str, list[Path]], mutants_by_sole_check: Mapping[str, Sequence[str]], tries_all: bool
) -> Iterator[MutantFailures]:
    """Yield, and take off, the next mutant of each check that no mutant has shown to be needed; or all mutants."""
    for check, files in waiting.items():
        count = len(files) if tries_all else 0 if mutants_by_sole_check.get(check) else 1
        for file in files[:count]:
            yield MutantFailures(file, check)
        del files[:count]


def check_all_mutants(
    reference: Trial,
    plain: tuple[str, ...],
    engines: tuple[str, ...],
    mutants: Iterable[MutantFailures],
    jobs: int,
    on_trial: OnTrial,
) -> list[MutantFailures]:
    """Return the mutants with up to two checks that fail each. The engines run last, where one more check decides."""
    after_plain = run_check_group(reference, plain, mutants, jobs, on_trial)
    undecided = [mutant for mutant in after_plain if len(mutant.failed) < 2]
    decided = [mutant for mutant in after_plain if len(mutant.failed) >= 2]
    return [*decided, *run_check_group(reference, engines, undecided, jobs, on_trial)]


def run_check_group(
    reference: Trial, names: tuple[str, ...], mutants: Iterable[MutantFailures], jobs: int, on_trial: OnTrial
) -> list[MutantFailures]:
    """Return the mutants with the checks of `names` that fail each, until there are two."""
    mutants = list(mutants)
    if not names:  # a trial without names runs all checks
        return mutants
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
        replace(mutant, failed=(*mutant.failed, *failed_check_names(result)))
        for mutant, result in zip(mutants, results, strict=True)
    ]


def failed_check_names(result: TrialResult) -> tuple[str, ...]:
    """Return the checks that failed."""
    return tuple(check.name for check in result.checks.values() if check.verdict == "FAIL")


def unneeded_checks(necessity: NecessityTable) -> list[str]:
    """Return the checks that no mutant needs."""
    return [name for name, mutants in necessity.mutants_by_sole_check.items() if not mutants]


def checks_redundant_without_engines(necessity: NecessityTable) -> list[str]:
    """Return the checks that no mutant needs even beside the engines."""
    return [name for name in unneeded_checks(necessity) if not necessity.beside_engines.get(name)]


def necessity_path(kit: Kit, scene: Scene) -> Path:
    """Return the file that holds what the last run has found."""
    return kit.reference / scene.id / "needed.toml"


def necessity_toml(necessity: NecessityTable) -> str:
    """Return the table as TOML."""
    lines = ["# Check -> mutants that only it fails. Written by `raftlab dev needed --write`."]
    lines += [f"{name} = {json.dumps(list(mutants))}" for name, mutants in necessity.mutants_by_sole_check.items()]
    lines += [
        "",
        "# Mutants that scenarios, searches or drawn examples fail too, and no other check.",
        "[beside_engines]",
    ]
    lines += [f"{name} = {json.dumps(list(mutants))}" for name, mutants in necessity.beside_engines.items()]
    return "\n".join(lines) + "\n"


def read_necessity(kit: Kit, scene: Scene) -> NecessityTable | None:
    """Return what the last run has found, None before the first."""
    file = necessity_path(kit, scene)
    if not file.is_file():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    beside_engines = table.pop("beside_engines", {})
    return NecessityTable(table, beside_engines)


def necessity_markdown(
    necessity_by_scene: Mapping[str, NecessityTable],
    named_by_scene: Mapping[str, Mapping[str, int]],
    hidden: Set[tuple[str, str]] = frozenset(),
) -> str:
    """Return the table as a Markdown page.

    named_by_scene: scene -> check -> the wrong solutions that name it. hidden: (scene, check) of the checks that the
    page does not name.
    """
    parts = [PAGE_HEAD]
    for scene, necessity in necessity_by_scene.items():
        count = len(necessity.mutants_by_sole_check)
        needed, with_engines = (
            count - len(each(necessity)) for each in (unneeded_checks, checks_redundant_without_engines)
        )
        measured = f"; without scenarios and searches {with_engines}" if necessity.beside_engines else ""
        parts.append(f"\n## {scene}: {needed} of {count}{measured}\n\n")
        parts.append(
            "| check | fail only this check | fail only this check and engines | explained |\n|---|---|---|---:|\n"
        )
        for name, mutants in necessity.mutants_by_sole_check.items():
            check = published_check_name(scene, name, hidden)
            beside = first_mutants_text(necessity.beside_engines.get(name, ())) if measured else "?"
            named = named_by_scene[scene].get(name, 0)
            parts.append(f"| {check} | {first_mutants_text(mutants)} | {beside} | {named} |\n")
    return "".join(parts)


def first_mutants_text(mutants: Sequence[str]) -> str:
    """Return the first three names."""
    return ", ".join(mutants[:3]) + (", …" if len(mutants) > 3 else "") or "–"


def mutant_count_by_check(kit: Kit, scene: Scene) -> dict[str, int]:
    """Return check -> how many mutants name it."""
    return {check: len(files) for check, files in mutants_by_named_check(kit, scene).items()}
