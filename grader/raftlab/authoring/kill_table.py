"""The kill table: which check catches each wrong solution, on how many seeds, and at what CPU cost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from raftlab.authoring.scene_lint import named_check
from raftlab.authoring.solution_trial import TrialResult
from raftlab.hints import short_check_name
from raftlab.kit import Kit

KILLS_PAGE = "docs/design/KILLS.md"
PAGE_HEAD = """# The kill table

The table lists every wrong solution of the kit, the check that catches it, and the number of seeds on which the check
catches it ("all": the check does not depend on the seed). CPU s is the CPU time of that check alone, in the grader and
in the jailed processes. Written by `raftlab dev check --write`.

The mutation score counts the one-token mutants of the reference that fail a check. A program makes them: it changes
each operator, constant, name, argument and statement of the methods that a student writes, one at a time.
`raftlab dev mutate` measures the score; `reference/<scene>/` lists the mutants that are right answers, with the reason.
"""


@dataclass(frozen=True)
class KillRow:
    """One mutant: the check that its first line names, the number of seeds on which it fails, and its median CPU time.

    is_seeded: the check asks for the seed. If it does not, the result of one seed is true for all.
    """

    scene: str
    mutant: str
    check: str
    caught_count: int
    seed_count: int
    cpu_s: float
    is_seeded: bool


def kill_rows(results: Iterable[TrialResult], seed_count: int) -> list[KillRow]:
    """Return one row for each mutant in the results."""
    by_mutant: dict[tuple[str, str], list[TrialResult]] = {}
    for result in results:
        if result.trial.kind == "mutant":
            by_mutant.setdefault((result.trial.scene_id, result.trial.file.stem), []).append(result)
    return [kill_row(scene, mutant, found, seed_count) for (scene, mutant), found in by_mutant.items()]


def kill_row(scene: str, mutant: str, results: list[TrialResult], seed_count: int) -> KillRow:
    """Return the row of one mutant. Its cost is that of the check alone; with one seed, also of its prerequisites."""
    check = named_check(results[0].trial.file)
    is_seeded = any(check in result.seeded_checks for result in results)
    caught_count = sum(is_check_failed(result, check) for result in results)
    if not is_seeded and caught_count == len(results):
        caught_count = seed_count
    alone = sorted(result.cpu_s for result in results if not result.trial.with_prerequisites) or [results[0].cpu_s]
    return KillRow(scene, mutant, check, caught_count, seed_count, alone[len(alone) // 2], is_seeded)


def is_check_failed(result: TrialResult, check: str) -> bool:
    """Return whether the check said FAIL."""
    found = result.checks.get(check)
    return found is not None and found.verdict == "FAIL"


def caught_seeds_text(kill: KillRow) -> str:
    """Return on how many seeds the mutant is caught, as text."""
    if not kill.is_seeded:
        return "all" if kill.caught_count == kill.seed_count else "none"
    return f"{kill.caught_count} of {kill.seed_count}"


def kill_table_lines(table: list[KillRow]) -> list[str]:
    """Return the table as lines of text."""
    if not table:
        return []
    rows = [(kill.mutant, short_check_name(kill.check), caught_seeds_text(kill), kill.cpu_s) for kill in table]
    mutant_width, check_width = max(len(row[0]) for row in rows), max(len(row[1]) for row in rows)
    head = f"{'mutant':<{mutant_width}}  {'caught by':<{check_width}}  seeds    CPU s"
    return [head] + [
        f"{mutant:<{mutant_width}}  {check:<{check_width}}  {seeds:<7}  {cpu_s:5.2f}"
        for mutant, check, seeds, cpu_s in rows
    ]


def hidden_checks(kit: Kit) -> frozenset[tuple[str, str]]:
    """Return (scene, check) of each hidden check."""
    return frozenset(
        (scene.id, name)
        for scene in kit.scenes
        for file in (kit.reference / scene.id / "tests").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    )


def published_check_name(scene: str, check: str, hidden: Set[tuple[str, str]]) -> str:
    """Return the check's name, as a published page shows it: that of a hidden check stays with the staff."""
    return "a hidden check" if (scene, check) in hidden else f"`{short_check_name(check)}`"


def kill_table_markdown(
    table: list[KillRow], score_texts: Mapping[str, str], hidden: Set[tuple[str, str]] = frozenset()
) -> str:
    """Return the table as a Markdown page. score_texts: scene -> its mutation score in a sentence.

    hidden: (scene, check) of the checks that the page does not name.
    """
    parts = [PAGE_HEAD]
    for scene in sorted({kill.scene for kill in table}):
        parts.append(f"\n## {scene}\n\n{score_texts.get(scene, 'Mutation score: not measured.')}\n")
        parts.append("\n| wrong solution | caught by | seeds | CPU s |\n|---|---|---:|---:|\n")
        for kill in table:
            if kill.scene == scene:
                check = published_check_name(scene, kill.check, hidden)
                parts.append(f"| {kill.mutant} | {check} | {caught_seeds_text(kill)} | {kill.cpu_s:.2f} |\n")
    return "".join(parts)
