"""The trials that show whether a scene is correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from raftlab.authoring.kit_file_grading import Trial, TrialResult
from raftlab.authoring.scene_lint import has_checks, mutant_files, named_check, variant_files
from raftlab.checks.check_runner import read_checks
from raftlab.kit import Kit, Scene


def first_seed_trials(kit: Kit, scene: Scene) -> Iterator[Trial]:
    """Yield the trials of `scene` on the first seed: all checks; for a mutant, its named check and prerequisites.

    A check of an engine is tried without them: in a grading it may wait for a check that tells the cause.
    """
    reference = kit.reference / scene.id / scene.file
    yield Trial("skeleton", kit.root, scene.id, kit.skeletons / scene.id / scene.file)
    yield Trial("reference", kit.root, scene.id, reference)
    for file in variant_files(kit, scene):
        yield Trial("variant", kit.root, scene.id, file)
    engine_checks = {name for name, check in read_checks(kit, scene).items() if check.about is not None}
    for file in mutant_files(kit, scene):
        if named := named_check(file):
            waits = named not in engine_checks
            yield Trial("mutant", kit.root, scene.id, file, check_names=(named,), with_prerequisites=waits)
    for later in kit.scenes:
        solution = kit.reference / later.id / later.file
        if later.id > scene.id and later.layer_class and has_checks(later) and solution.is_file():
            yield Trial("later", kit.root, scene.id, solution, later_scene_id=later.id)


def other_seed_trials(
    results: Iterable[TrialResult], seed_count: int, variants_in_turn: bool = False
) -> Iterator[Trial]:
    """Yield the trials on the other seeds: the checks that asked for the seed; for a mutant, only the one it names.

    A check that did not ask for the seed has the same result on every seed, so it does not run again.
    variants_in_turn: each variant runs on one of the other seeds only, the next variant on the next seed.
    """
    variant_numbers = count()
    for result in results:
        trial, names, seeds = result.trial, result.seeded_checks, range(1, seed_count)
        if trial.kind == "mutant":
            names = tuple({named_check(trial.file)} & set(names))
        if trial.kind == "variant" and variants_in_turn and seeds and names:
            position = next(variant_numbers) % len(seeds)
            seeds = seeds[position : position + 1]
        for seed in seeds if names and trial.kind in ("reference", "variant", "mutant") else ():
            yield replace(trial, seed=seed, check_names=names, with_prerequisites=False)
