"""Grading a class: what is not graded yet is, on one machine or on many, and every outcome is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from raftlab.batch.records import Entry, Job, Orders, Outcome
from raftlab.batch.run import OnOutcome
from raftlab.batch.store import Store
from raftlab.kit import Scene

Way = Callable[[Sequence[Job], OnOutcome], None]
"""Grades jobs and tells each outcome as it comes: here, or on a cluster; the outcomes are the same."""


@dataclass(frozen=True)
class Moved:
    """How far the grading is: `done` of `total` gradings, and whose was the last."""

    done: int
    total: int
    entry: Entry | None = None
    outcome: Outcome | None = None


def grade_class(
    scene: Scene,
    entries: Iterable[Entry],
    store: Store,
    orders: Orders,
    way: Way,
    on_move: Callable[[Moved], None],
) -> dict[str, Outcome]:
    """Grade what `store` does not know, and return what became of each text, by its digest."""
    texts = {entry.sha256: entry for entry in entries if entry.source and not entry.fault}
    known = {seed: store.known(scene.id, orders.kit, seed, orders.least_level) for seed in orders.seeds}
    jobs = [
        Job(scene.id, scene.file, text.source.decode("utf-8-sig"), digest, orders.kit, seed, *limits(orders))
        for seed in orders.seeds
        for digest, text in texts.items()
        if is_open(known[seed].get(digest), orders)
    ]
    moved = Moved(len(texts) * len(orders.seeds) - len(jobs), len(texts) * len(orders.seeds))
    on_move(moved)

    def on_outcome(job: Job, outcome: Outcome) -> None:
        nonlocal moved
        store.keep(job, outcome)
        known[job.seed][job.sha256] = outcome
        moved = replace(moved, done=moved.done + 1, entry=texts[job.sha256], outcome=outcome)
        on_move(moved)

    way(jobs, on_outcome)
    return dict(judged(orders, known))


def is_open(outcome: Outcome | None, orders: Orders) -> bool:
    """Tell whether a text is to be graded: it is not yet, or it was stopped when it had less time."""
    return outcome is None or (outcome.fate == "timed out" and outcome.duration_s < orders.limit_s)


def limits(orders: Orders) -> tuple[str, float]:
    """Return the last two fields of a job."""
    return orders.least_level, orders.limit_s


def judged(orders: Orders, known: Mapping[int, Mapping[str, Outcome]]) -> Iterator[tuple[str, Outcome]]:
    """Yield what became of each text: the first seed's outcome, flaky where the second one disagrees."""
    for digest, outcome in known[orders.seed].items():
        for other in orders.seeds[1:]:
            outcome = compared(outcome, known[other].get(digest), other)
        yield digest, outcome


TELLS_NOTHING = frozenset({"kit error", "timed out", "unsafe level"})
"""Fates that say nothing of the submission: what a machine or the kit could not do."""


def compared(first: Outcome, second: Outcome | None, seed: int) -> Outcome:
    """Return `first`, flaky where another seed came to other verdicts; where one tells nothing there is no telling."""
    if second is None or {first.fate, second.fate} & TELLS_NOTHING:
        return first
    differing = sorted(set(verdicts(first)) ^ set(verdicts(second)))
    if first.fate == second.fate and not differing:
        return first
    named = ", ".join(dict.fromkeys(name for name, _ in differing)) or f"{first.fate}, then {second.fate}"
    return msgspec.structs.replace(first, fate="flaky", message=f"seed {seed} disagrees: {named}")


def verdicts(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Return the name and the verdict of each check, nothing where there is no result."""
    return tuple((check.name, check.verdict) for check in outcome.result.checks) if outcome.result else ()
