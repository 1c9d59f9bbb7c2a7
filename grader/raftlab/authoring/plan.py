"""Which trials show that a scene is sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from raftlab.authoring.trees import caught_by, has_checks, mutants, variants
from raftlab.authoring.trial import Outcome, Trial
from raftlab.kit import Kit, Scene


def trials(kit: Kit, scene: Scene) -> Iterator[Trial]:
    """Yield the trials of `scene` on the first seed: every check; of a mutant, those that decide if it is caught."""
    reference = kit.reference / scene.id / scene.file
    yield Trial("skeleton", kit.root, scene.id, kit.skeletons / scene.id / scene.file)
    yield Trial("reference", kit.root, scene.id, reference)
    for file in variants(kit, scene):
        yield Trial("variant", kit.root, scene.id, file)
    for file in mutants(kit, scene):
        if named := caught_by(file):
            yield Trial("mutant", kit.root, scene.id, file, only=(named,), causes=True)
    for later in kit.scenes:
        solution = kit.reference / later.id / later.file
        if later.id > scene.id and later.layer and has_checks(later) and solution.is_file():
            yield Trial("later", kit.root, scene.id, solution, later=later.id)


def more_trials(outcomes: Iterable[Outcome], seeds: int) -> Iterator[Trial]:
    """Yield the trials on the other seeds: the checks that asked for the seed, of a mutant only the one it names.

    A check that did not ask for the seed did nothing that could differ on another: it is not run again.
    """
    for outcome in outcomes:
        trial, names = outcome.trial, outcome.seeded
        if trial.kind == "mutant":
            names = tuple({caught_by(trial.file)} & set(names))
        for seed in range(1, seeds) if names and trial.kind in ("reference", "variant", "mutant") else ():
            yield replace(trial, seed=seed, only=names, causes=False)
