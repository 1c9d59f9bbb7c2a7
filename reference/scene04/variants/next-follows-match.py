# variant: what is not acknowledged may be sent again
class Replication(Server):
    """Sets nextIndex right behind matchIndex with each acknowledgement."""

    replace(
        "credit_success",
        "] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)",
        "] = self.matchIndex[follower] + 1",
    )
