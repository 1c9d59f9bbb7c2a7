# variant: any retreat down to what is acknowledged is right
class Operations(Server):
    """After a refusal begins behind what is acknowledged."""

    replace(
        "handleAppendEntriesReply",
        "max(self.matchIndex[follower] + 1, self.earlier_index(reply))",
        "self.matchIndex[follower] + 1",
    )
