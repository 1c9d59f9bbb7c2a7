# caught by: test_refusal_goes_back
class Operations(Server):
    """Goes back behind what the follower has acknowledged, if its hint says so."""

    replace(
        "handleAppendEntriesReply",
        "max(self.matchIndex[follower] + 1, self.earlier_index(reply))",
        "self.earlier_index(reply)",
    )
