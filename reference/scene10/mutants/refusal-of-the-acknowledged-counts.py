# caught by: test_refusal_goes_back
class Operations(Server):
    """Goes back after an old refusal of what is acknowledged."""

    replace(
        "handleAppendEntriesReply",
        "self.matchIndex[follower] < reply.prevLogIndex",
        "self.matchIndex[follower] <= reply.prevLogIndex",
    )
