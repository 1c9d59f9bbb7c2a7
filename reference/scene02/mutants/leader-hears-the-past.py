# caught by: test_older_message_is_stale
"""A leader takes messages of older terms for fresh ones."""

from raftlab.server import LEADER


class Terms(Server):
    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        "if message.term >= self.currentTerm or self.role == LEADER:",
    )
