"""What applying an entry may change: everything else is equal after it."""

from collections.abc import Callable, Iterator

from raftlab.checks import CheckFailure, check
from raftlab.checks.frame_conditions import FrameCase, check_frames
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene01.log_oracle import Log
from raftlab.labs.scene01.sample_logs import CIRCUMSTANCES, LAST_TERM, SESSION_LOGS, Circumstance, waiting_calls
from raftlab.server import Apply, Entry
from raftlab.worker.responses import PersistEffect

UNCOMMITTED = (Entry(LAST_TERM), Entry(LAST_TERM))
"""What follows the committed entries in the log."""


@check(
    points=3,
    depends_on=["test_every_entry_is_applied"],
    paper="§5.3; Figure 2 (State, Rules for Servers)",
    ask="which line of the contract lets this event change that variable?",
)
def test_applying_changes_only_what_it_is_about(lab: Lab) -> None:
    """Applying changes lastApplied and the state machine; role, term, vote, log and waiting stay as they are."""
    check_frames(lab, frame_cases(lab))


def frame_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield what applies the committed entries of each log, in each circumstance."""
    for position, each in enumerate(CIRCUMSTANCES):
        for log in SESSION_LOGS[position % 3 :: 3]:
            place = place_committed(lab, each, log, 1)
            yield FrameCase("its committed entries are applied", place, apply_committed, ("applyCommitted",))


def place_committed(lab: Lab, circumstance: Circumstance, log: Log, applied: int) -> Callable[[], PlacedServer]:
    """Return what places a server that has applied so many entries of `log`, all committed, while all clients wait."""
    settings = {"term": LAST_TERM, "leader": "S2", "voted_for": "S2"} if "role" not in circumstance.variables else {}
    settings |= {"log": (*log, *UNCOMMITTED), "commit_index": len(log), "last_applied": applied}
    settings["waiting"] = dict(waiting_calls(log))
    return lambda: lab.place(circumstance.server, **(settings | circumstance.variables))


def apply_committed(server: PlacedServer) -> ServerStep:
    """Let `server` apply what is committed. CheckFailure if it also sends, answers, or touches a timer."""
    step = server.call("applyCommitted")
    for effect in step.effects:
        if not isinstance(effect, Apply | PersistEffect):
            raise CheckFailure(f"{server!r}: its committed entries were applied. It also did this: {effect}.")
    return step
