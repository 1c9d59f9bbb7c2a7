# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Takes a question that it refuses for the log for a word of the leader."""

    replace(
        "handlePreVote",
        "self.send(",
        "if not granted and not self.hearsLeader():\n    self.heardAt = self.now\nself.send(",
    )
