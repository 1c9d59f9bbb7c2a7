# variant: any retreat below the refused index is right
class Operations(Server):
    """Goes back to what is acknowledged, and sends stored entries again."""

    replace(
        "handleAppendEntriesReply",
        "max(self.matchIndex[follower] + 1, self.earlier_index(reply))",
        "self.matchIndex[follower] + 1",
    )
