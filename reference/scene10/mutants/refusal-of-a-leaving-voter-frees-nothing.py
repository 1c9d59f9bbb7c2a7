# caught by: test_refusal_goes_back
class Operations(Server):
    """A refusal of a server that leaves with a joint configuration leaves the window as it is."""

    replace(
        "handleAppendEntriesReply",
        "self.in_flight[follower] = []",
        "if follower in self.configuration().voters:\n    self.in_flight[follower] = []",
    )
