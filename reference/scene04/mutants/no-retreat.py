# caught by: test_refusal_leads_back
class Replication(Server):
    """Tries the same index again after a refusal."""

    replace(
        "handleAppendEntriesReply",
        "self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.backOff(reply))",
        "",
    )
