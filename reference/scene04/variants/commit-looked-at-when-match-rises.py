# variant: an acknowledgement that raises no matchIndex completes no majority
class Replication(Server):
    """Looks for commits only if matchIndex rose."""

    replace(
        "credit_success",
        "self.matchIndex[follower] = ",
        "known = self.matchIndex[follower]\nself.matchIndex[follower] = ",
    )
    replace(
        "credit_success",
        "self.tryAdvanceCommit()",
        "if self.matchIndex[follower] > known:\n    self.tryAdvanceCommit()",
    )
