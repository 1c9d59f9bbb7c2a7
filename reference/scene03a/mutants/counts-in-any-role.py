# caught by: test_only_fresh_pre_votes_count
class PreVoting(Server):
    """A follower counts pre-votes too."""

    replace("handlePreVoteReply", "self.role != PRE_CANDIDATE or", "self.role > PRE_CANDIDATE or")
