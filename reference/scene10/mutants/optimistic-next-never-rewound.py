# caught by: test_refusal_goes_back
class Operations(Server):
    """Goes on after a refusal as if nothing was lost."""

    replace(
        "handleAppendEntriesReply",
        "self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.earlier_index(reply))",
        "",
    )
