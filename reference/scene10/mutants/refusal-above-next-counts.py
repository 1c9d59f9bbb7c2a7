# caught by: test_refusal_goes_back
class Operations(Server):
    """Goes back again for each refusal of a message that was sent before it went back."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
        "elif self.matchIndex[follower] < reply.prevLogIndex:",
    )
