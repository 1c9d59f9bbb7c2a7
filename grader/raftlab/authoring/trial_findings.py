"""What the outcomes of a scene's trials prove, claim by claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from raftlab.authoring.finding import Finding
from raftlab.authoring.scene_lint import named_check
from raftlab.authoring.trial import TrialKind, TrialResult
from raftlab.hints import HINTS_PER_CHECK, read_hints, short_check_name
from raftlab.kit import Kit, Scene
from raftlab.models import CheckResult

FULL_POINTS = 100


def findings_from_trials(
    kit: Kit, scene: Scene, results: list[TrialResult], seed_count: int, *, variants_in_turn: bool = False
) -> list[Finding]:
    """Return what the trials of `scene` show. variants_in_turn: each variant was tried on two of the seeds."""
    full = next((each for each in results if each.trial.kind == "reference" and each.checks), None)
    checks = list(full.checks.values()) if full else []
    told = f"on {seed_count} seed{'s' if seed_count > 1 else ''}"
    variant_seeds_text = f"on two of {seed_count} seeds, in turn" if variants_in_turn and seed_count > 2 else told
    return [
        Finding(scene.id, f"the points sum to {FULL_POINTS}", tuple(points_sum_problems(checks))),
        Finding(scene.id, f"every public check has {HINTS_PER_CHECK} hints", tuple(hint_problems(scene, checks))),
        Finding(
            scene.id,
            "the skeleton earns 0 and crashes nothing",
            collect_problems(results, "skeleton", skeleton_problems),
        ),
        Finding(
            scene.id, f"the reference earns everything {told}", collect_problems(results, "reference", failed_checks)
        ),
        Finding(
            scene.id,
            f"every variant earns everything {variant_seeds_text}",
            collect_problems(results, "variant", failed_checks),
        ),
        Finding(
            scene.id,
            f"every mutant is caught by the check it names {told}",
            collect_problems(results, "mutant", uncaught_mutant),
        ),
        Finding(
            scene.id, "every check is named by a mutant that it catches", tuple(checks_without_mutant(results, checks))
        ),
        Finding(scene.id, "later references pass these checks", tuple(later_failures(kit, scene, results))),
    ]


def collect_problems(
    results: Iterable[TrialResult], kind: TrialKind, find_problems: Callable[[TrialResult], Iterable[str]]
) -> tuple[str, ...]:
    """Return the faults that `judged` finds in the outcomes of `kind`, each once with the seeds that show it."""
    seen: dict[tuple[str, str], list[int]] = {}
    for outcome in results:
        if outcome.trial.kind == kind:
            for fault in [outcome.error_text] if outcome.error_text else find_problems(outcome):
                seen.setdefault((outcome.trial.name, fault), []).append(outcome.trial.seed)
    return tuple(f"{name}: {fault} (seed {seeds_text(seeds)})" for (name, fault), seeds in seen.items())


def seeds_text(seeds: list[int]) -> str:
    """Return the first few of the seeds in words."""
    told = ", ".join(map(str, seeds[:5]))
    return f"{told} and {len(seeds) - 5} more" if len(seeds) > 5 else told


def points_sum_problems(checks: list[CheckResult]) -> Iterator[str]:
    """Yield the sum of the points where it is not the full number."""
    total = sum(check.max for check in checks)
    if total != FULL_POINTS:
        yield f"they sum to {total}; change points= in the checks"


def hint_problems(scene: Scene, checks: list[CheckResult]) -> Iterator[str]:
    """Yield the public checks without all their rungs, and the hints of no check."""
    hints = read_hints(scene)
    for check in checks:
        count = len(hints.get(short_check_name(check.name), ()))
        if count != HINTS_PER_CHECK and not check.hidden:
            yield f"labs/{scene.id}/hints.toml: {short_check_name(check.name)} has {count} rungs, not {HINTS_PER_CHECK}"
    for name in set(hints) - {short_check_name(check.name) for check in checks}:
        yield f"labs/{scene.id}/hints.toml: {name} is no check of this scene; rename or remove it"


def skeleton_problems(result: TrialResult) -> Iterator[str]:
    """Yield the checks that find a skeleton to be anything but unwritten."""
    for check in result.checks.values():
        if check.points or check.verdict in ("FAIL", "error", "unknown"):
            yield f"{check.name} says {check.verdict} and gives {check.points} points; an untouched hole is `todo`"


def failed_checks(result: TrialResult) -> Iterator[str]:
    """Yield the checks that a right solution does not pass."""
    for check in result.checks.values():
        if check.verdict != "ok":
            yield f"{check.name} says {check.verdict}: {check.seen or 'nothing seen'}"


def uncaught_mutant(result: TrialResult) -> Iterator[str]:
    """Yield what the check named by a mutant said, where that is not FAIL."""
    named = named_check(result.trial.file)
    found = result.checks[named]
    if found.verdict != "FAIL":
        by = f" by {found.blocked_by}" if found.blocked_by else ""
        others = [check.name for check in result.checks.values() if check.verdict == "FAIL"]
        instead = f"; caught by {', '.join(others)}" if others else ""
        yield f"{named} says {found.verdict}{by}{instead}"


def checks_without_mutant(results: list[TrialResult], checks: list[CheckResult]) -> Iterator[str]:
    """Yield the checks of which no mutant shows that they can fail."""
    proven = {named_check(outcome.trial.file) for outcome in results if outcome.trial.kind == "mutant"}
    for check in checks:
        if check.name not in proven:
            yield f"{check.name}: no mutant is caught by it; nothing shows that it can fail"


def later_failures(kit: Kit, scene: Scene, results: list[TrialResult]) -> Iterator[str]:
    """Yield the checks that a later reference fails, but for the exceptions that its scenes give a reason for."""
    for outcome in results:
        if outcome.trial.kind != "later":
            continue
        if outcome.error_text:
            yield f"{outcome.trial.later_scene_id}: {outcome.error_text}"
        excused = outgrown_checks(kit, scene, outcome.trial.later_scene_id)
        for check in outcome.checks.values():
            if check.verdict != "ok" and not {check.name, check.blocked_by} & excused:
                yield (
                    f"{outcome.trial.later_scene_id}: {check.name} says {check.verdict}: {check.seen}; "
                    f"mend it, or give the reason in labs/{outcome.trial.later_scene_id}/scene.toml, [outgrows.{scene.id}]"
                )


def outgrown_checks(kit: Kit, scene: Scene, later_id: str) -> set[str]:
    """Return the checks of `scene` that scenes up to `later_id` outgrow: [outgrows.<scene>] of their scene.toml."""
    excused: set[str] = set()
    for later in kit.scenes:
        if scene.id < later.id <= later_id:
            excused |= set(later.settings.get("outgrows", {}).get(scene.id, {}))
    return excused
