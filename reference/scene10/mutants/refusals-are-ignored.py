# caught by: test_search_three
class Operations(Server):
    """Never goes back."""

    replace(
        "handleAppendEntriesReply",
        "elif self.matchIndex[follower] < reply.prevLogIndex",
        "elif self.log.lastIndex() < reply.prevLogIndex",
    )
