"""The trials that show whether a scene is correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from raftlab.authoring.kit_file_grading import Trial, TrialResult
from raftlab.authoring.scene_lint import has_checks, mutant_files, named_check, variant_files
from raftlab.checks.check_runner import read_checks
from raftlab.kit import Kit, Scene


@dataclass(frozen=True)
class TrialPlan:
    """The seeds of an inspection, `seed_count` from `first_seed` on, and the files that it tries.

    variants_in_turn: try each variant on the first seed and one of the others only.
    name_part: try only the mutants and variants with this text in their names, and nothing else; "": try everything.
    """

    seed_count: int
    first_seed: int = 0
    variants_in_turn: bool = False
    name_part: str = ""

    @property
    def other_seeds(self) -> range:
        return range(self.first_seed + 1, self.first_seed + self.seed_count)

    def seeds_text(self) -> str:
        """Return the number of seeds as text, and the first of them unless it is 0."""
        count = f"{self.seed_count} seed{'s' if self.seed_count > 1 else ''}"
        return f"{count} from {self.first_seed} on" if self.first_seed else count


def first_seed_trials(kit: Kit, scene: Scene, plan: TrialPlan) -> Iterator[Trial]:
    """Yield the trials of `scene` on the first seed: all checks; for a mutant, its named check and prerequisites.

    A check of an engine is tried without them: in a grading it may wait for a check that tells the cause.
    """
    for trial in all_first_trials(kit, scene):
        if not plan.name_part or (trial.kind in ("variant", "mutant") and plan.name_part in trial.file.stem):
            yield replace(trial, seed=plan.first_seed)


def all_first_trials(kit: Kit, scene: Scene) -> Iterator[Trial]:
    """Yield the trials of every file of `scene` and of every later reference, on seed 0."""
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


def other_seed_trials(results: Iterable[TrialResult], plan: TrialPlan) -> Iterator[Trial]:
    """Yield the trials on the other seeds: the checks that asked for the seed; for a mutant, only the one it names.

    A check that did not ask for the seed has the same result on every seed, so it does not run again.
    With variants in turn, the next variant runs on the next seed.
    """
    variant_numbers = count()
    for result in results:
        trial, names, seeds = result.trial, result.seeded_checks, plan.other_seeds
        if trial.kind == "mutant":
            names = tuple({named_check(trial.file)} & set(names))
        if trial.kind == "variant" and plan.variants_in_turn and seeds and names:
            position = next(variant_numbers) % len(seeds)
            seeds = seeds[position : position + 1]
        for seed in seeds if names and trial.kind in ("reference", "variant", "mutant") else ():
            yield replace(trial, seed=seed, check_names=names, with_prerequisites=False)
