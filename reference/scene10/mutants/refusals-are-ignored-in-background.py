# caught by: test_refusal_goes_back
class Operations(Server):
    """With background writes, it never goes back."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex",
        "elif self.options.disk != 'background' and self.matchIndex[follower] < reply.prevLogIndex",
    )
