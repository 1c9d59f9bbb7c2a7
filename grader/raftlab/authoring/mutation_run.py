"""A mutation run: every one-token mutant of a reference is graded; those that no check fails have survived."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from raftlab.authoring.mutation_cache import MutationCache
from raftlab.authoring.scene_validation import OnTrial, run_trials
from raftlab.authoring.solution_trial import Trial, TrialResult
from raftlab.authoring.token_mutants import MutantFate, TokenMutant, make_token_mutants
from raftlab.checks.check_runner import read_checks
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene


@dataclass(frozen=True)
class ChecksBySeedUse:
    """The checks of a scene that the seed does not change, and those that it does."""

    unseeded: tuple[str, ...]
    seeded: tuple[str, ...]


@dataclass(frozen=True)
class GroupOfChecks:
    """Checks that run in one trial. name: what an earlier run calls them. costs_most: they run scenarios or search."""

    name: str
    checks: tuple[str, ...]
    seed: int = 0
    costs_most: bool = False


def run_mutation(
    kit: Kit,
    scene: Scene,
    seed_count: int,
    jobs: int,
    on_trial: OnTrial,
    memory: MutationCache | None = None,
    right_answers: Collection[str] = (),
) -> list[MutantFate]:
    """Grade every one-token mutant of the scene's reference and return what became of each.

    A mutant is killed by the first check that fails and does not ask for the seed: those that run scenarios or explore
    cost more, and come second. Where there is none, a check must fail on each of `seed_count` seeds. The checks that
    ask for the seed run last: they search, and cost most.
    memory: what earlier runs found out; a trial of the same mutant with the same kit is not repeated.
    right_answers: the names of mutants for which the checks that cost most do not run.
    """
    mutants = make_token_mutants(kit, scene)
    reference = Trial("reference", kit.root, scene.id, kit.reference / scene.id / scene.file)
    trials = MutantGrader(reference, jobs, on_trial, memory)
    checks = read_checks(kit, scene)
    seeded = trials.seeded_checks()
    engines = [name for name, check in checks.items() if check.about is not None and name not in seeded]
    unseeded = (
        GroupOfChecks("plain", tuple(name for name in checks if name not in (*engines, *seeded))),
        GroupOfChecks("engines", tuple(engines), costs_most=True),
    )
    fates = {mutant: MutantFate(mutant) for mutant in mutants}
    fates |= trials.fates_by_earlier_killers(mutants, unseeded)
    for group in unseeded:
        undecided = [mutant for mutant in mutants if not fates[mutant].killed_by]
        fates |= trials.run(undecided, group, fates, () if not group.costs_most else right_answers)
    for seed in range(seed_count if seeded else 0):
        group = GroupOfChecks(f"seed {seed}", seeded, seed, costs_most=True)
        undecided = [
            each for each in mutants if (fates[each].killed_by in seeded if seed else not fates[each].killed_by)
        ]
        fates |= trials.run(undecided, group, fates, right_answers)
    return [fates[mutant] for mutant in mutants]


def split_by_seed_use(result: TrialResult) -> ChecksBySeedUse:
    """Return the checks of the reference's trial by whether they asked for the seed."""
    if result.error_text:
        raise KitError(f"{result.trial.scene_id}: the reference cannot be graded: {result.error_text}")
    seeded = tuple(name for name in result.checks if name in result.seeded_checks)
    return ChecksBySeedUse(tuple(name for name in result.checks if name not in seeded), seeded)


@dataclass(frozen=True)
class MutantGrader:
    """Grades mutants in `jobs` processes. reference: a trial of the reference, which each mutant's is like."""

    reference: Trial
    jobs: int
    on_trial: OnTrial
    memory: MutationCache | None

    def seeded_checks(self) -> tuple[str, ...]:
        """Return the checks that ask for the seed, from a trial of the reference or from an earlier run."""
        kept = self.memory.seeded_checks() if self.memory is not None else None
        if kept is not None:
            return tuple(kept)
        groups = split_by_seed_use(next(iter(run_trials([self.reference], 1, self.on_trial))))
        if self.memory is not None:
            self.memory.keep_seeded_checks(groups.seeded)
        return groups.seeded

    def fates_by_earlier_killers(
        self, mutants: Sequence[TokenMutant], groups: Sequence[GroupOfChecks]
    ) -> dict[TokenMutant, MutantFate]:
        """Return the fates of the mutants that the check which killed them with another kit kills again."""
        if self.memory is None:
            return {}
        names = [mutant for mutant in mutants if not any(self.recall(mutant, group) for group in groups)]
        killers = {mutant: self.memory.earlier_killer(mutant) for mutant in names}
        killed: dict[TokenMutant, MutantFate] = {}
        for group in groups:
            for name in group.checks:
                again = [mutant for mutant, killer in killers.items() if killer == name]
                fates = self.grade(again, replace(group, checks=(name,)), {})
                killed |= {mutant: fate for mutant, fate in fates.items() if fate.killed_by}
        return killed

    def run(
        self,
        mutants: Sequence[TokenMutant],
        group: GroupOfChecks,
        before: Mapping[TokenMutant, MutantFate],
        left_out: Collection[str] = (),
    ) -> dict[TokenMutant, MutantFate]:
        """Return the fates after a group of checks, or after the trial that an earlier run has kept.

        left_out: the names of mutants that are not graded where no trial was kept.
        """
        if not group.checks:
            return {}
        recalled = {mutant: fate for mutant in mutants if (fate := self.recall(mutant, group)) is not None}
        others = [each for each in mutants if each not in recalled and each.name not in left_out]
        return recalled | self.grade(others, group, before)

    def recall(self, mutant: TokenMutant, group: GroupOfChecks) -> MutantFate | None:
        """Return the fate that an earlier run has kept."""
        trial = self.memory.trial(mutant, group.name) if self.memory is not None else None
        return MutantFate(mutant, trial.killed_by, trial.note) if trial is not None else None

    def grade(
        self, mutants: Sequence[TokenMutant], group: GroupOfChecks, before: Mapping[TokenMutant, MutantFate]
    ) -> dict[TokenMutant, MutantFate]:
        """Grade the mutants with a group of checks until the first fails, and keep what became of them.

        before: their fates until then; without them, a mutant that survives these checks is not kept.
        """
        planned = {
            replace(
                self.reference,
                kind="token mutant",
                source=mutant.source,
                check_names=group.checks,
                stops_after=1,
                seed=group.seed,
            ): mutant
            for mutant in mutants
        }
        fates: dict[TokenMutant, MutantFate] = {}

        def on_result(result: TrialResult) -> None:
            mutant = planned[result.trial]
            fate = fates[mutant] = mutant_fate(mutant, result, before.get(mutant))
            if self.memory is not None and (before or fate.killed_by):
                self.memory.keep(mutant, group.name, fate.killed_by, fate.note)

        if planned:
            list(run_trials(list(planned), self.jobs, self.on_trial, on_result=on_result))
        return fates


def mutant_fate(mutant: TokenMutant, result: TrialResult, before: MutantFate | None = None) -> MutantFate:
    """Return what happened to a mutant. before: its fate after the groups and seeds until then."""
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
