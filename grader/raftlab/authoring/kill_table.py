"""The kill table: which check catches each wrong solution, on how many seeds, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raftlab.authoring.scene_lint import named_check
from raftlab.authoring.trial import TrialResult
from raftlab.hints import short_check_name

PAGE_HEAD = """# The kill table

Every wrong solution that the kit knows, the check that catches it, on how many seeds (all: that check does not
depend on the seed), and the CPU seconds of that check alone: the grader's and those of the jailed processes. Written by
`raftlab dev check --write`.
"""


@dataclass(frozen=True)
class KillRow:
    """One mutant: the check that its first line names, on how many of the seeds that said FAIL, the median CPU time.

    is_seeded: the check asks for the seed. Where it does not, what one seed showed holds on all.
    """

    scene: str
    mutant: str
    check: str
    caught_count: int
    seed_count: int
    cpu_s: float
    is_seeded: bool


def make_kill_table(results: Iterable[TrialResult], seed_count: int) -> list[KillRow]:
    """Return one row for each mutant of the outcomes."""
    by_mutant: dict[tuple[str, str], list[TrialResult]] = {}
    for outcome in results:
        if outcome.trial.kind == "mutant":
            by_mutant.setdefault((outcome.trial.scene_id, outcome.trial.file.stem), []).append(outcome)
    return [make_kill_row(scene, mutant, found, seed_count) for (scene, mutant), found in by_mutant.items()]


def make_kill_row(scene: str, mutant: str, results: list[TrialResult], seed_count: int) -> KillRow:
    """Return the row of one mutant. Its cost is that of the check alone, or, on one seed, with what that waits for."""
    named = named_check(results[0].trial.file)
    by_chance = any(named in outcome.seeded_checks for outcome in results)
    caught = sum(is_check_failed(outcome, named) for outcome in results)
    if not by_chance and caught == len(results):
        caught = seed_count
    alone = sorted(outcome.cpu_s for outcome in results if not outcome.trial.with_prerequisites) or [results[0].cpu_s]
    return KillRow(scene, mutant, named, caught, seed_count, alone[len(alone) // 2], by_chance)


def is_check_failed(result: TrialResult, check: str) -> bool:
    """Tell whether the check said FAIL."""
    found = result.checks.get(check)
    return found is not None and found.verdict == "FAIL"


def caught_seeds_text(kill: KillRow) -> str:
    """Return on which seeds the mutant is caught."""
    if not kill.is_seeded:
        return "all" if kill.caught_count == kill.seed_count else "none"
    return f"{kill.caught_count} of {kill.seed_count}"


def kill_table_lines(table: list[KillRow]) -> list[str]:
    """Return the table as lines of text."""
    if not table:
        return []
    wide, wider = max(len(kill.mutant) for kill in table), max(len(short_check_name(kill.check)) for kill in table)
    head = f"{'mutant':<{wide}}  {'caught by':<{wider}}  seeds    CPU s"
    return [head] + [
        f"{kill.mutant:<{wide}}  {short_check_name(kill.check):<{wider}}  {caught_seeds_text(kill):<7}  {kill.cpu_s:5.2f}"
        for kill in table
    ]


def kill_table_page(table: list[KillRow]) -> str:
    """Return the table as a Markdown page."""
    parts = [PAGE_HEAD]
    for scene in sorted({kill.scene for kill in table}):
        parts.append(f"\n## {scene}\n\n| wrong solution | caught by | seeds | CPU s |\n|---|---|---:|---:|\n")
        parts += [
            f"| {kill.mutant} | `{short_check_name(kill.check)}` | {caught_seeds_text(kill)} | {kill.cpu_s:.2f} |\n"
            for kill in table
            if kill.scene == scene
        ]
    return "".join(parts)
