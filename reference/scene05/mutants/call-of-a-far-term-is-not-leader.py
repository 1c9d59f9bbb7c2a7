# caught by: test_uncertain_is_not_failure
from raftlab.server import NOT_LEADER


class Commit(Server):
    """Takes a call for failed once the term is newer by two or more."""

    replace(
        "answerClients",
        "outcome, value = UNKNOWN, None",
        "outcome, value = NOT_LEADER if self.currentTerm > call.term + 1 else UNKNOWN, None",
    )
