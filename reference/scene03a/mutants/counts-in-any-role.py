# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """A follower counts pre-votes too."""

    replace("handlePreVoteReply", "self.role != PRE_CANDIDATE or", "self.role > PRE_CANDIDATE or")
