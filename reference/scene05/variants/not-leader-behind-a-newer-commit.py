# variant: behind a committed entry of a newer term no log will ever hold this entry: the call has failed for certain
from raftlab.server import NOT_LEADER


class Commit(Server):
    """Promises that a call has failed where an entry of a newer term is committed at its index or before it."""

    replace(
        "answerClients",
        "elif not kept or self.role != LEADER:",
        "elif self.log.term(min(index, self.commitIndex)) > call.term:\n    outcome, value = NOT_LEADER, None\n"
        "elif not kept or self.role != LEADER:",
    )
