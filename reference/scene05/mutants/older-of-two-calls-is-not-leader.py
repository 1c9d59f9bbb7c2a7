# caught by: test_uncertain_is_not_failure
from raftlab.server import NOT_LEADER


class Commit(Server):
    """Takes a call for failed unless its entry is the last one."""

    replace(
        "answerClients",
        "outcome, value = UNKNOWN, None",
        "outcome, value = NOT_LEADER if kept and index < self.log.lastIndex() else UNKNOWN, None",
    )
