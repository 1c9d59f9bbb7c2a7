"""What each write of a step must hold: a crash may come after any of them."""

from __future__ import annotations

import itertools

from raftlab.checks.placed_server import ServerStep
from raftlab.worker.responses import ObservedState, PersistEffect


def losing_write(before: ObservedState, step: ServerStep) -> PersistEffect | None:
    """Return the first write of a step that lacks what the server had before the step and has after it.

    That is the log as far as both agree, and the term; within the term also a vote. A log that begins behind another
    snapshot is not compared.
    """
    return next((write for write in step.persisted_states if is_anything_lost(before, step.observation, write)), None)


def is_anything_lost(before: ObservedState, after: ObservedState, write: PersistEffect) -> bool:
    """Tell whether a crash right after `write` loses what the step keeps."""
    if write.currentTerm < before.currentTerm:
        return True
    if write.currentTerm == before.currentTerm and before.votedFor not in (None, write.votedFor):
        return True
    if not before.log_start == after.log_start == write.log_start:
        return False
    pairs = zip(before.log, after.log, strict=False)
    kept = [first for first, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return list(write.log[: len(kept)]) != kept


def write_text(write: PersistEffect) -> str:
    """Return what a write made durable, in words."""
    terms = " ".join(str(each.term) for each in write.log) or "empty"
    return f"currentTerm {write.currentTerm}, votedFor {write.votedFor}, a log of the terms {terms}"
