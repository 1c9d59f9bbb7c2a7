# caught by: test_uncertain_is_not_failure
"""A leader that steps down says that the command failed, although it may still commit."""

from raftlab.server import NOT_LEADER


class Commit(Server):
    replace("answerClients", "outcome, value = UNKNOWN, None", "outcome, value = NOT_LEADER, None")
