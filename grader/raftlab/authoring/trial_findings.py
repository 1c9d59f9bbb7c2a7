"""The findings from the results of a scene's trials, claim by claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from raftlab.authoring.scene_lint import expected_points, named_check
from raftlab.authoring.scene_trials import TrialPlan
from raftlab.authoring.solution_trial import TrialKind, TrialResult
from raftlab.authoring.validation_finding import Finding
from raftlab.grading_models import CheckResult
from raftlab.hints import HINTS_PER_CHECK, read_hints, short_check_name
from raftlab.kit import Kit, Scene

FULL_POINTS = 100


def findings_from_trials(kit: Kit, scene: Scene, results: list[TrialResult], plan: TrialPlan) -> list[Finding]:
    """Return the findings from the trials of every file of `scene`."""
    full = next((each for each in results if each.trial.kind == "reference" and each.checks), None)
    checks = list(full.checks.values()) if full else []
    return [
        Finding(scene.id, f"the points sum to {FULL_POINTS}", tuple(points_sum_problems(checks))),
        Finding(scene.id, f"every public check has {HINTS_PER_CHECK} hints", tuple(hint_problems(scene, checks))),
        Finding(scene.id, "the skeleton earns 0 and crashes nothing", collect_problems(results, "skeleton")),
        *findings_on_solutions(scene, results, plan),
        Finding(scene.id, "every check catches a mutant that names it", tuple(checks_without_mutant(results, checks))),
        *([] if plan.is_quick else [later_references_finding(kit, scene, results)]),
    ]


def findings_on_solutions(scene: Scene, results: list[TrialResult], plan: TrialPlan) -> list[Finding]:
    """Return the findings from the trials of the kit's solutions; none for a kind of which no file was tried."""
    in_turn = plan.variants_in_turn and plan.seed_count > 1
    variant_seeds = f"one of {plan.seeds_text()}, in turn" if in_turn else plan.seeds_text()
    all_points = f"passes {', '.join(plan.check_names)}" if plan.check_names else "earns all points"
    claims: dict[TrialKind, str] = {
        "reference": f"the reference {all_points} on {plan.seeds_text()}",
        "variant": f"every variant {all_points} on {variant_seeds}",
        "mutant": f"every mutant is caught by the check it names on {plan.seeds_text()}",
        "partial": f"every half answer earns the points that it expects on seed {plan.first_seed}",
    }
    tried = {each.trial.kind for each in results}
    return [
        Finding(scene.id, claim, collect_problems(results, kind))
        for kind, claim in claims.items()
        if kind in tried or not plan.is_selective
    ]


def later_references_finding(kit: Kit, scene: Scene, results: list[TrialResult]) -> Finding:
    """Return the finding about the references of later scenes."""
    return Finding(scene.id, "later references pass these checks", tuple(later_reference_failures(kit, scene, results)))


def collect_problems(results: Iterable[TrialResult], kind: TrialKind) -> tuple[str, ...]:
    """Return the problems in the results of `kind`, each once with its seeds."""
    seen: dict[tuple[str, str], list[int]] = {}
    for result in results:
        if result.trial.kind == kind:
            for problem in trial_problems(result):
                seen.setdefault((result.trial.name, problem), []).append(result.trial.seed)
    return tuple(f"{name}: {problem} (seed {seeds_text(seeds)})" for (name, problem), seeds in seen.items())


def seeds_text(seeds: list[int]) -> str:
    """Return the first few seeds as text."""
    text = ", ".join(map(str, seeds[:5]))
    return f"{text} and {len(seeds) - 5} more" if len(seeds) > 5 else text


def points_sum_problems(checks: list[CheckResult]) -> Iterator[str]:
    """Yield the problem if the points do not sum to FULL_POINTS."""
    total = sum(check.max for check in checks)
    if total != FULL_POINTS:
        yield f"they sum to {total}; change points= in the checks"


def hint_problems(scene: Scene, checks: list[CheckResult]) -> Iterator[str]:
    """Yield the public checks without all their hints, and the hints that belong to no check."""
    hints = read_hints(scene)
    for check in checks:
        count = len(hints.get(short_check_name(check.name), ()))
        if count != HINTS_PER_CHECK and not check.hidden:
            yield f"labs/{scene.id}/hints.toml: {short_check_name(check.name)} has {count} hints, not {HINTS_PER_CHECK}"
    for name in set(hints) - {short_check_name(check.name) for check in checks}:
        yield f"labs/{scene.id}/hints.toml: {name} is not a check of this scene; rename or remove it"


def skeleton_problems(result: TrialResult) -> Iterator[str]:
    """Yield the checks that say anything but `todo` or `blocked` about a skeleton."""
    for check in result.checks.values():
        if check.points or check.verdict in ("FAIL", "error", "unknown"):
            yield f"{check.name} says {check.verdict} and gives {check.points} points; an unwritten hole must be `todo`"


def failed_checks(result: TrialResult) -> Iterator[str]:
    """Yield the checks that a right solution does not pass."""
    for check in result.checks.values():
        if check.verdict != "ok":
            yield f"{check.name} says {check.verdict}: {check.seen or 'nothing seen'}"


def uncaught_mutant_problem(result: TrialResult) -> Iterator[str]:
    """Yield the verdict of the check that the mutant names, if it is not FAIL."""
    named = named_check(result.trial.file)
    found = result.checks[named]
    if found.verdict != "FAIL":
        by = f" by {found.blocked_by}" if found.blocked_by else ""
        others = [check.name for check in result.checks.values() if check.verdict == "FAIL"]
        instead = f"; caught by {', '.join(others)}" if others else ""
        yield f"{named} says {found.verdict}{by}{instead}"


def checks_without_mutant(results: list[TrialResult], checks: list[CheckResult]) -> Iterator[str]:
    """Yield the checks without a mutant to show that they can fail."""
    proven = {named_check(result.trial.file) for result in results if result.trial.kind == "mutant"}
    for check in checks:
        if check.name not in proven:
            yield f"{check.name}: it catches no mutant, so nothing shows that it can fail"


def unexpected_score(result: TrialResult) -> Iterator[str]:
    """Yield the score of a half answer, and the checks without points, if it is not the one that the file expects."""
    expected = expected_points(result.trial.file)
    if result.score != expected:
        lost = ", ".join(f"{check.name} {check.verdict}" for check in result.checks.values() if check.verdict != "ok")
        yield f"it earns {result.score} points, not {expected}; without points: {lost or 'none'}"


def later_reference_failures(kit: Kit, scene: Scene, results: list[TrialResult]) -> Iterator[str]:
    """Yield the checks that a later reference fails, except those that its scene.toml gives a reason for."""
    for result in results:
        if result.trial.kind != "later":
            continue
        if result.error_text:
            yield f"{result.trial.later_scene_id}: {result.error_text}"
        excused = outgrown_checks(kit, scene, result.trial.later_scene_id)
        for check in result.checks.values():
            if check.verdict != "ok" and not {check.name, check.blocked_by} & excused:
                yield (
                    f"{result.trial.later_scene_id}: {check.name} says {check.verdict}: {check.seen}; fix it, or give"
                    f" the reason in labs/{result.trial.later_scene_id}/scene.toml, [outgrows.{scene.id}]"
                )


def outgrown_checks(kit: Kit, scene: Scene, later_id: str) -> set[str]:
    """Return the checks of `scene` that scenes up to `later_id` outgrow: [outgrows.<scene>] in their scene.toml."""
    excused: set[str] = set()
    for later in kit.scenes:
        if scene.id < later.id <= later_id:
            excused |= set(later.settings.get("outgrows", {}).get(scene.id, {}))
    return excused


PROBLEM_FINDERS: Mapping[TrialKind, Callable[[TrialResult], Iterable[str]]] = {
    "skeleton": skeleton_problems,
    "reference": failed_checks,
    "variant": failed_checks,
    "mutant": uncaught_mutant_problem,
    "partial": unexpected_score,
}
"""What is wrong with a result that is not as a file of this kind must have it."""


def trial_problems(result: TrialResult) -> list[str]:
    """Return what is wrong with the result of a trial; [] if it is as expected."""
    return [result.error_text] if result.error_text else list(PROBLEM_FINDERS[result.trial.kind](result))
