# caught by: test_late_vote_changes_nothing
class Election(Server):
    """Counts votes whatever it has become."""

    replace("handleRequestVoteReply", "self.role != CANDIDATE or not", "self.role == LEADER or not")
