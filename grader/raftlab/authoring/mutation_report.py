"""The report on a mutation run: the score, and each survivor with its difference from the reference."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from raftlab.authoring.mutation_score import MutationRecord, read_equivalents, refuted_equivalents, score_text
from raftlab.authoring.token_mutants import MutantFate, TokenMutant
from raftlab.kit import Kit, Scene


def mutation_lines(kit: Kit, scene: Scene, fates: Sequence[MutantFate], record: MutationRecord) -> Iterator[str]:
    """Yield the report's lines: the score, the survivors, and the entries of equivalent.toml that a check refutes."""
    yield f"{scene.id}: {score_text(record)}"
    equivalents = read_equivalents(kit, scene)
    reference = kit.solution_layer(scene).source
    for fate in fates:
        if not fate.killed_by and fate.mutant.name not in equivalents:
            yield f"\nsurvives  {fate.mutant.name}{f' ({fate.note})' if fate.note else ''}"
            yield mutant_diff(scene, reference, fate.mutant)
    for problem in refuted_equivalents(kit, scene, fates):
        yield f"no right answer  {problem}; remove it from reference/{scene.id}/equivalent.toml"


def mutant_diff(scene: Scene, reference: str, mutant: TokenMutant) -> str:
    """Return the unified difference between the reference and a mutant."""
    was, now = reference.splitlines(keepends=True), mutant.source.splitlines(keepends=True)
    return "".join(difflib.unified_diff(was, now, scene.file, scene.file, n=1)).rstrip("\n")


def mutation_json(scene: Scene, fates: Sequence[MutantFate]) -> list[dict[str, Any]]:
    """Return what happened to each mutant, as plain data."""
    return [
        {
            "scene": scene.id,
            "method": fate.mutant.method,
            "line": fate.mutant.line,
            "text": fate.mutant.line_text,
            "change": fate.mutant.change,
            "killed_by": fate.killed_by,
            "note": fate.note,
        }
        for fate in fates
    ]
