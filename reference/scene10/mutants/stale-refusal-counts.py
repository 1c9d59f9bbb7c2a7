# caught by: test_refusal_goes_back
class Operations(Server):
    """A refusal from before the acknowledgement takes nextIndex back."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:",
        "else:",
    )
    replace(
        "handleAppendEntriesReply",
        "max(self.matchIndex[follower] + 1, self.earlier_index(reply))",
        "self.earlier_index(reply)",
    )
