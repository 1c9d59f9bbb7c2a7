"""Which trials show that a scene is sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from raftlab.authoring.trees import caught_by, has_checks, mutants, variants
from raftlab.authoring.trial import Outcome, Trial
from raftlab.kit import Kit, Scene


def trials(kit: Kit, scene: Scene) -> Iterator[Trial]:
    """Yield the trials of `scene` on the first seed: every check of everything."""
    reference = kit.reference / scene.id / scene.file
    yield Trial("skeleton", kit.root, scene.id, kit.skeletons / scene.id / scene.file)
    yield Trial("reference", kit.root, scene.id, reference)
    for file in variants(kit, scene):
        yield Trial("variant", kit.root, scene.id, file)
    for file in mutants(kit, scene):
        if caught_by(file):
            yield Trial("mutant", kit.root, scene.id, file)
    for later in kit.scenes:
        solution = kit.reference / later.id / later.file
        if later.id > scene.id and later.layer and has_checks(later) and solution.is_file():
            yield Trial("later", kit.root, scene.id, solution, later=later.id)


def more_trials(outcomes: Iterable[Outcome], seeds: int) -> Iterator[Trial]:
    """Yield the trials on the other seeds: the checks that asked for the seed, of a mutant only the one it names.

    A check that did not ask for the seed did nothing that could differ on another: it is not run again, but for that of
    a mutant, once, alone: what it costs to catch it.
    """
    for outcome in outcomes:
        trial = outcome.trial
        if trial.kind in ("reference", "variant") and outcome.seeded:
            yield from (replace(trial, seed=seed, only=outcome.seeded) for seed in range(1, seeds))
        if trial.kind == "mutant":
            named = caught_by(trial.file)
            last = seeds if named in outcome.seeded else min(seeds, 2)
            yield from (replace(trial, seed=seed, only=(named,)) for seed in range(1, last))
