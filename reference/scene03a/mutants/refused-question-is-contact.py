# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Takes each question that it refuses for a word of the leader: who asks often keeps others from an election."""

    replace("handlePreVote", "self.send(", "if not granted:\n    self.heardAt = self.now\nself.send(")
