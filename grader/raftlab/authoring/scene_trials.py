"""The trials that show whether a scene is correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from raftlab.authoring.scene_lint import (
    expected_points,
    has_checks,
    mutant_files,
    named_check,
    partial_solution_files,
    variant_files,
)
from raftlab.authoring.solution_trial import Trial, TrialResult
from raftlab.checks.check_runner import read_checks
from raftlab.checks.check_suite import unknown_check_error
from raftlab.hints import short_check_name
from raftlab.kit import Kit, Scene

NAMED_KINDS = ("variant", "mutant", "partial")
"""The kinds of trials that a part of a name selects."""


@dataclass(frozen=True)
class TrialPlan:
    """The seeds of an inspection, `seed_count` from `first_seed` on, and the files that it tries.

    variants_in_turn: try each variant on one of the seeds only, the next variant on the next seed.
    name_part: try only the mutants, variants and partial answers with this text in their names; "": try all.
    check_names: run only these checks, on the reference, the variants and the mutants that name one; (): run all.
    mutant_names: try only these mutants, each `SCENE/NAME`; empty: try all.
    is_quick: try each file without a jail, and no later reference.
    """

    seed_count: int
    first_seed: int = 0
    variants_in_turn: bool = False
    name_part: str = ""
    check_names: tuple[str, ...] = ()
    is_quick: bool = False
    mutant_names: frozenset[str] = frozenset()

    @property
    def is_selective(self) -> bool:
        """Return whether only some files or some checks are tried, so that nothing is said of the whole scene."""
        return bool(self.name_part or self.check_names or self.mutant_names)

    @property
    def other_seeds(self) -> range:
        return range(self.first_seed + 1, self.first_seed + self.seed_count)

    def variant_seed(self, position: int) -> int:
        """Return the seed on which the variant at `position` among its scene's variants is tried first."""
        return self.first_seed + (position % self.seed_count if self.variants_in_turn else 0)

    def seeds_text(self) -> str:
        """Return the number of seeds as text, and the first of them unless it is 0."""
        count = f"{self.seed_count} seed{'s' if self.seed_count > 1 else ''}"
        return f"{count} from {self.first_seed} on" if self.first_seed else count


def resolve_check_names(kit: Kit, scene: Scene, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of checks of `scene`, each given with or without `test_`. UsageError if it has no such check."""
    known = read_checks(kit, scene) if names else {}
    found = tuple(f"test_{short_check_name(name)}" for name in names)
    for name in found:
        if name not in known:
            raise unknown_check_error(scene, name, known)
    return found


def omitted_trial_texts(plan: TrialPlan) -> list[str]:
    """Return what a whole inspection tries and `plan` does not."""
    parts: list[str] = []
    if plan.check_names:
        parts.append("the other checks, and the mutants that name them")
    if plan.name_part:
        parts.append(f"files without {plan.name_part!r} in their names")
    if plan.mutant_names:
        parts.append("all files but the wrong solutions above")
    if plan.is_selective:
        parts.append("the skeleton, the lint of the scene, and this scene's checks on later references")
    elif plan.is_quick:
        parts.append("this scene's checks on later references")
    if plan.is_quick:
        parts.append("other seeds")
        parts.append("the jail, its limits and its second process, for files whose result was the expected one")
    return parts


def first_trials(kit: Kit, scene: Scene, plan: TrialPlan) -> Iterator[Trial]:
    """Yield the first trial of each file of `scene`: all checks; for a mutant, its named check and prerequisites.

    It is on the first seed; with variants in turn, the next variant is on the next seed, whatever names are selected.
    A check of an engine is tried without them: in a grading it may wait for a check that tells the cause. A partial
    answer is always graded by all checks, because its points are those of a whole grading.
    """
    variant_positions = count()
    for trial in scene_file_trials(kit, scene):
        seed = plan.variant_seed(next(variant_positions)) if trial.kind == "variant" else plan.first_seed
        if plan.name_part and (trial.kind not in NAMED_KINDS or plan.name_part not in trial.file.stem):
            continue
        if plan.mutant_names and (trial.kind != "mutant" or f"{scene.id}/{trial.file.stem}" not in plan.mutant_names):
            continue
        if plan.is_quick and trial.kind == "later":
            continue
        if plan.check_names and trial.kind != "partial":
            if trial.kind == "mutant" and not set(trial.check_names) & set(plan.check_names):
                continue
            if trial.kind in ("reference", "variant"):
                trial = replace(trial, check_names=plan.check_names)
            elif trial.kind != "mutant":
                continue
        yield replace(trial, seed=seed)


def scene_file_trials(kit: Kit, scene: Scene) -> Iterator[Trial]:
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
    for file in partial_solution_files(kit, scene):
        if expected_points(file) is not None:
            yield Trial("partial", kit.root, scene.id, file)
    for later in kit.scenes:
        solution = kit.reference / later.id / later.file
        if later.id > scene.id and later.layer_class and has_checks(later) and solution.is_file():
            yield Trial("later", kit.root, scene.id, solution, later_scene_id=later.id)


def other_seed_trials(results: Iterable[TrialResult], plan: TrialPlan) -> Iterator[Trial]:
    """Yield the trials on the other seeds: the checks that asked for the seed; for a mutant, only the one it names.

    A check that did not ask for the seed has the same result on every seed, so it does not run again.
    With variants in turn, no variant runs again. A partial answer runs on the first seed only.
    """
    kinds = ("reference", "mutant") if plan.variants_in_turn else ("reference", "variant", "mutant")
    for result in results:
        trial, names = result.trial, result.seeded_checks
        if trial.kind == "mutant":
            names = tuple({named_check(trial.file)} & set(names))
        for seed in plan.other_seeds if names and trial.kind in kinds else ():
            yield replace(trial, seed=seed, check_names=names, with_prerequisites=False)
