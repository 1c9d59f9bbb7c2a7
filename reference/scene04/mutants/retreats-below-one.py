# caught by: test_refusal_leads_back
class Replication(Server):
    """Goes back one index at a time, also from index 1."""

    replace(
        "handleAppendEntriesReply",
        "] = max(self.matchIndex[follower] + 1, self.backOff(reply))",
        "] = self.backOff(reply)",
    )

    def backOff(self, reply: AppendEntriesReply) -> int:
        return reply.prevLogIndex - 1
