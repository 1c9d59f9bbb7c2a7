# caught by: test_refusal_goes_back
class Operations(Server):
    """Hears no refusal of a server without a vote."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex",
        "elif follower in self.configuration().voters and self.matchIndex[follower] < reply.prevLogIndex",
    )
