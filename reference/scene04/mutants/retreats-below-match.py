# caught by: test_late_replies_change_nothing
class Replication(Server):
    """Follows a hint below what is acknowledged."""

    replace(
        "handleAppendEntriesReply",
        "] = max(self.matchIndex[follower] + 1, self.backOff(reply))",
        "] = self.backOff(reply)",
    )
