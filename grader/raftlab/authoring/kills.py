"""The kill table: which check catches each wrong solution, on how many seeds, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raftlab.authoring.trees import caught_by
from raftlab.authoring.trial import Outcome
from raftlab.hints import short

HEAD = """# The kill table

Every wrong solution that the kit knows, the check that catches it, on how many seeds (all: that check does not
depend on the seed), and the CPU seconds of that check alone: the grader's and those of the jailed processes. Written by
`raftlab dev check --write`.
"""


@dataclass(frozen=True)
class Kill:
    """One mutant: the check that its first line names, on how many of the seeds that said FAIL, the median CPU time.

    by_chance: the check asks for the seed. Where it does not, what one seed showed holds on all.
    """

    scene: str
    mutant: str
    check: str
    caught: int
    seeds: int
    cpu_s: float
    by_chance: bool


def kills(outcomes: Iterable[Outcome], seeds: int) -> list[Kill]:
    """Return one row for each mutant of the outcomes."""
    by_mutant: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.trial.kind == "mutant":
            by_mutant.setdefault((outcome.trial.scene, outcome.trial.file.stem), []).append(outcome)
    return [row(scene, mutant, found, seeds) for (scene, mutant), found in by_mutant.items()]


def row(scene: str, mutant: str, outcomes: list[Outcome], seeds: int) -> Kill:
    """Return the row of one mutant. Its cost is that of the check alone, or, on one seed, with what that waits for."""
    named = caught_by(outcomes[0].trial.file)
    by_chance = any(named in outcome.seeded for outcome in outcomes)
    caught = sum(is_fail(outcome, named) for outcome in outcomes)
    if not by_chance and caught == len(outcomes):
        caught = seeds
    alone = sorted(outcome.cpu_s for outcome in outcomes if not outcome.trial.causes) or [outcomes[0].cpu_s]
    return Kill(scene, mutant, named, caught, seeds, alone[len(alone) // 2], by_chance)


def is_fail(outcome: Outcome, check: str) -> bool:
    """Tell whether the check said FAIL."""
    found = outcome.checks.get(check)
    return found is not None and found.verdict == "FAIL"


def told(kill: Kill) -> str:
    """Return on which seeds the mutant is caught."""
    if not kill.by_chance:
        return "all" if kill.caught == kill.seeds else "none"
    return f"{kill.caught} of {kill.seeds}"


def lines(table: list[Kill]) -> list[str]:
    """Return the table as lines of text."""
    if not table:
        return []
    wide, wider = max(len(kill.mutant) for kill in table), max(len(short(kill.check)) for kill in table)
    head = f"{'mutant':<{wide}}  {'caught by':<{wider}}  seeds    CPU s"
    return [head] + [
        f"{kill.mutant:<{wide}}  {short(kill.check):<{wider}}  {told(kill):<7}  {kill.cpu_s:5.2f}" for kill in table
    ]


def page(table: list[Kill]) -> str:
    """Return the table as a Markdown page."""
    parts = [HEAD]
    for scene in sorted({kill.scene for kill in table}):
        parts.append(f"\n## {scene}\n\n| wrong solution | caught by | seeds | CPU s |\n|---|---|---:|---:|\n")
        parts += [
            f"| {kill.mutant} | `{short(kill.check)}` | {told(kill)} | {kill.cpu_s:.2f} |\n"
            for kill in table
            if kill.scene == scene
        ]
    return "".join(parts)
