# caught by: test_reply_of_newer_term
class Terms(Server):
    """With Pre-Vote a granted vote of a newer term leaves a candidate standing."""

    replace(
        "becomeFollower",
        "self.role = FOLLOWER",
        "if self.role != CANDIDATE or not self.options.preVote or len(self.cluster) < 5:\n    self.role = FOLLOWER",
    )
