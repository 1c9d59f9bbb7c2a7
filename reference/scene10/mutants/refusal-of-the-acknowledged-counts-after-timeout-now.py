# caught by: test_refusal_goes_back
class Operations(Server):
    """After TimeoutNow an old refusal counts."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex",
        "elif (self.matchIndex[follower] if self.lease_revoked_in != self.currentTerm else 0) < reply.prevLogIndex",
    )
