# caught by: test_older_message_is_stale
"""With Pre-Vote an append of the term before is not stale."""

from raftlab.server import AppendEntries


class Terms(Server):
    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        "newest = self.currentTerm - (self.options.preVote and isinstance(message, AppendEntries))\n"
        "if message.term >= newest:",
    )
