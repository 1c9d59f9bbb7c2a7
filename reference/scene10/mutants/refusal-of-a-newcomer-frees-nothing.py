# caught by: test_refusal_goes_back
class Operations(Server):
    """The window of a server that joined later is never freed by a refusal."""

    replace(
        "handleAppendEntriesReply",
        "self.in_flight[follower] = []",
        "if follower in self.cluster:\n    self.in_flight[follower] = []",
    )
