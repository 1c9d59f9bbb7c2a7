# caught by: test_refusal_goes_back
class Operations(Server):
    """After a refusal the follower stores nothing."""

    replace(
        "handleAppendEntriesReply",
        "self.probing.add(follower)",
        "self.probing.add(follower)\nself.matchIndex[follower] = 0",
    )
