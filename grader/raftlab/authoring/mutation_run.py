"""A mutation run: every one-token mutant of a reference is graded; those that no check fails have survived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from raftlab.authoring.kit_file_grading import Trial, TrialResult
from raftlab.authoring.scene_validation import OnTrial, run_trials
from raftlab.authoring.token_mutants import MutantFate, TokenMutant, make_token_mutants
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene


@dataclass(frozen=True)
class CheckGroups:
    """The checks of a scene that the seed does not change, and those that it does."""

    unseeded: tuple[str, ...]
    seeded: tuple[str, ...]


def run_mutation(kit: Kit, scene: Scene, seed_count: int, jobs: int, on_trial: OnTrial) -> list[MutantFate]:
    """Grade every one-token mutant of the scene's reference and return what became of each.

    A mutant is killed by the first check that fails and does not ask for the seed. Where there is none, a check must
    fail on each of `seed_count` seeds. The checks that ask for the seed run last: they search, and cost most.
    """
    mutants = make_token_mutants(kit, scene)
    reference = Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file)
    groups = group_checks(next(iter(run_trials([reference], 1, on_trial))))
    planned = [
        replace(reference, kind="token mutant", source=each.source, check_names=groups.unseeded, stops_after=1)
        for each in mutants
    ]
    results = run_trials(planned, jobs, on_trial)
    fates = [mutant_fate(mutant, result) for mutant, result in zip(mutants, results, strict=True)]
    for seed in range(seed_count if groups.seeded else 0):
        fates = run_seeded_checks(replace(reference, seed=seed), groups.seeded, fates, jobs, on_trial)
    return fates


def group_checks(result: TrialResult) -> CheckGroups:
    """Return the checks of the reference's trial by whether they asked for the seed."""
    if result.error_text:
        raise KitError(f"{result.trial.scene_id}: the reference cannot be graded: {result.error_text}")
    seeded = tuple(name for name in result.checks if name in result.seeded_checks)
    return CheckGroups(tuple(name for name in result.checks if name not in seeded), seeded)


def run_seeded_checks(
    trial: Trial, names: tuple[str, ...], fates: Sequence[MutantFate], jobs: int, on_trial: OnTrial
) -> list[MutantFate]:
    """Return the fates after one more seed: on the first, of what is alive; then of what only these checks killed."""
    undecided = [fate for fate in fates if (fate.killed_by in names if trial.seed else not fate.killed_by)]
    planned = [
        replace(trial, kind="token mutant", source=fate.mutant.source, check_names=names, stops_after=1)
        for fate in undecided
    ]
    results = run_trials(planned, jobs, on_trial) if planned else iter(())
    after = {
        fate.mutant: mutant_fate(fate.mutant, result, fate) for fate, result in zip(undecided, results, strict=True)
    }
    return [after.get(fate.mutant, fate) for fate in fates]


def mutant_fate(mutant: TokenMutant, result: TrialResult, before: MutantFate | None = None) -> MutantFate:
    """Return what happened to a mutant. before: its fate on the seeds until then."""
    if result.error_text:
        return MutantFate(mutant, "loading", result.error_text.partition("\n")[0])
    failed = [check.name for check in result.checks.values() if check.verdict == "FAIL"]
    if failed:
        return MutantFate(mutant, (before and before.killed_by) or failed[0])
    if before and before.killed_by:
        return MutantFate(mutant, note=f"no check fails it on seed {result.trial.seed}; {before.killed_by} did before")
    verdicts = {check.verdict: check.name for check in result.checks.values() if check.verdict != "ok"}
    notes = [f"{name} says {verdict}" for verdict, name in verdicts.items()]
    return MutantFate(mutant, note=", ".join([before.note] if before and before.note else notes))
