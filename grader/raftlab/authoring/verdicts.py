"""What the outcomes of a scene's trials prove, claim by claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from raftlab.authoring.finding import Finding
from raftlab.authoring.trees import caught_by
from raftlab.authoring.trial import Kind, Outcome
from raftlab.hints import RUNGS, read_hints, short
from raftlab.kit import Kit, Scene
from raftlab.records import CheckResult

FULL_POINTS = 100


def judge(kit: Kit, scene: Scene, outcomes: list[Outcome], seeds: int) -> list[Finding]:
    """Return what the trials of `scene` show."""
    full = next((each for each in outcomes if each.trial.kind == "reference" and each.checks), None)
    checks = list(full.checks.values()) if full else []
    told = f"on {seeds} seed{'s' if seeds > 1 else ''}"
    return [
        Finding(scene.id, f"the points sum to {FULL_POINTS}", tuple(wrong_sum(checks))),
        Finding(scene.id, f"every public check has {RUNGS} hints", tuple(hintless(scene, checks))),
        Finding(scene.id, "the skeleton earns 0 and crashes nothing", each(outcomes, "skeleton", wrong_skeleton)),
        Finding(scene.id, f"the reference earns everything {told}", each(outcomes, "reference", not_full)),
        Finding(scene.id, f"every variant earns everything {told}", each(outcomes, "variant", not_full)),
        Finding(scene.id, f"every mutant is caught by the check it names {told}", each(outcomes, "mutant", uncaught)),
        Finding(scene.id, "every check is named by a mutant that it catches", tuple(unproven(outcomes, checks))),
        Finding(scene.id, "later references pass these checks", tuple(outgrown(kit, scene, outcomes))),
    ]


def each(outcomes: Iterable[Outcome], kind: Kind, judged: Callable[[Outcome], Iterable[str]]) -> tuple[str, ...]:
    """Return the faults that `judged` finds in the outcomes of `kind`, each once with the seeds that show it."""
    seen: dict[tuple[str, str], list[int]] = {}
    for outcome in outcomes:
        if outcome.trial.kind == kind:
            for fault in [outcome.fault] if outcome.fault else judged(outcome):
                seen.setdefault((outcome.trial.name, fault), []).append(outcome.trial.seed)
    return tuple(f"{name}: {fault} (seed {some(seeds)})" for (name, fault), seeds in seen.items())


def some(seeds: list[int]) -> str:
    """Return the first few of the seeds in words."""
    told = ", ".join(map(str, seeds[:5]))
    return f"{told} and {len(seeds) - 5} more" if len(seeds) > 5 else told


def wrong_sum(checks: list[CheckResult]) -> Iterator[str]:
    """Yield the sum of the points where it is not the full number."""
    total = sum(check.max for check in checks)
    if total != FULL_POINTS:
        yield f"they sum to {total}; change points= in the checks"


def hintless(scene: Scene, checks: list[CheckResult]) -> Iterator[str]:
    """Yield the public checks without all their rungs, and the hints of no check."""
    hints = read_hints(scene)
    for check in checks:
        count = len(hints.get(short(check.name), ()))
        if count != RUNGS and not check.hidden:
            yield f"labs/{scene.id}/hints.toml: {short(check.name)} has {count} rungs, not {RUNGS}"
    for name in set(hints) - {short(check.name) for check in checks}:
        yield f"labs/{scene.id}/hints.toml: {name} is no check of this scene; rename or remove it"


def wrong_skeleton(outcome: Outcome) -> Iterator[str]:
    """Yield the checks that find a skeleton to be anything but unwritten."""
    for check in outcome.checks.values():
        if check.points or check.verdict in ("FAIL", "error", "unknown"):
            yield f"{check.name} says {check.verdict} and gives {check.points} points; an untouched hole is `todo`"


def not_full(outcome: Outcome) -> Iterator[str]:
    """Yield the checks that a right solution does not pass."""
    for check in outcome.checks.values():
        if check.verdict != "ok":
            yield f"{check.name} says {check.verdict}: {check.seen or 'nothing seen'}"


def uncaught(outcome: Outcome) -> Iterator[str]:
    """Yield what the check named by a mutant said, where that is not FAIL."""
    named = caught_by(outcome.trial.file)
    found = outcome.checks[named]
    if found.verdict != "FAIL":
        by = f" by {found.blocked_by}" if found.blocked_by else ""
        others = [check.name for check in outcome.checks.values() if check.verdict == "FAIL"]
        instead = f"; caught by {', '.join(others)}" if others else ""
        yield f"{named} says {found.verdict}{by}{instead}"


def unproven(outcomes: list[Outcome], checks: list[CheckResult]) -> Iterator[str]:
    """Yield the checks of which no mutant shows that they can fail."""
    proven = {caught_by(outcome.trial.file) for outcome in outcomes if outcome.trial.kind == "mutant"}
    for check in checks:
        if check.name not in proven:
            yield f"{check.name}: no mutant is caught by it; nothing shows that it can fail"


def outgrown(kit: Kit, scene: Scene, outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the checks that a later reference fails, but for the exceptions that its scenes give a reason for."""
    for outcome in outcomes:
        if outcome.trial.kind != "later":
            continue
        if outcome.fault:
            yield f"{outcome.trial.later}: {outcome.fault}"
        excused = exceptions(kit, scene, outcome.trial.later)
        for check in outcome.checks.values():
            if check.verdict != "ok" and not {check.name, check.blocked_by} & excused:
                yield (
                    f"{outcome.trial.later}: {check.name} says {check.verdict}: {check.seen}; "
                    f"mend it, or give the reason in labs/{outcome.trial.later}/scene.toml, [outgrows.{scene.id}]"
                )


def exceptions(kit: Kit, scene: Scene, later_id: str) -> set[str]:
    """Return the checks of `scene` that scenes up to `later_id` outgrow: [outgrows.<scene>] of their scene.toml."""
    excused: set[str] = set()
    for later in kit.scenes:
        if scene.id < later.id <= later_id:
            excused |= set(later.settings.get("outgrows", {}).get(scene.id, {}))
    return excused
